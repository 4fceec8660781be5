"""Sensitive places: objects of a map that are one, and where one stands before their doors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from shapely import Geometry

from vidik.model.feature import Feature
from vidik.model.footprints import Footprints
from vidik.model.place import Place
from vidik.model.polygons import Polygons
from vidik.model.rules import Selector
from vidik.model.sensitive import SensitivePlace

__all__ = ["kinds_of", "sensitive_places"]

#: One stands so far before a wall, metres: what cameras see ends at the wall itself.
_BEFORE_M = 0.5

#: Before a door is within so many metres of it.
_DOOR_M = 1.5

#: A mapped door lies no farther from the outline, metres.
_ON_OUTLINE_M = 1.0

#: A square is looked at along lines so far apart, metres.
_ACROSS_M = 5.0

#: Values of ``entrance`` through which visitors do not come (OSM wiki, Key:entrance).
_NO_DOORS = frozenset({"no", "emergency", "exit", "garage", "service", "staircase"})


def kinds_of(tags: Mapping[str, str], counted: Mapping[str, Sequence[Selector]]) -> list[str]:
    """Return the kinds of sensitive place that an object is, by its tags.

    Parameters
    ----------
    tags
        Of the object.
    counted
        What describes each kind.
    """
    return [
        kind
        for kind, selectors in counted.items()
        if any(selector.matches(tags) for selector in selectors)
    ]


def sensitive_places(
    features: Iterable[tuple[str, Feature]],
    counted: Mapping[str, Sequence[Selector]],
    place: Place,
    footprints: Footprints,
) -> tuple[SensitivePlace, ...]:
    """Return the sensitive places inside the boundary of a place.

    Parameters
    ----------
    features
        Key of the source, and object; places of the deny-list already left out.
    counted
        What describes each kind.
    place
        Its boundary counts.
    footprints
        Buildings, in its metres: a place that is mapped as a point in one has its outline.
    """
    found: list[tuple[str, Feature, str]] = []
    doors: list[Geometry] = []
    main: list[bool] = []
    for source, feature in features:
        found += [(source, feature, kind) for kind in kinds_of(feature.tags, counted)]
        entrance = feature.tags.get("entrance")
        if entrance and entrance not in _NO_DOORS and feature.geometry.geom_type == "Point":
            doors.append(shapely.transform(feature.geometry, place.frame.to_metres))
            main.append(entrance == "main")
    walls = Polygons(footprints.polygon_offsets, footprints.ring_offsets, footprints.vertices)
    buildings, entrances = shapely.STRtree(walls.shapes()), shapely.STRtree(doors)
    shapely.prepare(place.boundary)
    made = []
    for source, feature, kind in found:
        point = feature.geometry.representative_point()
        if not shapely.intersects(place.boundary, point):
            continue
        shape = shapely.transform(feature.geometry, place.frame.to_metres)
        front, number = _front(shape, feature.tags, buildings, entrances, np.array(main, np.bool_))
        name = feature.tags.get("name", "")
        made.append(SensitivePlace(f"{source}:{feature.id}", kind, name, point, front, number))
    return tuple(made)


def _front(
    shape: Geometry,
    tags: Mapping[str, str],
    buildings: shapely.STRtree,
    entrances: shapely.STRtree,
    main: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[Geometry, int]:
    """Return the lines from which one enters a place, and how many doors are mapped."""
    outline = shape
    if shape.area == 0.0:
        around = buildings.query(shape, predicate="intersects")
        outline = shapely.union_all(buildings.geometries[around]) if len(around) else shape
    front = shapely.boundary(shapely.buffer(outline, _BEFORE_M, join_style="mitre"))
    doors = entrances.query(outline, predicate="dwithin", distance=_ON_OUTLINE_M)
    if tags.get("place") == "square" and outline.area > 0.0:
        front, doors = _across(outline), doors[:0]
    if main[doors].any():
        doors = doors[main[doors]]
    if len(doors):
        # nearer than the step before the wall there is none
        before = shapely.buffer(entrances.geometries[doors], _BEFORE_M + _DOOR_M)
        front = shapely.intersection(front, shapely.union_all(before))
    standing = buildings.query(front, predicate="intersects")
    if len(standing):
        front = shapely.difference(front, shapely.union_all(buildings.geometries[standing]))
    return front, len(doors)


def _across(square: Geometry) -> Geometry:
    """Return lines across a square, from south to north, a few metres apart."""
    west, south, east, north = square.bounds
    count = max(int(np.ceil((east - west) / _ACROSS_M - 1e-6)), 1)
    at = west + (np.arange(count) + 0.5) * (east - west) / count
    ends = np.stack(
        [np.column_stack([at, np.full(count, y)]) for y in (south - 1.0, north + 1.0)], axis=1
    )
    return shapely.intersection(shapely.multilinestrings(shapely.linestrings(ends)), square)
