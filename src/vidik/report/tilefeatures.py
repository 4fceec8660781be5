"""Features of the map's tiles, as lines of GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.exposure.surveyed import last_looks
from vidik.model.basemap import LAYERS
from vidik.model.optics import Optics
from vidik.model.polygons import Polygons
from vidik.model.published import Published, PublishedCamera
from vidik.report.legends import LOOK_RANKS
from vidik.report.view_tables import BandShape, OverlapShape

__all__ = [
    "MAX_ZOOM",
    "MIN_ZOOM",
    "base_features",
    "ground_features",
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

#: Degrees: the height of a strip of lines that follow one another in a tile.
_STRIP = 0.005

#: Of a degree: about a centimetre, a tenth and less of the finest tile's grid.
_DECIMALS = 7


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


def base_features(published: Published) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/base.pmtiles``."""
    return {layer: _base(published, layer) for layer in LAYERS}


def watch_features(published: Published, bands: Sequence[BandShape]) -> Mapping[str, Iterator[str]]:
    """Return the layers of ``tiles/watch.pmtiles``.

    Parameters
    ----------
    published
        What may be shown.
    bands
        Where each camera sees, in longitude and latitude.
    """
    return {
        "cameras": _cameras(published),
        "private": _private(published),
        "views": _views(published, bands),
        "watched": _watched(published),
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
    }


def _base(published: Published, layer: str) -> Iterator[str]:
    for shape in published.base:
        if shape.layer == layer:
            zoom = _STREET_FROM.get(shape.kind, 13) if layer == "streets" else _BASE_FROM[layer]
            name = {"name": shape.name} if shape.name else {}
            yield _feature(shape.geometry, {"kind": shape.kind, **name}, zoom)


def _cameras(published: Published) -> Iterator[str]:
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
        about |= {"indoor": int(camera.indoor), "synthetic": int(camera.synthetic)}
        yield _feature(shapely.Point(camera.lon, camera.lat), about, _CAMERAS_FROM)


def _expected_fov(camera: PublishedCamera, optics: Optics) -> float:
    return sum(lens.weight * lens.field_of_view_deg for lens in optics.lenses[camera.kind])


def _private(published: Published) -> Iterator[str]:
    for stretch in published.private:
        about = {
            "street": stretch.street,
            "cameras": stretch.cameras,
            "synthetic": int(stretch.synthetic),
        }
        yield _feature(stretch.line, about, _CAMERAS_FROM)


def _views(published: Published, bands: Sequence[BandShape]) -> Iterator[str]:
    shown = {camera.id: camera for camera in published.cameras}
    for number, level, band, shape in bands:
        camera = shown[number]
        made_up = int(camera.synthetic)
        about = {"camera": camera.slug, "level": level, "band": band, "synthetic": made_up}
        yield _feature(shape, about, _VIEWS_FROM)


def _overlap(published: Published, overlaps: Sequence[OverlapShape]) -> Iterator[str]:
    made_up = int(any(camera.synthetic for camera in published.cameras))
    for level, certain, cameras, shape in overlaps:
        about = {
            "level": level,
            "certain": int(certain),
            "cameras": cameras,
            "synthetic": made_up,
        }
        yield _feature(shape, about, _GROUND_FROM)


def _space(published: Published) -> Iterator[str]:
    space = published.public_space
    kept = np.flatnonzero(space.union <= _EXPECTED)
    polygons = Polygons(space.polygon_offsets, space.ring_offsets, space.vertices).take(kept)
    ground = shapely.transform(polygons.shapes(), published.place.frame.to_degrees)
    for kind, shape in zip(space.kind[kept].tolist(), ground, strict=True):
        yield _feature(shape, {"kind": space.kinds[kind]}, _GROUND_FROM)


def _surveyed(published: Published) -> Iterator[str]:
    """Yield where somebody looked, by the year of the last look; the newest has rank 0."""
    made_up = int(any(survey.synthetic for survey in published.surveys))
    frame = published.place.frame
    for rank, (year, area) in enumerate(last_looks(published.surveys, frame)):
        shape = shapely.transform(area, frame.to_degrees)
        about = {"year": year, "rank": min(rank, LOOK_RANKS - 1), "synthetic": made_up}
        yield _feature(shape, about, MIN_ZOOM)


def _watched(published: Published) -> Iterator[str]:
    streets, watched = published.streets, published.watched
    degrees = published.place.frame.to_degrees(streets.vertices)
    made_up = int(any(camera.synthetic for camera in published.cameras))
    steps = np.hypot(*np.diff(streets.vertices, axis=0, prepend=streets.vertices[:1]).T)
    steps[streets.offsets[:-1]] = 0.0
    along = np.cumsum(steps)

    def line(stretch: int) -> Geometry:
        piece = watched.piece[stretch]
        part = slice(*streets.offsets[piece : piece + 2])
        ends = watched.start_m[stretch], watched.end_m[stretch]
        cut = _cut(degrees[part], along[part] - along[part.start], *ends)
        # rounded here already, so that lines that meet have an end in common
        return shapely.LineString(np.round(cut, _DECIMALS))

    def about(stretch: int) -> dict[str, object]:
        level = watched.levels[watched.level[stretch]]
        return {"level": level, "band": int(watched.band[stretch]), "synthetic": made_up}

    alike = np.column_stack([watched.level, watched.band])
    for look in np.unique(alike, axis=0):
        same = np.flatnonzero((alike == look).all(axis=1)).tolist()
        joined = _joined([line(stretch) for stretch in same])
        yield _feature(joined, about(same[0]), _WATCHED_FROM, _STRETCHES_FROM - 1)
    for stretch, piece in enumerate(watched.piece.tolist()):
        named = {"street": streets.names[piece]} | about(stretch)
        yield _feature(line(stretch), named, _STRETCHES_FROM)


def _joined(lines: Sequence[Geometry]) -> Geometry:
    """Return many lines as one shape, in strips from south to north, each from west to east.

    A tile says where a line begins by how far that is from the end of the one before it: in this
    order it takes half the bytes of any other order.
    """
    parts = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines)))
    east, north = shapely.get_coordinates(shapely.get_point(parts, 0)).T
    return shapely.multilinestrings(parts[np.lexsort((east, north // _STRIP))])


def _cut(
    line: NDArray[np.float64], along: NDArray[np.float64], start: float, end: float
) -> NDArray[np.float64]:
    """Return the stretch of a line between two distances along it."""
    inside = line[(along > start) & (along < end)]
    ends = np.column_stack([np.interp((start, end), along, line[:, axis]) for axis in (0, 1)])
    return np.concatenate([ends[:1], inside, ends[1:]])


def _feature(
    geometry: Geometry, about: Mapping[str, object], first: int, last: int = MAX_ZOOM
) -> str:
    """Return a line of GeoJSON; tippecanoe reads the zooms from a member of its own."""
    rounded = shapely.transform(geometry, lambda points: np.round(points, _DECIMALS))
    properties = json.dumps(about, ensure_ascii=False)
    return (
        f'{{"type":"Feature","tippecanoe":{{"minzoom":{first},"maxzoom":{last}}},'
        f'"properties":{properties},"geometry":{shapely.to_geojson(rounded)}}}'
    )
