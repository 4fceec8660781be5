"""Public streets of a city, packed into arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.polygons import ranges
from vidik.model.tiling import boxes_of

__all__ = ["Streets"]


@dataclass(frozen=True, eq=False)
class Streets:
    """Street pieces in metres of the city's `LocalFrame`, clipped to its boundary.

    Parameters
    ----------
    ids
        Of the n pieces; unique: ``osm:way/7``, and ``osm:way/7/2`` where the boundary cut a way.
    names
        Name of each piece's street, “” where it has none.
    classes
        The OSM ``highway`` value of each piece.
    offsets
        Shape (n + 1,): piece i has the vertices ``offsets[i]:offsets[i + 1]``, two or more.
    vertices
        Shape (v, 2): east and north, metres.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    classes: tuple[str, ...]
    offsets: NDArray[np.int64]
    vertices: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = len(self.ids)
        if len(self.names) != n or len(self.classes) != n or len(self.offsets) != n + 1:
            raise ValueError("one id, name, class and stretch of vertices per piece")
        if self.vertices.shape != (self.offsets[-1], 2):
            raise ValueError("offsets do not cover the vertices")
        if n and np.diff(self.offsets).min() < 2:
            raise ValueError("a piece of street needs two vertices")

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.ids)

    def lengths(self) -> NDArray[np.float64]:
        """Return the length of each piece, metres, shape (n,)."""
        if not self.ids:
            return np.zeros(0)
        steps = np.hypot(*np.diff(self.vertices, axis=0).T)
        steps[self.offsets[1:-1] - 1] = 0.0  # the jump from one piece to the next is no street
        return np.asarray(np.add.reduceat(steps, self.offsets[:-1]), dtype=np.float64)

    def boxes(self) -> NDArray[np.float64]:
        """Return west, south, east and north of each piece, shape (n, 4), metres."""
        return boxes_of(self.vertices, self.offsets)

    def only(self, wanted: NDArray[np.int64]) -> Streets:
        """Return some of the pieces.

        Parameters
        ----------
        wanted
            Shape (k,): their numbers, in the order in which they shall stand.
        """
        counts = np.diff(self.offsets)[wanted]
        rows = wanted.tolist()
        return Streets(
            ids=tuple([self.ids[i] for i in rows]),
            names=tuple([self.names[i] for i in rows]),
            classes=tuple([self.classes[i] for i in rows]),
            offsets=np.concatenate([[0], np.cumsum(counts)]),
            vertices=self.vertices[ranges(self.offsets[wanted], counts)],
        )
