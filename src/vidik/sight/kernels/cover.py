"""What covers a place: the regions whose winding about it is above 0, cell by cell of a grid.

Rows are swept from west to east along a line, the cell's own point lying on it: whatever edge
crosses the line changes what covers it. From the cell's point, cover is counted to any other place
in the cell over the edges between both.

Regions 0 … places − 1 are *places*, the others *views*; owners of views are counted once however
many of their regions cover a place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.lanes import (
    BLOCK,
    FOUND,
    ROWS,
    THERE,
    fill_up,
    filled,
    lay,
    passed,
    picked,
    sides,
)
from vidik.sight.kernels.plane import (
    AX,
    AY,
    BX,
    BY,
    TURN,
    Grid,
    cell_point,
    winding_step,
    x_at,
)

__all__ = [
    "ALL",
    "ASIDE",
    "CELL",
    "DEPTH",
    "EDGE",
    "END",
    "EVENTS",
    "GAP",
    "HERE",
    "LANE",
    "LANES",
    "LOWER",
    "NOTED",
    "OPEN",
    "PLAIN",
    "SEEN",
    "SHARED",
    "START",
    "STRAIGHT",
    "Sweep",
    "X",
    "Y",
    "apart",
    "begun",
    "cover",
    "next_cell",
    "note",
    "turn",
    "uncover",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# An edge that stays this far away from a stretch does not meet it, metres: more than `BESIDE` of
# `vidik.sight.kernels.lanes`.
_AWAY = 1e-6

#: Which cells matter: those that a view touches, of these those that a place touches, or all.
SEEN, SHARED, ALL = range(3)

#: Entries of `Sweep.at`: the cell, where the rows end, which cells matter; lane and number of lanes
#: (the straight ones first), and the first lane of the same region; whether there is a stretch, its
#: edge, number of its changes, before which of them its cover was counted, where in `Sweep.what`
#: the changes on the way there end, and those that make its left, and whether it met no arc; the
#: depth, and how many places and views cover.
(
    CELL, _STOP, _WANTED, LANE, LANES, STRAIGHT, LOWER, OPEN, EDGE, EVENTS, GAP, NOTED, ASIDE,
    PLAIN, DEPTH, HERE,
) = range(16)  # fmt: skip

#: Entries of `Sweep.span`: the stretch, and the place of the sweep in the cell, metres.
START, END, X, Y = range(4)


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
        Shape (rows, room): the straight edges of the cell (`vidik.sight.kernels.lanes`).
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
    at = np.zeros(HERE + 2, np.int64)
    at[CELL], at[_STOP] = first * grid.columns - 1, last * grid.columns
    at[_WANTED] = wanted
    m = len(owner)
    return Sweep(
        grid, owner, places,
        np.empty((ROWS, room + BLOCK)),
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64),
        np.empty(room + BLOCK, np.int64),
        np.empty(4 * room), np.empty((7 * room, 3), np.int64), np.empty(4 * room, np.int64),
        np.zeros(m, np.int64), np.zeros(m, np.int64),
        np.empty((2, m), np.int64), np.empty(m, np.int64),
        np.zeros(owners, np.int64), at, np.zeros(4),
    )  # fmt: skip


@inlined
def turn(
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
                turn(winding, beside, here, spot, count, owner, places, at, region[i], rise, 0)


@leaf
def _list(sweep: Sweep, px: float, py: float) -> None:
    """List the edges of the cell, the straight ones as lanes; the sweep is at its point."""
    edges, region, at = sweep.grid.edges, sweep.grid.region, sweep.at
    lanes, listed, who, base = sweep.lanes, sweep.listed, sweep.who, sweep.base
    items = sweep.grid.items
    item0, item1 = sweep.grid.offsets[at[CELL]], sweep.grid.offsets[at[CELL] + 1]
    n, last = 0, item1 - item0
    at[LANES] = last
    sweep.span[X], sweep.span[Y] = px, py
    for j in range(item0, item1):
        i = items[j]
        if edges[i, TURN] != 0.0:
            last -= 1
            listed[last], who[last], base[last] = i, region[i], sweep.winding[region[i]]
            continue
        listed[n], who[n], base[n] = i, region[i], sweep.winding[region[i]]
        lay(lanes, n, edges, i, px, py)
        n += 1
    at[STRAIGHT] = n
    fill_up(lanes, n)


@leaf
def _home(sweep: Sweep) -> None:
    """Take the sweep back to the point of the cell."""
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places, at = sweep.owned, sweep.owner, sweep.places, sweep.at
    who, base = sweep.who, sweep.base
    for lane in range(at[LANES]):
        s = who[lane]
        if winding[s] != base[lane]:
            rise = base[lane] - winding[s]
            turn(winding, beside, here, spot, count, owner, places, at, s, rise, 0)


@leaf
def next_cell(sweep: Sweep) -> bool:
    """Go on to the next cell that matters; return False if there is none."""
    grid, at = sweep.grid, sweep.at
    while True:
        k = at[CELL]
        if at[LANES] > 0:
            _home(sweep)
            x0, _ = cell_point(grid.west, grid.south, grid.cell, k % grid.columns, 0)
            _on_line(sweep, x0, grid.west + (k % grid.columns + 1) * grid.cell)
        at[LANE] = at[LANES] = at[STRAIGHT] = 0
        k += 1
        if at[_WANTED] != ALL:
            while k < at[_STOP] and grid.offsets[k] == grid.offsets[k + 1]:
                k += 1
        at[CELL] = k
        if k >= at[_STOP]:
            return False
        if grid.offsets[k] == grid.offsets[k + 1]:
            return True
        column = k % grid.columns
        px, py = cell_point(grid.west, grid.south, grid.cell, column, k // grid.columns)
        _on_line(sweep, grid.west + column * grid.cell, px)
        if _matters(sweep):
            _list(sweep, px, py)
            return True
        _on_line(sweep, px, grid.west + (column + 1) * grid.cell)


@inlined
def _matters(sweep: Sweep) -> bool:
    """Return whether the cell is one of those that are wanted; it has edges, places' first."""
    grid, at = sweep.grid, sweep.at
    if at[_WANTED] == ALL:
        return True
    items, k = grid.items, at[CELL]
    first, last = items[grid.offsets[k]], items[grid.offsets[k + 1] - 1]
    seen = at[DEPTH] > 0 or grid.region[last] >= sweep.places
    shared = at[HERE] > 0 or grid.region[first] < sweep.places
    return bool(seen and (shared or at[_WANTED] == SEEN))


