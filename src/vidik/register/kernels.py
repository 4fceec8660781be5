"""The loops that make walls of outlines, compiled: arrays in, arrays out, no checks.

Coordinates on the grid are whole numbers of its units, held as floats: below 2**53 they are exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = [
    "count_cells",
    "fingerprints",
    "onto_grid",
    "plain_walls",
    "reached_boxes",
    "simple_rings",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Of the polynomials; a constant, so that the compiler writes out the loops.
DEGREE = 5

#: Rings of more vertices are left to a library that has an index: each edge is held against all.
_MOST_VERTICES = 512

#: Products of two differences, and their difference, are exact up to here (65 km).
_WIDEST = 2.0**26

#: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic (1997): the sign of a determinant
#: greater than this share of its terms is right; the other bound is that of a sum of two products.
_SURE, _SURE_SUM = 3.3306690738754716e-16, 2e-15
#: Where products underflow nothing is sure.
_TINY = 1e-290


@jit
def _side(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """Return 1 if c surely lies left of a–b, −1 if surely right, 0 if that is not sure."""
    left = (ax - cx) * (by - cy)
    right = (ay - cy) * (bx - cx)
    turn = left - right
    bound = _SURE * (abs(left) + abs(right)) + _TINY
    if turn > bound:
        return 1
    return -1 if turn < -bound else 0


@jit
def _is_simple(x: Floats, y: Floats, m: int) -> bool:
    """Return whether an open ring of m vertices surely neither crosses nor touches itself.

    No two vertices that follow each other are equal.
    """
    if m < 3 or m > _MOST_VERTICES:
        return False
    lefts, rights, reversals, heading = 0, 0, 0, 0
    for b in range(m):
        a, c = (b - 1 if b > 0 else m - 1), (b + 1 if b < m - 1 else 0)
        side = _side(x[a], y[a], x[b], y[b], x[c], y[c])
        if side > 0:
            lefts += 1
        elif side < 0:
            rights += 1
        else:  # straight on, or back into itself?
            along = (x[b] - x[a]) * (x[c] - x[b])
            across = (y[b] - y[a]) * (y[c] - y[b])
            if not along + across > _SURE_SUM * (abs(along) + abs(across)) + _TINY:
                return False
        east = 1 if x[c] > x[b] else (-1 if x[c] < x[b] else 0)
        if east != 0:
            if heading != 0 and east != heading:
                reversals += 1
            heading = east
    # convex: it always turns the same way, and goes round once
    if (lefts == m or rights == m) and reversals <= 2:
        return True
    for i in range(m - 2):
        ax, ay, bx, by = x[i], y[i], x[i + 1], y[i + 1]
        west, east_end, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        for j in range(i + 2, m if i > 0 else m - 1):
            k = j + 1 if j < m - 1 else 0
            cx, cy, dx, dy = x[j], y[j], x[k], y[k]
            if (cx < west and dx < west) or (cx > east_end and dx > east_end):
                continue
            if (cy < south and dy < south) or (cy > north and dy > north):
                continue
            side = _side(ax, ay, bx, by, cx, cy)
            if side != 0 and side == _side(ax, ay, bx, by, dx, dy):
                continue
            side = _side(cx, cy, dx, dy, ax, ay)
            if side != 0 and side == _side(cx, cy, dx, dy, bx, by):
                continue
            return False
    return True


@jit
def _opened(vertices: Floats, begin: int, end: int, x: Floats, y: Floats) -> int:
    """Fill in the vertices of a closed ring without repetitions; return how many there are."""
    m = 0
    for v in range(begin, end - 1):
        if m == 0 or vertices[v, 0] != x[m - 1] or vertices[v, 1] != y[m - 1]:
            x[m], y[m] = vertices[v, 0], vertices[v, 1]
            m += 1
    while m > 1 and x[m - 1] == x[0] and y[m - 1] == y[0]:
        m -= 1
    return m


@jit
def simple_rings(ring_offsets: Ints, vertices: Floats, simple: Any) -> None:
    """Say of each closed ring whether it surely neither crosses nor touches itself."""
    longest = 1
    for r in range(len(ring_offsets) - 1):
        longest = max(longest, ring_offsets[r + 1] - ring_offsets[r])
    x, y = np.empty(longest), np.empty(longest)
    for r in range(len(ring_offsets) - 1):
        m = _opened(vertices, ring_offsets[r], ring_offsets[r + 1], x, y)
        simple[r] = _is_simple(x, y, m)


@jit
def _straightened(x: Floats, y: Floats, m: int) -> int:
    """Drop vertices on a straight line between their neighbours; return how many are left.

    0 if the ring turns back into itself, or is too wide for exact numbers.
    """
    west, east, south, north = x[0], x[0], y[0], y[0]
    for i in range(m):
        west, east = min(west, x[i]), max(east, x[i])
        south, north = min(south, y[i]), max(north, y[i])
    if not (east - west < _WIDEST and north - south < _WIDEST):  # NaN compares false
        return 0
    x0, y0, px, py = x[0], y[0], x[m - 1], y[m - 1]
    kept = 0
    for i in range(m):
        qx, qy = x[i], y[i]
        rx, ry = (x[i + 1], y[i + 1]) if i < m - 1 else (x0, y0)
        ux, uy, wx, wy = qx - px, qy - py, rx - qx, ry - qy
        px, py = qx, qy
        if ux * wy == uy * wx:
            if ux * wx + uy * wy <= 0.0:
                return 0
            continue
        x[kept], y[kept] = qx, qy
        kept += 1
    return kept


@jit
def _twice_area(x: Floats, y: Floats, m: int) -> float:
    """Return twice the area of an open ring, above 0 if it runs counter-clockwise."""
    total = 0.0
    for i in range(1, m - 1):
        ax, ay = x[i] - x[0], y[i] - y[0]
        bx, by = x[i + 1] - x[0], y[i + 1] - y[0]
        total += ax * by - bx * ay
    return total


@jit
def plain_walls(
    polygon_offsets: Ints,
    ring_offsets: Ints,
    grid: Floats,
    unit: float,
    least_area: float,
    out: Floats,
    sizes: Ints,
) -> int:
    """Fill in the walls of the polygons that are plain; return how many vertices they have.

    Plain is a polygon without holes that surely neither crosses nor touches itself on the grid, and
    is larger than `least_area` (twice it, in square units). Its walls are a closed ring,
    counter-clockwise from its least vertex, without needless vertices; `sizes` is their number,
    0 for the others.
    """
    longest = 1
    for r in range(len(ring_offsets) - 1):
        longest = max(longest, ring_offsets[r + 1] - ring_offsets[r])
    x, y = np.empty(longest), np.empty(longest)
    filled = 0
    for p in range(len(polygon_offsets) - 1):
        sizes[p] = 0
        r = polygon_offsets[p]
        if polygon_offsets[p + 1] != r + 1:
            continue
        m = _opened(grid, ring_offsets[r], ring_offsets[r + 1], x, y)
        if m < 3:
            continue
        m = _straightened(x, y, m)
        if m < 3 or not _is_simple(x, y, m):
            continue
        area = _twice_area(x, y, m)
        if not abs(area) >= least_area:
            continue
        least = 0
        for i in range(1, m):
            if x[i] < x[least] or (x[i] == x[least] and y[i] < y[least]):
                least = i
        for i in range(m + 1):
            v = (least + i if area > 0.0 else least - i) % m
            out[filled, 0], out[filled, 1] = x[v] * unit, y[v] * unit
            filled += 1
        sizes[p] = m + 1
    return filled


@jit
def count_cells(lonlat: Floats, per_degree: float, columns: int, counts: Any) -> None:
    """Count the points in each cell of a grid over the globe, from its south-west corner."""
    for v in range(len(lonlat)):
        lon, lat = lonlat[v, 0], lonlat[v, 1]
        if abs(lon) <= 180.0 and abs(lat) <= 90.0:
            counts[int((lat + 90.0) * per_degree) * columns + int((lon + 180.0) * per_degree)] += 1


@jit
def onto_grid(
    lonlat: Floats,
    per_degree: float,
    columns: int,
    slots: Any,
    coefficients: Floats,
    per_metre: float,
    margin: float,
    grid: Floats,
    unsure: Any,
) -> None:
    """Fill in the grid's point next to each place, from the polynomials of its cell.

    `slots` says where the cell's coefficients stand, −1: nowhere. `unsure` is set where there are
    none, or where the polynomial comes so near to the middle between two points of the grid that
    its error, at most `margin` in units of the grid, might have decided.
    """
    for v in range(len(lonlat)):
        lon, lat = lonlat[v, 0], lonlat[v, 1]
        unsure[v] = True
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            continue
        row, column = int((lat + 90.0) * per_degree), int((lon + 180.0) * per_degree)
        slot = slots[row * columns + column]
        if slot < 0:
            continue
        s = 2.0 * ((lon + 180.0) * per_degree - column) - 1.0
        t = 2.0 * ((lat + 90.0) * per_degree - row) - 1.0
        east, north = 0.0, 0.0
        for i in range(DEGREE, -1, -1):
            a, b = 0.0, 0.0
            for j in range(DEGREE - i, -1, -1):
                a = a * t + coefficients[slot, 0, i, j]
                b = b * t + coefficients[slot, 1, i, j]
            east, north = east * s + a, north * s + b
        east, north = east * per_metre, north * per_metre
        grid[v, 0], grid[v, 1] = np.rint(east) + 0.0, np.rint(north) + 0.0  # never −0
        unsure[v] = abs(east - grid[v, 0]) > 0.5 - margin or abs(north - grid[v, 1]) > 0.5 - margin


@jit
def fingerprints(
    offsets: Ints,
    polygon_offsets: Ints,
    ring_offsets: Ints,
    vertices: Floats,
    per_metre: float,
    out: Any,
) -> None:
    """Fill in a number for each object: the same for equal polygons in any order."""
    for i in range(len(offsets) - 1):
        total = np.uint64(0)
        for p in range(offsets[i], offsets[i + 1]):
            mixed = np.uint64(14695981039346656037)
            for r in range(polygon_offsets[p], polygon_offsets[p + 1]):
                for v in range(ring_offsets[r], ring_offsets[r + 1]):
                    for axis in range(2):
                        word = np.uint64(np.int64(vertices[v, axis] * per_metre))
                        mixed = (mixed ^ word) * np.uint64(1099511628211)
                        mixed ^= mixed >> np.uint64(29)
            total += mixed * np.uint64(0x9E3779B97F4A7C15) ^ (mixed >> np.uint64(32))
        out[i] = total


@jit
def reached_boxes(boxes: Floats, x: Floats, y: Floats, reached: Any) -> None:
    """Say of each box whether a point lies in it; the points rise in x."""
    for i in range(len(boxes)):
        reached[i] = False
        j = np.searchsorted(x, boxes[i, 0])
        while j < len(x) and x[j] <= boxes[i, 2]:
            if boxes[i, 1] <= y[j] <= boxes[i, 3]:
                reached[i] = True
                break
            j += 1


@jit
def range_of_letters(letters: Any, offsets: Ints) -> tuple[int, int, int]:
    """Return how many letters all names begin with, and the least and greatest beyond those."""
    shared = offsets[1] - offsets[0]
    for i in range(1, len(offsets) - 1):
        most = min(shared, offsets[i + 1] - offsets[i])
        shared = 0
        while shared < most and letters[offsets[i] + shared] == letters[shared]:
            shared += 1
    low, high = 255, 0
    for i in range(len(offsets) - 1):
        for at in range(offsets[i] + shared, offsets[i + 1]):
            low, high = min(low, int(letters[at])), max(high, int(letters[at]))
    return shared, low, high


@jit
def telling_letters(
    letters: Any, offsets: Ints, shared: int, low: int, base: int, count: int, keys: Any
) -> None:
    """Fill in, as one number each, so many letters of names after the beginning all share.

    They are digits to the base, from 1 for the least letter; 0 stands where the name has ended.
    """
    for i in range(len(offsets) - 1):
        key = np.uint64(0)
        for at in range(offsets[i] + shared, offsets[i] + shared + count):
            key *= np.uint64(base)
            if at < offsets[i + 1]:
                key += np.uint64(letters[at] - low + 1)
        keys[i] = key
