"""Rings: what the pieces of a circle show, as corners about the camera."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.circle import BLOCKED, DX, DY, KEY, TAG, TIE, C, Circle, X, Y
from vidik.sight.kernels.geometry import grown

__all__ = ["Rings", "corner_room", "trace"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rings(NamedTuple):
    """Rings under construction.

    Parameters
    ----------
    corner
        Shape (room, 2): metres from the camera.
    arc
        Shape (room,): whether the edge that starts at a corner is an arc.
    end
        Shape (room,): where the corners of each ring end.
    """

    corner: Floats
    arc: Flags
    end: Ints


@jit
def corner_room(rings: Rings, need: int) -> Rings:
    """Return the rings with room for `need` corners."""
    if need <= len(rings.arc):
        return rings
    size = 2 * need
    corner = np.empty((size, 2))
    corner[: len(rings.corner)] = rings.corner
    return Rings(corner, grown(rings.arc, size), grown(rings.end, size))


@inlined
def _corner(corner: Floats, arc: Flags, v: int, first: int, x: float, y: float, tie: float) -> int:
    """Append a corner to a ring unless it is the last one again; return the new count."""
    if v > first and abs(corner[v - 1, 0] - x) <= tie and abs(corner[v - 1, 1] - y) <= tie:
        arc[v - 1] = False
        return v
    corner[v, 0], corner[v, 1], arc[v] = x, y, False
    return v + 1


@inlined
def _finish(corner: Floats, end: Ints, v: int, first: int, r: int, tie: float) -> int:
    """End a ring; its last corner does not repeat its first."""
    if (
        v - 1 > first
        and abs(corner[v - 1, 0] - corner[first, 0]) <= tie
        and abs(corner[v - 1, 1] - corner[first, 1]) <= tie
    ):
        v -= 1
    end[r] = v
    return v


@leaf
def trace(circle: Circle, n: int, reach: float, rings: Rings, v: int, r: int) -> tuple[int, int]:
    """Write what the pieces show as rings about the camera; return the new counts.

    Parameters
    ----------
    circle, n
        The pieces.
    reach
        Metres.
    rings, v, r
        Rings so far, with room for 6n + 16 corners more, their corners and their number. No arc
        will span more than a quarter turn.
    """
    pieces, order = circle.pieces, circle.order
    corner, arc, end = rings.corner, rings.arc, rings.end
    tie = TIE * reach
    begin = 0
    blocked = False
    for i in range(n):
        if pieces[order[i] + TAG] == BLOCKED:
            begin, blocked = i, True
            break
    last = pieces[order[n - 1] + TAG]
    if not blocked and n > 1 and last >= 0.0 and pieces[order[0] + TAG] == last:
        begin = 1  # a wall across east is not cut there
    first = v
    place, rest = begin, n
    i = order[begin]
    while rest > 0:
        tag = pieces[i + TAG]
        # a wall that two pieces show is one edge
        after, j = place, i
        while True:
            after = after + 1 if after + 1 < n else 0
            rest -= 1
            j = order[after]
            if rest == 0 or tag < 0.0 or pieces[j + TAG] != tag:
                break
        if tag == BLOCKED:
            if v > first:
                v = _finish(corner, end, v, first, r, tie)
                r += 1
                first = v
        else:
            if blocked and v == first:
                v = _corner(corner, arc, v, first, 0.0, 0.0, tie)
            lx, ly, hx, hy = pieces[i + X], pieces[i + Y], pieces[j + X], pieces[j + Y]
            if tag >= 0.0:
                dx, dy, c = pieces[i + DX], pieces[i + DY], pieces[i + C]
                t0, t1 = c / (lx * dy - ly * dx), c / (hx * dy - hy * dx)
                v = _corner(corner, arc, v, first, t0 * lx, t0 * ly, tie)
                v = _corner(corner, arc, v, first, t1 * hx, t1 * hy, tie)
            else:
                scale = reach / math.sqrt(lx * lx + ly * ly)
                v = _corner(corner, arc, v, first, scale * lx, scale * ly, tie)
                arc[v - 1] = True
                stop = 4.0 if place + 1 == n else pieces[j + KEY]
                for quarter in range(int(pieces[i + KEY]) + 1, 4):
                    if quarter < stop:
                        x = -reach if quarter == 2 else 0.0
                        y = reach if quarter == 1 else (-reach if quarter == 3 else 0.0)
                        v = _corner(corner, arc, v, first, x, y, tie)
                        arc[v - 1] = True
                scale = reach / math.sqrt(hx * hx + hy * hy)
                corner[v, 0], corner[v, 1] = scale * hx, scale * hy
                arc[v] = False
                v += 1
        place, i = after, j
    if v > first:
        v = _finish(corner, end, v, first, r, tie)
        r += 1
    return v, r
