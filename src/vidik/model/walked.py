"""Walked: the stretches of a track on which cameras could see the walker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.span import Span
from vidik.model.track import Track

__all__ = ["Walked"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Walked:
    """Stretches of a track, each as long as the same cameras could see the walker at a level.

    Parameters
    ----------
    track
        The track.
    outside
        Shape (o, 2): where along the track it leaves the ground that is known, and comes back.
    levels
        Keys of the levels that were asked for.
    ids
        Of the cameras.
    level
        Shape (m,): of each stretch, as an index into `levels`. Those of one level rise and do not
        overlap.
    start, end
        Shape (m,): where it lies along the track.
    sure
        Shape (m,): whether cameras see the walker there for certain, wherever in the band.
    expected
        Shape (m, 2): seconds and metres of it in view, expected; NaN where time is unknown.
    offsets
        Shape (m + 1,): stretch i is in view of the cameras ``camera[offsets[i]:offsets[i + 1]]``.
    camera
        Shape (c,): cameras that could see the walker there, as indices into `ids`, rising.
    """

    track: Track
    outside: Floats
    levels: tuple[str, ...]
    ids: tuple[str, ...]
    level: NDArray[np.int64]
    start: Floats
    end: Floats
    sure: NDArray[np.bool_]
    expected: Floats
    offsets: NDArray[np.int64]
    camera: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        m = len(self.level)
        if not self.start.shape == self.end.shape == self.sure.shape == (m,):
            raise ValueError("one level, start, end and certainty per stretch")
        if self.expected.shape != (m, 2) or self.offsets.shape != (m + 1,):
            raise ValueError("what is expected, and the cameras, of each stretch")
        if self.offsets[-1] != len(self.camera):
            raise ValueError("offsets do not cover the cameras")
        if (self.start > self.end).any():
            raise ValueError("a stretch ends before it starts")

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.level)

    @property
    def lasts(self) -> Floats:
        """Shape (m, 2): seconds and metres of each stretch."""
        return self._between(self.start, self.end)

    @property
    def walked(self) -> Floats:
        """Shape (2,): seconds and metres that were walked, gaps left out."""
        return np.array([self.track.along_s[-1], self.track.along_m[-1]])

    @property
    def abroad(self) -> Floats:
        """Shape (2,): seconds and metres of these outside the ground that is known."""
        return np.asarray(self._between(*self.outside.T).sum(axis=0), dtype=np.float64)

    @property
    def silent_s(self) -> float:
        """Seconds of gaps in the recording; NaN where time is unknown."""
        seconds = self.track.seconds
        if seconds is None:
            return float("nan")
        return float(seconds[-1] - seconds[0] - self.track.along_s[-1])

    def seconds(self, level: int) -> Span | None:
        """Return the seconds in view at a level; None where time is unknown.

        Parameters
        ----------
        level
            Its index in `levels`.
        """
        return None if self.track.seconds is None else self._total(level, 0)

    def metres(self, level: int) -> Span:
        """Return the metres in view at a level.

        Parameters
        ----------
        level
            Its index in `levels`.
        """
        return self._total(level, 1)

    def _total(self, level: int, column: int) -> Span:
        own = self.level == level
        lasts, sure = self.lasts[own, column], self.sure[own]
        least, most = float(lasts[sure].sum()), float(lasts.sum())
        # sums of rounded numbers may cross by their last bit
        most = max(least, most)
        return Span(least, min(max(least, float(self.expected[own, column].sum())), most), most)

    def cameras(self, level: int) -> NDArray[np.int64]:
        """Return the cameras that could see the walker at a level, as rising indices into `ids`."""
        own = np.repeat(self.level == level, np.diff(self.offsets))
        return np.unique(self.camera[own])

    def _between(self, start: Floats, end: Floats) -> Floats:
        """Return seconds and metres walked between places along the track, (k, 2)."""
        steps = np.arange(len(self.track) + 1)
        ways = (self.track.along_s, self.track.along_m)
        return np.column_stack(
            [np.interp(end, steps, way) - np.interp(start, steps, way) for way in ways]
        )
