"""Overlap: by how many cameras the ground is watched, as exact areas, without an arrangement."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.regions import Regions
from vidik.sight.kernels.overlap import depths
from vidik.sight.kernels.plane import Grid, grid_cells, measured

Floats = NDArray[np.float64]

__all__ = ["Depths", "grid_of", "overlap", "rows_at_once"]

# Edges that a cell of the grid should hold; cells from 2 m on.
_EDGES = 7.0
_CELL_M = 2.0

# A shorter arc is as good as its chord, and rounding would turn the cap between both, metres.
_STRAIGHT_M = 1e-5

# Cells that a thread takes at a time.
_CHUNK = 4096


@dataclass(frozen=True, eq=False)
class Depths:
    """Square metres watched at least once, at least twice and so on.

    Parameters
    ----------
    area_m2
        Shape (d,): entry k − 1 is the area that at least k owners cover.
    places_m2
        Shape (p, d): how much of that lies in each place.
    """

    area_m2: NDArray[np.float64]
    places_m2: NDArray[np.float64]


def grid_of(regions: Regions, *, per_cell: float = _EDGES) -> Grid:
    """Return the edges of regions by the cells of a grid.

    Parameters
    ----------
    regions
        At least one edge in all.
    per_cell
        Edges that a cell should hold, where they lie evenly.
    """
    edges = regions.edges
    # an edge without length bounds nothing
    kept = (edges[:, 0] != edges[:, 2]) | (edges[:, 1] != edges[:, 3])
    counts = np.diff(regions.starts)
    region = np.repeat(np.arange(len(regions)), counts)[kept]
    edges = np.ascontiguousarray(edges[kept])
    chord = np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])
    edges[chord < _STRAIGHT_M, 6] = 0.0
    edges = measured(edges)
    ends = edges[:, :4].reshape(-1, 2)
    (west, south), (east, north) = ends.min(axis=0) - 1.0, ends.max(axis=0) + 1.0
    width, height = float(east - west), float(north - south)
    length = float(chord.sum())
    # edges of length L in an area A pass a cell of side c about (1.3 · c · L + n · c²) / A times
    dense = 1.3 * length / (width * height)
    many = len(edges) / (width * height)
    cell = 2.0 * per_cell / (dense + math.sqrt(dense * dense + 4.0 * many * per_cell))
    cell = max(cell, _CELL_M, max(width, height) / 16384.0)
    columns, rows = int(width / cell) + 1, int(height / cell) + 1
    at = (float(west), float(south), cell, columns, rows)
    offsets, items = grid_cells(edges, *at)
    return Grid(edges, region, *at, offsets, items)


def rows_at_once(grid: Grid) -> int:
    """Return how many rows of a grid make a task for a thread."""
    return max(_CHUNK // grid.columns, 1)


def overlap(
    views: Regions,
    *,
    places: Regions | None = None,
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
    threads
        How many rows of the grid are looked at at once; the result does not depend on it.
    advance
        Called with the number of rows finished since the last call.
    """
    count = len(places) if places is not None else 0
    scene = views if places is None else Regions.joined([places, views])
    if not len(views.vertices):
        return Depths(np.zeros(0), np.zeros((count, 0)))
    grid = grid_of(scene)
    ox, oy = grid.west + 0.5 * grid.cell * grid.columns, grid.south + 0.5 * grid.cell * grid.rows
    step = rows_at_once(grid)
    owner = np.concatenate([np.zeros(count, np.int64), views.owner])
    owners = int(owner.max()) + 1

    def solve(first: int) -> tuple[Floats, NDArray[np.int64], Floats]:
        last = min(first + step, grid.rows)
        made = depths(grid, owner, owners, count, first, last, ox, oy)
        if advance is not None:
            advance(last - first)
        return made

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, grid.rows, step)))
    deepest = max(len(area) for area, _, _ in parts)
    total, inside = np.zeros(deepest), np.zeros((count, deepest))
    for area, place, of_places in parts:
        total[: len(area)] += area
        inside[place, : len(area)] += of_places
    # A(depth ≥ k) rests on stretches of depth k − 1 alone
    found = np.flatnonzero(total)
    deepest = int(found[-1]) + 1 if len(found) else 0
    return Depths(total[:deepest], inside[:, :deepest])
