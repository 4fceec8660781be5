"""Cameras that may reach a segment: those listed in the cells of a grid that it crosses."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.geometry import grown

__all__ = ["Cells", "nearby"]

Ints = NDArray[np.int64]

# Cells this near to a segment count as crossed, metres.
_NEAR = 1e-9


class Cells(NamedTuple):
    """A grid that lists the cameras that may reach each of its square cells.

    Parameters
    ----------
    west, south, cell, columns, rows
        The grid, metres.
    offsets, cameras
        Cell (column, row) holds ``cameras[offsets[k]:offsets[k + 1]]``, k = row · columns + column.
    """

    west: float
    south: float
    cell: float
    columns: int
    rows: int
    offsets: Ints
    cameras: Ints


@jit
def nearby(
    cells: Cells,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    stamp: Ints,
    mark: int,
    found: Ints,
) -> tuple[Ints, int]:
    """Return the cameras listed in the cells that a segment crosses, and their number.

    Parameters
    ----------
    cells
        The grid.
    ax, ay, bx, by
        The segment, metres.
    stamp, mark
        Shape (n,): of each camera, the mark of the last segment that found it; and this one's.
    found
        Room for them; grows.
    """
    n = 0
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    south, west, cell = cells.south, cells.west, cells.cell
    j0 = max(math.floor((ay - south) / cell), 0)
    j1 = min(math.floor((by - south) / cell), cells.rows - 1)
    slope = (bx - ax) / (by - ay) if by > ay else 0.0
    for j in range(j0, j1 + 1):
        x0, x1 = ax, bx
        if j0 < j1:
            # the part of the segment in this row
            x0 = ax + slope * (max(south + j * cell, ay) - ay)
            x1 = ax + slope * (min(south + (j + 1) * cell, by) - ay)
        if x0 > x1:
            x0, x1 = x1, x0
        i0 = max(math.floor((x0 - west - _NEAR) / cell), 0)
        i1 = min(math.floor((x1 - west + _NEAR) / cell), cells.columns - 1)
        for i in range(i0, i1 + 1):
            k = j * cells.columns + i
            for at in range(cells.offsets[k], cells.offsets[k + 1]):
                c = cells.cameras[at]
                if stamp[c] == mark:
                    continue
                stamp[c] = mark
                if n == len(found):
                    found = grown(found, 2 * n)
                found[n] = c
                n += 1
    return found, n
