"""Where one edge of the plane meets another, whether they are straight or arcs.

Edges are those of `vidik.sight.kernels.plane`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import leaf
from vidik.sight.kernels.plane import AX, AY, BX, BY, CX, CY, EXTENT, TURN, UX, UY, along

__all__ = ["meet", "side"]

Floats = NDArray[np.float64]


@leaf
def side(edges: Floats, i: int, x: float, y: float) -> float:
    """Return how far a point lies to the left of an edge's line or circle, metres."""
    ax, ay = edges[i, AX], edges[i, AY]
    r = edges[i, TURN]
    if r == 0.0:
        return float(edges[i, UX] * (y - ay) - edges[i, UY] * (x - ax))
    away = math.hypot(x - edges[i, CX], y - edges[i, CY])
    return float(r - away if r > 0.0 else away + r)


@leaf
def _in_turn(edges: Floats, j: int, ux: float, uy: float) -> float:
    """Return how surely a direction from its centre lies between the ends of an arc: above 0."""
    ax, ay = edges[j, AX] - edges[j, CX], edges[j, AY] - edges[j, CY]
    bx, by = edges[j, BX] - edges[j, CX], edges[j, BY] - edges[j, CY]
    first, last = ax * uy - ay * ux, ux * by - uy * bx
    return float(min(first, last) if edges[j, TURN] > 0.0 else min(-first, -last))


@leaf
def _roots(edges: Floats, i: int, j: int) -> tuple[float, float, float, float]:
    """Return the two points in which the curves of two edges meet, in the order of edge j.

    One of them must be an arc. Where the curves do not meet, the points are those that are nearest
    to meeting.
    """
    r = abs(edges[i, TURN])
    if edges[j, TURN] == 0.0:
        gx, gy, length = edges[j, UX], edges[j, UY], edges[j, EXTENT]
        px, py = edges[i, CX] - edges[j, AX], edges[i, CY] - edges[j, AY]
        across, middle = gx * py - gy * px, gx * px + gy * py
        half = math.sqrt(max(r * r - across * across, 0.0))
        s0, s1 = min(max(middle - half, 0.0), length), min(max(middle + half, 0.0), length)
        return (
            edges[j, AX] + s0 * gx, edges[j, AY] + s0 * gy,
            edges[j, AX] + s1 * gx, edges[j, AY] + s1 * gy,
        )  # fmt: skip
    q = abs(edges[j, TURN])
    cx, cy = edges[j, CX], edges[j, CY]
    if r == 0.0:
        ux, uy = edges[i, UX], edges[i, UY]
        px, py = cx - edges[i, AX], cy - edges[i, AY]
        across, middle = ux * py - uy * px, ux * px + uy * py
        half = math.sqrt(max(q * q - across * across, 0.0))
        fx, fy = edges[i, AX] + middle * ux, edges[i, AY] + middle * uy
        # towards the line from the centre of arc j, counter-clockwise goes along (ux, uy) if the
        # centre is on the left
        if across < 0.0:
            half = -half
        x0, y0, x1, y1 = fx - half * ux, fy - half * uy, fx + half * ux, fy + half * uy
    else:
        ux, uy = cx - edges[i, CX], cy - edges[i, CY]
        apart = math.hypot(ux, uy)
        ux, uy = ux / apart, uy / apart
        middle = 0.5 * (apart * apart + r * r - q * q) / apart
        half = math.sqrt(max(r * r - middle * middle, 0.0))
        fx, fy = edges[i, CX] + middle * ux, edges[i, CY] + middle * uy
        # seen from centre j, the chord lies towards centre i or away from it
        if middle > apart:
            x0, y0, x1, y1 = fx + half * uy, fy - half * ux, fx - half * uy, fy + half * ux
        else:
            x0, y0, x1, y1 = fx - half * uy, fy + half * ux, fx + half * uy, fy - half * ux
    if edges[j, TURN] < 0.0:
        return x1, y1, x0, y0
    return x0, y0, x1, y1


