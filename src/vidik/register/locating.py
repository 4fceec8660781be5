"""Addresses found by the streets and house numbers of a city's own map.

A place never comes without how far off it may be: a house number that is mapped is good to some
metres, one between two others to as far as the farther of these, a street alone to its farther end.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.frame import LocalFrame
from vidik.model.located import Located
from vidik.register.addresses import House, Wanted, street_key, wanted
from vidik.register.gazetteer import Gazetteer, Street
from vidik.register.spelling import plain
from vidik.register.tags import Unread

__all__ = ["located", "locator"]

#: A camera at a number hangs at the house or before it.
_HOUSE_M = 15.0
#: Half the width of a crossing of wide streets.
_CROSSING_M = 20.0
#: Of five figures; no house number has so many.
_POSTCODE = re.compile(r"\b[0-9]{5}\b")
#: Endings of names that are adjectives, in the cases that “corner of”, “with” and “in” ask for.
_DECLINED = re.compile(r"(?<=...)(?:e|om|oj)$")
#: Streets that come no nearer do not cross.
_APART_M = 60.0


def located(
    gazetteer: Gazetteer, text: str, *, town: str = "", usual: str = ""
) -> Located | Unread:
    """Return where an address is.

    Parameters
    ----------
    gazetteer
        Of the city.
    text
        As people write it: see `vidik.register.addresses`.
    town
        Named beside the address, in a column of its own perhaps: where several streets bear the
        name, those in it are meant.
    usual
        The town that is meant where nothing else tells.

    Returns
    -------
    Located
        The number itself, a place between its neighbours, a crossing, the street, or what bears
        the name.
    Unread
        If the street is not known, with the nearest spellings; if several streets bear the name;
        if two streets do not meet.
    """
    failed: Unread | None = None
    half_known: Unread | None = None
    whole: Located | None = None
    for want in chain(wanted(text), wanted(_without_town(gazetteer, text))):
        if want.house is None and plain(want.street) in gazetteer.towns and "," in text:
            continue  # “Dunavska 5, Liman” does not mean a street called Liman
        streets = _named(gazetteer, want.street)
        if not streets:
            continue
        if want.crossing is not None:
            others = _named(gazetteer, want.crossing)
            if not others:
                half_known = half_known or Unread(_unknown(gazetteer, want.crossing))
                continue
            found = _crossing(gazetteer.frame, streets, others, (f"{text} {town}", usual))
        else:
            found = _among(gazetteer.frame, streets, want, (f"{text} {town}", usual))
        if isinstance(found, Unread):
            failed = failed or found
        elif found.by == "street" and want.street[-1:].isdigit() and whole is None:
            # “Atar 1” is a street; but where Atar has a number 1 on the map, that is meant
            whole = found
        elif whole is None or found.by == "house number":
            return found
    if failed is None and whole is None:
        whole = _landmark(gazetteer, text)
    return failed or whole or half_known or Unread(_unknown(gazetteer, text))


def _without_town(gazetteer: Gazetteer, text: str) -> str:
    """Return an address without a town that stands behind it, and its postcode; “” if none does."""
    words = _POSTCODE.sub(" ", text).split()
    for size in (3, 2, 1):
        if len(words) > size and plain(" ".join(words[-size:])) in gazetteer.towns:
            return " ".join(words[:-size]).strip(" ,")
    return ""


def _landmark(gazetteer: Gazetteer, text: str) -> Located | None:
    """Return where a school, a market or a square is that a text names and nothing else."""
    for part in dict.fromkeys((text, *text.split(","))):
        places = gazetteer.landmarks.get(plain(part), ())
        if len(places) == 1 and plain(part) not in gazetteer.towns:
            lon, lat, extent = places[0]
            return Located(lon, lat, round(max(extent, 2 * _HOUSE_M), 1), "named place")
    return None


def locator(gazetteer: Gazetteer, *, usual: str = "") -> Callable[[str, str], Located | Unread]:
    """Return what a reader of lists finds addresses by: of an address, and the town beside it.

    Addresses that several rows have are looked up once.

    Parameters
    ----------
    gazetteer
        Of the city.
    usual
        See `located`.
    """

    @lru_cache(maxsize=100_000)
    def locate(text: str, town: str) -> Located | Unread:
        return located(gazetteer, text, town=town, usual=usual)

    return locate


def _named(gazetteer: Gazetteer, name: str) -> list[Street]:
    """Return the streets of a name; failing that, of one that it declines or abbreviates."""
    key = street_key(name, gazetteer.words)
    if not key:
        return []
    tries = (key, *_nominative(key), key.removeprefix("bulevar "))
    found = next((gazetteer.by_key[one] for one in tries if one in gazetteer.by_key), None)
    if found is None:
        found = _abbreviated(gazetteer, key)
    return [gazetteer.streets[i] for i in found]


def _nominative(key: str) -> tuple[str, str]:
    """Return a name as it may stand alone, from “the corner of …”: Dunavske, Zmaj Jovinom."""
    words = [_DECLINED.sub("a", word) for word in key.split()]
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
    """Return the place on the one of several streets of a name that is meant.

    A town that is named tells, then which of them has the number, then the usual town.
    """
    text, usual = said
    named = _in_town(streets, text)
    meant = _in_town([street for street in named if _has(street, want.house)] or named, usual)
    if len(meant) > 1:
        return Unread(_several(frame, meant))
    found = _on(frame, meant[0], want)
    if len(named) == 1:
        return found
    where = f" in {meant[0].town}" if meant[0].town else ""
    note = f"{len(named)} streets are called so; this is the one{where}"
    return replace(found, notes=(*found.notes, note))


def _in_town(streets: Sequence[Street], words: str) -> list[Street]:
    """Return the streets of a town that is named; all, if none of their towns is."""
    own = [one for one in streets if one.town and f" {plain(one.town)} " in f" {plain(words)} "]
    return own or list(streets)


def _several(frame: LocalFrame, streets: Sequence[Street]) -> str:
    places = "; ".join(_described(frame, street) for street in streets[:5])
    return f"{len(streets)} streets are called so: {places}"


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
    frame: LocalFrame, streets: Sequence[Street], others: Sequence[Street], said: tuple[str, str]
) -> Located | Unread:
    """Return where two streets cross; streets of one name may cross in several towns."""
    pairs = [
        (one, one.lines, other.lines)
        for one in streets
        for other in others
        if one.lines is not None and other.lines is not None and one is not other
    ]
    if not pairs:
        return Unread("the course of these streets is not on the map")
    meeting = [pair for pair in pairs if pair[1].distance(pair[2]) <= _APART_M]
    if not meeting:
        least = min(one.distance(other) for _, one, other in pairs)
        return Unread(f"these streets do not meet: {least:.0f} m lie between them")
    text, usual = said
    there = [street for street in streets if any(street is pair[0] for pair in meeting)]
    meant = _in_town(_in_town(there, text), usual)
    if len(meant) > 1:
        return Unread(_several(frame, meant))
    one, other = next((one, other) for street, one, other in meeting if street is meant[0])
    shared = one.intersection(other)
    if shared.is_empty:
        shared = shapely.shortest_line(one, other)
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
