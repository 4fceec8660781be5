"""Error rates of searches: from all candidates, counted one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from vidik.audit.identification import fnir, fpir, rank_curve, search_curve, tpir
from vidik.model.scores import Searches

SEEDS = st.integers(0, 2**32 - 1)


def lists(rng: np.random.Generator, searches: int, gallery: int):
    """Return scores of everybody enrolled in each search, and who was searched for; −1: nobody."""
    scores = rng.integers(0, 6, (searches, gallery)).astype(float)
    return scores, rng.integers(-1, gallery, searches)


def searches_of(scores, who, length: int) -> Searches:
    """Return what the first candidates of each search come to."""
    top, mate, rank = [], [], []
    for row, person in zip(scores, who, strict=True):
        order = np.argsort(-row, kind="stable")[:length]
        others = [row[i] for i in order if i != person]
        top.append(max(others, default=-np.inf))
        if person < 0:
            mate.append(np.nan)
            rank.append(0)
        elif person in order:
            mate.append(row[person])
            rank.append(int(np.flatnonzero(order == person)[0]) + 1)
        else:
            mate.append(-np.inf)
            rank.append(0)
    unknown = np.full(len(who), -1)
    return Searches(
        np.array(top), np.array(mate), np.array(rank), scores.shape[1], unknown, unknown
    )


@given(SEEDS, st.integers(1, 6), st.integers(0, 6), st.integers(1, 6))
def test_rates_are_those_counted_from_the_lists(seed, length, threshold, most):
    rng = np.random.default_rng(seed)
    scores, who = lists(rng, 20, 6)
    found = searches_of(scores, who, length)
    orders = [np.argsort(-row, kind="stable")[:length] for row in scores]
    strangers = [i for i, person in enumerate(who) if person < 0]
    known = [i for i, person in enumerate(who) if person >= 0]
    if strangers:
        hits = sum(any(scores[i][j] >= threshold for j in orders[i]) for i in strangers)
        rate = fpir(found, threshold)
        assert (rate.count, rate.of) == (hits, len(strangers))
    if known:
        missed = sum(
            not (who[i] in orders[i][:most] and scores[i][who[i]] >= threshold) for i in known
        )
        rate = fnir(found, threshold, rank=most)
        assert (rate.count, rate.of) == (missed, len(known))
        rest = tpir(found, threshold, rank=most)
        assert (rest.count, rest.of) == (len(known) - missed, len(known))


@given(SEEDS)
def test_a_higher_threshold_and_fewer_candidates_miss_more_and_return_less(seed):
    rng = np.random.default_rng(seed)
    found = searches_of(*lists(rng, 40, 6), 6)
    assume(0 < found.mated.sum() < len(found))
    for low, high in ((0, 1), (2, 3), (4, 6)):
        assert fpir(found, low).count >= fpir(found, high).count
        assert fnir(found, low).count <= fnir(found, high).count
    curve = [one.count for one in rank_curve(found)]
    assert curve == sorted(curve)
    assert curve[-1] == found.mated.sum()


def test_searches_that_came_to_nothing_miss_and_return_nobody():
    unknown = np.full(2, -1)
    found = Searches(
        np.array([0.9, 0.2]), np.array([np.nan, 0.8]), np.array([0, 1]), 10, unknown, unknown,
        mated_failures=3, nonmated_failures=1,
    )  # fmt: skip
    assert (fpir(found, 0.5).count, fpir(found, 0.5).of) == (1, 2)
    assert (fnir(found, 0.5).count, fnir(found, 0.5).of) == (3, 4)
    assert rank_curve(found)[0].count == 1


def test_what_cannot_be_told_is_refused():
    one = np.full(1, -1)
    strangers = Searches(np.array([0.9]), np.array([np.nan]), np.array([0]), 10, one, one)
    for asked in (lambda: fnir(strangers, 0.5), lambda: search_curve(strangers)):
        with pytest.raises(ValueError, match="nobody was searched for who is enrolled"):
            asked()
    enrolled = Searches(np.array([0.9]), np.array([0.8]), np.array([1]), 10, one, one)
    for asked in (lambda: fpir(enrolled, 0.5), lambda: search_curve(enrolled)):
        with pytest.raises(ValueError, match="nobody was searched for who is not enrolled"):
            asked()
    with pytest.raises(ValueError, match="not a number of candidates"):
        fnir(enrolled, 0.5, rank=0)
    with pytest.raises(ValueError, match="a rank for whom there is no score"):
        Searches(np.array([0.9]), np.array([-np.inf]), np.array([2]), 10, one, one)
    with pytest.raises(ValueError, match="a gallery of 0"):
        Searches(np.array([0.9]), np.array([0.8]), np.array([1]), 0, one, one)


def test_independent_normal_scores_have_the_closed_form():
    rng = np.random.default_rng(5)
    gallery, searches, apart = 20, 40_000, 3.0
    others = rng.normal(size=(searches, gallery)).max(axis=1)
    own = rng.normal(apart, 1.0, searches // 2)
    mate = np.concatenate([own, np.full(searches - len(own), np.nan)])
    first = np.where(mate > others, 1, 2)
    rank = np.where(np.isnan(mate), 0, first)
    unknown = np.full(searches, -1)
    found = Searches(others, mate, rank, gallery + 1, unknown, unknown)
    for threshold in (1.5, 2.5, 3.5):
        rate = fpir(found, threshold, confidence=0.9999)
        assert rate.interval.low <= 1.0 - norm.cdf(threshold) ** gallery <= rate.interval.high
        rate = fnir(found, threshold, confidence=0.9999)
        assert rate.interval.low <= norm.cdf(threshold - apart) <= rate.interval.high
        # at the threshold or above, and above all others
        hit, _ = quad(lambda x: norm.pdf(x - apart) * norm.cdf(x) ** gallery, threshold, 12.0)
        rate = tpir(found, threshold, rank=1, confidence=0.9999)
        assert rate.interval.low <= hit <= rate.interval.high


@given(SEEDS, st.integers(1, 6))
def test_the_curve_has_the_rates_at_each_of_its_thresholds(seed, most):
    rng = np.random.default_rng(seed)
    found = searches_of(*lists(rng, 30, 6), 4)
    assume(0 < found.mated.sum() < len(found))
    failed = replace(found, mated_failures=2, nonmated_failures=3, mated_unenrolled=1)
    curve = search_curve(failed, rank=most)
    for threshold, false, missed in zip(curve.threshold, curve.fmr, curve.fnmr, strict=True):
        assert false == fpir(failed, threshold).value
        assert missed == fnir(failed, threshold, rank=most).value
