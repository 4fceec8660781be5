"""Where the probability of being seen falls into which class: cells of a polar grid."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import chances

__all__ = ["cells"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# The near and far limit of a picture curve with the angle to an axis that nobody knows: they are
# followed in so many steps, none narrower than so many metres.
_STEPS, _COARSE = 2, 1.0

# Radii and bearings closer than this are one, metres and degrees.
_SAME = 1e-6


@jit
def _distinct(values: Floats, n: int) -> Floats:
    """Return the first n values in order, without those that are the same."""
    ordered = np.sort(values[:n])
    m = 0
    for i in range(n):
        if m == 0 or ordered[i] - ordered[m - 1] > _SAME:
            ordered[m] = ordered[i]
            m += 1
    return ordered[:m].copy()


@jit
def _radii(fov: Floats, reach: Floats, rise: Floats, lower: Floats, upper: Floats) -> Floats:
    """Return the distances at which the probability jumps or bends, from 0 on."""
    k, levels = reach.shape
    found = np.empty(1 + k * (levels + 2 * _STEPS + 2))
    found[0] = 0.0
    n = 1
    farthest = 0.0
    for i in range(k):
        for level in range(levels):
            d2 = reach[i, level] ** 2 - rise[i] ** 2
            if d2 > 0.0:
                found[n] = math.sqrt(d2)
                farthest = max(farthest, found[n])
                n += 1
    for i in range(k):
        if rise[i] <= 0.0:
            continue
        widest = math.radians(min(0.5 * fov[i], 75.0))
        for edge in (lower[i], upper[i]):
            if not 0.0 < edge < math.inf:
                continue
            for step in range(_STEPS + 1):
                d = rise[i] / (edge * math.cos(widest * step / _STEPS))
                if d < farthest and np.abs(found[:n] - d).min() > _COARSE:
                    found[n] = d
                    n += 1
    return _distinct(found, n)


@jit
def _bearings(fov: Floats, start: Floats, width: Floats) -> Floats:
    """Return the bearings at which the probability bends or jumps, in [0, 360), 0 among them."""
    found = np.empty(1 + 4 * len(fov) * len(start))
    found[0] = 0.0
    n = 1
    for i in range(len(fov)):
        if fov[i] >= 360.0:
            continue
        for j in range(len(start)):
            for end in (start[j], start[j] + width[j]):
                for half in (-0.5 * fov[i], 0.5 * fov[i]):
                    found[n] = (end + half) % 360.0
                    n += 1
    return _distinct(found, n)


@jit
def _band(p: float, bands: Floats, sure: float) -> int:
    """Return the class of a probability, −1 for 0 (see `vidik.model.bands`)."""
    if p <= 0.0:
        return -1
    if p >= sure:
        return len(bands) - 1
    return min(int(np.searchsorted(bands, p)), len(bands) - 2)


@jit
def cells(
    seen: Flags,
    weight: Floats,
    fov: Floats,
    reach: Floats,
    rise: Floats,
    lower: Floats,
    upper: Floats,
    stance: Ints,
    share: Floats,
    start: Floats,
    width: Floats,
    bands: Floats,
    sure: float,
) -> tuple[Ints, Floats]:
    """Return the cells about a camera in which a point is seen with one class of probability.

    Parameters
    ----------
    seen
        Shape (h,): in the views of which stances the points lie.
    weight, fov, reach, rise, lower, upper, stance, share, start, width
        As in `vidik.model.views.Aim`.
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.

    Returns
    -------
    tuple
        Level and band, shape (c, 2), and inner and outer radius, start and width of bearing, shape
        (c, 4), metres and degrees. Cells of one level do not overlap. Within a ring between two
        radii the probability is a piecewise linear function of the bearing; its corners, and where
        it passes from one class into another, bound the cells.
    """
    levels = reach.shape[1]
    radii = _radii(fov, reach, rise, lower, upper)
    corners = _bearings(fov, start, width)
    what, where = np.empty((64, 2), np.int64), np.empty((64, 4))
    n = 0
    at_a, at_b = np.empty(levels), np.empty(levels)
    cuts = np.empty(len(bands) + 2)
    for i in range(len(radii) - 1):
        inner, outer = radii[i], radii[i + 1]
        middle = 0.5 * (inner + outer)
        for j in range(len(corners)):
            a = corners[j]
            b = corners[j + 1] if j + 1 < len(corners) else 360.0
            # a hair inside, because a single direction makes the function jump at its corners
            hair = min(1e-7, 0.25 * (b - a))
            for out, bearing in ((at_a, a + hair), (at_b, b - hair)):
                turn = math.radians(bearing)
                chances(
                    middle * math.sin(turn), middle * math.cos(turn), seen, weight, fov, reach,
                    rise, lower, upper, stance, share, start, width, out,
                )  # fmt: skip
            for level in range(levels):
                pa, pb = at_a[level], at_b[level]
                if pa <= 0.0 and pb <= 0.0:
                    continue
                cuts[0] = a
                m = 1
                for edge in bands[:-2]:
                    if min(pa, pb) < edge < max(pa, pb):
                        cuts[m] = a + (b - a) * (edge - pa) / (pb - pa)
                        m += 1
                cuts[m] = b
                m += 1
                cuts[:m].sort()
                for c in range(m - 1):
                    low, high = cuts[c], cuts[c + 1]
                    if high - low < 1e-9:
                        continue
                    share_of_way = (0.5 * (low + high) - a) / (b - a)
                    band = _band(pa + (pb - pa) * share_of_way, bands, sure)
                    if band < 0:
                        continue
                    # one that goes on around the ring is no new cell
                    merged = False
                    for t in range(max(n - levels * (len(bands) + 2), 0), n):
                        if (
                            what[t, 0] == level
                            and what[t, 1] == band
                            and where[t, 0] == inner
                            and abs(where[t, 2] + where[t, 3] - low) < 1e-9
                        ):
                            where[t, 3] = high - where[t, 2]
                            merged = True
                            break
                    if merged:
                        continue
                    if n == len(what):
                        wider, longer = np.empty((2 * n, 2), np.int64), np.empty((2 * n, 4))
                        wider[:n], longer[:n] = what, where
                        what, where = wider, longer
                    what[n, 0], what[n, 1] = level, band
                    where[n, 0], where[n, 1], where[n, 2], where[n, 3] = (
                        inner,
                        outer,
                        low,
                        high - low,
                    )
                    n += 1
    # what goes on from one ring into the next is one cell
    kept = 0
    for t in range(n):
        merged = False
        for s in range(kept):
            if (
                what[s, 0] == what[t, 0]
                and what[s, 1] == what[t, 1]
                and where[s, 1] == where[t, 0]
                and abs(where[s, 2] - where[t, 2]) < 1e-9
                and abs(where[s, 3] - where[t, 3]) < 1e-9
            ):
                where[s, 1] = where[t, 1]
                merged = True
                break
        if not merged:
            what[kept], where[kept] = what[t], where[t]
            kept += 1
    return what[:kept].copy(), where[:kept].copy()
