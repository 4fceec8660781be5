"""Points and segments against views."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import clip_to_disc

__all__ = ["points_inside", "segment_inside"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@jit
def segment_inside(
    vertices: Floats,
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
    vertices, arc, reach
        A view as made by `envelope`.
    px, py, qx, qy
        Ends of the segment, metres relative to the camera.
    out
        Shape (len(vertices) + 2, 2): filled with start and end of each stretch, as shares of the
        segment, ascending.
    """
    met, t0, t1 = clip_to_disc(px, py, qx, qy, reach)
    if not met:
        return 0
    dx, dy = qx - px, qy - py
    cuts = np.empty(len(vertices) + 3)
    cuts[0] = t0
    n = 1
    for i in range(len(vertices)):
        if arc[i]:
            continue  # the disc was cut already
        j = i + 1 if i + 1 < len(vertices) else 0
        ax, ay = vertices[i, 0] - px, vertices[i, 1] - py
        bx, by = vertices[j, 0] - px, vertices[j, 1] - py
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
        if _inside(vertices, arc, reach, px + t * dx, py + t * dy):
            if m > 0 and out[m - 1, 1] == cuts[i]:
                out[m - 1, 1] = cuts[i + 1]
            else:
                out[m, 0], out[m, 1] = cuts[i], cuts[i + 1]
                m += 1
    return m


@jit
def _inside(vertices: Floats, arc: Flags, reach: float, x: float, y: float) -> bool:
    """Return whether a point lies inside a view: the edge across its direction is farther away."""
    if x * x + y * y > reach * reach:
        return False
    for i in range(len(vertices)):
        j = i + 1 if i + 1 < len(vertices) else 0
        ax, ay, bx, by = vertices[i, 0], vertices[i, 1], vertices[j, 0], vertices[j, 1]
        # half-open, so that a direction belongs to one edge; every edge spans less than half a turn
        if ax * y - ay * x >= 0.0 and x * by - y * bx > 0.0 and ax * by - ay * bx > 0.0:
            if arc[i]:
                return True
            return bool((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0.0)
    return x == 0.0 and y == 0.0


@jit
def points_inside(vertices: Floats, arc: Flags, reach: float, points: Floats) -> Flags:
    """Return whether each point, metres relative to the camera, lies in its view, shape (p,)."""
    inside = np.empty(len(points), np.bool_)
    for i in range(len(points)):
        inside[i] = _inside(vertices, arc, reach, points[i, 0], points[i, 1])
    return inside
