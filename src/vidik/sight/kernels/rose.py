"""Views by direction, so that a segment asks only the edges that lie in its own directions.

Every view is cut into equal directions, as a compass rose is into winds. Of each it is known how
near everything is seen, how far anything is, and which edges lie in it. Most segments are wholly
seen or wholly hidden, and these distances say so; the rest look at a few edges each.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.geometry import clip_to_disc, direction, sort_few
from vidik.sight.kernels.stars import behind

__all__ = ["Rose", "rose", "segment_inside"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entries = NDArray[np.int32]

# Winds of the rose; twice as many were no faster.
_WINDS = 32

# Edges count for the winds next to their own, too, if they end this near (`direction`).
_PAD = 1e-9

# Edges that span less than this are taken whole where others are cut at the winds.
_THIN = 1e-6

# A line that passes the camera closer than this, metres, passes through it.
_THROUGH = 1e-9


class Rose(NamedTuple):
    """Views by direction.

    Parameters
    ----------
    near, far
        Shape (m · winds,): within the distance whose square is `near` everything in a wind of a
        view is seen, beyond that whose square is `far` nothing is, square metres.
    offsets, items
        Wind w of view i has the edges ``items[offsets[k]:offsets[k + 1]]``, k = i · winds + w: e,
        or ~e for an edge that began in a wind before.
    """

    near: Floats
    far: Floats
    offsets: Ints
    items: Entries


@leaf
def _span(ax: float, ay: float, bx: float, by: float, ka: float, kb: float) -> tuple[float, float]:
    """Return between which directions an edge is seen; the second may be 4 and more.

    The directions of its ends are known.
    """
    cross = ax * by - ay * bx
    if cross == 0.0:
        # seen edge-on
        k = kb if ax * ax + ay * ay < bx * bx + by * by else ka
        return k, k
    if cross < 0.0:
        ka, kb = kb, ka
    return ka, (kb if kb >= ka else kb + 4.0)


@leaf
def _winds(k0: float, k1: float) -> tuple[int, int]:
    """Return the first wind that an edge lies in, and in how many."""
    first = math.floor((k0 - _PAD) * 0.25 * _WINDS)
    last = math.floor((k1 + _PAD) * 0.25 * _WINDS)
    return first % _WINDS, last - first + 1


@leaf
def _distances(
    ax: float, ay: float, bx: float, by: float, first: int, j: int, count: int
) -> tuple[float, float]:
    """Return the squares of the least and greatest distance of a straight edge in its j-th wind."""
    dx, dy = bx - ax, by - ay
    c = ax * by - ay * bx
    if c < 0.0:
        ax, ay, bx, by, dx, dy, c = bx, by, ax, ay, -dx, -dy, -c
    # cut at the sides of the wind
    if j > 0:
        ux, uy = _ray((first + j) % _WINDS)
        t = c / (ux * dy - uy * dx)
        ax, ay = t * ux, t * uy
    if j < count - 1:
        ux, uy = _ray((first + j + 1) % _WINDS)
        t = c / (ux * dy - uy * dx)
        bx, by = t * ux, t * uy
    a, b = ax * ax + ay * ay, bx * bx + by * by
    if ax * dx + ay * dy < 0.0 < bx * dx + by * dy:
        return c * c / (dx * dx + dy * dy), max(a, b)
    return min(a, b), max(a, b)


@leaf
def _ray(wind: int) -> tuple[float, float]:
    """Return a vector in the direction in which a wind begins."""
    k = wind * 4.0 / _WINDS
    quarter = int(k)
    y = k - quarter
    x = 1.0 - y
    if quarter == 0:
        return x, y
    if quarter == 1:
        return -y, x
    if quarter == 2:
        return -x, -y
    return y, -x


@jit
def rose(edges: Floats, arc: Flags, reach: Floats, starts: Ints) -> Rose:
    """Return views by direction.

    Parameters
    ----------
    edges, arc, reach, starts
        As in `vidik.model.views.Views`.
    """
    m = len(reach)
    near, far = np.full(m * _WINDS, np.inf), np.zeros(m * _WINDS)
    offsets = np.zeros(m * _WINDS + 1, np.int64)
    # of each edge, so that they need not be found twice
    begins, counts = np.empty(len(edges), np.int8), np.empty(len(edges), np.int8)
    within, beyond = (1.0 - _PAD) ** 2, (1.0 + _PAD) ** 2
    for i in range(m):
        bx, by, kb = 0.0, 0.0, 0.0
        for e in range(starts[i], starts[i + 1]):
            ax, ay = edges[e, 0], edges[e, 1]
            # nearly always the edge begins where the one before ends
            ka = kb if ax == bx and ay == by else direction(ax, ay)
            bx, by = edges[e, 2], edges[e, 3]
            kb = direction(bx, by)
            k0, k1 = _span(ax, ay, bx, by, ka, kb)
            first, count = _winds(k0, k1)
            begins[e], counts[e] = first, count
            cross = ax * by - ay * bx
            a, b = ax * ax + ay * ay, bx * bx + by * by
            for j in range(count):
                k = i * _WINDS + (first + j) % _WINDS
                offsets[k + 1] += 1
                if cross == 0.0:
                    low, high = min(a, b), max(a, b)
                elif arc[e]:
                    # segments are cut to the disc
                    low, high = 4.0 * reach[i] * reach[i], reach[i] * reach[i]
                elif k1 - k0 < _THIN:
                    dx, dy = bx - ax, by - ay
                    low, high = cross * cross / (dx * dx + dy * dy), max(a, b)
                else:
                    low, high = _distances(ax, ay, bx, by, first, j, count)
                far[k] = max(far[k], high * beyond)
                # edges that run counter-clockwise end what is seen; one at the camera, the sector
                if cross > 0.0 or low == 0.0:
                    near[k] = min(near[k], low * within)
    for k in range(m * _WINDS):
        offsets[k + 1] += offsets[k]
        if near[k] == np.inf:
            near[k] = 0.0
    items = np.empty(offsets[-1], np.int32)
    at = offsets[:-1].copy()
    for i in range(m):
        for e in range(starts[i], starts[i + 1]):
            first = int(begins[e])
            for j in range(counts[e]):
                k = i * _WINDS + (first + j) % _WINDS
                items[at[k]] = e if j == 0 else ~e
                at[k] += 1
    return Rose(near, far, offsets, items)


@leaf
def _inside(
    offsets: Ints, items: Entries, view: int, edges: Floats, arc: Flags, x: float, y: float
) -> bool:
    """Return whether a point within reach lies inside a view, as `vidik.sight.kernels.stars`."""
    if x == 0.0 and y == 0.0:
        return True
    k = view * _WINDS + int(direction(x, y) * 0.25 * _WINDS) % _WINDS
    count = 0
    for at in range(offsets[k], offsets[k + 1]):
        e = items[at]
        if e < 0:
            e = ~e
        count += behind(edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3], arc[e], x, y)
    return count > 0


@inlined
def segment_inside(
    near: Floats,
    far: Floats,
    offsets: Ints,
    items: Entries,
    view: int,
    edges: Floats,
    arc: Flags,
    reach: float,
    px: float,
    py: float,
    qx: float,
    qy: float,
    cuts: Floats,
    out: Floats,
    m: int,
) -> int:
    """Write the stretches of the segment p–q that lie inside a view.

    Parameters
    ----------
    near, far, offsets, items
        Of the `Rose`.
    view
        Which one.
    edges, arc
        Of all views, as in `vidik.model.views.Views`.
    reach
        Of this view, metres.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    cuts
        Room for 2 · edges of the view + 1 numbers.
    out
        Shape (m + edges of the view + 2, 2): from row m on filled with start and end of each
        stretch, as shares of the segment, rising.
    m
        Rows that are filled already.

    Returns
    -------
    int
        Rows that are filled now.
    """
    met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
    if not met:
        return m
    dx, dy = qx - px, qy - py
    ax, ay, bx, by = px + t0 * dx, py + t0 * dy, px + t1 * dx, py + t1 * dy
    cross = ax * by - ay * bx
    a2, b2, d2 = ax * ax + ay * ay, bx * bx + by * by, dx * dx + dy * dy
    if a2 == 0.0:
        ax, ay = bx, by
    elif b2 == 0.0:
        bx, by = ax, ay
    k0, k1 = direction(ax, ay), direction(bx, by)
    if cross < 0.0:
        k0, k1 = k1, k0
    first, last = int(k0 * 0.25 * _WINDS) % _WINDS, int(k1 * 0.25 * _WINDS) % _WINDS
    count = (last - first) % _WINDS + 1
    all_within, none_beyond = np.inf, 0.0
    for j in range(count):
        k = view * _WINDS + (first + j) % _WINDS
        all_within, none_beyond = min(all_within, near[k]), max(none_beyond, far[k])
    foot = min(max(-(px * dx + py * dy) / d2, t0), t1)
    fx, fy = px + foot * dx, py + foot * dy
    if fx * fx + fy * fy > none_beyond:
        return m
    if max(a2, b2) < all_within:
        out[m, 0], out[m, 1] = t0, t1
        return m + 1
    n = 0
    if abs(px * dy - py * dx) <= _THROUGH * math.sqrt(d2):
        cuts[n] = foot
        n += 1
    for j in range(count):
        k = view * _WINDS + (first + j) % _WINDS
        for at in range(offsets[k], offsets[k + 1]):
            e = items[at]
            if e < 0:
                if j > 0:
                    continue  # its first wind had it
                e = ~e
            if arc[e]:
                continue  # the disc was cut already
            x0, y0, x1, y1 = edges[e, 0] - px, edges[e, 1] - py, edges[e, 2] - px, edges[e, 3] - py
            side0, side1 = dx * y0 - dy * x0, dx * y1 - dy * x1
            if (side0 > 0.0 and side1 > 0.0) or (side0 < 0.0 and side1 < 0.0):
                continue
            if side0 == side1:
                # along the edge
                cuts[n], cuts[n + 1] = (x0 * dx + y0 * dy) / d2, (x1 * dx + y1 * dy) / d2
                n += 2
                continue
            s = side0 / (side0 - side1)
            t = ((x0 + s * (x1 - x0)) * dx + (y0 + s * (y1 - y0)) * dy) / d2
            if t0 < t < t1:
                cuts[n] = t
                n += 1
    sort_few(cuts, n)
    filled = m
    begin = t0
    for i in range(n + 1):
        end = min(cuts[i], t1) if i < n else t1
        if end <= begin:
            continue
        t = 0.5 * (begin + end)
        if _inside(offsets, items, view, edges, arc, px + t * dx, py + t * dy):
            if m > filled and out[m - 1, 1] == begin:
                out[m - 1, 1] = end
            else:
                out[m, 0], out[m, 1] = begin, end
                m += 1
        begin = end
    return m
