"""Polygons packed into arrays: as many as a country has, without an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model import kernels

__all__ = ["Polygons", "ranges"]


@dataclass(frozen=True, eq=False)
class Polygons:
    """Polygons whose rings are closed: the last vertex of a ring repeats the first.

    Parameters
    ----------
    polygon_offsets
        Shape (p + 1,): polygon i has the rings ``polygon_offsets[i]:polygon_offsets[i + 1]``, its
        exterior first.
    ring_offsets
        Shape (r + 1,): ring j has the vertices ``ring_offsets[j]:ring_offsets[j + 1]``.
    vertices
        Shape (v, 2): x and y, or longitude and latitude.
    """

    polygon_offsets: NDArray[np.int64]
    ring_offsets: NDArray[np.int64]
    vertices: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not len(self.polygon_offsets) or not len(self.ring_offsets):
            raise ValueError("offsets begin with 0")
        if self.polygon_offsets[0] != 0 or self.polygon_offsets[-1] != len(self.ring_offsets) - 1:
            raise ValueError("polygon offsets do not cover the rings")
        if self.ring_offsets[0] != 0 or self.vertices.shape != (self.ring_offsets[-1], 2):
            raise ValueError("ring offsets do not cover the vertices")

    def __len__(self) -> int:
        """Return the number of polygons."""
        return len(self.polygon_offsets) - 1

    @classmethod
    def empty(cls) -> Polygons:
        """Return no polygons."""
        zero = np.zeros(1, dtype=np.int64)
        return cls(zero, zero, np.zeros((0, 2)))

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Polygons:
        """Return Shapely's polygons, none of them empty, packed.

        Parameters
        ----------
        shapes
            Shape (p,).
        """
        if not len(shapes):
            return cls.empty()
        _, vertices, (ring_offsets, polygon_offsets) = shapely.to_ragged_array(
            shapes, include_z=False
        )
        return cls(polygon_offsets.astype(np.int64), ring_offsets.astype(np.int64), vertices)

    @classmethod
    def joined(cls, parts: Iterable[Polygons]) -> Polygons:
        """Return the polygons of several parts, in the order given.

        Parameters
        ----------
        parts
            Any. Of parts that are made as they are asked for, none is kept.
        """
        parts = iter(parts)
        few = [*islice(parts, 2)]
        if len(few) < 2:
            return few[0] if few else cls.empty()
        rings, sizes = [], []
        vertices, filled = np.empty((0, 2)), 0
        for part in chain(few, parts):
            rings.append(np.diff(part.polygon_offsets))
            sizes.append(np.diff(part.ring_offsets))
            end = filled + len(part.vertices)
            if end > len(vertices):
                # where there is much of it, memory grows without being copied
                vertices.resize((max(end, len(vertices) * 9 // 8), 2), refcheck=False)
            vertices[filled:end] = part.vertices
            filled = end
        vertices.resize((filled, 2), refcheck=False)
        return cls(_offsets(rings), _offsets(sizes), vertices)

    @classmethod
    def moved_together(cls, parts: Sequence[Polygons], room: NDArray[np.float64]) -> Polygons:
        """Return the same as `joined`, in the room where the vertices of the parts lie already.

        Parameters
        ----------
        parts
            Their vertices are views of the room, in order, with gaps between them; if those of any
            are not, all are copied.
        room
            Shape (v, 2); what lies there is lost.
        """
        if any(part.vertices.base is not room for part in parts):
            return cls.joined(parts)
        filled = 0
        for part in parts:
            end = filled + len(part.vertices)
            # NumPy moves what overlaps as if there were a copy
            room[filled:end] = part.vertices
            filled = end
        return cls(
            _offsets([np.diff(part.polygon_offsets) for part in parts]),
            _offsets([np.diff(part.ring_offsets) for part in parts]),
            room[:filled],
        )

    def take(self, which: NDArray[np.int64]) -> Polygons:
        """Return some of the polygons, in the order given.

        Parameters
        ----------
        which
            Shape (k,): their numbers.
        """
        if _is_run(which):  # a view is enough
            first, last = int(which[0]), int(which[-1]) + 1
            rings = self.polygon_offsets[first : last + 1]
            corners = self.ring_offsets[rings[0] : rings[-1] + 1]
            return Polygons(
                rings - rings[0], corners - corners[0], self.vertices[corners[0] : corners[-1]]
            )
        begins = self.polygon_offsets[which]
        rings_each = self.polygon_offsets[which + 1] - begins
        rings = ranges(begins, rings_each)
        starts = self.ring_offsets[rings]
        sizes = self.ring_offsets[rings + 1] - starts
        offsets = _offsets([sizes])
        vertices = np.empty((offsets[-1], 2))
        kernels.gather_runs(np.ascontiguousarray(self.vertices), starts, sizes, vertices)
        return Polygons(_offsets([rings_each]), offsets, vertices)

    def shapes(self) -> NDArray[np.object_]:
        """Return them as Shapely's polygons, shape (p,)."""
        if not len(self):
            return np.empty(0, dtype=object)
        return np.asarray(
            shapely.from_ragged_array(
                shapely.GeometryType.POLYGON,
                self.vertices,
                (self.ring_offsets, self.polygon_offsets),
            )
        )


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the whole numbers from each start on, as many as its length, one after the other.

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.repeat(starts - (ends - lengths), lengths) + np.arange(total))


def _offsets(lengths: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return offsets from the lengths of several parts."""
    return np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *lengths]))


def _is_run(which: NDArray[np.int64]) -> bool:
    """Return whether the numbers follow one another without a gap."""
    return len(which) > 0 and bool((np.diff(which) == 1).all())
