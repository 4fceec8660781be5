"""Cameras as streets meet them: views, aims, and where along a line anything changes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.aims import Aimed, Viewed
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.geometry import heading

__all__ = ["Cameras", "changes", "everywhere"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Cameras(NamedTuple):
    """Views and aims of n cameras, and where along a line anything may change for each.

    Parameters
    ----------
    origin, first
        As in `vidik.model.views.Views`.
    viewed, aimed
        Their views and aims.
    steady
        Shape (n,): whether the probability is the same everywhere between two changes.
    plain
        Shape (n,): whether nothing changes inside the camera's view, and it has but one.
    circle_offsets, circles
        Camera i has changes on circles of the radii ``circles[offsets[i]:offsets[i + 1]]``, metres.
    ray_offsets, rays
        Likewise, along rays: east and north of unit vectors.
    line_offsets, lines
        Likewise, on lines: unit vector across, and distance from the camera, metres.
    """

    origin: Floats
    first: Ints
    viewed: Viewed
    aimed: Aimed
    steady: Flags
    plain: Flags
    circle_offsets: Ints
    circles: Floats
    ray_offsets: Ints
    rays: Floats
    line_offsets: Ints
    lines: Floats


@jit
def changes(
    cameras: Cameras,
    c: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    s0: float,
    s1: float,
    cuts: Floats,
    n: int,
) -> int:
    """Append where, between s0 and s1 of a segment, anything may change for a camera.

    Parameters
    ----------
    cameras, c
        All of them, and which one.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    s0, s1
        Shares of the segment.
    cuts, n
        What was found so far, with room, and how many.

    Returns
    -------
    int
        How many there are now.
    """
    dx, dy = qx - px, qy - py
    a, b = dx * dx + dy * dy, px * dx + py * dy
    across = px * dy - py * dx
    for i in range(cameras.circle_offsets[c], cameras.circle_offsets[c + 1]):
        root = a * cameras.circles[i] ** 2 - across * across
        if root > 0.0:
            root = math.sqrt(root)
            for s in ((-root - b) / a, (root - b) / a):
                if s0 < s < s1:
                    cuts[n] = s
                    n += 1
    for i in range(cameras.ray_offsets[c], cameras.ray_offsets[c + 1]):
        ux, uy = cameras.rays[i, 0], cameras.rays[i, 1]
        over = dx * uy - dy * ux
        if over != 0.0:
            s = (py * ux - px * uy) / over
            if s0 < s < s1 and (px + s * dx) * ux + (py + s * dy) * uy > 0.0:
                cuts[n] = s
                n += 1
    for i in range(cameras.line_offsets[c], cameras.line_offsets[c + 1]):
        ux, uy = cameras.lines[i, 0], cameras.lines[i, 1]
        along = dx * ux + dy * uy
        if along != 0.0:
            s = (cameras.lines[i, 2] - px * ux - py * uy) / along
            if s0 < s < s1:
                cuts[n] = s
                n += 1
    if not cameras.steady[c] and s0 < -b / a < s1:
        # where the segment is nearest, directions turn fastest and distances turn round
        cuts[n] = -b / a
        n += 1
    return n


@jit
def everywhere(cameras: Cameras) -> Floats:
    """Return the probability with which plain cameras see what is in their view, (n, levels)."""
    aims, views = cameras.aimed, cameras.viewed
    found = np.zeros((len(cameras.origin), aims.reach.shape[1]))
    seen = np.ones(views.stances.shape[1], np.bool_)
    for c in range(len(found)):
        if cameras.plain[c]:
            # anywhere in front of the camera
            ux, uy = heading(aims.start[aims.arc_offsets[c]])
            r = 0.5 * views.reach[cameras.first[c]]
            chances(r * ux, r * uy, seen, aims, c, found[c])
    return found
