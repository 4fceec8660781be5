"""Plan a test of face recognition: what a claim takes, and what past trials could have shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vidik.audit.clustering import Effort, effort
from vidik.audit.group_tests import errors_to_see, trials_for_difference, trials_for_no_worse
from vidik.audit.hindsight import Shown, could_have_shown
from vidik.audit.intervals import CONFIDENCE
from vidik.audit.rate_tests import (
    POWER,
    Design,
    design,
    design_allowing,
    trials_for,
    trials_to_measure,
)
from vidik.audit.sequential import LOOKS, Course, course, sequence
from vidik.audit.sequential import Sequence as Sequential
from vidik.errors import InputError
from vidik.jobs.claims import check_claims
from vidik.model.rejection import Rejection
from vidik.model.trial import CountName

__all__ = ["Clustered", "GroupPlan", "Past", "Planned", "SequencePlan", "past_trials", "planned"]

#: Errors up to which it is told how many trials show a claim.
_ERRORS = 5

#: How many times the trials of a test without looks one with looks goes on for, at most.
_LONGER = 2

#: Of what past trials could have shown a rate.
_OF: tuple[CountName, ...] = ("faces", "alerts")

#: A test, and what it takes, by correlation.
_Test = tuple[Design, tuple[Effort, ...]]


@dataclass(frozen=True, slots=True)
class Clustered:
    """How people pass.

    Parameters
    ----------
    passes_each
        How often each person does.
    correlations
        Of errors of one person: least, expected, most.
    passes_a_day
        How many pass in a day; None: nobody said.
    """

    passes_each: int = 1
    correlations: tuple[float, ...] = (0.0,)
    passes_a_day: int | None = None

    def efforts(self, trials: int, errors: int | None = None) -> tuple[Effort, ...]:
        """Return what so many independent trials take, of which so many may be errors."""
        return tuple(
            effort(
                trials,
                errors=errors,
                passes_each=self.passes_each,
                correlation=one,
                passes_a_day=self.passes_a_day,
            )
            for one in self.correlations
        )

    def test(self, of: Design) -> _Test:
        """Return a test with what it takes."""
        return of, self.efforts(of.trials, of.errors)


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What it takes to hold groups against each other.

    Parameters
    ----------
    asked
        What is to be shown, in words.
    trials
        Independent passes it takes, of which `counted` says.
    counted
        Whose they are: those of both groups that are held against each other, or of each.
    efforts
        What they take, by correlation.
    """

    asked: str
    trials: int
    counted: str
    efforts: tuple[Effort, ...]


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """A test that may end early.

    Parameters
    ----------
    test
        Its looks.
    courses
        How it goes at several rates.
    """

    test: Sequential
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """What it takes to show that a rate is no higher than so much.

    Parameters
    ----------
    at_most
        The rate.
    truth
        The rate there is, as it is supposed; None: nothing was supposed, so that there is no power.
    shown
        Trials by the number of errors among them, from 0, and what they take.
    no_error
        The smallest test of all, which may count no error, and what it takes.
    smallest, for_good
        The smallest test with the power, and from which one on all have it.
    to_measure
        Trials that measure the truth, by the rule of 30.
    groups
        What groups take.
    sequence
        The test that may end early.
    """

    at_most: float
    truth: float | None
    shown: tuple[tuple[int, tuple[Effort, ...]], ...]
    no_error: _Test | None
    smallest: _Test | None
    for_good: _Test | None
    to_measure: tuple[int, tuple[Effort, ...]] | None
    groups: tuple[GroupPlan, ...]
    sequence: SequencePlan | None


def planned(
    at_most: float,
    truth: float | None = None,
    *,
    people: Clustered | None = None,
    groups: int = 1,
    factor: float | None = None,
    difference: float | None = None,
    share: float | None = None,
    every: int | None = None,
    confidence: float = CONFIDENCE,
    power: float = POWER,
) -> Planned:
    """Return what it takes to show that a rate is no higher than so much.

    Parameters
    ----------
    at_most
        The rate, between 0 and 1.
    truth
        The rate there is, as it is supposed.
    people
        How people pass; None: each once.
    groups
        How many there are, of which one is the one that others are held against.
    factor, difference
        By which no group's rate is to be above that one's.
    share
        Of the passes of two groups that are held against each other, the smaller one's; None: half.
    every
        Passes from look to look of a test that may end early; None: it does not.
    confidence, power
        Of tests.

    Raises
    ------
    InputError
        If something of it cannot be planned, with the reason.
    """
    people = people or Clustered()
    half = 0.5 if share is None else share
    try:
        fewest = tuple(
            (trials, people.efforts(trials, errors))
            for errors in range(_ERRORS + 1)
            for trials in (trials_for(at_most, errors, confidence=confidence),)
        )
        tests: tuple[_Test | None, _Test | None, _Test | None] = (None, None, None)
        measured: tuple[int, tuple[Effort, ...]] | None = None
        compared: tuple[GroupPlan, ...] = ()
        going_on: SequencePlan | None = None
        if truth is not None:
            smallest, for_good = (
                design(at_most, truth, confidence=confidence, power=power, for_good=every_larger)
                for every_larger in (False, True)
            )
            no_error = design_allowing(0, at_most, truth, confidence=confidence)
            tests = (people.test(no_error), people.test(smallest), people.test(for_good))
            if truth > 0.0:
                trials = trials_to_measure(truth)
                measured = trials, people.efforts(trials)
            if groups > 1:
                compared = _groups(
                    truth, people, groups, factor, difference, half, confidence, power
                )
            if every is not None:
                going_on = _going_on(for_good, every, confidence, power)
    except ValueError as fault:
        raise InputError(f"cannot be planned: {fault}") from fault
    return Planned(at_most, truth, fewest, *tests, measured, compared, going_on)


