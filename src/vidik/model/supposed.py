"""Supposed: a figure as it is, and as it would be with other cameras."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vidik.model.span import Span

__all__ = ["Supposed"]


@dataclass(frozen=True, slots=True)
class Supposed:
    """One figure, before and after a change of cameras.

    Parameters
    ----------
    figure
        What it is, in words.
    level
        Key of the level; “” where none is meant.
    unit
        ``cameras``, ``places``, ``m``, ``m²`` or ``share``, from 0 to 1.
    before, after
        The figure as it is, and as it would be.
    """

    figure: str
    level: str
    unit: str
    before: Span
    after: Span

    @property
    def difference(self) -> tuple[float, float, float]:
        """By how much least, expected and most differ, each for itself.

        These are no bounds of a difference: where more becomes certain than possible, the first is
        the greatest.
        """
        return (
            self.after.least - self.before.least,
            self.after.expected - self.before.expected,
            self.after.most - self.before.most,
        )

    @property
    def same(self) -> bool:
        """Whether nothing differs but by rounding: areas are sums of floats."""
        return all(
            math.isclose(was, now, rel_tol=1e-9, abs_tol=1e-6)
            for was, now in (
                (self.before.least, self.after.least),
                (self.before.expected, self.after.expected),
                (self.before.most, self.after.most),
            )
        )
