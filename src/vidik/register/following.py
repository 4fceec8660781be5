"""Following cameras from one state of a source to the next: what speaks of the same one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from vidik.model.observation import Claim, Observation, Statement
from vidik.register.wording import is_note, worded

__all__ = ["followed", "metres_between", "substance", "tolerance_m"]

#: Two objects farther apart are never taken for one by their place alone, metres.
_FARTHEST_M = 50.0

#: Share of values that two objects must have in common to be taken for one.
_ALIKE = 0.5

_EARTH_M = 6_371_008.8
#: The shortest degree of latitude is longer, metres.
_DEGREE_M = 110_500.0

Pair = tuple[Statement, Statement]


def followed(
    before: Sequence[Statement], after: Sequence[Statement], accuracy_m: float
) -> Iterator[tuple[Statement | None, Statement | None]]:
    """Yield statements of one source with those about the same camera; others alone.

    A statement that is said again is the same; then what has the same name is; then rows that bear
    the same number; then what is alike at the same place, as near as that is known.

    Parameters
    ----------
    before, after
        Of two states of the source, each statement once.
    accuracy_m
        How far off a place may be where nobody says it, metres.
    """
    old, new = list(before), list(after)
    for candidates in (_said_again, _of_one_object, _of_one_number, _at_one_place(accuracy_m)):
        pairs = _assigned(candidates(old, new))
        yield from pairs
        taken = {one.id for pair in pairs for one in pair}
        old = [one for one in old if one.id not in taken]
        new = [one for one in new if one.id not in taken]
    yield from ((one, None) for one in old)
    yield from ((None, one) for one in new)


def _said_again(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Pair]:
    again = {one.id: one for one in new}
    return ((one, again[one.id]) for one in old if one.id in again)


def _of_one_object(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Pair]:
    groups = _groups(new, lambda said: said.object)
    return ((a, b) for a in old for b in groups.get(a.observation.object or "", ()))


def _of_one_number(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Pair]:
    """Yield rows without a name that lasts which alone bear a number, and are alike otherwise."""
    before, after = (
        _groups(some, lambda said: said.attributes.get("ref") if said.object is None else None)
        for some in (old, new)
    )
    for ref in before.keys() & after.keys():
        if len(before[ref]) == len(after[ref]) == 1:
            a, b = before[ref][0], after[ref][0]
            if _alike(a.observation, b.observation) >= _ALIKE:
                yield a, b


def _at_one_place(
    accuracy_m: float,
) -> Callable[[Sequence[Statement], Sequence[Statement]], Iterator[Pair]]:
    """Return what yields statements at the same place, as near as it is known, that are alike."""

    def candidates(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[Pair]:
        reaches = [min(_reach(one.observation, accuracy_m), _FARTHEST_M) for one in (*old, *new)]
        cell = max([1.0, *reaches]) / _DEGREE_M
        cells: dict[tuple[int, int], list[Statement]] = defaultdict(list)
        for b in new:
            for x, y in _cells(b.observation, cell, around=0):
                cells[x, y].append(b)
        for a in old:
            for square in _cells(a.observation, cell, around=1):
                for b in cells.get(square, ()):
                    metres = metres_between(a.observation, b.observation)
                    assert metres is not None
                    reach = tolerance_m(a.observation, b.observation, accuracy_m)
                    if metres <= min(reach, _FARTHEST_M) and (
                        _alike(a.observation, b.observation) >= _ALIKE
                    ):
                        yield a, b

    return candidates


def _cells(said: Observation, size: float, *, around: int) -> Iterator[tuple[int, int]]:
    """Yield the squares about a place; a degree of longitude is taken as long as it is there."""
    if said.lon is None or said.lat is None:
        return
    row = math.floor(said.lat / size)
    for y in range(row - around, row + around + 1):
        # all of a row are as wide as its side nearer to the pole needs
        wide = size / max(math.cos(math.radians(min(max(abs(y), abs(y + 1)) * size, 89.9))), 1e-3)
        column = math.floor(said.lon / wide)
        for x in range(column - around, column + around + 1):
            yield x, y


def _groups(
    statements: Iterable[Statement], name: Callable[[Observation], str | None]
) -> dict[str, list[Statement]]:
    groups: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if key := name(one.observation):
            groups[key].append(one)
    return groups


def _assigned(candidates: Iterable[Pair]) -> list[Pair]:
    """Return pairs of which each statement is in one at most, the nearest and most alike first."""

    def rank(pair: Pair) -> tuple[float, float, list[str]]:
        a, b = (one.observation for one in pair)
        return metres_between(a, b) or 0.0, -_alike(a, b), sorted(one.id for one in pair)

    taken: set[str] = set()
    pairs = []
    for pair in sorted(candidates, key=rank):
        if taken.isdisjoint(own := {one.id for one in pair}):
            taken |= own
            pairs.append(pair)
    return pairs


def _alike(a: Observation, b: Observation) -> float:
    """Return the share of values that both have; somebody who saw none can say little of it."""
    if Claim.ABSENT in (a.claim, b.claim):
        return 1.0
    ours, theirs = (set(substance(one).items()) for one in (a, b))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def substance(said: Observation) -> dict[str, str]:
    """Return what is said of the camera, in the usual spelling, and how many it is.

    Parameters
    ----------
    said
        Any.
    """
    tags = {key: value for key, value in said.attributes.items() if not is_note(key)}
    return worded(tags) | ({"devices": str(said.devices)} if said.devices > 1 else {})


def metres_between(a: Observation, b: Observation) -> float | None:
    """Return the distance of two places on the globe; None if one of them has none.

    Parameters
    ----------
    a, b
        What is said to stand there.
    """
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return None
    if (a.lon, a.lat) == (b.lon, b.lat):
        return 0.0
    north, east = math.radians(a.lat - b.lat) / 2, math.radians(a.lon - b.lon) / 2
    curve = math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat))
    half = math.sin(north) ** 2 + curve * math.sin(east) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(half, 1.0)))


def _reach(said: Observation, accuracy_m: float) -> float:
    return accuracy_m if said.accuracy_m is None else said.accuracy_m


def tolerance_m(a: Observation, b: Observation, accuracy_m: float) -> float:
    """Return how far apart two places may be, metres, without saying anything else.

    Parameters
    ----------
    a, b
        What is said to stand there.
    accuracy_m
        How far off a place may be where nobody says it.
    """
    return max(_reach(a, accuracy_m), _reach(b, accuracy_m))
