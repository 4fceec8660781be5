"""Sides: from chosen candidates back to the rows of both lists, as they were given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage
from vidik.model.reconciliation import Side, Standing
from vidik.register.matching.identical import Distinct
from vidik.register.matching.settling import settling

__all__ = ["SURE", "Answer", "paired", "side"]

#: Chance from which a row counts as matched, or as alone.
SURE = 0.8

#: By number, while there are many of them: an array of texts has a text of its own for each.
_STANDINGS = tuple(Standing)

#: Rows that are expected to share less than this are no rivals.
_SLIGHT = 0.02


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found of two lists, their rows in order of id and identical ones taken as one.

    Parameters
    ----------
    pairs
        Shape (k, 2): the candidates that may be right, sorted.
    shared
        Shape (k,): devices that each is expected to share.
    chosen
        Shape (k,): devices that each shares in the best set.
    code
        Shape (k,): what each says.
    alone
        Of both lists: chance of a device of each row to have no partner.
    linkage
        What was learned.
    lists
        Both lists.
    orders
        Rows of both lists in order of id, by their numbers in the lists as they were given.
    """

    pairs: NDArray[np.int64]
    shared: NDArray[np.float64]
    chosen: NDArray[np.int64]
    code: NDArray[np.int32]
    alone: tuple[NDArray[np.float64], NDArray[np.float64]]
    linkage: Linkage
    lists: tuple[Distinct, Distinct]
    orders: tuple[NDArray[np.int64], NDArray[np.int64]]


def paired(
    found: Answer,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of rows, the devices they share, and the chance that they share any.

    Identical rows are told apart again: the first is paired with the first.

    Parameters
    ----------
    found
        Of two lists.
    """
    unit = np.repeat(np.arange(len(found.pairs)), found.chosen)
    rows = []
    for k, (rank, order) in enumerate(zip(found.lists, found.orders, strict=True)):
        row = found.pairs[unit, k]
        rows.append(order[rank.owner[rank.offsets[row] + _before(row)]])
    pairs, first, count = np.unique(
        np.column_stack(rows), axis=0, return_index=True, return_counts=True
    )
    chance: NDArray[np.float64] = np.minimum(found.shared[unit[first]], 1.0)
    return pairs.astype(np.int64), count.astype(np.int64), chance


def _before(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many equal values come before each."""
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.diff(values[order], prepend=-1))
    before = np.empty(len(values), dtype=np.int64)
    sizes = np.diff(starts, append=len(values))
    before[order] = np.arange(len(values)) - np.repeat(starts, sizes)
    return before


def side(found: Answer, k: int) -> Side:
    """Return what becomes of the rows of one of the lists.

    Parameters
    ----------
    found
        Of two lists.
    k
        0 or 1: which.
    """
    own, their = found.lists[k], found.lists[1 - k]
    row, n = found.pairs[:, k], len(own.devices)
    lonely = found.alone[k]
    partner = _greatest(n, row, found.shared, found.chosen > 0)
    second = _greatest(n, row, found.shared, (found.chosen == 0) & (found.shared >= _SLIGHT))
    has_partner, has_rival = partner >= 0, second >= 0
    sure, rival, rival_chance = np.zeros(n), np.full(n, -1), np.zeros(n)
    sure[has_partner] = found.shared[partner[has_partner]]
    rows = their.owner[their.offsets[found.pairs[second[has_rival], 1 - k]]]
    rival[has_rival] = found.orders[1 - k][rows]
    rival_chance[has_rival] = np.minimum(found.shared[second[has_rival]], 1.0)
    standing = np.full(n, _STANDINGS.index(Standing.AMBIGUOUS))
    standing[sure >= SURE] = _STANDINGS.index(Standing.MATCHED)
    standing[~has_partner & (lonely >= SURE)] = _STANDINGS.index(Standing.ALONE)
    asked = np.where(has_partner, partner, second)
    settles = np.full(n, "", dtype=object)
    unclear = (standing == _STANDINGS.index(Standing.AMBIGUOUS)) & (asked >= 0)
    settles[unclear] = settling(found.linkage, found.code, asked[unclear])
    # identical rows stand alike; and rows go back to where they were given
    where = own.group[np.argsort(found.orders[k])]
    return Side(
        alone=lonely[where],
        standing=tuple(_STANDINGS[k] for k in standing[where].tolist()),
        rival=rival[where],
        rival_chance=rival_chance[where],
        settles=tuple(settles[where].tolist()),
    )


def _greatest(
    n: int, row: NDArray[np.int64], shared: NDArray[np.float64], which: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each row the number of the pair that shares most, of some; −1: there is none."""
    some = np.flatnonzero(which)
    greatest = np.full(n, -1)
    # the last that is written stays; of equals, the first pair
    order = np.lexsort((-some, shared[some]))
    greatest[row[some][order]] = some[order]
    return greatest
