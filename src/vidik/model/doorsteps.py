"""Where people set out from: the place along the walking network that each home stands at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Doorsteps"]


@dataclass(frozen=True, eq=False)
class Doorsteps:
    """Homes at the nearest place of the network.

    Parameters
    ----------
    edge
        Shape (h,): of each home the edge that it stands at.
    offset_mm
        Shape (h,): how far from the edge's tail, millimetres.
    weight
        Shape (h,): how much a home counts beside the others: dwellings, people, or 1 each.
    """

    edge: NDArray[np.int64]
    offset_mm: NDArray[np.int64]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not self.edge.shape == self.offset_mm.shape == self.weight.shape:
            raise ValueError("one edge, offset and weight per home")
        if len(self.edge) and (self.offset_mm.min() < 0 or self.weight.min() < 0.0):
            raise ValueError("an offset or a weight below 0")

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.edge)

    def only(self, wanted: NDArray[np.int64]) -> Doorsteps:
        """Return some of the homes.

        Parameters
        ----------
        wanted
            Shape (k,): their numbers, in the order in which they shall stand.
        """
        return Doorsteps(self.edge[wanted], self.offset_mm[wanted], self.weight[wanted])
