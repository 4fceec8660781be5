"""Looks: what a source follows from edition to edition, and what its absences say."""

from __future__ import annotations

import datetime as dt
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.observation import Claim, Observation, Statement
from vidik.register.completeness.ageing import survival
from vidik.register.completeness.looks import Track, histories, seen_on, tracks
from vidik.register.resolving import resolve

Y2020, Y2022, Y2024 = (dt.date(year, 6, 1) for year in (2020, 2022, 2024))
_LAT = 1 / 111_320
_LON = _LAT / 0.7193


def say(x, *, name=None, day=Y2020, until=None, observed=None, claim=Claim.PRESENT, origin="city",
        **told):  # fmt: skip
    said = Observation(
        origin, name, claim, 20.0 + x * _LON, 44.0, None, observed, 1, {"ref": f"R{x}"} | told
    )
    return Statement(said.id, said, f"row {x}", "sha", day, until or day)


def days(found):
    return [(one.first, one.last, one.gone) for one in found]


def test_what_an_edition_lists_no_more_is_gone_by_its_day():
    first, second = [say(0), say(100)], [say(0, until=Y2022)]
    third = [say(0, until=Y2024), say(500, day=Y2024)]
    found = tracks([(Y2020, first), (Y2022, second), (Y2024, third)], 20.0)
    assert days(found) == [
        (Y2020, Y2020, Y2022),
        (Y2020, Y2024, None),
        (Y2024, Y2024, None),
    ]
    assert [one.statement for one in found] == ["", third[0].id, third[1].id]


def test_what_a_list_says_to_be_absent_is_gone():
    before = [say(0, name="K-1"), say(100, name="K-2")]
    after = [
        say(0, name="K-1", until=Y2022),
        say(100, name="K-2", day=Y2022, observed=dt.date(2021, 3, 1), claim=Claim.ABSENT),
    ]
    found = tracks([(Y2020, before), (Y2022, after)], 20.0)
    assert days(found) == [(Y2020, Y2020, dt.date(2021, 3, 1)), (Y2020, Y2022, None)]


@pytest.mark.parametrize("name", [None, "K-1"])
def test_a_later_report_says_that_there_is_none(name):
    """Reports add to each other: one state has the camera and its absence."""
    said = [
        say(0, name=name, observed=Y2020, day=Y2024),
        say(2, name=name, observed=Y2022, day=Y2024, claim=Claim.ABSENT),
        say(300, name=name and "K-3", observed=Y2022, day=Y2024),
    ]
    found = tracks([(Y2020, said)], 20.0)
    assert days(found) == [(Y2020, Y2020, Y2022), (Y2022, Y2022, None)]


def test_an_absence_before_the_camera_was_seen_says_nothing():
    said = [say(0, observed=Y2022), say(2, observed=Y2020, claim=Claim.ABSENT)]
    assert days(tracks([(Y2024, said)], 20.0)) == [(Y2022, Y2022, None)]
    # nor does one where nobody saw any
    assert tracks([(Y2024, [say(9, claim=Claim.ABSENT)])], 20.0) == ()


def test_a_row_that_was_seen_after_the_edition_without_it_tells_nothing():
    states = [(Y2020, [say(0, observed=Y2024)]), (Y2022, [say(900)])]
    assert all(one.gone is None for one in tracks(states, 20.0))


@pytest.mark.parametrize(("looks_again", "day"), [(True, Y2024), (False, Y2020)])
def test_a_map_keeps_what_nobody_has_been_back_to(looks_again, day):
    assert seen_on(say(0, until=Y2024), looks_again=looks_again) == day
    own = say(0, until=Y2024, observed=Y2022)
    assert seen_on(own, looks_again=looks_again) == Y2022


rows = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.sampled_from([Y2020, Y2022, Y2024])),
    max_size=12,
)


@given(rows, rows, st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_nothing(first, second, rng):
    def said(drawn, *, mixed):
        made = {}
        for x, there, day in drawn:
            claim = Claim.PRESENT if there else Claim.ABSENT
            one = say(60 * x, observed=day, claim=claim)
            made[one.id] = one
        return rng.sample([*made.values()], len(made)) if mixed else [*made.values()]

    def found(*, mixed):
        states = [(Y2022, said(first, mixed=mixed)), (Y2024, said(second, mixed=mixed))]
        return tracks(states, 20.0)

    assert found(mixed=True) == found(mixed=False)
    for one in found(mixed=False):
        assert one.gone is None or one.gone > one.last >= one.first


def test_sources_that_list_one_camera_are_one_history():
    rng = random.Random(1)
    places = [80 * i + rng.gauss(0, 2) for i in range(20)]
    city = [say(x, until=Y2022, name_="Trg") for x in places]
    walk = [say(x + 1, origin="walk", day=Y2024, name_="Trg") for x in places]
    walk[3] = say(places[3], origin="walk", day=Y2024, claim=Claim.ABSENT)
    followed = {
        "city": tracks([(Y2020, [say(x, name_="Trg") for x in places]), (Y2022, city)], 20.0),
        "walk": tracks([(Y2024, walk)], 5.0),
    }
    resolution = resolve([*city, *walk])
    until, gone = histories(followed, resolution)
    four, two = ((day - Y2020).days / 365.25 for day in (Y2024, Y2022))
    assert sorted(until.tolist()) == pytest.approx([two, *[four] * 19])
    assert np.isfinite(gone).tolist().count(True) == 1
    assert gone.min() == pytest.approx(four)


def test_the_rate_of_a_list_that_is_kept_up_comes_out():
    """The slow twin: cameras that go by chance, and a list of each year that has the others."""
    rng = np.random.default_rng(4)
    lives = rng.exponential(1 / 0.12, 300)
    years = [dt.date(2015 + i, 1, 1) for i in range(8)]
    states = [
        (day, [say(60 * k, until=day) for k in range(300) if lives[k] > i])
        for i, day in enumerate(years)
    ]
    until, gone = histories({"city": tracks(states, 20.0)}, resolve(states[-1][1]))
    assert len(until) == 300
    assert np.isfinite(gone).sum() == (lives <= 7).sum()
    found = survival(until, gone)
    assert found.least < 0.12 < found.most
    assert found.most < 0.16
    assert not found.is_assumed
    assert math.isfinite(found.rate)


def test_days_out_of_order():
    with pytest.raises(ValueError, match="out of order"):
        Track(Y2022, Y2020)
    with pytest.raises(ValueError, match="out of order"):
        Track(Y2020, Y2022, Y2022)
