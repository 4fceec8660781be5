"""Survival: how long what was seen stays so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.model.span import Span

__all__ = ["DAYS_PER_YEAR", "PRIOR", "Survival"]

DAYS_PER_YEAR = 365.25

_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Survival:
    """The chance that what was seen is still so, exp(−(rate·t)^shape) after t years.

    Parameters
    ----------
    least, rate, most
        Per year: the interval that holds the rate 95 times of 100, and its estimate.
    shape
        1: the chance to be gone by tomorrow does not change; above 1 it grows with the time since
        the look, below 1 it falls.
    looked, changed
        On how many cameras it rests, and how many of them had changed; 0 of a prior.
    covariance
        Of the logarithms of rate and shape, row by row, where the shape was estimated as well.
    assumptions
        What it rests on, by name.

    Raises
    ------
    ValueError
        If a rate is negative, or the three are out of order.
    """

    least: float
    rate: float
    most: float
    shape: float = 1.0
    looked: int = 0
    changed: int = 0
    covariance: tuple[float, float, float] | None = None
    assumptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse what is no rate."""
        if not 0.0 <= self.least <= self.rate <= self.most or not math.isfinite(self.most):
            raise ValueError(f"needs 0 <= least <= rate <= most: {self}")
        if self.shape <= 0.0:
            raise ValueError(f"no shape: {self.shape}")

    @property
    def is_assumed(self) -> bool:
        """Whether no camera was looked at twice, so that the rates are taken for granted."""
        return self.looked == 0

    def chances(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return least, expected and most chance that what was seen is still so.

        Parameters
        ----------
        years
            Shape (n,): since each was seen.

        Returns
        -------
        ndarray
            Shape (n, 3).

        Raises
        ------
        ValueError
            If a time is negative: what will be seen is not known.
        """
        if not (years >= 0.0).all():
            raise ValueError("a time is negative or unknown")
        if self.covariance is None:
            rates = np.array([self.most, self.rate, self.least])
            chances: NDArray[np.float64] = np.exp(-((years[:, None] * rates) ** self.shape))
            return chances
        # log(−log S) = shape · (log rate + log t) is nearly normal, and keeps S between 0 and 1
        with np.errstate(divide="ignore"):
            hazard = self.shape * (math.log(self.rate) + np.log(years))
        rate, both, shape = self.covariance
        at = np.where(np.isfinite(hazard), hazard, 0.0)
        error = np.sqrt(
            np.maximum(self.shape**2 * rate + 2.0 * self.shape * at * both + at**2 * shape, 0.0)
        )
        aside = np.array([_Z95, 0.0, -_Z95]) * error[:, None]
        shaped: NDArray[np.float64] = np.exp(-np.exp(hazard[:, None] + aside))
        return shaped

    def chance(self, days: float) -> Span:
        """Return the chance that what was seen so many days ago is still so.

        Parameters
        ----------
        days
            Since it was seen, not negative.
        """
        least, expected, most = self.chances(np.array([days / DAYS_PER_YEAR]))[0].tolist()
        return Span(least, expected, most)


#: What is taken for granted where nobody looked twice. No study gives a rate for mapped cameras:
#: from one in thirty to one in seven a year, as devices that last some seven to thirty years at one
#: place.
PRIOR = Survival(
    least=0.03,
    rate=0.07,
    most=0.15,
    assumptions=MappingProxyType(
        {
            "rate": "assumed, not measured: of 100 cameras 3 to 14 are gone after a year, "
            "7 expected",
            "memory": "how long a camera has been there already makes no difference",
        }
    ),
)
