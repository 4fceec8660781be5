"""The survey that would tell: which cells to look at again, to know the total as well as wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.model.resurvey import Allotment, Resurvey
from vidik.register.completeness.intervals import Z95

__all__ = ["LEAST_SIDE_M", "Cells", "resurvey"]

#: Cells smaller than this would point at a street, or at a door.
LEAST_SIDE_M = 250.0

#: Devices of the second list in a stratum, from which its own share counts.
_LEARNED = 20.0

#: Cells of a stratum that are looked at, at least, if it has so many: one alone has no spread.
_FEWEST = 2

_HALVINGS = 60


@dataclass(frozen=True, eq=False)
class Cells:
    """Squares of a city that were surveyed, with what lists have in them.

    Parameters
    ----------
    ids
        Names of the n squares, no two equal.
    stratum
        Shape (n,): the district, or kind of place, of each.
    listed
        Shape (n,): devices that at least one list has.
    other, common
        Shape (n,): devices of an independent second survey, and those of them that the first has;
        zeros, if there was none.
    side_m
        Length of a side, metres.

    Raises
    ------
    ValueError
        If columns differ in length, two ids are equal, more are common than there are, or cells
        are so small that drawing them would point at a place.
    """

    ids: Sequence[str]
    stratum: Sequence[str]
    listed: NDArray[np.float64]
    other: NDArray[np.float64]
    common: NDArray[np.float64]
    side_m: float

    def __post_init__(self) -> None:
        """Refuse what is no division of a city."""
        lengths = {len(x) for x in (self.ids, self.stratum, self.listed, self.other, self.common)}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(f"no cells, or columns of different lengths: {sorted(lengths)}")
        if len(set(self.ids)) < len(self.ids):
            raise ValueError("two cells share an id")
        if not self.side_m >= LEAST_SIDE_M:
            raise ValueError(
                f"cells of {self.side_m} m are too small to be published; {LEAST_SIDE_M:.0f} m"
            )
        if not ((self.common >= 0.0) & (self.common <= self.other) & (self.listed >= 0.0)).all():
            raise ValueError("a count is negative, or more are common than there are")


@dataclass(frozen=True, slots=True)
class _Stratum:
    """What is thought of a stratum before anybody looks."""

    name: str
    members: tuple[int, ...]
    listed: float
    uneven: float
    share: float
    learned: bool
    clustering: float

    @property
    def total(self) -> float:
        """Devices in all, listed or not."""
        return self.listed / self.share

    def variance(self, drawn: int, detection: float) -> float:
        """Return the variance of the stratum's total if so many cells are looked at."""
        looked = drawn / len(self.members)
        # cells hold unequal numbers, so that a few may hold few, and few are found twice: both to
        # second order
        uneven = 1.0 + (1.0 - looked) * self.uneven / drawn
        uneven += 1.0 / max(self.listed * looked * detection, 1.0)
        rest = self.clustering * self.total * (1.0 - self.share) / self.share
        return rest * (uneven / (looked * detection) - 1.0)

    def pull(self) -> float:
        """Return to what its number of cells is in proportion (Neyman 1934)."""
        return math.sqrt(
            self.clustering * self.total * len(self.members) * (1.0 - self.share) / self.share
        )


