"""The probability integrated between a camera and a directed edge, a reading at a time.

The boundary of a region carries ∫∫ P dA = ∮ G(θ, r(θ)) dθ about the camera, with the radial
integral G(θ, r) = ∫₀ʳ P(θ, d) · d dd. Without a near or far limit P depends on the bearing alone,
piecewise linearly, and along a straight edge at distance h, r = h / cos u, the integral is

    ½ ∫ h² / cos² u · (a + b·u) du = ½ h² [(a + b·u) tan u + b ln cos u].

With limits, G has a closed form (see `_radial`) and the bearing is integrated by Gauss and
Legendre's rule between all bearings at which G is not smooth.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.aims import Aimed
from vidik.sight.kernels.chance import share_of_axes
from vidik.sight.kernels.geometry import heading

__all__ = ["room_for", "swept"]

Floats = NDArray[np.float64]

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
    """Return what axes between two angles off a bearing, degrees, add to `_radial`, rad · m²."""
    low, high = math.radians(min(low, half)), math.radians(min(high, half))
    if high <= low:
        return 0.0
    found = _turned(near, high, d) - _turned(near, low, d)
    if far < d:
        found -= _turned(far, high, d) - _turned(far, low, d)
    return found


@jit
def _radial(
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
            total += 0.5 * (b - a) * _WEIGHTS[node] * _radial(
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
def room_for(aims: Aimed) -> Floats:
    """Return room for the cuts of `swept`."""
    arcs = 0
    for c in range(len(aims.arc_offsets) - 1):
        arcs = max(arcs, aims.arc_offsets[c + 1] - aims.arc_offsets[c])
    return np.empty(40 * arcs + 16)
