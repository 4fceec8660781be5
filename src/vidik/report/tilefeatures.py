"""Features of the map's tiles, as lines of GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress, repeat

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.exposure.surveyed import last_looks
from vidik.model.basemap import LAYERS, BaseShape
from vidik.model.from_home import CellFigures
from vidik.model.optics import Optics
from vidik.model.polygons import Polygons
from vidik.model.published import Published, PublishedCamera
from vidik.report.home_legends import first_class, seen_class
from vidik.report.homes import square
from vidik.report.legends import LOOK_RANKS
from vidik.report.view_tables import BandShape, OverlapShape

__all__ = [
    "MAX_ZOOM",
    "MIN_ZOOM",
    "base_features",
    "ground_features",
    "in_view_features",
    "tile_files",
    "tile_names",
    "tiles_about",
    "watch_features",
]

MIN_ZOOM, MAX_ZOOM = 10, 14

#: Signs are drawn in the deepest tiles alone; from afar the map counts those of ``cameras.json``.
_CAMERAS_FROM = MAX_ZOOM

#: Views and watched stretches are many and small: they begin where they can be told apart. Streets
#: in view are seen from farther: a tile holds a whole quarter of a city there, and stretches that
#: look alike are one shape, as what is said of each by itself would be most of it.
_VIEWS_FROM, _WATCHED_FROM, _STRETCHES_FROM = 13, 11, 13

#: What colours the ground begins where a street is wider than a hair.
_GROUND_FROM = 12

#: Squares of homes are as large as a block.
_CELLS_FROM = 11

# Unions of `PublicSpace` up to this one: the ground at the expected widths of streets.
_EXPECTED = 1

#: Zoom from which a shape of the base map is drawn, by layer and, for streets, by class.
_BASE_FROM = {"green": 10, "water": 10, "rail": 11, "buildings": 13, "places": 10}
_STREETS_FROM = {
    10: ("motorway", "trunk", "primary", "secondary"),
    11: ("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary"),
    12: ("tertiary_link", "unclassified", "residential", "living_street", "pedestrian", "busway"),
}
_STREET_FROM = {kind: zoom for zoom, kinds in _STREETS_FROM.items() for kind in kinds}
_STREETS_ALL_FROM = 13

#: From here on the map writes the names of streets (``web/src/base.ts``).
_NAMES_FROM = 14

#: Degrees: the height of a strip of lines that follow one another in a tile.
_STRIP = 0.005

#: Of a degree: about a centimetre, a tenth and less of the finest tile's grid.
_DECIMALS = 7

#: Of a degree: five centimetres and less, a quarter of that grid. Nothing finer is drawn.
_TOLERANCE = 5e-7

#: How many shapes are made ready together.
_AT_ONCE = 4096


def tiles_about(published: Published) -> Mapping[str, object]:
    """Return what a tile file says about itself.

    The mark of made-up data is part of the credit, which every map shows.
    """
    credit = published.attribution
    return {
        "attribution": f"{credit} · Synthetic: made up" if published.synthetic else credit,
        "licence": published.licence,
        "synthetic": published.synthetic,
    }


def tile_files(
    published: Published, bands: Sequence[BandShape], overlaps: Sequence[OverlapShape]
) -> Mapping[str, Callable[[], Mapping[str, Iterator[str]]]]:
    """Return what makes the layers of each file of tiles, by the file's name.

    What is in view at a level has a file of its own: a reader looks at one level, and the others
    would be most of what a first view weighs.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude.
    overlaps
        By how many of the cameras that are shown the ground is watched.
    """
    levels = published.watched.levels
    makers = (
        partial(base_features, published),
        partial(watch_features, published),
        partial(ground_features, published, overlaps),
        *(partial(in_view_features, published, bands, level) for level in levels),
    )
    return dict(zip(tile_names(levels), makers, strict=True))


def tile_names(levels: Iterable[str]) -> tuple[str, ...]:
    """Return the names of all files of tiles.

    Parameters
    ----------
    levels
        Keys of all levels.
    """
    return ("base", "watch", "ground", *(f"watch-{level}" for level in levels))


def base_features(published: Published) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/base.pmtiles``."""
    return {layer: _base(published, layer) for layer in LAYERS}


def watch_features(published: Published) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/watch.pmtiles``: where cameras are."""
    return {"cameras": _cameras(published), "private": _private(published)}


def in_view_features(
    published: Published, bands: Sequence[BandShape], level: str
) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/watch-<level>.pmtiles``: what is in view at a level.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude.
    level
        Its key.
    """
    return {
        "views": _views(published, [band for band in bands if band[1] == level]),
        "watched": _watched(published, published.watched.levels.index(level)),
    }


