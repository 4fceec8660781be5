"""What the map reads beside its tiles: settings, places of cameras, and an index of streets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from shapely import Geometry, bounds, get_coordinates

from vidik.model.camera import Kind
from vidik.model.published import Published, PublishedCamera
from vidik.report.headlines import level_shares
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["camera_places", "map_settings", "street_index"]

#: About a metre; finer coordinates would only swell the index.
_DIGITS = 5


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
    """Return ``cameras.json``: where each camera stands, for clusters and for links to one."""
    return {
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "cameras": [_place(camera) for camera in published.cameras],
    }


def street_index(published: Published, slugs: Mapping[str, str]) -> dict[str, Any]:
    """Return ``streets.json``: the box around every street name, and its page, for the search.

    Parameters
    ----------
    published
        The city.
    slugs
        Part of the address of each street's page.
    """
    streets = published.streets
    degrees = published.place.frame.to_degrees(streets.vertices)
    boxes: dict[str, list[float]] = {}
    for i, name in enumerate(streets.names):
        if not name:
            continue
        part = degrees[streets.offsets[i] : streets.offsets[i + 1]]
        (west, south), (east, north) = part.min(axis=0), part.max(axis=0)
        box = boxes.setdefault(name, [west, south, east, north])
        boxes[name] = [
            min(box[0], west),
            min(box[1], south),
            max(box[2], east),
            max(box[3], north),
        ]
    return {
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "streets": [
            [name, *(round(float(v), _DIGITS) for v in box), slugs[name]]
            for name, box in sorted(boxes.items())
        ],
    }


def _depth_shares(areas: Sequence[float], ground_m2: float) -> list[float]:
    """Return the share of public space in each class of depth, for the bars of the legend."""
    at_least = [sum(areas[least - 1 : least]) for least in CLASSES] + [0.0]
    return [round((a - b) / ground_m2, 5) if ground_m2 > 0 else 0.0 for a, b in pairwise(at_least)]


def _place(camera: PublishedCamera) -> list[str | float]:
    return [camera.slug, round(camera.lon, 6), round(camera.lat, 6)]


def _rings(boundary: Geometry) -> list[list[list[float]]]:
    """Return the outer rings of the boundary, to be drawn as a line."""
    parts = getattr(boundary, "geoms", [boundary])
    return [np.round(get_coordinates(part.exterior), 6).tolist() for part in parts]


def _letters(published: Published) -> str:
    """Return every letter of the map's names once: the page loads the fonts they need."""
    names = {shape.name for shape in published.base}
    return "".join(sorted(set("".join(names)) - {" "}))
