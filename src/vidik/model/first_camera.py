"""How far it is from each home to the first metre of street in a camera's view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["FirstCamera"]


@dataclass(frozen=True, eq=False)
class FirstCamera:
    """The nearest way from each of h homes to the first metre in some mapped camera's view.

    Parameters
    ----------
    metres
        Shape (h,): how long it is; nan if no way leads to such a metre.
    flat_m
        Shape (h,): how far one gets on the flat in the time that it takes, metres; nan likewise.
    """

    metres: NDArray[np.float64]
    flat_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if self.metres.shape != self.flat_m.shape:
            raise ValueError("one length and one effort per home")
        if (self.metres > self.flat_m + 0.001).any():
            raise ValueError("nobody gets there faster than on the flat")

    def minutes(self, pace_m_per_min: float) -> NDArray[np.float64]:
        """Return how long each way takes, minutes.

        Parameters
        ----------
        pace_m_per_min
            How fast people walk on the flat.
        """
        return self.flat_m / pace_m_per_min