@leaf
def apart(edges: Floats, i: int, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Return whether an edge stays away from a box."""
    return bool(
        min(edges[i, AX], edges[i, BX]) > x1 + _AWAY
        or max(edges[i, AX], edges[i, BX]) < x0 - _AWAY
        or min(edges[i, AY], edges[i, BY]) > y1 + _AWAY
        or max(edges[i, AY], edges[i, BY]) < y0 - _AWAY
    )


@inlined
def note(what: Ints, n: int, s: int, rise: int, more: int) -> int:
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
    px, py = sweep.span[X], sweep.span[Y]
    straight, n = at[STRAIGHT], first
    m = filled(straight)
    sides(lanes, m, x, y, t, THERE)
    passed(lanes, m, px, py, x, y)
    for h in range(picked(lanes, straight, hit)):
        lane = hit[h]
        rise = int(lanes[FOUND, lane])
        n = note(what, n, who[lane], rise, 0)
    x0, x1, y0, y1 = min(px, x), max(px, x), min(py, y), max(py, y)
    for lane in range(straight, at[LANES]):
        i = listed[lane]
        if not apart(grid.edges, i, x0, y0, x1, y1):
            step = winding_step(grid.edges, i, px, py, x, y, x - px, y - py)
            if step != 0:
                n = note(what, n, who[lane], step, 0)
    for e in range(first, n):
        turn(winding, beside, here, spot, count, owner, places, at, what[e, 0], what[e, 1], 0)
    return n


@leaf
def uncover(sweep: Sweep, first: int, last: int) -> None:
    """Take back the changes that were noted from one place to another."""
    winding, beside, here, spot = sweep.winding, sweep.beside, sweep.here, sweep.spot
    count, owner, places, at = sweep.owned, sweep.owner, sweep.places, sweep.at
    what = sweep.what
    for e in range(first, last):
        turn(
            winding, beside, here, spot, count, owner, places, at,
            what[e, 0], -what[e, 1], -what[e, 2],
        )  # fmt: skip
