"""Expected areas: the probability that a camera sees a place, integrated over places.

The boundary of a region carries ∫∫ P dA = ∮ G(θ, r(θ)) dθ about the camera, with the radial
integral G(θ, r) = ∫₀ʳ P(θ, d) · d dd. Without a near or far limit P depends on the bearing alone,
piecewise linearly, and along a straight edge at distance h, r = h / cos u, the integral is

    ½ ∫ h² / cos² u · (a + b·u) du = ½ h² [(a + b·u) tan u + b ln cos u].

With limits, G has a closed form (see `radial`) and the bearing is integrated by Gauss and
Legendre's rule between all bearings at which G is not smooth.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import chances, share_of_axes
from vidik.sight.kernels.cut import Aimed, limits
from vidik.sight.kernels.geometry import heading
from vidik.sight.kernels.plane import EXTENT, Grid, place
from vidik.sight.kernels.sweep import (
    ALL,
    CELL,
    EDGE,
    END,
    EVENTS,
    HERE,
    SHARED,
    START,
    advance,
    begun,
    change,
    cover,
    next_cell,
    uncover,
)

__all__ = ["expected", "expected_alone", "sampled", "swept"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Angles narrower than this are rounding, radians.
_NARROW = 1e-13

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@jit
def _turned(limit: float, turn: float, d: float) -> float:
    """Return ∫ min(acos(limit / s), turn) · s ds over distances s from `limit` to d, radians."""
    if d <= limit:
        return 0.0
    if limit <= 0.0:
        return 0.5 * turn * d * d
    knee = limit / math.cos(turn) if turn < 0.5 * math.pi else math.inf
    m = min(d, knee)
    found = 0.5 * (
        m * m * math.acos(min(limit / m, 1.0)) - limit * math.sqrt(max(m * m - limit * limit, 0.0))
    )
    if d > knee:
        found += 0.5 * turn * (d * d - knee * knee)
    return found


@jit
def _offered(low: float, high: float, half: float, near: float, far: float, d: float) -> float:
    """Return what axes between two angles (degrees) off a bearing add to `radial`, radians · m²."""
    low, high = math.radians(min(low, half)), math.radians(min(high, half))
    if high <= low:
        return 0.0
    found = _turned(near, high, d) - _turned(near, low, d)
    if far < d:
        found -= _turned(far, high, d) - _turned(far, low, d)
    return found


@jit
def radial(
    bearing: float, d: float, half: float, near: float, far: float,
    share: Floats, start: Floats, width: Floats,
) -> float:  # fmt: skip
    """Return ∫₀ᵈ P(bearing, s) · s ds of one reading, square metres per radian.

    Axes off the bearing by δ show distances from near / cos δ to far / cos δ, so at a distance s
    those up to acos(near / s) count, less those up to acos(far / s).

    Parameters
    ----------
    bearing, d
        Degrees and metres.
    half, near, far
        Half the field of view, degrees; limits along the axis, metres.
    share, start, width
        The arcs, as in `vidik.model.views.Aim`.
    """
    total = 0.0
    for j in range(len(share)):
        offset, w = (bearing - start[j]) % 360.0, width[j]
        if w == 0.0:
            delta = min(offset, 360.0 - offset)
            if delta > half:
                continue
            c = math.cos(math.radians(delta))
            low = 0.0
            if near > 0.0:
                if c <= 0.0:
                    continue
                low = near / c
            high = min(d, far / c) if c > 0.0 else d
            if high > low:
                total += share[j] * 0.5 * (high * high - low * low)
            continue
        # the arc clockwise of the bearing and counter-clockwise, each perhaps round the back
        if offset <= w:
            found = (
                _offered(0.0, min(w - offset, 180.0), half, near, far, d)
                + _offered(360.0 - offset, 180.0, half, near, far, d)
                + _offered(0.0, min(offset, 180.0), half, near, far, d)
                + _offered(360.0 - w + offset, 180.0, half, near, far, d)
            )
        else:
            found = _offered(
                360.0 - offset, min(360.0 - offset + w, 180.0), half, near, far, d
            ) + _offered(offset - w, min(offset, 180.0), half, near, far, d)
        total += share[j] * found / math.radians(w)
    return total


@jit
def _cut_at(cuts: Floats, n: int, u: float, low: float, high: float) -> int:
    """Add an angle to the cuts of a range if it lies within, turned as need be."""
    u -= 2.0 * math.pi * math.floor((u - low) / (2.0 * math.pi))
    if low < u < high:
        cuts[n] = u
        return n + 1
    return n


@jit
def _along(
    low: float, high: float, h: float, straight: bool, foot: float, fov: float, near: float,
    far: float, share: Floats, start: Floats, width: Floats, cuts: Floats,
) -> float:  # fmt: skip
    """Return ∫ G over angles from `low` to `high`.

    Parameters
    ----------
    low, high
        Radians counter-clockwise from `foot`.
    h, straight, foot
        The way goes along the straight line at distance h in the direction `foot` (radians from
        east), or along the circle of radius h.
    fov, near, far, share, start, width
        Of the reading.
    cuts
        Room for 40 numbers per arc and 16 more.
    """
    half = min(0.5 * fov, 180.0)
    free = near <= 0.0 and far == math.inf
    cuts[0] = low
    n = 1
    for j in range(len(share)):
        if half >= 180.0 or width[j] >= 360.0:
            continue
        for end in (start[j], start[j] + width[j]):
            for turn in (-half, half, 0.0, 180.0):
                n = _cut_at(cuts, n, math.radians(90.0 - end - turn) - foot, low, high)
    if not free:
        rim = 1.0 / math.cos(math.radians(half)) if half < 90.0 else math.inf
        for limit in (near, far):
            if limit <= 0.0 or limit == math.inf:
                continue
            for circle in (limit, limit * rim):
                if straight and circle > h:
                    u = math.acos(h / circle)
                    n = _cut_at(cuts, n, u, low, high)
                    n = _cut_at(cuts, n, -u, low, high)
            for j in range(len(share)):
                for end in (start[j], start[j] + width[j]):
                    x, y = heading(end)
                    c, s = math.cos(foot), math.sin(foot)
                    ahead, aside = x * c + y * s, y * c - x * s
                    if straight:
                        if aside != 0.0:
                            n = _cut_at(cuts, n, math.atan((limit / h - ahead) / aside), low, high)
                    elif limit < h:
                        axis, u = math.atan2(aside, ahead), math.acos(limit / h)
                        n = _cut_at(cuts, n, axis + u, low, high)
                        n = _cut_at(cuts, n, axis - u, low, high)
    cuts[1:n].sort()
    cuts[n] = high
    total = 0.0
    for g in range(n):
        a, b = cuts[g], cuts[g + 1]
        if b - a < _NARROW:
            continue
        if free:
            # linear in between: two values tell it
            u0, u1 = 0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b
            p0 = share_of_axes(
                90.0 - math.degrees(foot + u0), 1.0, fov, 0.0, math.inf, 0.0, share, start, width
            )
            p1 = share_of_axes(
                90.0 - math.degrees(foot + u1), 1.0, fov, 0.0, math.inf, 0.0, share, start, width
            )
            slope = (p1 - p0) / (u1 - u0)
            pa, pb = p0 + slope * (a - u0), p0 + slope * (b - u0)
            if straight:
                total += 0.5 * h * h * (
                    pb * math.tan(b) - pa * math.tan(a)
                    + slope * (math.log(math.cos(b)) - math.log(math.cos(a)))
                )  # fmt: skip
            else:
                total += 0.25 * h * h * (pa + pb) * (b - a)
            continue
        for node in range(len(_NODES)):
            u = 0.5 * (a + b) + 0.5 * (b - a) * _NODES[node]
            d = h / math.cos(u) if straight else h
            total += 0.5 * (b - a) * _WEIGHTS[node] * radial(
                90.0 - math.degrees(foot + u), d, half, near, far, share, start, width
            )  # fmt: skip
    return total


@jit
def swept(
    px: float, py: float, qx: float, qy: float, turn: float, reach: float, fov: float, near: float,
    far: float, share: Floats, start: Floats, width: Floats, cuts: Floats,
) -> float:  # fmt: skip
    """Return ∫ P dA between the camera and a directed edge, as far as a reading reaches.

    Parameters
    ----------
    px, py, qx, qy
        Ends, metres from the camera.
    turn
        Not 0 for an arc about the camera.
    reach
        Over the ground, metres.
    fov, near, far, share, start, width
        Of the reading, as in `vidik.model.views.Aim`; near and far are limits along the axis.
    cuts
        Room for 40 numbers per arc and 16 more.

    Returns
    -------
    float
        Square metres, above 0 where the edge runs counter-clockwise.
    """
    cross, dot = px * qy - py * qx, px * qx + py * qy
    if cross == 0.0:
        return 0.0
    sign = 1.0
    if cross < 0.0:
        px, py, qx, qy, sign, cross = qx, qy, px, py, -1.0, -cross
    if turn != 0.0:
        h = min(abs(turn), reach)
        return sign * _along(
            0.0, math.atan2(cross, dot), h, False, math.atan2(py, px), fov, near, far,
            share, start, width, cuts,
        )  # fmt: skip
    dx, dy = qx - px, qy - py
    length = math.hypot(dx, dy)
    dx, dy, h = dx / length, dy / length, cross / length
    if h < 1e-12:
        return 0.0
    foot = math.atan2(-dx, dy)
    u0, u1 = math.atan2(px * dx + py * dy, h), math.atan2(qx * dx + qy * dy, h)
    rim = math.acos(h / reach) if h < reach else 0.0
    a, b = min(max(u0, -rim), u1), max(min(u1, rim), u0)
    if rim == 0.0 or b <= a:
        return sign * _along(u0, u1, reach, False, foot, fov, near, far, share, start, width, cuts)
    total = _along(a, b, h, True, foot, fov, near, far, share, start, width, cuts)
    if a > u0:
        total += _along(u0, a, reach, False, foot, fov, near, far, share, start, width, cuts)
    if b < u1:
        total += _along(b, u1, reach, False, foot, fov, near, far, share, start, width, cuts)
    return sign * total


@jit
def _weigh(
    edges: Floats, i: int, t0: float, t1: float, cx: float, cy: float, camera: int, view: int,
    stances: Ints, aims: Aimed, cuts: Floats, out: Floats,
) -> None:  # fmt: skip
    """Fill what a stretch of an edge adds to the expected area of a camera's view at each level."""
    px, py = place(edges, i, t0, 0.0)
    qx, qy = place(edges, i, t1, 0.0)
    arcs = slice(aims.arc_offsets[camera], aims.arc_offsets[camera + 1])
    share, start, width = aims.share[arcs], aims.start[arcs], aims.width[arcs]
    out[:] = 0.0
    if t0 >= t1:
        return
    for k in range(aims.lens_offsets[camera], aims.lens_offsets[camera + 1]):
        if stances[aims.stance[k]] != view or aims.weight[k] <= 0.0:
            continue
        near, far = limits(aims.rise[k], aims.lower[k], aims.upper[k])
        for level in range(len(out)):
            reach = math.sqrt(max(aims.reach[k, level] ** 2 - aims.rise[k] ** 2, 0.0))
            if reach > 0.0:
                out[level] += aims.weight[k] * swept(
                    px - cx, py - cy, qx - cx, qy - cy, edges[i, 6], reach, aims.fov[k],
                    near, far, share, start, width, cuts,
                )  # fmt: skip


