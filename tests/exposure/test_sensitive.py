"""How surely somebody at a door is in view: on paper, and by laws."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry, LineString, MultiLineString, Point

from tests.sight.test_stretches import KEYS, in_the_open, look_to, random_views
from vidik.exposure.sensitive import doors_in_view, fronts
from vidik.model.sensitive import SensitivePlace
from vidik.model.views import Views
from vidik.sight.stretches import watched


def before(number: int, front: Geometry) -> SensitivePlace:
    return SensitivePlace(f"osm:way/{number}", "school", "", Point(number, 0), front, 0)


def seen(views: Views, *lines: Geometry) -> list[tuple[float, float, float]]:
    """Return least, expected and most of each place at the first level."""
    streets, owner = fronts([before(i, line) for i, line in enumerate(lines)])
    told = watched(streets, views, levels=KEYS)
    return list(
        zip(
            *(b[:, 0].tolist() for b in doors_in_view(streets, owner, told, len(lines))),
            strict=True,
        )
    )


EAST = in_the_open((0.0, 0.0, look_to(90.0, fov=90.0, reach=20.0)))


def test_a_door_in_view_beside_it_and_half_in_it():
    inside, outside = LineString([(10, -2), (10, 2)]), LineString([(-10, -2), (-10, 2)])
    half = LineString([(10, 5), (10, 15)])
    none = MultiLineString()
    assert seen(EAST, inside, outside, half, none) == [
        (1.0, 1.0, 1.0),
        (0.0, 0.0, 0.0),
        (0.0, pytest.approx(0.5), 1.0),
        (0.0, 0.0, 0.0),
    ]


def test_where_there_are_no_places_no_door_is_in_view():
    assert seen(EAST) == []


def test_doors_of_one_place_count_together():
    both = MultiLineString([[(10, -2), (10, 2)], [(-10, -2), (-10, 2)]])
    assert seen(EAST, both) == [(0.0, pytest.approx(0.5), 1.0)]


def test_a_doubtful_direction_is_expected_and_not_certain():
    unknown = in_the_open((0.0, 0.0, look_to(0.0, 360.0, fov=90.0, reach=20.0)))
    assert seen(unknown, LineString([(10, -2), (10, 2)])) == [(0.0, pytest.approx(0.25), 1.0)]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_bounds_are_in_order_and_a_camera_less_never_raises_them(seed):
    rng = np.random.default_rng(seed)
    views = random_views(rng, 5)
    lines = shapely.linestrings(rng.uniform(-50, 50, (12, 2, 2)))
    all_of_them, fewer = seen(views, *lines), seen(views.only([0, 1, 3, 4]), *lines)
    for (least, expected, most), less in zip(all_of_them, fewer, strict=True):
        assert 0.0 <= least <= expected <= most <= 1.0
        assert less[0] <= least
        assert less[1] <= expected + 1e-6
        assert less[2] <= most
