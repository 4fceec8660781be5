"""Inverse: forward from what it says, in closed form where there is one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.assumptions import seeds
from vidik.audit.alerts import fpir_of
from vidik.audit.inverse import needed


@given(st.floats(2.0, 1e7), st.integers(1, 10**6), st.floats(0.01, 1.5))
def test_without_doubt_it_is_a_division(searches, watchlist, allowed):
    made = needed(np.full(50, searches), np.full(50, float(watchlist)), allowed=allowed)
    rate = min(allowed / searches, 1.0)
    assert made.in_expectation == pytest.approx(rate, rel=1e-6)
    assert made.in_most == pytest.approx(rate, rel=1e-6)
    assert made.none == pytest.approx(min(-math.log(0.95) / searches, 1.0), rel=1e-6)
    for fmr, fpir in zip(
        made.per_comparison, (made.in_expectation, made.in_most, made.none), strict=True
    ):
        assert float(fpir_of(fmr, watchlist)) == pytest.approx(fpir, rel=1e-6)


@given(seeds, st.floats(0.1, 10.0))
def test_forward_again(seed, allowed):
    rng = np.random.default_rng(seed)
    searches, watchlist = rng.lognormal(8.0, 2.0, 400), rng.integers(100, 10_000, 400) * 1.0
    made = needed(searches, watchlist, allowed=allowed)
    assert np.mean(searches * made.in_expectation) == pytest.approx(allowed, rel=1e-6)
    assert np.quantile(searches * made.in_most, 0.95) == pytest.approx(allowed, rel=1e-6)
    assert np.mean(np.exp(-searches * made.none)) == pytest.approx(0.95, rel=1e-6)
    mean, most, none = (searches * fpir_of(fmr, watchlist) for fmr in made.per_comparison)
    assert mean.mean() == pytest.approx(allowed, rel=1e-6)
    assert np.quantile(most, 0.95) == pytest.approx(allowed, rel=1e-6)
    assert np.exp(-none).mean() == pytest.approx(0.95, rel=1e-6)


def test_where_any_rate_keeps_it():
    made = needed(np.full(9, 0.5), np.full(9, 10.0))
    assert (made.in_expectation, made.in_most) == (1.0, 1.0)
    assert made.none < 1.0
    with pytest.raises(ValueError, match="above 0"):
        needed(np.ones(3), np.ones(3), allowed=0.0)
