"""Two lists: published figures, laws, and intervals that hold what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.completeness.literature import DIABETES
from vidik.model.histories import Histories
from vidik.register.completeness.pairs import chapman


def two(only_one, only_other, both, variance=0.0):
    counts = np.array([[0.0, only_other], [only_one, both]])
    return Histories(("a", "b"), counts, "", variance)


def test_ten_turtles_and_fifteen_five_of_them_marked():
    # the example of the encyclopedias: Lincoln and Petersen 30, Chapman 28; the transformed logit
    # interval goes from 22 to 65, and has no end worth the name where one list holds the other
    total = chapman(two(5, 10, 5))
    assert total.expected == pytest.approx(28.333, abs=1e-3)
    assert 20 <= total.least <= 23
    assert 50 <= total.most <= 65
    assert (total.seen, total.twice) == (20, 5)


@pytest.mark.parametrize(
    ("lists", "published", "error"),
    [
        ((0, 1), 2351, 58),
        ((0, 2), 2185, 22),
        ((0, 3), 2261, 88),
        ((1, 2), 2057, 77),
        ((1, 3), 803, 47),
        ((2, 3), 1555, 67),
    ],
)
def test_diabetics_of_casale_monferrato_pair_by_pair(lists, published, error):
    # Chapman's estimates and Seber's standard errors as the R package CARE1 prints them
    one, other = lists
    both = DIABETES.shared(one, other)
    size = DIABETES.sizes
    total = chapman(two(size[one] - both, size[other] - both, both))
    assert total.expected == pytest.approx(published, abs=1.0)
    assert total.standard_error == pytest.approx(error, abs=0.6)


counts = st.integers(0, 400)


@given(counts, counts, counts, st.floats(0, 30))
def test_never_fewer_than_seen_and_the_same_either_way_round(a, b, both, variance):
    seen = two(a, b, both, variance)
    total, swapped = chapman(seen), chapman(seen.reordered((1, 0)))
    assert total.expected >= total.seen - 1e-9
    assert total.least <= total.expected <= total.most
    assert total.least >= max(a + both, b + both) - 1e-9
    for name in ("expected", "least", "most", "standard_error"):
        assert getattr(total, name) == pytest.approx(getattr(swapped, name), rel=1e-9)


@given(st.integers(1, 300), st.integers(1, 300), counts)
def test_more_in_common_never_raises_the_figures(a, b, both):
    fewer, more = chapman(two(a, b, both)), chapman(two(a - 1, b - 1, both + 1))
    assert more.expected < fewer.expected
    assert more.least <= fewer.least
    assert more.most <= fewer.most


@given(counts, counts, st.integers(20, 400), st.floats(0.1, 50), st.floats(1.0, 5.0))
def test_surer_matches_do_not_widen_the_interval(a, b, both, variance, more):
    sure, unsure = (chapman(two(a, b, both, v)) for v in (variance, variance * more))
    assert unsure.most - unsure.least >= (sure.most - sure.least) * 0.98 - 2


@given(st.integers(30, 200), st.integers(30, 200), st.integers(30, 200))
def test_more_of_the_same_tells_more(a, b, both):
    once, often = chapman(two(a, b, both)), chapman(two(100 * a, 100 * b, 100 * both))
    assert often.expected / 100 == pytest.approx((a + both) * (b + both) / both, rel=1e-2)
    assert often.half_width == pytest.approx(once.half_width / 10, rel=0.2)


def density(total, one, other, both):
    """Integrate over the shares that both lists find, point by point (Jeffreys' priors, 1/N)."""
    share = (np.arange(400) + 0.5) / 400
    # p = sin²: the prior is even in the angle
    p = np.sin(share * np.pi / 2) ** 2

    def found(n):
        return (p**n * (1 - p) ** (total - n)).mean()

    seen = one + other - both
    ways = math.comb(total, seen) * math.comb(seen, one) * math.comb(one, both)
    return ways * found(one) * found(other) / total


@pytest.mark.parametrize("seen", [(5, 10, 5), (30, 20, 25), (0, 0, 12), (9, 0, 14)])
def test_the_interval_against_the_slow_twin(seen):
    a, b, both = seen
    totals = range(a + b + both, 600)
    chance = np.array([density(n, a + both, b + both, both) for n in totals])
    below = np.cumsum(chance) / chance.sum()
    total = chapman(two(*seen))
    assert total.least == totals[np.searchsorted(below, 0.025)]
    assert total.most == pytest.approx(totals[np.searchsorted(below, 0.975)], abs=1)


def test_uncertain_matches_are_the_mixture_of_certain_ones():
    rng = np.random.default_rng(3)
    drawn = np.clip(rng.normal(40.0, 6.0, 300), 0.0, 100.0)
    ends = [chapman(two(100.0 - m, 120.0 - m, m)) for m in drawn]
    total = chapman(two(60.0, 80.0, 40.0, 36.0))
    assert total.expected == pytest.approx(np.mean([one.expected for one in ends]), rel=0.02)
    # wider than a certain number makes it, not as wide as all of its intervals together
    certain = chapman(two(60.0, 80.0, 40.0))
    assert total.most - total.least > 1.2 * (certain.most - certain.least)
    assert min(one.least for one in ends) < total.least
    assert total.most < max(one.most for one in ends)


@pytest.mark.parametrize(
    ("cameras", "found"),
    [(300, (0.5, 0.4)), (100, (0.4, 0.4)), (60, (0.5, 0.7)), (500, (0.15, 0.15))],
)
def test_the_interval_holds_the_truth_as_often_as_it_says(cameras, found):
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1000):
        has = rng.random((cameras, 2)) < found
        total = chapman(Histories.of(("a", "b"), has[has.any(axis=1)]))
        held += total.least <= cameras <= total.most
    assert 0.93 <= held / 1000 <= 0.97


def test_the_interval_holds_the_truth_where_matches_have_chances():
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(500):
        has = rng.random((300, 2)) < (0.5, 0.4)
        one, other = has.sum(axis=0)
        # candidates with chances that come true as often as they say, as many as are true
        chance = rng.beta(8.0, 3.0, 600)
        true = np.cumsum(rng.random(600) < chance)
        chance = chance[: np.searchsorted(true, has.all(axis=1).sum()) + 1]
        both = chance.sum()
        total = chapman(two(one - both, other - both, both, (chance * (1 - chance)).sum()))
        held += total.least <= 300 <= total.most
    assert 0.93 <= held / 500 <= 0.97


def test_a_nearly_complete_list_is_held_to_be_one():
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(500):
        has = rng.random((100, 2)) < (0.9, 0.95)
        total = chapman(Histories.of(("a", "b"), has[has.any(axis=1)]))
        held += total.least <= 100 <= total.most
    assert held >= 0.93 * 500
    same = chapman(two(0, 0, 100))
    assert (same.least, same.expected, same.most) == (100.0, 100.0, 100.0)


def test_three_lists_are_not_two():
    with pytest.raises(ValueError, match="4 lists"):
        chapman(DIABETES)
