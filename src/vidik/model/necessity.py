"""How many of its own cameras an operator needs to watch what all of them watch."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Kept", "Necessity"]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many cameras keep a share of what all of them watch.

    Parameters
    ----------
    share
        Of the watched metres, above 0 and up to 1.
    least, most
        So many are needed at least, and so many are enough; the same where the number is known.
    """

    share: float
    least: int
    most: int

    def __post_init__(self) -> None:
        """Refuse bounds out of order, and shares of nothing."""
        if not 0.0 < self.share <= 1.0 or not 0 <= self.least <= self.most:
            raise ValueError(f"no bounds for a share: {self}")


@dataclass(frozen=True, slots=True)
class Necessity:
    """How much the cameras of one operator overlap: numbers, and nothing of any single camera.

    Parameters
    ----------
    cameras
        How many it has.
    watched_m
        Metres of street that they watch together.
    overlap_m
        Metres of these that two or more of them watch.
    kept
        How many would do, by share; the shares fall.
    """

    cameras: int
    watched_m: float
    overlap_m: float
    kept: tuple[Kept, ...]

    def __post_init__(self) -> None:
        """Refuse more of anything than there is."""
        if self.overlap_m > self.watched_m or any(one.most > self.cameras for one in self.kept):
            raise ValueError(f"more than there is: {self}")

    @property
    def overlap(self) -> float:
        """Share of the watched metres that two or more cameras watch, 0 to 1; 0 of nothing."""
        return self.overlap_m / self.watched_m if self.watched_m else 0.0
