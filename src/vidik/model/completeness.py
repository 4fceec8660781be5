"""Completeness: how many cameras nobody listed, or why that cannot be said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = ["Completeness", "Fault", "Fit", "Method", "Refusal", "StratumTotal", "Total"]


class Fault(StrEnum):
    """Why lists do not tell what nobody found."""

    #: One list was copied from the other: what both have was not found twice.
    COPIED = "copied"
    #: Whoever made one list was led by the other.
    STEERED = "steered"
    #: Cameras came and went between the surveys.
    OPEN = "open"
    #: The surveys looked at different ground.
    APART = "apart"
    #: One list has none of a kind that the other has.
    KINDS = "kinds"
    #: Of too many rows of three lists or more it is not known which are the same camera.
    UNCLEAR = "unclear"
    #: Too few cameras were found twice.
    FEW = "few"
    #: No model of how the lists depend on each other fits, or none that anything could contradict.
    MISFIT = "misfit"

    @property
    def leaves_bound(self) -> bool:
        """Whether lists depend in such a way that their overlap still tells a lower bound.

        Copies raise the number that both lists have, and so lower the estimate; few recaptures
        leave it where it is, but wide; the other faults may move it up.
        """
        return self in (Fault.COPIED, Fault.FEW, Fault.MISFIT)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a figure is not given.

    Parameters
    ----------
    fault
        What is wrong.
    reason
        The same for a reader, with the figures that show it.
    mend
        What would mend it.
    lists
        Those that it is about.
    """

    fault: Fault
    reason: str
    mend: str
    lists: tuple[str, ...] = ()


class Method(StrEnum):
    """How a number was estimated."""

    CHAPMAN = "Chapman 1951"
    LOGLINEAR = "log-linear models, averaged"
    CHAO = "lower bound after Chao 1987"
    SUM = "sum of strata"


@dataclass(frozen=True, slots=True)
class Fit:
    """What one log-linear model says.

    Parameters
    ----------
    terms
        Lists that depend on each other in it, the largest sets alone: ``(("a", "b"), ("c",))``.
    parameters
        How many it has.
    deviance
        Twice the log-likelihood that the data would have above it.
    degrees
        Of freedom, against which the deviance is to be judged.
    aicc, bic
        The criteria of Akaike (corrected for few data) and Schwarz; smaller is better.
    weight
        Its share in the average.
    expected
        Devices in all, seen and unseen.
    standard_error
        Of `expected`.
    """

    terms: tuple[tuple[str, ...], ...]
    parameters: int
    deviance: float
    degrees: int
    aicc: float
    bic: float
    weight: float
    expected: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Total:
    """How many devices there are, listed or not.

    Parameters
    ----------
    method
        How it was estimated.
    seen
        Devices that at least one list has; not a whole number where matches have chances.
    twice
        Of these, devices that two lists or more have.
    expected
        The estimate.
    least, most
        Ends of an interval that holds the true number 95 times of 100 if the assumptions hold.
    standard_error
        Of `expected`.
    is_bound
        True if there are at least so many, and nothing is said of how many more.
    fits
        Models that were averaged, the likeliest first.
    assumptions
        What it rests on, by name; to be shown with it.

    Raises
    ------
    ValueError
        If the ends are out of order or fewer than were seen for certain.
    """

    method: Method
    seen: float
    twice: float
    expected: float
    least: float
    most: float
    standard_error: float
    is_bound: bool = False
    fits: tuple[Fit, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse what nobody can have estimated."""
        if not all(map(math.isfinite, (self.least, self.expected, self.most))):
            raise ValueError(f"a total needs finite figures: {self}")
        slack = 1e-9 * self.most
        if not self.least - slack <= self.expected <= self.most + slack:
            raise ValueError(f"a total needs least <= expected <= most: {self}")
        if self.expected < self.seen - slack:
            raise ValueError(f"fewer in all than were seen: {self}")

    @property
    def unseen(self) -> float:
        """Devices that no list has."""
        return self.expected - self.seen

    @property
    def half_width(self) -> float:
        """Half of the interval as a share of the estimate; 0 where there is nothing."""
        return (self.most - self.least) / 2.0 / self.expected if self.expected else 0.0

    @property
    def share_listed(self) -> tuple[float, float, float]:
        """Least, expected and most share of all devices that some list has."""
        if not self.expected:
            return (1.0, 1.0, 1.0)
        return (
            self.seen / self.most,
            self.seen / self.expected,
            min(1.0, self.seen / self.least) if self.least else 1.0,
        )


@dataclass(frozen=True, slots=True)
class StratumTotal:
    """What can be said of one stratum.

    Parameters
    ----------
    stratum
        Its name; empty: all there is.
    sizes
        Devices of each list in it, by name.
    seen, twice
        Devices that one list or more has, and two or more.
    left_out
        Devices that lists have outside the ground that all of them looked at.
    total
        The estimate; None if it is refused.
    bound
        A number that there are at least; None if not even that can be said.
    refusals
        Why there is no estimate; empty if there is one.
    """

    stratum: str
    sizes: Mapping[str, float]
    seen: float
    twice: float
    left_out: float
    total: Total | None
    bound: Total | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """What several lists tell of what none of them has.

    Parameters
    ----------
    strata
        One by one.
    total
        Sum over the strata; None unless every one has an estimate.
    bound
        Sum of the estimates and, where there is none, of the lower bounds or of what was seen;
        None if nothing is more than what was seen.
    """

    strata: tuple[StratumTotal, ...]
    total: Total | None
    bound: Total | None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every reason once, in the order of the strata."""
        return tuple(dict.fromkeys(one for row in self.strata for one in row.refusals))
