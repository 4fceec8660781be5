"""What walks from homes come to: how far they lead, and how much of them is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Walks"]


@dataclass(frozen=True, eq=False)
class Walks:
    """All walks from each of h homes, one to each metre of street that is near enough.

    Parameters
    ----------
    reached_m
        Shape (h,): metres of street that are near enough; so many walks there are.
    walked_m
        Shape (h,): metres walked on all of them together.
    seen_m
        Shape (h,): metres of these that are seen.
    """

    reached_m: NDArray[np.float64]
    walked_m: NDArray[np.float64]
    seen_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not self.reached_m.shape == self.walked_m.shape == self.seen_m.shape:
            raise ValueError("one length of each kind per home")

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.reached_m)

    @property
    def share(self) -> NDArray[np.float64]:
        """Shape (h,): seen metres by walked metres, 0 to 1; nan where nothing is walked."""
        walked = np.where(self.walked_m > 0.0, self.walked_m, np.nan)
        return np.asarray(self.seen_m / walked)
