"""Alerts: what more of anything does to them, and what two rates of NPL have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.assumptions import NPL, SUPPOSED, certain, shares
from vidik.audit.alerts import (
    false_alerts,
    fmr_of,
    footfall,
    fpir_of,
    rate_at,
    residents,
    right,
    true_alerts,
)
from vidik.audit.assuming import middles
from vidik.model.assumed import Assumed

watchlists = st.integers(1, 10**7)


def test_both_rates_of_npl_are_one_rate_of_comparisons():
    """One in 6,000 of 10,000 and one in 60,000 of 1,000: one may be reckoned from the other."""
    of_many, of_few = fmr_of(1 / 6_000, 10_000), fmr_of(1 / 60_000, 1_000)
    assert of_many == pytest.approx(1.67e-8, rel=2e-3)
    assert of_few == pytest.approx(1.67e-8, rel=2e-3)
    assert 1 / fpir_of(of_many, 1_000) == pytest.approx(60_000, rel=1e-4)
    scaled = rate_at(
        replace(NPL, false_positive=Assumed.exactly(1 / 6_000)),
        {"false_positive": np.array(1 / 6_000), "watchlist": np.array(1_000.0)},
    )
    assert 1 / scaled == pytest.approx(60_000, rel=1e-4)


@given(shares, watchlists)
def test_a_rate_of_comparisons_is_that_of_searches_and_back(share, watchlist):
    assert fmr_of(fpir_of(share, 1), 1) == pytest.approx(share, rel=1e-9)
    assert fpir_of(fmr_of(share, watchlist), watchlist) == pytest.approx(share, rel=1e-9)


def test_the_ends():
    assert fpir_of(0.0, 10**6) == 0.0
    assert fpir_of(1.0, 1) == 1.0
    assert fpir_of(0.5, 2) == pytest.approx(0.75)


@given(shares, shares, watchlists, watchlists)
def test_more_of_anything_gives_more_false_alerts(a, b, n, m):
    (a, b), (n, m) = sorted((a, b)), sorted((n, m))
    values = dict(middles(SUPPOSED.by_name))

    def alerts(rate, watchlist, passes=100.0):
        there = {"false_positive": np.array(rate), "watchlist": np.array(float(watchlist))}
        return false_alerts(NPL, {**values, **there}, passes)

    assert alerts(a, n) <= alerts(b, n) <= alerts(b, m)
    assert alerts(a, n, 100.0) <= alerts(a, n, 200.0) == pytest.approx(2.0 * alerts(a, n))


@given(shares, shares, shares, st.floats(1.0, 100.0))
def test_how_likely_an_alert_is_right_depends_on_who_is_listed_and_on_nothing_of_who_passes(
    listed, found, rate, searches
):
    values = {
        "watchlist": np.array(10_000.0), "false_positive": np.array(rate),
        "found": np.array(found), "captured": np.array(0.3), "searches": np.array(searches),
        "listed": np.array(listed),
    }  # fmt: skip
    share = right(NPL, values)
    assert 0.0 <= share <= 1.0
    assert share == pytest.approx(
        true_alerts(values, 7.0) / (true_alerts(values, 7.0) + false_alerts(NPL, values, 7.0))
    )
    assert share == pytest.approx(right(NPL, {**values, "captured": np.array(0.9)}))
    # the odds are those of being listed, times a ratio that knows nothing of them
    odds = listed / (1.0 - listed) * found / (searches * rate)
    assert share == pytest.approx(odds / (1.0 + odds), rel=1e-6)


def test_an_alert_without_false_ones_is_right_and_without_any_it_is_none():
    values = {name: np.array(0.5) for name in ("captured", "listed", "found", "searches")}
    values |= {"watchlist": np.array(1000.0), "false_positive": np.array(0.0)}
    assert right(NPL, values) == 1.0
    assert right(NPL, {**values, "false_positive": np.array(0.1), "listed": np.array(0.0)}) == 0.0
    assert np.isnan(right(NPL, {**values, "listed": np.array(0.0)}))


def test_a_rate_without_a_watchlist_stays_as_it_is():
    values = {"false_positive": np.array(0.001), "watchlist": np.array(5.0)}
    assert rate_at(replace(NPL, watchlist=None), values) == 0.001
    of_one = replace(NPL, watchlist=None, per="comparison")
    assert rate_at(of_one, values) == pytest.approx(1.0 - 0.999**5)


def test_walks_are_those_of_the_people_or_what_was_published():
    supposed = certain(0.001, people=3.0, walks=2.0, elsewhere=5.0, sight=0.5)
    values = middles(supposed.by_name)
    assert residents(supposed, values, 100.0) == 3.0
    assert residents(replace(supposed, per_home=True), values, 100.0) == 300.0
    assert footfall(replace(supposed, per_home=True), values, 100.0, 0.1) == 1500.0
    published = replace(supposed, total=Assumed.exactly(600.0))
    assert footfall(published, middles(published.by_name), 100.0, 0.1) == pytest.approx(6000.0)
