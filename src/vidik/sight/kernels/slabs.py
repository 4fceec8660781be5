"""Slabs: the wedges between neighbouring bearings at which anything begins, ends or crosses.

In a slab walls and circles do not cross: along every ray in it they are met in the same order.
Directions are angles, counter-clockwise from east.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.geometry import merged

__all__ = [
    "FULL",
    "SAME",
    "bound_at",
    "bounds_of",
    "crossings",
    "distance",
    "listed",
    "nearest",
    "outward",
    "passing",
    "room_for",
    "stack",
    "turn_of",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: All around, radians.
FULL = 2.0 * math.pi

#: Radii closer than this are one, metres.
SAME = 1e-6

# Bearings closer than this are one, radians.
_TURN = 1e-9


@leaf
def turn_of(x: float, y: float) -> float:
    """Return the angle of a point, counter-clockwise from east, in [0, 2π)."""
    turn = math.atan2(y, x)
    if turn < 0.0:
        turn += FULL
    return 0.0 if turn >= FULL else turn


@jit
def nearest(values: Floats, n: int, wanted: float) -> int:
    """Return the index of the nearest of n values in order."""
    at = int(np.searchsorted(values[:n], wanted))
    if at == n:
        return n - 1
    if at > 0 and wanted - values[at - 1] < values[at] - wanted:
        return at - 1
    return at


@jit
def bounds_of(turns: Floats, n: int) -> int:
    """Put n directions in order, each once, and return how many stay; 0 is among them."""
    n = merged(turns, n, _TURN)
    return n - 1 if FULL - turns[n - 1] < _TURN else n


@leaf
def distance(edge: Floats, turn: float) -> float:
    """Return how far a straight edge is in a direction; never beyond its ends."""
    ax, ay, bx, by = edge[0], edge[1], edge[2], edge[3]
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = bx - ax, by - ay
    across, span = c * dy - s * dx, ax * dy - ay * dx
    ra, rb = math.hypot(ax, ay), math.hypot(bx, by)
    if across == 0.0:
        return ra
    foot = -(ax * dx + ay * dy)
    within = 0.0 < foot < dx * dx + dy * dy
    nearest = abs(span) / math.hypot(dx, dy) if within else min(ra, rb)
    return float(min(max(span / across, nearest), max(ra, rb)))


@jit
def bound_at(turns: Floats, n: int, turn: float) -> int:
    """Return which of n directions is nearest; the first one comes after the last, too."""
    return 0 if FULL - turn < 0.5 * (FULL - turns[n - 1]) else nearest(turns, n, turn)


@leaf
def outward(edge: Floats, arc: bool) -> bool:
    """Return whether what is seen ends at the edge, rather than begins behind it."""
    return arc or edge[0] * edge[3] - edge[1] * edge[2] > 0.0


@jit
def listed(first: Ints, passed: Ints, n: int) -> tuple[Ints, Ints]:
    """Return what passes through each of n slabs: offsets, and the items, rising in each slab.

    Parameters
    ----------
    first, passed
        Shape (m,): the first slab of each item, and through how many it passes.
    n
        Number of slabs.
    """
    offsets = np.zeros(n + 1, np.int64)
    for i in range(len(first)):
        for k in range(first[i], first[i] + passed[i]):
            offsets[k % n + 1] += 1
    for k in range(n):
        offsets[k + 1] += offsets[k]
    filled, items = offsets.copy(), np.empty(offsets[n], np.int64)
    for i in range(len(first)):
        for k in range(first[i], first[i] + passed[i]):
            items[filled[k % n]] = i
            filled[k % n] += 1
    return offsets, items


@jit
def passing(edges: Floats, arc: Flags, turns: Floats, n: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return which edges pass through which slab.

    Returns
    -------
    tuple
        For each edge the slab bounds at which it begins and ends, counter-clockwise, shape (e,)
        each; and the offsets and edges of each slab (`listed`). Edges that point at the camera pass
        through none: then both bounds are the same.
    """
    e = len(edges)
    first, last, passed = np.empty(e, np.int64), np.empty(e, np.int64), np.empty(e, np.int64)
    for i in range(e):
        ax, ay, bx, by = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        a, b = bound_at(turns, n, turn_of(ax, ay)), bound_at(turns, n, turn_of(bx, by))
        if not outward(edges[i], arc[i]):
            a, b = b, a
        passed[i] = (b - a) % n
        if min(math.hypot(ax, ay), math.hypot(bx, by)) < SAME:
            passed[i] = 0
        elif arc[i] and ax == bx and ay == by:
            passed[i] = n  # all around
        first[i], last[i] = a, b
    offsets, through = listed(first, passed, n)
    return first, last, offsets, through


@jit
def stack(
    edges: Floats, arc: Flags, view: Ints, reach: Floats, those: Ints, middle: float,
    order: Ints, far: Floats,
) -> int:  # fmt: skip
    """Put the edges of a slab in order of their distance in its middle, and return how many."""
    m = 0
    for i in those:
        d = reach[view[i]] if arc[i] else distance(edges[i], middle)
        at = m
        while at > 0 and far[at - 1] > d:
            far[at], order[at] = far[at - 1], order[at - 1]
            at -= 1
        far[at], order[at] = d, i
        m += 1
    return m


@jit
def crossings(edges: Floats, arc: Flags, radii: Floats, r: int, found: Floats, n: int) -> int:
    """Add the directions in which straight edges cross circles; return how many there are."""
    for i in range(len(edges)):
        if arc[i]:
            continue
        ax, ay = edges[i, 0], edges[i, 1]
        dx, dy = edges[i, 2] - ax, edges[i, 3] - ay
        length = dx * dx + dy * dy
        if length == 0.0:
            continue
        foot = -(ax * dx + ay * dy) / length
        near = math.hypot(ax + foot * dx, ay + foot * dy)
        farthest = max(math.hypot(ax, ay), math.hypot(edges[i, 2], edges[i, 3]))
        at = int(np.searchsorted(radii[:r], near))
        while at < r and radii[at] <= farthest:
            half = math.sqrt(max(radii[at] * radii[at] - near * near, 0.0) / length)
            for t in (foot - half, foot + half):
                if 0.0 < t < 1.0:
                    found[n] = turn_of(ax + t * dx, ay + t * dy)
                    n += 1
            at += 1
    return n


@jit
def room_for(edges: Floats, arc: Flags, radii: Floats, r: int) -> int:
    """Return a bound of the number of crossings."""
    n = 0
    for i in range(len(edges)):
        if not arc[i]:
            farthest = max(
                math.hypot(edges[i, 0], edges[i, 1]), math.hypot(edges[i, 2], edges[i, 3])
            )
            n += 2 * int(np.searchsorted(radii[:r], farthest, side="right"))
    return n
