"""Addresses found by the streets and house numbers of a city's own map.

A place never comes without how far off it may be: a house number that is mapped is good to some
metres, one between two others to as far as the farther of these, a street alone to its farther end.
"""

from __future__ import annotations

import difflib
import math
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
from vidik.model.located import Located
from vidik.register.addresses import House, Wanted, house_number, street_key, wanted
from vidik.register.spelling import plain
from vidik.register.tags import Unread

__all__ = ["Gazetteer", "Street", "gazetteer_of", "located"]

#: Names of streets, in the order in which they count.
_NAMES = ("name", "official_name", "short_name", "loc_name", "alt_name", "old_name", "int_name")

#: A camera at a number hangs at the house or before it.
_HOUSE_M = 15.0
#: Half the width of a crossing of wide streets.
_CROSSING_M = 20.0
#: Streets that come no nearer do not cross.
_APART_M = 60.0
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
    """

    frame: LocalFrame
    streets: tuple[Street, ...]
    by_key: Mapping[str, tuple[int, ...]]
    words: Mapping[str, str]

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
    return Gazetteer(frame, tuple(streets), frozen, words)


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
            (number.number, number.suffix, float(points[i, 0]), float(points[i, 1]))
            for i in np.flatnonzero(heap_of_house == heap).tolist()
            if (number := house_number(houses[i].tags.get("addr:housenumber", ""))) is not None
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


def located(gazetteer: Gazetteer, text: str, *, town: str = "") -> Located | Unread:
    """Return where an address is.

    Parameters
    ----------
    gazetteer
        Of the city.
    text
        As people write it: see `vidik.register.addresses`.
    town
        Whose streets are meant where several bear the name and the text names none of the towns.

    Returns
    -------
    Located
        The number itself, a place between its neighbours, a crossing, or the street.
    Unread
        If the street is not known, with the nearest spellings; if several streets bear the name;
        if two streets do not meet.
    """
    failed: Unread | None = None
    whole: Located | None = None
    for want in wanted(text):
        streets = _named(gazetteer, want.street)
        if not streets:
            continue
        if want.crossing is not None:
            others = _named(gazetteer, want.crossing)
            if not others:
                failed = failed or Unread(_unknown(gazetteer, want.crossing))
                continue
            found = _crossing(gazetteer.frame, streets, others)
        else:
            found = _among(gazetteer.frame, streets, want, (text, town))
        if isinstance(found, Unread):
            failed = failed or found
        elif found.by == "street" and want.street[-1:].isdigit() and whole is None:
            # “Atar 1” is a street; but where Atar has a number 1 on the map, that is meant
            whole = found
        elif whole is None or found.by == "house number":
            return found
    return failed or whole or Unread(_unknown(gazetteer, text))


def _named(gazetteer: Gazetteer, name: str) -> list[Street]:
    """Return the streets of a name; failing that, of one that it declines or abbreviates."""
    key = street_key(name, gazetteer.words)
    if not key:
        return []
    tries = (key, *_nominative(key))
    found = next((gazetteer.by_key[one] for one in tries if one in gazetteer.by_key), None)
    if found is None:
        found = _abbreviated(gazetteer, key)
    return [gazetteer.streets[i] for i in found]


def _nominative(key: str) -> tuple[str, str]:
    """Return a name as it may stand alone, from “the corner of …”: Dunavske, Zmaj Jovine."""
    words = [f"{word[:-1]}a" if word.endswith("e") else word for word in key.split()]
    return " ".join([*key.split()[:-1], words[-1]]), " ".join(words)


def _abbreviated(gazetteer: Gazetteer, key: str) -> tuple[int, ...]:
    """Return the streets that a name with initials stands for: “V. Putnika”, if only one can be."""
    parts = key.split()
    if len(parts) < 2 or not any(len(part) <= 3 for part in parts) or len(parts[-1]) < 4:
        return ()
    found = {
        numbers
        for other, numbers in gazetteer.by_key.items()
        if len(own := other.split()) == len(parts)
        and all(
            word == part or (len(part) <= 3 and part.isalpha() and word.startswith(part))
            for part, word in zip(parts, own, strict=True)
        )
    }
    return found.pop() if len(found) == 1 else ()


def _unknown(gazetteer: Gazetteer, text: str) -> str:
    """Return that a street is not known, and what comes near."""
    keys: set[str] = set()
    for want in wanted(text):
        key = street_key(want.street, gazetteer.words)
        keys.update(difflib.get_close_matches(key[:80], gazetteer.by_key, n=3, cutoff=0.75))
    names = {gazetteer.streets[gazetteer.by_key[key][0]].name for key in keys}
    near = f"; like it: {', '.join(sorted(names)[:5])}" if names else ""
    return f"no street of this name is on the map{near}"


def _among(
    frame: LocalFrame, streets: Sequence[Street], want: Wanted, said: tuple[str, str]
) -> Located | Unread:
    """Return the place on the one of several streets of a name that is meant."""
    if len(streets) > 1:
        text, town = (f" {plain(one)} " for one in said)
        named = [street for street in streets if f" {plain(street.town)} " in text]
        fitting = [street for street in named or streets if _has(street, want.house)]
        expected = [street for street in streets if f" {plain(street.town)} " in town]
        for choice in (named, fitting, expected):
            if len(choice) == 1:
                streets = choice
                break
    if len(streets) > 1:
        places = "; ".join(_described(frame, street) for street in streets[:5])
        return Unread(f"{len(streets)} streets are called so: {places}")
    return _on(frame, streets[0], want)


def _has(street: Street, house: House | None) -> bool:
    return house is not None and bool((street.numbers == house.number).any())


def _described(frame: LocalFrame, street: Street) -> str:
    x, y, _ = street.middle
    ((lon, lat),) = frame.to_degrees(np.array([[x, y]])).tolist()
    where = f"{street.town} " if street.town else ""
    return f"{where}{lat:.4f}, {lon:.4f}"


def _on(frame: LocalFrame, street: Street, want: Wanted) -> Located:
    if want.block is not None:
        least, most = want.block
        rows = np.flatnonzero((street.numbers >= least) & (street.numbers <= most))
        if len(rows):
            return _amid(frame, street.places[rows], f"block of numbers {least} to {most}")
    house = want.house
    if house is None and want.block is not None:
        house = House(sum(want.block) // 2)
    if house is not None:
        found = _number(frame, street, house)
        if found is not None:
            return found
    x, y, far = street.middle
    notes = () if house is None else (f"{street.name} has no number near {house} on the map",)
    return _located(frame, (x, y), max(far, _HOUSE_M), "street", notes)


def _number(frame: LocalFrame, street: Street, house: House) -> Located | None:
    """Return the place of a number: its own, or between its neighbours on its side."""
    rows = np.flatnonzero(street.numbers == house.number)
    same = [i for i in rows.tolist() if street.suffixes[i] == house.suffix]
    if same:
        return _amid(frame, street.places[same], "house number", least=_HOUSE_M)
    if len(rows):
        by = f"house number {house.number}, another letter"
        return _amid(frame, street.places[rows], by, least=2 * _HOUSE_M)
    side = np.flatnonzero(street.numbers % 2 == house.number % 2)
    below = side[street.numbers[side] < house.number]
    above = side[street.numbers[side] > house.number]
    if not len(below) or not len(above):
        return None
    low, high = int(below[-1]), int(above[0])
    first, last = int(street.numbers[low]), int(street.numbers[high])
    share = (house.number - first) / (last - first)
    place = street.places[low] * (1 - share) + street.places[high] * share
    far = math.dist(street.places[low], street.places[high]) * max(share, 1 - share)
    by = f"between numbers {first} and {last}"
    return _located(frame, (place[0], place[1]), max(far, _HOUSE_M), by)


def _amid(
    frame: LocalFrame, places: NDArray[np.float64], by: str, *, least: float = _HOUSE_M
) -> Located:
    """Return the middle of places, as far off as the farthest of them."""
    middle = places.mean(axis=0)
    far = float(np.hypot(*(places - middle).T).max())
    return _located(frame, (middle[0], middle[1]), max(far, least), by)


def _crossing(
    frame: LocalFrame, streets: Sequence[Street], others: Sequence[Street]
) -> Located | Unread:
    """Return where two streets cross: of streets of one name, those that come nearest."""
    nearest, least = None, math.inf
    for one in streets:
        for other in others:
            if one.lines is None or other.lines is None or one is other:
                continue
            apart = one.lines.distance(other.lines)
            if apart < least:
                nearest, least = (one.lines, other.lines), apart
    if nearest is None:
        return Unread("the course of these streets is not on the map")
    if least > _APART_M:
        return Unread(f"these streets do not meet: {least:.0f} m lie between them")
    shared = nearest[0].intersection(nearest[1])
    if shared.is_empty:
        shared = shapely.shortest_line(*nearest)
    middle = shared.centroid
    points = shapely.get_coordinates(shared)
    far = float(np.hypot(points[:, 0] - middle.x, points[:, 1] - middle.y).max())
    notes = ("these streets meet more than once",) if far > _APART_M else ()
    return _located(frame, (middle.x, middle.y), max(far, _CROSSING_M), "crossing", notes)


def _located(
    frame: LocalFrame,
    place: tuple[float, float],
    accuracy_m: float,
    by: str,
    notes: tuple[str, ...] = (),
) -> Located:
    ((lon, lat),) = frame.to_degrees(np.array([place])).tolist()
    return Located(lon, lat, round(accuracy_m, 1), by, notes)
