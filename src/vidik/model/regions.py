"""Regions of the ground that straight edges and arcs of circles bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vidik.model.polygons import ranges

__all__ = ["Regions"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Regions:
    """Regions, m of them, each the set of points that its rings wind around.

    Rings run counter-clockwise about what belongs to a region and clockwise about holes; they may
    touch themselves and one another. Several regions may have one owner: together, they are what
    that owner covers.

    Parameters
    ----------
    owner
        Shape (m,): whose region it is, never negative.
    centre
        Shape (m, 2): of its arcs, metres in the city's `LocalFrame`.
    offsets
        Shape (m + 1,): region i has the rings ``offsets[i]:offsets[i + 1]``.
    ring_offsets
        Shape (r + 1,): ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``.
    vertices
        Shape (v, 2): metres east and north of the centre.
    radius
        Shape (v,): of the arc that starts at the vertex, metres; 0 where the edge is straight. An
        arc stays within one quadrant about the centre.
    """

    owner: Ints
    centre: Floats
    offsets: Ints
    ring_offsets: Ints
    vertices: Floats
    radius: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        m = len(self.owner)
        if self.centre.shape != (m, 2) or len(self.offsets) != m + 1:
            raise ValueError("one centre and stretch of rings per region")
        if self.offsets[-1] != len(self.ring_offsets) - 1:
            raise ValueError("offsets do not cover the rings")
        if self.vertices.shape != (self.ring_offsets[-1], 2):
            raise ValueError("ring offsets do not cover the vertices")
        if self.radius.shape != self.vertices.shape[:1]:
            raise ValueError("one radius per vertex")
        if m and self.owner.min() < 0:
            raise ValueError("owners are counted from 0")

    def __len__(self) -> int:
        """Return the number of regions."""
        return len(self.owner)

    @cached_property
    def starts(self) -> Ints:
        """Shape (m + 1,): region i has the edges ``starts[i]:starts[i + 1]``."""
        return self.ring_offsets[self.offsets]

    @cached_property
    def edges(self) -> Floats:
        """Shape (v, 7): both ends and the centre of each edge in the city's frame, and its radius.

        The radius is below 0 where the arc runs clockwise.
        """
        following = np.arange(1, len(self.vertices) + 1)
        filled = self.ring_offsets[1:] > self.ring_offsets[:-1]
        following[self.ring_offsets[1:][filled] - 1] = self.ring_offsets[:-1][filled]
        centre = np.repeat(self.centre, np.diff(self.starts), axis=0)
        (ax, ay), (bx, by) = self.vertices.T, self.vertices[following].T
        turn = np.where(ax * by - ay * bx < 0.0, -self.radius, self.radius)
        there = self.vertices + centre
        return np.column_stack([there, there[following], centre, turn])

    @cached_property
    def boxes(self) -> Floats:
        """Shape (m, 4): west, south, east and north of each region, metres; NaN without an edge."""
        found = np.full((len(self), 4), np.nan)
        some = np.diff(self.starts) > 0
        if some.any():
            first, centre = self.starts[:-1][some], self.centre[some]
            # arcs stay within a quadrant, so they reach no farther than their ends
            found[some, :2] = np.minimum.reduceat(self.vertices, first) + centre
            found[some, 2:] = np.maximum.reduceat(self.vertices, first) + centre
        return found

    @cached_property
    def areas(self) -> Floats:
        """Shape (m,): square metres, exact."""
        ax, ay, bx, by, cx, cy, turn = self.edges.T
        ax, ay, bx, by = ax - cx, ay - cy, bx - cx, by - cy
        cross, dot = ax * by - ay * bx, ax * bx + ay * by
        parts = 0.5 * np.where(turn != 0.0, turn * turn * np.arctan2(cross, dot), cross)
        total = np.zeros(len(self))
        some = np.diff(self.starts) > 0
        if some.any():
            total[some] = np.add.reduceat(parts, self.starts[:-1][some])
        return total

    def owned_by(self, owners: Ints) -> Regions:
        """Return the same regions under the owners of their owners.

        Parameters
        ----------
        owners
            Shape (n,): whom each present owner belongs to, such as the operator of each camera;
            below 0 where that is not known, and then its regions are left out.
        """
        owner = np.asarray(owners, dtype=np.int64)[self.owner]
        return replace(self, owner=np.maximum(owner, 0)).only(np.flatnonzero(owner >= 0))

    def only(self, wanted: Ints) -> Regions:
        """Return some of the regions, by index, in the order given; owners stay as named."""
        rings = np.diff(self.offsets)[wanted]
        ring = ranges(self.offsets[:-1][wanted], rings)
        corners = np.diff(self.ring_offsets)[ring]
        corner = ranges(self.ring_offsets[:-1][ring], corners)
        zero = np.zeros(1, np.int64)
        return Regions(
            owner=self.owner[wanted],
            centre=self.centre[wanted],
            offsets=np.concatenate([zero, np.cumsum(rings)]),
            ring_offsets=np.concatenate([zero, np.cumsum(corners)]),
            vertices=self.vertices[corner],
            radius=self.radius[corner],
        )

    @classmethod
    def of_polygons(cls, vertices: Floats, ring_offsets: Ints, polygon_offsets: Ints) -> Regions:
        """Return polygons as regions, each its own owner.

        Parameters
        ----------
        vertices
            Shape (v, 2): metres in the city's frame; the last of a ring repeats its first.
        ring_offsets, polygon_offsets
            Ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``, polygon i the rings
            ``polygon_offsets[i]:polygon_offsets[i + 1]``: exteriors run counter-clockwise, holes
            clockwise.
        """
        m = len(polygon_offsets) - 1
        kept = np.ones(len(vertices), np.bool_)
        kept[ring_offsets[1:] - 1] = False
        return cls(
            owner=np.arange(m),
            centre=np.zeros((m, 2)),
            offsets=np.asarray(polygon_offsets, dtype=np.int64),
            ring_offsets=np.asarray(ring_offsets - np.arange(len(ring_offsets)), dtype=np.int64),
            vertices=np.asarray(vertices, dtype=np.float64)[kept],
            radius=np.zeros(int(kept.sum())),
        )

    @classmethod
    def joined(cls, parts: Sequence[Regions]) -> Regions:
        """Return the regions of all parts as one value, in order; owners stay as named."""
        rings = np.cumsum([0, *(len(part.ring_offsets) - 1 for part in parts)])
        corners = np.cumsum([0, *(len(part.vertices) for part in parts)])
        zero = np.zeros(1, np.int64)
        return cls(
            owner=np.concatenate([part.owner for part in parts]),
            centre=np.concatenate([part.centre for part in parts]),
            offsets=np.concatenate(
                [zero, *(p.offsets[1:] + n for p, n in zip(parts, rings, strict=False))]
            ),
            ring_offsets=np.concatenate(
                [zero, *(p.ring_offsets[1:] + n for p, n in zip(parts, corners, strict=False))]
            ),
            vertices=np.concatenate([part.vertices for part in parts]),
            radius=np.concatenate([part.radius for part in parts]),
        )