@jit
def _room(aims: Aimed) -> Floats:
    """Return room for the cuts of `swept`."""
    arcs = 0
    for c in range(len(aims.arc_offsets) - 1):
        arcs = max(arcs, aims.arc_offsets[c + 1] - aims.arc_offsets[c])
    return np.empty(40 * arcs + 16)


@jit
def expected_alone(
    grid: Grid, camera: Ints, centre: Floats, stances: Ints, aims: Aimed, first: int, last: int
) -> Floats:
    """Return the expected areas that some edges of views add, wherever they lie.

    Parameters
    ----------
    grid
        Its regions are the views of cameras, in order.
    camera, centre
        Shape (m,) and (m, 2): whose view each is, and where that camera is.
    stances, aims
        Of the cameras (`vidik.model.views.Views`).
    first, last
        Edges ``first … last − 1``.

    Returns
    -------
    ndarray
        Shape (m, levels): square metres of each view.
    """
    cuts, part = _room(aims), np.empty(aims.reach.shape[1])
    total = np.zeros((len(camera), len(part)))
    for i in range(first, last):
        v = grid.region[i]
        _weigh(
            grid.edges, i, 0.0, grid.edges[i, EXTENT], centre[v, 0], centre[v, 1], camera[v], v,
            stances[camera[v]], aims, cuts, part,
        )  # fmt: skip
        total[v] += part
    return total


