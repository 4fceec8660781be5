"""Surveys: what a row must say, and what is made of it."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import feature
from vidik.model.rejection import Rejection
from vidik.register.surveys import surveys

TOWN = shapely.box(20.0, 44.0, 20.1, 44.1)
AREA = shapely.box(20.02, 44.02, 20.04, 44.04)


def read(*rows, **options):
    return surveys(rows, TOWN, source="looks", **options)


def test_a_row_is_an_area_and_a_day():
    (made,), rejected = read(feature("row 1", AREA, {"surveyed_on": " 2024-05-31 "}))
    assert (made.id, made.source, made.surveyed_on) == (
        "looks:row 1",
        "looks",
        dt.date(2024, 5, 31),
    )
    assert made.area.equals(AREA)
    assert not made.synthetic
    assert rejected == ()


def test_who_looked_and_how_many_they_found_is_not_kept():
    (made,), _ = read(
        feature("row 1", AREA, {"surveyed_on": "2024-05-31", "by": "Jelena P.", "found": "3"})
    )
    assert "Jelena" not in repr(made)
    assert not hasattr(made, "found")


def test_areas_end_at_the_boundary():
    (made,), rejected = read(
        feature("row 1", shapely.box(20.05, 44.05, 20.3, 44.3), {"surveyed_on": "2024-05-31"})
    )
    assert made.area.equals(shapely.box(20.05, 44.05, 20.1, 44.1))
    assert rejected == ()


@pytest.mark.parametrize(
    ("geometry", "day", "field", "value", "reason"),
    [
        (AREA, "May 2024", "surveyed_on", "May 2024", "Not a day such as 2024-05-31."),
        (AREA, "2024-05", "surveyed_on", "2024-05", "Not a day such as 2024-05-31."),
        (AREA, "2024-02-30", "surveyed_on", "2024-02-30", "Not a day such as 2024-05-31."),
        (AREA, "", "surveyed_on", "", "Not a day such as 2024-05-31."),
        (shapely.Point(20.05, 44.05), "2024-05-31", "geometry", "Point",
         "A survey is an area: a polygon."),
        (shapely.box(0, 0, 1, 1), "2024-05-31", "geometry", "",
         "It lies outside the boundary of this observatory."),
    ],
)  # fmt: skip
def test_what_is_not_understood_comes_back(geometry, day, field, value, reason):
    good = feature("row 2", AREA, {"surveyed_on": "2024-05-31"})
    made, rejected = read(feature("row 1", geometry, {"surveyed_on": day}), good)
    assert [one.id for one in made] == ["looks:row 2"]
    assert rejected == (Rejection("looks", "row 1", field, value, reason),)


def test_a_day_may_come_with_its_midnight():
    (made,), _ = read(feature("row 1", AREA, {"surveyed_on": "2024-05-31T00:00:00"}))
    assert made.surveyed_on == dt.date(2024, 5, 31)


@given(st.text(max_size=40))
def test_no_text_stops_the_reader(text):
    made, rejected = read(feature("row 1", AREA, {"surveyed_on": text}))
    assert len(made) + len(rejected) == 1
