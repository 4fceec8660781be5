"""Areas by depth, without an arrangement.

By Green's theorem the area covered at least k times is ½∮ over those stretches of edges whose outer
side is covered by k − 1 others (see `vidik.sight.kernels.sweep`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import inlined, jit, leaf
from vidik.sight.kernels.cover import (
    DEPTH,
    EDGE,
    END,
    EVENTS,
    HERE,
    SEEN,
    SHARED,
    START,
    begun,
)
from vidik.sight.kernels.geometry import grown
from vidik.sight.kernels.plane import Grid, green
from vidik.sight.kernels.sweep import advance, change

__all__ = ["depths"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit
def _wider(table: Floats, rows: int, columns: int) -> Floats:
    """Return a copy of a table with room for more rows and columns, zero throughout."""
    out = np.zeros((rows, columns))
    for i in range(len(table)):
        for j in range(table.shape[1]):
            out[i, j] = table[i, j]
    return out


@leaf
def _listed(row: Ints, touched: Ints, rows: int, p: int) -> int:
    """Give a place a row unless it has one; return how many rows there are."""
    if row[p] >= 0:
        return rows
    row[p], touched[rows - 1] = rows, p
    return rows + 1


@inlined
def _others(here: Ints, n: int, group: Ints, met: Ints, mark: int, mine: int) -> int:
    """Return how many groups but one have a view among n; each that has one is marked."""
    found = 0
    for k in range(n):
        g = group[here[1, k]]
        if g >= 0 and met[g] != mark:
            met[g] = mark
            found += 1 if g != mine else 0
    return found


@jit
def depths(
    grid: Grid,
    owner: Ints,
    owners: int,
    places: int,
    first: int,
    last: int,
    ox: float,
    oy: float,
    outside: bool,
    group: Ints,
    groups: int,
) -> tuple[Floats, Ints, Floats, Floats]:
    """Return the area at each depth that the edges in some rows of the grid add.

    Parameters
    ----------
    grid, owner, owners, places
        As for `vidik.sight.kernels.cover.begun`.
    first, last
        Rows ``first … last − 1``.
    ox, oy
        Any point, the same for all rows.
    outside
        Whether ground in no place matters; if not, of all ground nothing of use is returned.
    group
        Shape (m,): of each view's owner, −1 where it is of none; owners are of one group alone.
    groups
        All groups are below it; 0: nobody asks for them.

    Returns
    -------
    tuple
        Of the views, shape (d,): square metres of depth k + 1 or more. Places, shape (p,), and of
        each of them, shape (p, d): likewise. Of all ground that matters, shape (g,): square metres
        that k + 1 groups or more cover.
    """
    sweep = begun(grid, owner, owners, places, first, last, SEEN if outside else SHARED)
    edges, region = grid.edges, grid.region
    at, span, when, order = sweep.at, sweep.span, sweep.when, sweep.order
    winding, count, here = sweep.winding, sweep.owned, sweep.here
    # row 0 is for all ground, the others are for places, as they come
    row, touched, rows = np.full(places, -1, np.int64), np.empty(15, np.int64), 1
    # what edges of views add to one depth, and edges of places to all depths up to one
    one, up_to, used = np.zeros((16, 16)), np.zeros((16, 16)), 0
    # the same of groups, of all ground that matters
    met, mark = np.full(groups, -1, np.int64), 0
    by_one, by_up_to = np.zeros(groups + 1), np.zeros(groups + 1)
    while advance(sweep):
        i, start, end, events = at[EDGE], span[START], span[END], at[EVENTS]
        mine = region[i]
        room, deepest = rows + at[HERE] + events + 1, at[DEPTH] + events + 1
        if room > len(one) or deepest > one.shape[1]:
            room, deepest = max(2 * room, len(one)), max(2 * deepest, one.shape[1])
            one, up_to = _wider(one, room, deepest), _wider(up_to, room, deepest)
            touched = grown(touched, room)
        for g in range(events + 1):
            t = when[order[g]] if g < events else end
            depth = at[DEPTH]
            if t > start and winding[mine] <= 0:
                if mine < places:
                    if depth > 0:
                        rows = _listed(row, touched, rows, mine)
                        part = green(edges, i, start, t, ox, oy)
                        up_to[row[mine], depth - 1] += part
                        used = max(used, depth)
                        if groups > 0 and not outside:
                            mark += 1
                            others = _others(here, at[HERE + 1], group, met, mark, -1)
                            by_up_to[others] += part
                elif count[owner[mine]] == 0:
                    part = green(edges, i, start, t, ox, oy)
                    one[0, depth] += part
                    used = max(used, depth + 1)
                    if groups > 0 and group[mine] >= 0 and (outside or at[HERE] > 0):
                        mark += 1
                        others = _others(here, at[HERE + 1], group, met, mark, group[mine])
                        if met[group[mine]] != mark:
                            by_one[others] += part if outside else part * at[HERE]
                    for n in range(at[HERE]):
                        p = here[0, n]
                        rows = _listed(row, touched, rows, p)
                        one[row[p], depth] += part
            start = max(start, t)
            if g < events:
                change(sweep, g)
    area = np.empty((rows, used))
    for r in range(rows):
        deeper = 0.0
        for d in range(used - 1, -1, -1):
            deeper += up_to[r, d]
            area[r, d] = one[r, d] + deeper
    by_group, deeper = np.empty(groups), 0.0
    for d in range(groups - 1, -1, -1):
        deeper += by_up_to[d + 1]  # entry 0 is of no group
        by_group[d] = by_one[d] + deeper
    return area[0], touched[: rows - 1], area[1:], by_group
