"""Points against views.

A view is a set of rings about a camera, given by its edges. Seen from the camera, an edge that runs
counter-clockwise closes ground that is seen, one that runs clockwise opens it; so a point is inside
if, behind it along its own ray, more edges close than open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf

__all__ = ["behind", "inside", "points_inside"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@leaf
def behind(ax: float, ay: float, bx: float, by: float, arc: bool, x: float, y: float) -> int:
    """Return 1 if a closing edge lies behind a point, −1 if an opening one does, else 0."""
    # half-open, so that a direction belongs to one edge; every edge spans less than half a turn
    a, b = ax * y - ay * x, bx * y - by * x
    spans = ax * by - ay * bx  # above 0: counter-clockwise, on this side of the camera
    beyond = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    if a >= 0.0 and b < 0.0 and spans > 0.0 and (arc or beyond >= 0.0):
        return 1
    if a < 0.0 and b >= 0.0 and spans < 0.0 and beyond <= 0.0:
        return -1
    return 0


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
    count = 0
    for i in range(len(edges)):
        count += behind(edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], arc[i], x, y)
    return count > 0 or (x == 0.0 and y == 0.0 and len(edges) > 0)


@jit
def points_inside(edges: Floats, arc: Flags, reach: float, points: Floats) -> Flags:
    """Return whether each point, metres relative to the camera, lies in a view, shape (p,)."""
    found = np.empty(len(points), np.bool_)
    for i in range(len(points)):
        found[i] = inside(edges, arc, reach, points[i, 0], points[i, 1])
    return found
