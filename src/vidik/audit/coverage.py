"""Coverage: in how many cases an interval holds the rate, counted out over all outcomes.

Of n trials at rate p the count is binomial, so the share of cases in which an interval holds p is a
sum that needs no drawing of lots. Coverage goes up and down with p and n; of an interval that is
right on the average the dips are what that hides (Brown, Cai and DasGupta 2001, Stat. Science 16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.stats import binom

from vidik.audit.intervals import CONFIDENCE
from vidik.model.rate import Interval

__all__ = ["RATES", "TRIALS", "Coverage", "covered", "held"]

#: Rates and numbers of trials at which coverage is counted, where nobody says: those of matchers.
RATES = (1e-6, 1e-5, 1e-4, 1e-3, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
TRIALS = (1, 2, 5, 10, 20, 50, 100, 1000, 10_000)


class Made(Protocol):
    """Makes an interval of a count."""

    def __call__(self, count: int, of: int, *, confidence: float) -> Interval:
        """Return the interval."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often an interval of so many trials holds the rate.

    Parameters
    ----------
    of
        Trials.
    mean
        Over the rates.
    worst
        The lowest.
    at
        The rate at which it is.
    """

    of: int
    mean: float
    worst: float
    at: float


def held(made: Made, of: int, share: float, *, confidence: float = CONFIDENCE) -> float:
    """Return in what share of cases an interval holds the rate.

    Parameters
    ----------
    made
        Makes the interval: `vidik.audit.intervals.clopper_pearson` or `wilson`.
    of
        Trials.
    share
        The rate.
    confidence
        Of the interval.

    Examples
    --------
    >>> from vidik.audit.intervals import clopper_pearson, wilson
    >>> f"{held(wilson, 10, 0.01):.1%}, {held(clopper_pearson, 10, 0.01):.1%}"
    '90.4%, 99.6%'
    """
    # what is left out has no chance that a double could tell
    first, last = binom.ppf(1e-18, of, share), binom.isf(1e-18, of, share)
    counts = np.arange(int(max(first, 0)), int(last) + 1)
    intervals = (made(count, of, confidence=confidence) for count in counts.tolist())
    holds = np.array([one.low <= share <= one.high for one in intervals])
    return float(binom.pmf(counts, of, share)[holds].sum())


def covered(
    made: Made,
    *,
    trials: Sequence[int] = TRIALS,
    rates: Sequence[float] = RATES,
    confidence: float = CONFIDENCE,
) -> tuple[Coverage, ...]:
    """Return the coverage of an interval over rates, by the number of trials.

    Parameters
    ----------
    made, confidence
        As of `held`.
    trials, rates
        At which it is counted.
    """
    found = []
    for of in trials:
        shares = [held(made, of, share, confidence=confidence) for share in rates]
        lowest = int(np.argmin(shares))
        found.append(Coverage(of, float(np.mean(shares)), shares[lowest], rates[lowest]))
    return tuple(found)
