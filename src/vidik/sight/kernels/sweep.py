"""A sweep over the cells of a grid that knows, along every edge, which regions cover it.

Rows are swept from west to east along a line, the cell's own point lying on it: whatever edge
crosses the line changes what covers it. Within a cell, a stretch of an edge changes its cover only
where it crosses another edge of that cell; how it is covered to begin with is counted once, from
the cell's point, over the edges between both, to the middle of the widest gap between crossings,
so that no corner is near.

Edges in the same place need a rule. Regions are thought to be grown, each by a little, those with a
lower index by more, none by so much that anything else changes. So an edge is covered by what lies
on its right, and by what lies on its left alone if that belongs to a region with a lower index.

Regions 0 … places − 1 are *places*, the others *views*; owners of views are counted once however
many of their regions cover a place.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.plane import (
    AX,
    AY,
    BX,
    BY,
    CX,
    CY,
    TURN,
    UX,
    UY,
    Grid,
    cell_point,
    meet,
    place,
    side,
    winding_step,
    within_cell,
    x_at,
)

__all__ = [
    "ALL",
    "CELL",
    "DEPTH",
    "EDGE",
    "END",
    "EVENTS",
    "HERE",
    "SEEN",
    "SHARED",
    "START",
    "Sweep",
    "advance",
    "begun",
    "change",
    "cover",
    "next_cell",
    "uncover",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What lies beside an edge is looked for this far from it, metres: far more than rounding moves a
# corner, far less than anything that is drawn.
_BESIDE = 2.0**-23

# An edge that stays this far away from a stretch does not meet it, metres: more than `_BESIDE`.
_AWAY = 1e-6

# Cover is counted in the middle of a gap between changes that is wider than this, metres.
_WIDE = 1e-4

#: Which cells matter: those that a view touches, of these those that a place touches, or all.
SEEN, SHARED, ALL = range(3)

# Entries of `Sweep.at`: the cell, where the rows end, which cells matter; lane and number of lanes
# (the straight ones first), whether an edge of a view is among them, and the first lane of the same
# region; whether there is a stretch, its edge, number of its changes, before which of them its
# cover was counted, where in `Sweep.what` the changes on the way there end, and those that make its
# left, and whether it met no arc; the depth, and how many places and views cover.
(
    CELL, _STOP, _WANTED, _LANE, _LANES, _STRAIGHT, _VIEWED, _LOWER, _OPEN, EDGE, EVENTS, _GAP,
    _NOTED, _ASIDE, _PLAIN, DEPTH, HERE,
) = range(17)  # fmt: skip

# Entries of `Sweep.span`: the stretch, and the place of the sweep in the cell, metres.
START, END, _X, _Y = range(4)

# Straight lanes are filled up to a multiple of this, so that a processor takes several at once,
# with some that are far away and have no length.
_BLOCK, _NOWHERE = 16, 1e9

# Rows of `Sweep.lanes`: ends and direction of an edge; whether the sweep is on its left, and, of
# the place that it goes to, whether the right and the left of the stretch are; of the stretch,
# where the edge crosses it and how (`_met`); and what was found.
_AX, _AY, _BX, _BY, _UX, _UY, _LEFT, _THERE, _OTHER, _T, _CROSSED, _FOUND = range(12)


class Sweep(NamedTuple):
    """Some rows of a grid, and what covers the place that the sweep has come to.

    Parameters
    ----------
    grid
        The edges.
    owner
        Shape (m,): of each region.
    places
        How many of the regions are places.
    lanes
        Shape (12, room): the straight edges of the cell.
    listed, who, base
        Shape (room,): the edge of each lane, arcs last; its region, and the winding of that about
        the point of the cell.
    hit
        Shape (room,): lanes of which something was found out.
    when, what, order
        Changes along the stretch, shape (room,), (room, 3) and (room,): place on the edge; region
        and by how much its winding rises, on the right, and on the left more than on the right; and
        how to take them in order.
    winding, beside
        Shape (m,): of each region; and by how much it is more on the left of the stretch.
    here, spot
        Places and views that cover, shape (2, m), in no order, and where each stands there, (m,).
    owned
        Shape (owners,): how many of an owner's views cover.
    at, span
        Where the sweep is: numbers (`CELL` and so on), and the stretch, metres or radians along its
        edge (`START`, `END`).
    """

    grid: Grid
    owner: Ints
    places: int
    lanes: Floats
    listed: Ints
    who: Ints
    base: Ints
    hit: Ints
    when: Floats
    what: Ints
    order: Ints
    winding: Ints
    beside: Ints
    here: Ints
    spot: Ints
    owned: Ints
    at: Ints
    span: Floats


@jit
def begun(
    grid: Grid, owner: Ints, owners: int, places: int, first: int, last: int, wanted: int
) -> Sweep:
    """Return a sweep over rows ``first … last − 1``, before its first cell.

    Parameters
    ----------
    grid, owner, places
        As `Sweep` has them.
    owners
        All owners are below it.
    first, last
        Rows.
    wanted
        Which cells matter: `SEEN`, `SHARED` or `ALL`.
    """
    room = 16
    for k in range(first * grid.columns, last * grid.columns):
        room = max(room, grid.offsets[k + 1] - grid.offsets[k])
    at = np.zeros(18, np.int64)
    at[CELL], at[_STOP] = first * grid.columns - 1, last * grid.columns
    at[_WANTED] = wanted
    m = len(owner)
    return Sweep(
        grid, owner, places,
        np.empty((12, room + _BLOCK)),
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64),
        np.empty(room + _BLOCK, np.int64),
        np.empty(4 * room), np.empty((7 * room, 3), np.int64), np.empty(4 * room, np.int64),
        np.zeros(m, np.int64), np.zeros(m, np.int64),
        np.empty((2, m), np.int64), np.empty(m, np.int64),
        np.zeros(owners, np.int64), at, np.zeros(4),
    )  # fmt: skip


@inlined
def _turn(
    winding: Ints, beside: Ints, here: Ints, spot: Ints, count: Ints, owner: Ints, places: int,
    at: Ints, s: int, rise: int, more: int,
) -> int:  # fmt: skip
    """Change a region's windings; return 1 if it covers from now on, −1 if no longer, else 0."""
    before = winding[s] > 0 or winding[s] + beside[s] > 0
    winding[s] += rise
    beside[s] += more
    after = winding[s] > 0 or winding[s] + beside[s] > 0
    if before == after:
        return 0
    view = 1 if s >= places else 0
    if after:
        n = at[HERE + view]
        here[view, n], spot[s], at[HERE + view] = s, n, n + 1
    else:
        n = at[HERE + view] - 1
        last = here[view, n]
        here[view, spot[s]], spot[last], at[HERE + view] = last, spot[s], n
    if view == 1:
        o = owner[s]
        if after:
            count[o] += 1
            at[DEPTH] += 1 if count[o] == 1 else 0
        else:
            count[o] -= 1
            at[DEPTH] -= 1 if count[o] == 0 else 0
    return 1 if after else -1


