"""Wedges: runs of directions in which a low wall is what a camera sees first.

In a wedge, directions are told by their key, counted from the wedge's first direction. Between two
directions in which anything changes (a wall ends, or two of them cross) the order of walls along a
ray is the same.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.circle import DX, DY, FAR, KEY, TAG, C, X, Y
from vidik.sight.kernels.geometry import clip_to_disc, direction, grown, wide

__all__ = [
    "BEGIN",
    "COLUMNS",
    "END",
    "LINE_C",
    "LINE_DX",
    "LINE_DY",
    "NEAR",
    "STEP",
    "X0",
    "X1",
    "Y0",
    "Y1",
    "Room",
    "distance",
    "meet",
    "new_room",
    "turns_of",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Columns of a line, a wall or a scaled one: the keys and vectors between which it is met, its
#: direction and c as in `vidik.sight.kernels.circle`, the step it takes the count by, and the
#: square of its distance. The circle of the reach has c = 0, and what bounds a wedge the step 0.
BEGIN, X0, Y0, END, X1, Y1, LINE_DX, LINE_DY, LINE_C, STEP, NEAR = range(11)
COLUMNS = 11


class Room(NamedTuple):
    """Memory to work in, used for one camera after the other.

    Parameters
    ----------
    walls
        Shape (room, columns): the low walls of a camera, with the keys of all directions.
    lines
        Shape (room, columns): what is met in a wedge.
    order, met
        Shape (room,): lines as they begin, and those met by one ray, from the nearest.
    away
        Shape (room,): how far these are.
    gap
        Shape (room, 3): the near and the far line of ground that is seen, and whether it goes on.
    begun
        Shape (room, 2): the direction in which it begins.
    turn
        Shape (turns,): keys of directions in which anything changes; at least four per line.
    vector
        Shape (turns, 2): vectors in them.
    turns
        Shape (turns,): they in order.
    """

    walls: Floats
    lines: Floats
    order: Ints
    met: Ints
    away: Floats
    gap: Ints
    begun: Floats
    turn: Floats
    vector: Floats
    turns: Ints


@jit
def new_room(lines: int) -> Room:
    """Return memory for so many lines."""
    return Room(
        np.empty((lines, COLUMNS)), np.empty((lines, COLUMNS)), np.empty(lines, np.int64),
        np.empty(lines, np.int64), np.empty(lines), np.empty((lines, 3), np.int64),
        np.empty((lines, 2)), np.empty(4 * lines), np.empty((4 * lines, 2)),
        np.empty(4 * lines, np.int64),
    )  # fmt: skip


@jit
def _more_turns(room: Room, count: int, more: int) -> Room:
    """Return the room with place for more directions."""
    if count + more <= len(room.turn):
        return room
    size = 2 * (count + more)
    return Room(
        room.walls, room.lines, room.order, room.met, room.away, room.gap, room.begun,
        grown(room.turn, size), wide(room.vector, size), np.empty(size, np.int64),
    )  # fmt: skip


@jit
def _after(k: float, start: float) -> float:
    """Return how far the key k lies after another, counter-clockwise, 0 ≤ … < 4."""
    return k - start if k >= start else k - start + 4.0


@jit
def _sort(key: Floats, order: Ints, n: int) -> None:
    """Put the first n of `order` in the order of their keys; Shell's sort, as most n are small."""
    gap = 1
    while 3 * gap < n:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, n):
            item = order[i]
            k = key[item]
            j = i
            while j >= gap and key[order[j - gap]] > k:
                order[j] = order[j - gap]
                j -= gap
            order[j] = item
        gap //= 3


@jit
def meet(
    pieces: Floats, n: int, first: int, length: int, low: Floats, walls: int, lines: Floats
) -> tuple[int, int, float]:
    """Fill the lines met in a run of pieces, those first that bound it.

    Returns
    -------
    tuple
        How many bound it, how many there are, and the key at which the wedge ends.
    """
    start, x0, y0 = pieces[first, KEY], pieces[first, X], pieces[first, Y]
    stop = (first + length) % n
    x1, y1 = pieces[stop, X], pieces[stop, Y]
    width = 4.0 if length == n else _after(pieces[stop, KEY], start)
    far = 0.0
    for m in range(length):
        i = (first + m) % n
        j = (i + 1) % n
        lines[m, BEGIN] = _after(pieces[i, KEY], start)
        lines[m, END] = width if m == length - 1 else _after(pieces[j, KEY], start)
        lines[m, X0], lines[m, Y0] = pieces[i, X], pieces[i, Y]
        lines[m, X1], lines[m, Y1] = pieces[j, X], pieces[j, Y]
        lines[m, LINE_DX], lines[m, LINE_DY] = pieces[i, DX], pieces[i, DY]
        lines[m, LINE_C], lines[m, STEP] = pieces[i, C] if pieces[i, TAG] >= 0.0 else 0.0, 0.0
        far = max(far, pieces[i, FAR])
    m = length
    for i in range(walls):
        if low[i, NEAR] >= far:
            continue
        span = _after(low[i, END], low[i, BEGIN])
        a = _after(low[i, BEGIN], start)
        while a + span > 0.0:
            if a < width:
                for column in range(COLUMNS):
                    lines[m, column] = low[i, column]
                lines[m, BEGIN], lines[m, END] = a, a + span
                if a < 0.0:
                    lines[m, BEGIN], lines[m, X0], lines[m, Y0] = 0.0, x0, y0
                if a + span > width:
                    lines[m, END], lines[m, X1], lines[m, Y1] = width, x1, y1
                m += 1
            a -= 4.0
    return length, m, width


