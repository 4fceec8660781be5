"""What a camera sees over low buildings: the ground beyond their shadows.

A building of height b hides from a lens at height h what stands at height z < b behind it. Of the
ray that runs through it from d₁ to d₂ it hides [d₁, s·d₂], with s = (h − z) / (h − b): the shadow of
a wall is a wall, scaled about the camera, and stays straight. So along a ray the front of each low
building counts +1, its scaled back −1, and what has the count 0 is seen, up to the first wall that
is not low. Between two directions in which anything changes (a wall ends, or two of them cross) the
order of walls along a ray is the same, so that one ray in the middle tells it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.envelope import (
    BLOCKED,
    DX,
    DY,
    KEY,
    TAG,
    C,
    Ground,
    Rings,
    X,
    Y,
    corner_room,
)
from vidik.sight.kernels.geometry import clip_to_disc, direction, grown

__all__ = ["beyond"]

# Two walls closer than this share of their distance leave no ground between them.
_TIE = 1e-12

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class _Lines(NamedTuple):
    """Walls across a wedge: fronts, scaled backs, and what bounds the wedge behind them.

    Parameters
    ----------
    begin, end
        Where in the wedge each runs, as keys from the wedge's first direction.
    x0, y0, x1, y1
        Vectors in those directions.
    dx, dy, c
        The line, as in `vidik.sight.kernels.envelope`; c is 0 for the circle of the reach.
    step
        +1 for a front, −1 for a back, 0 for what bounds the wedge.
    """

    begin: Floats
    end: Floats
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    dx: Floats
    dy: Floats
    c: Floats
    step: Ints


@jit
def _room(size: int) -> _Lines:
    return _Lines(
        np.empty(size), np.empty(size), np.empty(size), np.empty(size), np.empty(size),
        np.empty(size), np.empty(size), np.empty(size), np.empty(size), np.empty(size, np.int64),
    )  # fmt: skip


@jit
def _larger(a: _Lines, size: int) -> _Lines:
    return _Lines(
        grown(a.begin, size), grown(a.end, size), grown(a.x0, size), grown(a.y0, size),
        grown(a.x1, size), grown(a.y1, size), grown(a.dx, size), grown(a.dy, size),
        grown(a.c, size), grown(a.step, size),
    )  # fmt: skip


@jit
def _put(
    lines: _Lines,
    m: int,
    span: tuple[float, float],
    first: tuple[float, float],
    last: tuple[float, float],
    dx: float,
    dy: float,
    c: float,
    step: int,
) -> tuple[_Lines, int]:
    """Append a line that runs from one direction to another."""
    if m == len(lines.c):
        lines = _larger(lines, 2 * m)
    lines.begin[m], lines.end[m] = span
    lines.x0[m], lines.y0[m] = first
    lines.x1[m], lines.y1[m] = last
    lines.dx[m], lines.dy[m], lines.c[m], lines.step[m] = dx, dy, c, step
    return lines, m + 1


@jit
def _after(k: float, start: float) -> float:
    """Return how far the key k lies after another, counter-clockwise, 0 ≤ … < 4."""
    return k - start if k >= start else k - start + 4.0


@jit
def _crossing(lines: _Lines, e: int, f: int) -> tuple[bool, float, float]:
    """Return whether two straight lines cross within the directions they share, and where."""
    lo = max(lines.begin[e], lines.begin[f])
    hi = min(lines.end[e], lines.end[f])
    if lo >= hi:
        return False, 0.0, 0.0
    g = e if lines.begin[e] >= lines.begin[f] else f
    lx, ly = lines.x0[g], lines.y0[g]
    g = e if lines.end[e] <= lines.end[f] else f
    hx, hy = lines.x1[g], lines.y1[g]
    ex, ey, ec = lines.dx[e], lines.dy[e], lines.c[e]
    fx, fy, fc = lines.dx[f], lines.dy[f], lines.c[f]
    e0, f0 = (lx * ey - ly * ex) * fc, (lx * fy - ly * fx) * ec
    e1, f1 = (hx * ey - hy * ex) * fc, (hx * fy - hy * fx) * ec
    if (e0 > f0 and f1 > e1) or (f0 > e0 and e1 > f1):
        cross = ex * fy - ey * fx
        return True, (ex * fc - fx * ec) / cross, (ey * fc - fy * ec) / cross
    return False, 0.0, 0.0


@jit
def _distance(lines: _Lines, e: int, ux: float, uy: float, reach: float) -> float:
    """Return the multiple of u at which its ray meets a line, or the circle of the reach."""
    if lines.c[e] == 0.0:
        return reach / math.hypot(ux, uy)
    return float(lines.c[e] / (ux * lines.dy[e] - uy * lines.dx[e]))


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
) -> tuple[Rings, int, int]:
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

    Returns
    -------
    tuple
        The rings, grown if need be, and the new counts.
    """
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
        rings, v, r = _wedge(
            ground, ox, oy, reach, eye, target, tops, chains, pieces, n,
            (begin + t) % n, length, rings, v, r,
        )  # fmt: skip
        t += length
    return rings, v, r


