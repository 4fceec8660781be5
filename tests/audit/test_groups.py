"""Who carries the errors: each measure by hand, and what must hold for any rates."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.groups import (
    GroupRates,
    by_group,
    fdr,
    garbe,
    gini,
    inequity,
    largest_difference,
    largest_ratio,
    worst_to_typical,
)
from vidik.audit.intervals import rate
from vidik.model.scores import Comparisons

counts = st.lists(st.integers(0, 1000), min_size=2, max_size=5)
MEASURES = [largest_difference, largest_ratio, worst_to_typical, gini]


def rates(*errors: int, of: int = 1000):
    return [rate(count, of) for count in errors]


def groups(matches, misses):
    return [GroupRates(a, b) for a, b in zip(rates(*matches), rates(*misses), strict=True)]


def test_by_hand():
    some = rates(10, 20, 40)
    assert largest_difference(some) == pytest.approx(0.03)
    assert largest_ratio(some) == pytest.approx(4.0)
    assert worst_to_typical(some) == pytest.approx(2.0)  # the geometric mean is 20
    # differences 10, 30, 20, each twice, over 2 · 3 · 2 · mean
    assert gini(some) == pytest.approx(120 / (12 * 70 / 3))
    both = groups((10, 20), (100, 50))
    assert fdr(both) == pytest.approx(1 - (0.5 * 0.01 + 0.5 * 0.05))
    assert inequity(both) == pytest.approx(2.0)
    assert inequity(both, alpha=0.0) == pytest.approx(2.0)
    assert garbe(both) == pytest.approx(1 / 3)  # a third of both: 10 / 30 and 50 / 150


def test_small_rates_hide_from_differences_and_not_from_ratios():
    both = [GroupRates(rate(1, 10_000), rate(1, 100)), GroupRates(rate(100, 10_000), rate(1, 100))]
    assert fdr(both) > 0.995
    assert inequity(both, alpha=1.0) == pytest.approx(100.0)


def test_one_group_with_all_errors_and_none_with_any():
    assert gini(rates(0, 0, 9)) == pytest.approx(1.0)
    assert largest_ratio(rates(0, 9)) == math.inf
    assert worst_to_typical(rates(0, 9)) == math.inf
    for measure, alike in zip(MEASURES, (0.0, 1.0, 1.0, 0.0), strict=True):
        assert measure(rates(0, 0, 0)) == alike


@given(counts)
def test_the_order_of_groups_changes_nothing_and_alike_is_alike(errors):
    for measure, alike in zip(MEASURES, (0.0, 1.0, 1.0, 0.0), strict=True):
        found = measure(rates(*errors))
        for order in list(permutations(errors))[:6]:
            assert measure(rates(*order)) == pytest.approx(found)
        assert found >= alike - 1e-12
        assert measure(rates(*[errors[0]] * 3)) == pytest.approx(alike)
    assert gini(rates(*errors)) <= 1.0 + 1e-12


@given(counts)
def test_all_at_once_lie_in_their_ranges(errors):
    both = groups(errors, errors[::-1])
    assert 0.0 <= fdr(both) <= 1.0
    assert -1e-12 <= garbe(both) <= 1.0 + 1e-12
    assert inequity(both) >= 1.0 - 1e-12


def test_rates_of_groups_at_one_threshold():
    rng = np.random.default_rng(1)
    score = rng.uniform(size=400)
    group = np.repeat([0, 1, 2, -1], [150, 150, 50, 50])
    found = Comparisons(
        score, np.arange(400) % 2 == 0, np.full(400, -1), group, ("a", "b", "small")
    )
    told, refused = by_group(found, 0.5)
    assert list(told) == ["a", "b"]
    own = score[(group == 0) & (np.arange(400) % 2 == 1)]
    assert told["a"].false_match.count == (own >= 0.5).sum()
    assert "25 mated and 25 nonmated comparisons" in refused["small"]


def test_what_cannot_be_compared_is_refused():
    for measure in MEASURES:
        with pytest.raises(ValueError, match="two groups or more"):
            measure(rates(3))
    with pytest.raises(ValueError, match="not a weight"):
        fdr(groups((1, 2), (1, 2)), alpha=2.0)