@jit
def turns_of(
    room: Room, bounds: int, m: int, start: float, width: float, reach: float
) -> tuple[Room, int]:
    """Fill the directions of a wedge in which anything changes, in order; return how many."""
    lines, order, turn, vector = room.lines, room.order, room.turn, room.vector
    for e in range(m):
        turn[2 * e], turn[2 * e + 1] = lines[e, BEGIN], lines[e, END]
        vector[2 * e, 0], vector[2 * e, 1] = lines[e, X0], lines[e, Y0]
        vector[2 * e + 1, 0], vector[2 * e + 1, 1] = lines[e, X1], lines[e, Y1]
    count = 2 * m
    for quarter in range(4):
        k = _after(float(quarter), start)
        if 0.0 < k < width:
            turn[count] = k
            vector[count, 0] = 1.0 if quarter == 0 else (-1.0 if quarter == 2 else 0.0)
            vector[count, 1] = 1.0 if quarter == 1 else (-1.0 if quarter == 3 else 0.0)
            count += 1
    for e in range(bounds, m):
        order[e - bounds] = e
    _sort(lines[:, BEGIN], order, m - bounds)
    for i in range(m - bounds):
        if count + 2 * bounds + m > len(turn):
            room = _more_turns(room, count, 2 * bounds + m)
            turn, vector = room.turn, room.vector
        e = order[i]
        for f in range(bounds):
            if lines[f, BEGIN] < lines[e, END] and lines[e, BEGIN] < lines[f, END]:
                if lines[f, LINE_C] == 0.0:
                    count = _leaving(lines, e, f, start, reach, turn, vector, count)
                else:
                    count = _crossing(lines, e, f, start, turn, vector, count)
        for j in range(i + 1, m - bounds):
            f = order[j]
            if lines[f, BEGIN] >= lines[e, END]:
                break
            count = _crossing(lines, e, f, start, turn, vector, count)
    for i in range(count):
        room.turns[i] = i
    _sort(turn, room.turns, count)
    return room, count


@jit
def _crossing(
    lines: Floats, e: int, f: int, start: float, turn: Floats, vector: Floats, count: int
) -> int:
    """Add the direction in which two straight lines cross, if they do; return the new count."""
    later = f if lines[f, BEGIN] >= lines[e, BEGIN] else e
    sooner = e if lines[e, END] <= lines[f, END] else f
    lx, ly, hx, hy = lines[later, X0], lines[later, Y0], lines[sooner, X1], lines[sooner, Y1]
    ex, ey, ec = lines[e, LINE_DX], lines[e, LINE_DY], lines[e, LINE_C]
    fx, fy, fc = lines[f, LINE_DX], lines[f, LINE_DY], lines[f, LINE_C]
    e0, f0 = (lx * ey - ly * ex) * fc, (lx * fy - ly * fx) * ec
    e1, f1 = (hx * ey - hy * ex) * fc, (hx * fy - hy * fx) * ec
    if (e0 > f0 and f1 > e1) or (f0 > e0 and e1 > f1):
        cross = ex * fy - ey * fx
        x, y = (ex * fc - fx * ec) / cross, (ey * fc - fy * ec) / cross
        turn[count] = _after(direction(x, y), start)
        vector[count, 0], vector[count, 1] = x, y
        count += 1
    return count


@jit
def _leaving(
    lines: Floats,
    e: int,
    f: int,
    start: float,
    reach: float,
    turn: Floats,
    vector: Floats,
    count: int,
) -> int:
    """Add the directions in which a line crosses the circle of the reach; return the new count."""
    lo, hi = max(lines[e, BEGIN], lines[f, BEGIN]), min(lines[e, END], lines[f, END])
    t0 = distance(lines, e, lines[e, X0], lines[e, Y0], reach)
    t1 = distance(lines, e, lines[e, X1], lines[e, Y1], reach)
    ax, ay, bx, by = (
        t0 * lines[e, X0], t0 * lines[e, Y0], t1 * lines[e, X1], t1 * lines[e, Y1],
    )  # fmt: skip
    met, s0, s1 = clip_to_disc(ax, ay, bx, by, reach)
    if met:
        for s in (s0, s1):
            if 0.0 < s < 1.0:
                x, y = ax + s * (bx - ax), ay + s * (by - ay)
                k = _after(direction(x, y), start)
                if lo < k < hi:
                    turn[count], vector[count, 0], vector[count, 1] = k, x, y
                    count += 1
    return count


@jit
def distance(lines: Floats, e: int, ux: float, uy: float, reach: float) -> float:
    """Return the multiple of u at which its ray meets a line, or the circle of the reach."""
    if lines[e, LINE_C] == 0.0:
        return reach / math.hypot(ux, uy)
    return float(lines[e, LINE_C] / (ux * lines[e, LINE_DY] - uy * lines[e, LINE_DX]))
