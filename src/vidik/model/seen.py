"""Which parts of the ways people walk cameras see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Seen"]


@dataclass(frozen=True, eq=False)
class Seen:
    """The parts of m edges that some mapped camera sees, at one level.

    Parameters
    ----------
    offsets
        Shape (m + 1,): the parts of edge e are ``offsets[e] … offsets[e + 1] − 1``, in their order
        along it; they do not overlap.
    start_mm, end_mm
        Shape (p,): where each part lies, millimetres from the edge's tail.
    share
        Shape (p,): the probability that some camera sees a place of it; 1 throughout for what is
        seen at least, and for what is seen at most.
    """

    offsets: NDArray[np.int64]
    start_mm: NDArray[np.float64]
    end_mm: NDArray[np.float64]
    share: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not self.start_mm.shape == self.end_mm.shape == self.share.shape:
            raise ValueError("one start, end and share per part")
        if self.offsets[-1] != len(self.start_mm):
            raise ValueError("offsets do not cover the parts")
        if (self.start_mm > self.end_mm).any():
            raise ValueError("a part ends before it starts")
        if len(self.share) and not (self.share.min() >= 0.0 and self.share.max() <= 1.0):
            raise ValueError("a share is from 0 to 1")

    @property
    def seen_mm(self) -> NDArray[np.float64]:
        """Shape (m,): how much of each edge is seen, millimetres."""
        edge = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        weight = self.share * (self.end_mm - self.start_mm)
        total = np.bincount(edge, weights=weight, minlength=len(self.offsets) - 1)
        return total.astype(np.float64)  # of nothing, bincount makes whole numbers
