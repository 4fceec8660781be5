"""Passers: how many people pass cameras, by what each of them knows of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Passers"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Passers:
    """The passers-by of n cameras; each is modelled or was counted.

    The true number at a camera is what stands here times an error of its own, whose logarithm is
    normal and whose mean is 1: errors that cameras share are elsewhere (`Assumptions`).

    Parameters
    ----------
    per_walk
        Shape (n,): of one walk in the city, how often it passes the camera where that could take a
        face, in expectation; 0 where somebody counted.
    counted
        Shape (n,): people a day, in expectation, where somebody counted; else 0.
    spread
        Shape (n,): standard deviation of the logarithm of each camera's own error.
    """

    per_walk: Floats
    counted: Floats
    spread: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and people below none."""
        if not self.per_walk.shape == self.counted.shape == self.spread.shape:
            raise ValueError("one number of passers and spread per camera")
        for array in (self.per_walk, self.counted, self.spread):
            if len(array) and not (np.isfinite(array).all() and array.min() >= 0.0):
                raise ValueError("passers and spreads are 0 or more")
        if ((self.per_walk > 0.0) & (self.counted > 0.0)).any():
            raise ValueError("a camera is modelled or counted, not both")

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.per_walk)
