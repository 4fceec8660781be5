"""Names of a million objects, put in order.

Python sorts strings wherever they lie, which for so many means waiting for memory. The order of
letters in UTF-8 is Python's own, so that a few of them, as a number, decide nearly always.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidik.model.names import Names
from vidik.register import kernels

__all__ = ["in_order"]


def in_order(names: Names) -> NDArray[np.int64]:
    """Return the numbers of names in the order of the names; equal ones in the order given.

    Parameters
    ----------
    names
        Any.
    """
    if not len(names):
        return np.zeros(0, dtype=np.int64)
    shared, low, high = kernels.range_of_letters(names.letters, names.offsets)
    # as many letters as a number of 64 bits can tell: eighteen digits, or nine of any ASCII
    base, count = max(high - low + 2, 2), 1
    while base ** (count + 1) <= 2**64:
        count += 1
    keys = np.empty(len(names), dtype=np.uint64)
    kernels.telling_letters(names.letters, names.offsets, shared, low, base, count, keys)
    order = np.argsort(keys)
    # these letters decide nearly always
    tied = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(tied):
        runs = np.flatnonzero(np.diff(tied, prepend=-2, append=tied[-1] + 2) > 1)
        for begin, end in pairwise(runs.tolist()):
            run = slice(tied[begin], tied[end - 1] + 2)
            order[run] = sorted(np.sort(order[run]).tolist(), key=names.__getitem__)
    return np.asarray(order, dtype=np.int64)
