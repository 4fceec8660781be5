"""How high cameras and buildings may be, from what sees most to what sees least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Stances"]


@dataclass(frozen=True, eq=False)
class Stances:
    """How high n cameras and b buildings are in each of h stances.

    Stances go from the one that sees most, with the highest cameras and the lowest buildings, to
    the one that sees least. All heights are metres in one system, such as above sea level.

    Parameters
    ----------
    eye
        Shape (n, h): of the lens; never rising along a row.
    target
        Shape (n, h): of the plane in which things are looked for; never rising along a row.
    tops
        Shape (h, b): of the roofs; never falling along a column.
    """

    eye: NDArray[np.float64]
    target: NDArray[np.float64]
    tops: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse stances out of order, and arrays that do not fit together."""
        if self.eye.shape != self.target.shape or self.eye.shape[1] != self.tops.shape[0]:
            raise ValueError("one height of lens and target and one row of roofs per stance")
        if np.isnan(self.eye).any() or np.isnan(self.target).any() or np.isnan(self.tops).any():
            raise ValueError("heights must be known; what is not known is a range")
        if (np.diff(self.eye, axis=1) > 0).any() or (np.diff(self.target, axis=1) > 0).any():
            raise ValueError("the stance that sees most has the highest lens and target")
        if (np.diff(self.tops, axis=0) < 0).any():
            raise ValueError("the stance that sees most has the lowest buildings")
