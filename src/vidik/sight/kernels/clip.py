"""Cutting regions about a camera by circles around it and by lines.

A region is a set of directed edges, rows of five numbers: both ends, metres from the camera, and
the radius of an arc about it, above 0 where it runs counter-clockwise, below 0 where clockwise, 0
for a straight edge. To cut it by a convex shape, the parts of its edges outside are moved to the
nearest place on the shape's outline; what they cover there, forth less back, is the new part of the
boundary. So nothing has to be paired or ordered, and touching corners need no rule.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import clip_to_disc, direction

__all__ = ["by_circle", "by_line", "linked"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Two places on the outline of a cut that differ by less than this are one.
_TIE = 1e-13

# Edges shorter than this are left out, metres: rounding leaves them no direction of their own.
_SHORT = 1e-9


@jit
def _add(out: Floats, n: int, ax: float, ay: float, bx: float, by: float, turn: float) -> int:
    """Append an edge unless it has no length; return the new count."""
    if ax == bx and ay == by:
        return n
    out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = ax, ay, bx, by, turn
    return n + 1


@jit
def _mark(marks: Floats, m: int, s: float, x: float, y: float, rise: float) -> int:
    """Note that the cover of an outline rises at a place; return the new count."""
    marks[m, 0], marks[m, 1], marks[m, 2], marks[m, 3] = s, x, y, rise
    return m + 1


@jit
def _outline(marks: Floats, m: int, turn: float, backwards: bool, out: Floats, n: int) -> int:
    """Append the covered parts of an outline as edges; return the new count.

    Parameters
    ----------
    marks, m
        Places, points and rises.
    turn
        Radius of the outline, 0 for a line. Its arcs are cut at the axes.
    backwards
        True to let the edges run towards falling places.
    out, n
        Edges so far.
    """
    order = np.argsort(marks[:m, 0])
    cover, begun = 0.0, -1
    for g in range(m):
        e = order[g]
        cover += marks[e, 3]
        axis = turn != 0.0 and marks[e, 0] == math.floor(marks[e, 0])
        if begun >= 0 and (cover < 0.5 or axis):
            # the cover may return at the very same place
            here, rest, returns = marks[e, 0], cover, False
            for h in range(g + 1, m):
                if marks[order[h], 0] - here > _TIE:
                    break
                rest += marks[order[h], 3]
            returns = rest > 0.5
            if returns and not axis:
                continue
            if backwards:
                n = _add(out, n, marks[e, 1], marks[e, 2], marks[begun, 1], marks[begun, 2], -turn)
            else:
                n = _add(out, n, marks[begun, 1], marks[begun, 2], marks[e, 1], marks[e, 2], turn)
            begun = -1
        if begun < 0 and cover > 0.5:
            begun = e
    return n


@jit
def _project(marks: Floats, m: int, ax: float, ay: float, bx: float, by: float, r: float) -> int:
    """Note what a stretch from a to b covers of the circle of radius r, seen from the camera."""
    ka, kb = direction(ax, ay), direction(bx, by)
    sa, sb = r / math.hypot(ax, ay), r / math.hypot(bx, by)
    m = _mark(marks, m, ka, sa * ax, sa * ay, 1.0)
    m = _mark(marks, m, kb, sb * bx, sb * by, -1.0)
    # across east, where the circle is cut open; no edge spans half a turn
    if kb - ka > 2.0:
        m = _mark(marks, m, 0.0, r, 0.0, -1.0)
        m = _mark(marks, m, 4.0, r, 0.0, 1.0)
    elif ka - kb > 2.0:
        m = _mark(marks, m, 0.0, r, 0.0, 1.0)
        m = _mark(marks, m, 4.0, r, 0.0, -1.0)
    return m


@jit
def by_circle(edges: Floats, n: int, r: float, outside: bool, out: Floats, marks: Floats) -> int:
    """Write the part of a region within a circle about the camera, or beyond it.

    Parameters
    ----------
    edges, n
        The region.
    r
        Radius, metres, above 0.
    outside
        True to keep what lies beyond.
    out
        Shape (3n + 8, 5), filled.
    marks
        Shape (8n + 8, 4): room.

    Returns
    -------
    int
        How many edges were written.
    """
    k, m = 0, 0
    for i in range(n):
        ax, ay, bx, by, turn = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        if turn != 0.0:
            beyond = abs(turn) > r
            if beyond == outside:
                k = _add(out, k, ax, ay, bx, by, turn)
            if beyond:
                m = _project(marks, m, ax, ay, bx, by, r)
            continue
        met, t0, t1 = clip_to_disc(ax, ay, bx, by, r)
        if not met:
            m = _project(marks, m, ax, ay, bx, by, r)
            if outside:
                k = _add(out, k, ax, ay, bx, by, 0.0)
            continue
        px, py = (ax + t0 * (bx - ax), ay + t0 * (by - ay)) if t0 > 0.0 else (ax, ay)
        qx, qy = (ax + t1 * (bx - ax), ay + t1 * (by - ay)) if t1 < 1.0 else (bx, by)
        if t0 > 0.0:
            m = _project(marks, m, ax, ay, px, py, r)
            if outside:
                k = _add(out, k, ax, ay, px, py, 0.0)
        if not outside:
            k = _add(out, k, px, py, qx, qy, 0.0)
        if t1 < 1.0:
            m = _project(marks, m, qx, qy, bx, by, r)
            if outside:
                k = _add(out, k, qx, qy, bx, by, 0.0)
    if m > 0:
        for quarter in range(1, 4):
            x = -r if quarter == 2 else 0.0
            y = r if quarter == 1 else (-r if quarter == 3 else 0.0)
            m = _mark(marks, m, float(quarter), x, y, 0.0)
        k = _outline(marks, m, r, outside, out, k)
    return k


@jit
def _moved(
    marks: Floats, m: int, ux: float, uy: float, c: float,
    ax: float, ay: float, bx: float, by: float,
) -> int:  # fmt: skip
    """Note what a stretch from a to b covers of the line u·x = c, moved there straight."""
    fa, fb = ux * ax + uy * ay - c, ux * bx + uy * by - c
    px, py, qx, qy = ax - fa * ux, ay - fa * uy, bx - fb * ux, by - fb * uy
    m = _mark(marks, m, uy * px - ux * py, px, py, 1.0)
    return _mark(marks, m, uy * qx - ux * qy, qx, qy, -1.0)


@jit
def by_line(
    edges: Floats, n: int, ux: float, uy: float, c: float, out: Floats, marks: Floats
) -> int:
    """Write the part of a region with u·x ≥ c.

    Parameters
    ----------
    edges, n
        The region.
    ux, uy, c
        A unit vector, and metres from the camera.
    out
        Shape (3n + 8, 5), filled.
    marks
        Shape (8n + 8, 4): room.

    Returns
    -------
    int
        How many edges were written.
    """
    k, m = 0, 0
    for i in range(n):
        ax, ay, bx, by, turn = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        fa, fb = ux * ax + uy * ay - c, ux * bx + uy * by - c
        in_a, in_b = fa >= 0.0, fb >= 0.0
        if turn == 0.0:
            if in_a and in_b:
                k = _add(out, k, ax, ay, bx, by, 0.0)
            elif not in_a and not in_b:
                m = _moved(marks, m, ux, uy, c, ax, ay, bx, by)
            else:
                t = fa / (fa - fb)
                px, py = ax + t * (bx - ax), ay + t * (by - ay)
                if in_a:
                    k = _add(out, k, ax, ay, px, py, 0.0)
                    m = _moved(marks, m, ux, uy, c, px, py, bx, by)
                else:
                    m = _moved(marks, m, ux, uy, c, ax, ay, px, py)
                    k = _add(out, k, px, py, bx, by, 0.0)
            continue
        # where the circle of the arc meets the line, in the order of the arc
        r = abs(turn)
        half = math.sqrt(max(r * r - c * c, 0.0))
        x0, y0, x1, y1 = (
            c * ux - half * uy,
            c * uy + half * ux,
            c * ux + half * uy,
            c * uy - half * ux,
        )
        if in_a == in_b:
            over = -1.0 if in_a else 1.0
            # the point of the arc farthest over the line
            ex, ey = over * ux, over * uy
            first, last = ax * ey - ay * ex, ex * by - ey * bx
            within = (first > 0.0 and last > 0.0) if turn > 0.0 else (first < 0.0 and last < 0.0)
            # an arc that is but rounding may run backwards, and seem to go all the way around
            within = within and ex * (ax + bx) + ey * (ay + by) > 0.0
            if not (within and over * r * over > over * c):
                if in_a:
                    k = _add(out, k, ax, ay, bx, by, turn)
                else:
                    m = _moved(marks, m, ux, uy, c, ax, ay, bx, by)
                continue
            if (ax * x0 + ay * y0) < (ax * x1 + ay * y1):
                x0, y0, x1, y1 = x1, y1, x0, y0
            if in_a:
                k = _add(out, k, ax, ay, x0, y0, turn)
                m = _moved(marks, m, ux, uy, c, x0, y0, x1, y1)
                k = _add(out, k, x1, y1, bx, by, turn)
            else:
                m = _moved(marks, m, ux, uy, c, ax, ay, x0, y0)
                k = _add(out, k, x0, y0, x1, y1, turn)
                m = _moved(marks, m, ux, uy, c, x1, y1, bx, by)
            continue
        # of the two, the one that lies nearer to the middle of the arc
        mx, my = ax + bx, ay + by
        if mx * x0 + my * y0 < mx * x1 + my * y1:
            x0, y0 = x1, y1
        if in_a:
            k = _add(out, k, ax, ay, x0, y0, turn)
            m = _moved(marks, m, ux, uy, c, x0, y0, bx, by)
        else:
            m = _moved(marks, m, ux, uy, c, ax, ay, x0, y0)
            k = _add(out, k, x0, y0, bx, by, turn)
    if m > 0:
        k = _outline(marks, m, 0.0, False, out, k)
    return k


@jit
def linked(
    edges: Floats, n: int, vertices: Floats, radius: Floats, ends: Ints, v: int, r: int
) -> tuple[int, int]:
    """Write the edges of a region as rings.

    Parameters
    ----------
    edges, n
        The region; each edge ends, but for rounding, where another starts.
    vertices, radius, ends, v, r
        Rings so far (`vidik.model.regions.Regions`; `ends` is where the corners of each ring end),
        their corners and their number; filled. There must be room for n more of each.

    Returns
    -------
    tuple
        The new numbers of corners and rings.
    """
    used = np.empty(n, np.bool_)
    for i in range(n):
        dx, dy = edges[i, 2] - edges[i, 0], edges[i, 3] - edges[i, 1]
        used[i] = dx * dx + dy * dy < _SHORT * _SHORT
    for i in range(n):
        if used[i]:
            continue
        j = i
        while True:
            used[j] = True
            vertices[v, 0], vertices[v, 1] = edges[j, 0], edges[j, 1]
            radius[v] = abs(edges[j, 4])
            v += 1
            ex, ey = edges[j, 2], edges[j, 3]
            following, nearest = -1, abs(edges[i, 0] - ex) + abs(edges[i, 1] - ey)
            if nearest < _SHORT:
                break
            if j + 1 < n and not used[j + 1] and edges[j + 1, 0] == ex and edges[j + 1, 1] == ey:
                j += 1
                continue
            for other in range(n):
                if not used[other]:
                    away = abs(edges[other, 0] - ex) + abs(edges[other, 1] - ey)
                    if away < nearest:
                        following, nearest = other, away
            if following < 0:
                break
            j = following
        ends[r] = v
        r += 1
    return v, r
