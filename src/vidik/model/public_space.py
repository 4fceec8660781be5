"""Public space of a city, as ground, packed into arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.polygons import Polygons
from vidik.model.span import Span
from vidik.model.tiling import boxes_of

__all__ = ["PublicSpace"]


@dataclass(frozen=True, eq=False)
class PublicSpace:
    """Polygons in metres of the city's `LocalFrame`, clipped to its boundary, none upon another.

    They are not clipped by buildings: no view enters a building, so what a view shares with them is
    the same; how much of each is open, `open_m2` says. They are cut where tiles meet
    (`vidik.register.public_space`).

    Parameters
    ----------
    version
        Of the table of rules it was made by.
    kinds
        Of public space, in order of precedence.
    kind
        Shape (p,): of each polygon, its place in `kinds`.
    union
        Shape (p,): 0 if it belongs to public space for certain, 1 if from *expected* on, 2 if to
        *most* alone (`vidik.model.public_space_rules.UNIONS`). So the polygons with 0 are the least
        that public space can be, those with 0 or 1 the expected one, all together the most.
    polygon_offsets
        Shape (p + 1,): polygon i has the rings ``polygon_offsets[i]:polygon_offsets[i + 1]``, the
        exterior (counter-clockwise) and holes (clockwise).
    ring_offsets
        Shape (r + 1,): ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``; the last
        repeats the first.
    vertices
        Shape (v, 2): east and north, metres.
    open_m2
        Shape (p,): square metres of each polygon that no building stands on.
    """

    version: str
    kinds: tuple[str, ...]
    kind: NDArray[np.int64]
    union: NDArray[np.int64]
    polygon_offsets: NDArray[np.int64]
    ring_offsets: NDArray[np.int64]
    vertices: NDArray[np.float64]
    open_m2: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        p, r = len(self.kind), len(self.ring_offsets) - 1
        if not self.union.shape == self.open_m2.shape == (p,):
            raise ValueError("one kind, union and open area per polygon")
        if len(self.polygon_offsets) != p + 1 or self.polygon_offsets[-1] != r:
            raise ValueError("polygon offsets do not cover the rings")
        if self.vertices.shape != (self.ring_offsets[-1], 2):
            raise ValueError("ring offsets do not cover the vertices")
        if not (np.isfinite(self.vertices).all() and (self.open_m2 >= 0).all()):
            raise ValueError("vertices must be finite, areas not negative")

    def __len__(self) -> int:
        """Return the number of polygons."""
        return len(self.kind)

    def by_kind(self, area_m2: NDArray[np.float64]) -> Mapping[str, Span]:
        """Return the sums of something over the polygons of each kind.

        Parameters
        ----------
        area_m2
            Shape (p,), not negative: `open_m2`, or how much of each polygon is watched.

        Returns
        -------
        Mapping of str to Span
            In the order of `kinds`; *least* over the least that public space can be, and so on.
        """
        unions = 3
        cell = self.kind * unions + self.union
        sums = np.bincount(cell, weights=area_m2, minlength=unions * len(self.kinds))
        spans = sums.reshape(len(self.kinds), unions).cumsum(axis=1).tolist()
        return {kind: Span(*span) for kind, span in zip(self.kinds, spans, strict=True)}

    def boxes(self) -> NDArray[np.float64]:
        """Return west, south, east and north of each polygon, shape (p, 4), metres."""
        return boxes_of(self.vertices, self.ring_offsets[self.polygon_offsets])

    def only(self, wanted: NDArray[np.int64]) -> PublicSpace:
        """Return some of the polygons.

        Parameters
        ----------
        wanted
            Shape (k,): their numbers, in the order in which they shall stand.
        """
        taken = Polygons(self.polygon_offsets, self.ring_offsets, self.vertices).take(wanted)
        return PublicSpace(
            version=self.version,
            kinds=self.kinds,
            kind=self.kind[wanted],
            union=self.union[wanted],
            polygon_offsets=taken.polygon_offsets,
            ring_offsets=taken.ring_offsets,
            vertices=taken.vertices,
            open_m2=self.open_m2[wanted],
        )
