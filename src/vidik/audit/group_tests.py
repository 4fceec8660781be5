"""Tests of groups: what it takes to see that one has more errors, or to show that it has not.

Of errors that are rare, those of a group are among all of both groups like heads among tosses: its
share of passes if both are alike (Przyborowski and Wilenski 1940). So tests of a ratio are those of
a rate (`rate_tests`), exact and of one side.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainccinv, ndtri
from scipy.stats import binom, poisson

from vidik.audit.intervals import CONFIDENCE
from vidik.audit.rate_tests import POWER, between, design, most_errors, whole

__all__ = [
    "SOME", "errors_to_see", "ratio_seen", "trials_for_difference", "trials_for_no_worse",
]  # fmt: skip

#: Errors, and trials without one, from which on their share is nearly normal.
SOME = 10


def errors_to_see(
    ratio: float,
    *,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    comparisons: int = 1,
) -> int:
    """Return how many errors it takes to see that a group has more of them.

    Parameters
    ----------
    ratio
        How many times the rate of the others that of the group is; above 1.
    share
        Of passes that are the group's.
    confidence, power
        Of the test.
    comparisons
        How many groups are looked at: the first step of Holm's procedure, which is Bonferroni's.

    Returns
    -------
    int
        Of both groups together, from which on power is never lower.

    Examples
    --------
    >>> errors_to_see(2.0)
    60
    """
    _tested(share, confidence, power, comparisons)
    if not 1.0 < ratio < math.inf:
        raise ValueError(f"a group that is worse has a ratio above 1, not {ratio:g}")
    alpha = (1.0 - confidence) / comparisons
    # seeing so many of the group is seeing few of the others
    found = design(1.0 - share, _share_of_others(ratio, share), confidence=1.0 - alpha, power=power)
    return found.trials


def ratio_seen(
    errors: int,
    *,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    comparisons: int = 1,
) -> float:
    """Return the smallest ratio of two groups' rates that so many errors would have shown.

    Parameters
    ----------
    errors
        Of both groups together.
    share, confidence, power, comparisons
        As of `errors_to_see`.

    Returns
    -------
    float
        Infinite: not even if all errors were the group's.

    Examples
    --------
    >>> f"{ratio_seen(10, comparisons=2):.1f}"
    '11.0'
    >>> ratio_seen(4)
    inf
    """
    _tested(share, confidence, power, comparisons)
    if errors < 0:
        raise ValueError(f"not a number of errors: {errors}")
    alpha = (1.0 - confidence) / comparisons
    others = 1.0 - share
    most = int(most_errors(errors, others, confidence=1.0 - alpha))
    if most < 0:
        return math.inf
    # the share of others at which so few of them are as likely as is asked
    found = float(betainccinv(most + 1.0, errors - most, power))
    # p = (1 − s) / (1 − s + s x)
    return others * (1.0 - found) / (share * found)


def trials_for_no_worse(
    rate: float,
    ratio: float,
    *,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    comparisons: int = 1,
) -> int:
    """Return how many passes of both groups show that one's rate is no worse by a factor.

    If none of several groups may be worse, each must pass: then confidence is that of each test
    as it is, and it is power that is shared out among them.

    Parameters
    ----------
    rate
        Of both groups, as it is supposed: they are alike.
    ratio
        How many times the rate of the others the group's is not to be; above 1.
    share
        Of passes that are the group's.
    confidence, power
        Of the test: exact for the errors there are, whose number is Poisson's.
    comparisons
        How many groups there are besides the one they are held against.

    Raises
    ------
    ValueError
        If these are no such numbers.
    """
    _tested(share, confidence, power, comparisons)
    between("a rate", rate)
    if not 1.0 < ratio < math.inf:
        raise ValueError(f"a group that is no worse has a bound above 1, not {ratio:g}")
    each = 1.0 - (1.0 - power) / comparisons
    if rate * ratio >= 1.0:
        raise ValueError(f"no rate is {ratio:g} times {rate:g}")
    # the group's share of errors at the bound; if both are alike it is that of passes
    bound = 1.0 - _share_of_others(ratio, share)
    errors = design(bound, share, confidence=confidence, power=each).trials
    totals = np.arange(8 * errors + 200)
    supports = binom.cdf(most_errors(totals, bound, confidence=confidence), totals, share)

    def lacking(expected: float) -> float:
        return float(poisson.pmf(totals, expected) @ supports) - each

    return whole(brentq(lacking, 0.0, 4.0 * errors + 50.0) / rate)


def trials_for_difference(
    rate: float,
    difference: float,
    *,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    comparisons: int = 1,
) -> int:
    """Return how many passes of each of two groups show that one is no worse by a difference.

    By the normal distribution (Blackwelder 1982), so not for a handful of errors.

    Parameters
    ----------
    rate
        Of both groups, as it is supposed: they are alike.
    difference
        By how much the group's rate is not to be above that of the others.
    confidence, power, comparisons
        As of `trials_for_no_worse`.

    Raises
    ------
    ValueError
        If these are no such numbers, or fewer than ten errors, or of what is none, are expected in
        each group.

    Examples
    --------
    >>> trials_for_difference(0.11, 0.05)
    485
    """
    _tested(0.5, confidence, power, comparisons)
    between("a rate", rate)
    if not 0.0 < difference < 1.0 - rate:
        raise ValueError(f"no rate is {difference:g} above {rate:g}")
    each = 1.0 - (1.0 - power) / comparisons
    z = float(ndtri(confidence) + ndtri(each))
    found = whole(2.0 * rate * (1.0 - rate) * (z / difference) ** 2)
    expected = found * min(rate, 1.0 - rate)
    if expected < SOME:
        raise ValueError(
            f"{expected:.1f} errors expected in each group are too few for a difference of "
            f"{difference:g}: ask for a factor"
        )
    return found


def _share_of_others(ratio: float, share: float) -> float:
    """Return what share of errors is not the group's, whose rate is so many times the others'."""
    return (1.0 - share) / (1.0 - share + share * ratio)


def _tested(share: float, confidence: float, power: float, comparisons: int) -> None:
    between("a share of passes", share)
    between("a confidence", confidence)
    between("a power", power)
    if comparisons < 1:
        raise ValueError(f"not a number of comparisons: {comparisons}")
    if power <= (1.0 - confidence) / comparisons:
        raise ValueError(f"a power of {power:g} is no more than chance gives: {1 - confidence:.4g}")
