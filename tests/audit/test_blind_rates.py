"""Blind rates: against a slow twin on random answers, and how often they hold the true rate."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.audit.blind_rates import ALL, blind_rates, failures
from vidik.audit.blinding import blinded, commitment
from vidik.audit.groups import SMALLEST
from vidik.model.blind_test import Answer, Results, Sample

SEED = bytes(32)


def blind_test_of(people: int, strangers: int, mode: str, *, pictures: int = 1):
    """Return a plan and labels of people who are enrolled, and others who are asked about only."""
    some = []
    for i in range(people + strangers):
        group = "AB"[i % 2] if i % 5 else ""
        roles = [*["gallery"] * (pictures if i < people else 0), "probe"]
        some += [Sample(f"{i} {n}", f"P{i}", group, r, "synthetic") for n, r in enumerate(roles)]
    pixels = [one.file for one in some]
    return blinded(some, pixels, mode, thresholds=[0.0, 1.0], seed=SEED)


def answered(plan, draw_score, draw_failure) -> Results:
    """Return results with drawn scores and failures."""
    enrolments = tuple(
        Answer(name, failure="refused") if draw_failure() else Answer(name) for name in plan.gallery
    )
    enrolled = [one.question for one in enrolments if one.failure is None]
    answers = []
    for question in plan.questions:
        if draw_failure():
            answers.append(Answer(question.name, failure="timed out"))
        elif plan.mode == "verification":
            answers.append(Answer(question.name, {"": draw_score(question.samples)}))
        else:
            scores = {name: draw_score((name, *question.samples)) for name in enrolled}
            answers.append(Answer(question.name, {k: v for k, v in scores.items() if v > -2.5}))
    return Results(commitment(plan), "00", enrolments, tuple(answers))


def slow(plan, labels, results, name: str, group: str, at: float) -> tuple[int, int]:
    """Return one rate's count and of how many, one answer after the other."""
    whose = {one.name: one for one in labels.labels}
    given_in = {whose[one].subject for one in plan.gallery}
    said = {one.question: one for one in results.answers}
    count = of = 0
    for question in plan.questions:
        people = [whose[one] for one in question.samples]
        if group != ALL and any(one.group != group for one in people):
            continue
        answer = said[question.name]
        if plan.mode == "verification":
            mated = people[0].subject == people[1].subject
            if mated is not name.startswith("FNMR"):
                continue
            if answer.failure is not None:
                if name == "FNMR or no answer":
                    count, of = count + 1, of + 1
                continue
            match = answer.scores[""] >= at
            of += 1
            count += match if name == "FMR" else not match
            continue
        own = people[0].subject
        mated = own in given_in
        if mated is not (name == "FNIR"):
            continue
        of += 1
        above = [key for key, score in answer.scores.items() if score >= at]
        if name == "FPIR":
            count += bool(above)
        else:
            count += not any(whose[key].subject == own for key in above)
    return count, of


@pytest.mark.parametrize("mode", ["verification", "identification"])
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.6))
@settings(max_examples=15, deadline=None)
def test_rates_are_those_that_are_counted_one_by_one(mode, seed, failing):
    rng = np.random.default_rng(seed)
    plan, labels = blind_test_of(9 if mode == "verification" else 40, 35, mode, pictures=2)
    results = answered(plan, lambda _: float(rng.normal()), lambda: rng.random() < failing)
    told = blind_rates(plan, labels, results)
    names = {"verification": ("FMR", "FNMR", "FNMR or no answer")}.get(mode, ("FPIR", "FNIR"))
    assert [one.name for one in told if one.group == ALL and one.threshold == 1.0] == [*names]
    assert {one.group for one in told} == {ALL, "A", "B"}
    for one in told:
        if one.threshold is None:
            continue
        count, of = slow(plan, labels, results, one.name, one.group, one.threshold)
        if one.rate is None:
            assert of < (1 if one.group == ALL else SMALLEST)
            assert f"{of}" in one.why
        else:
            assert (one.rate.count, one.rate.of) == (count, of)
    last = told[-1]
    assert last.name == "failure to answer"
    assert last.rate.count == sum(failures(results.answers).values())


def test_of_few_people_no_rate_is_told_however_often_they_were_asked_about():
    """It would be theirs, and not their group's."""
    some = [Sample("g", "P0", "A", "gallery", "form 1")]
    some += [Sample(f"{i}", f"P{i % 4}", "A", "probe", "form 1") for i in range(160)]
    plan, labels = blinded(
        some, [one.file for one in some], "identification", thresholds=[1.0], seed=SEED
    )
    told = blind_rates(plan, labels, answered(plan, lambda _: 0.0, lambda: False))
    assert {one.why for one in told if one.group == "A"} == {
        "4 people; of fewer than 5 no rate is told"
    }
    assert all(one.rate is not None for one in told if one.group == ALL)


def test_an_equal_score_of_somebody_else_stands_before_ones_own():
    from vidik.audit.blind_rates import searches

    plan, labels = blind_test_of(2, 0, "identification")
    results = answered(plan, lambda _: 1.0, lambda: False)
    found = searches(plan, labels, results)
    assert found.rank.tolist() == [2, 2]
    assert found.gallery == 2


def test_who_could_not_be_enrolled_is_missed_and_not_left_out():
    plan, labels = blind_test_of(40, 40, "identification")
    whose = {one.name: one.subject for one in labels.labels}

    def score(names):
        return 2.0 if len({whose[name] for name in names}) == 1 else -1.0

    refused = iter([True] * 10 + [False] * 1000)
    told = blind_rates(plan, labels, answered(plan, score, lambda: next(refused)))
    (missed,) = [o.rate for o in told if (o.name, o.group, o.threshold) == ("FNIR", ALL, 1.0)]
    assert (missed.count, missed.of) == (10, 40)
    (refusals,) = [one.rate for one in told if one.name == "failure to enrol"]
    assert (refusals.count, refusals.of) == (10, 40)


@pytest.mark.parametrize("mode", ["verification", "identification"])
def test_intervals_hold_the_known_rate_as_often_as_they_say(mode):
    """100 tests of a matcher whose rates follow from two normal distributions."""
    people, at = 12, 1.0
    plan, labels = blind_test_of(people, 30, mode)
    whose = {one.name: one.subject for one in labels.labels}
    false_match, missed = 1.0 - NormalDist().cdf(at), NormalDist(2.0).cdf(at)
    true = {
        "FMR": false_match, "FNMR": missed, "FNMR or no answer": missed, "FNIR": missed,
        "FPIR": 1.0 - (1.0 - false_match) ** people,
    }  # fmt: skip
    held: dict[str, list[bool]] = {}
    for seed in range(100):
        rng = np.random.default_rng(seed)

        def score(names, rng=rng):
            return float(rng.normal(2.0 if len({whose[one] for one in names}) == 1 else 0.0))

        results = answered(plan, score, lambda: False)
        for one in blind_rates(plan, labels, results):
            if one.threshold == at and one.group == ALL:
                interval = one.rate.interval
                held.setdefault(one.name, []).append(
                    interval.low <= true[one.name] <= interval.high
                )
    assert held
    for name, every in held.items():
        assert np.mean(every) >= 0.95 - 2 * math.sqrt(0.95 * 0.05 / 100), name
