"""The views of many cameras, one after the other, in one stretch of memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.circle import (
    Circle,
    in_order,
    new_circle,
    open_low,
    open_sectors,
    shows_low,
)
from vidik.sight.kernels.envelope import Ground, gather
from vidik.sight.kernels.rings import Rings, corner_room, trace
from vidik.sight.kernels.shadows import Room, beyond, new_room

__all__ = ["Desk", "Solved", "new_desk", "put", "solve"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Desk(NamedTuple):
    """Memory to work in, used for one call after the other: new memory costs more than its use.

    Parameters
    ----------
    stamp
        Shape (c + 1,): which of the c chains were looked at, by marks; the last item is the highest
        mark so far.
    found
        Chains that were listed.
    circle, rings, room
        Of the camera at hand, of all cameras of a call, and of low walls.
    """

    stamp: NDArray[np.int32]
    found: Ints
    circle: Circle
    rings: Rings
    room: Room


class Solved(NamedTuple):
    """Views of n cameras in h stances: m views with r rings and v corners.

    Parameters
    ----------
    view
        Shape (n, h): which view each camera has in each stance.
    reach
        Shape (m,), metres.
    rings, corners
        Shape (m,): how many of them each view has.
    end
        Shape (r,): where the corners of each ring end.
    corner
        Shape (v, 2): metres from the camera.
    arc
        Shape (v,): whether the edge that starts at a corner is an arc.
    """

    view: Ints
    reach: Floats
    rings: Ints
    corners: Ints
    end: Ints
    corner: Floats
    arc: Flags


@jit
def new_desk(chains: int) -> Desk:
    """Return memory for looking at so many chains."""
    rings = Rings(np.empty((4096, 2)), np.empty(4096, np.bool_), np.empty(4096, np.int64))
    return Desk(
        np.zeros(chains + 1, np.int32), np.empty(256, np.int64), new_circle(256), rings,
        new_room(256),
    )  # fmt: skip


@jit
def solve(
    desk: Desk,
    ground: Ground,
    origin: Floats,
    reach: Floats,
    sectors: Ints,
    start: Floats,
    width: Floats,
    eye: Floats,
    target: Floats,
    tops: Floats,
) -> tuple[Desk, Ints, Floats, Ints, Ints, int, int]:
    """Work out the views of n cameras, one per stance where stances differ.

    Parameters
    ----------
    desk
        Memory, which may be replaced by a larger one; handed to one call after the other.
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

    Returns
    -------
    tuple
        The desk, in whose rings the views lie; `Solved.view`, `reach`, `rings` and `corners`; and
        how many rings and how many corners that is.
    """
    n, h = eye.shape
    stances = np.empty((n, h), np.int64)
    view_reach = np.empty(n * h)
    ring_count, corner_count = np.empty(n * h, np.int64), np.empty(n * h, np.int64)
    stamp, found, circle, rings, work = desk
    mark = int(stamp[-1]) + 1
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
                        found[:listed], in_order(circle, k), k, rings, v, r, work,
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
    return (
        Desk(stamp, found, circle, rings, work),
        stances, view_reach[:m], ring_count[:m], corner_count[:m], r, v,
    )  # fmt: skip


@jit
def put(
    solved: Solved,
    ring_at: Ints,
    corner_at: Ints,
    lengths: Ints,
    corners: Floats,
    arcs: Flags,
) -> None:
    """Put views where they belong among all views.

    Parameters
    ----------
    solved
        Some of them.
    ring_at, corner_at
        Shape (m,): where the rings and the corners of each view begin among all.
    lengths, corners, arcs
        Filled: how many corners each ring has, corners, and which edges are arcs.
    """
    r, v = 0, 0
    for view in range(len(ring_at)):
        begun, at = v, corner_at[view]
        for j in range(solved.rings[view]):
            lengths[ring_at[view] + j] = solved.end[r] - v
            v = solved.end[r]
            r += 1
        for j in range(begun, v):
            corners[at + j - begun, 0] = solved.corner[j, 0]
            corners[at + j - begun, 1] = solved.corner[j, 1]
            arcs[at + j - begun] = solved.arc[j]
