"""One camera among walls: the boundary of what it sees."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import along, clip_to_disc, direction, grown, meeting

__all__ = ["envelope"]

# Two distances along one ray that differ by less than this share are one vertex of two walls.
_TIE = 1e-12

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pieces = tuple[Floats, Floats, Floats, Ints]


@jit
def _push(
    key: Floats, ux: Floats, uy: Floats, wall: Ints, n: int, k: float, x: float, y: float, e: int
) -> int:
    """Append a piece; one that continues the same wall, or has no width, is not a new piece."""
    if n > 0 and k <= key[n - 1]:
        wall[n - 1] = e
        if n > 1 and wall[n - 2] == e:
            return n - 1
        return n
    if n > 0 and wall[n - 1] == e:
        return n
    key[n], ux[n], uy[n], wall[n] = k, x, y, e
    return n + 1


@jit
def _insert(
    walls: Floats,
    e: int,
    k0: float,
    x0: float,
    y0: float,
    k1: float,
    x1: float,
    y1: float,
    key: Floats,
    ux: Floats,
    uy: Floats,
    wall: Ints,
    n: int,
    spare: Pieces,
) -> int:
    """Let wall e hide what lies behind it between two directions; return the new count of pieces.

    `key`, `ux`, `uy`, `wall` hold n pieces that cover the circle: piece i runs from direction i to
    the next and shows `wall[i]`, or open ground up to the reach where that is −1.
    """
    skey, sx, sy, swall = spare
    i = int(np.searchsorted(key[:n], k0, side="right")) - 1
    m = 0
    j = i
    if key[i] < k0:
        m = _push(skey, sx, sy, swall, m, key[i], ux[i], uy[i], wall[i])
    while True:
        if key[j] >= k0:
            lo, lx, ly = key[j], ux[j], uy[j]
        else:
            lo, lx, ly = k0, x0, y0
        end = key[j + 1] if j + 1 < n else 4.0
        if end <= k1:
            hi = end
            hx, hy = (ux[j + 1], uy[j + 1]) if j + 1 < n else (1.0, 0.0)
        else:
            hi, hx, hy = k1, x1, y1
        old = wall[j]
        if old < 0:
            m = _push(skey, sx, sy, swall, m, lo, lx, ly, e)
        else:
            new0, old0 = along(walls, e, lx, ly), along(walls, old, lx, ly)
            new1, old1 = along(walls, e, hx, hy), along(walls, old, hx, hy)
            nearer0, nearer1 = new0 < old0 * (1 - _TIE), new1 < old1 * (1 - _TIE)
            farther0, farther1 = new0 > old0 * (1 + _TIE), new1 > old1 * (1 + _TIE)
            if (nearer0 and farther1) or (farther0 and nearer1):
                mx, my = meeting(walls, e, old)
                mid = min(max(direction(mx, my), lo), hi)
                first, second = (e, old) if nearer0 else (old, e)
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, first)
                if mid < hi:
                    m = _push(skey, sx, sy, swall, m, mid, mx, my, second)
            elif nearer0 or nearer1:
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, e)
            else:
                m = _push(skey, sx, sy, swall, m, lo, lx, ly, old)
        if end > k1:
            m = _push(skey, sx, sy, swall, m, k1, x1, y1, old)
            break
        j += 1
        if j >= n or end == k1:
            break
    j = min(j, n - 1) if end > k1 else j - 1
    # pieces i..j give way to the m spare ones
    shift = m - (j - i + 1)
    if shift > 0:
        for t in range(n - 1, j, -1):
            key[t + shift], ux[t + shift], uy[t + shift] = key[t], ux[t], uy[t]
            wall[t + shift] = wall[t]
    elif shift < 0:
        for t in range(j + 1, n):
            key[t + shift], ux[t + shift], uy[t + shift] = key[t], ux[t], uy[t]
            wall[t + shift] = wall[t]
    for t in range(m):
        key[i + t], ux[i + t], uy[i + t], wall[i + t] = skey[t], sx[t], sy[t], swall[t]
    return n + shift


@jit
def envelope(segments: Floats, reach: float) -> tuple[Floats, Flags]:
    """Return the boundary of what is seen from the origin among walls.

    Parameters
    ----------
    segments
        Shape (m, 4): the two ends of each wall, metres relative to the camera. They may cross,
        touch and repeat one another. The camera lies on none of them.
    reach
        Metres.

    Returns
    -------
    tuple
        Vertices, shape (v, 2), counter-clockwise, and whether the edge that starts there is an arc
        of the circle of radius `reach`, shape (v,). No arc spans more than a quarter turn.
    """
    # counter-clockwise seen from the camera, cut to the disc, nearest first
    walls = np.empty((len(segments), 4))
    near = np.empty(len(segments))
    count = 0
    for s in range(len(segments)):
        px, py, qx, qy = segments[s]
        cross = px * qy - py * qx
        if cross == 0.0:
            continue  # seen edge-on: it has no width, and its neighbours hold both its ends
        if cross < 0.0:
            px, py, qx, qy = qx, qy, px, py
        met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
        if not met:
            continue
        dx, dy = qx - px, qy - py
        walls[count, 0], walls[count, 1] = px + t0 * dx, py + t0 * dy
        walls[count, 2], walls[count, 3] = px + t1 * dx, py + t1 * dy
        if t0 == 0.0:
            walls[count, 0], walls[count, 1] = px, py
        if t1 == 1.0:
            walls[count, 2], walls[count, 3] = qx, qy
        foot = -(px * dx + py * dy) / (dx * dx + dy * dy)
        foot = min(max(foot, t0), t1)
        near[count] = (px + foot * dx) ** 2 + (py + foot * dy) ** 2
        count += 1
    order = np.argsort(near[:count], kind="mergesort")

    room = 64
    key, ux, uy = np.empty(room), np.empty(room), np.empty(room)
    wall = np.empty(room, np.int64)
    key[0], ux[0], uy[0], wall[0] = 0.0, 1.0, 0.0, -1
    n = 1
    spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
    for e in order:
        x0, y0, x1, y1 = walls[e]
        k0, k1 = direction(x0, y0), direction(x1, y1)
        if k0 == 4.0:  # rounded up from just south of east
            k0 = 0.0
        if k1 == 0.0:
            k1 = 4.0
        if k0 == k1:
            continue
        # one insertion at most doubles the pieces and adds four
        if 2 * n + 4 > room:
            room = 4 * n + 8
            key, ux, uy = grown(key, room), grown(ux, room), grown(uy, room)
            wall = grown(wall, room)
            spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
        if k0 < k1:
            n = _insert(walls, e, k0, x0, y0, k1, x1, y1, key, ux, uy, wall, n, spare)
        else:  # it crosses the direction east, where the circle is cut open
            n = _insert(walls, e, k0, x0, y0, 4.0, 1.0, 0.0, key, ux, uy, wall, n, spare)
            if 2 * n + 4 > room:
                room = 4 * n + 8
                key, ux, uy = grown(key, room), grown(ux, room), grown(uy, room)
                wall = grown(wall, room)
                spare = (np.empty(room), np.empty(room), np.empty(room), np.empty(room, np.int64))
            n = _insert(walls, e, 0.0, 1.0, 0.0, k1, x1, y1, key, ux, uy, wall, n, spare)

    vertices = np.empty((2 * n + 8, 2))
    arc = np.zeros(2 * n + 8, np.bool_)
    v = 0
    for i in range(n):
        lx, ly = ux[i], uy[i]
        last = i + 1 == n
        hx, hy = (1.0, 0.0) if last else (ux[i + 1], uy[i + 1])
        if wall[i] >= 0:
            t0, t1 = along(walls, wall[i], lx, ly), along(walls, wall[i], hx, hy)
            # a wall that starts where the last piece ended shares that vertex
            if v == 0 or math.hypot(vertices[v - 1, 0] - t0 * lx, vertices[v - 1, 1] - t0 * ly) > (
                _TIE * reach
            ):
                vertices[v, 0], vertices[v, 1] = t0 * lx, t0 * ly
                v += 1
            else:
                arc[v - 1] = False
            vertices[v, 0], vertices[v, 1] = t1 * hx, t1 * hy
            v += 1
        else:
            scale = reach / math.hypot(lx, ly)
            if v == 0 or math.hypot(
                vertices[v - 1, 0] - scale * lx, vertices[v - 1, 1] - scale * ly
            ) > (_TIE * reach):
                vertices[v, 0], vertices[v, 1] = scale * lx, scale * ly
                v += 1
            arc[v - 1] = True
            end = 4.0 if last else key[i + 1]
            for quarter in range(int(key[i]) + 1, 4):
                if quarter < end:
                    vertices[v, 0] = reach if quarter == 0 else (-reach if quarter == 2 else 0.0)
                    vertices[v, 1] = reach if quarter == 1 else (-reach if quarter == 3 else 0.0)
                    arc[v] = True
                    v += 1
            if not last or wall[0] >= 0:
                scale = reach / math.hypot(hx, hy)
                vertices[v, 0], vertices[v, 1] = scale * hx, scale * hy
                v += 1
    if (
        v > 1
        and not arc[v - 1]
        and vertices[v - 1, 0] == vertices[0, 0]
        and (vertices[v - 1, 1] == vertices[0, 1])
    ):
        v -= 1  # the ring closes itself
    return vertices[:v].copy(), arc[:v].copy()
