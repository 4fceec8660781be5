"""Means, quantiles and what lies between groups, beside what anybody would add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.exposure.grouped import between, means, quantiles

seeds = st.integers(0, 2**32 - 1)


def some(seed: int):
    rng = np.random.default_rng(seed)
    n, groups = int(rng.integers(0, 40)), int(rng.integers(1, 6))
    values = rng.choice([np.nan, np.inf, 0.0, 0.25, 1.0, *rng.random(3)], n)
    return values, rng.integers(0, 4, n).astype(float), rng.integers(-1, groups, n), groups


@given(seeds)
def test_a_mean_is_the_sum_of_what_is_weighed_by_the_weights(seed):
    values, weight, group, groups = some(seed)
    values = np.where(np.isinf(values), 0.5, values)
    found = means(values, weight, group, groups)
    for g in range(groups):
        rows = [i for i in range(len(values)) if group[i] == g and not np.isnan(values[i])]
        total = sum(weight[i] for i in rows)
        if total == 0:
            assert np.isnan(found[g])
        else:
            assert found[g] == pytest.approx(sum(weight[i] * values[i] for i in rows) / total)


@given(seeds, st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_is_the_value_of_the_home_that_reaches_it(seed, at):
    values, weight, group, groups = some(seed)
    found = quantiles(values, weight, group, groups, at)
    for g in range(groups):
        # as many homes as each one weighs
        rows = [i for i in range(len(values)) if group[i] == g and not np.isnan(values[i])]
        crowd = sorted(values[i] for i in rows for _ in range(int(weight[i])))
        if not crowd:
            assert np.isnan(found[g])
        else:
            assert found[g] == crowd[max(int(np.ceil(at * len(crowd) - 1e-9)) - 1, 0)]


def test_homes_that_are_alike_within_groups_differ_between_them():
    weight, group = np.ones(4), np.array([0, 0, 1, 1])
    assert between(np.array([0.2, 0.2, 0.6, 0.6]), weight, group, 2) == pytest.approx(1.0)
    assert between(np.array([0.2, 0.6, 0.2, 0.6]), weight, group, 2) == pytest.approx(0.0)
    # 0.1 about the middle within, 0.2 between: 4 to 1
    assert between(np.array([0.1, 0.3, 0.5, 0.7]), weight, group, 2) == pytest.approx(0.8)


def test_nothing_lies_between_groups_that_are_one_or_all_alike():
    assert between(np.array([0.1, 0.3]), np.ones(2), np.array([0, 0]), 1) is None
    assert between(np.array([0.3, 0.3]), np.ones(2), np.array([0, 1]), 2) is None
    assert between(np.array([0.1, 0.3, 0.9]), np.ones(3), np.array([0, 0, -1]), 2) is None


@given(seeds)
def test_what_lies_between_and_within_is_all(seed):
    rng = np.random.default_rng(seed)
    n, groups = int(rng.integers(4, 40)), 3
    values, weight = rng.random(n), rng.random(n) + 0.1
    group = np.concatenate([[0, 1], rng.integers(0, groups, n - 2)])
    middle = np.average(values, weights=weight)
    whole = np.average((values - middle) ** 2, weights=weight)
    own = means(values, weight, group, groups)[group]
    within = np.average((values - own) ** 2, weights=weight)
    assert between(values, weight, group, groups) == pytest.approx(1 - within / whole, abs=1e-9)
