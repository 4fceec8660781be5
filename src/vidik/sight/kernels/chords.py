"""Arcs as chords: the same chords for all that one circle bounds."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf

__all__ = ["chorded", "follow", "pieces", "put"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FULL = 2.0 * math.pi

# Corners closer than this are one, metres.
_SAME = 1e-7


@leaf
def pieces(radius: float, chord_m: float) -> int:
    """Return into how many chords a whole circle is cut, so that none strays farther than asked."""
    if radius <= chord_m:
        return 4
    return max(math.ceil(math.pi / math.acos(1.0 - chord_m / radius)), 4)


@leaf
def put(points: Floats, start: int, m: int, x: float, y: float) -> int:
    """Add a corner to the ring that begins at `start`, unless it is the last one again."""
    points[m, 0], points[m, 1] = x, y
    if m > start and abs(points[m - 1, 0] - x) < _SAME and abs(points[m - 1, 1] - y) < _SAME:
        return m
    return m + 1


@leaf
def follow(
    points: Floats, start: int, m: int, cx: float, cy: float, radius: float,
    t0: float, t1: float, ahead: bool, count: int,
) -> int:  # fmt: skip
    """Add the points of a circle that lie from one direction up to another.

    The points stand at the same directions whatever the arc, so that neighbours share their chords.

    Parameters
    ----------
    points
        Where corners are kept, with room enough.
    start, m
        Where the ring begins, and how many corners there are so far.
    cx, cy, radius
        Of the circle, metres.
    t0, t1
        Where the arc begins, itself included, and ends, radians counter-clockwise.
    ahead
        False to go from the end to the beginning.
    count
        Of the chords of the whole circle (`pieces`).
    """
    low, high = math.ceil(t0 / _FULL * count), math.ceil(t1 / _FULL * count)
    for step in range(high - low):
        at = low + step if ahead else high - 1 - step
        turn = (at % count) * _FULL / count
        m = put(points, start, m, cx + radius * math.cos(turn), cy + radius * math.sin(turn))
    return m


@jit
def chorded(edges: Floats, ring_offsets: Ints, chord_m: float) -> tuple[Floats, Ints]:
    """Return the corners of rings and points on their arcs.

    Parameters
    ----------
    edges, ring_offsets
        As of `vidik.model.regions.Regions`.
    chord_m
        How far a chord may stray from its arc, metres.

    Returns
    -------
    tuple
        Corners, shape (c, 2), and how many each ring has, shape (r,).
    """
    room = len(edges)
    for i in range(len(edges)):
        if edges[i, 6] != 0.0:
            room += pieces(abs(edges[i, 6]), chord_m) // 4 + 2  # an arc stays in one quadrant
    points = np.empty((room + 1, 2))
    size = np.empty(len(ring_offsets) - 1, np.int64)
    m = 0
    for ring in range(len(size)):
        start = m
        for i in range(ring_offsets[ring], ring_offsets[ring + 1]):
            ax, ay, bx, by, cx, cy, radius = edges[i]
            m = put(points, start, m, ax, ay)
            if abs(radius) > chord_m:
                a, b = math.atan2(ay - cy, ax - cx), math.atan2(by - cy, bx - cx)
                if radius > 0.0:
                    b += _FULL if b < a else 0.0
                    m = follow(
                        points, start, m, cx, cy, radius, a, b, True, pieces(radius, chord_m)
                    )
                else:
                    a += _FULL if a < b else 0.0
                    m = follow(
                        points, start, m, cx, cy, -radius, b, a, False, pieces(-radius, chord_m)
                    )
        size[ring] = m - start
    return points[:m].copy(), size
