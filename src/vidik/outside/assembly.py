"""Nodes, ways and relations of OpenStreetMap, put together into features.

The same for every file that speaks of them: PBF, XML, Overpass JSON. Objects that an extract cuts
off at its edge are noted, and kept as far as they are known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString, MultiLineString

from vidik.model.feature import Extract, Feature
from vidik.model.outlines import Outlines
from vidik.model.rejection import Rejection
from vidik.register.areas import is_area
from vidik.register.globe import bounds_of, off_globe
from vidik.register.outlines import area_of_lines, repaired

__all__ = [
    "AREA_TYPES",
    "Line",
    "Node",
    "Relation",
    "Way",
    "assemble",
    "extract_of",
    "joined_extract",
    "known_stretches",
    "says_something",
]

#: Types of relations that are areas; others (routes, bans on turning) have no shape of their own.
AREA_TYPES = frozenset({"multipolygon", "boundary"})


#: A line, or its points, longitude and latitude, shape (n, 2): to draw all at once is faster.
Line: TypeAlias = Geometry | NDArray[np.float64]


class Node(NamedTuple):
    """A node with tags.

    Parameters
    ----------
    id
        As in the file.
    tags, changed
        See `Feature`.
    lon, lat
        Degrees, as in the file.
    """

    id: int
    tags: Mapping[str, str]
    changed: dt.date | None
    lon: float
    lat: float


class Way(NamedTuple):
    """A way, with or without tags.

    Parameters
    ----------
    id, tags, changed
        See `Node`.
    line
        Through its nodes, none where the one before it is; of a way that is cut off, the stretches
        whose nodes are known; None if nothing of it is known.
    closed
        Whether it ends at the node where it begins.
    points, missing
        How many nodes it has, and how many of them the file does not hold.
    """

    id: int
    tags: Mapping[str, str]
    changed: dt.date | None
    line: Line | None
    closed: bool
    points: int
    missing: int = 0


class Relation(NamedTuple):
    """A relation with tags.

    Parameters
    ----------
    id, tags, changed
        See `Node`.
    ways
        Ids of its member ways.
    """

    id: int
    tags: Mapping[str, str]
    changed: dt.date | None
    ways: tuple[int, ...]


def assemble(
    nodes: Sequence[Node], ways: Sequence[Way], relations: Iterable[Relation], *, source: str
) -> tuple[list[Feature], list[Rejection]]:
    """Return the tagged objects as features, and those that have no usable shape.

    Parameters
    ----------
    nodes
        With tags.
    ways
        With tags, and members of relations.
    relations
        With tags.
    source
        Key of the source.
    """
    features: list[Feature] = []
    rejected: list[Rejection] = []

    def reject(object_id: str, reason: str, *, field: str = "geometry", value: str = "") -> None:
        rejected.append(Rejection(source, object_id, field, value, reason))

    places = np.array([(node.lon, node.lat) for node in nodes], dtype=np.float64).reshape(-1, 2)
    nowhere = off_globe(places)
    points = shapely.points(np.where(nowhere[:, None], 0.0, places))
    for node, point, lost in zip(nodes, points, nowhere, strict=True):
        if lost:
            text = f"{node.lon:.7f}, {node.lat:.7f}"
            reject(f"node/{node.id}", "not a place on the globe", value=text)
        else:
            features.append(Feature(f"node/{node.id}", point, node.tags, node.changed))

    tagged = [way for way in ways if way.tags]
    for way, shape, notes in zip(tagged, *_shapes(tagged), strict=True):
        for note in notes:
            reject(f"way/{way.id}", note)
        if shape is not None:
            features.append(Feature(f"way/{way.id}", shape, way.tags, way.changed))

    by_id = {way.id: way for way in ways}
    for relation in relations:
        object_id = f"relation/{relation.id}"
        kind = relation.tags.get("type", "")
        if kind == "surveillance":
            reject(
                object_id,
                "a relation that lists what cameras see; such lists are not read yet",
                field="type",
                value=kind,
            )
        if kind not in AREA_TYPES or not says_something(relation.tags):
            continue
        area, why = _area(relation, by_id)
        if why is not None:
            reject(object_id, why)
        if area is not None:
            features.append(Feature(object_id, area, relation.tags, relation.changed))
    return features, rejected


def says_something(tags: Mapping[str, str]) -> bool:
    """Return whether a relation with these tags becomes a feature or a rejection.

    Parameters
    ----------
    tags
        Of a relation.
    """
    kind = tags.get("type")
    return kind == "surveillance" or (kind in AREA_TYPES and len(tags) > 1)


def extract_of(
    features: Sequence[Feature],
    rejected: Sequence[Rejection],
    *,
    bounds: tuple[float, float, float, float] | None = None,
    dated: dt.date | None = None,
) -> Extract:
    """Return what was read, with bounds and date taken from the features where the file is mute.

    Parameters
    ----------
    features, rejected
        In the order of the file.
    bounds, dated
        As the file declares them, if it does.
    """
    corners = shapely.bounds(np.array([feature.geometry for feature in features], dtype=object))
    changes = (feature.changed for feature in features if feature.changed is not None)
    return Extract(
        features=tuple(features),
        rejected=tuple(rejected),
        bounds=bounds or bounds_of(np.asarray(corners).reshape(-1, 2)),
        dated=dated or max(changes, default=None),
    )


def joined_extract(parts: Iterable[Extract]) -> Extract:
    """Return several parts of one file as one.

    Parameters
    ----------
    parts
        In the order of the file. Of parts that are made as they are asked for, no outlines are
        kept but those joined.
    """
    features: list[Feature] = []
    rejected: list[Rejection] = []
    bounds: list[tuple[float, float, float, float]] = []
    days: list[dt.date] = []

    def outlines(part: Extract) -> Outlines:
        features.extend(part.features)
        rejected.extend(part.rejected)
        bounds.extend([] if part.bounds is None else [part.bounds])
        days.extend([] if part.dated is None else [part.dated])
        return part.outlines

    joined = Outlines.joined(map(outlines, parts))
    return Extract(
        features=tuple(features),
        rejected=tuple(rejected),
        bounds=bounds_of(np.array(bounds).reshape(-1, 2)),
        dated=max(days, default=None),
        outlines=joined,
    )


def known_stretches(places: Sequence[tuple[float, float] | None]) -> Geometry | None:
    """Return the line through the places of a way, broken where one is not known.

    Parameters
    ----------
    places
        Longitude and latitude of its nodes; None for those that the file does not hold.

    Returns
    -------
    Geometry
        One line or several; None if no two different places follow one another.
    """
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != place:
            runs[-1].append(place)
    lines = [LineString(run) for run in runs if len(run) > 1]
    return MultiLineString(lines) if len(lines) > 1 else next(iter(lines), None)


def _shapes(ways: Sequence[Way]) -> tuple[list[Geometry | None], list[list[str]]]:
    """Return line or area of each way, and what is wrong with it."""
    drawn = _drawn([way.line for way in ways])
    shapes: list[Geometry | None] = drawn.tolist()
    notes: list[list[str]] = [[] for _ in ways]
    rings: list[int] = []
    counts = shapely.get_num_points(drawn).tolist()
    for i, (way, count) in enumerate(zip(ways, counts, strict=True)):
        area = way.closed and is_area(way.tags)
        if way.missing:
            shapes[i], kept = _rest(shapes[i], way.tags, area=area)
            notes[i].append(
                f"reaches beyond the extract: {way.missing} of its {way.points} points are "
                f"missing; {kept}"
            )
        elif way.line is None:
            notes[i].append("a way needs two different points")
        elif area and count < 4:
            shapes[i] = None
            notes[i].append("an outline needs three different points")
        elif area:
            rings.append(i)
    polygons = _polygons([shapes[i] for i in rings])
    for i, polygon, valid in zip(rings, polygons, shapely.is_valid(polygons).tolist(), strict=True):
        shapes[i] = polygon
        if valid:
            continue
        shapes[i] = repaired(polygon)
        notes[i].append(
            "the outline encloses nothing"
            if shapes[i] is None
            else "the outline crosses or touches itself; repaired"
        )
    return shapes, notes


def _rest(
    lines: Geometry | None, tags: Mapping[str, str], *, area: bool
) -> tuple[Geometry | None, str]:
    """Return what can be kept of an object that is cut off, and what to say about it.

    Of a street or a river bank the known stretches are as good as ever; a building without all of
    its walls is none.
    """
    if lines is None or (area and ("building" in tags or "building:part" in tags)):
        return None, "left out"
    return lines, "only its known lines are used" if area else "the rest is used"


def _drawn(lines: Sequence[Line | None]) -> NDArray[np.object_]:
    """Return lines as shapes, all at once."""
    shapes = np.empty(len(lines), dtype=object)
    plain = []
    for i, line in enumerate(lines):
        if isinstance(line, np.ndarray):
            plain.append(i)
        else:
            shapes[i] = line
    points = [np.zeros((0, 2)), *(np.asarray(lines[i]) for i in plain)]
    shapes[plain] = shapely.linestrings(
        np.concatenate(points),
        indices=np.repeat(np.arange(len(plain)), [len(some) for some in points[1:]]),
    )
    return shapes


def _polygons(lines: Sequence[Geometry | None]) -> NDArray[np.object_]:
    """Return the closed lines as polygons, all at once."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    if not len(points):
        return np.empty(0, dtype=object)
    return np.asarray(shapely.polygons(shapely.linearrings(points, indices=owner)))


def _area(relation: Relation, ways: Mapping[int, Way]) -> tuple[Geometry | None, str | None]:
    """Return the area of a relation, and what is wrong with it."""
    ids = dict.fromkeys(relation.ways)  # some list a way twice
    if not ids:
        return None, "no ways draw its outline"
    members = [ways[i] for i in ids if i in ways]
    lines = shapely.get_parts(_drawn([way.line for way in members if way.line is not None]))
    cut = len(ids) - sum(1 for way in members if not way.missing)
    area, clean = (None, False) if cut or not len(lines) else area_of_lines(lines)
    if area is not None:
        return area, None if clean else "its outlines cross one another; repaired"
    known = shapely.multilinestrings(lines) if len(lines) else None
    shape, kept = _rest(known, relation.tags, area=True)
    if not cut:
        return shape, f"its outlines do not close; {kept}"
    return shape, (
        f"reaches beyond the extract: {cut} of its {len(ids)} ways are missing or cut off; {kept}"
    )
