"""Tests of a rate: their sizes against slow twins and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from vidik.audit.intervals import clopper_pearson
from vidik.audit.rate_tests import (
    design,
    design_allowing,
    most_errors,
    trials_for,
    trials_to_measure,
)

rates = st.floats(1e-5, 0.9)
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(rates, confidences)
def test_without_an_error_it_is_the_rule_of_three(rate, confidence):
    exact = math.log(1.0 - confidence) / math.log1p(-rate)
    assert trials_for(rate, confidence=confidence) in {math.ceil(exact), math.floor(exact + 1e-6)}
    assert trials_for(1e-6) == pytest.approx(3e6, rel=2e-3)


@given(rates, st.integers(0, 50), confidences)
def test_so_many_trials_are_enough_and_one_fewer_is_not(rate, errors, confidence):
    found = trials_for(rate, errors, confidence=confidence)
    assert binom.cdf(errors, found, rate) <= 1.0 - confidence + 1e-12
    assert binom.cdf(errors, found - 1, rate) > 1.0 - confidence - 1e-12
    # what is told after the test agrees: one side of an interval of both
    told = clopper_pearson(errors, found, confidence=2.0 * confidence - 1.0)
    assert told.high <= rate + 1e-9


@given(st.integers(1, 400), st.floats(0.001, 0.9), confidences)
def test_errors_allowed_are_those_that_are_counted_one_by_one(trials, rate, confidence):
    slow = -1
    for errors in range(trials):
        if binom.cdf(errors, trials, rate) > 1.0 - confidence:
            break
        slow = errors
    assert most_errors(trials, rate, confidence=confidence) == slow


def powers(at_most: float, truth: float, confidence: float, top: int) -> list[float]:
    """Return the power of each test up to so many trials, the slow way."""
    found = []
    for trials in range(1, top + 1):
        allowed = -1
        while binom.cdf(allowed + 1, trials, at_most) <= 1.0 - confidence:
            allowed += 1
        found.append(0.0 if allowed < 0 else float(binom.cdf(allowed, trials, truth)))
    return found


@settings(max_examples=10, deadline=None)
@given(
    st.floats(0.05, 0.5), st.floats(0.05, 0.4), st.sampled_from([0.5, 0.8, 0.9]),
    st.sampled_from([0.9, 0.95]),
)  # fmt: skip
def test_the_smallest_test_is_the_one_that_a_search_finds(at_most, part, power, confidence):
    truth = at_most * part
    found = design(at_most, truth, confidence=confidence, power=power)
    every = powers(at_most, truth, confidence, found.trials * 3)
    assert found.power == pytest.approx(every[found.trials - 1])
    assert min(every[found.trials - 1 :]) >= power
    # of one trial fewer power is lacking, or none is allowed to be an error
    assert every[found.trials - 2] < power or found.trials == 1
    first = design(at_most, truth, confidence=confidence, power=power, for_good=False)
    assert first.trials == next(n for n, one in enumerate(every, start=1) if one >= power)
    assert first.trials <= found.trials
    assert found.size <= 1.0 - confidence + 1e-12


@given(st.floats(1e-5, 0.5), st.floats(0.0, 0.7), st.floats(1.05, 3.0))
@settings(max_examples=30, deadline=None)
def test_to_ask_for_more_takes_no_fewer_trials(at_most, part, harder):
    truth = at_most * part
    whole = design(at_most, truth)
    assert design(at_most, truth, power=0.9).trials >= whole.trials
    assert design(at_most, truth, confidence=0.99).trials >= whole.trials
    assert design(at_most, truth / harder).trials <= whole.trials


def test_a_claim_that_no_error_may_contradict():
    alone = design_allowing(0, 1 / 6000, 1 / 30000)
    assert (alone.trials, alone.errors) == (17973, 0)
    assert alone.power == pytest.approx((1 - 1 / 30000) ** 17973)
    assert design(1 / 6000, 0.0).trials == trials_for(1 / 6000) == 17973
    assert design(1 / 6000, 0.0).power == 1.0


def test_the_rule_of_thirty_simulated():
    rng = np.random.default_rng(1)
    rate = 0.001
    trials = trials_to_measure(rate)
    assert trials * rate == pytest.approx(30.0, abs=0.1)
    seen = rng.binomial(trials, rate, size=20_000) / trials
    assert (np.abs(seen - rate) <= 0.3 * rate).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: trials_for(0.0), "between 0 and 1"),
        (lambda: trials_for(1.0), "between 0 and 1"),
        (lambda: trials_for(math.nan), "between 0 and 1"),
        (lambda: trials_for(0.1, -1), "number of errors"),
        (lambda: trials_for(0.1, confidence=1.0), "a confidence lies"),
        (lambda: trials_for(1e-13), "more than 1,000,000,000,000 trials"),
        (lambda: most_errors(-1, 0.1), "number of trials"),
        (lambda: design(0.1, 0.1), "not below the one claimed"),
        (lambda: design(0.1, -0.1), "not below the one claimed"),
        (lambda: design(0.1, 0.05, power=1.0), "a power lies"),
        (lambda: design(0.1, 0.05, power=0.05), "no more than chance"),
        (lambda: design(0.1, 0.0999), "too near"),
        (lambda: design(0.1, math.nextafter(0.1, 0.0)), "more than 1,000,000,000,000 trials"),
        (lambda: trials_to_measure(0.1, 0.0), "share of a rate"),
    ],
)
def test_what_cannot_be_planned_is_said(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()
