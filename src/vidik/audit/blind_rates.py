"""Blind rates: the error rates of a blind test, once its labels are opened.

What is told of all is told of each group. A group's nonmated comparisons are those of two people
who are both of it (ISO/IEC 19795-10:2024), its searches those for its people. A question without an
answer is an error of the matcher's like any other, or whoever answers only what is easy would look
best: of searches FNIR counts it as a miss; of comparisons, FNMR is of those that came to a score,
and beside it stands how often somebody was not recognised for whatever reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from vidik.audit.groups import SMALLEST
from vidik.audit.identification import fnir, fpir
from vidik.audit.intervals import CONFIDENCE, rate
from vidik.audit.verification import fmr, fnmr
from vidik.model.blind_test import Answer, BlindRate, Label, Labels, Plan, Results
from vidik.model.rate import Rate
from vidik.model.scores import Comparisons, Searches

__all__ = ["ALL", "FEWEST", "blind_rates", "comparisons", "failures", "searches"]

#: The name under which rates of everybody stand.
ALL = "all"

#: People of a group, at least, for its rates to be told: of fewer they would be those of persons.
FEWEST = 5


def blind_rates(
    plan: Plan, labels: Labels, results: Results, *, confidence: float = CONFIDENCE
) -> tuple[BlindRate, ...]:
    """Return the error rates of a test, of all and of each group, at each threshold of its plan.

    Parameters
    ----------
    plan, labels, results
        Of one test, whole: each question has an answer.
    confidence
        Of intervals, which take answers for independent.
    """
    groups = sorted({one.group for one in labels.labels} - {""})
    rates: list[BlindRate] = []
    for name in (None, *groups):
        of_mode = _of_comparisons if plan.mode == "verification" else _of_searches
        told = of_mode(plan, labels, results, name, confidence)
        people = {one.subject for one in labels.labels if one.group == name}
        if name is not None and len(people) < FEWEST:
            why = f"{len(people)} people; of fewer than {FEWEST} no rate is told"
            told = (replace(one, rate=None, why=why) for one in told)
        rates += told
    if results.enrolments:
        failed = sum(one.failure is not None for one in results.enrolments)
        counted = rate(failed, len(results.enrolments), confidence=confidence)
        rates.append(BlindRate("failure to enrol", ALL, None, counted))
    failed = sum(one.failure is not None for one in results.answers)
    counted = rate(failed, len(results.answers), confidence=confidence)
    rates.append(BlindRate("failure to answer", ALL, None, counted))
    return tuple(rates)


def failures(answers: tuple[Answer, ...]) -> Mapping[str, int]:
    """Return how many questions have no answer, by why.

    Parameters
    ----------
    answers
        Of a run.
    """
    reasons = [one.failure for one in answers if one.failure is not None]
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}


def comparisons(
    plan: Plan, labels: Labels, results: Results, group: str | None = None
) -> Comparisons:
    """Return the comparisons of a test, mated or not as the labels say.

    Parameters
    ----------
    plan, labels, results
        Of one test.
    group
        Of two people of this group alone; None: of all.
    """
    whose = {one.name: one for one in labels.labels}
    number = _numbers(labels)
    answered = {one.question: one for one in results.answers}
    score, mated, subject = [], [], []
    failed = [0, 0]
    for question in plan.questions:
        enrolled, probe = (whose[name] for name in question.samples)
        if group is not None and {enrolled.group, probe.group} != {group}:
            continue
        same = enrolled.subject == probe.subject
        answer = answered[question.name]
        if answer.failure is not None:
            failed[same] += 1
            continue
        (said,) = answer.scores.values()
        score.append(said)
        mated.append(same)
        subject.append(number[probe.subject])
    return Comparisons(
        np.array(score, dtype=np.float64),
        np.array(mated, dtype=np.bool_),
        np.array(subject, dtype=np.int64),
        np.full(len(score), -1),
        mated_failures=failed[True],
        nonmated_failures=failed[False],
    )


def searches(plan: Plan, labels: Labels, results: Results, group: str | None = None) -> Searches:
    """Return the searches of a test: who else was found, and where the person was.

    Of several pictures of one person the best counts. A candidate with the same score as the person
    searched for stands before them. Who is in the gallery is whom the testers gave in: somebody
    whom the matcher failed to enrol is missed by each search.

    Parameters
    ----------
    plan, labels, results
        Of one test.
    group
        Of searches for people of this group alone; None: of all.
    """
    whose = {one.name: one for one in labels.labels}
    number = _numbers(labels)
    given = {whose[name].subject for name in plan.gallery}
    answered = {one.question: one for one in results.answers}
    top, mate, rank, subject = [], [], [], []
    failed = [0, 0]
    for question in plan.questions:
        probe = whose[question.samples[0]]
        if group is not None and probe.group != group:
            continue
        enrolled = probe.subject in given
        answer = answered[question.name]
        if answer.failure is not None:
            failed[enrolled] += 1
            continue
        best = _best(answer, whose)
        own = best.pop(probe.subject, -np.inf)
        top.append(max(best.values(), default=-np.inf))
        mate.append(own if enrolled else np.nan)
        found = np.isfinite(own)
        rank.append(1 + sum(other >= own for other in best.values()) if found else 0)
        subject.append(number[probe.subject])
    return Searches(
        np.array(top, dtype=np.float64),
        np.array(mate, dtype=np.float64),
        np.array(rank, dtype=np.int64),
        len(given),
        np.array(subject, dtype=np.int64),
        np.full(len(top), -1),
        mated_failures=failed[True],
        nonmated_failures=failed[False],
    )


def _best(answer: Answer, whose: Mapping[str, Label]) -> dict[str, float]:
    """Return the best score of each person whom a search found."""
    best: dict[str, float] = {}
    for name, score in answer.scores.items():
        person = whose[name].subject
        best[person] = max(score, best.get(person, -np.inf))
    return best


def _numbers(labels: Labels) -> Mapping[str, int]:
    people = sorted({one.subject for one in labels.labels})
    return {subject: i for i, subject in enumerate(people)}


def _of_comparisons(
    plan: Plan, labels: Labels, results: Results, group: str | None, confidence: float
) -> Iterator[BlindRate]:
    found = comparisons(plan, labels, results, group)
    mated = int(found.mated.sum())
    for at in plan.thresholds:
        for name, of, counted in (
            ("FMR", len(found) - mated, fmr),
            ("FNMR", mated, fnmr),
            ("FNMR or no answer", mated + found.mated_failures, _missed),
        ):
            told = partial(counted, found, at, confidence=confidence)
            yield _told(name, group, at, of, told)


def _missed(found: Comparisons, threshold: float, *, confidence: float) -> Rate:
    """Return how often somebody was not recognised for whatever reason."""
    mated, failed = found.scores(mated=True), found.mated_failures
    low = int((mated < threshold).sum())
    return rate(low + failed, len(mated) + failed, confidence=confidence)


def _of_searches(
    plan: Plan, labels: Labels, results: Results, group: str | None, confidence: float
) -> Iterator[BlindRate]:
    found = searches(plan, labels, results, group)
    mated = int(found.mated.sum())
    others = len(found) - mated
    for at in plan.thresholds:
        for name, of, counted in (
            ("FPIR", others + found.nonmated_failures, fpir),
            ("FNIR", mated + found.mated_failures, fnir),
        ):
            told = partial(counted, found, at, confidence=confidence)
            yield _told(name, group, at, of, told)


def _told(
    name: str, group: str | None, threshold: float, of: int, counted: Callable[[], Rate]
) -> BlindRate:
    """Return a rate, or why it is not told: of nothing there is none, of a small group neither."""
    fewest = 1 if group is None else SMALLEST
    if of < fewest:
        why = f"{of:,}; of fewer than {fewest} no rate is told"
        return BlindRate(name, group or ALL, threshold, None, why)
    return BlindRate(name, group or ALL, threshold, counted())
