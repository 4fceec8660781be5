"""Tables of numbers that come beside a map: of districts, or of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["DistrictNumbers", "HomeWeights"]


@dataclass(frozen=True, slots=True)
class DistrictNumbers:
    """A number for each district: an income, a share, people.

    Parameters
    ----------
    key
        Of the source.
    name
        What the number is, as a reader calls it.
    values
        By the name of the district.
    """

    key: str
    name: str
    values: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class HomeWeights:
    """How much homes count, by district or by place.

    Parameters
    ----------
    by_district
        Dwellings or people of each district; empty if the rows are places.
    lonlat
        Shape (n, 2): where they are, longitude and latitude; empty if the rows are districts.
    weight
        Shape (n,): how many each of these places has.
    """

    by_district: Mapping[str, float]
    lonlat: NDArray[np.float64]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if self.lonlat.shape != (len(self.weight), 2):
            raise ValueError("one place per weight")
        if self.by_district and len(self.weight):
            raise ValueError("a table is about districts or about places")
