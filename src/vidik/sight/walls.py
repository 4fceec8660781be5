"""Walls: the edges of building outlines, and which of them are near a camera."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from vidik.model.footprints import Footprints

__all__ = ["Walls", "outlines"]


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
    """Straight walls that hide what is behind them, whatever their height.

    Parameters
    ----------
    segments
        Shape (m, 4): x and y of both ends, metres.
    """

    segments: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse what is not a list of segments."""
        if self.segments.ndim != 2 or self.segments.shape[1] != 4:
            raise ValueError(f"walls need the shape (m, 4), not {self.segments.shape}")
        if not np.isfinite(self.segments).all():
            raise ValueError("walls need finite ends")

    @classmethod
    def of(cls, footprints: Footprints) -> Walls:
        """Return the edges of all rings, exterior and holes, once each."""
        ends = np.hstack([footprints.vertices[:-1], footprints.vertices[1:]])
        within_ring = np.ones(len(ends), dtype=np.bool_)
        within_ring[footprints.ring_offsets[1:-1] - 1] = False
        ends = ends[within_ring]
        ends = ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)]
        # a wall shared by two houses is stored by both, once in each direction
        swap = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
        ends[swap] = ends[swap][:, [2, 3, 0, 1]]
        return cls(np.unique(ends, axis=0) if len(ends) else np.empty((0, 4)))

    @cached_property
    def _tree(self) -> STRtree:
        return STRtree(shapely.linestrings(self.segments.reshape(-1, 2, 2)))

    def near(
        self, points: NDArray[np.float64], reach: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the walls that may lie within reach of each point.

        Parameters
        ----------
        points
            Shape (n, 2), metres.
        reach
            Shape (n,), metres.

        Returns
        -------
        tuple
            Indices of walls, ascending for each point, and offsets of shape (n + 1,): point i has
            ``indices[offsets[i]:offsets[i + 1]]``.
        """
        x, y = points.T
        boxes = shapely.box(x - reach, y - reach, x + reach, y + reach)
        owner, wall = self._tree.query(boxes)
        order = np.lexsort((wall, owner))
        offsets = np.searchsorted(owner[order], np.arange(len(points) + 1))
        return wall[order].astype(np.int64), offsets.astype(np.int64)
