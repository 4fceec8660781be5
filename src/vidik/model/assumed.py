"""Assumed: a number that nobody knows exactly, with how likely it is where, and who says so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from vidik.model.rate import Rate

__all__ = ["BASES", "Assumed", "Basis", "Shape"]

#: How likely the number is where between its ends.
Shape = Literal["exactly", "uniform", "log-uniform", "counted"]

#: What it rests on, from what a critic attacks first.
Basis = Literal["guess", "model", "derived", "published", "counted", "decision"]

BASES: tuple[Basis, ...] = get_args(Basis)


@dataclass(frozen=True, slots=True)
class Assumed:
    """A number between two ends.

    Parameters
    ----------
    low, high
        Between these; of one that was counted the ends of its interval.
    shape
        ``exactly``: both ends are one; ``uniform``: as likely here as there; ``log-uniform``: as
        likely between 1 and 2 as between 10 and 20; ``counted``: as a count of so many tells.
    basis
        What it rests on; a ``decision`` is taken by whoever switches it on.
    source
        Who says so, for a reader.
    rate
        What was counted; None unless it was.

    Raises
    ------
    ValueError
        If the ends are out of order, or the shape does not fit them.

    Examples
    --------
    >>> Assumed(0.1, 0.9, "uniform", "guess", "how cameras hang")
    Assumed(low=0.1, high=0.9, shape='uniform', basis='guess', source='how cameras hang', rate=None)
    """

    low: float
    high: float
    shape: Shape
    basis: Basis
    source: str = ""
    rate: Rate | None = None

    def __post_init__(self) -> None:
        """Refuse ends out of order, and shapes that do not fit them."""
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"ends are no numbers: {self.low} to {self.high}")
        if not 0.0 <= self.low <= self.high:
            raise ValueError(f"needs 0 <= low <= high: {self.low} to {self.high}")
        if self.shape not in get_args(Shape) or self.basis not in BASES:
            raise ValueError(f"no such shape or basis: {self.shape}, {self.basis}")
        if self.shape == "exactly" and self.low != self.high:
            raise ValueError(f"is not exact: {self.low} to {self.high}")
        if self.shape == "log-uniform" and self.low == 0.0:
            raise ValueError("a log-uniform number is above 0 at its low end")
        if (self.shape == "counted") != (self.rate is not None):
            raise ValueError("what was counted comes with its count, and nothing else does")

    @classmethod
    def exactly(cls, value: float, basis: Basis = "decision", source: str = "") -> Assumed:
        """Return a number without doubt."""
        return cls(value, value, "exactly", basis, source)

    @classmethod
    def counted(cls, rate: Rate, basis: Basis = "counted", source: str = "") -> Assumed:
        """Return a rate that was counted."""
        return cls(rate.interval.low, rate.interval.high, "counted", basis, source, rate)

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be anything else than it is."""
        return self.shape != "exactly"
