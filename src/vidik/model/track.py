"""A track: the line along which somebody walked, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vidik.model.polygons import ranges

__all__ = ["Track"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Track:
    """Places, n in number, and the n − 1 legs between them, each walked at an even pace.

    A place along it is a number: *i* the place i, *i* + ½ half-way from there to the next.

    Parameters
    ----------
    places
        Shape (n, 2): east and north, metres.
    seconds
        Shape (n,): since the first, rising; None if nobody knows.
    radius_m
        Shape (n − 1,): how far from each leg the walker was, at most: in 95 of 100 cases.
    known
        Shape (n − 1,): whether the leg was walked; else the recording has a gap there.
    """

    places: Floats
    seconds: Floats | None
    radius_m: Floats
    known: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = len(self.places)
        if n < 2 or self.places.shape != (n, 2) or not np.isfinite(self.places).all():
            raise ValueError("a track has two places or more")
        if self.radius_m.shape != (n - 1,) or self.known.shape != (n - 1,):
            raise ValueError("one radius per leg, and whether it was walked")
        if not (self.radius_m >= 0.0).all():
            raise ValueError("a radius is 0 or more")
        if self.seconds is not None and (
            self.seconds.shape != (n,) or not (np.diff(self.seconds) >= 0.0).all()
        ):
            raise ValueError("one time per place, rising")

    def __len__(self) -> int:
        """Return the number of legs."""
        return len(self.known)

    @cached_property
    def along_m(self) -> Floats:
        """Shape (n,): metres walked until each place; gaps add nothing."""
        steps = np.hypot(*np.diff(self.places, axis=0).T)
        return np.concatenate([[0.0], np.cumsum(np.where(self.known, steps, 0.0))])

    @cached_property
    def along_s(self) -> Floats:
        """Shape (n,): seconds walked until each place; gaps add nothing, nor does an unknown time.

        NaN where nobody knows the time.
        """
        if self.seconds is None:
            return np.full(len(self.places), np.nan)
        steps = np.where(self.known, np.diff(self.seconds), 0.0)
        return np.concatenate([[0.0], np.cumsum(steps)])

    def at(self, along: Floats) -> Floats:
        """Return where places along it are, metres, shape (k, 2), of numbers of shape (k,)."""
        leg = np.clip(along.astype(np.int64), 0, len(self) - 1)
        share = (along - leg)[:, None]
        return np.asarray(self.places[leg] + share * (self.places[leg + 1] - self.places[leg]))

    def cut(self, start: Floats, end: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return parts of it as lines.

        Parameters
        ----------
        start, end
            Shape (k,): where each begins and ends along it.

        Returns
        -------
        offsets
            Shape (k + 1,): part i has the vertices ``offsets[i]:offsets[i + 1]``.
        vertices
            Shape (v, 2), metres.
        """
        first = np.floor(start).astype(np.int64) + 1
        counts = np.maximum(np.ceil(end).astype(np.int64) - first, 0)
        offsets = np.concatenate([[0], np.cumsum(counts + 2)])
        vertices = np.empty((offsets[-1], 2))
        vertices[offsets[:-1]], vertices[offsets[1:] - 1] = self.at(start), self.at(end)
        vertices[ranges(offsets[:-1] + 1, counts)] = self.places[ranges(first, counts)]
        return offsets, vertices
