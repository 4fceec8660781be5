"""Edges of regions in the plane, and where they lie in a grid.

An edge is a row of ten numbers: both ends; the centre of its circle and its radius, which is 0 for
a straight edge, above 0 for an arc that runs counter-clockwise and below 0 for one that runs
clockwise; its extent; and the direction of a straight one, a unit vector. Arcs stay within a
quadrant, so every edge is monotone east and north.

A place on an edge is told by metres from its start, along it; on an arc, by radians.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf

__all__ = [
    "Grid",
    "along",
    "cell_point",
    "chords",
    "green",
    "grid_cells",
    "laid",
    "place",
    "winding_step",
    "within_cell",
    "x_at",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Columns of an edge.
AX, AY, BX, BY, CX, CY, TURN, EXTENT, UX, UY = range(10)

# Edges are listed for cells that they miss by no more than this, metres.
_MARGIN = 1e-5


class Grid(NamedTuple):
    """The edges of regions by the cells of a grid.

    Parameters
    ----------
    edges
        Shape (e, 10).
    region
        Shape (e,): of each edge, rising.
    west, south, cell
        Corner of the grid and side of its square cells, metres.
    columns, rows
        Cells of the grid.
    offsets, items
        Cell (column, row) holds the edges ``items[offsets[k]:offsets[k + 1]]``, k = row · columns +
        column.
    """

    edges: Floats
    region: Ints
    west: float
    south: float
    cell: float
    columns: int
    rows: int
    offsets: Ints
    items: Ints


# Where in its cell the point of a cell lies: on no line that anybody draws.
_EAST, _NORTH = 0.5318530717, 0.4817184715


@leaf
def x_at(edges: Floats, i: int, y: float) -> float:
    """Return where an edge crosses a parallel, metres east."""
    ax, ay, bx, by = edges[i, AX], edges[i, AY], edges[i, BX], edges[i, BY]
    if edges[i, TURN] == 0.0:
        return float(ax + (y - ay) / (by - ay) * (bx - ax))
    r, dy = edges[i, TURN], y - edges[i, CY]
    half = math.sqrt(max(r * r - dy * dy, 0.0))
    x = edges[i, CX] + (half if ax + bx > 2.0 * edges[i, CX] else -half)
    return float(min(max(x, min(ax, bx)), max(ax, bx)))


@leaf
def _columns(
    edges: Floats, i: int, south: float, north: float, west: float, cell: float, columns: int
) -> tuple[int, int]:
    """Return the first and last column that an edge touches between two parallels."""
    ax, ay, bx, by = edges[i, AX], edges[i, AY], edges[i, BX], edges[i, BY]
    low, high = max(min(ay, by), south - _MARGIN), min(max(ay, by), north + _MARGIN)
    if low > high:
        return 1, 0
    if min(ay, by) == low and max(ay, by) == high:
        x0, x1 = ax, bx
    else:
        x0, x1 = x_at(edges, i, low), x_at(edges, i, high)
    first = math.floor((min(x0, x1) - _MARGIN - west) / cell)
    last = math.floor((max(x0, x1) + _MARGIN - west) / cell)
    return max(first, 0), min(last, columns - 1)


@jit
def grid_cells(
    edges: Floats, west: float, south: float, cell: float, columns: int, rows: int
) -> tuple[Ints, Ints]:
    """Return the edges that touch each cell, as `Grid` has them."""
    offsets = np.zeros(columns * rows + 1, np.int64)
    items = np.empty(0, np.int64)
    for filling in range(2):
        at = offsets[:-1].copy()
        for i in range(len(edges)):
            low, high = min(edges[i, AY], edges[i, BY]), max(edges[i, AY], edges[i, BY])
            first = max(math.floor((low - _MARGIN - south) / cell), 0)
            last = min(math.floor((high + _MARGIN - south) / cell), rows - 1)
            for row in range(first, last + 1):
                y = south + row * cell
                c0, c1 = _columns(edges, i, y, y + cell, west, cell, columns)
                for k in range(row * columns + c0, row * columns + c1 + 1):
                    if filling:
                        items[at[k]] = i
                        at[k] += 1
                    else:
                        offsets[k + 1] += 1
        if not filling:
            for k in range(columns * rows):
                offsets[k + 1] += offsets[k]
            items = np.empty(offsets[-1], np.int64)
    return offsets, items


@leaf
def cell_point(
    west: float, south: float, cell: float, column: int, row: int
) -> tuple[float, float]:
    """Return the point of a cell from which windings are counted."""
    return west + (column + _EAST) * cell, south + (row + _NORTH) * cell


@jit
def laid(
    centre: Floats,
    offsets: Ints,
    ring_offsets: Ints,
    vertices: Floats,
    radius: Floats,
    short: float,
) -> tuple[Floats, Ints]:
    """Return the edges of regions, shape (e, 10), and the region of each, (e,).

    Parameters
    ----------
    centre, offsets, ring_offsets, vertices, radius
        As `vidik.model.regions.Regions` has them.
    short
        An arc whose chord is shorter is taken as straight, metres. An edge without length bounds
        nothing and is left out.
    """
    edges, region = np.empty((len(vertices), 10)), np.empty(len(vertices), np.int64)
    n = 0
    for m in range(len(offsets) - 1):
        cx, cy = centre[m, 0], centre[m, 1]
        for ring in range(offsets[m], offsets[m + 1]):
            first, last = ring_offsets[ring], ring_offsets[ring + 1] - 1
            for v in range(first, last + 1):
                w = v + 1 if v < last else first
                ax, ay, bx, by = vertices[v, 0], vertices[v, 1], vertices[w, 0], vertices[w, 1]
                turn = -radius[v] if ax * by - ay * bx < 0.0 else radius[v]
                ax, ay, bx, by = ax + cx, ay + cy, bx + cx, by + cy
                if ax == bx and ay == by:
                    continue
                edges[n, AX], edges[n, AY], edges[n, BX], edges[n, BY] = ax, ay, bx, by
                dx, dy = bx - ax, by - ay
                length = math.sqrt(dx * dx + dy * dy)
                edges[n, CX], edges[n, CY] = cx, cy
                edges[n, UX], edges[n, UY] = dx / length, dy / length
                edges[n, TURN], edges[n, EXTENT] = 0.0, length
                if length >= short and turn != 0.0:
                    edges[n, TURN] = turn
                    edges[n, EXTENT] = along(edges, n, bx, by)
                region[n] = m
                n += 1
    return edges[:n], region[:n]


@jit
def chords(edges: Floats) -> tuple[float, float, float, float, float]:
    """Return west, south, east and north of edges, and how long their chords are together."""
    west, south, east, north, length = math.inf, math.inf, -math.inf, -math.inf, 0.0
    for i in range(len(edges)):
        ax, ay, bx, by = edges[i, AX], edges[i, AY], edges[i, BX], edges[i, BY]
        west, east = min(west, min(ax, bx)), max(east, max(ax, bx))
        south, north = min(south, min(ay, by)), max(north, max(ay, by))
        length += math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
    return west, south, east, north, length


@leaf
def along(edges: Floats, i: int, x: float, y: float) -> float:
    """Return the place on an edge next to a point."""
    if edges[i, TURN] == 0.0:
        return float((x - edges[i, AX]) * edges[i, UX] + (y - edges[i, AY]) * edges[i, UY])
    ux, uy = edges[i, AX] - edges[i, CX], edges[i, AY] - edges[i, CY]
    vx, vy = x - edges[i, CX], y - edges[i, CY]
    angle = math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
    return angle if edges[i, TURN] > 0.0 else -angle


@leaf
def place(edges: Floats, i: int, t: float, right: float) -> tuple[float, float]:
    """Return the point at a place on an edge, moved to the right of it by some metres."""
    if edges[i, TURN] == 0.0:
        dx, dy = edges[i, UX], edges[i, UY]
        return edges[i, AX] + t * dx + right * dy, edges[i, AY] + t * dy - right * dx
    ux, uy = edges[i, AX] - edges[i, CX], edges[i, AY] - edges[i, CY]
    r = abs(edges[i, TURN])
    if edges[i, TURN] < 0.0:
        t, right = -t, -right
    s, c = math.sin(t), math.cos(t)
    scale = 1.0 + right / r
    return (
        edges[i, CX] + scale * (c * ux - s * uy),
        edges[i, CY] + scale * (s * ux + c * uy),
    )


@leaf
def _t_at(edges: Floats, i: int, axis: int, value: float, length: float) -> float:
    """Return the place at which an edge crosses a line of the grid, clamped to its ends."""
    a, b = edges[i, axis], edges[i, axis + 2]
    if (value <= a) == (a < b):
        return 0.0
    if (value >= b) == (a < b):
        return length
    if edges[i, TURN] == 0.0:
        return float((value - a) / (b - a) * length)
    r, c = edges[i, TURN], edges[i, CX + axis]
    other = 1 - axis
    half = math.sqrt(max(r * r - (value - c) * (value - c), 0.0))
    middle = edges[i, CX + other]
    if edges[i, other] + edges[i, other + 2] < 2.0 * middle:
        half = -half
    if axis == 0:
        t = along(edges, i, value, middle + half)
    else:
        t = along(edges, i, middle + half, value)
    return min(max(t, 0.0), length)


@leaf
def within_cell(
    edges: Floats, i: int, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float]:
    """Return the stretch of an edge that lies in a cell; its start is not before its end if none.

    The stretches of one edge in all cells share nothing and leave nothing out.
    """
    length = edges[i, EXTENT]
    start, end = 0.0, length
    for axis in range(2):
        low, high = (x0, x1) if axis == 0 else (y0, y1)
        a, b = edges[i, axis], edges[i, axis + 2]
        if a == b:
            if a < low or a >= high:
                return 0.0, 0.0
            continue
        t0, t1 = _t_at(edges, i, axis, low, length), _t_at(edges, i, axis, high, length)
        start, end = max(start, min(t0, t1)), min(end, max(t0, t1))
    return start, end


@leaf
def green(edges: Floats, i: int, t0: float, t1: float, ox: float, oy: float) -> float:
    """Return ½∮ of a stretch of an edge about a point: the signed area between them."""
    px, py = place(edges, i, t0, 0.0)
    qx, qy = place(edges, i, t1, 0.0)
    area = 0.5 * ((px - ox) * (qy - oy) - (py - oy) * (qx - ox))
    r = edges[i, TURN]
    if r != 0.0:
        turn = t1 - t0
        # θ − sin θ cancels where θ is small
        if turn < 1e-2:
            square = turn * turn
            bulge = turn * square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0))
        else:
            bulge = turn - math.sin(turn)
        area += 0.5 * r * abs(r) * bulge
    return area


@leaf
def winding_step(
    edges: Floats, i: int, px: float, py: float, qx: float, qy: float, dx: float, dy: float
) -> int:
    """Return by how much the winding of an edge's region rises from point p to point q.

    An arc counts as its chord and the cap between both, so that neighbours agree about the corner
    that they share.

    Parameters
    ----------
    edges, i
        An edge of a grid.
    px, py, qx, qy
        Both points, metres.
    dx, dy
        The direction from p to q, of any length: both may be so near to one another that their
        difference does not tell.
    """
    ax, ay, bx, by = edges[i, AX], edges[i, AY], edges[i, BX], edges[i, BY]
    gx, gy = bx - ax, by - ay
    side_p = gx * (py - ay) - gy * (px - ax) > 0.0
    side_q = gx * (qy - ay) - gy * (qx - ax) > 0.0
    step = 0
    if side_p != side_q:
        side_a = dx * (ay - py) - dy * (ax - px) > 0.0
        side_b = dx * (by - py) - dy * (bx - px) > 0.0
        if side_a != side_b:
            step = 1 if side_q else -1
    r = edges[i, TURN]
    if r != 0.0:
        ccw = r > 0.0
        cx, cy, square = edges[i, CX], edges[i, CY], r * r
        gain = 1 if ccw else -1
        if side_q != ccw and (qx - cx) * (qx - cx) + (qy - cy) * (qy - cy) < square:
            step += gain
        if side_p != ccw and (px - cx) * (px - cx) + (py - cy) * (py - cy) < square:
            step -= gain
    return step