@jit
def expected(
    grid: Grid, places: int, camera: Ints, centre: Floats, stances: Ints, aims: Aimed,
    first: int, last: int,
) -> Floats:  # fmt: skip
    """Return the expected areas in places that the edges in some rows of the grid add.

    Parameters
    ----------
    grid
        Regions 0 … places − 1 are *places*, the others the views of cameras, in order.
    places
        Number of places.
    camera, centre, stances, aims
        As in `expected_alone`.
    first, last
        Rows ``first … last − 1``.

    Returns
    -------
    ndarray
        Shape (places + m, levels): square metres of each place and each view.
    """
    regions = places + len(camera)
    cuts, part, since = _room(aims), np.empty(aims.reach.shape[1]), np.empty(regions)
    total = np.zeros((regions, len(part)))
    sweep = begun(grid, np.zeros(regions, np.int64), 1, places, first, last, SHARED)
    at, span, when, what = sweep.at, sweep.span, sweep.when, sweep.what
    order, here = sweep.order, sweep.here
    while advance(sweep):
        i = at[EDGE]
        mine = grid.region[i]
        # places cover the edges of views, views those of places
        other = 0 if mine >= places else 1
        for n in range(at[HERE + other]):
            since[here[other, n]] = span[START]
        for g in range(at[EVENTS]):
            s, t, turned = what[order[g], 0], when[order[g]], change(sweep, g)
            if turned > 0:
                since[s] = t
            elif turned < 0 and (s >= places) == (other == 1):
                v = max(mine, s) - places
                _weigh(
                    grid.edges, i, since[s], t, centre[v, 0], centre[v, 1], camera[v], v,
                    stances[camera[v]], aims, cuts, part,
                )  # fmt: skip
                total[mine] += part
                total[s] += part
        for n in range(at[HERE + other]):
            s = here[other, n]
            v = max(mine, s) - places
            _weigh(
                grid.edges, i, since[s], span[END], centre[v, 0], centre[v, 1], camera[v], v,
                stances[camera[v]], aims, cuts, part,
            )  # fmt: skip
            total[mine] += part
            total[s] += part
    return total


