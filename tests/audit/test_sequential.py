"""Sequential tests: their paths added up, against simulated trials and what is proven of them."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.audit.rate_tests import design
from vidik.audit.sequential import course, sequence

TEST = sequence(0.05, 0.02, every=25, last=600)


def simulated(test, rate: float, times: int, seed: int = 1) -> tuple[float, float, float]:
    """Return support, given up and trials on the average, of trials one after the other."""
    rng = np.random.default_rng(seed)
    support = given_up = trials = 0
    for _ in range(times):
        errors = before = 0
        for look in test.looks:
            errors += int((rng.random(look.trials - before) < rate).sum())
            before = look.trials
            if errors <= look.support:
                support += 1
                break
            if errors >= look.give_up:
                given_up += 1
                break
        trials += before
    return support / times, given_up / times, trials / times


@pytest.mark.parametrize("rate", [0.01, 0.02, 0.035, 0.05, 0.08])
def test_paths_added_up_are_those_of_simulated_trials(rate):
    found = course(TEST, rate)
    support, given_up, trials = simulated(TEST, rate, 4000)
    assert found.support == pytest.approx(support, abs=0.03)
    assert found.given_up == pytest.approx(given_up, abs=0.03)
    assert found.trials == pytest.approx(trials, rel=0.05)


def every_path(test, rate: float) -> tuple[float, float]:
    """Return support and trials by each sequence of outcomes there is."""
    support = trials = 0.0
    last = test.looks[-1].trials
    looks = {look.trials: look for look in test.looks}
    for outcomes in range(2**last):
        errors, stopped = 0, last
        for n in range(1, last + 1):
            errors += outcomes >> (n - 1) & 1
            look = looks.get(n)
            if look and (errors <= look.support or errors >= look.give_up):
                stopped = n
                break
        whole = outcomes.bit_count()
        chance = rate**whole * (1.0 - rate) ** (last - whole)
        trials += chance * stopped
        support += chance * (looks[stopped].support >= errors)
    return support, trials


@pytest.mark.parametrize("every", [1, 2, 5])
def test_all_paths_of_a_short_test_one_by_one(every):
    test = sequence(0.6, 0.2, every=every, last=12, confidence=0.8)
    for rate in (0.0, 0.2, 0.6, 1.0):
        support, trials = every_path(test, rate)
        assert course(test, rate).support == pytest.approx(support, abs=1e-12)
        assert course(test, rate).trials == pytest.approx(trials)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.01, 0.5), st.floats(0.1, 0.8), st.integers(1, 40),
    st.sampled_from([0.8, 0.95, 0.99]), st.sampled_from([0.5, 0.8, 0.95]),
)  # fmt: skip
def test_looking_never_misleads(at_most, part, every, confidence, power):
    """Ville's inequality, at the rate claimed and at any higher one; the other side likewise."""
    test = sequence(
        at_most, at_most * part, every=every, last=every * 30, confidence=confidence, power=power
    )
    for rate in (at_most, min(1.5 * at_most, 1.0)):
        assert course(test, rate).support <= 1.0 - confidence + 1e-9
    assert course(test, at_most * part).given_up <= 1.0 - power + 1e-9


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_higher_rate_is_never_likelier_to_be_supported(one, other):
    low, high = sorted((one, other))
    assert course(TEST, high).support <= course(TEST, low).support + 1e-9


def test_walds_approximations_are_near_where_looks_are_many():
    """Wald 1945: the number of trials at either rate, of a test that nothing ends for good."""
    p0, p1, alpha, beta = 0.05, 0.045, 0.05, 0.2
    test = sequence(p0, p1, every=10, last=60_000)
    for rate in (p0, p1):
        found = course(test, rate)
        step = rate * math.log(p1 / p0) + (1.0 - rate) * math.log((1.0 - p1) / (1.0 - p0))
        ends = found.support * math.log(1.0 / alpha) + found.given_up * math.log(beta)
        assert found.trials == pytest.approx(ends / step, rel=0.05)
    # the chances of the upper limit first, where the walk ends at limits exactly
    upper, lower = 1.0 / alpha, beta
    assert course(test, p0).support == pytest.approx((1.0 - lower) / (upper - lower), rel=0.1)
    assert course(test, p1).support == pytest.approx(
        upper * (1.0 - lower) / (upper - lower), rel=0.02
    )


def test_it_takes_fewer_trials_than_a_test_that_does_not_look():
    fixed = design(1 / 6000, 1 / 30000)
    test = sequence(1 / 6000, 1 / 30000, every=500, last=2 * fixed.trials)
    assert course(test, 1 / 30000).trials < fixed.trials
    assert course(test, 1 / 6000).trials < 0.5 * fixed.trials
    assert course(test, 1 / 30000).support >= 0.8


def test_the_last_look_may_be_a_shorter_one():
    assert [look.trials for look in sequence(0.5, 0.1, every=4, last=10).looks] == [4, 8, 10]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"truth": 0.2}, "not above 0 and below"),
        ({"truth": 0.0}, "not above 0 and below"),
        ({"every": 0}, "to look after"),
        ({"last": 10}, "to look after"),
        ({"every": 1, "last": 10**6}, "look less often"),
        ({"confidence": 1.0}, "a confidence lies"),
        ({"power": 0.0}, "a power lies"),
        ({"last": 10**6, "every": 10**4}, "more than 5,000 errors"),
    ],
)
def test_what_is_no_test_is_said(changed, said):
    asked = {"at_most": 0.1, "truth": 0.05, "every": 20, "last": 200} | changed
    with pytest.raises(ValueError, match=said):
        sequence(asked.pop("at_most"), asked.pop("truth"), **asked)


def test_many_looks_at_rare_errors_do_not_take_for_ever():
    """60,984 trials from look to look, of which one in sixteen times one is an error."""
    test = sequence(1e-6, 9e-7, every=60_984, last=20_000 * 60_984)
    began = time.process_time()
    assert course(test, 1e-6).support <= 0.05
    assert time.process_time() - began < 10.0  # it was minutes


def test_a_rate_that_is_none():
    with pytest.raises(ValueError, match="not a rate"):
        course(TEST, 1.5)
