"""The index of walls: chains of edges, and the cells of a grid that they touch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["boxes", "chain_count", "chains", "fill_cells"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit
def chain_count(ring_offsets: Ints, longest: int) -> int:
    """Return how many chains of at most `longest` edges the rings give."""
    count = 0
    for r in range(len(ring_offsets) - 1):
        edges = ring_offsets[r + 1] - ring_offsets[r] - 1
        count += (max(edges, 0) + longest - 1) // longest
    return count


@jit
def chains(ring_offsets: Ints, longest: int, chain: Ints) -> None:
    """Cut closed rings into chains of at most `longest` edges.

    Parameters
    ----------
    ring_offsets
        Shape (r + 1,): the last vertex of a ring repeats its first.
    longest
        Edges of a chain.
    chain
        Shape (`chain_count`, 3), filled: first and last vertex and ring of each chain.
    """
    c = 0
    for r in range(len(ring_offsets) - 1):
        last = ring_offsets[r + 1] - 1
        at = ring_offsets[r]
        while at < last:
            end = min(at + longest, last)
            chain[c, 0], chain[c, 1], chain[c, 2] = at, end, r
            at = end
            c += 1


@jit
def boxes(vertices: Floats, chain: Ints, box: Floats) -> None:
    """Fill west, south, east and north of each chain."""
    for c in range(len(chain)):
        x0, y0 = vertices[chain[c, 0], 0], vertices[chain[c, 0], 1]
        x1, y1 = x0, y0
        for v in range(chain[c, 0] + 1, chain[c, 1] + 1):
            x, y = vertices[v, 0], vertices[v, 1]
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
        box[c, 0], box[c, 1], box[c, 2], box[c, 3] = x0, y0, x1, y1


@jit
def fill_cells(
    box: Floats,
    west: float,
    south: float,
    cell: float,
    columns: int,
    rows: int,
    offsets: Ints,
    items: NDArray[np.integer[Any]],
) -> int:
    """List the boxes that touch each cell; return how many entries that takes.

    Parameters
    ----------
    box
        Shape (c, 4): west, south, east, north.
    west, south, cell, columns, rows
        The grid.
    offsets
        Shape (columns · rows + 1,), filled: cell k holds ``items[offsets[k]:offsets[k + 1]]``.
    items
        Filled with indices of boxes, rising within each cell; empty to count only.
    """
    counting = len(items) == 0
    if counting:
        offsets[:] = 0
    # the first pass counts into the next cell's place, the second fills from each cell's start
    at = offsets if counting else offsets[:-1].copy()
    total = 0
    for c in range(len(box)):
        i0, i1 = int((box[c, 0] - west) / cell), int((box[c, 2] - west) / cell)
        j0, j1 = int((box[c, 1] - south) / cell), int((box[c, 3] - south) / cell)
        for j in range(max(j0, 0), min(j1, rows - 1) + 1):
            for i in range(max(i0, 0), min(i1, columns - 1) + 1):
                k = j * columns + i
                if counting:
                    at[k + 1] += 1
                else:
                    items[at[k]] = c
                    at[k] += 1
                total += 1
    if counting:
        for k in range(columns * rows):
            offsets[k + 1] += offsets[k]
    return total
