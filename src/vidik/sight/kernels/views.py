"""The views of many cameras, one after the other, in one stretch of memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.envelope import (
    BLOCKED,
    FAR,
    OPEN,
    TAG,
    Ground,
    Rings,
    gather,
    is_low,
    open_sectors,
    trace,
)
from vidik.sight.kernels.shadows import beyond, new_room

__all__ = ["Solved", "solve"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: What `solve` returns.
Solved = tuple[Ints, Floats, Ints, Ints, Floats, Flags]


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
) -> Solved:
    """Return the views of n cameras, one per stance where stances differ.

    Parameters
    ----------
    ground
        The walls.
    origin, reach
        Shape (n, 2) and (n,): the cameras, metres. A camera that reaches nothing has reach 0.
    sectors, start, width
        Camera i may turn to ``sectors[i]:sectors[i + 1]``, degrees clockwise from north.
    eye, target
        Shape (n, h): height of the lens and of what is looked for, for each stance, from the stance
        that sees most to the one that sees least, metres in the same system as `tops`.
    tops
        Shape (h, owners): how high the chains' buildings are in each stance.

    Returns
    -------
    tuple
        Of the m views: the view of each camera and stance, shape (n, h); reach, (m,); where the
        rings of each end, (m,); where the corners of each ring end, (r,); corners, (v, 2); and
        which edges are arcs, (v,).
    """
    n, h = eye.shape
    stances = np.empty((n, h), np.int64)
    view_reach, view_end = np.empty(n * h), np.empty(n * h, np.int64)
    stamp = np.full(len(ground.begin), -1, np.int32)
    mark = int(np.int64(0))
    pieces, order, spare = np.empty((256, 8)), np.arange(256), np.empty(512, np.int64)
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
        js = slice(sectors[i], sectors[i + 1])
        begun_v, begun_r, over, fits = v, r, False, True
        if far > 0.0:
            fits = 4 * (sectors[i + 1] - sectors[i]) + 16 <= len(order)
            k = zero
            if fits:
                k = open_sectors(pieces, order, start[js], width[js], far)
                k, _ = gather(
                    ground, ox, oy, far, eye[i, s], tops[s], hide,
                    stamp, mark, found, pieces, order, k, spare,
                )  # fmt: skip
                mark += 1
                fits = k >= 0
            if fits:
                rings, v, r = trace(pieces, order, k, far, rings, v, r)
                for t in range(k):
                    over = over or is_low(pieces[order[t], TAG])
            if over:
                # leave open only where a low wall is what is seen first
                for t in range(k):
                    row = order[t]
                    low = is_low(pieces[row, TAG])
                    pieces[row, TAG], pieces[row, FAR] = (
                        (OPEN, far * far) if low else (BLOCKED, 0.0)
                    )
                k, listed = gather(
                    ground, ox, oy, far, eye[i, s], tops[s], list_low,
                    stamp, mark, found, pieces, order, k, spare,
                )  # fmt: skip
                mark += 1
                fits = k >= 0 and listed >= 0
                if fits:
                    rings, v, r, work = beyond(
                        ground, ox, oy, far, eye[i, s], target[i, s], tops[s],
                        found[:listed], pieces[order[:k]], k, rings, v, r, work,
                    )  # fmt: skip
        if not fits:
            # begin this view again with twice the room
            size = 2 * len(order)
            pieces, order = np.empty((size, 8)), np.arange(size)
            spare, found = np.empty(2 * size, np.int64), np.empty(size, np.int64)
            v, r = begun_v, begun_r
            continue
        view_reach[m], view_end[m] = far, r
        stances[i, s] = m
        m += 1
        s += 1
        if s == h or not over:
            # the stances that see less see the same
            stances[i, s:] = m - 1
            i, s = i + 1, zero
    return (
        stances,
        view_reach[:m].copy(),
        view_end[:m].copy(),
        rings.end[:r].copy(),
        rings.corner[:v].copy(),
        rings.arc[:v].copy(),
    )
