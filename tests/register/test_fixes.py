"""Places and times of recordings: what is understood, and that the rest comes back."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.fixes import Fixes, RawFix
from vidik.outside.tables import load_track_rules
from vidik.register.fixes import FAST, fixes_of

RULES = load_track_rules()

#: Degrees of latitude in a metre, nearly.
METRE = 1.0 / 111_195.0


def fix(number: int, north_m: float, time: object = None, part: int = 0, **more: object) -> RawFix:
    lat = 60.0 + METRE * north_m
    # what more is told has types of its own
    return RawFix(part, f"point {number}", 24.9, lat, time, **more)  # type: ignore[arg-type]


def understood(*raw: RawFix) -> tuple[Fixes, list[tuple[str, str, str]]]:
    found, rejected = fixes_of(raw, RULES)
    assert found is not None
    assert {row.source for row in rejected} <= {"walk"}
    return found, [(row.id, row.field, row.reason) for row in rejected]


def test_seconds_begin_with_the_first_and_the_day_is_not_kept():
    found, rejected = understood(
        fix(1, 0, "2024-05-03T10:00:00Z"),
        fix(2, 5, "2024-05-03T12:00:04.5+02:00"),
        fix(3, 9, dt.datetime(2024, 5, 3, 10, 0, 9)),  # noqa: DTZ001  # as FIT gives it
        fix(4, 12, 1714730411),
    )
    assert rejected == []
    assert found.seconds is not None
    assert found.seconds.tolist() == [0.0, 4.5, 9.0, 11.0]
    assert np.isnan(found.radius_m).all()


def test_a_recording_without_times_stays_as_it_is():
    found, rejected = understood(fix(1, 0), fix(2, 900), fix(3, 0))
    assert found.seconds is None
    assert (len(found), rejected) == (3, [])


@pytest.mark.parametrize(
    ("lon", "lat", "why"),
    [
        (181, 60, "is nowhere on the globe"),
        ("24.9", "-90.1", "is nowhere on the globe"),
        (float("nan"), 60, "is nowhere on the globe"),
        ("x", 60, "is nowhere on the globe"),
        (None, None, "is nowhere on the globe"),
        (True, 60, "is nowhere on the globe"),
        ([1], 60, "is nowhere on the globe"),
        ("1e400", 60, "is nowhere on the globe"),
        (0, "0.0", "is where receivers say they are that do not know"),
    ],
)
def test_places_that_are_none_come_back(lon, lat, why):
    found, rejected = understood(fix(1, 0), RawFix(0, "point 2", lon, lat), fix(3, 5))
    assert len(found) == 2
    assert rejected == [("point 2", "place", why)]


@pytest.mark.parametrize("time", ["noon", "2024-13-01T00:00:00Z", float("inf"), "nan", True])
def test_times_that_are_none_come_back(time):
    found, rejected = understood(fix(1, 0, 0), fix(2, 1, time), fix(3, 5, 4))
    assert len(found) == 2
    assert rejected == [("point 2", "time", "is no time")]


def test_a_fix_without_a_time_comes_back_where_others_have_one():
    found, rejected = understood(fix(1, 0, 0), fix(2, 1), fix(3, 5, 4))
    assert len(found) == 2
    assert rejected == [("point 2", "time", "has no time, though others have one")]


def test_time_that_goes_back_and_what_is_said_twice_come_back():
    found, rejected = understood(
        fix(1, 0, 10), fix(2, 5, 14), fix(3, 6, 13), fix(4, 5, 14), fix(5, 9, 19)
    )
    assert found.seconds is not None
    assert found.seconds.tolist() == [0.0, 4.0, 9.0]
    assert rejected == [
        ("point 3", "time", "goes back in time"),
        ("point 4", "*", "says the same as the one before"),
    ]


def test_nobody_walks_so_fast():
    # 500 m in 10 s; how far off both may be (10 m each) is taken into account
    found, rejected = understood(fix(1, 0, 0), fix(2, 8, 5), fix(3, 500, 15), fix(4, 20, 16))
    assert len(found) == 3
    assert rejected == [("point 3", "place", FAST)]
    near, none = understood(fix(1, 0, 0), fix(2, 25, 1))
    assert (len(near), none) == (2, [])
    _, sharp = understood(
        fix(1, 0, 0, accuracy=1), fix(2, 25, 1, accuracy=1), fix(3, 26, 6, accuracy=1)
    )
    assert [row[0] for row in sharp] == ["point 1"]


def test_a_receiver_that_wakes_far_off_does_not_cost_the_walk():
    found, rejected = understood(fix(1, 9000, 0), *(fix(2 + i, 1.4 * i, 1 + i) for i in range(60)))
    assert len(found) == 60
    assert rejected == [("point 1", "place", FAST)]


def test_from_one_part_to_the_next_one_may_have_taken_a_bus():
    found, rejected = understood(
        fix(1, 0, 0, part=4),
        fix(2, 5, 5, part=4),
        fix(3, 4000, 300, part=7),
        fix(4, 4005, 305, part=7),
    )
    assert found.part.tolist() == [0, 0, 1, 1]
    assert rejected == []


def test_parts_come_in_the_order_of_their_time():
    found, rejected = understood(
        fix(1, 40, 100, part=1), fix(2, 45, 105, part=1), fix(3, 0, 0, part=2), fix(4, 5, 5, part=2)
    )
    assert found.seconds is not None
    assert found.seconds.tolist() == [0.0, 5.0, 100.0, 105.0]
    assert rejected == []


def test_how_far_off_a_fix_is():
    found, rejected = understood(
        fix(1, 0, 0, accuracy="5"),
        fix(2, 1, 1, hdop=0.8),
        fix(3, 2, 2, accuracy=3, hdop=9.0),
        fix(4, 3, 3, accuracy="good"),
        fix(5, 4, 4, hdop=-1),
        fix(6, 5, 5, accuracy=80),
        fix(7, 6, 6, accuracy=0),
    )
    wanted = [5 * 1.62, 8.0, 3 * 1.62, math.nan, math.nan, 0.0]
    assert found.radius_m.tolist() == pytest.approx(wanted, nan_ok=True)
    none = "is no accuracy; the fix counts as one that says nothing of it"
    assert rejected == [
        ("point 4", "accuracy", none),
        ("point 5", "hdop", none),
        ("point 6", "accuracy", "is farther off than 100 m, which tells no street"),
    ]


_values = st.one_of(
    st.none(), st.text(max_size=6), st.floats(), st.integers(), st.booleans(), st.just("24.9")
)


@given(st.lists(st.tuples(st.integers(0, 2), *[_values] * 5), max_size=12))
def test_nothing_is_lost_whatever_a_file_holds(rows):
    raw = [RawFix(row[0], f"point {i}", *row[1:]) for i, row in enumerate(rows)]
    found, rejected = fixes_of(raw, RULES)
    gone = {row.id for row in rejected if not row.reason.startswith("is no accuracy")}
    assert gone <= {one.place for one in raw}
    if found is not None:
        assert len(found) + len(gone) == len(raw)
    else:
        assert len(raw) - len(gone) < 2


def test_a_place_of_long_digits_does_not_swell_the_report():
    _, rejected = fixes_of([RawFix(0, "point 1", "9" * 10_000, 1)], RULES)
    assert len(rejected[0].value) == 200
