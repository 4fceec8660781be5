"""Tests of a rate: how many trials it takes to show that it is no higher than so much.

A claim is a rate that is to be no higher: FPIR of 1 in 6,000, or FNIR of 0.11, which is TPIR of
0.89. A test of it counts errors and supports the claim if there are few enough: so few would be
seen, at the rate claimed or any higher one, in no more than 1 − confidence of cases. That holds
exactly (Clopper and Pearson 1934), for any number of trials that are independent. With none the
number of trials is that of the “rule of three” of ISO/IEC 19795-1.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc, ndtri
from scipy.stats import binom

from vidik.audit.intervals import CONFIDENCE

__all__ = [
    "ERRORS", "MOST", "POWER", "Design", "between", "design", "design_allowing", "most_errors",
    "trials_for", "trials_to_measure", "whole",
]  # fmt: skip

#: In what share of cases a test is to support a claim that holds, where nobody says otherwise.
POWER = 0.8

#: Errors that a test of a claim may count, at most: a claim so near the truth is better measured.
ERRORS = 50_000

#: Trials beyond which nothing is planned.
MOST = 10**12


def trials_for(at_most: float, errors: int = 0, *, confidence: float = CONFIDENCE) -> int:
    """Return how many trials, with so many errors, show that a rate is no higher.

    Parameters
    ----------
    at_most
        The rate.
    errors
        How many are seen.
    confidence
        On one side, as it is asked on one.

    Raises
    ------
    ValueError
        If the rate or the confidence is none between 0 and 1.

    Examples
    --------
    >>> [trials_for(1 / 6000, errors) for errors in (0, 1, 2)]
    [17973, 28462, 37773]
    """
    between("a rate to show", at_most)
    between("a confidence", confidence)
    if errors < 0:
        raise ValueError(f"not a number of errors: {errors}")
    return int(_first_allowed(np.array([errors]), at_most, 1.0 - confidence)[0])


def most_errors(
    trials: ArrayLike, at_most: float, *, confidence: float = CONFIDENCE
) -> NDArray[np.int64]:
    """Return with how many errors so many trials still show that a rate is no higher.

    Parameters
    ----------
    trials
        How many there are; of any shape.
    at_most, confidence
        As of `trials_for`.

    Returns
    -------
    numpy.ndarray
        Of each; −1: not even with none.

    Examples
    --------
    >>> most_errors([17_972, 17_973, 40_000], 1 / 6000)
    array([-1,  0,  2])
    """
    between("a rate to show", at_most)
    between("a confidence", confidence)
    counts = np.asarray(trials)
    if (counts < 0).any():
        raise ValueError(f"not a number of trials: {counts.min()}")
    # the first count at which the tail reaches what is left is one too many, if it exceeds it
    found = binom.ppf(1.0 - confidence, counts, at_most).astype(np.int64)
    too_many = binom.cdf(found, counts, at_most) > 1.0 - confidence
    return np.asarray(found - too_many)


@dataclass(frozen=True, slots=True)
class Design:
    """A test of one claim: so many trials, of which so many may be errors.

    Parameters
    ----------
    trials
        How many.
    errors
        With so many or fewer the claim is supported.
    at_most
        The rate that is claimed not to be exceeded.
    truth
        The rate there is, as it is supposed.
    size
        In what share of cases the claim is supported though the rate is just the one claimed.
    power
        In what share of cases it is supported if the truth is as supposed.
    """

    trials: int
    errors: int
    at_most: float
    truth: float
    size: float
    power: float


def design(
    at_most: float,
    truth: float,
    *,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    for_good: bool = True,
) -> Design:
    """Return the smallest test of a claim that has the power that is asked for.

    Power falls with each trial and leaps where one more error is allowed: a saw. The smallest test
    at all stands on one of its teeth, and a few trials more may have less power.

    Parameters
    ----------
    at_most
        The rate that is claimed not to be exceeded.
    truth
        The rate there is, as it is supposed: lower.
    confidence, power
        Of the test.
    for_good
        Whether all larger tests must have the power as well, as one does not know beforehand how
        many will pass.

    Raises
    ------
    ValueError
        If these are no rates, the truth is not below the claim, the power is not above 1 −
        confidence, or the test would count more than `ERRORS` errors.

    Examples
    --------
    >>> found = design(1 / 6000, 1 / 30000)
    >>> found.trials, found.errors, f"{found.power:.3f}"
    (46520, 3, '0.928')
    >>> design(1 / 6000, 1 / 30000, for_good=False).trials
    37773
    """
    between("a rate to show", at_most)
    between("a confidence", confidence)
    between("a power", power)
    if not 0.0 <= truth < at_most:
        raise ValueError(f"the rate supposed, {truth:g}, is not below the one claimed, {at_most:g}")
    alpha = 1.0 - confidence
    if power <= alpha:
        raise ValueError(f"a power of {power:g} is no more than chance gives: {alpha:.4g}")
    enough = _surely_enough(at_most, truth, alpha, power)
    expected = enough * at_most
    if expected > ERRORS:
        raise ValueError(
            f"the test would count some {expected:,.0f} errors: {truth:g} is too near {at_most:g}"
        )
    # no test of `enough` trials or more lacks power, so that looking further is needless
    errors = np.arange(math.ceil(expected + 10.0 * math.sqrt(expected)) + 10)
    starts = _first_allowed(errors, at_most, alpha)
    # power falls up to the trial before one more error is allowed
    high = _chance(errors, starts, truth)
    low = _chance(errors[:-1], starts[1:] - 1, truth)
    if for_good:
        lacking = np.flatnonzero((low < power) & (starts[:-1] < enough))
        k = int(lacking[-1]) + 1 if len(lacking) else 0
    else:
        k = int(np.flatnonzero(high >= power)[0])
    return _design(int(starts[k]), k, at_most, truth)


def design_allowing(
    errors: int, at_most: float, truth: float, *, confidence: float = CONFIDENCE
) -> Design:
    """Return the smallest test of a claim that may count so many errors, whatever its power.

    Parameters
    ----------
    errors
        How many.
    at_most, truth, confidence
        As of `design`.
    """
    return _design(trials_for(at_most, errors, confidence=confidence), errors, at_most, truth)


def trials_to_measure(rate: float, within: float = 0.3, *, confidence: float = 0.9) -> int:
    """Return how many trials measure a rate to within a share of itself.

    By the normal distribution. With the values given beforehand it is Doddington's “rule of 30”
    (ISO/IEC 19795-1, annex B): 30 errors, if errors are rare.

    Parameters
    ----------
    rate
        As it is supposed.
    within
        Up to which share of itself it may be off.
    confidence
        In what share of cases it is no farther off.

    Examples
    --------
    >>> trials_to_measure(1 / 6000)
    180340
    """
    between("a rate to measure", rate)
    between("a confidence", confidence)
    if not 0.0 < within < math.inf:
        raise ValueError(f"not a share of a rate: {within}")
    z = float(ndtri(0.5 * (1.0 + confidence)))
    return whole((z / within) ** 2 * (1.0 - rate) / rate)


def whole(trials: float) -> int:
    """Return so many trials or one more, as there are none by halves.

    Parameters
    ----------
    trials
        How many it takes.

    Raises
    ------
    ValueError
        If these are more than anybody plans.
    """
    if trials > MOST:
        raise ValueError(f"it would take more than {MOST:,} trials")
    return math.ceil(trials)


def between(what: str, value: float) -> None:
    """Refuse what does not lie between 0 and 1.

    Parameters
    ----------
    what
        It is.
    value
        Of it.

    Raises
    ------
    ValueError
        If it does not.
    """
    if not 0.0 < value < 1.0:
        raise ValueError(f"{what} lies between 0 and 1, not at {value:g}")


def _design(trials: int, errors: int, at_most: float, truth: float) -> Design:
    size, power = (float(_chance(errors, trials, rate)) for rate in (at_most, truth))
    return Design(trials, errors, at_most, truth, size, power)


def _chance(errors: ArrayLike, trials: ArrayLike, rate: float) -> NDArray[np.float64]:
    """Return how likely so many errors are or fewer, of more trials."""
    # SciPy's own bdtr takes powers of 1 − rate, which has lost the digits of a small rate
    errors, trials = np.asarray(errors), np.asarray(trials)
    return np.asarray(betaincc(errors + 1.0, trials - errors, rate))


def _first_allowed(errors: NDArray[np.int64], at_most: float, alpha: float) -> NDArray[np.int64]:
    """Return from how many trials on so many errors still show that a rate is no higher."""
    low, high = errors.copy(), errors + 1  # of as many trials as errors nothing is shown
    while (short := _chance(errors, high, at_most) > alpha).any():
        if (high[short] > MOST).any():
            raise ValueError(f"it would take more than {MOST:,} trials")
        low, high = np.where(short, high, low), np.where(short, 2 * high, high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = _chance(errors, middle, at_most) <= alpha
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _surely_enough(at_most: float, truth: float, alpha: float, power: float) -> int:
    """Return from how many trials on every test has the power, by Chernoff's bound.

    With a limit m between both rates, more than m n errors are rarer than exp(−n K(m‖truth)), and m
    n or fewer rarer than exp(−n K(m‖at most)); K is Kullback and Leibler's divergence.
    """
    low, high = truth, at_most
    for _ in range(100):
        middle = 0.5 * (low + high)
        for_claim = -math.log(alpha) / _divergence(middle, at_most)
        for_truth = -math.log1p(-power) / _divergence(middle, truth)
        low, high = (middle, high) if for_truth > for_claim else (low, middle)
        if high - low < 1e-9 * at_most:
            break
    return whole(max(for_claim, for_truth))


def _divergence(m: float, p: float) -> float:
    """Return how far two rates are apart, never nothing: digits that are lost are no distance."""
    if p == 0.0:
        return math.inf
    found = m * math.log(m / p) + (1.0 - m) * (math.log1p(-m) - math.log1p(-p))
    return max(found, sys.float_info.min)
