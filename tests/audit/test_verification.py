"""Error rates of verification: counted one by one, and what must hold for any scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from vidik.audit.verification import (
    curve,
    equal_error,
    fmr,
    fnmr,
    fta,
    fte,
    gfar,
    gfrr,
    lowest_threshold,
    threshold_at,
    wrong_way,
)
from vidik.model.scores import Comparisons

#: Few different scores, so that many are the same.
few = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=12)
any_scores = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=12)
both = st.tuples(few, few) | st.tuples(any_scores, any_scores)


def of(mated, nonmated) -> Comparisons:
    return Comparisons.of(np.array(mated), np.array(nonmated))


@given(both, st.floats(-2.0, 2.0))
def test_rates_are_those_counted_one_by_one(scores, threshold):
    mated, nonmated = scores
    found = of(mated, nonmated)
    false_match, false_non_match = fmr(found, threshold), fnmr(found, threshold)
    assert false_match.count == sum(score >= threshold for score in nonmated)
    assert false_match.of == len(nonmated)
    assert false_non_match.count == sum(not score >= threshold for score in mated)
    assert false_non_match.of == len(mated)


@given(both)
def test_the_curve_has_every_threshold_that_says_something(scores):
    mated, nonmated = scores
    comparisons = of(mated, nonmated)
    found = curve(comparisons)
    assert set(found.threshold[:-1].tolist()) == {*mated, *nonmated}
    for threshold, false_match, miss in zip(found.threshold, found.fmr, found.fnmr, strict=True):
        assert false_match == pytest.approx(fmr(comparisons, threshold).value)
        assert miss == pytest.approx(fnmr(comparisons, threshold).value)
    assert (np.diff(found.fmr) <= 0).all()
    assert (np.diff(found.fnmr) >= 0).all()
    assert (found.fmr[0], found.fnmr[-1]) == (1.0, 1.0)
    assert (found.fnmr[0], found.fmr[-1]) == (0.0, 0.0)


@given(both, st.floats(0.0, 1.0))
def test_the_lowest_threshold_that_keeps_a_rate(scores, most):
    comparisons = of(*scores)
    threshold = threshold_at(comparisons, most)
    assert lowest_threshold(curve(comparisons), most) == threshold
    nonmated = comparisons.scores(mated=False)
    assert (nonmated >= threshold).mean() <= most
    lower = comparisons.score[comparisons.score < threshold]
    if len(lower):
        assert (nonmated >= lower.max()).mean() > most


@given(both)
def test_the_equal_error_lies_between_the_errors_on_either_side(scores):
    found = curve(of(*scores))
    low, high = equal_error(found)
    assert 0.0 <= low <= 1.0
    worst = np.maximum(found.fmr, found.fnmr).min()
    best = np.minimum(found.fmr, found.fnmr).max()
    assert min(low, high) <= worst + 1e-12
    assert max(low, high) >= best - 1e-12


@given(both, st.floats(0.1, 10.0), st.floats(-5.0, 5.0))
def test_only_the_order_of_scores_counts(scores, factor, shift):
    mated, nonmated = (np.round(np.array(one), 3) for one in scores)
    one, other = (
        curve(of(mated, nonmated)),
        curve(of(factor * mated + shift, factor * nonmated + shift)),
    )
    if len(one.threshold) == len(other.threshold):  # rounding may make two scores one
        assert np.array_equal(one.fmr, other.fmr)
        assert np.array_equal(one.fnmr, other.fnmr)


def test_two_normal_distributions_have_the_closed_form():
    # places of equal chance of both: as good as a sample without its luck
    share = (np.arange(20_000) + 0.5) / 20_000
    comparisons = of(norm.ppf(share) + 2.0, norm.ppf(share))
    for threshold in (0.0, 1.0, 2.5):
        assert fmr(comparisons, threshold).value == pytest.approx(norm.sf(threshold), abs=1e-4)
        assert fnmr(comparisons, threshold).value == pytest.approx(
            norm.cdf(threshold - 2), abs=1e-4
        )
    low, high = equal_error(curve(comparisons))
    assert low == pytest.approx(norm.sf(1.0), abs=1e-4)
    assert high == pytest.approx(norm.sf(1.0), abs=1e-4)


def test_scores_the_wrong_way_round_are_noticed():
    assert not wrong_way(curve(of([2.0, 3.0], [1.0, 2.5])))
    assert wrong_way(curve(of([1.0, 2.5], [2.0, 3.0])))
    assert not wrong_way(curve(of([1.0], [1.0])))  # as much above as below


def test_one_kind_of_comparison_alone_has_one_rate():
    alone = of([0.5, 0.9], [])
    assert fnmr(alone, 0.7).count == 1
    for asked in (lambda: fmr(alone, 0.7), lambda: curve(alone), lambda: threshold_at(alone, 0.1)):
        with pytest.raises(ValueError, match="no two people were compared"):
            asked()
    with pytest.raises(ValueError, match="nobody was compared with themselves"):
        fnmr(of([], [0.5]), 0.7)


def test_attempts_without_a_score_are_rates_of_their_own():
    one = of([0.5, 0.9], [0.1])
    failed = Comparisons(one.score, one.mated, one.subject, one.group, (), 3, 2, 4, 1)
    assert (fta(failed).count, fta(failed).of) == (5, 8)
    assert (fte(failed).count, fte(failed).of) == (5, 13)
    assert fnmr(failed, 0.7).of == 2
    assert (gfrr(failed, 0.7).count, gfrr(failed, 0.7).of) == (1 + 3 + 4, 9)
    assert (gfar(failed, 0.1).count, gfar(failed, 0.1).of) == (1, 4)
    with pytest.raises(ValueError, match="nobody was compared with themselves"):
        gfrr(of([], [0.5]), 0.7)


@given(both, st.floats(-2.0, 2.0), st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_generalised_rates_are_what_the_standard_makes_of_the_parts(scores, threshold, failures):
    one = of(*scores)
    mated = Comparisons.of(one.scores(mated=True), np.array([]))
    nonmated = Comparisons.of(np.array([]), one.scores(mated=False))
    found = Comparisons(one.score, one.mated, one.subject, one.group, (), *failures)
    mated, nonmated = (
        Comparisons(kind.score, kind.mated, kind.subject, kind.group, (), *own)
        for kind, own in (
            (mated, (failures[0], 0, failures[2], 0)),
            (nonmated, (0, failures[1], 0, failures[3])),
        )
    )
    acquire, enrol, miss = fta(mated).value, fte(mated).value, fnmr(mated, threshold).value
    assert gfrr(found, threshold).value == pytest.approx(
        enrol + (1 - enrol) * acquire + (1 - enrol) * (1 - acquire) * miss
    )
    acquire, enrol, false = fta(nonmated).value, fte(nonmated).value, fmr(nonmated, threshold).value
    assert gfar(found, threshold).value == pytest.approx((1 - enrol) * (1 - acquire) * false)


def test_scores_that_are_no_numbers_are_refused():
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="score 2 is no number"):
            of([0.5, bad], [0.1])
