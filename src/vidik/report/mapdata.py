"""What the map reads beside its tiles: settings, cameras to choose from, and names to find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from shapely import Geometry, bounds, get_coordinates

from vidik.model.basemap import BaseShape
from vidik.model.camera import Kind
from vidik.model.published import Published, PublishedCamera
from vidik.model.views import Aim
from vidik.report.headlines import level_shares
from vidik.report.operators import LEAST_CAMERAS, by_operator
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["camera_places", "map_settings", "name_index"]

#: About a metre; finer coordinates would only swell the index.
_DIGITS = 5

#: Kinds of what has a name, in the order in which those of one name are offered.
_NAMED = ("street", "square", "place", "green", "water")


def map_settings(published: Published, texts: Texts, *, level: str) -> dict[str, Any]:
    """Return ``site.json``: what the map needs to know before it can draw.

    Parameters
    ----------
    published
        The city.
    texts
        The language of its names.
    level
        Key of the level to begin with.
    """
    west, south, east, north = bounds(published.place.boundary).tolist()
    coverage = published.figures.public_space.coverage
    depths = {
        level.level: {
            "overlap": _depth_shares(level.possible_m2, coverage.ground_m2),
            "certain": _depth_shares(level.certain_m2, coverage.ground_m2),
        }
        for level in coverage.levels
    }
    return {
        "language": texts.language,
        "place": published.place.name_in(texts.language),
        "bounds": [round(v, 6) for v in (west, south, east, north)],
        "boundary": _rings(published.place.boundary),
        "level": level,
        "levels": [
            {
                "key": s.key,
                "name": s.name,
                "can": s.can,
                "sentence": s.sentence,
                "depths": depths.get(s.key, {}),
            }
            for s in level_shares(published, texts)
        ],
        "kinds": {kind.value: texts.kind_name(kind) for kind in Kind},
        "zones": {zone: texts.zone_name(zone) for zone in _zones(published)},
        "spaces": {
            kind: texts.space_name(kind) for kind in published.figures.public_space.by_kind_m2
        },
        "sources": {
            source.key: {"name": source.name, "synthetic": source.synthetic}
            for source in published.sources
        },
        "letters": _letters(published),
        "dated": None if published.dated is None else published.dated.isoformat(),
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
    }


def camera_places(published: Published) -> dict[str, Any]:
    """Return ``cameras.json``: where each camera stands, and what the map can be narrowed by.

    Of each camera: slug, longitude, latitude, kind, index of its operator, indices of its zones,
    year in which somebody last looked or edited, index of the most detailed level at which it could
    see any ground, the middle and the width of where it looks, whether it watches an inside, and
    whether it is made up. None stands for what nobody mapped and, as a level, for no view. Of each
    organisation of whose cameras figures may be told, the indices of those that watch an outside.
    Cameras on private dwellings are not among them.
    """
    operators = sorted({camera.operator for camera in published.cameras if camera.operator})
    zones = _zones(published)
    best = {
        camera: _best_level(aim)
        for camera, aim in zip(published.views.ids, published.views.aims, strict=True)
    }
    number = {camera.id: i for i, camera in enumerate(published.cameras)}
    run = by_operator(camera for camera in published.cameras if not camera.indoor)
    return {
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "operators": operators,
        "zones": zones,
        "organisations": [
            [name, [number[camera.id] for camera in own]]
            for name, own in run.items()
            if len(own) >= LEAST_CAMERAS
        ],
        "least_cameras": LEAST_CAMERAS,
        "cameras": [
            [
                camera.slug,
                round(camera.lon, 6),
                round(camera.lat, 6),
                str(camera.kind),
                operators.index(camera.operator) if camera.operator else None,
                [zones.index(zone) for zone in _zones_of(camera)],
                camera.checked.year if camera.checked else None,
                best.get(camera.id),
                round(camera.axis.middle, 1) if camera.axis else None,
                round(camera.axis.width, 1) if camera.axis else None,
                int(camera.indoor),
                int(camera.synthetic),
            ]
            for camera in published.cameras
        ],
    }


def name_index(
    published: Published, slugs: Mapping[str, str], *, page_bytes: int
) -> dict[str, Any]:
    """Return ``names.json``: the box around everything that has a name, for the search.

    Of each: name, index of its kind, west, south, east, north; of a street, the part of the address
    of its page as well. What bears one name and is of one kind has one box.

    Parameters
    ----------
    published
        The city.
    slugs
        Of every street that has a page, by its name, that part of an address.
    page_bytes
        Mean size of a street's page: whoever wants to keep some is told how much that is.
    """
    boxes: dict[tuple[str, int], list[float]] = {}
    for name, kind, (west, south, east, north) in _named(published):
        box = boxes.setdefault((name, _NAMED.index(kind)), [west, south, east, north])
        box[:] = [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]
    return {
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "kinds": _NAMED,
        "page_bytes": page_bytes,
        "names": [
            [
                name,
                kind,
                *(round(float(v), _DIGITS) for v in box),
                *([slugs[name]] if _NAMED[kind] == "street" and name in slugs else []),
            ]
            for (name, kind), box in sorted(boxes.items())
        ],
    }


def _named(published: Published) -> Iterator[tuple[str, str, Sequence[float]]]:
    """Yield name, kind and box of streets and of what the base map names."""
    streets = published.streets
    degrees = published.place.frame.to_degrees(streets.vertices)
    for i, name in enumerate(streets.names):
        if name:
            part = degrees[streets.offsets[i] : streets.offsets[i + 1]]
            yield name, "street", [*part.min(axis=0).tolist(), *part.max(axis=0).tolist()]
    for shape in published.base:
        if shape.name and (kind := _kind_of(shape)):
            yield shape.name, kind, bounds(shape.geometry).tolist()


def _kind_of(shape: BaseShape) -> str | None:
    """Return the kind of a named shape; None for lines of the base map, which add nothing."""
    match shape.layer:
        case "streets":
            # an area on which people walk is a square; streets come from the network
            return "square" if shape.geometry.geom_type.endswith("Polygon") else None
        case "places":
            return "square" if shape.kind == "square" else "place"
        case "green" | "water":
            return shape.layer
    return None


def _zones(published: Published) -> list[str]:
    return sorted({zone for camera in published.cameras for zone in _zones_of(camera)})


def _zones_of(camera: PublishedCamera) -> list[str]:
    """Return what a camera watches; OpenStreetMap lists several with “;”."""
    parts = (camera.zone or "").split(";")
    return sorted({zone for part in parts if (zone := part.strip())})


def _best_level(aim: Aim) -> int | None:
    """Return the index of the most detailed level at which some ground may be in the picture.

    That is where a reading reaches farther over the ground than its picture begins.
    """
    with np.errstate(divide="ignore"):
        begins = np.where(aim.lower > 0.0, aim.rise / aim.lower, np.inf)
    reached = np.flatnonzero((aim.ground_reach() > begins[:, None]).any(axis=0))
    return int(reached[-1]) if reached.size else None


def _depth_shares(areas: Sequence[float], ground_m2: float) -> list[float]:
    """Return the share of public space in each class of depth, for the bars of the legend."""
    at_least = [sum(areas[least - 1 : least]) for least in CLASSES] + [0.0]
    return [round((a - b) / ground_m2, 5) if ground_m2 > 0 else 0.0 for a, b in pairwise(at_least)]


def _rings(boundary: Geometry) -> list[list[list[float]]]:
    """Return the outer rings of the boundary, to be drawn as a line."""
    parts = getattr(boundary, "geoms", [boundary])
    return [np.round(get_coordinates(part.exterior), 6).tolist() for part in parts]


def _letters(published: Published) -> str:
    """Return every letter of the map's names once: the page loads the fonts they need."""
    names = {shape.name for shape in published.base}
    return "".join(sorted(set("".join(names)) - {" "}))
