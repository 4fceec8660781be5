"""Estimate: a figure that rests on a sample, with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vidik.model.span import Span

__all__ = ["Estimate"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Least and most, exact, and an expectation known up to a standard error.

    Parameters
    ----------
    least, most
        Exact bounds.
    raw
        The expectation as computed; the error may carry it beyond a bound.
    standard_error
        Of `raw`; 0 where nothing was sampled.

    Raises
    ------
    ValueError
        If `raw` lies beyond a bound by more than five standard errors and rounding: then it is not
        the sample that is to blame.
    """

    least: float
    raw: float
    most: float
    standard_error: float

    def __post_init__(self) -> None:
        """Refuse what no sample explains."""
        if not all(map(math.isfinite, (self.least, self.raw, self.most, self.standard_error))):
            raise ValueError(f"an estimate needs finite figures: {self}")
        if self.least > self.most or self.standard_error < 0.0:
            raise ValueError(f"an estimate needs least <= most and an error >= 0: {self}")
        slack = 5.0 * self.standard_error + 1e-9 * abs(self.most)
        if not self.least - slack <= self.raw <= self.most + slack:
            raise ValueError(f"the expectation lies beyond its bounds: {self}")

    @property
    def span(self) -> Span:
        """The figure between its bounds: an expectation beyond one is taken as that bound."""
        return Span(self.least, min(max(self.raw, self.least), self.most), self.most)
