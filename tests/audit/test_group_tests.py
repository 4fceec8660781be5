"""Tests of groups against SciPy's binomial test and simulated trials."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm

from vidik.audit.group_tests import (
    errors_to_see,
    ratio_seen,
    trials_for_difference,
    trials_for_no_worse,
)


def tosses(ratio: float, share: float, errors: int, alpha: float) -> float:
    """Return how often so many errors show that a group is worse, by all outcomes."""
    own = share * ratio / (share * ratio + 1.0 - share)
    shown = [
        k
        for k in range(errors + 1)
        if binomtest(k, errors, share, alternative="greater").pvalue <= alpha
    ]
    return float(binom.pmf(shown, errors, own).sum())


@pytest.mark.parametrize("share", [0.5, 0.2])
@pytest.mark.parametrize("comparisons", [1, 3])
def test_errors_that_show_a_worse_group_are_those_of_scipys_test(share, comparisons):
    found = errors_to_see(3.0, share=share, comparisons=comparisons)
    alpha = 0.05 / comparisons
    assert all(tosses(3.0, share, k, alpha) >= 0.8 for k in range(found, found + 40))
    assert tosses(3.0, share, found - 1, alpha) < 0.8


@given(st.integers(0, 300), st.floats(0.1, 0.9), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_the_smallest_ratio_that_so_many_errors_show(errors, share, comparisons):
    found = ratio_seen(errors, share=share, comparisons=comparisons)
    alpha = 0.05 / comparisons
    if math.isinf(found):
        assert share**errors > alpha  # not even if all are the group's
        return
    assert found > 1.0
    assert tosses(found * 1.001, share, errors, alpha) >= 0.8
    assert tosses(max(found * 0.999, 1.0), share, errors, alpha) < 0.8


@pytest.mark.parametrize(("rate", "ratio", "share"), [(0.002, 2.0, 0.5), (0.01, 1.5, 0.3)])
def test_no_worse_by_a_factor_simulated(rate, ratio, share):
    """Size and power among passes that are counted, not reckoned."""
    rng = np.random.default_rng(7)
    trials = trials_for_no_worse(rate, ratio, share=share)

    def supported(group_rate: float) -> float:
        own = rng.binomial(round(trials * share), group_rate, size=4000)
        others = rng.binomial(trials - round(trials * share), rate, size=4000)
        bound = share * ratio / (share * ratio + 1.0 - share)
        return float((binom.cdf(own, own + others, bound) <= 0.05).mean())

    assert supported(rate) == pytest.approx(0.8, abs=0.025)
    assert supported(rate * ratio) <= 0.06


def test_none_of_several_groups_may_be_worse():
    """All pass at once in four of five cases, though each is tested at the same confidence."""
    rng = np.random.default_rng(11)
    rate, ratio, groups = 0.01, 2.0, 4
    trials = trials_for_no_worse(rate, ratio, comparisons=groups - 1) // 2
    errors = rng.binomial(trials, rate, size=(4000, groups))
    own, others = errors[:, 1:], errors[:, :1]
    passed = binom.cdf(own, own + others, ratio / (1.0 + ratio)) <= 0.05
    assert passed.all(axis=1).mean() >= 0.79
    assert trials * 2 > trials_for_no_worse(rate, ratio)


def test_no_worse_by_a_difference_simulated():
    rng = np.random.default_rng(3)
    rate, difference = 0.11, 0.05
    trials = trials_for_difference(rate, difference)

    def supported(group_rate: float) -> float:
        own = rng.binomial(trials, group_rate, size=20_000) / trials
        other = rng.binomial(trials, rate, size=20_000) / trials
        spread = np.sqrt((own * (1 - own) + other * (1 - other)) / trials)
        return float((own - other + norm.ppf(0.95) * spread < difference).mean())

    assert supported(rate) == pytest.approx(0.8, abs=0.02)
    assert supported(rate + difference) == pytest.approx(0.05, abs=0.01)


@given(st.floats(0.0001, 0.15), st.floats(1.2, 5.0))
@settings(max_examples=10, deadline=None)
def test_a_stricter_bound_takes_more_passes(rate, ratio):
    found = trials_for_no_worse(rate, ratio)
    assert trials_for_no_worse(rate, ratio * 1.1) <= found
    assert trials_for_no_worse(rate / 2, ratio) >= found
    assert trials_for_no_worse(rate, ratio, comparisons=3) >= found


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: errors_to_see(1.0), "above 1"),
        (lambda: errors_to_see(2.0, share=0.0), "share of passes"),
        (lambda: errors_to_see(2.0, comparisons=0), "number of comparisons"),
        (lambda: ratio_seen(-1), "number of errors"),
        (lambda: trials_for_no_worse(0.1, 0.9), "above 1"),
        (lambda: trials_for_no_worse(0.5, 3.0), r"no rate is 3 times 0\.5"),
        (lambda: trials_for_difference(0.1, 0.0), r"no rate is 0 above 0\.1"),
        (lambda: trials_for_difference(0.9, 0.104), r"no rate is 0\.104 above 0\.9"),
        (lambda: trials_for_difference(1e-6, 0.1), "ask for a factor"),
    ],
)
def test_what_cannot_be_planned_is_said(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()
