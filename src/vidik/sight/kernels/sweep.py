"""A sweep along every edge in the cells of a grid that knows which regions cover it.

Within a cell, a stretch of an edge changes its cover (`vidik.sight.kernels.cover`) only where it
crosses another edge of that cell; how it is covered to begin with is counted once, from the cell's
point to the middle of the widest gap between crossings, so that no corner is near.

Edges in the same place need a rule. Regions are thought to be grown, each by a little, those with a
lower index by more, none by so much that anything else changes. So an edge is covered by what lies
on its right, and by what lies on its left alone if that belongs to a region with a lower index.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, leaf
from vidik.sight.kernels.cover import (
    ASIDE,
    CELL,
    EDGE,
    END,
    EVENTS,
    GAP,
    LANE,
    LANES,
    LOWER,
    NOTED,
    OPEN,
    PLAIN,
    START,
    STRAIGHT,
    Sweep,
    X,
    Y,
    apart,
    cover,
    next_cell,
    note,
    turn,
    uncover,
)
from vidik.sight.kernels.lanes import (
    AT,
    BESIDE,
    CROSSED,
    FOUND,
    LEFT,
    across,
    filled,
    met,
    missed,
    picked,
    picked_within,
    sides,
)
from vidik.sight.kernels.meeting import meet, side
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
    place,
    winding_step,
    within_cell,
)

__all__ = ["advance", "change"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Cover is counted in the middle of a gap between changes that is wider than this, metres.
_WIDE = 1e-4


@leaf
def _crossings(
    edges: Floats, i: int, j: int, lower: bool, s: int, start: float, end: float,
    when: Floats, what: Ints, n: int,
) -> int:  # fmt: skip
    """Write down where edge j of region s changes the cover of a stretch of edge i, one an arc."""
    side_a = side(edges, i, edges[j, AX], edges[j, AY])
    side_b = side(edges, i, edges[j, BX], edges[j, BY])
    count, t0, t1, sign = meet(edges, i, j, side_a, side_b, BESIDE)
    for on_left in range(2 if lower else 1):
        if on_left == 1:
            count, t0, t1, sign = meet(edges, i, j, side_a, side_b, -BESIDE)
        for crossing in range(count):
            t, rise = (t0, sign) if crossing == 0 else (t1, -sign)
            if start <= t < end:
                when[n] = t
                n = note(
                    what, n, s, rise if on_left == 0 else 0,
                    0 if not lower else (rise if on_left == 1 else -rise),
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
    if at[OPEN] == 1:
        _end(sweep)
    while True:
        if at[LANE] == at[LANES]:
            if not next_cell(sweep):
                return False
            continue
        lane = at[LANE]
        at[LANE] += 1
        i = sweep.listed[lane]
        if lane == 0 or sweep.who[lane] != sweep.who[lane - 1]:
            at[LOWER] = lane
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
    i, start, end, straight = at[EDGE], span[START], span[END], at[STRAIGHT]
    mine, m = region[i], filled(straight)
    px, py = place(edges, i, start, 0.0)
    qx, qy = place(edges, i, end, 0.0)
    x0, x1, y0, y1 = min(px, qx), max(px, qx), min(py, qy), max(py, qy)
    ax, ay, ux, uy = edges[i, AX], edges[i, AY], edges[i, UX], edges[i, UY]
    bent = edges[i, TURN] != 0.0
    n, first = 0, 0
    if bent:
        missed(lanes, m)
    else:
        first = straight
        met(lanes, m, ax, ay, ux, uy)
        for h in range(picked_within(lanes, straight, start, end, hit)):
            lane = hit[h]
            s, crossed = who[lane], int(lanes[CROSSED, lane])
            right = 1 if crossed > 1 else (-1 if crossed < -1 else 0)
            other, lower = crossed - 3 * right, s < mine
            if lower or right != 0:
                when[n] = lanes[AT, lane]
                n = note(what, n, s, right, other - right if lower else 0)
    wide = math.inf if bent else _WIDE
    for lane in range(first, at[LANES]):
        j, s = listed[lane], who[lane]
        if j != i and not apart(edges, j, x0, y0, x1, y1):
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
    x, y = place(edges, i, middle, BESIDE)
    noted = cover(sweep, x, y, middle, n)
    aside = noted
    # what covers the left alone matters if it belongs to a region with a lower index
    if not bent:
        lower = at[LOWER]
        across(lanes, filled(lower), x, y, ux, uy, middle)
        for h in range(picked(lanes, lower, hit)):
            lane = hit[h]
            rise = int(lanes[FOUND, lane])
            aside = note(what, aside, who[lane], 0, rise)
        dx, dy = -uy, ux
    else:
        toward = 1.0 if edges[i, TURN] > 0.0 else -1.0
        dx, dy = toward * (edges[i, CX] - x), toward * (edges[i, CY] - y)
    lx, ly = place(edges, i, middle, -BESIDE)
    for lane in range(first, at[LANES]):
        j = listed[lane]
        if who[lane] < mine and not apart(edges, j, x, y, x, y):
            step = winding_step(edges, j, x, y, lx, ly, dx, dy)
            if step != 0:
                aside = note(what, aside, who[lane], 0, step)
    for e in range(noted, aside):
        turn(winding, beside, here, spot, count, owner, places, at, what[e, 0], 0, what[e, 2])
    for g in range(gap - 1, -1, -1):
        uncover(sweep, order[g], order[g] + 1)
    at[EVENTS], at[GAP], at[NOTED], at[ASIDE] = n, gap, noted, aside
    at[PLAIN] = 1 if wide < math.inf and mine >= places else 0
    at[OPEN] = 1


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
        if g == at[GAP] or (at[PLAIN] == 1 and high - low > _WIDE):
            break
        g -= 1
        uncover(sweep, order[g], order[g] + 1)
    for e in range(at[ASIDE]):
        s = what[e, 0]
        if what[e, 2] != 0 and beside[s] != 0:
            turn(winding, beside, here, spot, count, owner, places, at, s, 0, -beside[s])
    if high - low > (_WIDE / abs(grid.edges[i, TURN]) if bent else _WIDE):
        middle = 0.5 * (low + high)
        span[X], span[Y] = place(grid.edges, i, middle, BESIDE)
        sides(lanes, filled(at[STRAIGHT]), span[X], span[Y], middle, LEFT)
    else:
        uncover(sweep, n, at[NOTED])
    at[OPEN] = 0


@inlined
def change(sweep: Sweep, g: int) -> int:
    """Take the change g of the stretch; return 1 if its region covers from now on, −1, or 0."""
    e = sweep.order[g]
    return turn(
        sweep.winding, sweep.beside, sweep.here, sweep.spot, sweep.owned, sweep.owner,
        sweep.places, sweep.at, sweep.what[e, 0], sweep.what[e, 1], sweep.what[e, 2],
    )  # fmt: skip
