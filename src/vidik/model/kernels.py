"""The loops that gather vertices and letters, compiled: arrays in, an array filled, no checks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["gather_letters", "gather_runs"]


@jit
def gather_runs(
    vertices: NDArray[np.float64],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Fill in the vertices from each start on, as many as its length, one run after the other."""
    filled = 0
    for i in range(len(starts)):
        for v in range(starts[i], starts[i] + lengths[i]):
            out[filled, 0], out[filled, 1] = vertices[v, 0], vertices[v, 1]
            filled += 1


@jit
def gather_letters(
    letters: NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    prefix: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """Fill in the letters from each start on, as many as its length, each after the prefix."""
    filled = 0
    for i in range(len(starts)):
        for k in range(len(prefix)):
            out[filled + k] = prefix[k]
        filled += len(prefix)
        for k in range(lengths[i]):
            out[filled + k] = letters[starts[i] + k]
        filled += lengths[i]
