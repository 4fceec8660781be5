"""Directions, distances and lines, as the loops of sight need them.

Directions are vectors, ordered by `direction`, a monotone stand-in for the angle that needs no
trigonometry. All coordinates are metres relative to the camera.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["along", "clip_to_disc", "direction", "grown", "meeting"]

Floats = NDArray[np.float64]


@jit
def direction(x: float, y: float) -> float:
    """Return a number in [0, 4] that grows with the angle from east, counter-clockwise."""
    p = x / (abs(x) + abs(y))
    return 1.0 - p if y >= 0.0 else 3.0 + p


@jit
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
def along(walls: Floats, e: int, ux: float, uy: float) -> float:
    """Return the multiple of u at which its ray meets the line of wall e."""
    px, py = walls[e, 0], walls[e, 1]
    dx, dy = walls[e, 2] - px, walls[e, 3] - py
    return float((px * dy - py * dx) / (ux * dy - uy * dx))


@jit
def meeting(walls: Floats, e: int, f: int) -> tuple[float, float]:
    """Return the point in which the lines of the walls e and f meet."""
    px, py = walls[e, 0], walls[e, 1]
    dx, dy = walls[e, 2] - px, walls[e, 3] - py
    qx, qy = walls[f, 0], walls[f, 1]
    ex, ey = walls[f, 2] - qx, walls[f, 3] - qy
    t = ((qx - px) * ey - (qy - py) * ex) / (dx * ey - dy * ex)
    return px + t * dx, py + t * dy


@jit
def grown(a: NDArray[Any], size: int) -> NDArray[Any]:
    """Return a copy of `a` with room for `size` items."""
    b = np.empty(size, a.dtype)
    b[: len(a)] = a
    return b
