"""Squares of the frame: each thing has one, and what is near a tile is found with it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.jobs.scattered import footprints_of
from vidik.model.tiling import Tiling


def metres(least: float, most: float) -> st.SearchStrategy[float]:
    """Return lengths to the millimetre: GEOS, the oracle, knows none of 10⁻³⁰⁰ m."""
    return st.integers(round(1000 * least), round(1000 * most)).map(lambda n: n / 1000)


CORNERS = arrays(np.float64, (7, 2), elements=metres(-5e3, 5e3))
SIZES = arrays(np.float64, (7, 2), elements=metres(0.0, 900.0))
SIDES = st.sampled_from([64.0, 100.0, 512.0, 2048.0])


@given(CORNERS, SIZES, SIDES)
def test_a_thing_belongs_to_one_tile_whatever_else_there_is(corners, sizes, side):
    tiling, boxes = Tiling(side), np.hstack([corners, corners + sizes])
    homes = tiling.homes(boxes)
    assert sorted(row for rows in homes.values() for row in rows.tolist()) == list(range(7))
    for tile, rows in homes.items():
        assert tiling.homes(boxes[rows[:1]]) == {tile: np.zeros(1)}
    order = [(tile[1], tile[0]) for tile in homes]
    assert order == sorted(order)


@given(CORNERS, SIZES, SIDES, metres(0.0, 400.0))
def test_what_reaches_near_a_tile_is_found(corners, sizes, side, margin):
    tiling, boxes = Tiling(side), np.hstack([corners, corners + sizes])
    near = tiling.within(boxes, margin)
    for tile in [*near, (0, 0), (-3, 2)]:
        west, south, east, north = tiling.box(tile)
        about = shapely.box(west - margin, south - margin, east + margin, north + margin)
        inside = shapely.intersects(about, shapely.box(*boxes.T)).nonzero()[0]
        found = near.get(tile, np.zeros(0, np.int64)).tolist()
        assert found == sorted(found)
        # a box that ends where a tile begins, to the last bit, may or may not be told of it
        assert set(found) >= {
            row
            for row in inside.tolist()
            if shapely.area(shapely.intersection(about, shapely.box(*boxes[row]))) > 1e-6
        }
        assert set(found) <= set(inside.tolist())


def test_nothing_has_no_tile():
    assert Tiling().homes(np.zeros((0, 4))) == {}
    assert Tiling().within(np.zeros((0, 4)), 5.0) == {}


def test_a_tile_without_area_is_refused():
    with pytest.raises(ValueError, match="side above 0"):
        Tiling(0.0)


@pytest.mark.parametrize("single", [True, False])
def test_some_buildings_are_those_buildings(single):
    rng = np.random.default_rng(7)
    houses = footprints_of(rng, 12, 300.0, single=single)
    wanted = np.array([0, 3, 4, 7])
    some = houses.only(wanted)
    assert some.ids == tuple(houses.ids[i] for i in wanted)
    assert np.array_equal(some.boxes(), houses.boxes()[wanted])
    assert np.array_equal(some.areas_m2(), houses.areas_m2()[wanted])
    assert np.array_equal(some.height, houses.height[wanted])
