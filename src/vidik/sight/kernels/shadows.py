"""What a camera sees over low buildings: the ground beyond their shadows.

A building of height b hides from a lens at height h what stands at height z < b behind it. Of the
ray that runs through it from d₁ to d₂ it hides [d₁, s·d₂], s = (h − z) / (h − b): the shadow of
a wall is a wall, scaled about the camera, and stays straight. So along a ray the front of each low
building counts +1, its scaled back −1, and what has the count 0 is seen, up to the first wall that
is not low. The work goes on by wedges (`vidik.sight.kernels.wedges`); between two directions in
which anything changes, one ray in the middle tells what is seen.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.circle import BLOCKED, KEY, TAG
from vidik.sight.kernels.envelope import Ground
from vidik.sight.kernels.geometry import direction
from vidik.sight.kernels.rings import Rings, corner_room
from vidik.sight.kernels.wedges import (
    BEGIN,
    END,
    LINE_C,
    LINE_DX,
    LINE_DY,
    NEAR,
    STEP,
    X0,
    X1,
    Y0,
    Y1,
    Room,
    distance,
    meet,
    new_room,
    turns_of,
)

__all__ = ["Room", "beyond", "new_room"]

# Two walls closer than this share of their distance leave no ground between them.
_TIE = 1e-12

# Two directions closer than this are one.
_TURN = 1e-13

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
                walls[n, BEGIN], walls[n, X0], walls[n, Y0] = ka, ax, ay
                walls[n, END], walls[n, X1], walls[n, Y1] = kb, bx, by
                walls[n, LINE_DX], walls[n, LINE_DY], walls[n, LINE_C] = dx, dy, c
                walls[n, STEP] = 1.0 if front else -1.0
                walls[n, NEAR] = c * c / (dx * dx + dy * dy)
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
        bounds, m, width = meet(pieces, n, first, length, room.walls, walls, room.lines)
        room, count = turns_of(room, bounds, m, pieces[first, KEY], width, reach)
        rings, v, r = _sweep(room, bounds, m, count, pieces[first, KEY], width, reach, rings, v, r)
        t += length
    return rings, v, r, room


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
        while behind < bounds - 1 and lines[behind, END] <= middle:
            behind += 1
        limit = distance(lines, behind, mx, my, reach)
        # those met before, in their order, and those that begin
        before, crossed = crossed, 0
        i = 0
        while True:
            if i < before:
                e = met[i]
                i += 1
            elif coming < m - bounds and lines[order[coming], BEGIN] < middle:
                e = order[coming]
                coming += 1
            else:
                break
            if lines[e, END] <= middle:
                continue
            d = lines[e, LINE_C] / (mx * lines[e, LINE_DY] - my * lines[e, LINE_DX])
            s = crossed
            # at one distance fronts come before backs
            while s > 0 and (
                away[s - 1] > d or (away[s - 1] == d and lines[e, STEP] > lines[met[s - 1], STEP])
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
            if opened >= 0 and (last or lines[line, STEP] > 0.0):
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
            hidden += lines[line, STEP]
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
        a0, a1 = distance(lines, near, x0, y0, reach), distance(lines, near, x1, y1, reach)
        b0, b1 = distance(lines, far, x0, y0, reach), distance(lines, far, x1, y1, reach)
        # counter-clockwise: outward, along the far line, inward, back along the near one
        first = v
        corner[v, 0], corner[v, 1], rings.arc[v] = a0 * x0, a0 * y0, False
        v += 1
        if b0 > a0 * (1.0 + _TIE):
            corner[v, 0], corner[v, 1] = b0 * x0, b0 * y0
            v += 1
        arc = lines[far, LINE_C] == 0.0
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
