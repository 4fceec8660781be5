"""The streets and house numbers of a city's own map, by the names that people call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame
from vidik.register.addresses import house_numbers, street_key
from vidik.register.spelling import plain

__all__ = ["Gazetteer", "Street", "gazetteer_of"]

#: Names of streets, in the order in which they count.
_NAMES = ("name", "official_name", "short_name", "loc_name", "alt_name", "old_name", "int_name")

#: Pieces of a street further apart are streets of one name.
_GAP_M = 300.0
#: Values of `place` that tell streets of one name apart.
_TOWNS = frozenset({"town", "village", "suburb", "hamlet", "city"})


@dataclass(frozen=True, slots=True)
class Street:
    """One street.

    Parameters
    ----------
    name
        As the map has it.
    town
        The nearest town, village or suburb; “” if the map has none.
    lines
        Its pieces, in metres of the gazetteer's frame; None if only houses are known.
    numbers
        Shape (n,): of its houses, in order.
    suffixes
        The letters after them.
    places
        Shape (n, 2): where they are, in metres.
    """

    name: str
    town: str
    lines: Geometry | None
    numbers: NDArray[np.int64]
    suffixes: tuple[str, ...]
    places: NDArray[np.float64]

    @property
    def middle(self) -> tuple[float, float, float]:
        """Its place nearest to its centre, and how far the farthest of it is from there, metres."""
        whole = self.lines if self.lines is not None else shapely.multipoints(self.places)
        here = shapely.ops.nearest_points(whole, whole.centroid)[0]
        points = np.vstack([shapely.get_coordinates(whole), self.places])
        far = np.hypot(points[:, 0] - here.x, points[:, 1] - here.y).max()
        return here.x, here.y, float(far)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The streets of a city, by their names.

    Parameters
    ----------
    frame
        In whose metres everything lies.
    streets
        All.
    by_key
        Which of them bear a name, as `street_key` spells it.
    words
        For `street_key`.
    towns
        Names of towns, as `vidik.register.spelling.plain` spells them.
    """

    frame: LocalFrame
    streets: tuple[Street, ...]
    by_key: Mapping[str, tuple[int, ...]]
    words: Mapping[str, str]
    towns: frozenset[str] = frozenset()

    @property
    def houses(self) -> int:
        """How many house numbers it knows."""
        return sum(len(street.numbers) for street in self.streets)


def gazetteer_of(features: Iterable[Feature], words: Mapping[str, str]) -> Gazetteer:
    """Return the streets and houses of an extract of OpenStreetMap.

    Parameters
    ----------
    features
        Ways with ``highway`` and a name, anything with ``addr:street``, places of towns; others are
        passed over.
    words
        See `vidik.model.list_words.ListWords`.
    """
    lines: dict[str, list[Feature]] = defaultdict(list)
    houses: dict[str, list[Feature]] = defaultdict(list)
    towns: list[Feature] = []
    for feature in features:
        tags = feature.tags
        if "highway" in tags and "name" in tags and feature.geometry.geom_type != "Point":
            lines[street_key(tags["name"], words)].append(feature)
        if "addr:street" in tags:
            houses[street_key(tags["addr:street"], words)].append(feature)
        if tags.get("place") in _TOWNS and "name" in tags:
            towns.append(feature)
    keys = [key for key in dict.fromkeys((*lines, *houses)) if key]
    frame = _frame([feature for key in keys for feature in (*lines[key], *houses[key])])
    town_at = _in_metres([shapely.point_on_surface(town.geometry) for town in towns], frame)

    streets: list[Street] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    others: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        for street in _streets(lines[key], houses[key], frame):
            by_key[key].append(len(streets))
            for name in _other_names(lines[key]):
                others[street_key(name, words)].add(len(streets))
            streets.append(_with_town(street, towns, town_at))
    for key, numbers in others.items():
        # another street may bear today what this one bore once
        if key and key not in by_key:
            by_key[key] = sorted(numbers)
    frozen = {key: tuple(numbers) for key, numbers in by_key.items()}
    names = frozenset(plain(town.tags["name"]) for town in towns)
    return Gazetteer(frame, tuple(streets), frozen, words, names)


def _frame(features: Sequence[Feature]) -> LocalFrame:
    if not features:
        return LocalFrame(0.0, 0.0)
    west, south, east, north = shapely.total_bounds([feature.geometry for feature in features])
    return LocalFrame(float(west + east) / 2, float(south + north) / 2)


def _in_metres(shapes: Sequence[Geometry], frame: LocalFrame) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(np.array(shapes, dtype=object), frame.to_metres))


def _other_names(lines: Sequence[Feature]) -> set[str]:
    return {
        name.strip()
        for feature in lines
        for key, value in feature.tags.items()
        if key.partition(":")[0] in _NAMES and "etymology" not in key
        for name in value.split(";")
    }


def _streets(
    lines: Sequence[Feature], houses: Sequence[Feature], frame: LocalFrame
) -> list[Street]:
    """Return the streets of one name: as many as there are heaps of pieces that lie apart."""
    shapes = _in_metres([feature.geometry for feature in lines], frame)
    shapes = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    middles = [shapely.point_on_surface(feature.geometry) for feature in houses]
    points = shapely.get_coordinates(_in_metres(middles, frame))
    heap_of_line, heap_of_house = _heaps(shapes, points)
    named = (lines or houses)[0].tags
    streets = []
    for heap in range(1 + max([*heap_of_line, *heap_of_house], default=-1)):
        own = shapes[heap_of_line == heap]
        rows = [
            (house.number, house.suffix, float(points[i, 0]), float(points[i, 1]))
            for i in np.flatnonzero(heap_of_house == heap).tolist()
            for house in house_numbers(houses[i].tags.get("addr:housenumber", ""))
        ]
        rows.sort()
        if not len(own) and not rows:
            continue
        streets.append(
            Street(
                name=named.get("name", "") if lines else named["addr:street"],
                town="",
                lines=shapely.union_all(own) if len(own) else None,
                numbers=np.array([row[0] for row in rows], dtype=np.int64),
                suffixes=tuple(row[1] for row in rows),
                places=np.array([row[2:] for row in rows], dtype=np.float64).reshape(-1, 2),
            )
        )
    return streets


def _heaps(
    lines: NDArray[np.object_], points: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which heap each line and each point belongs to; most streets are one heap."""
    coordinates = np.vstack([shapely.get_coordinates(lines), points])
    if not len(coordinates) or np.ptp(coordinates, axis=0).max() < 2 * _GAP_M:
        return np.zeros(len(lines), dtype=np.int64), np.zeros(len(points), dtype=np.int64)
    spots = shapely.points(points)
    around = shapely.buffer(np.concatenate([lines, spots]), _GAP_M / 2, quad_segs=2)
    heaps = shapely.get_parts(shapely.union_all(around))
    tree = shapely.STRtree(heaps)
    return tree.nearest(lines), tree.nearest(spots)


def _with_town(street: Street, towns: Sequence[Feature], places: NDArray[np.object_]) -> Street:
    if not towns:
        return street
    x, y, _ = street.middle
    nearest = int(np.argmin(shapely.distance(places, shapely.points(x, y))))
    return Street(
        street.name,
        towns[nearest].tags["name"],
        street.lines,
        street.numbers,
        street.suffixes,
        street.places,
    )
