"""How much somebody looked at: exact lengths and areas, each place in the year of its last look."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.makers import TOWN, published, space, survey
from vidik.exposure.surveyed import last_looks, surveyed
from vidik.model.footprints import Footprints
from vidik.model.surveyed import Surveyed

STREETS = published().streets


def footprints(*boxes):
    shapes = [shapely.orient_polygons(shapely.box(*box)) for box in boxes]
    n = len(shapes)
    corners = [shapely.get_coordinates(shape) for shape in shapes]
    return Footprints(
        ids=tuple(f"osm:way/{i}" for i in range(n)),
        kind=("yes",) * n,
        owner=np.arange(n),
        polygon_offsets=np.arange(n + 1),
        ring_offsets=5 * np.arange(n + 1),
        vertices=np.concatenate([np.zeros((0, 2)), *corners]),
        height=np.full((n, 3), np.nan),
        min_height=np.zeros(n),
    )


def looked(*surveys, houses=()):
    return surveyed(surveys, TOWN, streets=STREETS, space=space(), footprints=footprints(*houses))


def day(year):
    return dt.date(year, 6, 1)


def test_nobody_looked():
    assert looked() == Surveyed()
    assert (looked().street_m, looked().ground_m2) == (0.0, 0.0)


def test_what_lies_inside_counts_whole_and_what_is_cut_in_part():
    found = looked(survey(1, day(2024), 10.0))
    # 20 m of each street through the centre; a quarter of the square, and the street beside it
    assert found.street_m == pytest.approx(40.0, rel=1e-4)
    assert found.ground_m2 == pytest.approx(10 * 10 + 20 * 5, rel=1e-3)


def test_houses_are_no_ground():
    free, built = (
        looked(survey(1, day(2024), 10.0)),
        looked(survey(1, day(2024), 10.0), houses=[(2, 5, 6, 9)]),
    )
    assert free.ground_m2 - built.ground_m2 == pytest.approx(16.0, rel=1e-3)
    assert built.street_m == free.street_m


def test_a_place_belongs_to_its_last_look():
    old, new = survey(1, day(2020), 100.0), survey(2, day(2024), 50.0)
    newest, older = looked(old, new).looks
    assert (newest.year, older.year) == (2024, 2020)
    assert newest.street_m == pytest.approx(looked(new).street_m)
    assert newest.street_m + older.street_m == pytest.approx(looked(old).street_m)
    assert newest.ground_m2 + older.ground_m2 == pytest.approx(looked(old).ground_m2)


def test_all_of_it_is_all_there_is():
    found = looked(survey(1, day(2024), 400.0))
    assert found.street_m == pytest.approx(STREETS.lengths().sum(), rel=1e-9)
    assert found.ground_m2 == pytest.approx(500.0 + 1600.0 + 400.0)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2018, 2022), st.floats(5, 150), *[st.floats(-150, 150)] * 2),
        min_size=1,
        max_size=6,
    )
)
def test_years_share_nothing_and_lose_nothing(rows):
    given_ = [survey(i, day(row[0]), *row[1:]) for i, row in enumerate(rows)]
    areas = [area for _, area in last_looks(given_, TOWN)]
    whole = shapely.union_all([shapely.transform(one.area, TOWN.to_metres) for one in given_])
    assert sum(area.area for area in areas) == pytest.approx(whole.area, rel=1e-6)
    assert shapely.symmetric_difference(shapely.union_all(areas), whole).area < 1e-3
    total = looked(*given_)
    again = looked(*reversed(given_))
    assert total.street_m == pytest.approx(again.street_m)
    assert total.ground_m2 == pytest.approx(again.ground_m2)
    assert total.street_m <= STREETS.lengths().sum() * (1 + 1e-9)