def ground_features(
    published: Published, overlaps: Sequence[OverlapShape]
) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/ground.pmtiles``: what the ground can be coloured by.

    Parameters
    ----------
    published
        What may be shown.
    overlaps
        By how many of the cameras that are shown the ground is watched.
    """
    return {
        "overlap": _overlap(published, overlaps),
        "space": _space(published),
        "surveyed": _surveyed(published),
        "cells": _cells(published),
    }


def _base(published: Published, layer: str) -> Iterator[str]:
    shapes = [shape for shape in published.base if shape.layer == layer]
    if layer == "streets":
        return _streets(shapes)
    return _named(shapes, repeat(_BASE_FROM[layer]))


def _streets(shapes: Sequence[BaseShape]) -> Iterator[str]:
    """Yield streets: from afar, where no name is written, all lines of a kind as one shape."""
    firsts = [_STREET_FROM.get(shape.kind, _STREETS_ALL_FROM) for shape in shapes]
    is_line = [shape.geometry.geom_type.endswith("LineString") for shape in shapes]
    kinds: dict[str, list[Geometry]] = {}
    for shape in compress(shapes, is_line):
        kinds.setdefault(shape.kind, []).append(shape.geometry)
    yield from _features(
        [_joined(shapely.get_parts(lines)) for lines in kinds.values()],
        ({"kind": kind} for kind in kinds),
        (_STREET_FROM.get(kind, _STREETS_ALL_FROM) for kind in kinds),
        last=_NAMES_FROM - 1,
    )
    yield from _named(
        shapes,
        (
            max(first, _NAMES_FROM) if line else first
            for first, line in zip(firsts, is_line, strict=True)
        ),
    )


def _named(shapes: Sequence[BaseShape], firsts: Iterable[int]) -> Iterator[str]:
    return _features(
        [shape.geometry for shape in shapes],
        ({"kind": s.kind, **({"name": s.name} if s.name else {})} for s in shapes),
        firsts,
    )


def _cameras(published: Published) -> Iterator[str]:
    return _features(
        [shapely.Point(one.lon, one.lat) for one in published.cameras],
        _said_of_cameras(published),
        repeat(_CAMERAS_FROM),
    )


def _said_of_cameras(published: Published) -> Iterator[dict[str, object]]:
    fov = {
        camera: float(aim.weight @ aim.fov)
        for camera, aim in zip(published.views.ids, published.views.aims, strict=True)
    }
    for camera in published.cameras:
        about: dict[str, object] = {"slug": camera.slug, "kind": str(camera.kind)}
        if camera.axis is not None:
            axis = camera.axis
            about |= {"direction": round(axis.middle, 1), "spread": round(axis.width, 1)}
        width = fov.get(camera.id, _expected_fov(camera, published.optics))
        about["fov"] = round(width, 1)
        if camera.operator is not None:
            about["operator"] = camera.operator
        yield about | {"indoor": int(camera.indoor), "synthetic": int(camera.synthetic)}


def _expected_fov(camera: PublishedCamera, optics: Optics) -> float:
    return sum(lens.weight * lens.field_of_view_deg for lens in optics.lenses[camera.kind])


def _private(published: Published) -> Iterator[str]:
    return _features(
        [stretch.line for stretch in published.private],
        (
            {"street": one.street, "cameras": one.cameras, "synthetic": int(one.synthetic)}
            for one in published.private
        ),
        repeat(_CAMERAS_FROM),
    )


def _views(published: Published, bands: Sequence[BandShape]) -> Iterator[str]:
    said = {one.id: (one.slug, int(one.synthetic)) for one in published.cameras}
    return _features(
        [shape for *_, shape in bands],
        (
            {"camera": said[n][0], "level": level, "band": band, "synthetic": said[n][1]}
            for n, level, band, _ in bands
        ),
        repeat(_VIEWS_FROM),
    )


def _overlap(published: Published, overlaps: Sequence[OverlapShape]) -> Iterator[str]:
    made_up = _made_up(published)
    return _features(
        [shape for *_, shape in overlaps],
        (
            {"level": level, "certain": int(certain), "cameras": cameras, "synthetic": made_up}
            for level, certain, cameras, _ in overlaps
        ),
        repeat(_GROUND_FROM),
    )


def _made_up(published: Published) -> int:
    return int(any(camera.synthetic for camera in published.cameras))


def _space(published: Published) -> Iterator[str]:
    space = published.public_space
    kept = np.flatnonzero(space.union <= _EXPECTED)
    polygons = Polygons(space.polygon_offsets, space.ring_offsets, space.vertices).take(kept)
    return _features(
        shapely.transform(polygons.shapes(), published.place.frame.to_degrees),
        ({"kind": space.kinds[kind]} for kind in space.kind[kept].tolist()),
        repeat(_GROUND_FROM),
    )


def _surveyed(published: Published) -> Iterator[str]:
    """Return where somebody looked, by the year of the last look; the newest has rank 0."""
    made_up = int(any(survey.synthetic for survey in published.surveys))
    frame = published.place.frame
    looks = last_looks(published.surveys, frame)
    return _features(
        [shapely.transform(area, frame.to_degrees) for _, area in looks],
        (
            {"year": year, "rank": min(rank, LOOK_RANKS - 1), "synthetic": made_up}
            for rank, (year, _) in enumerate(looks)
        ),
        repeat(MIN_ZOOM),
    )


def _cells(published: Published) -> Iterator[str]:
    """Return squares with what is said of their homes, at each level."""
    homes = published.homes
    if homes is None:
        return iter(())
    frame = published.place.frame
    rows = [(cell, level) for cell in homes.cells for level in cell.figures.levels]
    return _features(
        [square(cell.column, cell.row, homes.cell_m, frame) for cell, _level in rows],
        (_said_of_cell(cell, level, _made_up(published)) for cell, level in rows),
        repeat(_CELLS_FROM),
    )


def _said_of_cell(cell: CellFigures, level: str, made_up: int) -> dict[str, object]:
    figures = cell.figures.levels[level]
    share, metres = figures.share, figures.metres
    first = {"near": metres.nearest, "expected": metres.expected, "far": metres.farthest}
    return {
        "level": level,
        "first": first_class(figures),
        "walks": seen_class(figures),
        "homes": cell.figures.homes,
        "shares": f"{share.least:.2f} {share.expected:.2f} {share.most:.2f}",
        **{name: round(value) for name, value in first.items() if value is not None},
        "synthetic": made_up,
    }


def _watched(published: Published, level: int) -> Iterator[str]:
    watched, names = published.watched, published.streets.names
    made_up = _made_up(published)
    here = np.flatnonzero(watched.level == level)
    pieces, bands = watched.piece[here], watched.band[here]
    lines = _stretches(published, here)

    def about(band: int) -> dict[str, object]:
        return {"level": watched.levels[level], "band": band, "synthetic": made_up}

    looks = np.unique(bands).tolist()
    yield from _features(
        [_joined(lines[bands == band]) for band in looks],
        map(about, looks),
        repeat(_WATCHED_FROM),
        last=_STRETCHES_FROM - 1,
    )
    yield from _features(
        lines,
        (
            {"street": names[piece]} | about(band)
            for piece, band in zip(pieces.tolist(), bands.tolist(), strict=True)
        ),
        repeat(_STRETCHES_FROM),
    )


def _joined(lines: NDArray[np.object_]) -> Geometry:
    """Return many lines as one shape, in strips from south to north, each from west to east.

    A tile says where a line begins by how far that is from the end of the one before it: in this
    order it takes half the bytes of any other order.
    """
    parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    east, north = shapely.get_coordinates(shapely.get_point(parts, 0)).T
    return shapely.multilinestrings(parts[np.lexsort((east, north // _STRIP))])


def _stretches(published: Published, some: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return some of the watched stretches as lines in longitude and latitude."""
    watched = published.watched
    offsets, corners = published.streets.cut(
        watched.piece[some], watched.start_m[some], watched.end_m[some]
    )
    lines: NDArray[np.object_] = shapely.linestrings(
        # rounded here already, so that lines that meet have an end in common
        np.round(published.place.frame.to_degrees(corners), _DECIMALS),
        indices=np.repeat(np.arange(len(some)), np.diff(offsets)),
    )
    return lines


def _features(
    shapes: Sequence[Geometry] | NDArray[np.object_],
    said: Iterable[Mapping[str, object]],
    firsts: Iterable[int],
    *,
    last: int = MAX_ZOOM,
) -> Iterator[str]:
    """Yield lines of GeoJSON; tippecanoe reads the zooms from a member of its own."""
    given = np.array(shapes, dtype=object)
    said, firsts = iter(said), iter(firsts)
    for some in np.split(given, range(_AT_ONCE, len(given), _AT_ONCE)):
        near = shapely.simplify(some, _TOLERANCE, preserve_topology=False)
        rounded = shapely.transform(near, lambda points: np.round(points, _DECIMALS))
        for shape, about, first in zip(shapely.to_geojson(rounded), said, firsts, strict=False):
            yield (
                f'{{"type":"Feature","tippecanoe":{{"minzoom":{first},"maxzoom":{last}}},'
                f'"properties":{json.dumps(about, ensure_ascii=False)},"geometry":{shape}}}'
            )
