"""Expected areas: the probability that a camera sees a place, integrated over places.

What each stretch of an edge adds is in `vidik.sight.kernels.swept`, and which regions cover it in
`vidik.sight.kernels.sweep`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.aims import Aimed, ground_reach, limits
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.cover import (
    ALL,
    CELL,
    EDGE,
    END,
    EVENTS,
    HERE,
    SHARED,
    START,
    begun,
    cover,
    next_cell,
    uncover,
)
from vidik.sight.kernels.plane import EXTENT, TURN, Grid, place
from vidik.sight.kernels.sweep import advance, change
from vidik.sight.kernels.swept import room_for, swept

__all__ = ["Owned", "expected", "expected_alone", "sampled"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Owned(NamedTuple):
    """The m views that are regions of a grid, in order, and whose they are.

    Parameters
    ----------
    camera, centre
        Shape (m,) and (m, 2): whose view each is, and where that camera is.
    stances, aims
        Of the cameras (`vidik.model.views.Views`).
    """

    camera: Ints
    centre: Floats
    stances: Ints
    aims: Aimed


@jit
def _weigh(
    edges: Floats, i: int, t0: float, t1: float, views: Owned, v: int, cuts: Floats, out: Floats
) -> None:
    """Fill what a stretch of an edge adds to the expected area of view v at each level."""
    px, py = place(edges, i, t0, 0.0)
    qx, qy = place(edges, i, t1, 0.0)
    camera, aims = views.camera[v], views.aims
    cx, cy = views.centre[v, 0], views.centre[v, 1]
    arcs = slice(aims.arc_offsets[camera], aims.arc_offsets[camera + 1])
    share, start, width = aims.share[arcs], aims.start[arcs], aims.width[arcs]
    out[:] = 0.0
    if t0 >= t1:
        return
    for k in range(aims.lens_offsets[camera], aims.lens_offsets[camera + 1]):
        if views.stances[camera, aims.stance[k]] != v or aims.weight[k] <= 0.0:
            continue
        near, far = limits(aims, k)
        for level in range(len(out)):
            reach = ground_reach(aims, k, level)
            if reach > 0.0:
                out[level] += aims.weight[k] * swept(
                    px - cx, py - cy, qx - cx, qy - cy, edges[i, TURN], reach, aims.fov[k],
                    near, far, share, start, width, cuts,
                )  # fmt: skip


@jit
def expected_alone(grid: Grid, views: Owned, first: int, last: int) -> Floats:
    """Return the expected areas that some edges of views add, wherever they lie.

    Parameters
    ----------
    grid
        Its regions are the views.
    views
        Of cameras.
    first, last
        Edges ``first … last − 1``.

    Returns
    -------
    ndarray
        Shape (m, levels): square metres of each view.
    """
    cuts, part = room_for(views.aims), np.empty(views.aims.reach.shape[1])
    total = np.zeros((len(views.camera), len(part)))
    for i in range(first, last):
        v = grid.region[i]
        _weigh(grid.edges, i, 0.0, grid.edges[i, EXTENT], views, v, cuts, part)
        total[v] += part
    return total


@jit
def expected(grid: Grid, places: int, views: Owned, first: int, last: int) -> Floats:
    """Return the expected areas in places that the edges in some rows of the grid add.

    Parameters
    ----------
    grid
        Regions 0 … places − 1 are *places*, the others the views.
    places
        Number of places.
    views
        Of cameras.
    first, last
        Rows ``first … last − 1``.

    Returns
    -------
    ndarray
        Shape (places + m, levels): square metres of each place and each view.
    """
    regions = places + len(views.camera)
    cuts, part = room_for(views.aims), np.empty(views.aims.reach.shape[1])
    since, total = np.empty(regions), np.zeros((regions, len(part)))
    sweep = begun(grid, np.zeros(regions, np.int64), 1, places, first, last, SHARED)
    at, span, when, what = sweep.at, sweep.span, sweep.when, sweep.what
    order, here = sweep.order, sweep.here
    while advance(sweep):
        i = at[EDGE]
        mine = grid.region[i]
        # places cover the edges of views, views those of places
        other = 0 if mine >= places else 1
        for n in range(at[HERE + other]):
            since[here[other, n]] = span[START]
        for g in range(at[EVENTS]):
            s, t, turned = what[order[g], 0], when[order[g]], change(sweep, g)
            if turned > 0:
                since[s] = t
            elif turned < 0 and (s >= places) == (other == 1):
                _weigh(grid.edges, i, since[s], t, views, max(mine, s) - places, cuts, part)
                total[mine] += part
                total[s] += part
        for n in range(at[HERE + other]):
            s = here[other, n]
            _weigh(grid.edges, i, since[s], span[END], views, max(mine, s) - places, cuts, part)
            total[mine] += part
            total[s] += part
    return total


@jit
def sampled(
    grid: Grid, places: int, views: Owned, points: Floats, cell: Ints, first: int, last: int,
    sure: float, whole: bool,
) -> Floats:  # fmt: skip
    """Return what is seen at points beyond what is sure, and how much a sum counts too much.

    The former is the probability that any camera sees the point, 1 − Π (1 − P), or 0 where some
    camera surely does; the latter the excess of the sum of probabilities, Σ P − (1 − Π (1 − P)),
    less what the cameras that surely see the point count more than once.

    Parameters
    ----------
    grid, places, views, first, last
        As for `expected`.
    points
        Shape (q, 2), metres, all in those rows.
    cell
        Shape (q,): the cell of each, rising.
    sure
        A probability from which on a camera surely sees the point.
    whole
        Whether points that lie in no place count as well.

    Returns
    -------
    ndarray
        Shape (q, 2, levels).
    """
    camera, centre, stances, aims = views
    levels = aims.reach.shape[1]
    owner = np.zeros(places + len(camera), np.int64)
    owner[places:] = camera
    sweep = begun(grid, owner, len(stances), places, first, last, ALL)
    at, winding, here = sweep.at, sweep.winding, sweep.here
    done = np.full(len(stances), -1, np.int64)
    seen = np.empty(stances.shape[1], np.bool_)
    p, total, none = np.empty(levels), np.empty(levels), np.empty(levels)
    certain = np.empty(levels, np.int64)
    out = np.zeros((len(points), 2, levels))
    q = 0
    while q < len(points) and next_cell(sweep):
        while q < len(points) and cell[q] == at[CELL]:
            x, y = points[q, 0], points[q, 1]
            noted = cover(sweep, x, y, 0.0, 0)
            total[:], none[:], certain[:] = 0.0, 1.0, 0
            for n in range(at[HERE + 1] if whole or at[HERE] > 0 else 0):
                v = here[1, n] - places
                c = camera[v]
                if done[c] == q:
                    continue
                done[c] = q
                for h in range(len(seen)):
                    seen[h] = winding[places + stances[c, h]] > 0
                chances(x - centre[v, 0], y - centre[v, 1], seen, aims, c, p)
                for level in range(levels):
                    if p[level] >= sure:
                        certain[level] += 1
                        p[level] = 1.0
                    # Σ p − (1 − Π (1 − p)), one camera after the other: nothing cancels
                    total[level] += p[level] * (1.0 - none[level])
                    none[level] *= 1.0 - p[level]
            for level in range(levels):
                out[q, 0, level] = 1.0 - none[level] if certain[level] == 0 else 0.0
                out[q, 1, level] = total[level] - max(certain[level] - 1, 0)
            uncover(sweep, 0, noted)
            q += 1
    return out