def _going_on(fixed: Design, every: int, confidence: float, power: float) -> SequencePlan:
    """Return a test that may end early instead of one that does not."""
    last = _LONGER * fixed.trials
    if every > last:
        raise ValueError(f"after {last:,} passes it is over, before a look after {every:,}")
    # no more looks than can be reckoned with, and the last one as far from its neighbour as others
    every = max(every, -(-last // LOOKS))
    last = -(-last // every) * every
    claim, truth = fixed.at_most, fixed.truth
    test = sequence(claim, truth, every=every, last=last, confidence=confidence, power=power)
    rates = (truth, 0.5 * (truth + claim), claim)
    return SequencePlan(test, tuple(course(test, rate) for rate in rates))


def _groups(
    truth: float,
    people: Clustered,
    groups: int,
    factor: float | None,
    difference: float | None,
    share: float,
    confidence: float,
    power: float,
) -> tuple[GroupPlan, ...]:
    """Return what it takes to hold each group against the first."""
    others = groups - 1
    plans: list[tuple[str, int, str]] = []
    both = "both groups" if share == 0.5 else f"both groups, {share:.4g} the smaller one's"
    if factor is not None:
        no_worse = trials_for_no_worse(
            truth, factor, share=share, confidence=confidence, power=power, comparisons=others
        )
        plans.append((f"no group is worse by a factor of {factor:g}", no_worse, both))
        errors = errors_to_see(
            factor, share=share, confidence=confidence, power=power, comparisons=others
        )
        # as many errors as that are expected among passes at the mean of both rates
        seen = math.ceil(errors / (truth * (1.0 - share + share * factor)))
        worse = f"a group that is worse by a factor of {factor:g} is seen ({errors:,} errors)"
        plans.append((worse, seen, both))
    if difference is not None:
        apart = trials_for_difference(
            truth, difference, confidence=confidence, power=power, comparisons=others
        )
        plans.append((f"no group is worse by {difference:g}", apart, "each group"))
    return tuple(GroupPlan(*one, people.efforts(one[1])) for one in plans)


@dataclass(frozen=True, slots=True)
class Past:
    """What a past trial could have shown of one rate, and whether its number was stated as a bound.

    Parameters
    ----------
    key
        Of the trial.
    of
        What was counted: ``faces``, ``alerts``.
    shown
        What could have been shown; None: it was not said how many there were.
    about
        Whether it rests on a number that was stated as about so many.
    """

    key: str
    of: CountName
    shown: Shown | None
    about: bool


def past_trials(
    path: Path | None,
    *,
    trial: str | None = None,
    confidence: float = CONFIDENCE,
    power: float = POWER,
) -> tuple[tuple[Past, ...], Sequence[Rejection]]:
    """Return what past trials could have shown of false alerts, and what cannot be used.

    Parameters
    ----------
    path, trial
        As of `vidik.jobs.claims.check_claims`.
    confidence, power
        Of tests.
    """
    found, rejected = check_claims(path, trial=trial, confidence=confidence)
    past: list[Past] = []
    for one in found:
        errors = one.trial.known("false_alerts")
        for name in _OF:
            whole = one.trial.known(name)
            if whole is None or not whole.value:
                past.append(Past(one.trial.key, name, None, about=False))
                continue
            counted = errors if errors is not None and errors.value <= whole.value else None
            past.append(
                Past(
                    one.trial.key,
                    name,
                    could_have_shown(
                        whole.value,
                        None if counted is None else counted.value,
                        confidence=confidence,
                        power=power,
                    ),
                    about="about" in {one.bound for one in (whole, counted) if one is not None},
                )
            )
    return tuple(past), rejected
