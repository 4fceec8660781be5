"""Holding back: which squares and districts may be published so that no home can be told apart.

What is published are means of sets that lie in each other: the place, its districts, the squares of
each. Whoever subtracts published figures from each other gets at sums over what is left of a set
when published parts of it are taken away. So each such rest has to be as large as a set that is
published, or empty.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vidik.model.rules import HomeFloors

__all__ = ["publishable"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def publishable(
    weight: NDArray[np.float64], cell: Ints, district_of: Ints, floors: HomeFloors
) -> tuple[bool, Flags, Flags]:
    """Return what may be published.

    Parameters
    ----------
    weight
        Shape (h,): how much each home counts.
    cell
        Shape (h,): number of the square that each stands in.
    district_of
        Shape (c,): number of the district that each square counts for, −1 for none.
    floors
        How many homes a figure is about at least.

    Returns
    -------
    whole
        Whether anything may be said of the place at all.
    districts
        Shape (d,): which districts, d − 1 the highest number.
    cells
        Shape (c,): which squares.
    """
    district = district_of[cell]
    cells = np.zeros(len(district_of), dtype=np.bool_)
    districts = np.zeros(district_of.max(initial=-1) + 1, dtype=np.bool_)

    def enough(homes: Flags) -> bool:
        own = weight[homes]
        return len(own) >= floors.least and own.max() <= floors.heaviest * own.sum()

    # of homes that do not count there is no mean
    if not weight.any() or not enough(np.ones(len(weight), dtype=np.bool_)):
        return False, districts, cells
    count = np.bincount(cell, minlength=len(cells))
    heaviest = np.zeros(len(cells))
    np.maximum.at(heaviest, cell, weight)
    total = np.bincount(cell, weights=weight, minlength=len(cells))
    cells[:] = (count >= floors.least) & (heaviest <= floors.heaviest * total) & (total > 0.0)
    sizes = np.bincount(district[district >= 0], minlength=len(districts))
    for number in range(len(districts)):
        districts[number] = weight[district == number].any() and enough(district == number)
        own = np.flatnonzero(district_of == number)
        while districts[number] and _is_open(district == number, cells[cell], enough):
            cells[_smallest(own[cells[own]], count)] = False
    while _is_open(~np.append(districts, False)[district], cells[cell], enough):
        beyond = np.flatnonzero(cells & ~np.append(districts, False)[district_of])
        if len(beyond):
            cells[_smallest(beyond, count)] = False
        else:
            # its squares stay, and are withdrawn next if they have to be
            districts[_smallest(np.flatnonzero(districts), sizes)] = False
    return True, districts, cells


def _is_open(homes: Flags, told: Flags, enough: Callable[[Flags], bool]) -> bool:
    """Return whether what is left of a set when all that is told of its parts is gone is too small.

    Parameters
    ----------
    homes
        Those of the set.
    told
        Which homes are in a square that is published.
    enough
        Whether a set of homes is large enough.
    """
    rest = homes & ~told
    return bool(rest.any()) and not enough(rest)


def _smallest(numbers: Ints, size: Ints) -> int:
    """Return the number of what has the fewest homes; of those alike the first."""
    return int(numbers[np.argmin(size[numbers])])