@leaf
def _bulges(edges: Floats, i: int, j: int, right: float, left: bool) -> bool:
    """Return whether edge j, both ends on one side of edge i moved right, reaches over it."""
    r = abs(edges[i, TURN])
    if r != 0.0:
        r += right if edges[i, TURN] > 0.0 else -right
    if edges[j, TURN] == 0.0:
        if r == 0.0 or left == (edges[i, TURN] > 0.0):
            return False  # a straight edge between two points of a disc stays in it
        gx, gy = edges[j, UX], edges[j, UY]
        px, py = edges[i, CX] - edges[j, AX], edges[i, CY] - edges[j, AY]
        middle, across = gx * px + gy * py, gx * py - gy * px
        return bool(0.0 < middle < edges[j, EXTENT] and abs(across) < r)
    q = abs(edges[j, TURN])
    cx, cy = edges[j, CX], edges[j, CY]
    if r == 0.0:
        dx, dy = edges[i, UX], edges[i, UY]
        away = side(edges, i, cx, cy) + right
        if left:
            return away - q < 0.0 and _in_turn(edges, j, dy, -dx) > 0.0
        return away + q > 0.0 and _in_turn(edges, j, -dy, dx) > 0.0
    dx, dy = edges[i, CX] - cx, edges[i, CY] - cy
    apart = math.hypot(dx, dy)
    if apart == 0.0:
        return False
    if left == (edges[i, TURN] > 0.0):  # both ends inside the circle
        return apart + q > r and _in_turn(edges, j, -dx, -dy) > 0.0
    return abs(apart - q) < r and _in_turn(edges, j, dx, dy) > 0.0


@leaf
def meet(
    edges: Floats, i: int, j: int, side_a: float, side_b: float, right: float
) -> tuple[int, float, float, int]:
    """Return where the way along edge i, moved to the right, crosses edge j.

    Which crossings there are is asked of the edge moved by `right`, so that edges in the same place
    lie clearly to one side; where they are, of the edge in its place.

    Parameters
    ----------
    edges, i, j
        Two edges of a grid.
    side_a, side_b
        How far the ends of edge j lie to the left of edge i in its place, metres.
    right
        Metres.

    Returns
    -------
    tuple
        The number of crossings, one or two places on edge i, and by how much the winding of edge
        j's region rises at the first; at the second it falls by as much.
    """
    left_a, left_b = side_a + right > 0.0, side_b + right > 0.0
    both_straight = edges[i, TURN] == 0.0 and edges[j, TURN] == 0.0
    sign = 1 if left_a else -1
    if left_a == left_b:
        if both_straight or not _bulges(edges, i, j, right, left_a):
            return 0, 0.0, 0.0, 0
        x0, y0, x1, y1 = _roots(edges, i, j)
        return 2, along(edges, i, x0, y0), along(edges, i, x1, y1), sign
    if both_straight:
        if (side_a > 0.0) == (side_b > 0.0):
            s = 0.0 if abs(side_a) < abs(side_b) else 1.0
        else:
            s = side_a / (side_a - side_b)
        x = edges[j, AX] + s * (edges[j, BX] - edges[j, AX])
        y = edges[j, AY] + s * (edges[j, BY] - edges[j, AY])
        return 1, along(edges, i, x, y), 0.0, sign
    if edges[j, TURN] != 0.0 and edges[i, TURN] != 0.0:
        apart = math.hypot(edges[i, CX] - edges[j, CX], edges[i, CY] - edges[j, CY])
        if apart == 0.0:
            return 0, 0.0, 0.0, 0
    x0, y0, x1, y1 = _roots(edges, i, j)
    if edges[j, TURN] == 0.0:
        # a straight edge enters a disc at the first point and leaves it at the second
        first = left_a != (edges[i, TURN] > 0.0)
    else:
        cx, cy = edges[j, CX], edges[j, CY]
        first = _in_turn(edges, j, x0 - cx, y0 - cy) > _in_turn(edges, j, x1 - cx, y1 - cy)
    if first:
        return 1, along(edges, i, x0, y0), 0.0, sign
    return 1, along(edges, i, x1, y1), 0.0, sign
