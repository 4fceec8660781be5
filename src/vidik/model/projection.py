"""Projection: what switching face recognition on would mean, never as a single number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Against",
    "AreaProjection",
    "Carried",
    "Needed",
    "PerCamera",
    "Projected",
    "Projection",
    "Swing",
]


@dataclass(frozen=True, slots=True)
class Projected:
    """A figure that rests on assumptions.

    Parameters
    ----------
    least, middle, most
        So much or less it is in 2.5, 50 and 97.5 of 100 draws of the assumptions.
    expected
        Its mean over all draws.
    formula
        What it comes to if each assumption is in its middle.

    Raises
    ------
    ValueError
        If they are out of order.
    """

    least: float
    middle: float
    most: float
    expected: float
    formula: float

    def __post_init__(self) -> None:
        """Refuse quantiles out of order."""
        numbers = (self.least, self.middle, self.most, self.expected, self.formula)
        if not all(map(math.isfinite, numbers)) or not self.least <= self.middle <= self.most:
            raise ValueError(f"needs least <= middle <= most: {self}")


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption does to a figure while all others stay in their middle.

    Parameters
    ----------
    name
        Of the assumption.
    low, high
        The figure at its 2.5 % and its 97.5 % quantile.
    share
        Of the variance of the figure's logarithm (of a share: of its odds') that all assumptions
        cause one at a time, 0 to 1.
    """

    name: str
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class Needed:
    """Which error rate would keep false alerts of the whole city below a number.

    Parameters
    ----------
    alerts
        False alerts a day that are allowed.
    in_expectation
        FPIR at which the mean over all draws is so many.
    in_most
        FPIR at which 95 of 100 draws have so many or fewer.
    none
        FPIR at which a day passes without any with a chance of 95 %, if they come as Poisson's.
    per_comparison
        The same three as FMR, at the watchlist in question.
    """

    alerts: float
    in_expectation: float
    in_most: float
    none: float
    per_comparison: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Against:
    """How far a model of who passes is from what was counted.

    Parameters
    ----------
    cameras
        At how many somebody counted.
    order
        Whether those with more counted are those with more modelled: Kendall's tau-b, −1 to 1.
    times
        How many times the modelled number the counted one is, the geometric mean.
    factor
        Apart from that, a camera's count is so many times higher or lower in 95 of 100 cases.
    """

    cameras: int
    order: float
    times: float
    factor: float


@dataclass(frozen=True, slots=True)
class Carried:
    """Who carries the false alerts.

    Parameters
    ----------
    name
        Of the group.
    passers
        Its share of the passers-by.
    alerts
        Its share of the false alerts.
    times
        How many times as often as the average passer-by one of it is falsely alerted.
    """

    name: str
    passers: Projected
    alerts: Projected
    times: Projected


@dataclass(frozen=True, eq=False)
class PerCamera:
    """False alerts a day at each of n cameras; for their operators, never ranked in public.

    Parameters
    ----------
    least, middle, most, expected, formula
        Shape (n,): as of `Projected`.
    """

    least: NDArray[np.float64]
    middle: NDArray[np.float64]
    most: NDArray[np.float64]
    expected: NDArray[np.float64]
    formula: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AreaProjection:
    """What it would mean for a part of a city.

    Parameters
    ----------
    cameras
        How many could take a face there.
    passes
        People who pass them a day; somebody who passes two counts twice.
    false_alerts
        A day.
    """

    cameras: int
    passes: Projected
    false_alerts: Projected


@dataclass(frozen=True, eq=False)
class Projection:
    """What it would mean for a city.

    Parameters
    ----------
    whole
        All cameras together.
    areas
        Parts of the city, in their order; draw by draw they add up to the whole.
    per_camera
        Of each camera.
    true_alerts
        A day, of people who are on the watchlist; None: the matcher's TPIR was not published.
    right
        The chance that an alert is about whom it names, 0 to 1; likewise.
    per_pass
        The chance that a passer-by who is not on the list is falsely alerted at one camera.
    per_resident
        False alerts a year for each resident, whoever is alerted.
    fpir
        The rate at the watchlist in question.
    none_in_a_day
        The chance that a day passes without a false alert, over all draws, if they come as
        Poisson's.
    swings
        Of the false alerts of the whole, from the assumption that matters most.
    right_swings
        Of `right`, likewise; none where it is None.
    needed
        The inverse.
    groups
        Who carries the false alerts; none where nobody said who passes.
    draws
        How many.
    middles
        Each assumption in its middle, by name.
    """

    whole: AreaProjection
    areas: tuple[AreaProjection, ...]
    per_camera: PerCamera
    true_alerts: Projected | None
    right: Projected | None
    per_pass: Projected
    per_resident: Projected
    fpir: Projected
    none_in_a_day: float
    swings: tuple[Swing, ...]
    right_swings: tuple[Swing, ...]
    needed: Needed
    groups: tuple[Carried, ...]
    draws: int
    middles: Mapping[str, float]
