"""Where the probability of being seen falls into which class: cells of a polar grid."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.aims import Aimed, ground_reach
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.geometry import merged, wide

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
def _radii(aims: Aimed, c: int) -> Floats:
    """Return the distances at which the probability jumps or bends, from 0 on."""
    k0, k1 = aims.lens_offsets[c], aims.lens_offsets[c + 1]
    levels = aims.reach.shape[1]
    found = np.empty(1 + (k1 - k0) * (levels + 2 * _STEPS + 2))
    found[0] = 0.0
    n = 1
    farthest = 0.0
    for k in range(k0, k1):
        for level in range(levels):
            reach = ground_reach(aims, k, level)
            if reach > 0.0:
                found[n] = reach
                farthest = max(farthest, reach)
                n += 1
    for k in range(k0, k1):
        if aims.rise[k] <= 0.0:
            continue
        widest = math.radians(min(0.5 * aims.fov[k], 75.0))
        for edge in (aims.lower[k], aims.upper[k]):
            if not 0.0 < edge < math.inf:
                continue
            for step in range(_STEPS + 1):
                d = aims.rise[k] / (edge * math.cos(widest * step / _STEPS))
                if d < farthest and np.abs(found[:n] - d).min() > _COARSE:
                    found[n] = d
                    n += 1
    return found[: merged(found, n, _SAME)]


@jit
def _bearings(aims: Aimed, c: int) -> Floats:
    """Return the bearings at which the probability bends or jumps, in [0, 360), 0 among them."""
    k0, k1 = aims.lens_offsets[c], aims.lens_offsets[c + 1]
    j0, j1 = aims.arc_offsets[c], aims.arc_offsets[c + 1]
    found = np.empty(1 + 4 * (k1 - k0) * (j1 - j0))
    found[0] = 0.0
    n = 1
    for k in range(k0, k1):
        fov = aims.fov[k]
        if fov >= 360.0:
            continue
        for j in range(j0, j1):
            for end in (aims.start[j], aims.start[j] + aims.width[j]):
                for half in (-0.5 * fov, 0.5 * fov):
                    found[n] = (end + half) % 360.0
                    n += 1
    return found[: merged(found, n, _SAME)]


@jit
def _band(p: float, bands: Floats, sure: float) -> int:
    """Return the class of a probability, −1 for 0 (see `vidik.model.bands`)."""
    if p <= 0.0:
        return -1
    if p >= sure:
        return len(bands) - 1
    return min(int(np.searchsorted(bands, p)), len(bands) - 2)


@jit
def cells(seen: Flags, aims: Aimed, c: int, bands: Floats, sure: float) -> tuple[Ints, Floats]:
    """Return the cells about a camera in which a point is seen with one class of probability.

    Parameters
    ----------
    seen
        Shape (h,): in the views of which stances the points lie.
    aims, c
        Of all cameras, and which one.
    bands, sure
        ``BANDS`` and ``SURE`` of `vidik.model.bands`.

    Returns
    -------
    tuple
        Level and band, shape (m, 2), and inner and outer radius, start and width of bearing, shape
        (m, 4), metres and degrees. Cells of one level do not overlap. Within a ring between two
        radii the probability is a piecewise linear function of the bearing; its corners, and where
        it passes from one class into another, bound the cells.
    """
    levels = aims.reach.shape[1]
    radii, corners = _radii(aims, c), _bearings(aims, c)
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
                chances(middle * math.sin(turn), middle * math.cos(turn), seen, aims, c, out)
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
                for g in range(m - 1):
                    low, high = cuts[g], cuts[g + 1]
                    if high - low < 1e-9:
                        continue
                    share_of_way = (0.5 * (low + high) - a) / (b - a)
                    band = _band(pa + (pb - pa) * share_of_way, bands, sure)
                    if band < 0:
                        continue
                    # one that goes on around the ring is no new cell
                    same = False
                    for t in range(max(n - levels * (len(bands) + 2), 0), n):
                        if (
                            what[t, 0] == level
                            and what[t, 1] == band
                            and where[t, 0] == inner
                            and abs(where[t, 2] + where[t, 3] - low) < 1e-9
                        ):
                            where[t, 3] = high - where[t, 2]
                            same = True
                            break
                    if same:
                        continue
                    if n == len(what):
                        what, where = wide(what, 2 * n), wide(where, 2 * n)
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
        same = False
        for s in range(kept):
            if (
                what[s, 0] == what[t, 0]
                and what[s, 1] == what[t, 1]
                and where[s, 1] == where[t, 0]
                and abs(where[s, 2] - where[t, 2]) < 1e-9
                and abs(where[s, 3] - where[t, 3]) < 1e-9
            ):
                where[s, 1] = where[t, 1]
                same = True
                break
        if not same:
            what[kept], where[kept] = what[t], where[t]
            kept += 1
    return what[:kept].copy(), where[:kept].copy()
