"""Building outlines of a city, packed into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vidik.model.names import Names
from vidik.model.polygons import ranges
from vidik.model.tiling import boxes_of
from vidik.model.words import Words

__all__ = ["Footprints"]


@dataclass(frozen=True, eq=False)
class Footprints:
    """Outlines in metres of the city's `LocalFrame`, snapped to its grid.

    A building may own several polygons, a polygon several rings: the first is its exterior
    (counter-clockwise), the others are holes (clockwise). Rings are closed: the last vertex repeats
    the first. Outlines of different buildings may touch, cross or repeat one another.

    Parameters
    ----------
    ids
        Of the n buildings and building parts, as in their source: ``osm:way/7``.
    kind
        Of each, as its source says: ``house``, ``garage``, ``yes``; ``part`` of a building.
    owner
        Shape (p,), rising: the building that each polygon belongs to.
    polygon_offsets
        Shape (p + 1,): polygon i has the rings ``polygon_offsets[i]:polygon_offsets[i + 1]``.
    ring_offsets
        Shape (r + 1,): ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``.
    vertices
        Shape (v, 2): east and north, metres.
    height
        Shape (n, 3): least, expected and most height of the roof above ground, metres; NaN where
        the source says nothing.
    min_height
        Shape (n,): height at which the building (part) begins, metres; 0 for most.
    """

    ids: Sequence[str]
    kind: Sequence[str]
    owner: NDArray[np.int64]
    polygon_offsets: NDArray[np.int64]
    ring_offsets: NDArray[np.int64]
    vertices: NDArray[np.float64]
    height: NDArray[np.float64]
    min_height: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n, p, r = len(self.ids), len(self.owner), len(self.ring_offsets) - 1
        if len(self.kind) != n:
            raise ValueError("one kind per building")
        if self.height.shape != (n, 3) or self.min_height.shape != (n,):
            raise ValueError("one row of heights per building")
        if len(self.polygon_offsets) != p + 1 or self.polygon_offsets[-1] != r:
            raise ValueError("polygon offsets do not cover the rings")
        if self.vertices.shape != (self.ring_offsets[-1], 2):
            raise ValueError("ring offsets do not cover the vertices")
        # a sum shows what is not finite, and takes no room
        if not np.isfinite(self.vertices.sum()) and not np.isfinite(self.vertices).all():
            raise ValueError("vertices must be finite")

    def __len__(self) -> int:
        """Return the number of buildings and building parts."""
        return len(self.ids)

    def areas_m2(self) -> NDArray[np.float64]:
        """Return the area of each building's outline, courtyards left out; shape (n,), m².

        Exact: the products of coordinates on the grid have no more bits than a float.
        """
        x, y = self.vertices[:, 0], self.vertices[:, 1]
        twice = x * np.roll(y, -1) - np.roll(x, -1) * y
        twice[self.ring_offsets[1:] - 1] = 0.0  # from the last vertex of a ring to the next ring
        owner_of_ring = np.repeat(self.owner, np.diff(self.polygon_offsets))
        owner_of_vertex = np.repeat(owner_of_ring, np.diff(self.ring_offsets))
        return np.bincount(owner_of_vertex, weights=twice, minlength=len(self)) / 2.0

    @cached_property
    def _single(self) -> bool:
        """Whether every building has one polygon, in the order of the buildings."""
        return np.array_equal(self.owner, np.arange(len(self)))

    def boxes(self) -> NDArray[np.float64]:
        """Return west, south, east and north of each building, shape (n, 4), metres."""
        of_polygon = boxes_of(self.vertices, self.ring_offsets[self.polygon_offsets])
        if self._single:
            return of_polygon
        low, high = np.full((len(self), 2), np.inf), np.full((len(self), 2), -np.inf)
        np.minimum.at(low, self.owner, of_polygon[:, :2])
        np.maximum.at(high, self.owner, of_polygon[:, 2:])
        return np.hstack([low, high])

    def only(self, wanted: NDArray[np.int64]) -> Footprints:
        """Return some of the buildings.

        Parameters
        ----------
        wanted
            Shape (k,): their numbers, in the order in which they shall stand.
        """
        if len(wanted) == len(self) and np.array_equal(wanted, np.arange(len(self))):
            return self
        if self._single:
            owner, polygon = np.arange(len(wanted)), wanted
        else:
            first = np.searchsorted(self.owner, wanted)
            counts = np.searchsorted(self.owner, wanted, side="right") - first
            owner, polygon = np.repeat(np.arange(len(wanted)), counts), ranges(first, counts)
        rings = self.polygon_offsets[polygon + 1] - self.polygon_offsets[polygon]
        ring = ranges(self.polygon_offsets[polygon], rings)
        corners = self.ring_offsets[ring + 1] - self.ring_offsets[ring]
        return Footprints(
            ids=Names.of(self.ids).take(wanted),
            kind=Words.of(self.kind).take(wanted),
            owner=owner,
            polygon_offsets=np.concatenate([[0], np.cumsum(rings)]),
            ring_offsets=np.concatenate([[0], np.cumsum(corners)]),
            vertices=self.vertices[ranges(self.ring_offsets[ring], corners)],
            height=self.height[wanted],
            min_height=self.min_height[wanted],
        )
