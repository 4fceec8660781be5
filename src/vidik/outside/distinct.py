"""Ids of a file, which are told apart by their row where rows share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from vidik.model.names import Names
from vidik.outside import kernels
from vidik.outside.rows import told_apart

__all__ = ["Distinct"]


class Distinct:
    """Tells rows with the same id apart, as `told_apart`, without holding all ids of a country.

    Parameters
    ----------
    before
        Returns the ids of the rows before a row, from the file; asked if two may be the same.
    """

    def __init__(self, before: Callable[[int], Iterable[str]]) -> None:
        self._before = before
        # a number for each id so far, in sorted parts of which each is longer than the next
        self._numbers: list[NDArray[np.uint64]] = []
        self._taken: set[str] | None = None

    def told_apart(self, ids: Names, first: int) -> Names:
        """Return the ids of the rows that follow, each different from all before.

        Parameters
        ----------
        ids
            As the rows say them.
        first
            How many rows stand before them.
        """
        if self._taken is None and self._are_new(ids):
            return ids
        if self._taken is None:
            self._numbers.clear()
            self._taken = set(self._before(first))
        return Names.of(told_apart(list(ids), self._taken, label="row", first=first + 1))

    def _are_new(self, ids: Names) -> bool:
        """Return whether no id of these rows has the number of another; if so, note them."""
        found = np.empty(len(ids), dtype=np.uint64)
        kernels.numbers_of(ids.letters, ids.offsets, found)
        found.sort()
        if (found[1:] == found[:-1]).any() or any(_shared(found, part) for part in self._numbers):
            return False
        parts = self._numbers
        parts.append(found)
        while len(parts) > 1 and len(parts[-2]) <= 2 * len(parts[-1]):
            last, other = parts.pop(), parts.pop()
            parts.append(np.sort(np.concatenate([other, last])))
        return True


def _shared(some: NDArray[np.uint64], many: NDArray[np.uint64]) -> bool:
    """Return whether two sorted lists have a number in common."""
    if not len(many):
        return False
    place = np.minimum(np.searchsorted(many, some), len(many) - 1)
    return bool((many[place] == some).any())
