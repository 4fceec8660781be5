"""Assuming: quantiles and means against SciPy's distributions, and each part drawn from once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, loguniform, uniform

from tests.audit.assumptions import between, seeds
from vidik.audit.assuming import drawn, errors, mean, middles, projected, quantile, strata
from vidik.audit.intervals import rate
from vidik.model.assumed import Assumed

AT = np.linspace(0.001, 0.999, 41)
ends = st.tuples(st.floats(1e-6, 1e6), st.floats(1.001, 1e3)).map(lambda e: (e[0], e[0] * e[1]))


@given(ends)
def test_quantiles_and_means_are_those_of_scipy(low_high):
    low, high = low_high
    for assumed, known in (
        (between(low, high, "uniform"), uniform(low, high - low)),
        (between(low, high), loguniform(low, high)),
    ):
        assert quantile(assumed, AT) == pytest.approx(known.ppf(AT), rel=1e-9)
        assert mean(assumed) == pytest.approx(known.mean(), rel=1e-9)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_count_is_drawn_as_jeffreys_says(count_of):
    count, of = count_of
    assumed, known = Assumed.counted(rate(count, of)), beta(count + 0.5, of - count + 0.5)
    assert quantile(assumed, AT) == pytest.approx(known.ppf(AT), rel=1e-7, abs=1e-300)
    assert mean(assumed) == pytest.approx(known.mean())


def test_what_is_exact_is_so_in_every_draw():
    assumed = {"a": Assumed.exactly(3.0), "b": between(1.0, 100.0)}
    several = drawn(assumed, rng=np.random.default_rng(1), draws=50)
    assert (several["a"] == 3.0).all()
    assert mean(assumed["a"]) == 3.0
    assert {name: float(value) for name, value in middles(assumed).items()} == pytest.approx(
        {"a": 3.0, "b": 10.0}
    )


@given(seeds, st.integers(1, 5), st.integers(1, 200))
def test_each_part_is_drawn_from_once(seed, count, draws):
    made = strata(count, draws, rng=np.random.default_rng(seed))
    assert (np.sort(np.floor(made * draws), axis=1) == np.arange(draws)).all()


def test_rows_are_drawn_each_by_itself():
    made = strata(3, 10_000, rng=np.random.default_rng(5))
    assert np.corrcoef(made) == pytest.approx(np.eye(3), abs=0.04)


def test_errors_have_the_mean_one():
    normal = np.random.default_rng(3).standard_normal(400_000)
    for spread in (0.0, 0.3, 0.8):
        made = errors(spread, normal)
        assert made.mean() == pytest.approx(1.0, abs=0.01)
        assert np.log(made).std() == pytest.approx(spread, abs=0.01)


def test_a_figure_has_its_range():
    told = projected(np.arange(1001.0), formula=7.0)
    assert (told.least, told.middle, told.most) == (25.0, 500.0, 975.0)
    assert (told.expected, told.formula) == (500.0, 7.0)
    assert projected(np.arange(3.0), formula=1.0, expected=1.25).expected == 1.25
