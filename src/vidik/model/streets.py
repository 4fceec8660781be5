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

    def cut(
        self, piece: NDArray[np.int64], start_m: NDArray[np.float64], end_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return stretches of the pieces as lines.

        Parameters
        ----------
        piece
            Shape (k,): of each stretch, the number of its piece.
        start_m, end_m
            Shape (k,): where it begins and ends, metres along the piece.

        Returns
        -------
        offsets
            Shape (k + 1,): stretch i has the vertices ``offsets[i]:offsets[i + 1]``.
        vertices
            Shape (v, 2), metres: of each stretch its start, the piece's vertices within, its end.
        """
        # metres from the first vertex of all, as if the pieces were one line
        steps = np.hypot(*np.diff(self.vertices, axis=0, prepend=self.vertices[:1]).T)
        steps[self.offsets[:-1]] = 0.0
        along = np.cumsum(steps)
        first, last = self.offsets[piece], self.offsets[piece + 1] - 1
        start, end = along[first] + start_m, along[first] + end_m

        def spot(at: NDArray[np.float64]) -> NDArray[np.float64]:
            before = np.clip(np.searchsorted(along, at, side="right") - 1, first, last - 1)
            # nothing, where two vertices are one
            share = np.nan_to_num((at - along[before]) / (along[before + 1] - along[before]))
            side = self.vertices[before + 1] - self.vertices[before]
            return np.asarray(self.vertices[before] + np.clip(share, 0.0, 1.0)[:, None] * side)

        inner = np.clip(np.searchsorted(along, start, side="right"), first, last + 1)
        counts = np.clip(np.searchsorted(along, end, side="left"), inner, last + 1) - inner
        offsets = np.concatenate([[0], np.cumsum(counts + 2)])
        vertices = np.empty((offsets[-1], 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            vertices[offsets[:-1]], vertices[offsets[1:] - 1] = spot(start), spot(end)
        vertices[ranges(offsets[:-1] + 1, counts)] = self.vertices[ranges(inner, counts)]
        return offsets, vertices
