"""Scores counted part by part: as if all at once, and what is merged is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.kernels import STEPS
from vidik.audit.tallying import Scale, between
from vidik.audit.verification import curve, curve_of, fmr, fnmr
from vidik.model.scores import Comparisons
from vidik.model.tally import Tally

SEEDS = st.integers(0, 2**32 - 1)
#: Scores that have steps of their own: few binary digits.
coarse = st.lists(st.integers(-(2**12), 2**12).map(lambda n: n / 64), min_size=1, max_size=30)
any_scores = st.lists(
    st.floats(-1e12, 1e12, allow_nan=False) | st.sampled_from([0.0, -0.0, 5e-324, -1e300, 1e300]),
    min_size=1,
    max_size=30,
)


def counted(comparisons: Comparisons, parts: int) -> Tally:
    scale = Scale()
    for some in np.array_split(np.arange(len(comparisons)), parts):
        scale.add(comparisons.score[some], comparisons.mated[some])
    return scale.tally()


@given(coarse, coarse, st.integers(1, 5))
def test_scores_of_few_digits_are_counted_as_if_all_at_once(mated, nonmated, parts):
    comparisons = Comparisons.of(np.array(mated), np.array(nonmated))
    one, other = Tally.of(comparisons), counted(comparisons, parts)
    assert other.merged == 0
    for name in ("score", "mated", "nonmated"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(any_scores, any_scores, st.integers(1, 5))
def test_rates_are_exact_at_every_threshold_that_is_told(mated, nonmated, parts):
    comparisons = Comparisons.of(np.array(mated), np.array(nonmated))
    tally = counted(comparisons, parts)
    assert set(tally.score.tolist()) <= set(comparisons.score.tolist())
    found = curve_of(tally)
    for threshold, false_match, miss in zip(found.threshold, found.fmr, found.fnmr, strict=True):
        assert false_match == fmr(comparisons, threshold).value
        assert miss == fnmr(comparisons, threshold).value
    exact = curve(comparisons)
    assert (tally.merged == 0) == (len(exact.threshold) == len(found.threshold))


def test_what_is_merged_differs_by_less_than_it_says():
    rng = np.random.default_rng(3)
    score = np.sort(rng.uniform(0.5, 1.0, 200_000))
    tally = counted(Comparisons.of(score, score[:1]), 7)
    assert 0 < tally.merged <= 2**15
    # every score has a threshold told at most one part in 2¹⁵ of it below
    lower = tally.score[np.searchsorted(tally.score, score, side="right") - 1]
    assert ((score - lower) / score < 2.0**-15).all()


@given(SEEDS)
def test_units_are_counted_one_by_one(seed):
    rng = np.random.default_rng(seed)
    score, mated = rng.integers(0, 6, 50) / 4, rng.uniform(size=50) < 0.5
    unit, thresholds = rng.integers(-1, 3, 50), np.array([0.25, 0.5, 1.25])
    counts = np.zeros((3, 2, 4), dtype=np.int64)
    between(score, mated, unit, thresholds, counts)
    for person in range(3):
        for kind in (0, 1):
            for reached in range(4):
                assert counts[person, kind, reached] == sum(
                    u == person and m == kind and sum(s >= t for t in thresholds) == reached
                    for s, m, u in zip(score, mated, unit, strict=True)
                )


def test_what_cannot_be_counted_is_refused():
    one, kind = np.array([0.5]), np.array([True])
    counts = np.zeros((1, 2, 2), dtype=np.int64)
    with pytest.raises(ValueError, match="unit 1 of 1"):
        between(one, kind, np.array([1]), one, counts)
    with pytest.raises(ValueError, match="thresholds rise"):
        between(one, kind, np.array([0]), np.array([1.0, 0.5]), counts)
    with pytest.raises(ValueError, match="scores of a tally rise"):
        Tally(np.array([1.0, 1.0]), np.ones(2, dtype=np.int64), np.ones(2, dtype=np.int64))
    with pytest.raises(ValueError, match="two counts for each score"):
        Tally(np.array([1.0]), np.ones(2, dtype=np.int64), np.ones(1, dtype=np.int64))
    assert STEPS == 2**22
