"""Planning: sizes of tests against slow twins, closed forms and simulated trials."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, binomtest, norm

from vidik.audit.intervals import clopper_pearson
from vidik.audit.planning import (
    could_have_shown,
    design,
    design_effect,
    effort,
    errors_to_see,
    most_errors,
    ratio_seen,
    trials_for,
    trials_for_difference,
    trials_for_no_worse,
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
    slow = None
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


@settings(max_examples=15, deadline=None)
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
@settings(deadline=None)
def test_to_ask_for_more_takes_no_fewer_trials(at_most, part, harder):
    truth = at_most * part
    whole = design(at_most, truth)
    assert design(at_most, truth, power=0.9).trials >= whole.trials
    assert design(at_most, truth, confidence=0.99).trials >= whole.trials
    assert design(at_most, truth / harder).trials <= whole.trials


def test_a_claim_that_no_error_may_contradict():
    assert design(1 / 6000, 0.0).trials == trials_for(1 / 6000) == 17973
    assert design(1 / 6000, 0.0).power == 1.0


@given(st.integers(1, 10**6), st.integers(1, 50), st.floats(0.0, 1.0), st.integers(1, 10**5))
def test_what_trials_take(trials, each, correlation, a_day):
    found = effort(trials, passes_each=each, correlation=correlation, passes_a_day=a_day)
    assert found.passes == found.people * each
    assert trials <= found.passes / found.effect * (1 + 1e-9)
    assert found.days is not None
    assert (found.days - 1) * a_day < found.passes <= found.days * a_day
    assert effort(trials, passes_each=each, correlation=1.0).people == trials
    assert effort(trials, passes_each=each).people == -(-trials // each)


@given(
    st.floats(0.001, 0.2), st.integers(2, 20), st.floats(0.01, 0.9), st.sampled_from([0.9, 0.95])
)
def test_with_the_design_effect_a_false_claim_is_no_likelier(
    at_most, each, correlation, confidence
):
    """People who differ as a beta distribution has them; of none at all the chance is exact."""
    trials = trials_for(at_most, confidence=confidence)
    people = effort(trials, passes_each=each, correlation=correlation).people
    spread = (1.0 - correlation) / correlation
    nobody = betabinom.pmf(0, each, at_most * spread, (1.0 - at_most) * spread) ** people
    assert nobody <= 1.0 - confidence + 1e-9


def test_people_who_differ_simulated():
    """The variance of a share grows by the design effect."""
    rng = np.random.default_rng(20261201)
    people, each, rate, correlation = 400, 8, 0.05, 0.2
    spread = (1.0 - correlation) / correlation
    own = rng.beta(rate * spread, (1.0 - rate) * spread, size=(4000, people))
    errors = rng.binomial(each, own).sum(axis=1)
    independent = people * each * rate * (1.0 - rate)
    assert errors.var() / independent == pytest.approx(design_effect(each, correlation), rel=0.1)


def test_the_rule_of_thirty_simulated():
    rng = np.random.default_rng(1)
    rate = 0.001
    trials = trials_to_measure(rate)
    assert trials * rate == pytest.approx(30.0, abs=0.1)
    seen = rng.binomial(trials, rate, size=20_000) / trials
    assert (np.abs(seen - rate) <= 0.3 * rate).mean() == pytest.approx(0.9, abs=0.02)


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


def test_what_the_largest_trial_could_have_shown():
    """Ten false alerts among 3,147,436 faces."""
    found = could_have_shown(3_147_436, 10)
    assert 1.0 / found.bound == pytest.approx(1_050_643, rel=1e-4)
    # nine of ten, by hand: 11 of 1,024 tosses
    assert found.ratio is not None
    p = found.ratio / (1.0 + found.ratio)
    assert 10 * p**9 * (1 - p) + p**10 == pytest.approx(0.8)
    assert could_have_shown(15_600, 0).ratio == math.inf
    assert could_have_shown(15_600, None).ratio is None
    assert math.isinf(could_have_shown(100, 5).ratio)
    assert could_have_shown(50, 6).ratio is None  # not rare
    assert could_have_shown(100, 9).difference is None  # too few for a normal distribution
    assert not math.isinf(could_have_shown(100, 6).ratio)


def test_the_difference_that_a_trial_would_have_shown_simulated():
    found = could_have_shown(2_632, 2_554)
    assert found.difference is not None
    rng = np.random.default_rng(5)
    half, rate = 1_316, 2_554 / 2_632
    sides = (rate - found.difference / 2, rate + found.difference / 2)
    one, other = (rng.binomial(half, side, size=20_000) / half for side in sides)
    spread = np.sqrt((one * (1 - one) + other * (1 - other)) / half)
    assert (np.abs(one - other) / spread > norm.ppf(0.975)).mean() == pytest.approx(0.8, abs=0.02)


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


@given(st.floats(0.0001, 0.3), st.floats(1.2, 5.0))
@settings(max_examples=20, deadline=None)
def test_a_stricter_bound_takes_more_passes(rate, ratio):
    found = trials_for_no_worse(rate, ratio)
    assert trials_for_no_worse(rate, ratio * 1.1) <= found
    assert trials_for_no_worse(rate / 2, ratio) >= found
    assert trials_for_no_worse(rate, ratio, comparisons=3) >= found


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: trials_for(0.0), "between 0 and 1"),
        (lambda: trials_for(1.0), "between 0 and 1"),
        (lambda: trials_for(math.nan), "between 0 and 1"),
        (lambda: trials_for(0.1, -1), "number of errors"),
        (lambda: trials_for(0.1, confidence=1.0), "a confidence lies"),
        (lambda: trials_for(1e-13), "more than 1,000,000,000,000 trials"),
        (lambda: most_errors(0, 0.1), "number of trials"),
        (lambda: design(0.1, 0.1), "not below the one claimed"),
        (lambda: design(0.1, -0.1), "not below the one claimed"),
        (lambda: design(0.1, 0.05, power=1.0), "a power lies"),
        (lambda: design(0.1, 0.05, power=0.05), "no more than chance"),
        (lambda: design(0.1, 0.0999), "too near"),
        (lambda: trials_to_measure(0.1, 0.0), "share of a rate"),
        (lambda: effort(10, passes_each=0), "nobody passes 0 times"),
        (lambda: effort(10, passes_each=2, correlation=1.5), "correlation"),
        (lambda: effort(10, passes_a_day=0), "nobody passes"),
        (lambda: errors_to_see(1.0), "above 1"),
        (lambda: errors_to_see(2.0, share=0.0), "share of passes"),
        (lambda: errors_to_see(2.0, comparisons=0), "number of comparisons"),
        (lambda: ratio_seen(-1), "number of errors"),
        (lambda: trials_for_no_worse(0.1, 0.9), "above 1"),
        (lambda: trials_for_difference(0.1, 0.0), "difference of two rates"),
        (lambda: trials_for_difference(1e-6, 0.1), "ask for a factor"),
    ],
)
def test_what_cannot_be_planned_is_said(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()