@jit
def sampled(
    grid: Grid, places: int, camera: Ints, centre: Floats, stances: Ints, aims: Aimed,
    points: Floats, cell: Ints, first: int, last: int, sure: float, whole: bool,
) -> Floats:  # fmt: skip
    """Return what is seen at points beyond what is sure, and how much a sum counts too much.

    The former is the probability that any camera sees the point, 1 − Π (1 − P), or 0 where some
    camera surely does; the latter the excess of the sum of probabilities, Σ P − (1 − Π (1 − P)),
    less what the cameras that surely see the point count more than once.

    Parameters
    ----------
    grid, places, camera, centre, stances, aims, first, last
        As for `expected`.
    points
        Shape (q, 2), metres, all in those rows.
    cell
        Shape (q,): the cell of each, rising.
    sure
        A probability from which on a camera surely sees the point.
    whole
        Whether points that lie in no place count as well.

    Returns
    -------
    ndarray
        Shape (q, 2, levels).
    """
    levels, views = aims.reach.shape[1], len(camera)
    owner = np.zeros(places + views, np.int64)
    owner[places:] = camera
    sweep = begun(grid, owner, len(stances), places, first, last, ALL)
    at, winding, here = sweep.at, sweep.winding, sweep.here
    done = np.full(len(stances), -1, np.int64)
    seen = np.empty(stances.shape[1], np.bool_)
    p, total, none = np.empty(levels), np.empty(levels), np.empty(levels)
    certain = np.empty(levels, np.int64)
    out = np.zeros((len(points), 2, levels))
    q = 0
    while q < len(points) and next_cell(sweep):
        while q < len(points) and cell[q] == at[CELL]:
            x, y = points[q, 0], points[q, 1]
            noted = cover(sweep, x, y, 0.0, 0)
            total[:], none[:], certain[:] = 0.0, 1.0, 0
            for n in range(at[HERE + 1] if whole or at[HERE] > 0 else 0):
                v = here[1, n] - places
                c = camera[v]
                if done[c] == q:
                    continue
                done[c] = q
                for h in range(len(seen)):
                    seen[h] = winding[places + stances[c, h]] > 0
                lens = slice(aims.lens_offsets[c], aims.lens_offsets[c + 1])
                arcs = slice(aims.arc_offsets[c], aims.arc_offsets[c + 1])
                chances(
                    x - centre[v, 0], y - centre[v, 1], seen, aims.weight[lens], aims.fov[lens],
                    aims.reach[lens], aims.rise[lens], aims.lower[lens], aims.upper[lens],
                    aims.stance[lens], aims.share[arcs], aims.start[arcs], aims.width[arcs], p,
                )  # fmt: skip
                for level in range(levels):
                    if p[level] >= sure:
                        certain[level] += 1
                        p[level] = 1.0
                    # Σ p − (1 − Π (1 − p)), one camera after the other: nothing cancels
                    total[level] += p[level] * (1.0 - none[level])
                    none[level] *= 1.0 - p[level]
            for level in range(levels):
                out[q, 0, level] = 1.0 - none[level] if certain[level] == 0 else 0.0
                out[q, 1, level] = total[level] - max(certain[level] - 1, 0)
            uncover(sweep, 0, noted)
            q += 1
    return out
