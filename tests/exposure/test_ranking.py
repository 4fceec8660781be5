"""Kendall's tau-b, pair by pair."""

from __future__ import annotations

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.exposure.ranking import tau_b, tau_interval

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12)


def pair_by_pair(one, other):
    both = left = right = 0
    for i, j in combinations(range(len(one)), 2):
        a, b = one[i] - one[j], other[i] - other[j]
        both += int(a * b > 0) - int(a * b < 0)
        left, right = left + (a != 0), right + (b != 0)
    return both / sqrt(left * right) if left and right else None


@given(rows)
def test_it_counts_pairs(pairs):
    one, other = np.array(pairs, dtype=float).T
    wanted = pair_by_pair(one, other)
    assert tau_b(one, other) == (None if wanted is None else pytest.approx(wanted))


def test_of_ten_pairs_two_disagree():
    one, other = np.arange(5.0), np.array([1.0, 0.0, 2.0, 4.0, 3.0])
    assert tau_b(one, other) == pytest.approx(0.6)
    assert tau_b(one, one) == 1.0
    assert tau_b(one, -one) == -1.0


def test_the_interval_holds_the_value_and_is_the_same_every_time():
    rng = np.random.default_rng(4)
    one = rng.random(30)
    other = one + rng.random(30)
    low, high = tau_interval(one, other, np.random.default_rng(1))
    assert low < tau_b(one, other) < high
    assert (low, high) == tau_interval(one, other, np.random.default_rng(1))
    # draws one by one
    draws = np.random.default_rng(1).integers(0, 30, (2000, 30))
    found = [pair_by_pair(one[draw], other[draw]) for draw in draws[:200]]
    again = tau_interval(one, other, np.random.default_rng(1), draws=200)
    assert again == pytest.approx(tuple(np.quantile(found, [0.025, 0.975])))


def test_numbers_that_are_all_the_same_have_no_order():
    assert tau_b(np.ones(6), np.arange(6.0)) is None
    assert tau_interval(np.ones(6), np.arange(6.0), np.random.default_rng(1)) is None
