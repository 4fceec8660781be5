"""Cameras that do not look everywhere: sectors of any width, and lists of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.prisms import random_buildings, seen_by_shadows, stand, wedge
from tests.sight.scenes import all_around, facing, look, random_walls
from vidik.sight.visibility import areas, contains

seeds = st.integers(0, 2**32 - 1)
bearings = st.one_of(st.sampled_from(range(0, 360, 45)), st.floats(0.0, 360.0))
widths = st.one_of(st.sampled_from([30, 90, 180, 270, 360]), st.floats(0.01, 360.0))
arcs = st.tuples(bearings, widths)
NOTHING = np.empty((0, 4))


def union_of(arcs: list[tuple[float, float]]) -> float:
    """Return how many degrees arcs cover together."""
    ends = []
    for start, width in arcs:
        start %= 360.0
        stop = start + width
        ends += [(start, min(stop, 360.0)), (0.0, max(stop - 360.0, 0.0))]
    covered, last = 0.0, 0.0
    for a, b in sorted(ends):
        covered += max(b - max(a, last), 0.0)
        last = max(last, b)
    return covered


@pytest.mark.parametrize("width", [0.5, 30, 89, 90, 91, 179, 180, 181, 270, 359, 360])
@pytest.mark.parametrize("start", [0, 1, 44.5, 89, 90, 100, 180, 269, 270, 300, 359.5])
def test_an_empty_sector(start, width):
    seen = look(NOTHING, reach=10.0, aim=facing(10.0, (start, width)))
    assert areas(seen)[0] == pytest.approx(math.pi * 100 * width / 360, rel=1e-12)


@settings(max_examples=300, deadline=None)
@given(st.lists(arcs, min_size=1, max_size=6))
def test_sectors_that_overlap_count_once(arcs):
    seen = look(NOTHING, reach=10.0, aim=facing(10.0, *arcs))
    expected = math.pi * 100 * union_of(arcs) / 360
    assert areas(seen)[0] == pytest.approx(expected, rel=1e-11, abs=1e-11)


def test_the_axis_turns_and_the_picture_is_wider():
    seen = look(NOTHING, reach=10.0, aim=facing(10.0, (350, 20), fov=60.0))
    assert areas(seen)[0] == pytest.approx(math.pi * 100 * 80 / 360, rel=1e-14)
    bearing = np.radians([321, 39, 319, 41])
    points = 9.0 * np.column_stack([np.sin(bearing), np.cos(bearing)])
    assert contains(seen, 0, points)[:, 0].tolist() == [True, True, False, False]


@settings(max_examples=200, deadline=None)
@given(seeds, bearings, widths, st.integers(0, 30))
def test_a_point_is_seen_if_it_is_seen_all_around_and_lies_in_the_sector(seed, start, width, count):
    rng = np.random.default_rng(seed)
    walls = random_walls(rng, count, 40.0)
    points = rng.uniform(-50, 50, (200, 2))
    bearing = (np.degrees(np.arctan2(points[:, 0], points[:, 1])) - start) % 360.0
    clear = np.abs(bearing[:, None] - [0.0, width, 360.0]).min(axis=1) > 1e-6
    whole = contains(look(walls, reach=50.0), 0, points)[:, 0]
    part = contains(look(walls, reach=50.0, aim=facing(50.0, (start, width))), 0, points)[:, 0]
    assert (part == (whole & (bearing < width)))[clear].all()


@pytest.mark.parametrize("low", [False, True])
@settings(max_examples=80, deadline=None)
@given(seeds, st.integers(0, 12), bearings)
def test_four_quarters_make_one_dome(low, seed, count, turn):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=bool(rng.random() < 0.5))
    heights = {"eye": 4.0, "tops": rng.uniform(1.0, 6.0, count)} if low else {}
    quarters = [facing(50.0, (turn + 90.0 * i, 90.0)) for i in range(4)]
    seen = stand(
        buildings, np.zeros((5, 2)), reach=50.0, aims=[all_around(50.0), *quarters], **heights
    )
    whole, *parts = areas(seen)
    assert sum(parts) == pytest.approx(whole, rel=1e-11)


@settings(max_examples=80, deadline=None)
@given(seeds, st.integers(0, 12), bearings, st.floats(1, 359), st.floats(1.0, 8.0))
def test_a_sector_of_a_view_over_low_buildings_is_that_less_shadows(seed, count, start, width, eye):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=bool(rng.random() < 0.5))
    tops = rng.uniform(0.0, 8.0, count)
    seen = stand(buildings, reach=45.0, aims=[facing(45.0, (start, width))], eye=eye, tops=tops)
    twin = seen_by_shadows(
        buildings, tops, eye=eye, target=0.0, reach=45.0, wedge=wedge(start, width, 1e3)
    )
    assert areas(seen)[0] == pytest.approx(twin, abs=1e-11 * math.pi * 45.0**2)


@settings(max_examples=100, deadline=None)
@given(seeds, st.integers(0, 30), bearings, st.floats(1, 300), st.floats(0.0, 60.0))
def test_a_wider_picture_never_shows_less(seed, count, start, width, more):
    walls = random_walls(np.random.default_rng(seed), count, 40.0)
    narrow, wide = (
        areas(look(walls, reach=50.0, aim=facing(50.0, (start, width), fov=fov)))[0]
        for fov in (10.0, 10.0 + more)
    )
    assert narrow <= wide * (1 + 1e-12)


def test_a_sector_of_no_width_shows_nothing():
    seen = look(NOTHING, reach=10.0, aim=facing(10.0, (30.0, 0.0)))
    assert areas(seen)[0] == 0.0
