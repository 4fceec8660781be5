"""How much of each street is watched, and where along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.watchers import Watchers

__all__ = ["Watched"]


@dataclass(frozen=True, eq=False)
class Watched:
    """Watched metres of n street pieces at each of L levels.

    Parameters
    ----------
    levels
        Keys of the L levels.
    least, expected, most
        Shape (n, L): metres of each piece seen by some mapped camera for certain, in expectation,
        and possibly.
    piece, level, band
        Shape (m,): of each watched stretch, the street piece, the level and the class of
        probability (`vidik.model.bands`). The stretches of one piece and level do not overlap.
    start_m, end_m
        Shape (m,): where the stretch lies, metres along the piece.
    watchers
        Which camera watches what; None if nobody asked.
    """

    levels: tuple[str, ...]
    least: NDArray[np.float64]
    expected: NDArray[np.float64]
    most: NDArray[np.float64]
    piece: NDArray[np.int64]
    level: NDArray[np.int64]
    band: NDArray[np.int64]
    start_m: NDArray[np.float64]
    end_m: NDArray[np.float64]
    watchers: Watchers | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not (self.least.shape == self.expected.shape == self.most.shape):
            raise ValueError("least, expected and most need one shape")
        if self.least.shape[1:] != (len(self.levels),):
            raise ValueError("one column per level")
        shapes = {a.shape for a in (self.piece, self.level, self.band, self.start_m, self.end_m)}
        if len(shapes) != 1:
            raise ValueError("one piece, level, band, start and end per stretch")
