"""Walls: the edges of building outlines, and a grid that tells which of them are near."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.footprints import Footprints
from vidik.sight.kernels.envelope import Ground
from vidik.sight.kernels.grid import boxes, chain_count, chains, fill_cells

__all__ = ["Walls", "outlines"]

# Edges are looked at in chains: few enough to be near one another, enough to be worth a look.
_CHAIN = 24

# Side of a cell of the grid, metres; wider where that would make more cells than walls deserve,
# but no tile of a city ever does.
_CELL_M, _CELLS = 32.0, 65536.0


def outlines(footprints: Footprints) -> NDArray[np.object_]:
    """Return the polygons of the footprints as shapely geometries, shape (p,), metres."""
    polygons = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        footprints.vertices,
        (footprints.ring_offsets, footprints.polygon_offsets),
    )
    return np.asarray(polygons, dtype=np.object_)


@dataclass(frozen=True, eq=False)
class Walls:
    """Straight walls that hide what is behind them.

    Parameters
    ----------
    vertices
        Shape (v, 2): corners, metres.
    ring_offsets
        Shape (r + 1,): the corners ``ring_offsets[i]:ring_offsets[i + 1]`` are joined by walls,
        each with the next; a closed ring repeats its first corner.
    owner
        Shape (r,): the building of each ring, as a row of heights.
    solid
        True if every ring bounds a building that lies on its left: exteriors run counter-clockwise,
        holes clockwise. Then walls are looked at from outside only, which no camera may lie in.
    """

    vertices: NDArray[np.float64]
    ring_offsets: NDArray[np.int64]
    owner: NDArray[np.int64]
    solid: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if self.vertices.ndim != 2 or self.vertices.shape[1] != 2:
            raise ValueError(f"corners need the shape (v, 2), not {self.vertices.shape}")
        if not np.isfinite(self.vertices).all():
            raise ValueError("walls need finite ends")
        if self.ring_offsets[-1] != len(self.vertices):
            raise ValueError("ring offsets do not cover the corners")
        if self.owner.shape != (len(self.ring_offsets) - 1,):
            raise ValueError("one owner per ring")

    @classmethod
    def of(cls, footprints: Footprints) -> Walls:
        """Return the walls of buildings; row i of heights is building i."""
        polygon = np.repeat(np.arange(len(footprints.owner)), np.diff(footprints.polygon_offsets))
        return cls(
            np.ascontiguousarray(footprints.vertices),
            footprints.ring_offsets,
            footprints.owner[polygon],
        )

    @classmethod
    def free(cls, segments: NDArray[np.float64]) -> Walls:
        """Return walls without a building: each hides from both sides, all have height 0.

        Parameters
        ----------
        segments
            Shape (m, 4): x and y of both ends, metres.
        """
        segments = np.asarray(segments, dtype=np.float64)
        if segments.ndim != 2 or segments.shape[1] != 4:
            raise ValueError(f"segments need the shape (m, 4), not {segments.shape}")
        m = len(segments)
        return cls(
            np.ascontiguousarray(segments.reshape(-1, 2)),
            np.arange(0, 2 * m + 1, 2),
            np.zeros(m, np.int64),
            solid=False,
        )

    @cached_property
    def ground(self) -> Ground:
        """The index that the loops of sight take; made when first asked for."""
        count = chain_count(self.ring_offsets, _CHAIN)
        chain, box = np.empty((count, 3), np.int64), np.empty((count, 4))
        chains(self.ring_offsets, _CHAIN, chain)
        boxes(self.vertices, chain, box)
        chain[:, 2] = self.owner[chain[:, 2]]
        west, south, east, north = 0.0, 0.0, 0.0, 0.0
        if count:
            (west, south), (east, north) = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
        width, height = float(east - west), float(north - south)
        # walls scattered over a country must not ask for a grid that is mostly empty
        cell = max(_CELL_M, math.sqrt(width * height / (16.0 * count + _CELLS)))
        cell = max(cell, max(width, height) / 65536.0)
        # cells begin at multiples of their side, so that the walls about a camera are met in the
        # same order, and its view has the same bits, whatever walls there are far from it
        west, south = (math.floor(corner / cell) * cell for corner in (west, south))
        columns, rows = int((east - west) / cell) + 1, int((north - south) / cell) + 1
        offsets = np.empty(columns * rows + 1, np.int64)
        total = fill_cells(box, west, south, cell, columns, rows, offsets, np.empty(0, np.uint32))
        items = np.empty(total, np.uint32)
        if total:
            fill_cells(box, west, south, cell, columns, rows, offsets, items)
        return Ground(
            vertices=self.vertices,
            chain=chain,
            box=box,
            west=float(west),
            south=float(south),
            cell=cell,
            columns=columns,
            rows=rows,
            offsets=offsets,
            chains=items,
            solid=self.solid,
        )