@leaf
def _on_line(sweep: Sweep, x0: float, x1: float) -> None:
    """Go along the row's line from x0 to x1 within a cell."""
    edges, region, at = sweep.grid.edges, sweep.grid.region, sweep.at
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places = sweep.owned, sweep.owner, sweep.places
    items, offsets = sweep.grid.items, sweep.grid.offsets
    _, y = cell_point(
        sweep.grid.west, sweep.grid.south, sweep.grid.cell, 0, at[CELL] // sweep.grid.columns
    )
    for j in range(offsets[at[CELL]], offsets[at[CELL] + 1]):
        i = items[j]
        below = edges[i, AY] <= y
        if below != (edges[i, BY] <= y):
            x = x_at(edges, i, y)
            if x0 <= x < x1:
                # what lies to the left of an edge that runs south lies to the east of it
                rise = -1 if below else 1
                _turn(winding, beside, here, spot, count, owner, places, at, region[i], rise, 0)


@leaf
def _list(sweep: Sweep, px: float, py: float) -> None:
    """List the edges of the cell, the straight ones as lanes; the sweep is at its point."""
    edges, region, at = sweep.grid.edges, sweep.grid.region, sweep.at
    lanes, listed, who, base = sweep.lanes, sweep.listed, sweep.who, sweep.base
    items = sweep.grid.items
    item0, item1 = sweep.grid.offsets[at[CELL]], sweep.grid.offsets[at[CELL] + 1]
    n, last = 0, item1 - item0
    at[_LANES] = last
    at[_VIEWED] = 1 if region[items[item1 - 1]] >= sweep.places else 0
    sweep.span[_X], sweep.span[_Y] = px, py
    for j in range(item0, item1):
        i = items[j]
        if edges[i, TURN] != 0.0:
            last -= 1
            listed[last], who[last], base[last] = i, region[i], sweep.winding[region[i]]
            continue
        listed[n], who[n], base[n] = i, region[i], sweep.winding[region[i]]
        ax, ay, ux, uy = edges[i, AX], edges[i, AY], edges[i, UX], edges[i, UY]
        lanes[_AX, n], lanes[_AY, n], lanes[_BX, n], lanes[_BY, n] = (
            ax,
            ay,
            edges[i, BX],
            edges[i, BY],
        )
        lanes[_UX, n], lanes[_UY, n] = ux, uy
        lanes[_LEFT, n] = 1.0 if ux * (py - ay) - uy * (px - ax) > 0.0 else 0.0
        lanes[_CROSSED, n] = 0.0
        n += 1
    at[_STRAIGHT] = n
    for lane in range(n, _filled(n)):
        lanes[_AX, lane] = lanes[_AY, lane] = lanes[_BX, lane] = lanes[_BY, lane] = _NOWHERE
        lanes[_UX, lane], lanes[_UY, lane] = 1.0, 0.0
        lanes[_LEFT, lane] = lanes[_CROSSED, lane] = 0.0


