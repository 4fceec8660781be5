"""Where people live: a place for each home, how much it counts, and which rule found it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOUND_BY", "Dwellings"]

#: What found a home, from the nearest to a door.
FOUND_BY = ("entrance", "address", "building", "table")


@dataclass(frozen=True, eq=False)
class Dwellings:
    """The h homes of a place, before any is joined with the walking network.

    Parameters
    ----------
    places
        Shape (h, 2): east and north, metres.
    weight
        Shape (h,): how much each counts beside the others.
    found_by
        Shape (h,): number of the rule in `FOUND_BY` that found each.
    weighed
        By what they weigh, in words: “equal”, “dwellings”, or what a table gives.
    left_out
        How many buildings are no homes, by reason.
    """

    places: NDArray[np.float64]
    weight: NDArray[np.float64]
    found_by: NDArray[np.int64]
    weighed: str
    left_out: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and weights that nothing has."""
        h = len(self.places)
        if self.places.shape != (h, 2) or not self.weight.shape == self.found_by.shape == (h,):
            raise ValueError("one place, weight and rule per home")
        if h and not (np.isfinite(self.weight).all() and self.weight.min() >= 0.0):
            raise ValueError("a home weighs 0 or more")
        if h and not 0 <= self.found_by.min() <= self.found_by.max() < len(FOUND_BY):
            raise ValueError("no such rule")

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.places)

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How many homes each rule found; rules that found none are left out."""
        counts = np.bincount(self.found_by, minlength=len(FOUND_BY)).tolist()
        return {name: count for name, count in zip(FOUND_BY, counts, strict=True) if count}
