"""Directions, distances and lines, as the loops of sight need them.

Directions are vectors, ordered by `direction`, a monotone stand-in for the angle that needs no
trigonometry. All coordinates are metres relative to the camera.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf

__all__ = [
    "box_span",
    "clip_to_disc",
    "direction",
    "grown",
    "heading",
    "merged",
    "sort_few",
    "wide",
]

Floats = NDArray[np.float64]


@inlined
def direction(x: float, y: float) -> float:
    """Return a number in [0, 4] that grows with the angle from east, counter-clockwise."""
    p = x / (abs(x) + abs(y))
    return 1.0 - p if y >= 0.0 else 3.0 + p


@leaf
def heading(bearing: float) -> tuple[float, float]:
    """Return east and north of the unit vector at a bearing, degrees clockwise from north.

    Multiples of 90° give whole numbers, so that sectors that share a side share it exactly.
    """
    turns = math.floor(bearing / 90.0 + 0.5)
    rest = math.radians(bearing - 90.0 * turns)
    s, c = math.sin(rest), math.cos(rest)
    quarter = int(turns) % 4
    if quarter == 0:
        return s, c
    if quarter == 1:
        return c, -s
    if quarter == 2:
        return -s, -c
    return -c, s


@inlined
def box_span(
    x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float, float, bool]:
    """Return what a box looks like from the origin.

    Returns
    -------
    tuple
        The square of its distance, the two corners between which it is seen, counter-clockwise, and
        whether the origin is outside of it; if not, the corners mean nothing.
    """
    if x0 > 0.0:
        if y0 > 0.0:
            return x0 * x0 + y0 * y0, x1, y0, x0, y1, True
        if y1 < 0.0:
            return x0 * x0 + y1 * y1, x0, y0, x1, y1, True
        return x0 * x0, x0, y0, x0, y1, True
    if x1 < 0.0:
        if y0 > 0.0:
            return x1 * x1 + y0 * y0, x1, y1, x0, y0, True
        if y1 < 0.0:
            return x1 * x1 + y1 * y1, x0, y1, x1, y0, True
        return x1 * x1, x1, y1, x1, y0, True
    if y0 > 0.0:
        return y0 * y0, x1, y0, x0, y0, True
    if y1 < 0.0:
        return y1 * y1, x0, y1, x1, y1, True
    return 0.0, 0.0, 0.0, 0.0, 0.0, False


@leaf
def clip_to_disc(px: float, py: float, qx: float, qy: float, r: float) -> tuple[bool, float, float]:
    """Return whether p–q meets the disc of radius r about the origin, and the part inside it."""
    dx, dy = qx - px, qy - py
    a = dx * dx + dy * dy
    b = px * dx + py * dy
    c = px * px + py * py - r * r
    root = b * b - a * c
    if root <= 0.0:
        return False, 0.0, 0.0
    root = math.sqrt(root)
    # the root that would cancel is taken from the product of both
    if b > 0.0:
        t0 = -(b + root) / a
        t1 = c / (a * t0)
    else:
        t1 = (root - b) / a
        t0 = c / (a * t1) if t1 != 0.0 else 0.0
    t0, t1 = max(t0, 0.0), min(t1, 1.0)
    return t0 < t1, t0, t1


@jit
def grown(a: NDArray[Any], size: int) -> NDArray[Any]:
    """Return a copy of `a` with room for `size` items."""
    b = np.empty(size, a.dtype)
    # item by item, as NumPy's way would have its error messages compiled, too: for seconds
    for i in range(len(a)):
        b[i] = a[i]
    return b


@jit
def wide(a: NDArray[Any], size: int) -> NDArray[Any]:
    """Return a copy of `a` with room for `size` rows."""
    b = np.empty((size, a.shape[1]), a.dtype)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[i, j] = a[i, j]
    return b


@jit
def merged(values: Floats, n: int, same: float) -> int:
    """Put n values in order, drop what is the same as the one before, and return how many stay."""
    values[:n].sort()
    m = 0
    for i in range(n):
        if m == 0 or values[i] - values[m - 1] > same:
            values[m] = values[i]
            m += 1
    return m


@jit
def sort_few(a: Floats, n: int) -> None:
    """Sort the first n numbers of a short array (Shell's way: no more code than it needs)."""
    gap = n // 2
    while gap > 0:
        for i in range(gap, n):
            value, j = a[i], i
            while j >= gap and a[j - gap] > value:
                a[j] = a[j - gap]
                j -= gap
            a[j] = value
        gap //= 2
