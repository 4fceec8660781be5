"""Intervals by person: wider where people differ, and right as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.audit.bootstrap import by_person, of_people
from vidik.audit.intervals import clopper_pearson


def clustered(rng: np.random.Generator, people: int, each: int, *, spread: float):
    """Return errors of people who have rates of their own, one in ten on the average."""
    own = rng.beta(0.1 / spread, 0.9 / spread, people) if spread else np.full(people, 0.1)
    wrong = rng.uniform(size=(people, each)) < own[:, None]
    return wrong.ravel(), np.repeat(np.arange(people), each)


def drawn_one_by_one(wrong, subject, rng, draws):
    """Return rates of people drawn again, with their comparisons put side by side."""
    people = np.unique(subject)
    rates = []
    for _ in range(draws):
        some = [wrong[subject == one] for one in rng.choice(people, len(people))]
        rates.append(np.concatenate(some).mean())
    return np.quantile(rates, [0.025, 0.975])


def test_it_is_what_drawing_people_one_by_one_gives():
    rng = np.random.default_rng(3)
    wrong, subject = clustered(rng, 60, 15, spread=0.3)
    found = by_person(wrong, subject, rng=rng, draws=4000)
    low, high = drawn_one_by_one(wrong, subject, rng, 4000)
    assert found.low == pytest.approx(low, abs=0.004)
    assert found.high == pytest.approx(high, abs=0.004)


def test_where_people_differ_it_is_wider_and_right_as_often_as_it_says():
    rng = np.random.default_rng(5)
    held, exact = 0, 0
    for _ in range(200):
        wrong, subject = clustered(rng, 80, 20, spread=0.5)
        found = by_person(wrong, subject, rng=rng, draws=500)
        alone = clopper_pearson(int(wrong.sum()), len(wrong))
        held += found.low <= 0.1 <= found.high
        exact += alone.low <= 0.1 <= alone.high
    assert held >= 0.88 * 200
    assert exact < 0.75 * 200  # the one that takes comparisons for independent


def test_where_nobody_differs_it_is_as_wide_as_the_exact_one():
    rng = np.random.default_rng(7)
    wrong, subject = clustered(rng, 400, 10, spread=0.0)
    found, alone = by_person(wrong, subject, rng=rng), clopper_pearson(int(wrong.sum()), len(wrong))
    assert found.high - found.low == pytest.approx(alone.high - alone.low, rel=0.15)


def test_the_same_seed_gives_the_same_and_parts_change_nothing(monkeypatch):
    wrong, subject = clustered(np.random.default_rng(9), 50, 10, spread=0.2)
    one = by_person(wrong, subject, rng=np.random.default_rng(1))
    monkeypatch.setattr("vidik.audit.bootstrap._AT_ONCE", 50 * 7)
    assert by_person(wrong, subject, rng=np.random.default_rng(1)) == one


def test_too_few_errors_or_people_are_refused():
    rng = np.random.default_rng(1)
    few, subject = np.arange(100) < 9, np.arange(100)
    with pytest.raises(ValueError, match="9 errors: of fewer than 10"):
        by_person(few, subject, rng=rng)
    many = np.arange(100) < 50
    with pytest.raises(ValueError, match="all comparisons are of one person"):
        by_person(many, np.zeros(100, dtype=np.int64), rng=rng)
    with pytest.raises(ValueError, match="nobody said whose"):
        by_person(many, np.full(100, -1), rng=rng)


def test_several_rates_at_once_are_each_what_it_is_alone():
    wrong, subject = clustered(np.random.default_rng(11), 40, 10, spread=0.3)
    trials, failed = np.bincount(subject), np.bincount(subject, weights=wrong)
    several = of_people(
        np.column_stack([failed, 0 * failed, trials - failed]), trials, rng=np.random.default_rng(1)
    )
    alone = by_person(wrong, subject, rng=np.random.default_rng(1))
    opposite = by_person(~wrong, subject, rng=np.random.default_rng(1))
    assert several == (alone, "0 errors: of fewer than 10 no draws are made", opposite)
    assert opposite.low == pytest.approx(1.0 - alone.high)
