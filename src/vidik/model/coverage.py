"""How much public ground is watched, at each level, and by how many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from vidik.model.estimate import Estimate

__all__ = ["Coverage", "LevelCoverage"]


@dataclass(frozen=True, slots=True)
class LevelCoverage:
    """Watched square metres of public space at one level.

    Parameters
    ----------
    level
        Its key.
    watched
        By at least one camera.
    certain_m2, possible_m2
        Entry k − 1: by at least k cameras, for certain and possibly.
    operators_m2
        Entry k − 1: possibly by cameras of at least k different operators, of those whose operator
        is mapped.
    """

    level: str
    watched: Estimate
    certain_m2: tuple[float, ...]
    possible_m2: tuple[float, ...]
    operators_m2: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse areas that grow with the number of watchers."""
        for areas in (self.certain_m2, self.possible_m2, self.operators_m2):
            slack = 1e-9 * max(areas, default=0.0) + 1e-6
            if any(b > a + slack for a, b in pairwise(areas)):
                raise ValueError(f"{self.level}: more is watched by more cameras: {areas}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Watched public ground.

    Parameters
    ----------
    ground_m2
        Square metres of open public space that shares are shares of: at the expected widths of
        streets.
    levels
        From the least to the most detail.
    """

    ground_m2: float
    levels: tuple[LevelCoverage, ...]
