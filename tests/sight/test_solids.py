"""Buildings as walls: backs left out, many cells, and the laws that hold for any town."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Point, Polygon

from tests.sight.prisms import random_buildings, seen_by_shadows, stand
from tests.sight.scenes import all_around, edges, facing, jagged_town, look, random_town
from tests.sight.test_cgal import cgal_area, free_ground
from vidik.model.frame import GRID_M
from vidik.model.views import Views
from vidik.sight.twin import area
from vidik.sight.visibility import areas, contains

seeds = st.integers(0, 2**32 - 1)
counts = st.integers(0, 16)
reaches = st.floats(3.0, 60.0)


def same_bits(a: Views, b: Views) -> bool:
    """Return whether two sets of views have the same rings, bit for bit."""
    return (
        np.array_equal(a.vertices, b.vertices)
        and np.array_equal(a.arc, b.arc)
        and np.array_equal(a.ring_offsets, b.ring_offsets)
        and np.array_equal(a.offsets, b.offsets)
    )


def town(rng: np.random.Generator, count: int) -> list[Polygon]:
    return random_buildings(rng, count, 40.0, lattice=bool(rng.random() < 0.5))


def random_blocks(rng: np.random.Generator, side: int) -> NDArray[np.bool_]:
    """Return which cells of a square hold a building; none meet in nothing but a corner."""
    filled = rng.random((side, side)) < rng.uniform(0.1, 0.5)
    filled[side // 2, side // 2] = False
    while True:
        a, b = filled[:-1, :-1] & filled[1:, 1:], filled[:-1, 1:] & filled[1:, :-1]
        alone = (a & ~filled[:-1, 1:] & ~filled[1:, :-1]) | (
            b & ~filled[:-1, :-1] & ~filled[1:, 1:]
        )
        if not alone.any():
            return filled
        i, j = np.argwhere(alone)[0]
        filled[i : i + 2, j : j + 2] = False


def test_a_courtyard_bounds_the_view():
    block = shapely.box(-20, -10, 20, 10).difference(shapely.box(-3, -2, 4, 5))
    assert areas(stand([block], reach=50.0))[0] == pytest.approx(49.0, rel=1e-14)


def test_only_the_front_of_a_building_is_an_edge():
    seen = stand([shapely.box(4, -3, 10, 3)], reach=20.0)
    # the shadow begins at the front: sector beyond 4 m between the front's corners
    angle = 2 * math.atan2(3, 4)
    assert areas(seen)[0] == pytest.approx(math.pi * 400 - 0.5 * 400 * angle + 12, rel=1e-14)
    assert (~seen.arc).sum() == 3


def test_towns_agree_with_cgal():
    worst, done, rng = 0.0, 0, np.random.default_rng(7)
    while done < 300:
        made = random_town(rng, int(rng.integers(1, 16)), 40.0)
        if shapely.union_all(made).dwithin(Point(0, 0), 0.01):
            continue
        reach = float(rng.uniform(5, 60))
        ours = areas(stand(made, reach=reach))[0]
        theirs = cgal_area(free_ground(made, reach), reach)
        worst = max(worst, abs(ours - theirs) / theirs)
        done += 1
    assert worst <= 1e-9


def test_blocks_of_houses_with_shared_walls_agree_with_cgal():
    # every house is a building of its own: walls between them, courtyards among them
    worst, rng = 0.0, np.random.default_rng(11)
    for _ in range(150):
        side = int(rng.integers(5, 14))
        filled = random_blocks(rng, side)
        size = rng.uniform(3.0, 6.0)
        size -= size % GRID_M
        at = np.floor(rng.uniform(0.1, 0.9, 2) * size / GRID_M) * GRID_M
        low = np.argwhere(filled) * size - (side // 2) * size - at
        houses = [shapely.box(x, y, x + size, y + size) for x, y in low.tolist()]
        reach = float(rng.uniform(5, 60))
        ours = areas(stand(houses, reach=reach))[0]
        theirs = cgal_area(free_ground(houses, reach), reach)
        worst = max(worst, abs(ours - theirs) / theirs)
    assert worst <= 1e-9


@settings(max_examples=200, deadline=None)
@given(seeds, st.integers(1, 12), reaches)
def test_walls_that_fold_back_behind_and_before_one_another(seed, count, reach):
    rng = np.random.default_rng(seed)
    made = jagged_town(rng, count, 30.0)
    slow = area(edges(*made), reach=reach)
    assert areas(stand(made, reach=reach))[0] == pytest.approx(slow, rel=1e-9)


@settings(max_examples=200, deadline=None)
@given(seeds, counts, reaches)
def test_a_view_is_a_disc_less_the_cones_behind_walls(seed, count, reach):
    rng = np.random.default_rng(seed)
    made = town(rng, count)
    tall = np.full(count, np.inf)
    twin = seen_by_shadows(made, tall, eye=1.0, target=0.0, reach=reach)
    assert areas(stand(made, reach=reach))[0] == pytest.approx(twin, abs=1e-12 * math.pi * reach**2)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_backs_of_buildings_hide_nothing_more(seed, count, reach):
    made = town(np.random.default_rng(seed), count)
    assert areas(stand(made, reach=reach))[0] == pytest.approx(
        areas(look(edges(*made), reach=reach))[0], rel=1e-11
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_among_tall_buildings_heights_change_no_bit(seed, count, reach):
    rng = np.random.default_rng(seed)
    made = town(rng, count)
    tall = stand(made, reach=reach, eye=4.0, target=1.6, tops=rng.uniform(4.0, 50.0, count))
    assert same_bits(stand(made, reach=reach), tall)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.integers(-300, 300), st.integers(-300, 300))
def test_moving_the_whole_town_by_cells_of_the_grid_changes_no_bit(seed, count, reach, i, j):
    here, there = moved_town(seed, count, reach, np.array([i, j]) * 32.0)
    assert same_bits(here, there)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7))
def test_moving_the_whole_town_changes_no_area(seed, count, reach, i, j):
    here, there = moved_town(seed, count, reach, np.array([i, j]) * GRID_M)
    # walls come in another order, which tells where they cross
    assert areas(here) == pytest.approx(areas(there), rel=1e-11)


def moved_town(seed: int, count: int, reach: float, by: NDArray[np.float64]) -> tuple[Views, Views]:
    """Return the views of a camera in a town, and those when both are moved."""
    rng = np.random.default_rng(seed)
    made = town(rng, count)
    moved = [shapely.transform(one, lambda xy: xy + by) for one in made]
    heights = {"eye": 4.0, "tops": rng.uniform(1.0, 6.0, count)}
    return (
        stand(made, reach=reach, **heights),
        stand(moved, [tuple(by)], reach=reach, **heights),
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.integers(1, 3))
def test_quarter_turns_change_nothing(seed, count, reach, turns):
    rng = np.random.default_rng(seed)
    made = town(rng, count)
    turn = np.linalg.matrix_power(np.array([[0.0, 1.0], [-1.0, 0.0]]), turns)
    turned = [shapely.transform(one, lambda xy: xy @ turn) for one in made]
    heights = {"eye": 4.0, "tops": rng.uniform(1.0, 6.0, count)}
    assert areas(stand(turned, reach=reach, **heights)) == pytest.approx(
        areas(stand(made, reach=reach, **heights)), rel=1e-11
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_the_order_of_buildings_changes_nothing(seed, count, reach):
    rng = np.random.default_rng(seed)
    made, tops = town(rng, count), rng.uniform(1.0, 6.0, count)
    order = rng.permutation(count)
    shuffled = stand([made[i] for i in order], reach=reach, eye=4.0, tops=tops[order])
    assert areas(shuffled) == pytest.approx(
        areas(stand(made, reach=reach, eye=4.0, tops=tops)), rel=1e-11
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_buildings_twice_are_buildings_once(seed, count, reach):
    rng = np.random.default_rng(seed)
    made, tops = town(rng, count), rng.uniform(1.0, 6.0, count)
    twice = stand([*made, *made], reach=reach, eye=4.0, tops=np.tile(tops, 2))
    assert areas(twice) == pytest.approx(
        areas(stand(made, reach=reach, eye=4.0, tops=tops)), rel=1e-11
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_another_building_never_enlarges_a_view(seed, count, reach):
    rng = np.random.default_rng(seed)
    made, tops = town(rng, count + 1), rng.uniform(1.0, 6.0, count + 1)
    before = areas(stand(made[:-1], reach=reach, eye=4.0, tops=tops[:-1]))[0]
    assert areas(stand(made, reach=reach, eye=4.0, tops=tops))[0] <= before * (1 + 1e-12)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.floats(1.0, 3.0))
def test_a_longer_reach_never_shrinks_a_view(seed, count, reach, factor):
    rng = np.random.default_rng(seed)
    made, tops = town(rng, count), rng.uniform(1.0, 6.0, count)
    near, far = (stand(made, reach=r, eye=4.0, tops=tops) for r in (reach, reach * factor))
    assert areas(near)[0] <= areas(far)[0] * (1 + 1e-12)
    points = rng.uniform(-reach, reach, (100, 2))
    assert (contains(near, 0, points) <= contains(far, 0, points)).all()


@settings(max_examples=100, deadline=None)
@given(seeds, counts, st.floats(1.0, 6.0), st.floats(0.0, 6.0))
def test_a_higher_lens_never_sees_less_of_the_ground(seed, count, eye, more):
    rng = np.random.default_rng(seed)
    made, tops = town(rng, count), rng.uniform(0.5, 8.0, count)
    low, high = (stand(made, reach=50.0, eye=h, tops=tops) for h in (eye, eye + more))
    assert areas(low)[0] <= areas(high)[0] * (1 + 1e-12)
    points = rng.uniform(-40, 40, (100, 2))
    assert (contains(low, 0, points) <= contains(high, 0, points)).all()


@settings(max_examples=100, deadline=None)
@given(seeds, counts, st.integers(2, 4))
def test_stances_are_views_of_their_own_one_within_the_other(seed, count, stances):
    rng = np.random.default_rng(seed)
    made = town(rng, count)
    eye = -np.sort(-rng.uniform(3.0, 6.0, (3, stances)), axis=1)
    tops = np.sort(rng.uniform(1.0, 9.0, (stances, count)), axis=0)
    if rng.random() < 0.3:
        tops[-1] = 20.0
    aims = [all_around(50.0), facing(50.0, (30, 100)), facing(50.0, (300, 120), (90, 60))]
    together = stand(made, np.zeros((3, 2)), reach=50.0, aims=aims, eye=eye, tops=tops)
    points = rng.uniform(-40, 40, (200, 2))
    for camera in range(3):
        seen = contains(together, camera, points)
        assert (seen[:, 1:] <= seen[:, :-1]).all()
        for stance in range(stances):
            alone = stand(
                made, reach=50.0, aims=[aims[camera]], eye=eye[camera, stance], tops=tops[stance]
            )
            view = together.stances[camera, stance]
            assert areas(together)[view] == areas(alone)[0]
            assert (seen[:, stance] == contains(alone, 0, points)[:, 0]).all()


def test_stances_without_low_buildings_share_one_view():
    house = shapely.box(5, 5, 10, 10)
    seen = stand([house], reach=20.0, eye=[[6.0, 5.0, 4.0]], tops=[[3.0], [8.0], [9.0]])
    assert seen.stances.tolist() == [[0, 1, 1]]
    assert len(seen.reach) == 2


def test_cameras_in_one_place_see_the_same():
    rng = np.random.default_rng(3)
    made = town(rng, 12)
    seen = stand(made, np.zeros((4, 2)), reach=50.0, eye=4.0, tops=rng.uniform(1, 6, 12))
    assert len(set(areas(seen).tolist())) == 1
