"""Tiling: squares of the metric frame, so that a country can be worked out a part at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.polygons import ranges

__all__ = ["Tile", "Tiling", "boxes_of", "extent"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Column and row of a square, counted from the centre of the frame; both may be negative.
Tile = tuple[int, int]


@dataclass(frozen=True)
class Tiling:
    """Squares whose corners are whole multiples of their side, wherever the data lie.

    So the tile of a thing depends on that thing alone.

    Parameters
    ----------
    side_m
        Metres: a multiple of the 512 m by which public space is cut (`vidik.register.public_space`)
        keeps its polygons whole.
    """

    side_m: float = 2048.0

    def __post_init__(self) -> None:
        """Refuse tiles without area."""
        if not 0.0 < self.side_m < np.inf:
            raise ValueError(f"a tile needs a side above 0: {self.side_m}")

    def box(self, tile: Tile) -> tuple[float, float, float, float]:
        """Return west, south, east and north of a tile, metres."""
        west, south = tile[0] * self.side_m, tile[1] * self.side_m
        return west, south, west + self.side_m, south + self.side_m

    def homes(self, boxes: Floats) -> Mapping[Tile, Ints]:
        """Return the things that belong to each tile: those whose middle lies in it.

        Parameters
        ----------
        boxes
            Shape (n, 4): west, south, east and north of each thing, metres; of a point, twice the
            same.

        Returns
        -------
        Mapping of Tile to ndarray
            Rows of `boxes`, rising; tiles without any are left out. From south to north, in a row
            of tiles from west to east.
        """
        middle = 0.5 * (boxes[:, :2] + boxes[:, 2:])
        return self._grouped(np.arange(len(boxes)), self._cells(middle))

    def within(self, boxes: Floats, margin_m: float) -> Mapping[Tile, Ints]:
        """Return the things that reach into each tile, or that near to it.

        Parameters
        ----------
        boxes
            Shape (n, 4): west, south, east and north of each thing, metres.
        margin_m
            Metres beyond the tile's sides.

        Returns
        -------
        Mapping of Tile to ndarray
            As of `homes`, but a thing may be in several tiles.
        """
        first = self._cells(boxes[:, :2] - margin_m)
        columns, rows = (self._cells(boxes[:, 2:] + margin_m) - first + 1).T
        row = np.repeat(np.arange(len(boxes)), columns * rows)
        place = ranges(np.zeros(len(boxes), np.int64), columns * rows)
        step = np.column_stack([place % columns[row], place // columns[row]])
        return self._grouped(row, first[row] + step)

    def _cells(self, points: Floats) -> Ints:
        return np.floor(points / self.side_m).astype(np.int64)

    def _grouped(self, rows: Ints, cells: Ints) -> Mapping[Tile, Ints]:
        """Return rows by their cells, shape (n, 2)."""
        order = np.lexsort((rows, cells[:, 0], cells[:, 1]))
        rows, cells = rows[order], cells[order]
        fresh = np.flatnonzero((np.diff(cells, axis=0) != 0).any(axis=1)) + 1
        begins = [0, *fresh.tolist()] if len(rows) else []
        parts = np.split(rows, fresh)
        return {
            (int(cells[begin, 0]), int(cells[begin, 1])): part
            for begin, part in zip(begins, parts, strict=False)
        }


def boxes_of(vertices: Floats, offsets: Ints) -> Floats:
    """Return west, south, east and north of stretches of vertices, shape (n, 4).

    Parameters
    ----------
    vertices
        Shape (v, 2).
    offsets
        Shape (n + 1,): stretch i has the vertices ``offsets[i]:offsets[i + 1]``, at least one.
    """
    if len(offsets) < 2:
        return np.zeros((0, 4))
    low = np.minimum.reduceat(vertices, offsets[:-1])
    return np.hstack([low, np.maximum.reduceat(vertices, offsets[:-1])])


def extent(boxes: Floats) -> Floats:
    """Return the box about some boxes, shape (4,).

    Parameters
    ----------
    boxes
        Shape (n, 4), at least one.
    """
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
