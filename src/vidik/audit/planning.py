"""Planning: how many trials it takes to show something of a rate, and what so few cannot show.

A claim is a rate that is to be no higher than so much: FPIR of 1 in 6,000, or FNIR of 0.11, which
is TPIR of 0.89. A test of it counts errors and supports the claim if there are few enough: so few
would be seen, at the rate claimed or any higher one, in no more than 1 − confidence of cases. That
holds exactly (Clopper and Pearson 1934), for any number of trials. With none the number of trials
is that of the “rule of three” of ISO/IEC 19795-1.

Trials of one person are not new ones. Kish (1965) has the variance of a share grow by the design
effect 1 + (m − 1)ρ, of m passes each and their correlation ρ, which before a test is a guess: so it
is a range here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc, ndtri
from scipy.stats import binom, poisson

from vidik.audit.intervals import CONFIDENCE, none_seen

__all__ = [
    "ERRORS", "POWER", "Design", "Effort", "Shown", "could_have_shown", "design", "design_effect",
    "effort", "errors_to_see", "most_errors", "ratio_seen", "trials_for", "trials_for_difference",
    "trials_for_no_worse", "trials_to_measure",
]  # fmt: skip

#: In what share of cases a test is to support a claim that holds, where nobody says otherwise.
POWER = 0.8

#: Errors that a test of a claim may count, at most: a claim so near the truth is better measured.
ERRORS = 50_000

#: Trials beyond which nothing is planned.
_MOST = 10**12

#: Share of errors up to which they are rare: their numbers are Poisson's, nearly.
_RARE = 0.1

#: Errors, and trials without one, from which on their share is nearly normal.
_SOME = 10

#: What a sum over all outcomes may leave out.
_LEFT_OUT = 1e-12


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
    _between("a rate to show", at_most)
    _between("a confidence", confidence)
    if errors < 0:
        raise ValueError(f"not a number of errors: {errors}")
    return int(_first_allowed(np.array([errors]), at_most, 1.0 - confidence)[0])


def most_errors(trials: int, at_most: float, *, confidence: float = CONFIDENCE) -> int | None:
    """Return with how many errors so many trials still show that a rate is no higher.

    Parameters
    ----------
    trials
        How many there are.
    at_most, confidence
        As of `trials_for`.

    Returns
    -------
    int or None
        None: not even with none.
    """
    _between("a rate to show", at_most)
    _between("a confidence", confidence)
    _some(trials)
    alpha = 1.0 - confidence
    # the first count at which the tail is above alpha is one too many
    found = int(binom.ppf(alpha, trials, at_most))
    while found >= 0 and (found == trials or _chance(found, trials, at_most) > alpha):
        found -= 1
    return None if found < 0 else found


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
    _between("a rate to show", at_most)
    _between("a confidence", confidence)
    _between("a power", power)
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
    trials = int(starts[k])
    return Design(
        trials,
        k,
        at_most,
        truth,
        float(_chance(k, trials, at_most)),
        float(_chance(k, trials, truth)),
    )


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
    _between("a rate to measure", rate)
    _between("a confidence", confidence)
    if not 0.0 < within < math.inf:
        raise ValueError(f"not a share of a rate: {within}")
    z = float(ndtri(0.5 * (1.0 + confidence)))
    return _whole((z / within) ** 2 * (1.0 - rate) / rate)


def design_effect(passes_each: float, correlation: float) -> float:
    """Return how many times the trials it takes if people pass several times (Kish 1965).

    Parameters
    ----------
    passes_each
        How often each person passes; the same for all.
    correlation
        Of errors of one person, 0 to 1: 1 says that who is taken for another once always is.

    Raises
    ------
    ValueError
        If these are no such numbers.
    """
    if not 1.0 <= passes_each < math.inf:
        raise ValueError(f"nobody passes {passes_each:g} times each")
    if not 0.0 <= correlation <= 1.0:
        raise ValueError(f"not a correlation from 0 to 1: {correlation:g}")
    return 1.0 + (passes_each - 1.0) * correlation


@dataclass(frozen=True, slots=True)
class Effort:
    """What so many trials take.

    Parameters
    ----------
    correlation
        Of errors of one person.
    effect
        How many times the trials it takes.
    people, passes
        How many, and how many of them together.
    days
        How many; None: nobody said how many pass a day.
    """

    correlation: float
    effect: float
    people: int
    passes: int
    days: int | None


def effort(
    trials: int,
    *,
    passes_each: int = 1,
    correlation: float = 0.0,
    passes_a_day: int | None = None,
) -> Effort:
    """Return how many people, passes and days so many independent trials take.

    Parameters
    ----------
    trials
        How many, if each were of another person.
    passes_each, correlation
        As of `design_effect`.
    passes_a_day
        How many pass in a day.

    Raises
    ------
    ValueError
        If these are no such numbers.
    """
    _some(trials)
    effect = design_effect(passes_each, correlation)
    if passes_a_day is not None and passes_a_day < 1:
        raise ValueError(f"nobody passes: {passes_a_day} a day")
    # a product of whole numbers and one share: a hair above a whole number is that number
    people = math.ceil(trials * effect / passes_each - 1e-9)
    passes = people * passes_each
    days = None if passes_a_day is None else -(-passes // passes_a_day)
    return Effort(correlation, effect, people, passes, days)


def errors_to_see(
    ratio: float,
    *,
    share: float = 0.5,
    confidence: float = CONFIDENCE,
    power: float = POWER,
    comparisons: int = 1,
) -> int:
    """Return how many errors it takes to see that a group has more of them.

    Of errors that are rare, those of the group are among all of both groups like heads among
    tosses: its share of passes if both are alike (Przyborowski and Wilenski 1940). The test is
    exact, and of one side.

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
    return _errors(1.0 - share, _share_of_others(ratio, share), alpha, power)


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
    most = None if errors == 0 else most_errors(errors, others, confidence=1.0 - alpha)
    if most is None:
        return math.inf
    low, high = 0.0, others  # power is 1 at the one and below alpha at the other
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _chance(most, errors, middle) >= power else (low, middle)
    # p = (1 − s) / (1 − s + s x)
    return others * (1.0 - low) / (share * low) if low > 0.0 else math.inf


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
    _between("a rate", rate)
    if not 1.0 < ratio < math.inf:
        raise ValueError(f"a group that is no worse has a bound above 1, not {ratio:g}")
    each = 1.0 - (1.0 - power) / comparisons
    # the group's share of errors at the bound, and if both are alike
    bound, alike = 1.0 - _share_of_others(ratio, share), share
    errors = _errors(bound, alike, 1.0 - confidence, each)
    most = _allowed(8 * errors + 200, bound, 1.0 - confidence)
    low, high = 0.0, 4.0 * errors + 50.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        enough = _unconditional(middle, most, alike) >= each
        low, high = (low, middle) if enough else (middle, high)
    return _whole(high / rate)


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
    _between("a rate", rate)
    if not 0.0 < difference < 1.0:
        raise ValueError(f"not a difference of two rates: {difference:g}")
    each = 1.0 - (1.0 - power) / comparisons
    z = float(ndtri(confidence) + ndtri(each))
    found = _whole(2.0 * rate * (1.0 - rate) * (z / difference) ** 2)
    expected = found * min(rate, 1.0 - rate)
    if expected < _SOME:
        raise ValueError(
            f"{expected:.1f} errors expected in each group are too few for a difference of "
            f"{difference:g}: ask for a factor"
        )
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What a trial that was could have shown at best, had all passes been of different people.

    Parameters
    ----------
    of
        How many passes there were.
    errors
        How many of them were errors; None: nobody said.
    bound
        The smallest rate that it could have shown not to be exceeded: with no error at all.
    ratio
        The smallest ratio of rates of two groups, each half of those who passed, that its errors
        would have shown, whichever it was; infinite: none. None: nobody said how many errors there
        were, or they are not rare.
    difference
        The smallest difference of the two rates, likewise, by the normal distribution. None: nobody
        said how many errors there were, or there are too few for that.
    """

    of: int
    errors: int | None
    bound: float
    ratio: float | None
    difference: float | None


def could_have_shown(
    of: int, errors: int | None, *, confidence: float = CONFIDENCE, power: float = POWER
) -> Shown:
    """Return what so many trials could have shown at best.

    Parameters
    ----------
    of, errors
        As of `Shown`.
    confidence, power
        Of tests.
    """
    bound = none_seen(of, confidence=confidence)
    ratio = difference = None
    if errors is not None:
        if errors <= _RARE * of:
            # either group may be the worse one: two comparisons
            ratio = ratio_seen(errors, confidence=confidence, power=power, comparisons=2)
        if min(errors, of - errors) >= _SOME:
            z = float(ndtri(0.5 * (1.0 + confidence)) + ndtri(power))
            rate = errors / of
            difference = z * math.sqrt(4.0 * rate * (1.0 - rate) / of)
    return Shown(of, errors, bound, ratio, difference)


def _chance(errors: ArrayLike, trials: ArrayLike, rate: float) -> NDArray[np.float64]:
    """Return how likely so many errors are or fewer, of more trials."""
    # SciPy's own bdtr takes powers of 1 − rate, which has lost the digits of a small rate
    errors, trials = np.asarray(errors), np.asarray(trials)
    return np.asarray(betaincc(errors + 1.0, trials - errors, rate))


def _first_allowed(errors: NDArray[np.int64], at_most: float, alpha: float) -> NDArray[np.int64]:
    """Return from how many trials on so many errors still show that a rate is no higher."""
    low, high = errors.copy(), errors + 1  # of as many trials as errors nothing is shown
    while (short := _chance(errors, high, at_most) > alpha).any():
        if (high[short] > _MOST).any():
            raise ValueError(f"it would take more than {_MOST:,} trials")
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
    if max(for_claim, for_truth) > _MOST:
        raise ValueError(f"it would take more than {_MOST:,} trials")
    return math.ceil(max(for_claim, for_truth))


def _divergence(m: float, p: float) -> float:
    if p == 0.0:
        return math.inf
    return m * math.log(m / p) + (1.0 - m) * (math.log1p(-m) - math.log1p(-p))


def _errors(claim: float, truth: float, alpha: float, power: float) -> int:
    """Return of how many errors on those of one kind are few enough often enough."""
    return design(claim, truth, confidence=1.0 - alpha, power=power).trials


def _share_of_others(ratio: float, share: float) -> float:
    """Return what share of errors is not the group's, whose rate is so many times the others'."""
    return (1.0 - share) / (1.0 - share + share * ratio)


def _allowed(top: int, share: float, alpha: float) -> NDArray[np.int64]:
    """Return up to how many of each number of errors may be the group's; −1: not even none."""
    totals = np.arange(top)
    found = binom.ppf(alpha, totals, share).astype(np.int64)
    return np.asarray(np.where(binom.cdf(found, totals, share) > alpha, found - 1, found))


def _unconditional(expected: float, most: NDArray[np.int64], share: float) -> float:
    """Return the power where the number of errors is Poisson's."""
    top = min(int(poisson.isf(_LEFT_OUT, expected)) + 1, len(most))
    totals = np.arange(top)
    return float(poisson.pmf(totals, expected) @ binom.cdf(most[:top], totals, share))


def _whole(trials: float) -> int:
    if trials > _MOST:
        raise ValueError(f"it would take more than {_MOST:,} trials")
    return math.ceil(trials)


def _between(what: str, value: float) -> None:
    if not 0.0 < value < 1.0:
        raise ValueError(f"{what} lies between 0 and 1, not at {value:g}")


def _some(trials: int) -> None:
    if trials < 1:
        raise ValueError(f"not a number of trials: {trials}")


def _tested(share: float, confidence: float, power: float, comparisons: int) -> None:
    _between("a share of passes", share)
    _between("a confidence", confidence)
    _between("a power", power)
    if comparisons < 1:
        raise ValueError(f"not a number of comparisons: {comparisons}")
    if power <= (1.0 - confidence) / comparisons:
        raise ValueError(f"a power of {power:g} is no more than chance gives: {1 - confidence:.4g}")
