"""Least, expected and most: the only form in which an uncertain figure travels."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A figure that is known only between two bounds.

    Parameters
    ----------
    least
        The figure if every doubt is resolved downwards.
    expected
        Its expectation over the doubts, with the weights that the assumptions state.
    most
        The figure if every doubt is resolved upwards.

    Raises
    ------
    ValueError
        Unless ``least <= expected <= most`` and all are finite.
    """

    least: float
    expected: float
    most: float

    def __post_init__(self) -> None:
        """Refuse bounds out of order; they would be a fault of the computation, not of the data."""
        if not all(math.isfinite(v) for v in (self.least, self.expected, self.most)):
            raise ValueError(f"a span needs finite bounds: {self}")
        if not self.least <= self.expected <= self.most:
            raise ValueError(f"a span needs least <= expected <= most: {self}")

    @classmethod
    def exactly(cls, value: float) -> Span:
        """Return the span of a figure without doubt."""
        return cls(value, value, value)