@jit
def _wedge(
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
    first: int,
    length: int,
    rings: Rings,
    v: int,
    r: int,
) -> tuple[Rings, int, int]:
    """Write the rings beyond low walls within a run of pieces that are not blocked."""
    k0 = pieces[first, KEY]
    w0 = (pieces[first, X], pieces[first, Y])
    stop = (first + length) % n
    w1 = (pieces[stop, X], pieces[stop, Y])
    width = 4.0 if length == n else _after(pieces[stop, KEY], k0)

    lines, m = _room(64), 0
    # what bounds the wedge: walls that are not low, or the reach
    for t in range(length):
        i = (first + t) % n
        j = (i + 1) % n
        a = _after(pieces[i, KEY], k0)
        b = width if t == length - 1 else _after(pieces[j, KEY], k0)
        head, tail = (pieces[i, X], pieces[i, Y]), (pieces[j, X], pieces[j, Y])
        dx, dy, c = 0.0, 0.0, 0.0
        if pieces[i, TAG] >= 0.0:
            dx, dy, c = pieces[i, DX], pieces[i, DY], pieces[i, C]
        lines, m = _put(lines, m, (a, b), head, tail, dx, dy, c, 0)
    bounds = m
    for chain in chains:
        top = tops[ground.owner[chain]]
        scale = (eye - target) / (eye - top) if eye > target and top > target else 1.0
        px = ground.vertices[ground.begin[chain], 0] - ox
        py = ground.vertices[ground.begin[chain], 1] - oy
        for vertex in range(ground.begin[chain] + 1, ground.end[chain] + 1):
            qx, qy = ground.vertices[vertex, 0] - ox, ground.vertices[vertex, 1] - oy
            c = px * qy - py * qx
            if c != 0.0:
                # fronts run clockwise as the camera sees them, backs counter-clockwise
                front = c < 0.0
                ax, ay, bx, by = (qx, qy, px, py) if front else (px, py, qx, qy)
                ka, kb = direction(ax, ay), direction(bx, by)
                span = _after(kb, ka)
                for turn in (0.0, 4.0):
                    a = _after(ka, k0) - turn
                    b = a + span
                    if b <= 0.0 or a >= width or span == 0.0:
                        continue
                    head = w0 if a < 0.0 else (ax, ay)
                    tail = w1 if b > width else (bx, by)
                    lines, m = _put(
                        lines,
                        m,
                        (max(a, 0.0), min(b, width)),
                        head,
                        tail,
                        bx - ax,
                        by - ay,
                        abs(c) * (1.0 if front else scale),
                        1 if front else -1,
                    )
            px, py = qx, qy

    # directions in which anything changes
    count = 0
    key, ux, uy = np.empty(4 * m + 16), np.empty(4 * m + 16), np.empty(4 * m + 16)
    for e in range(m):
        key[count], ux[count], uy[count] = lines.begin[e], lines.x0[e], lines.y0[e]
        key[count + 1], ux[count + 1], uy[count + 1] = lines.end[e], lines.x1[e], lines.y1[e]
        count += 2
    for quarter in range(4):
        a = _after(float(quarter), k0)
        if 0.0 < a < width:
            key[count], ux[count] = a, 1.0 if quarter == 0 else (-1.0 if quarter == 2 else 0.0)
            uy[count] = 1.0 if quarter == 1 else (-1.0 if quarter == 3 else 0.0)
            count += 1
    for e in range(bounds, m):
        for f in range(e):
            if count + 4 > len(key):
                key, ux, uy = grown(key, 2 * count), grown(ux, 2 * count), grown(uy, 2 * count)
            if lines.c[f] != 0.0:
                meet, x, y = _crossing(lines, e, f)
                if meet:
                    key[count], ux[count], uy[count] = _after(direction(x, y), k0), x, y
                    count += 1
                continue
            # where the line leaves the circle of the reach
            lo, hi = max(lines.begin[e], lines.begin[f]), min(lines.end[e], lines.end[f])
            if lo >= hi:
                continue
            t0 = _distance(lines, e, lines.x0[e], lines.y0[e], reach)
            t1 = _distance(lines, e, lines.x1[e], lines.y1[e], reach)
            ax, ay, bx, by = (
                t0 * lines.x0[e], t0 * lines.y0[e], t1 * lines.x1[e], t1 * lines.y1[e],
            )  # fmt: skip
            met, s0, s1 = clip_to_disc(ax, ay, bx, by, reach)
            if met:
                for s in (s0, s1):
                    x, y = ax + s * (bx - ax), ay + s * (by - ay)
                    a = _after(direction(x, y), k0)
                    if 0.0 < s < 1.0 and lo < a < hi:
                        key[count], ux[count], uy[count] = a, x, y
                        count += 1
    order = np.argsort(key[:count])

    # rings that are open: their near and far line and the direction in which they began
    near, far, begun = np.empty(m + 1, np.int64), np.empty(m + 1, np.int64), np.empty((m + 1, 2))
    kept = np.empty(m + 1, np.bool_)
    active = 0
    active_lines, away = np.empty(m, np.int64), np.empty(m)
    here = order[0]
    for o in range(1, count):
        there = order[o]
        if key[there] - key[here] <= 1e-13:
            continue
        if key[here] >= width:
            break
        x0, y0, x1, y1 = ux[here], uy[here], ux[there], uy[there]
        a, b = math.hypot(x0, y0), math.hypot(x1, y1)
        mx, my = x0 / a + x1 / b, y0 / a + y1 / b
        middle = 0.5 * (key[here] + key[there])
        limit, behind = reach / math.hypot(mx, my), -1
        crossed = 0
        for e in range(m):
            if lines.begin[e] < middle < lines.end[e]:
                d = _distance(lines, e, mx, my, reach)
                if e < bounds:
                    limit, behind = d, e
                    continue
                s = crossed
                # at one distance fronts come before backs
                while s > 0 and (
                    away[s - 1] > d
                    or (away[s - 1] == d and lines.step[e] > lines.step[active_lines[s - 1]])
                ):
                    away[s], active_lines[s] = away[s - 1], active_lines[s - 1]
                    s -= 1
                away[s], active_lines[s] = d, e
                crossed += 1
        kept[:active] = False
        quarter_ends = key[here] > 0.0 and (x0 == 0.0 or y0 == 0.0)
        hidden, opened, started = 0, -1, active
        for s in range(crossed + 1):
            end_of_ray = s == crossed or away[s] >= limit
            d = limit if end_of_ray else away[s]
            line = behind if end_of_ray else active_lines[s]
            if opened >= 0 and (end_of_ray or lines.step[line] > 0):
                if d > away[opened] * (1.0 + _TIE):
                    back = active_lines[opened]
                    same = -1
                    if not quarter_ends:
                        for c_ in range(started):
                            if near[c_] == back and far[c_] == line:
                                same = c_
                    if same >= 0:
                        kept[same] = True
                    else:
                        near[active], far[active] = back, line
                        begun[active, 0], begun[active, 1] = x0, y0
                        kept[active] = True
                        active += 1
                opened = -1
            if end_of_ray:
                break
            hidden += lines.step[line]
            if hidden == 0:
                opened = s
        rings, v, r, active = _end(
            lines, near, far, begun, kept, active, x0, y0, reach, rings, v, r
        )
        here = there
    kept[:active] = False
    rings, v, r, active = _end(
        lines, near, far, begun, kept, active, ux[here], uy[here], reach, rings, v, r
    )
    return rings, v, r


