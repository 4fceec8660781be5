"""What a camera sees over low buildings: the ground beyond their shadows.

A building of height b hides from a lens at height h what stands at height z < b behind it. Of the
ray that runs through it from d₁ to d₂ it hides [d₁, s·d₂], s = (h − z) / (h − b): the shadow of
a wall is a wall, scaled about the camera, and stays straight. So along a ray the front of each low
building counts +1, its scaled back −1, and what has the count 0 is seen, up to the first wall that
is not low. Between two directions in which anything changes (a wall ends, or two of them cross) the
order of walls along a ray is the same, so that one ray in the middle tells it.

The work goes on by *wedges*: runs of directions in which a low wall is what is seen first. In a
wedge, directions are told by their key, counted from the wedge's first direction.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.circle import BLOCKED, DX, DY, FAR, KEY, TAG, C, X, Y
from vidik.sight.kernels.envelope import Ground
from vidik.sight.kernels.geometry import clip_to_disc, direction, grown
from vidik.sight.kernels.rings import Rings, corner_room

__all__ = ["Room", "beyond", "new_room"]

# Two walls closer than this share of their distance leave no ground between them.
_TIE = 1e-12

# Two directions closer than this are one.
_TURN = 1e-13

# Columns of a line, a wall or a scaled one: the keys and vectors between which it is met, its
# direction and c as in `vidik.sight.kernels.circle`, the step it takes the count by, and the
# square of its distance. The circle of the reach has c = 0, and what bounds a wedge the step 0.
_BEGIN, _X0, _Y0, _END, _X1, _Y1, _DX, _DY, _C, _STEP, _NEAR = range(11)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Room(NamedTuple):
    """Memory to work in, used for one camera after the other.

    Parameters
    ----------
    walls
        Shape (room, 11): the low walls of a camera, with the keys of all directions.
    lines
        Shape (room, 11): what is met in a wedge.
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
        np.empty((lines, 11)), np.empty((lines, 11)), np.empty(lines, np.int64),
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
    vector = np.empty((size, 2))
    vector[:count] = room.vector[:count]
    return Room(
        room.walls, room.lines, room.order, room.met, room.away, room.gap, room.begun,
        grown(room.turn, size), vector, np.empty(size, np.int64),
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
def _low_walls(
    ground: Ground, ox: float, oy: float, eye: float, target: float, tops: Floats,
    chains: Ints, walls: Floats,
) -> int:  # fmt: skip
    """Fill the walls of the low chains, backs scaled; return how many there are."""
    n = 0
    for chain in chains:
        top = tops[ground.chain[chain, 2]]
        scale = (eye - target) / (eye - top) if eye > target and top > target else 1.0
        px = ground.vertices[ground.chain[chain, 0], 0] - ox
        py = ground.vertices[ground.chain[chain, 0], 1] - oy
        kp = direction(px, py)
        for vertex in range(ground.chain[chain, 0] + 1, ground.chain[chain, 1] + 1):
            qx, qy = ground.vertices[vertex, 0] - ox, ground.vertices[vertex, 1] - oy
            kq = direction(qx, qy)
            c = px * qy - py * qx
            if c != 0.0 and kp != kq:
                # fronts run clockwise as the camera sees them, backs counter-clockwise
                front = c < 0.0
                ax, ay, ka = (qx, qy, kq) if front else (px, py, kp)
                bx, by, kb = (px, py, kp) if front else (qx, qy, kq)
                dx, dy, c = bx - ax, by - ay, -c if front else c * scale
                walls[n, _BEGIN], walls[n, _X0], walls[n, _Y0] = ka, ax, ay
                walls[n, _END], walls[n, _X1], walls[n, _Y1] = kb, bx, by
                walls[n, _DX], walls[n, _DY], walls[n, _C] = dx, dy, c
                walls[n, _STEP] = 1.0 if front else -1.0
                walls[n, _NEAR] = c * c / (dx * dx + dy * dy)
                n += 1
            px, py, kp = qx, qy, kq
    return n


@jit
def beyond(
    ground: Ground,
    ox: float,
    oy: float,
    reach: float,
    eye: float,
    target: float,
    tops: Floats,
    chains: Ints,
    pieces: Floats,
    n: int,
    rings: Rings,
    v: int,
    r: int,
    room: Room,
) -> tuple[Rings, int, int, Room]:
    """Write the rings of ground that is seen over low walls.

    Parameters
    ----------
    ground, ox, oy, reach, eye, tops
        As for `vidik.sight.kernels.envelope.gather`.
    target
        Height of what is looked for, in the same system. Where the lens is not above it, a low wall
        hides what stands in it and nothing more.
    chains
        The low chains.
    pieces, n
        Where the first wall seen is a low one, what bounds the view behind it; else blocked.
    rings, v, r
        Rings so far, their corners and their number.
    room
        To work in.

    Returns
    -------
    tuple
        The rings, grown if need be, the new counts, and the room.
    """
    # what bounds a wedge, and some lines more, for the directions of the quarters
    need = n + 4
    for chain in chains:
        # a wall across the first direction of a wedge that goes all around is met twice
        need += 2 * (ground.chain[chain, 1] - ground.chain[chain, 0])
    if need > len(room.walls):
        room = new_room(2 * need)
    walls = _low_walls(ground, ox, oy, eye, target, tops, chains, room.walls)
    begin = 0
    for i in range(n):
        if pieces[i, TAG] == BLOCKED:
            begin = i
            break
    t = 0
    while t < n:
        if pieces[(begin + t) % n, TAG] == BLOCKED:
            t += 1
            continue
        length = 1
        while t + length < n and pieces[(begin + t + length) % n, TAG] != BLOCKED:
            length += 1
        first = (begin + t) % n
        bounds, m, width = _meet(pieces, n, first, length, room.walls, walls, room.lines)
        room, count = _turns(room, bounds, m, pieces[first, KEY], width, reach)
        rings, v, r = _sweep(room, bounds, m, count, pieces[first, KEY], width, reach, rings, v, r)
        t += length
    return rings, v, r, room


@jit
def _meet(
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
        lines[m, _BEGIN] = _after(pieces[i, KEY], start)
        lines[m, _END] = width if m == length - 1 else _after(pieces[j, KEY], start)
        lines[m, _X0], lines[m, _Y0] = pieces[i, X], pieces[i, Y]
        lines[m, _X1], lines[m, _Y1] = pieces[j, X], pieces[j, Y]
        lines[m, _DX], lines[m, _DY] = pieces[i, DX], pieces[i, DY]
        lines[m, _C], lines[m, _STEP] = pieces[i, C] if pieces[i, TAG] >= 0.0 else 0.0, 0.0
        far = max(far, pieces[i, FAR])
    m = length
    for i in range(walls):
        if low[i, _NEAR] >= far:
            continue
        span = _after(low[i, _END], low[i, _BEGIN])
        a = _after(low[i, _BEGIN], start)
        while a + span > 0.0:
            if a < width:
                for column in range(11):
                    lines[m, column] = low[i, column]
                lines[m, _BEGIN], lines[m, _END] = a, a + span
                if a < 0.0:
                    lines[m, _BEGIN], lines[m, _X0], lines[m, _Y0] = 0.0, x0, y0
                if a + span > width:
                    lines[m, _END], lines[m, _X1], lines[m, _Y1] = width, x1, y1
                m += 1
            a -= 4.0
    return length, m, width


@jit
def _turns(
    room: Room, bounds: int, m: int, start: float, width: float, reach: float
) -> tuple[Room, int]:
    """Fill the directions of a wedge in which anything changes, in order; return how many."""
    lines, order, turn, vector = room.lines, room.order, room.turn, room.vector
    for e in range(m):
        turn[2 * e], turn[2 * e + 1] = lines[e, _BEGIN], lines[e, _END]
        vector[2 * e, 0], vector[2 * e, 1] = lines[e, _X0], lines[e, _Y0]
        vector[2 * e + 1, 0], vector[2 * e + 1, 1] = lines[e, _X1], lines[e, _Y1]
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
    _sort(lines[:, _BEGIN], order, m - bounds)
    for i in range(m - bounds):
        if count + 2 * bounds + m > len(turn):
            room = _more_turns(room, count, 2 * bounds + m)
            turn, vector = room.turn, room.vector
        e = order[i]
        for f in range(bounds):
            if lines[f, _BEGIN] < lines[e, _END] and lines[e, _BEGIN] < lines[f, _END]:
                if lines[f, _C] == 0.0:
                    count = _leaving(lines, e, f, start, reach, turn, vector, count)
                else:
                    count = _crossing(lines, e, f, start, turn, vector, count)
        for j in range(i + 1, m - bounds):
            f = order[j]
            if lines[f, _BEGIN] >= lines[e, _END]:
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
    later = f if lines[f, _BEGIN] >= lines[e, _BEGIN] else e
    sooner = e if lines[e, _END] <= lines[f, _END] else f
    lx, ly, hx, hy = lines[later, _X0], lines[later, _Y0], lines[sooner, _X1], lines[sooner, _Y1]
    ex, ey, ec = lines[e, _DX], lines[e, _DY], lines[e, _C]
    fx, fy, fc = lines[f, _DX], lines[f, _DY], lines[f, _C]
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
    lo, hi = max(lines[e, _BEGIN], lines[f, _BEGIN]), min(lines[e, _END], lines[f, _END])
    t0 = _distance(lines, e, lines[e, _X0], lines[e, _Y0], reach)
    t1 = _distance(lines, e, lines[e, _X1], lines[e, _Y1], reach)
    ax, ay, bx, by = (
        t0 * lines[e, _X0], t0 * lines[e, _Y0], t1 * lines[e, _X1], t1 * lines[e, _Y1],
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
def _distance(lines: Floats, e: int, ux: float, uy: float, reach: float) -> float:
    """Return the multiple of u at which its ray meets a line, or the circle of the reach."""
    if lines[e, _C] == 0.0:
        return reach / math.hypot(ux, uy)
    return float(lines[e, _C] / (ux * lines[e, _DY] - uy * lines[e, _DX]))


@jit
def _ray(k: float) -> tuple[float, float]:
    """Return a vector whose `direction` is k, 0 ≤ k < 8."""
    if k >= 4.0:
        k -= 4.0
    x = 1.0 - k if k <= 2.0 else k - 3.0
    return x, (1.0 - abs(x) if k <= 2.0 else abs(x) - 1.0)


@jit
def _sweep(
    room: Room,
    bounds: int,
    m: int,
    count: int,
    start: float,
    width: float,
    reach: float,
    rings: Rings,
    v: int,
    r: int,
) -> tuple[Rings, int, int]:
    """Write the rings of a wedge, from one direction in which anything changes to the next."""
    lines, order, met, away = room.lines, room.order, room.met, room.away
    gap, begun, turn, vector, turns = room.gap, room.begun, room.turn, room.vector, room.turns
    behind, coming, crossed, gaps = 0, 0, 0, 0
    here = turns[0]
    for o in range(1, count):
        there = turns[o]
        if turn[there] - turn[here] <= _TURN:
            continue
        if turn[here] >= width:
            break
        x0, y0 = vector[here, 0], vector[here, 1]
        middle = 0.5 * (turn[here] + turn[there])
        mx, my = _ray(start + middle)
        while behind < bounds - 1 and lines[behind, _END] <= middle:
            behind += 1
        limit = _distance(lines, behind, mx, my, reach)
        # those met before, in their order, and those that begin
        before, crossed = crossed, 0
        i = 0
        while True:
            if i < before:
                e = met[i]
                i += 1
            elif coming < m - bounds and lines[order[coming], _BEGIN] < middle:
                e = order[coming]
                coming += 1
            else:
                break
            if lines[e, _END] <= middle:
                continue
            d = lines[e, _C] / (mx * lines[e, _DY] - my * lines[e, _DX])
            s = crossed
            # at one distance fronts come before backs
            while s > 0 and (
                away[s - 1] > d or (away[s - 1] == d and lines[e, _STEP] > lines[met[s - 1], _STEP])
            ):
                away[s], met[s] = away[s - 1], met[s - 1]
                s -= 1
            away[s], met[s] = d, e
            crossed += 1
        for g in range(gaps):
            gap[g, 2] = 0
        # an arc does not go on past a quarter
        quarter = turn[here] > 0.0 and (x0 == 0.0 or y0 == 0.0)
        hidden, opened, started = 0.0, -1, gaps
        for s in range(crossed + 1):
            last = s == crossed or away[s] >= limit
            d = limit if last else away[s]
            line = behind if last else met[s]
            if opened >= 0 and (last or lines[line, _STEP] > 0.0):
                if d > away[opened] * (1.0 + _TIE):
                    back = met[opened]
                    same = -1
                    if not quarter:
                        for g in range(started):
                            if gap[g, 0] == back and gap[g, 1] == line:
                                same = g
                    if same >= 0:
                        gap[same, 2] = 1
                    else:
                        gap[gaps, 0], gap[gaps, 1], gap[gaps, 2] = back, line, 1
                        begun[gaps, 0], begun[gaps, 1] = x0, y0
                        gaps += 1
                opened = -1
            if last:
                break
            hidden += lines[line, _STEP]
            if hidden == 0.0:
                opened = s
        if gaps > 0:
            rings, v, r, gaps = _close(lines, gap, begun, gaps, x0, y0, reach, rings, v, r)
        here = there
    for g in range(gaps):
        gap[g, 2] = 0
    rings, v, r, gaps = _close(
        lines, gap, begun, gaps, vector[here, 0], vector[here, 1], reach, rings, v, r
    )
    return rings, v, r


@jit
def _close(
    lines: Floats,
    gap: Ints,
    begun: Floats,
    gaps: int,
    x1: float,
    y1: float,
    reach: float,
    rings: Rings,
    v: int,
    r: int,
) -> tuple[Rings, int, int, int]:
    """Write the rings of gaps that do not go on past a direction; return the gaps that do."""
    stay = 0
    for g in range(gaps):
        if gap[g, 2] == 1:
            if stay < g:
                gap[stay, 0], gap[stay, 1] = gap[g, 0], gap[g, 1]
                begun[stay, 0], begun[stay, 1] = begun[g, 0], begun[g, 1]
            stay += 1
            continue
        rings = corner_room(rings, v + 8)
        corner = rings.corner
        x0, y0 = begun[g, 0], begun[g, 1]
        near, far = gap[g, 0], gap[g, 1]
        a0, a1 = _distance(lines, near, x0, y0, reach), _distance(lines, near, x1, y1, reach)
        b0, b1 = _distance(lines, far, x0, y0, reach), _distance(lines, far, x1, y1, reach)
        # counter-clockwise: outward, along the far line, inward, back along the near one
        first = v
        corner[v, 0], corner[v, 1], rings.arc[v] = a0 * x0, a0 * y0, False
        v += 1
        if b0 > a0 * (1.0 + _TIE):
            corner[v, 0], corner[v, 1] = b0 * x0, b0 * y0
            v += 1
        arc = lines[far, _C] == 0.0
        rings.arc[v - 1] = arc
        if arc and v == first + 1 and b1 <= a1 * (1.0 + _TIE):
            # between a chord and its arc lies ground of two corners: the third halves the arc
            scale0, scale1 = 1.0 / math.hypot(x0, y0), 1.0 / math.hypot(x1, y1)
            mx, my = scale0 * x0 + scale1 * x1, scale0 * y0 + scale1 * y1
            half = reach / math.hypot(mx, my)
            corner[v, 0], corner[v, 1], rings.arc[v] = half * mx, half * my, True
            v += 1
        corner[v, 0], corner[v, 1], rings.arc[v] = b1 * x1, b1 * y1, False
        v += 1
        if b1 > a1 * (1.0 + _TIE):
            corner[v, 0], corner[v, 1], rings.arc[v] = a1 * x1, a1 * y1, False
            v += 1
        if v - first < 3:
            v = first
            continue
        rings.end[r] = v
        r += 1
    return rings, v, r, stay
