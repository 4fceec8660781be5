"""Ageing: closed forms, censored looks, intervals that hold, chances that fall with time."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.survival import DAYS_PER_YEAR, PRIOR, Survival
from vidik.register.completeness.ageing import log_likelihood, still, survival


def looks(rng, cameras, rate, shape=1.0):
    """Return what is seen of cameras that are looked at once more, after half a year to six."""
    lived = rng.weibull(shape, cameras) / rate
    after = rng.uniform(0.5, 6.0, cameras)
    there = lived > after
    return np.where(there, after, 0.0), np.where(there, math.inf, after)


def same_gap(stayed, gone, years):
    return (
        np.r_[np.full(stayed, years), np.zeros(gone)],
        np.r_[np.full(stayed, math.inf), np.full(gone, years)],
    )


def test_one_gap_has_a_closed_form():
    found = survival(*same_gap(80, 20, 2.0))
    assert found.rate == pytest.approx(-math.log(0.8) / 2.0, rel=1e-6)
    assert (found.looked, found.changed, found.shape) == (100, 20, 1.0)
    for rate in (found.least, found.most):
        drop = log_likelihood(math.log(found.rate), 0.0, *same_gap(80, 20, 2.0)) - log_likelihood(
            math.log(rate), 0.0, *same_gap(80, 20, 2.0)
        )
        assert 2.0 * drop == pytest.approx(3.8415, abs=1e-3)


def test_times_known_to_the_day_give_changes_by_years():
    # of a camera that goes between two days in a row the time is known: rate = gone / years
    gone = np.r_[np.random.default_rng(1).exponential(10.0, 200), np.full(50, math.inf)]
    until = np.where(np.isfinite(gone), gone - 1e-4, 12.0)
    keep = until > 0
    found = survival(until[keep], gone[keep])
    if found.shape == 1.0:
        assert found.rate == pytest.approx(200 / until[keep].sum(), rel=1e-3)


def test_none_gone():
    found = survival(*same_gap(30, 0, 2.0))
    assert found.least == 0.0
    assert found.rate == pytest.approx(0.5 / 60)
    # the likelihood is exp(−60·rate): it falls by half of 3.84 at 1.92 / 60
    assert found.most == pytest.approx(1.9207 / 60, rel=1e-3)


@pytest.mark.parametrize("seen", [same_gap(5, 4, 2.0), same_gap(0, 40, 1.0), same_gap(0, 0, 1.0)])
def test_too_little_is_known(seen):
    assert survival(*seen) is PRIOR
    assert PRIOR.is_assumed
    assert "assumed" in PRIOR.assumptions["rate"]


def test_once_seen_tells_nothing():
    until, gone = same_gap(80, 20, 2.0)
    found = survival(np.r_[until, np.zeros(500)], np.r_[gone, np.full(500, math.inf)])
    assert found == survival(until, gone)


def test_a_shape_is_found_where_there_is_one():
    found = survival(*looks(np.random.default_rng(2), 600, 0.2, shape=2.5))
    assert found.shape == pytest.approx(2.5, rel=0.25)
    assert found.rate == pytest.approx(0.2, rel=0.1)
    for years in (1.0, 3.0, 5.0):
        true = math.exp(-((0.2 * years) ** 2.5))
        span = found.chance(years * DAYS_PER_YEAR)
        assert span.least < true < span.most


@pytest.mark.parametrize(("cameras", "rate"), [(60, 0.1), (150, 0.04)])
def test_the_interval_holds_the_rate_as_often_as_it_says(cameras, rate):
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        found = survival(*looks(rng, cameras, rate))
        held += found.least <= rate <= found.most
    assert 0.925 <= held / 400 <= 0.975


@given(
    st.lists(
        st.tuples(st.floats(0.0, 9.0), st.floats(0.01, 5.0), st.booleans()), min_size=1, max_size=40
    ),
    st.randoms(),
    st.floats(0.0, 30.0),
    st.floats(0.0, 30.0),
)
def test_order_changes_nothing_and_chances_fall(drawn, random, sooner, later):
    def found(rows):
        until = np.array([row[0] for row in rows])
        gone = np.array([row[0] + row[1] if row[2] else math.inf for row in rows])
        return survival(until, gone)

    one, other = found(drawn), found(random.sample(drawn, len(drawn)))
    assert one.rate == pytest.approx(other.rate, rel=1e-5)
    sooner, later = sorted((sooner, later))
    chances = one.chances(np.array([0.0, sooner, later]))
    assert chances[0].tolist() == [1.0, 1.0, 1.0]
    assert (np.diff(chances, axis=0) <= 0.0).all()
    assert (np.diff(chances, axis=1) >= 0.0).all()


def test_a_statement_of_2019_counts_less():
    asked = dt.date(2026, 1, 1)
    old, new = (still(PRIOR, dt.date(year, 1, 1), asked) for year in (2019, 2025))
    assert old.expected == pytest.approx(math.exp(-0.07 * 7), rel=1e-3)
    assert old.most < new.least
    with pytest.raises(ValueError, match="before the look"):
        still(PRIOR, asked, dt.date(2019, 1, 1))


def test_what_cannot_be():
    with pytest.raises(ValueError, match="before it was last seen"):
        survival(np.array([2.0]), np.array([1.0]))
    with pytest.raises(ValueError, match="least <= rate"):
        Survival(0.2, 0.1, 0.3)
    with pytest.raises(ValueError, match="negative or unknown"):
        PRIOR.chances(np.array([-1.0]))
