"""Points and segments against views.

A view is a set of rings about a camera, given by its edges. Seen from the camera, an edge that runs
counter-clockwise closes ground that is seen, one that runs clockwise opens it; so a point is inside
if, behind it along its own ray, more edges close than open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.sight.kernels.geometry import clip_to_disc

__all__ = ["inside", "points_inside", "segment_inside"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@leaf
def inside(edges: Floats, arc: Flags, reach: float, x: float, y: float) -> bool:
    """Return whether a point, metres relative to the camera, lies inside a view.

    Parameters
    ----------
    edges, arc
        Shape (v, 4) and (v,): as in `vidik.model.views.Views`.
    reach
        Radius of the arcs, metres.
    x, y
        The point.
    """
    if x * x + y * y > reach * reach:
        return False
    behind = 0
    for i in range(len(edges)):
        ax, ay, bx, by = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        # half-open, so that a direction belongs to one edge; every edge spans less than half a turn
        a, b = ax * y - ay * x, bx * y - by * x
        if a >= 0.0 and b < 0.0:
            # counter-clockwise, on this side of the camera or on the other
            if ax * by - ay * bx > 0.0 and (
                arc[i] or (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0.0
            ):
                behind += 1
        elif (
            a < 0.0
            and b >= 0.0
            and ax * by - ay * bx < 0.0
            and (bx - ax) * (y - ay) - (by - ay) * (x - ax) <= 0.0
        ):
            behind -= 1
    return behind > 0 or (x == 0.0 and y == 0.0 and len(edges) > 0)


@jit
def points_inside(edges: Floats, arc: Flags, reach: float, points: Floats) -> Flags:
    """Return whether each point, metres relative to the camera, lies in a view, shape (p,)."""
    found = np.empty(len(points), np.bool_)
    for i in range(len(points)):
        found[i] = inside(edges, arc, reach, points[i, 0], points[i, 1])
    return found


@jit
def segment_inside(
    edges: Floats,
    arc: Flags,
    reach: float,
    px: float,
    py: float,
    qx: float,
    qy: float,
    out: Floats,
) -> int:
    """Write the stretches of the segment p–q that lie inside a view; return how many.

    Parameters
    ----------
    edges, arc, reach
        A view, as for `inside`.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    out
        Shape (len(edges) + 2, 2): filled with start and end of each stretch, as shares of the
        segment, rising.
    """
    met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
    if not met:
        return 0
    dx, dy = qx - px, qy - py
    cuts = np.empty(len(edges) + 3)
    cuts[0] = t0
    n = 1
    for i in range(len(edges)):
        if arc[i]:
            continue  # the disc was cut already
        ax, ay = edges[i, 0] - px, edges[i, 1] - py
        bx, by = edges[i, 2] - px, edges[i, 3] - py
        side_a, side_b = dx * ay - dy * ax, dx * by - dy * bx
        if (side_a > 0.0) != (side_b > 0.0):
            # where the edge meets the segment's line
            s = side_a / (side_a - side_b)
            cx, cy = ax + s * (bx - ax), ay + s * (by - ay)
            t = (cx * dx + cy * dy) / (dx * dx + dy * dy)
            if t0 < t < t1:
                cuts[n] = t
                n += 1
    cuts[n] = t1
    n += 1
    cuts[1 : n - 1].sort()
    m = 0
    for i in range(n - 1):
        if cuts[i + 1] <= cuts[i]:
            continue
        t = 0.5 * (cuts[i] + cuts[i + 1])
        if inside(edges, arc, reach, px + t * dx, py + t * dy):
            if m > 0 and out[m - 1, 1] == cuts[i]:
                out[m - 1, 1] = cuts[i + 1]
            else:
                out[m, 0], out[m, 1] = cuts[i], cuts[i + 1]
                m += 1
    return m
