"""Lanes: the straight edges of a cell side by side, so that a processor takes several at once.

A lane says of its edge which side a place lies on, and where a stretch crosses it. Loops over lanes
neither branch nor depend on the lane before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, leaf
from vidik.sight.kernels.plane import AX, AY, BX, BY, UX, UY

__all__ = [
    "AT",
    "BESIDE",
    "BLOCK",
    "CROSSED",
    "FOUND",
    "LEFT",
    "ROWS",
    "THERE",
    "across",
    "fill_up",
    "filled",
    "lay",
    "met",
    "missed",
    "passed",
    "picked",
    "picked_within",
    "sides",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What lies beside an edge is looked for this far from it, metres: far more than rounding moves a
#: corner, far less than anything that is drawn.
BESIDE = 2.0**-23

#: Lanes are filled up to a multiple of this with some that are far away and have no length.
BLOCK = 8

# How far away these are, metres.
_NOWHERE = 1e9

# An edge that stays this far away from a way does not cross it, metres: more than `BESIDE`.
_AWAY = 1e-6

# An edge whose ends are both this near to the line of a way runs along it, metres: more than
# rounding, less than `BESIDE`.
_ALONG = 1e-9

#: Rows of a table of lanes: ends and direction of an edge; whether the sweep is on its left, and,
#: of the place that it goes to, whether the right and the left of the stretch are; of the stretch,
#: where the edge crosses it and how (`met`); and what was found.
_AX, _AY, _BX, _BY, _UX, _UY, LEFT, THERE, _OTHER, AT, CROSSED, FOUND = range(12)
ROWS = 12


@inlined
def lay(lanes: Floats, n: int, edges: Floats, i: int, px: float, py: float) -> None:
    """Make a straight edge lane n; the sweep is at p."""
    ax, ay, ux, uy = edges[i, AX], edges[i, AY], edges[i, UX], edges[i, UY]
    lanes[_AX, n], lanes[_AY, n] = ax, ay
    lanes[_BX, n], lanes[_BY, n] = edges[i, BX], edges[i, BY]
    lanes[_UX, n], lanes[_UY, n] = ux, uy
    lanes[LEFT, n] = 1.0 if ux * (py - ay) - uy * (px - ax) > 0.0 else 0.0
    lanes[CROSSED, n] = 0.0


@inlined
def filled(n: int) -> int:
    """Return a number of lanes with those that fill them up."""
    return (n + BLOCK - 1) // BLOCK * BLOCK


@inlined
def fill_up(lanes: Floats, n: int) -> None:
    """Fill up n lanes."""
    for lane in range(n, filled(n)):
        lanes[_AX, lane] = lanes[_AY, lane] = lanes[_BX, lane] = lanes[_BY, lane] = _NOWHERE
        lanes[_UX, lane], lanes[_UY, lane] = 1.0, 0.0
        lanes[LEFT, lane] = lanes[CROSSED, lane] = 0.0


@inlined
def missed(lanes: Floats, m: int) -> None:
    """Say that no lane crosses the stretch, which is an arc."""
    for lane in range(m):
        lanes[CROSSED, lane] = 0.0


@leaf
def met(lanes: Floats, m: int, ax: float, ay: float, ux: float, uy: float) -> None:
    """Fill in where straight lanes cross the line through a towards u, and how.

    A lane crosses both sides of the line, or one of them, if it ends next to the line: there it is
    taken to cross. The way is 3 to the right side and 1 to the other, above 0 where the winding of
    the lane's region rises.
    """
    for j in range(m):
        px, py, qx, qy = (
            lanes[_AX, j] - ax, lanes[_AY, j] - ay, lanes[_BX, j] - ax, lanes[_BY, j] - ay,
        )  # fmt: skip
        p, q = ux * py - uy * px, ux * qy - uy * qx
        tp, tq = ux * px + uy * py, ux * qx + uy * qy
        share = p / (p - q)
        nearest = 0.0 if abs(p) < abs(q) else 1.0
        share = share if (p > 0.0) != (q > 0.0) else nearest
        lanes[AT, j] = tp + share * (tq - tp)
    for j in range(m):
        p = ux * (lanes[_AY, j] - ay) - uy * (lanes[_AX, j] - ax)
        q = ux * (lanes[_BY, j] - ay) - uy * (lanes[_BX, j] - ax)
        right_p, right_q = 3.0 if p > -BESIDE else 0.0, 3.0 if q > -BESIDE else 0.0
        other_p, other_q = 1.0 if p > BESIDE else 0.0, 1.0 if q > BESIDE else 0.0
        lanes[CROSSED, j] = (right_p - right_q) + (other_p - other_q)


@leaf
def sides(lanes: Floats, m: int, x: float, y: float, t: float, row: int) -> None:
    """Fill in whether a place on the right of the stretch is to the left of straight lanes."""
    for j in range(m):
        left = lanes[_UX, j] * (y - lanes[_AY, j]) - lanes[_UY, j] * (x - lanes[_AX, j])
        # after where it rises, and before where it falls
        along = t - lanes[AT, j]
        crossed = lanes[CROSSED, j]
        side = 1.0 if left > 0.0 else 0.0
        rises = 1.0 if along >= 0.0 else 0.0
        side = rises if crossed > 1.5 else side
        lanes[row, j] = 1.0 - rises if crossed < -1.5 else side


@leaf
def passed(lanes: Floats, m: int, px: float, py: float, qx: float, qy: float) -> None:
    """Fill in by how much windings of straight lanes' regions rise from p to q; their sides are.

    On which side of an edge in line with the way its ends lie is a matter of rounding: such an edge
    is crossed if it lies between them, as its own ends say, and not if it lies before or behind.
    """
    dx, dy = qx - px, qy - py
    x0, x1, y0, y1 = (
        min(px, qx) - _AWAY,
        max(px, qx) + _AWAY,
        min(py, qy) - _AWAY,
        max(py, qy) + _AWAY,
    )
    tiny = _ALONG * (abs(dx) + abs(dy))
    for j in range(m):
        ax, ay, bx, by = lanes[_AX, j], lanes[_AY, j], lanes[_BX, j], lanes[_BY, j]
        a, b = dx * (ay - py) - dy * (ax - px), dx * (by - py) - dy * (bx - px)
        crosses = (a > 0.0) != (b > 0.0)
        crosses &= (
            (min(ax, bx) <= x1) & (max(ax, bx) >= x0) & (min(ay, by) <= y1) & (max(ay, by) >= y0)
        )
        rise = lanes[THERE, j] - lanes[LEFT, j]
        rise = (1.0 if a > 0.0 else -1.0) if (abs(a) < tiny) & (abs(b) < tiny) else rise
        lanes[FOUND, j] = rise if crosses else 0.0


@leaf
def across(lanes: Floats, m: int, x: float, y: float, ux: float, uy: float, t: float) -> None:
    """Fill in by how much windings rise from a place at the right of a stretch to its left.

    Parameters
    ----------
    lanes, m
        The first straight lanes; whether the right is on their left is filled in.
    x, y, ux, uy
        The place, and the direction of the stretch.
    t
        The place along the stretch.
    """
    lx, ly = x - 2.0 * BESIDE * uy, y + 2.0 * BESIDE * ux
    for j in range(m):
        left = lanes[_UX, j] * (ly - lanes[_AY, j]) - lanes[_UY, j] * (lx - lanes[_AX, j])
        along = t - lanes[AT, j]
        crossed = lanes[CROSSED, j]
        # how it crosses the left
        crossed -= 3.0 if crossed > 1.5 else 0.0
        crossed += 3.0 if crossed < -1.5 else 0.0
        side = 1.0 if left > 0.0 else 0.0
        rises = 1.0 if along >= 0.0 else 0.0
        side = rises if crossed > 0.5 else side
        lanes[_OTHER, j] = 1.0 - rises if crossed < -0.5 else side
    for j in range(m):
        ax, ay, bx, by = lanes[_AX, j] - x, lanes[_AY, j] - y, lanes[_BX, j] - x, lanes[_BY, j] - y
        crosses = (ux * ax + uy * ay > 0.0) != (ux * bx + uy * by > 0.0)
        # a line that runs square to the stretch may belong to an edge far away
        crosses &= (min(ax, bx) <= _AWAY) & (max(ax, bx) >= -_AWAY)
        crosses &= (min(ay, by) <= _AWAY) & (max(ay, by) >= -_AWAY)
        lanes[FOUND, j] = lanes[_OTHER, j] - lanes[THERE, j] if crosses else 0.0


@inlined
def picked(lanes: Floats, m: int, hit: Ints) -> int:
    """List the first m lanes of which something was found; return how many."""
    n = 0
    for j in range(m):
        hit[n] = j
        n += 1 if lanes[FOUND, j] != 0.0 else 0
    return n


@inlined
def picked_within(lanes: Floats, m: int, start: float, end: float, hit: Ints) -> int:
    """List the first m lanes that cross a stretch; return how many."""
    n = 0
    for j in range(m):
        hit[n] = j
        t = lanes[AT, j]
        n += 1 if (lanes[CROSSED, j] != 0.0) & (t >= start) & (t < end) else 0
    return n