@leaf
def _home(sweep: Sweep) -> None:
    """Take the sweep back to the point of the cell."""
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places, at = sweep.owned, sweep.owner, sweep.places, sweep.at
    who, base = sweep.who, sweep.base
    for lane in range(at[_LANES]):
        s = who[lane]
        if winding[s] != base[lane]:
            rise = base[lane] - winding[s]
            _turn(winding, beside, here, spot, count, owner, places, at, s, rise, 0)


@leaf
def next_cell(sweep: Sweep) -> bool:
    """Go on to the next cell that matters; return False if there is none."""
    grid, at = sweep.grid, sweep.at
    while True:
        k = at[CELL]
        if at[_LANES] > 0:
            _home(sweep)
            x0, _ = cell_point(grid.west, grid.south, grid.cell, k % grid.columns, 0)
            _on_line(sweep, x0, grid.west + (k % grid.columns + 1) * grid.cell)
        at[_LANE] = at[_LANES] = at[_STRAIGHT] = at[_VIEWED] = 0
        k += 1
        if at[_WANTED] != ALL:
            while k < at[_STOP] and grid.offsets[k] == grid.offsets[k + 1]:
                k += 1
        at[CELL] = k
        if k >= at[_STOP]:
            return False
        if grid.offsets[k] < grid.offsets[k + 1]:
            column = k % grid.columns
            px, py = cell_point(grid.west, grid.south, grid.cell, column, k // grid.columns)
            _on_line(sweep, grid.west + column * grid.cell, px)
            _list(sweep, px, py)
        seen = at[_VIEWED] == 1 or at[DEPTH] > 0
        if at[_WANTED] == SHARED:
            # places come first
            seen = seen and (
                at[HERE] > 0 or grid.region[grid.items[grid.offsets[k]]] < sweep.places
            )
        if seen or at[_WANTED] == ALL:
            return True


@leaf
def _met(lanes: Floats, m: int, ax: float, ay: float, ux: float, uy: float) -> None:
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
        lanes[_T, j] = tp + share * (tq - tp)
    for j in range(m):
        p = ux * (lanes[_AY, j] - ay) - uy * (lanes[_AX, j] - ax)
        q = ux * (lanes[_BY, j] - ay) - uy * (lanes[_BX, j] - ax)
        right_p, right_q = 3.0 if p > -_BESIDE else 0.0, 3.0 if q > -_BESIDE else 0.0
        other_p, other_q = 1.0 if p > _BESIDE else 0.0, 1.0 if q > _BESIDE else 0.0
        lanes[_CROSSED, j] = (right_p - right_q) + (other_p - other_q)


@leaf
def _sides(lanes: Floats, m: int, x: float, y: float, t: float, row: int) -> None:
    """Fill in whether a place on the right of the stretch is to the left of straight lanes."""
    for j in range(m):
        left = lanes[_UX, j] * (y - lanes[_AY, j]) - lanes[_UY, j] * (x - lanes[_AX, j])
        # after where it rises, and before where it falls
        along = t - lanes[_T, j]
        crossed = lanes[_CROSSED, j]
        side = 1.0 if left > 0.0 else 0.0
        rises = 1.0 if along >= 0.0 else 0.0
        side = rises if crossed > 1.5 else side
        lanes[row, j] = 1.0 - rises if crossed < -1.5 else side


@leaf
def _passed(lanes: Floats, m: int, px: float, py: float, qx: float, qy: float) -> None:
    """Fill in by how much windings of straight lanes' regions rise from p to q; their sides are."""
    dx, dy = qx - px, qy - py
    for j in range(m):
        a = dx * (lanes[_AY, j] - py) - dy * (lanes[_AX, j] - px)
        b = dx * (lanes[_BY, j] - py) - dy * (lanes[_BX, j] - px)
        rise = lanes[_THERE, j] - lanes[_LEFT, j]
        lanes[_FOUND, j] = rise if (a > 0.0) != (b > 0.0) else 0.0


@leaf
def _across(lanes: Floats, m: int, x: float, y: float, ux: float, uy: float, t: float) -> None:
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
    lx, ly = x - 2.0 * _BESIDE * uy, y + 2.0 * _BESIDE * ux
    for j in range(m):
        left = lanes[_UX, j] * (ly - lanes[_AY, j]) - lanes[_UY, j] * (lx - lanes[_AX, j])
        along = t - lanes[_T, j]
        crossed = lanes[_CROSSED, j]
        # how it crosses the left
        crossed -= 3.0 if crossed > 1.5 else 0.0
        crossed += 3.0 if crossed < -1.5 else 0.0
        side = 1.0 if left > 0.0 else 0.0
        rises = 1.0 if along >= 0.0 else 0.0
        side = rises if crossed > 0.5 else side
        lanes[_OTHER, j] = 1.0 - rises if crossed < -0.5 else side
    for j in range(m):
        a = ux * (lanes[_AX, j] - x) + uy * (lanes[_AY, j] - y)
        b = ux * (lanes[_BX, j] - x) + uy * (lanes[_BY, j] - y)
        rise = lanes[_OTHER, j] - lanes[_THERE, j]
        lanes[_FOUND, j] = rise if (a > 0.0) != (b > 0.0) else 0.0


@inlined
def _filled(n: int) -> int:
    """Return a number of lanes with those that fill them up."""
    return (n + _BLOCK - 1) // _BLOCK * _BLOCK


@inlined
def _picked(lanes: Floats, m: int, hit: Ints) -> int:
    """List the first m lanes of which something was found; return how many."""
    n = 0
    for j in range(m):
        hit[n] = j
        n += 1 if lanes[_FOUND, j] != 0.0 else 0
    return n


@inlined
def _picked_within(lanes: Floats, m: int, start: float, end: float, hit: Ints) -> int:
    """List the first m lanes that cross a stretch; return how many."""
    n = 0
    for j in range(m):
        hit[n] = j
        t = lanes[_T, j]
        n += 1 if (lanes[_CROSSED, j] != 0.0) & (t >= start) & (t < end) else 0
    return n


@leaf
def _apart(edges: Floats, i: int, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Return whether an edge stays away from a box."""
    return bool(
        min(edges[i, AX], edges[i, BX]) > x1 + _AWAY
        or max(edges[i, AX], edges[i, BX]) < x0 - _AWAY
        or min(edges[i, AY], edges[i, BY]) > y1 + _AWAY
        or max(edges[i, AY], edges[i, BY]) < y0 - _AWAY
    )


@inlined
def _note(what: Ints, n: int, s: int, rise: int, more: int) -> int:
    """Write a change down; return how many there are."""
    what[n, 0], what[n, 1], what[n, 2] = s, rise, more
    return n + 1


@inlined
def cover(sweep: Sweep, x: float, y: float, t: float, first: int) -> int:
    """Go to another place in the cell; return where the changes on the way end in `Sweep.what`.

    Parameters
    ----------
    sweep
        Anywhere in the cell.
    x, y
        The place, metres.
    t
        The same along the stretch, at whose right it is; any number if there is none.
    first
        Where the changes are to begin.
    """
    grid, at, lanes, listed, hit = sweep.grid, sweep.at, sweep.lanes, sweep.listed, sweep.hit
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places, what = sweep.owned, sweep.owner, sweep.places, sweep.what
    who = sweep.who
    px, py = sweep.span[_X], sweep.span[_Y]
    straight, n = at[_STRAIGHT], first
    filled = _filled(straight)
    _sides(lanes, filled, x, y, t, _THERE)
    _passed(lanes, filled, px, py, x, y)
    for h in range(_picked(lanes, straight, hit)):
        lane = hit[h]
        rise = int(lanes[_FOUND, lane])
        n = _note(what, n, who[lane], rise, 0)
    x0, x1, y0, y1 = min(px, x), max(px, x), min(py, y), max(py, y)
    for lane in range(straight, at[_LANES]):
        i = listed[lane]
        if not _apart(grid.edges, i, x0, y0, x1, y1):
            step = winding_step(grid.edges, i, px, py, x, y, x - px, y - py)
            if step != 0:
                n = _note(what, n, who[lane], step, 0)
    for e in range(first, n):
        _turn(winding, beside, here, spot, count, owner, places, at, what[e, 0], what[e, 1], 0)
    return n


@leaf
def uncover(sweep: Sweep, first: int, last: int) -> None:
    """Take back the changes that were noted from one place to another."""
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places, at = sweep.owned, sweep.owner, sweep.places, sweep.at
    what = sweep.what
    for e in range(first, last):
        _turn(
            winding, beside, here, spot, count, owner, places, at,
            what[e, 0], -what[e, 1], -what[e, 2],
        )  # fmt: skip


@leaf
def _crossings(
    edges: Floats, i: int, j: int, lower: bool, s: int, start: float, end: float,
    when: Floats, what: Ints, n: int,
) -> int:  # fmt: skip
    """Write down where edge j of region s changes the cover of a stretch of edge i, one an arc."""
    side_a = side(edges, i, edges[j, AX], edges[j, AY])
    side_b = side(edges, i, edges[j, BX], edges[j, BY])
    count, t0, t1, sign = meet(edges, i, j, side_a, side_b, _BESIDE)
    for turn in range(2 if lower else 1):
        if turn == 1:
            count, t0, t1, sign = meet(edges, i, j, side_a, side_b, -_BESIDE)
        for crossing in range(count):
            t, rise = (t0, sign) if crossing == 0 else (t1, -sign)
            if start <= t < end:
                when[n] = t
                n = _note(
                    what, n, s, rise if turn == 0 else 0,
                    0 if not lower else (rise if turn == 1 else -rise),
                )  # fmt: skip
    return n


@leaf
def _sort(when: Floats, n: int, order: Ints) -> None:
    """Fill the order of the first n numbers, in Shell's way; equal ones stay as they stand."""
    gap = 1
    while gap < n // 9:
        gap = 3 * gap + 1
    for a in range(n):
        order[a] = a
    while gap > 0:
        for a in range(gap, n):
            item, b = order[a], a
            while b >= gap and (
                when[order[b - gap]] > when[item]
                or (when[order[b - gap]] == when[item] and order[b - gap] > item)
            ):
                order[b] = order[b - gap]
                b -= gap
            order[b] = item
        gap //= 3


@inlined
def advance(sweep: Sweep) -> bool:
    """Go on to the start of the next stretch of an edge; return False if there is none.

    The caller has taken all changes of the last one (`change`).
    """
    grid, at, span = sweep.grid, sweep.at, sweep.span
    if at[_OPEN] == 1:
        _end(sweep)
    while True:
        if at[_LANE] == at[_LANES]:
            if not next_cell(sweep):
                return False
            continue
        lane = at[_LANE]
        at[_LANE] += 1
        i = sweep.listed[lane]
        if lane == 0 or sweep.who[lane] != sweep.who[lane - 1]:
            at[_LOWER] = lane
        column, row = at[CELL] % grid.columns, at[CELL] // grid.columns
        start, end = within_cell(
            grid.edges, i,
            grid.west + column * grid.cell, grid.south + row * grid.cell,
            grid.west + (column + 1) * grid.cell, grid.south + (row + 1) * grid.cell,
        )  # fmt: skip
        if start < end:
            at[EDGE], span[START], span[END] = i, start, end
            _begin(sweep)
            return True


@inlined
def _begin(sweep: Sweep) -> None:
    """Find the changes of the stretch and what covers its start."""
    grid, at, span, lanes = sweep.grid, sweep.at, sweep.span, sweep.lanes
    edges, region, when, what, order = grid.edges, grid.region, sweep.when, sweep.what, sweep.order
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places = sweep.owned, sweep.owner, sweep.places
    listed, who, hit = sweep.listed, sweep.who, sweep.hit
    i, start, end, straight = at[EDGE], span[START], span[END], at[_STRAIGHT]
    mine, filled = region[i], _filled(straight)
    px, py = place(edges, i, start, 0.0)
    qx, qy = place(edges, i, end, 0.0)
    x0, x1, y0, y1 = min(px, qx), max(px, qx), min(py, qy), max(py, qy)
    ax, ay, ux, uy = edges[i, AX], edges[i, AY], edges[i, UX], edges[i, UY]
    bent = edges[i, TURN] != 0.0
    n, first = 0, 0
    if bent:
        for lane in range(filled):
            lanes[_CROSSED, lane] = 0.0
    else:
        first = straight
        _met(lanes, filled, ax, ay, ux, uy)
        for h in range(_picked_within(lanes, straight, start, end, hit)):
            lane = hit[h]
            s, crossed = who[lane], int(lanes[_CROSSED, lane])
            right = 1 if crossed > 1 else (-1 if crossed < -1 else 0)
            other, lower = crossed - 3 * right, s < mine
            if (lower or right != 0) and not (mine < places and s < places and s != mine):
                when[n] = lanes[_T, lane]
                n = _note(what, n, s, right, other - right if lower else 0)
    wide = math.inf if bent else _WIDE
    for lane in range(first, at[_LANES]):
        j, s = listed[lane], who[lane]
        if (
            j != i
            and not (mine < places and s < places and s != mine)
            and not _apart(edges, j, x0, y0, x1, y1)
        ):
            n = _crossings(edges, i, j, s < mine, s, start, end, when, what, n)
            # an arc may go along the edge for a while: keep away from where they meet
            wide = math.inf
    _sort(when, n, order)
    gap, widest, before, middle = 0, -1.0, start, 0.0
    for g in range(n + 1):
        after = when[order[g]] if g < n else end
        if after - before > widest:
            widest, gap, middle = after - before, g, 0.5 * (before + after)
            if widest > wide:
                break
        before = after
    x, y = place(edges, i, middle, _BESIDE)
    noted = cover(sweep, x, y, middle, n)
    aside = noted
    # what covers the left alone matters if it belongs to a region with a lower index
    if not bent:
        lower = at[_LOWER]
        _across(lanes, _filled(lower), x, y, ux, uy, middle)
        for h in range(_picked(lanes, lower, hit)):
            lane = hit[h]
            rise = int(lanes[_FOUND, lane])
            aside = _note(what, aside, who[lane], 0, rise)
        dx, dy = -uy, ux
    else:
        toward = 1.0 if edges[i, TURN] > 0.0 else -1.0
        dx, dy = toward * (edges[i, CX] - x), toward * (edges[i, CY] - y)
    lx, ly = place(edges, i, middle, -_BESIDE)
    for lane in range(first, at[_LANES]):
        j = listed[lane]
        if who[lane] < mine and not _apart(edges, j, x, y, x, y):
            step = winding_step(edges, j, x, y, lx, ly, dx, dy)
            if step != 0:
                aside = _note(what, aside, who[lane], 0, step)
    for e in range(noted, aside):
        _turn(winding, beside, here, spot, count, owner, places, at, what[e, 0], 0, what[e, 2])
    for g in range(gap - 1, -1, -1):
        uncover(sweep, order[g], order[g] + 1)
    at[EVENTS], at[_GAP], at[_NOTED], at[_ASIDE] = n, gap, noted, aside
    at[_PLAIN] = 1 if wide < math.inf and mine >= places else 0
    at[_OPEN] = 1


@inlined
def _end(sweep: Sweep) -> None:
    """Leave the stretch, from its end; the sweep stays at its right, where there is room."""
    grid, at, span, lanes = sweep.grid, sweep.at, sweep.span, sweep.lanes
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places = sweep.owned, sweep.owner, sweep.places
    when, what, order = sweep.when, sweep.what, sweep.order
    i, n, g = at[EDGE], at[EVENTS], at[EVENTS]
    bent = grid.edges[i, TURN] != 0.0
    while True:
        low = when[order[g - 1]] if g > 0 else span[START]
        high = when[order[g]] if g < n else span[END]
        if g == at[_GAP] or (at[_PLAIN] == 1 and high - low > _WIDE):
            break
        g -= 1
        uncover(sweep, order[g], order[g] + 1)
    for e in range(at[_ASIDE]):
        s = what[e, 0]
        if what[e, 2] != 0 and beside[s] != 0:
            _turn(winding, beside, here, spot, count, owner, places, at, s, 0, -beside[s])
    if high - low > (_WIDE / abs(grid.edges[i, TURN]) if bent else _WIDE):
        middle = 0.5 * (low + high)
        span[_X], span[_Y] = place(grid.edges, i, middle, _BESIDE)
        filled = _filled(at[_STRAIGHT])
        _sides(lanes, filled, span[_X], span[_Y], middle, _LEFT)
    else:
        uncover(sweep, n, at[_NOTED])
    at[_OPEN] = 0


@inlined
def change(sweep: Sweep, g: int) -> int:
    """Take the change g of the stretch; return 1 if its region covers from now on, −1, or 0."""
    e = sweep.order[g]
    return _turn(
        sweep.winding, sweep.beside, sweep.here, sweep.spot, sweep.owned, sweep.owner,
        sweep.places, sweep.at, sweep.what[e, 0], sweep.what[e, 1], sweep.what[e, 2],
    )  # fmt: skip
