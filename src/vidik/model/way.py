"""A way from one place of the walking network to another, and how much of it is in view."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.span import Span

__all__ = ["Way"]


@dataclass(frozen=True, eq=False)
class Way:
    """Stretches of k edges, walked one after the other.

    Parameters
    ----------
    edge
        Shape (k,): the edges; none, if the way ends where it begins.
    begin_mm, end_mm
        Shape (k,): where each is entered and left, millimetres from its tail; towards its tail the
        end comes before the beginning. Only the first and the last edge are walked in part.
    slowness
        Shape (k,): how many metres on the flat take as long as a metre of it; 1 or more.
    seen_mm
        Shape (3, k): how much of each stretch is in view of mapped cameras at least, in
        expectation, and at most, millimetres.
    effort_mm
        How far one gets on the flat in the time that the way takes, millimetres.
    watched_mm
        How much of that time is in view in expectation, likewise; each edge whole millimetres. By
        these two numbers ways are chosen.
    """

    edge: NDArray[np.int64]
    begin_mm: NDArray[np.int64]
    end_mm: NDArray[np.int64]
    slowness: NDArray[np.float64]
    seen_mm: NDArray[np.float64]
    effort_mm: int
    watched_mm: int

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        k = len(self.edge)
        if any(one.shape != (k,) for one in (self.begin_mm, self.end_mm, self.slowness)):
            raise ValueError("one beginning, end and slowness per edge")
        if self.seen_mm.shape != (3, k):
            raise ValueError("what is in view at least, in expectation, at most, of each edge")
        if k and (self.begin_mm == self.end_mm).any():
            raise ValueError("an edge of which nothing is walked")
        if not 0 <= self.watched_mm <= self.effort_mm:
            raise ValueError("no longer in view than on the way")

    @property
    def length_m(self) -> float:
        """Metres that are walked."""
        return float(np.abs(self.end_mm - self.begin_mm).sum()) / 1e3

    @property
    def flat_m(self) -> float:
        """How far one gets on the flat in the time that it takes, metres."""
        return self.effort_mm / 1e3

    @property
    def seen_m(self) -> Span:
        """Metres of it in view of mapped cameras."""
        return Span(*(math.fsum(row) / 1e3 for row in self.seen_mm.tolist()))

    @property
    def seen_flat_m(self) -> Span:
        """How far one gets on the flat in the time in view, metres."""
        return Span(*(math.fsum(row) / 1e3 for row in (self.seen_mm * self.slowness).tolist()))

    def minutes(self, pace_m_per_min: float) -> float:
        """Return how long it takes, minutes.

        Parameters
        ----------
        pace_m_per_min
            How fast people walk on the flat.
        """
        return self.flat_m / pace_m_per_min

    def seen_minutes(self, pace_m_per_min: float) -> Span:
        """Return for how long it is in view of mapped cameras, minutes.

        Parameters
        ----------
        pace_m_per_min
            How fast people walk on the flat.
        """
        seen = self.seen_flat_m
        return Span(*(m / pace_m_per_min for m in (seen.least, seen.expected, seen.most)))
