"""Doors of sensitive places: at how many one could be seen, so that no door can be read off.

What is published are sums over sets of doors, one set for each district and kind of place. No two
of the sets have a door in common, and each has as many doors as a set of homes that is published.
So whatever anybody makes of the sums of one build by adding and subtracting is about as many
doors, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.rules import DoorFloors
from vidik.model.sensitive import DoorCounts, DoorViews, SensitivePlace
from vidik.model.span import Span

__all__ = ["doors_told"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Outlines are widened by so much, metres, so that a line has a ground, too.
_AROUND_M = 0.5


def doors_told(
    seen: DoorViews, district: Ints, floors: DoorFloors
) -> Mapping[tuple[int, str], DoorCounts]:
    """Return at how many doors one could be seen, for districts and kinds of which it may be told.

    Parameters
    ----------
    seen
        Of the n places.
    district
        Shape (n,): number of the district that each lies in, −1 for none.
    floors
        How many doors a figure is about at least, and how far it is blurred.

    Returns
    -------
    mapping
        By number of the district and kind. Where two kinds share a door, the one with fewer doors
        is not told of.
    """
    door = _doors(seen.places)
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, (number, one) in enumerate(zip(district.tolist(), seen.places, strict=True)):
        if number >= 0 and door[i] >= 0:
            places[number, one.kind].append(i)
    sets = {key: frozenset(door[own].tolist()) for key, own in places.items()}
    told: dict[tuple[int, str], DoorCounts] = {}
    taken: set[int] = set()
    for key in sorted(sets, key=lambda key: (-len(sets[key]), key)):
        if len(sets[key]) >= floors.at_least and taken.isdisjoint(sets[key]):
            taken |= sets[key]
            told[key] = _counts(seen, door, places[key], floors)
    return told


def _doors(places: Sequence[SensitivePlace]) -> Ints:
    """Return the number of the door of each place, −1 where other houses stand all around it.

    A school is often mapped as its ground and as a house upon it, and several practices are in one
    house: a place has the door of another one whose middle lies within its outline.
    """
    # one more, for an array of objects even if there are none
    fronts = np.array([*(one.front for one in places), None], dtype=object)[:-1]
    some = np.flatnonzero(~shapely.is_empty(fronts))
    grounds = shapely.buffer(shapely.convex_hull(fronts[some]), _AROUND_M)
    within = shapely.STRtree(grounds)
    one, other = some[within.query(shapely.centroid(grounds), predicate="intersects")]
    door, before = np.full(len(places), -1), None
    door[some] = some
    while before is None or not np.array_equal(door, before):
        before = door.copy()
        np.minimum.at(door, one, before[other])
        np.minimum.at(door, other, before[one])
    return door


def _counts(seen: DoorViews, door: Ints, own: Sequence[int], floors: DoorFloors) -> DoorCounts:
    """Return the figures of a set of places; several with one door count once."""
    doors, at = np.unique(door[own], return_inverse=True)
    low, high = floors.hidden, len(doors) - floors.hidden

    def total(bound: Floats) -> list[float]:
        surest = np.zeros((len(doors), len(seen.levels)))
        np.maximum.at(surest, at, bound[own])
        counts: list[float] = np.clip(np.rint(surest.sum(axis=0)), low, high).tolist()
        return counts

    spans = zip(*(total(one) for one in (seen.least, seen.expected, seen.most)), strict=True)
    return DoorCounts(
        doors=len(doors),
        hidden=floors.hidden,
        in_view={level: Span(*one) for level, one in zip(seen.levels, spans, strict=True)},
    )
