"""Names of a million objects, put in order and given a beginning.

Python sorts strings wherever they lie, which for so many means waiting for memory; so they are laid
one after the other first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidik.register import kernels

__all__ = ["in_order", "prefixed"]


def in_order(names: Sequence[str]) -> NDArray[np.int64]:
    """Return the numbers of names in the order of the names; equal ones in the order given.

    Parameters
    ----------
    names
        Any.
    """
    text, offsets = _laid_out(names)
    if not text.isascii() or not text:
        return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    letters = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    keys = np.empty(len(names), dtype=np.uint64)
    kernels.telling_letters(letters, offsets, keys)
    order = np.argsort(keys, kind="stable")
    # eight letters decide nearly always
    tied = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(tied):
        runs = np.flatnonzero(np.diff(tied, prepend=-2, append=tied[-1] + 2) > 1)
        for begin, end in pairwise(runs.tolist()):
            run = slice(tied[begin], tied[end - 1] + 2)
            order[run] = sorted(order[run].tolist(), key=names.__getitem__)
    return np.asarray(order, dtype=np.int64)


def prefixed(prefix: str, names: Sequence[str], which: NDArray[np.int64]) -> tuple[str, ...]:
    """Return some of the names, each with a prefix.

    Parameters
    ----------
    prefix
        Any.
    names
        Any.
    which
        Shape (k,): their numbers.
    """
    text, offsets = _laid_out(names)
    begins, ends = offsets[which].tolist(), offsets[which + 1].tolist()
    return tuple([f"{prefix}{text[a:b]}" for a, b in zip(begins, ends, strict=True)])


def _laid_out(names: Sequence[str]) -> tuple[str, NDArray[np.int64]]:
    """Return the names one after the other, and where each begins."""
    lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
    return "".join(names), np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
