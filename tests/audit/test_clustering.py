"""Clustering: people who pass several times, simulated and counted out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from vidik.audit.clustering import design_effect, effort
from vidik.audit.rate_tests import design, trials_for


@given(st.integers(1, 10**6), st.integers(1, 50), st.floats(0.0, 1.0), st.integers(1, 10**5))
def test_what_trials_take(trials, each, correlation, a_day):
    found = effort(trials, passes_each=each, correlation=correlation, passes_a_day=a_day)
    assert found.passes == found.people * each
    assert found.errors is None
    assert effort(trials, errors=7, passes_each=each).errors == 7
    assert effort(trials, errors=7, passes_each=each, correlation=1.0).errors == 7 * each
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


@pytest.mark.parametrize("correlation", [0.05, 0.2, 0.5])
@pytest.mark.parametrize(
    ("at_most", "truth", "each"), [(1 / 6000, 1 / 30000, 10), (0.02, 0.004, 6), (0.11, 0.08, 5)]
)
def test_a_test_of_people_who_pass_several_times_does_what_it_is_to_do(
    at_most, truth, each, correlation
):
    """Size and power, with as many times the errors as the design effect says."""
    test = design(at_most, truth)
    found = effort(test.trials, errors=test.errors, passes_each=each, correlation=correlation)
    rng = np.random.default_rng(20261201)
    spread = (1.0 - correlation) / correlation

    def supported(rate: float, errors: int) -> float:
        one = betabinom.pmf(np.arange(each + 1), each, rate * spread, (1.0 - rate) * spread)
        people = rng.multinomial(found.people, one / one.sum(), size=4000)
        return float((people @ np.arange(each + 1) <= errors).mean())

    assert supported(at_most, found.errors) <= 0.05 + 0.005
    assert supported(truth, found.errors) >= 0.8 - 0.02
    # with the errors of independent passes a true claim would seldom get through
    if correlation == 0.5:
        assert supported(truth, test.errors) < 0.5


def test_people_who_differ_simulated():
    """The variance of a share grows by the design effect."""
    rng = np.random.default_rng(20261201)
    people, each, rate, correlation = 400, 8, 0.05, 0.2
    spread = (1.0 - correlation) / correlation
    own = rng.beta(rate * spread, (1.0 - rate) * spread, size=(4000, people))
    errors = rng.binomial(each, own).sum(axis=1)
    independent = people * each * rate * (1.0 - rate)
    assert errors.var() / independent == pytest.approx(design_effect(each, correlation), rel=0.1)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: effort(10, passes_each=0), "nobody passes 0 times"),
        (lambda: effort(10, passes_each=2, correlation=1.5), "correlation"),
        (lambda: effort(10, passes_a_day=0), "nobody passes"),
    ],
)
def test_what_cannot_be_planned_is_said(ask, said):
    with pytest.raises(ValueError, match=said):
        ask()
