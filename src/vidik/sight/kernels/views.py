"""The views of many cameras, one after the other, in one stretch of memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.circle import new_circle, open_low, open_sectors, shows_low
from vidik.sight.kernels.envelope import Ground, gather
from vidik.sight.kernels.rings import Rings, corner_room, trace
from vidik.sight.kernels.shadows import beyond, new_room

__all__ = ["Solved", "put", "solve"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: What `solve` returns.
Solved = tuple[Ints, Floats, Ints, Ints, Ints, Floats, Flags]


@jit
def solve(
    ground: Ground,
    origin: Floats,
    reach: Floats,
    sectors: Ints,
    start: Floats,
    width: Floats,
    eye: Floats,
    target: Floats,
    tops: Floats,
    stamp: NDArray[np.int32],
) -> Solved:
    """Return the views of n cameras, one per stance where stances differ.

    Parameters
    ----------
    ground
        The walls.
    origin, reach
        Shape (n, 2) and (n,): the cameras, metres. A camera that reaches nothing has reach 0.
    sectors
        Shape (n, 2): camera i may turn to the sectors ``sectors[i, 0] … sectors[i, 1] − 1``.
    start, width
        Of all sectors, degrees clockwise from north.
    eye, target
        Shape (n, h): height of the lens and of what is looked for, for each stance, from the stance
        that sees most to the one that sees least, metres in the same system as `tops`.
    tops
        Shape (h, owners): how high the chains' buildings are in each stance.
    stamp
        Shape (c + 1,), 0 at first: memory of which of the c chains were looked at, used for one
        call after the other; the last item is the highest mark in it.

    Returns
    -------
    tuple
        Of the m views: the view of each camera and stance, shape (n, h); reach, (m,); how many
        rings and how many corners each has, (m,); how many corners each ring has, (r,); corners,
        (v, 2); and which edges are arcs, (v,).
    """
    n, h = eye.shape
    stances = np.empty((n, h), np.int64)
    view_reach = np.empty(n * h)
    ring_count, corner_count = np.empty(n * h, np.int64), np.empty(n * h, np.int64)
    mark = int(stamp[-1]) + 1
    circle = new_circle(256)
    found = np.empty(256, np.int64)
    work = new_room(256)
    room = max(48 * n, 256)
    rings = Rings(np.empty((room, 2)), np.empty(room, np.bool_), np.empty(room, np.int64))
    # numba compiles a loop once more for each literal that it is handed, so none is
    zero = int(np.int64(0))
    m, v, r, i, s = zero, zero, zero, zero, zero
    hide, list_low = n < 0, n >= 0
    while i < n:
        ox, oy, far = origin[i, 0], origin[i, 1], reach[i]
        begun_v, begun_r, over, fits = v, r, False, True
        if far > 0.0:
            fits = 4 * (sectors[i, 1] - sectors[i, 0]) + 16 <= len(found)
            k = zero
            if fits:
                k = open_sectors(circle, start, width, sectors[i, 0], sectors[i, 1], far)
                k, _ = gather(
                    ground, ox, oy, far, eye[i, s], tops, s, hide,
                    stamp, mark, found, circle, k,
                )  # fmt: skip
                mark += 1
                fits = k >= 0
            if fits:
                rings = corner_room(rings, v + 6 * k + 16)
                v, r = trace(circle, k, far, rings, v, r)
                over = shows_low(circle, k)
            if over:
                # leave open only where a low wall is what is seen first
                open_low(circle, k, far * far)
                k, listed = gather(
                    ground, ox, oy, far, eye[i, s], tops, s, list_low,
                    stamp, mark, found, circle, k,
                )  # fmt: skip
                mark += 1
                fits = k >= 0 and listed >= 0
                if fits:
                    rings, v, r, work = beyond(
                        ground, ox, oy, far, eye[i, s], target[i, s], tops[s],
                        found[:listed], circle.pieces[circle.order[:k]], k, rings, v, r, work,
                    )  # fmt: skip
        if not fits:
            # begin this view again with twice the room
            size = 2 * len(found)
            circle, found = new_circle(size), np.empty(size, np.int64)
            v, r = begun_v, begun_r
            continue
        view_reach[m], ring_count[m], corner_count[m] = far, r - begun_r, v - begun_v
        stances[i, s] = m
        m += 1
        s += 1
        if s == h or not over:
            # the stances that see less see the same
            stances[i, s:] = m - 1
            i, s = i + 1, zero
    stamp[-1] = mark
    length = rings.end[:r]
    for j in range(r - 1, 0, -1):
        length[j] -= length[j - 1]
    return (
        stances,
        view_reach[:m],
        ring_count[:m],
        corner_count[:m],
        length,
        rings.corner[:v],
        rings.arc[:v],
    )


@jit
def put(
    ring_count: Ints,
    corner_count: Ints,
    length: Ints,
    corner: Floats,
    arc: Flags,
    ring_at: Ints,
    corner_at: Ints,
    all_lengths: Ints,
    all_corners: Floats,
    all_arcs: Flags,
) -> None:
    """Put views where they belong among all views.

    Parameters
    ----------
    ring_count, corner_count, length, corner, arc
        Of m views, as `solve` returns them.
    ring_at, corner_at
        Shape (m,): where the rings and the corners of each view begin among all.
    all_lengths, all_corners, all_arcs
        Filled: how many corners each ring has, corners, and which edges are arcs.
    """
    r, v = 0, 0
    for view in range(len(ring_count)):
        for j in range(ring_count[view]):
            all_lengths[ring_at[view] + j] = length[r + j]
        at = corner_at[view]
        for j in range(corner_count[view]):
            all_corners[at + j, 0] = corner[v + j, 0]
            all_corners[at + j, 1] = corner[v + j, 1]
            all_arcs[at + j] = arc[v + j]
        r += ring_count[view]
        v += corner_count[view]
