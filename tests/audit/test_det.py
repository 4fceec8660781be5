"""The DET: read where it says, with the rates of the curve, and bands of each threshold alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.bootstrap import by_person
from vidik.audit.det import intervals_of, points, read_at
from vidik.audit.intervals import clopper_pearson
from vidik.audit.tallying import between
from vidik.audit.verification import curve, fmr, fnmr
from vidik.model.scores import Comparisons

SEEDS = st.integers(0, 2**32 - 1)


def simulated(seed: int, mated: int = 300, nonmated: int = 900, people: int = 30) -> Comparisons:
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(2.0 * (np.arange(mated + nonmated) < mated), 1.0), 2)
    kind = np.arange(len(score)) < mated
    return Comparisons(score, kind, rng.integers(0, people, len(score)), np.full(len(score), -1))


@given(SEEDS, st.integers(1, 12))
def test_the_curve_is_read_where_a_rate_first_is_as_low_as_each_step(seed, per_decade):
    found = curve(simulated(seed, 40, 90))
    at = read_at(found, per_decade=per_decade).tolist()
    assert at == sorted(set(at))
    for k in range(int(np.ceil(np.log10(90) * per_decade)) + 1):
        step = 10 ** (-k / per_decade)
        assert min(i for i, x in enumerate(found.fmr) if x <= step) in at
        assert max(i for i, x in enumerate(found.fnmr) if x <= step) in at
    assert min(np.flatnonzero(found.fmr == 0.0)) in at
    assert max(np.flatnonzero(found.fnmr == 0.0)) in at


def test_a_point_has_the_rates_at_its_threshold_and_both_intervals():
    comparisons = simulated(5)
    found = curve(comparisons)
    at = read_at(found)[:-1]
    thresholds = found.threshold[at]
    counts = np.zeros((30, 2, len(at) + 1), dtype=np.int64)
    between(comparisons.score, comparisons.mated, comparisons.subject, thresholds, counts)
    people = intervals_of(counts, rng=np.random.default_rng(1), draws=300)
    told = points(thresholds, counts.sum(axis=0), people=people)
    for point, threshold in zip(told, thresholds, strict=True):
        assert point.threshold == threshold
        assert point.false_match == fmr(comparisons, threshold)
        assert point.false_non_match == fnmr(comparisons, threshold)
        for own, kind in zip(point.people, (False, True), strict=True):
            some = comparisons.mated == kind
            wrong = (comparisons.score[some] >= threshold) != kind
            if wrong.sum() < 10:
                assert own == f"{wrong.sum()} errors: of fewer than 10 no draws are made"
            else:
                alone = by_person(wrong, comparisons.subject[some], rng=np.random.default_rng(2))
                assert own.low == pytest.approx(alone.low, abs=0.02)
                assert own.high == pytest.approx(alone.high, abs=0.02)


def test_nobody_said_whose_they_are():
    comparisons, thresholds = simulated(7), np.array([0.0, 99.0])
    counts = np.zeros((1, 2, 3), dtype=np.int64)
    unit = np.zeros(len(comparisons), dtype=np.int64)
    between(comparisons.score, comparisons.mated, unit, thresholds, counts)
    first, last = points(thresholds, counts[0], confidence=0.9)
    assert first.people is None
    assert first.false_match.interval.confidence == 0.9
    assert last.false_match.interval == clopper_pearson(0, 900, confidence=0.9)
    with pytest.raises(ValueError, match="not a share of anything"):
        points(thresholds, np.array([[0, 0, 0], [1, 2, 3]]))
