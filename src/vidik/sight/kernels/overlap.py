"""By how many others each stretch of an edge is covered, cell by cell of a grid.

By Green's theorem the area covered at least k times is ½∮ over those stretches of edges whose outer
side is covered by k − 1 others. Within a cell, an edge changes its cover only where it crosses
another edge of that cell; and how it is covered anywhere in the cell follows from how the cell's
own point is covered and from the edges between both.

Edges in the same place need a rule. Regions are thought to be grown, each by a little, those with a
lower index by more, none by so much that anything else changes. So an edge is covered by what lies
on its right, and by what lies on its left alone if that belongs to a region with a lower index.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import grown
from vidik.sight.kernels.plane import (
    Grid,
    cell_point,
    green,
    meet,
    place,
    side,
    sort,
    winding_step,
    within_cell,
)

__all__ = ["base_windings", "cell_regions", "covers", "depths", "first_windings", "steps"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# What lies beside an edge is looked for this far from it, metres: far more than rounding moves a
# corner, far less than anything that is drawn.
_BESIDE = 2.0**-23


@jit
def cell_regions(
    grid: Grid, k: int, slot: Ints, regions: Ints, edges: Floats, who: Ints
) -> tuple[Ints, int, Floats, Ints]:
    """List the regions and edges that a cell has to do with.

    Parameters
    ----------
    grid, k
        A cell.
    slot
        Shape (regions,), −1 throughout: filled with the place of each region in the list.
    regions, edges, who
        Filled: the regions, the cell's edges, and the slot of each edge's region.

    Returns
    -------
    tuple
        The list, how many regions there are, edges and slots; all may have grown.
    """
    base0, base1 = grid.base_offsets[k], grid.base_offsets[k + 1]
    item0, item1 = grid.offsets[k], grid.offsets[k + 1]
    base, items, region, everywhere = grid.base, grid.items, grid.region, grid.edges
    room = base1 - base0 + item1 - item0
    if room > len(regions):
        regions = np.empty(2 * room, np.int64)
        edges, who = np.empty((2 * room, 10)), np.empty(2 * room, np.int64)
    n = 0
    for at in range(base0, base1):
        if slot[base[at]] < 0:
            slot[base[at]] = n
            regions[n] = base[at]
            n += 1
    for at in range(item0, item1):
        i = items[at]
        if slot[region[i]] < 0:
            slot[region[i]] = n
            regions[n] = region[i]
            n += 1
        who[at - item0] = slot[region[i]]
        for column in range(10):
            edges[at - item0, column] = everywhere[i, column]
    return regions, n, edges, who


@jit
def steps(
    edges: Floats, who: Ints, m: int, i: int, start: float, end: float, when: Floats, what: Ints
) -> tuple[int, bool]:
    """List where the cover of a stretch of edge i changes.

    Parameters
    ----------
    edges, who, m, i
        The m edges of a cell, and the slots of their regions.
    start, end
        The stretch.
    when
        Shape (room,), filled: places.
    what
        Shape (room, 3), filled: slot of the region, and by how much its winding rises on the right
        and on the left of the edge.

    Returns
    -------
    tuple
        How many changes there are, and whether nothing lies so near the edge that both its sides
        need a look of their own.
    """
    n, plain = 0, True
    for j in range(m):
        if j == i:
            continue
        side_a = side(edges, i, edges[j, 0], edges[j, 1])
        side_b = side(edges, i, edges[j, 2], edges[j, 3])
        straight = edges[i, 6] == 0.0 and edges[j, 6] == 0.0
        if straight and (
            (side_a > _BESIDE and side_b > _BESIDE) or (side_a < -_BESIDE and side_b < -_BESIDE)
        ):
            continue
        count, t0, t1, sign = meet(edges, i, j, side_a, side_b, _BESIDE)
        clear = abs(side_a) > _BESIDE and abs(side_b) > _BESIDE
        if straight and clear:
            # clear of any corner, both sides see the same
            if start <= t0 < end:
                when[n], what[n, 0], what[n, 1], what[n, 2] = t0, who[j], sign, sign
                n += 1
            continue
        plain = plain and not straight and clear
        for turn in range(2):
            if turn == 1:
                count, t0, t1, sign = meet(edges, i, j, side_a, side_b, -_BESIDE)
            for crossing in range(count):
                t = t0 if crossing == 0 else t1
                if start <= t < end:
                    when[n], what[n, 0] = t, who[j]
                    what[n, 1 + turn] = sign if crossing == 0 else -sign
                    what[n, 2 - turn] = 0
                    n += 1
    return n, plain


@jit
def base_windings(
    grid: Grid,
    k: int,
    slot: Ints,
    winding: Ints,
    edges: Floats,
    who: Ints,
    m: int,
    x: float,
    y: float,
) -> None:
    """Fill the windings of a cell's regions about a point in it.

    Parameters
    ----------
    grid, k, slot, edges, who, m
        A cell, as `cell_regions` lists it.
    winding
        Shape (n,), filled.
    x, y
        The point, metres.
    """
    winding[:] = 0
    for at in range(grid.base_offsets[k], grid.base_offsets[k + 1]):
        winding[slot[grid.base[at]]] += 1
    px, py = cell_point(grid.west, grid.south, grid.cell, k % grid.columns, k // grid.columns)
    for j in range(m):
        winding[who[j]] += winding_step(edges, j, px, py, x, y)


@jit
def first_windings(
    grid: Grid,
    k: int,
    slot: Ints,
    edges: Floats,
    who: Ints,
    m: int,
    i: int,
    start: float,
    end: float,
    when: Floats,
    what: Ints,
    order: Ints,
    n: int,
    plain: bool,
    winding: Ints,
) -> None:
    """Fill the windings of a cell's regions about the start of a stretch, right and left of it.

    They are counted in the middle of the widest gap between changes and taken back from there, so
    that no corner is near.

    Parameters
    ----------
    grid, k, slot, edges, who, m, i, start, end
        A stretch of an edge of a cell, as `cell_regions` lists it.
    when, what, n, plain
        Its changes (`steps`).
    order
        Their order.
    winding
        Shape (2, regions), filled: right, left.
    """
    gap, widest, before = 0, -1.0, start
    for g in range(n + 1):
        after = when[order[g]] if g < n else end
        if after - before > widest:
            widest, gap = after - before, g
        before = after
    low = when[order[gap - 1]] if gap > 0 else start
    high = when[order[gap]] if gap < n else end
    middle = 0.5 * (low + high)
    x, y = place(edges, i, middle, _BESIDE)
    base_windings(grid, k, slot, winding[0], edges, who, m, x, y)
    if plain:
        winding[1] = winding[0]
    else:
        x, y = place(edges, i, middle, -_BESIDE)
        base_windings(grid, k, slot, winding[1], edges, who, m, x, y)
    for g in range(gap):
        s = what[order[g], 0]
        winding[0, s] -= what[order[g], 1]
        winding[1, s] -= what[order[g], 2]


@jit
def covers(winding: Ints, s: int, lower: bool) -> bool:
    """Return whether a region covers the outer side of an edge, by the rule for equal places."""
    return winding[0, s] > 0 or (lower and winding[1, s] > 0)


@jit
def depths(
    grid: Grid, owner: Ints, places: int, first: int, last: int, ox: float, oy: float
) -> tuple[Floats, Ints, Ints, Floats]:
    """Return the area at each depth that the edges in some rows of the grid add.

    Parameters
    ----------
    grid
        Regions 0 … places − 1 are *places*, the others *views*.
    owner
        Shape (m,): of each region; owners of views are counted once however many of their regions
        cover a place.
    places
        Number of places.
    first, last
        Rows ``first … last − 1``.
    ox, oy
        Any point, the same for all rows.

    Returns
    -------
    tuple
        Of the views, shape (d,): square metres of depth k + 1 or more. Of the places, as a list of
        place, depth − 1 and square metres.
    """
    slot = np.full(len(owner), -1, np.int64)
    owner_slot = np.full(owner.max() + 1 if len(owner) else 0, -1, np.int64)
    regions, who = np.empty(256, np.int64), np.empty(256, np.int64)
    edges = np.empty((256, 10))
    when, what, order = np.empty(256), np.empty((256, 3), np.int64), np.empty(256, np.int64)
    area = np.zeros(16)
    used = 0
    out_place, out_depth, out_area = np.empty(256, np.int64), np.empty(256, np.int64), np.empty(256)
    found = 0
    for k in range(first * grid.columns, last * grid.columns):
        item0, item1 = grid.offsets[k], grid.offsets[k + 1]
        if item0 == item1:
            continue
        regions, n, edges, who = cell_regions(grid, k, slot, regions, edges, who)
        m = item1 - item0
        # owners by their own places; places of the ground first
        held, inside = np.empty(n, np.int64), 0
        here = np.empty(n, np.int64)
        owners = 0
        for s in range(n):
            if regions[s] < places:
                here[inside] = s
                inside += 1
                continue
            o = owner[regions[s]]
            if owner_slot[o] < 0:
                owner_slot[o] = owners
                owners += 1
            held[s] = owner_slot[o]
        if owners > len(area):
            area = np.concatenate((area, np.zeros(2 * owners)))
        used = max(used, owners)
        local = np.zeros((n, owners)) if inside > 0 else np.zeros((0, owners))
        winding = np.empty((2, n), np.int64)
        count = np.empty(owners, np.int64)
        room = 4 * m
        if room > len(when):
            when, what = np.empty(2 * room), np.empty((2 * room, 3), np.int64)
            order = np.empty(2 * room, np.int64)
        column, row = k % grid.columns, k // grid.columns
        x0, x1 = grid.west + column * grid.cell, grid.west + (column + 1) * grid.cell
        y0, y1 = grid.south + row * grid.cell, grid.south + (row + 1) * grid.cell
        for i in range(m):
            start, end = within_cell(edges, i, x0, y0, x1, y1)
            if not start < end:
                continue
            own = who[i]
            mine = regions[own]
            events, plain = steps(edges, who, m, i, start, end, when, what)
            sort(when, events, order)
            first_windings(
                grid,
                k,
                slot,
                edges,
                who,
                m,
                i,
                start,
                end,
                when,
                what,
                order,
                events,
                plain,
                winding,
            )
            count[:] = 0
            depth = 0
            for s in range(n):
                if regions[s] >= places and covers(winding, s, regions[s] < mine):
                    if count[held[s]] == 0:
                        depth += 1
                    count[held[s]] += 1
            for g in range(events + 1):
                t = when[order[g]] if g < events else end
                if t > start:
                    if winding[0, own] <= 0:
                        if mine < places:
                            if depth > 0:
                                part = green(edges, i, start, t, ox, oy)
                                for d in range(depth):
                                    local[own, d] += part
                        elif count[held[own]] == 0:
                            part = green(edges, i, start, t, ox, oy)
                            area[depth] += part
                            for p in range(inside):
                                if covers(winding, here[p], True):
                                    local[here[p], depth] += part
                    start = t
                if g == events:
                    break
                e = order[g]
                s = what[e, 0]
                lower = regions[s] < mine
                before = covers(winding, s, lower)
                winding[0, s] += what[e, 1]
                winding[1, s] += what[e, 2]
                after = covers(winding, s, lower)
                if before != after and regions[s] >= places:
                    o = held[s]
                    if after:
                        if count[o] == 0:
                            depth += 1
                        count[o] += 1
                    else:
                        count[o] -= 1
                        if count[o] == 0:
                            depth -= 1
        for p in range(inside):
            for d in range(owners):
                if local[here[p], d] != 0.0:
                    if found == len(out_area):
                        out_place = grown(out_place, 2 * found)
                        out_depth = grown(out_depth, 2 * found)
                        out_area = grown(out_area, 2 * found)
                    out_place[found] = regions[here[p]]
                    out_depth[found] = d
                    out_area[found] = local[here[p], d]
                    found += 1
        for s in range(n):
            slot[regions[s]] = -1
            if regions[s] >= places:
                owner_slot[owner[regions[s]]] = -1
    return area[:used].copy(), out_place[:found], out_depth[:found], out_area[:found]
