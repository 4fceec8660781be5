"""Ids of a file, which are told apart by their row where rows share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from vidik.model.names import Names
from vidik.outside import kernels
from vidik.outside.rows import told_apart

__all__ = ["Distinct"]


class Distinct:
    """The ids that a file's rows have so far.

    A number is kept for each, so that memory does not hold all ids of a country. Only where two are
    the same, which nearly always means two ids that are, the ids themselves are looked at, from
    then on.

    Parameters
    ----------
    earlier
        Returns the ids of the rows before a row, whose number it is given; asked once at most.
    """

    def __init__(self, earlier: Callable[[int], Iterable[str]]) -> None:
        self._earlier = earlier
        self._count = 0
        self._numbers = np.zeros(1 << 12, dtype=np.uint64)
        self._taken: set[str] | None = None

    def told_apart(self, ids: Names, *, label: str, first: int) -> Names:
        """Return the ids with the row after those that an earlier row has, too.

        Parameters
        ----------
        ids
            Of the rows that follow.
        label
            What a row is called.
        first
            Number of the first of these rows.
        """
        if self._taken is None and self._are_new(ids):
            return ids
        if self._taken is None:
            self._taken = set(self._earlier(first))
        return Names.of(told_apart(list(ids), self._taken, label=label, first=first))

    def _are_new(self, ids: Names) -> bool:
        self._count += len(ids)
        size = len(self._numbers)
        while size < 2 * self._count:
            size *= 2
        if size > len(self._numbers):
            roomier = np.zeros(size, dtype=np.uint64)
            kernels.rehash(self._numbers, roomier)
            self._numbers = roomier
        return kernels.note(ids.letters, ids.offsets, self._numbers)
