"""Rate: a share of things that were counted, which never travels without its count and interval."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Interval", "Rate"]


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a rate may lie.

    Parameters
    ----------
    low, high
        Shares, 0 to 1.
    confidence
        In how many cases of all such an interval is meant to hold the rate: 0.95.
    method
        How it was made: ``Clopper–Pearson``.

    Raises
    ------
    ValueError
        If it is no interval of shares.
    """

    low: float
    high: float
    confidence: float
    method: str

    def __post_init__(self) -> None:
        """Refuse what is no interval of shares."""
        if not 0.0 <= self.low <= self.high <= 1.0:
            raise ValueError(f"not an interval of shares: {self.low} to {self.high}")
        if not 0.0 < self.confidence < 1.0:
            raise ValueError(f"not a confidence: {self.confidence}")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the things counted were of a kind, and where the rate behind it may lie.

    Parameters
    ----------
    count
        How many were.
    of
        Of how many.
    interval
        By what is known from these alone.

    Raises
    ------
    ValueError
        If more are counted than there are, or there are none.
    """

    count: int
    of: int
    interval: Interval

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if not 0 <= self.count <= self.of or self.of == 0:
            raise ValueError(f"not a share: {self.count} of {self.of}")

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.count / self.of