@jit
def _end(
    lines: _Lines,
    near: Ints,
    far: Ints,
    begun: Floats,
    kept: NDArray[np.bool_],
    active: int,
    x1: float,
    y1: float,
    reach: float,
    rings: Rings,
    v: int,
    r: int,
) -> tuple[Rings, int, int, int]:
    """Write the open rings that do not go on past a direction; return what stays open."""
    stays = 0
    for i in range(active):
        if kept[i]:
            near[stays], far[stays] = near[i], far[i]
            begun[stays, 0], begun[stays, 1] = begun[i, 0], begun[i, 1]
            stays += 1
            continue
        rings = corner_room(rings, v + 8)
        corner = rings.corner
        x0, y0 = begun[i, 0], begun[i, 1]
        a0, a1 = (
            _distance(lines, near[i], x0, y0, reach), _distance(lines, near[i], x1, y1, reach),
        )  # fmt: skip
        b0, b1 = _distance(lines, far[i], x0, y0, reach), _distance(lines, far[i], x1, y1, reach)
        # counter-clockwise: outward, along the far line, inward, back along the near one
        first = v
        corner[v, 0], corner[v, 1], rings.arc[v] = a0 * x0, a0 * y0, False
        v += 1
        if b0 > a0 * (1.0 + _TIE):
            corner[v, 0], corner[v, 1] = b0 * x0, b0 * y0
            v += 1
        rings.arc[v - 1] = lines.c[far[i]] == 0.0
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
    return rings, v, r, stays
