"""Intervals: how often they hold the rate, counted out exactly, and what they are at their ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from vidik.audit.intervals import clopper_pearson, none_seen, rate, wilson

#: Rates and numbers of trials at which it is counted how often an interval holds the rate.
RATES = (1e-4, 1e-3, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.99)
TRIALS = (1, 2, 5, 10, 30, 100, 1000)

counts = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def held(interval, of: int, share: float, confidence: float = 0.95) -> float:
    """Return in how many cases an interval holds the rate, by all outcomes."""
    seen = np.arange(of + 1)
    found = [interval(k, of, confidence=confidence) for k in seen.tolist()]
    holds = np.array([one.low <= share <= one.high for one in found])
    return float(binom.pmf(seen, of, share)[holds].sum())


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("of", TRIALS)
def test_the_exact_interval_holds_the_rate_at_least_as_often_as_it_says(of, confidence):
    for share in RATES:
        assert held(clopper_pearson, of, share, confidence) >= confidence - 1e-12


def test_wilsons_interval_is_right_on_the_average_and_dips_where_errors_are_rare():
    assert held(wilson, 10, 0.01) == pytest.approx(0.904, abs=5e-4)
    every = [held(wilson, of, share) for of in TRIALS for share in np.linspace(0.02, 0.98, 49)]
    assert np.mean(every) == pytest.approx(0.955, abs=0.005)
    assert min(every) < 0.9


@given(counts, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_both_are_those_of_scipy(of_them, confidence):
    count, of = of_them
    for made, method in ((clopper_pearson, "exact"), (wilson, "wilson")):
        own = made(count, of, confidence=confidence)
        other = binomtest(count, of).proportion_ci(confidence, method=method)
        # scipy looks for the exact ones in steps
        assert own.low == pytest.approx(other.low, rel=1e-6, abs=1e-9)
        assert own.high == pytest.approx(other.high, rel=1e-6, abs=1e-9)


@given(counts)
def test_at_the_ends_of_the_exact_interval_the_count_is_as_unlikely_as_it_says(of_them):
    count, of = of_them
    own = clopper_pearson(count, of)
    if count > 0:
        assert binom.sf(count - 1, of, own.low) == pytest.approx(0.025, rel=1e-6)
    if count < of:
        assert binom.cdf(count, of, own.high) == pytest.approx(0.025, rel=1e-6)


@given(counts)
def test_a_rate_lies_in_its_interval_and_so_does_its_opposite(of_them):
    count, of = of_them
    for made in (clopper_pearson, wilson):
        own, opposite = made(count, of), made(of - count, of)
        assert own.low <= count / of <= own.high
        assert opposite.low == pytest.approx(1.0 - own.high, abs=1e-9)
        assert made(count, of, confidence=0.8).high <= own.high


@given(st.integers(1, 10**9))
def test_where_nothing_was_seen_the_bound_is_what_would_be_missed_one_time_in_twenty(of):
    bound = none_seen(of)
    assert (1.0 - bound) ** of == pytest.approx(0.05, rel=1e-6)
    assert bound <= 3.0 / of
    assert of < 100 or bound == pytest.approx(3.0 / of, rel=0.02)


def test_a_rate_has_its_count():
    found = rate(10, 2077)
    assert (found.count, found.of, found.interval.method) == (10, 2077, "Clopper–Pearson")
    assert found.value == pytest.approx(0.004815, abs=1e-6)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(count, of):
    for made in (clopper_pearson, wilson, rate):
        with pytest.raises(ValueError, match="not a share"):
            made(count, of)
    with pytest.raises(ValueError, match="not a confidence"):
        wilson(1, 2, confidence=1.0)