def resurvey(
    cells: Cells,
    *,
    half_width: float,
    seed: int,
    share_listed: float = 0.5,
    detection: float = 0.7,
    clustering: float = 1.5,
) -> Resurvey:
    """Return cells to look at again, as few as tell the total as well as is wanted.

    A survey of a share f of the cells of a stratum, drawn at random, that finds a share q of what
    is there, is a second list with which the first one's X devices are compared: with N = X/p,
    the variance of the estimate is N (1 − p)/p · (1/(fq) − 1), times the clustering. Cells are
    allotted to strata in Neyman's (1934) proportions.

    Parameters
    ----------
    cells
        The squares that were surveyed.
    half_width
        Wanted: half of the 95 % interval as a share of the estimate, above 0 and below 1.
    seed
        Of the draw.
    share_listed
        Share of all devices that the lists have, where no second survey tells.
    detection
        Share of what is there that whoever looks again will find.
    clustering
        How many times as much the share varies between cells as by chance, where no second survey
        tells.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, or the clustering is below 1.
    """
    if not (0.0 < half_width < 1.0 and 0.0 < share_listed <= 1.0 and 0.0 < detection <= 1.0):
        raise ValueError("a share is not between 0 and 1")
    if clustering < 1.0:
        raise ValueError(f"a clustering of {clustering}: cells vary at least as chance does")
    strata = _strata(cells, share_listed, clustering)
    total = sum(one.total for one in strata)

    def expected(drawn: list[int]) -> float:
        variance = sum(one.variance(k, detection) for one, k in zip(strata, drawn, strict=True))
        return Z95 * math.sqrt(variance) / total if total else 0.0

    drawn = _allotted(strata, expected, half_width)
    rng = np.random.default_rng(seed)
    chosen = [
        cells.ids[one.members[i]]
        for one, k in zip(strata, drawn, strict=True)
        for i in rng.choice(len(one.members), size=k, replace=False).tolist()
    ]
    return Resurvey(
        cells=tuple(sorted(chosen)),
        allotments=tuple(
            Allotment(
                stratum=one.name,
                cells=len(one.members),
                drawn=k,
                listed=one.listed,
                share_listed=one.share,
                learned=one.learned,
                clustering=one.clustering,
            )
            for one, k in zip(strata, drawn, strict=True)
        ),
        expected=total,
        half_width=expected(drawn),
        wanted=half_width,
        seed=seed,
        assumptions=MappingProxyType(
            {
                "draw": f"every cell of a stratum is as likely as any other; seed {seed}",
                "cells": f"squares of {cells.side_m:.0f} m that were surveyed before; nothing is "
                "said of others",
                "independence": "whoever looks has not seen the lists",
                "detection": f"{detection:.0%} of what is there is found, assumed",
                "share listed": f"{share_listed:.0%}, assumed, where a second survey found fewer "
                f"than {_LEARNED:.0f} devices",
                "clustering": f"{clustering:g}, assumed, where a second survey found fewer",
            }
        ),
    )


def _strata(cells: Cells, share: float, clustering: float) -> tuple[_Stratum, ...]:
    """Return what is thought of each stratum, in the order of the names of strata and cells."""
    order = sorted(range(len(cells.ids)), key=lambda i: (cells.stratum[i], cells.ids[i]))
    made = []
    for name in sorted(set(cells.stratum)):
        members = [i for i in order if cells.stratum[i] == name]
        listed, other, common = (
            column[members] for column in (cells.listed, cells.other, cells.common)
        )
        mean = float(listed.mean())
        learned = float(other.sum()) >= _LEARNED
        # Chapman's ratio: never 0, so that nothing is thought to be endless
        own = (float(common.sum()) + 1.0) / (float(other.sum()) + 1.0) if learned else share
        made.append(
            _Stratum(
                name=name,
                members=tuple(members),
                listed=float(listed.sum()),
                uneven=float(listed.var(ddof=1)) / mean**2 if mean and len(members) > 1 else 0.0,
                share=own,
                learned=learned,
                clustering=_clustering(other, common, own) if learned else clustering,
            )
        )
    return tuple(made)


def _clustering(other: NDArray[np.float64], common: NDArray[np.float64], share: float) -> float:
    """Return how many times as much a share varies between cells as by chance; 1 at least."""
    by_chance = float((other * share * (1.0 - share)).sum())
    if by_chance == 0.0:
        return 1.0
    return max(1.0, float(((common - share * other) ** 2).sum()) / by_chance)


def _allotted(
    strata: Sequence[_Stratum], expected: Callable[[list[int]], float], wanted: float
) -> list[int]:
    """Return the fewest cells of each stratum, in proportion, that tell as much as is wanted."""
    most = [len(one.members) for one in strata]
    pulls = [one.pull() for one in strata]

    def drawn(scale: float) -> list[int]:
        return [
            min(max(math.ceil(scale * pull), _FEWEST), size)
            for pull, size in zip(pulls, most, strict=True)
        ]

    few = 0.0
    # so many that each stratum with a pull is looked at whole
    many = max((size / pull for pull, size in zip(pulls, most, strict=True) if pull), default=0.0)
    if expected(drawn(few)) <= wanted:
        return drawn(few)
    for _ in range(_HALVINGS):
        middle = (few + many) / 2.0
        few, many = (middle, many) if expected(drawn(middle)) > wanted else (few, middle)
    return drawn(many)
