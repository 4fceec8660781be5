"""Mounting: cameras come out of walls, and know which way is out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import affinity

from tests.sight.prisms import seen_by_shadows, stand
from tests.sight.scenes import random_town
from vidik.sight.mounting import mount
from vidik.sight.visibility import areas

HOUSE = shapely.box(0, 0, 20, 10)


def one(x: float, y: float, *buildings: shapely.Geometry, wall_m: float = 1.0):
    return mount(np.array([[x, y]]), np.array(buildings or [HOUSE], object), wall_m=wall_m)


def test_in_the_open_nothing_moves():
    made = one(5.0, 15.0)
    assert made.points.tolist() == [[5.0, 15.0]]
    assert made.moved_m.tolist() == [0.0]
    assert np.isnan(made.outward[0])


def test_near_a_wall_it_stays_and_looks_outward():
    made = one(5.0, 10.5)
    assert made.moved_m[0] == 0.0
    assert made.outward[0] == pytest.approx(0.0)


def test_just_inside_it_comes_out_through_the_nearest_wall():
    made = one(5.0, 9.0)
    assert made.points[0] == pytest.approx([5.0, 10.05], abs=1e-3)
    assert made.moved_m[0] == pytest.approx(1.05, abs=1e-3)
    assert made.outward[0] == pytest.approx(0.0)


def test_on_the_outline_itself():
    made = one(20.0, 5.0)
    assert made.points[0] == pytest.approx([20.05, 5.0], abs=1e-3)
    assert made.outward[0] == pytest.approx(90.0, abs=12.0)


def test_touching_houses_are_one_block():
    # between two terraced houses the way out is not into the neighbour's living room
    other = shapely.box(20, 0, 40, 10)
    made = one(19.9, 5.0, HOUSE, other)
    assert not shapely.union_all([HOUSE, other]).intersects(shapely.Point(made.points[0]))
    assert made.moved_m[0] == pytest.approx(5.05, abs=0.2)


def test_deep_inside_a_big_block():
    hall = shapely.box(-100, -100, 100, 100)
    made = one(15.4, 0.0, hall)
    assert made.points[0] == pytest.approx([100.05, 0.0], abs=1e-3)


def test_in_a_corner_it_finds_free_ground():
    corner = shapely.union(shapely.box(0, 0, 10, 1), shapely.box(0, 0, 1, 10))
    made = one(1.0, 1.0, corner)
    assert corner.distance(shapely.Point(made.points[0])) >= 0.02


def test_a_slit_is_no_way_out():
    # six metres from the nearest wall outside, and one from a gap of two centimetres
    halves = shapely.box(0, 0, 10, 30), shapely.box(10.02, 0, 20, 30)
    lid = shapely.box(0, 30, 20, 31), shapely.box(0, -1, 20, 0)
    made = one(9.0, 5.0, *halves, *lid)
    assert shapely.union_all([*halves, *lid]).distance(shapely.Point(made.points[0])) >= 0.025
    assert made.points[0] == pytest.approx([9.0, -1.05], abs=1e-3)
    assert made.outward[0] == pytest.approx(180.0, abs=1.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
@example(33973)
def test_nobody_is_left_in_a_wall(seed):
    rng = np.random.default_rng(seed)
    town = random_town(rng, 8, 30.0)
    points = rng.uniform(-35, 35, (20, 2))
    made = mount(points, np.array(town, object))
    block = shapely.union_all(town)
    assert not shapely.intersects(block, shapely.points(made.points)).any()
    stayed = made.moved_m == 0
    assert np.abs(points - made.points)[stayed].max(initial=0) < 1e-3


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nobody_sees_through_the_house_it_hangs_on(seed):
    rng = np.random.default_rng(seed)
    town = random_town(rng, 8, 30.0)
    made = mount(rng.uniform(-35, 35, (6, 2)), np.array(town, object))
    seen = areas(stand(town, made.points, reach=30.0))
    for point, area in zip(made.points, seen, strict=True):
        here = [affinity.translate(one, *-point) for one in town]
        tall = np.full(len(here), np.inf)
        twin = seen_by_shadows(here, tall, eye=1.0, target=0.0, reach=30.0)
        assert area == pytest.approx(twin, abs=1e-11 * math.pi * 900)
