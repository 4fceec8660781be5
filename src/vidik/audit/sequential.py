"""Sequential tests: looking at a trial while it goes on, without being misled by looking.

Wald's sequential probability ratio test (1945, Annals of Mathematical Statistics 16) reckons how
many times likelier what was seen is if the rate is as supposed than if it is the one claimed. It
ends as soon as that is so many times or so few. Here it ends with support where it is 1 / (1 −
confidence) times or more, which no sequence of looks exceeds more often than in 1 − confidence of
cases if the claim is false (Ville 1939), and without where it is 1 − power or less; Wald's own
limits are approximations of these. A last look ends it for good, without support.

What such a test does is not taken from Wald's formulas: the chances of all paths are added up, look
after look. All of it takes trials for independent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from vidik.audit.intervals import CONFIDENCE
from vidik.audit.rate_tests import POWER, between

__all__ = ["Course", "Look", "Sequence", "course", "sequence"]

#: Looks that a test has, at most, and errors that are told apart.
LOOKS, _ERRORS = 20_000, 5_000

#: What is left out of the chances from look to look: less than sums of numbers lose.
_LEFT_OUT = 1e-18


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a trial that goes on.

    Parameters
    ----------
    trials
        How many there have been.
    support
        With so many errors or fewer it ends, and the claim is supported; −1: with none.
    give_up
        With so many errors or more it ends, and the claim is not supported.
    """

    trials: int
    support: int
    give_up: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequential test of a claim.

    Parameters
    ----------
    at_most
        The rate that is claimed not to be exceeded.
    truth
        The rate there is, as it is supposed.
    looks
        In their order.
    """

    at_most: float
    truth: float
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How a sequential test goes at one rate.

    Parameters
    ----------
    rate
        The rate there is.
    support
        In what share of cases the claim is supported (its operating characteristic).
    given_up
        In what share of cases it ends without before the last look.
    trials
        How many it takes on the average (Wald's ASN).
    """

    rate: float
    support: float
    given_up: float
    trials: float


def sequence(
    at_most: float,
    truth: float,
    *,
    every: int,
    last: int,
    confidence: float = CONFIDENCE,
    power: float = POWER,
) -> Sequence:
    """Return a sequential test of a claim.

    Parameters
    ----------
    at_most
        The rate that is claimed not to be exceeded.
    truth
        The rate there is, as it is supposed: lower.
    every
        Trials from look to look: those of a day.
    last
        Trials at the last look; if they are no multiple of `every`, it is a shorter one.
    confidence
        That a rate of `at_most` or higher is not taken for a lower one.
    power
        What the test would have without a last look, at least; what it has, `course` tells.

    Raises
    ------
    ValueError
        If these are no rates, the truth is not above 0 and below the claim, or there are too many
        looks.

    Examples
    --------
    >>> test = sequence(1 / 6000, 1 / 30000, every=2000, last=100_000)
    >>> test.looks[0]
    Look(trials=2000, support=-1, give_up=2)
    >>> [look.trials for look in test.looks if look.support == 0][0]
    24000
    """
    between("a confidence", confidence)
    between("a power", power)
    if not 0.0 < truth < at_most < 1.0:
        raise ValueError(
            f"the rate supposed, {truth:g}, is not above 0 and below the one claimed, {at_most:g}"
        )
    if every < 1 or last < every:
        raise ValueError(f"not a number of trials to look after: {every} of {last}")
    if -(-last // every) > LOOKS:
        raise ValueError(f"more than {LOOKS:,} looks: look less often than each {every:,} trials")
    # an error speaks against the claim, and a trial without one for it
    against = math.log(at_most / truth)
    for_it = math.log1p(-truth) - math.log1p(-at_most)
    enough, too_little = -math.log1p(-confidence), math.log1p(-power)
    looks = []
    for trials in [*range(every, last, every), last]:
        # for_it (n − k) − against k ≥ enough, and ≤ too_little
        support = math.floor((for_it * trials - enough) / (for_it + against))
        give_up = math.ceil((for_it * trials - too_little) / (for_it + against))
        looks.append(Look(trials, max(support, -1), give_up))
    if looks[-1].give_up > _ERRORS:
        raise ValueError(f"the test would count more than {_ERRORS:,} errors")
    return Sequence(at_most, truth, tuple(looks))


def course(test: Sequence, rate: float) -> Course:
    """Return how a sequential test goes at one rate: exactly, by the chances of all its paths.

    Parameters
    ----------
    test
        As `sequence` makes it.
    rate
        The rate there is, 0 to 1.

    Raises
    ------
    ValueError
        If it is no rate.

    Examples
    --------
    >>> test = sequence(1 / 6000, 1 / 30000, every=2000, last=100_000)
    >>> for rate in (1 / 6000, 1 / 30000):
    ...     found = course(test, rate)
    ...     print(f"{found.support:.3f} after {found.trials:,.0f} trials")
    0.037 after 16,719 trials
    0.895 after 33,272 trials
    """
    if not 0.0 <= rate <= 1.0:
        raise ValueError(f"not a rate: {rate:g}")
    support = given_up = trials = 0.0
    for look, going, ended_well, ended_badly in _paths(test, rate):
        trials += going * look
        support += ended_well
        given_up += ended_badly
    return Course(rate, support, given_up, trials)


def _paths(test: Sequence, rate: float) -> Iterator[tuple[int, float, float, float]]:
    """Yield of each look its trials, the share that comes to it, and what shares end there."""
    going = np.ones(1)  # by the number of errors so far
    rate = rate if rate > 1e-200 else 0.0  # no error has a chance, and SciPy's numbers an end
    before = 0
    chances: dict[int, np.ndarray] = {}
    for look in test.looks:
        batch = look.trials - before
        before = look.trials
        if batch not in chances:
            all_of_them = binom.pmf(np.arange(min(batch, _ERRORS) + 1), batch, rate)
            # no farther than there are chances: where errors are rare, few come between two looks
            top = np.max(np.flatnonzero(all_of_them > _LEFT_OUT), initial=0)
            chances[batch] = all_of_them[: top + 1]
        came = float(going.sum())
        # more errors than end it are not told apart: they are what is missing in the sum
        seen = np.convolve(going, chances[batch])[: look.give_up]
        ended_badly = came - float(seen.sum())
        good = look.support + 1
        ended_well = float(seen[:good].sum())
        going = seen.copy()
        going[:good] = 0.0
        yield batch, came, ended_well, max(ended_badly, 0.0)
