"""Overlap: by how many cameras the ground is watched, as exact areas, without an arrangement."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.regions import Regions
from vidik.model.tiling import extent
from vidik.sight.kernels.overlap import depths
from vidik.sight.kernels.plane import Grid, chords, grid_cells, laid

Floats = NDArray[np.float64]

__all__ = ["Depths", "grid_of", "overlap", "rows_at_once"]

# Edges that a cell of the grid should hold; cells from 2 m on.
_EDGES = 15.0
_CELL_M = 2.0

# A shorter arc is as good as its chord, and rounding would turn the cap between both, metres.
_STRAIGHT_M = 1e-5

# Cells that a thread takes at a time.
_CHUNK = 4096

# A grid reaches this far beyond what lies in it, metres.
_MARGIN_M = np.array([-1.0, -1.0, 1.0, 1.0])

# Side of the squares by which places far from any view are told, metres.
_SQUARE_M = 16.0


@dataclass(frozen=True, eq=False)
class Depths:
    """Square metres watched at least once, at least twice and so on.

    Parameters
    ----------
    area_m2
        Shape (d,): entry k − 1 is the area that at least k owners cover.
    places_m2
        Shape (p, d): how much of that lies in each place.
    groups_m2
        Shape (g,): entry k − 1 is the area that at least k groups of owners cover.
    """

    area_m2: NDArray[np.float64]
    places_m2: NDArray[np.float64]
    groups_m2: NDArray[np.float64]


def grid_of(regions: Regions, *, per_cell: float = _EDGES, about: Floats | None = None) -> Grid:
    """Return the edges of regions by the cells of a grid.

    Parameters
    ----------
    regions
        At least one edge in all.
    per_cell
        Edges that a cell should hold, where they lie evenly.
    about
        South and north of all that is asked about, metres: the grid has no other rows, but these
        whole, as what covers a place is counted along its row. None: everything.
    """
    edges, region = laid(
        np.ascontiguousarray(regions.centre),
        regions.offsets,
        regions.ring_offsets,
        np.ascontiguousarray(regions.vertices),
        np.ascontiguousarray(regions.radius),
        _STRAIGHT_M,
    )
    *box, length = chords(edges)
    west, south, east, north = (np.array(box) + _MARGIN_M).tolist()
    width, height = east - west, north - south
    # edges of length L in an area A pass a cell of side c about (1.3 · c · L + n · c²) / A times
    dense = 1.3 * length / (width * height)
    many = len(edges) / (width * height)
    cell = 2.0 * per_cell / (dense + math.sqrt(dense * dense + 4.0 * many * per_cell))
    cell = max(cell, _CELL_M, max(width, height) / 16384.0)
    if about is not None:
        south, north = (about + _MARGIN_M[1::2]).tolist()
    columns, rows = int((east - west) / cell) + 1, int((north - south) / cell) + 1
    at = (west, south, cell, columns, rows)
    offsets, items = grid_cells(edges, *at)
    return Grid(edges, region, *at, offsets, items)


def rows_at_once(grid: Grid) -> int:
    """Return how many rows of a grid make a task for a thread."""
    return max(_CHUNK // grid.columns, 1)


def overlap(
    views: Regions,
    *,
    places: Regions | None = None,
    outside: bool = True,
    groups: NDArray[np.int64] | None = None,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Depths:
    """Return how much ground is covered at least once, twice, … and how much of it lies in places.

    Parameters
    ----------
    views
        What each owner covers; the regions of one owner count once where they overlap.
    places
        Regions of ground to ask about, such as public space; they may overlap and touch anything.
    outside
        Whether ground in no place counts; if not, the areas are those of all places together.
    groups
        Shape (n,): whom each owner belongs to, such as the operator of each camera; below 0 where
        that is not known. None: nobody asks.
    threads
        How many rows of the grid are looked at at once; the result does not depend on it.
    advance
        Called with the number of rows finished since the last call.
    """
    count = len(places) if places is not None else 0
    nothing = Depths(np.zeros(0), np.zeros((count, 0)), np.zeros(0))
    if not len(views.vertices):
        return nothing
    near = _near(places, views) if places is not None else np.zeros(0, np.int64)
    if not (len(near) or outside):
        return nothing
    if places is None:
        grid = grid_of(views)
    else:
        asked = places.only(near)
        rows = None if outside else extent(asked.boxes)[1::2]
        grid = grid_of(Regions.joined([asked, views]), about=rows)
    ox, oy = grid.west + 0.5 * grid.cell * grid.columns, grid.south + 0.5 * grid.cell * grid.rows
    step = rows_at_once(grid)
    owner = np.concatenate([np.zeros(len(near), np.int64), views.owner])
    owners = int(owner.max()) + 1
    group = np.full(len(owner), -1)
    if groups is not None:
        # those that occur, from 0 on
        named, group[len(near) :] = np.unique(groups[views.owner], return_inverse=True)
        group[len(near) :] -= int((named < 0).sum())
    several = int(group.max()) + 1

    def solve(first: int) -> tuple[Floats, NDArray[np.int64], Floats, Floats]:
        last = min(first + step, grid.rows)
        made = depths(grid, owner, owners, len(near), first, last, ox, oy, outside, group, several)
        if advance is not None:
            advance(last - first)
        return made

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, grid.rows, step)))
    deepest = max(len(area) for area, _, _, _ in parts)
    total, inside, by_groups = np.zeros(deepest), np.zeros((count, deepest)), np.zeros(several)
    for area, place, of_places, of_groups in parts:
        by_groups += of_groups
        total[: len(area)] += area
        inside[near[place], : len(area)] += of_places
    if not outside:
        total = inside.sum(axis=0)
    deepest = _deepest(total)
    return Depths(total[:deepest], inside[:, :deepest], by_groups[: _deepest(by_groups)])


def _deepest(areas: Floats) -> int:
    """Return to which depth there is anything: A(≥ k) rests on stretches of depth k − 1 alone."""
    found = np.flatnonzero(areas)
    return int(found[-1]) + 1 if len(found) else 0


def _near(places: Regions, views: Regions) -> NDArray[np.int64]:
    """Return which places any view may come near: those whose boxes meet a view's, by squares."""
    asked, seen = places.boxes, views.boxes
    seen = seen[~np.isnan(seen[:, 0])]
    low, high = seen[:, :2].min(axis=0), seen[:, 2:].max(axis=0)
    side = max(_SQUARE_M, float((high - low).max()) / 1024.0)
    columns, rows = ((high - low) / side).astype(np.int64) + 1

    def squares(boxes: Floats) -> tuple[NDArray[np.int64], ...]:
        at = np.floor((boxes - np.tile(low, 2)) / side).astype(np.int64)
        first = np.clip(at[:, :2], 0, (columns, rows))
        last = np.clip(at[:, 2:] + 1, 0, (columns, rows))
        return first[:, 1], first[:, 0], last[:, 1], last[:, 0]

    # how many boxes lie on each square, from where they begin and end
    steps = np.zeros((rows + 1, columns + 1), np.int64)
    south, west, north, east = squares(seen)
    for row, column, rise in (
        (south, west, 1),
        (south, east, -1),
        (north, west, -1),
        (north, east, 1),
    ):
        np.add.at(steps, (row, column), rise)
    taken = steps.cumsum(axis=0).cumsum(axis=1)[:rows, :columns] > 0
    before = np.zeros((rows + 1, columns + 1), np.int64)
    before[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)
    some = np.flatnonzero(~np.isnan(asked[:, 0]))
    south, west, north, east = squares(asked[some])
    met = before[north, east] - before[south, east] - before[north, west] + before[south, west]
    return some[met > 0]
