"""The probability that a point is in the picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, leaf
from vidik.sight.kernels.aims import Aimed

__all__ = ["chances", "share_of_axes"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Angles with at most this cosine are 45 degrees or more: for most pictures that is enough to know.
_HALF_RIGHT = 0.70710678


@leaf
def _axes(bearing: float, half: float, start: float, width: float) -> float:
    """Return the share of the axes of an arc that lie within `half` of a bearing, degrees."""
    if half >= 180.0:
        return 1.0
    # axes that bring the point into the picture, from the start of the arc; not by %, which is slow
    a = bearing - half - start
    while a < 0.0:
        a += 360.0
    while a >= 360.0:
        a -= 360.0
    b = a + 2.0 * half
    if width == 0.0:
        return 1.0 if a == 0.0 or b >= 360.0 else 0.0
    overlap = max(0.0, min(b, width) - a) + max(0.0, min(b - 360.0, width))
    return overlap / width


@leaf
def share_of_axes(
    bearing: float,
    distance: float,
    fov: float,
    rise: float,
    lower: float,
    upper: float,
    share: Floats,
    start: Floats,
    width: Floats,
) -> float:
    """Return the probability that the axis of one reading brings a point into the picture.

    Parameters
    ----------
    bearing, distance
        Of the point from the camera, degrees and metres over the ground.
    fov, rise, lower, upper, share, start, width
        As in `vidik.model.views.Aim`.
    """
    half, inner = 0.5 * fov, -1.0
    if rise > 0.0 and (lower < math.inf or upper > 0.0):
        if distance == 0.0:
            return 1.0 if lower == math.inf else 0.0
        # along the axis the point stands at distance · cos(angle to the axis)
        if lower < math.inf:
            c = rise / (lower * distance)
            if c > 1.0:
                return 0.0
            if c > _HALF_RIGHT or half > 45.0:
                half = min(half, math.degrees(math.acos(c)))
        if upper > 0.0:
            c = rise / (upper * distance)
            if c <= _HALF_RIGHT and half <= 45.0:
                return 0.0
            if c < 1.0:
                inner = math.degrees(math.acos(c))
                if inner >= half:
                    return 0.0
    p = 0.0
    for j in range(len(share)):
        axes = _axes(bearing, half, start[j], width[j])
        if inner > 0.0:
            axes -= _axes(bearing, inner, start[j], width[j])
        p += share[j] * max(axes, 0.0)
    return p


@inlined
def chances(dx: float, dy: float, seen: Flags, aims: Aimed, c: int, out: Floats) -> None:
    """Fill in the probability that a camera sees a point at each level (`vidik.model.views.Aim`).

    Parameters
    ----------
    dx, dy
        Metres east and north of the camera.
    seen
        Shape (h,): whether the point lies in the view of each stance.
    aims, c
        Of all cameras, and which one.
    out
        Shape (levels,), filled.
    """
    arcs = slice(aims.arc_offsets[c], aims.arc_offsets[c + 1])
    share, start, width = aims.share[arcs], aims.start[arcs], aims.width[arcs]
    distance = math.hypot(dx, dy)
    bearing = math.degrees(math.atan2(dx, dy))
    rise, reach = aims.rise, aims.reach
    levels = reach.shape[1]
    out[:] = 0.0
    for k in range(aims.lens_offsets[c], aims.lens_offsets[c + 1]):
        sight = math.sqrt(distance * distance + rise[k] * rise[k])
        # levels rise in detail, so the first reaches farthest
        if not seen[aims.stance[k]] or sight > reach[k, 0]:
            continue
        p = aims.weight[k] * share_of_axes(
            bearing, distance, aims.fov[k], rise[k], aims.lower[k], aims.upper[k],
            share, start, width,
        )  # fmt: skip
        for level in range(levels):
            if sight > reach[k, level]:
                break
            out[level] += p
    for level in range(levels):
        out[level] = min(out[level], 1.0)
