"""Carrying: shares of groups sum up, and are those of the passers-by where rates are alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audit.assumptions import between, seeds
from vidik.audit.carrying import carried, carried_by
from vidik.audit.intervals import rate
from vidik.model.assumed import Assumed
from vidik.model.assumptions import Group


def made(*groups: Group, seed: int = 1):
    return carried(groups, rng=np.random.default_rng(seed), draws=500)


@given(
    seeds, st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0.1, 100.0)), min_size=2, max_size=6)
)
@settings(deadline=None, max_examples=40)
def test_shares_sum_up(seed, numbers):
    groups = [
        Group(str(k), between(0.5 * share, share), between(factor, 3.0 * factor))
        for k, (share, factor) in enumerate(numbers)
    ]
    told = made(*groups, seed=seed)
    for name in ("passers", "alerts"):
        for kind in ("expected", "formula"):
            whole = sum(getattr(getattr(one, name), kind) for one in told)
            assert whole == pytest.approx(1.0)
    for one in told:
        assert 0.0 <= one.alerts.least <= one.alerts.most <= 1.0


def test_with_one_rate_they_are_those_of_the_passers_by():
    told = made(*(Group(name, between(0.1, 0.5), Assumed.exactly(7.0)) for name in "abc"))
    for one in told:
        assert one.alerts.least == pytest.approx(one.passers.least)
        assert one.alerts.most == pytest.approx(one.passers.most)
        assert one.times.most == pytest.approx(1.0)


@given(st.floats(0.001, 0.999), st.floats(0.01, 1000.0))
@settings(deadline=None, max_examples=40)
def test_of_two_it_is_a_formula(share, factor):
    told = made(
        Group("a", Assumed.exactly(share), Assumed.exactly(factor)),
        Group("b", Assumed.exactly(1.0 - share), Assumed.exactly(1.0)),
    )
    assert told[0].alerts.formula == pytest.approx(carried_by(share, factor))
    assert told[0].times.formula == pytest.approx(carried_by(share, factor) / share)


def test_rates_that_were_counted_are_factors_as_well():
    told = made(
        Group("a", Assumed.exactly(0.5), Assumed.counted(rate(100, 10_000))),
        Group("b", Assumed.exactly(0.5), Assumed.counted(rate(10, 10_000))),
    )
    assert told[0].alerts.least < 10 / 11 < told[0].alerts.most
