"""Views: closed forms, the slow twin, and the laws that any view obeys."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import all_around, edges, look, random_walls
from vidik.model.frame import GRID_M, snap
from vidik.sight import twin
from vidik.sight.visibility import areas, contains, views
from vidik.sight.walls import Walls

seeds = st.integers(0, 2**32 - 1)
reaches = st.floats(2.0, 90.0)
counts = st.integers(0, 40)


def test_empty_ground_is_a_disc():
    seen = look(np.empty((0, 4)), reach=10.0)
    assert areas(seen)[0] == pytest.approx(math.pi * 100, rel=1e-15)
    assert seen.arc.all()


def test_one_wall_hides_its_shadow():
    # from (1, -1) to (1, 1): it hides the quarter behind it, but not the triangle in front
    seen = look([[1, -1, 1, 1]], reach=10.0)
    assert areas(seen)[0] == pytest.approx(0.75 * math.pi * 100 + 1.0, rel=1e-14)


def test_a_courtyard_bounds_the_view():
    yard = shapely.box(-3, -2, 3, 2)
    assert areas(look(edges(yard), reach=50.0))[0] == pytest.approx(24.0, rel=1e-14)


def test_a_wall_seen_edge_on_hides_nothing():
    seen = look([[1, 0, 5, 0]], reach=10.0)
    assert areas(seen)[0] == pytest.approx(math.pi * 100, rel=1e-14)


def test_walls_beyond_reach_change_nothing():
    seen = look([[10.5, -50, 10.5, 50]], reach=10.0)
    assert areas(seen)[0] == pytest.approx(math.pi * 100, rel=1e-15)


def test_a_wall_cut_by_the_circle():
    # the segment x = 6 of a disc of 10: area of the disc less the circular segment beyond
    seen = look([[6, -50, 6, 50]], reach=10.0)
    half = math.acos(0.6)
    expected = math.pi * 100 - (100 * half - 6 * 8)
    assert areas(seen)[0] == pytest.approx(expected, rel=1e-14)


def test_crossing_walls_are_split():
    seen = look([[2, -4, 6, 4], [6, -4, 2, 4]], reach=20.0)
    assert areas(seen)[0] == pytest.approx(
        twin.area(np.array([[2, -4, 6, 4], [6, -4, 2, 4]], float), reach=20.0), rel=1e-13
    )


def test_duplicate_walls_count_once():
    walls = [[1, -1, 1, 1]]
    assert areas(look(walls * 3, reach=10.0))[0] == areas(look(walls, reach=10.0))[0]


def test_a_point_that_is_nowhere_is_refused():
    with pytest.raises(ValueError, match="finite"):
        look(np.empty((0, 4)), (math.nan, 0.0), reach=1.0)


def test_a_camera_that_reaches_nothing_sees_nothing():
    seen = look(np.empty((0, 4)), reach=0.0)
    assert areas(seen).tolist() == [0.0]
    assert not contains(seen, 0, np.array([[0.0, 0.0], [1.0, 0.0]])).any()


@settings(max_examples=400, deadline=None)
@given(seeds, counts, reaches)
def test_equals_its_slow_twin(seed, count, reach):
    walls = random_walls(np.random.default_rng(seed), count, 40.0)
    seen = look(walls, reach=reach)
    assert areas(seen)[0] == pytest.approx(twin.area(walls, reach=reach), rel=1e-9)


@settings(max_examples=150, deadline=None)
@given(seeds, counts, reaches)
def test_holds_the_points_its_twin_sees(seed, count, reach):
    rng = np.random.default_rng(seed)
    walls = random_walls(rng, count, 40.0)
    points = rng.uniform(-reach, reach, (100, 2))
    far = np.hypot(*points.T)
    limit = twin.distance(walls, np.arctan2(points[:, 1], points[:, 0]), reach=reach)
    clear = np.abs(far - limit) > 1e-6
    inside = contains(look(walls, reach=reach), 0, points)[:, 0]
    assert (inside == (far <= limit))[clear].all()


@settings(max_examples=150, deadline=None)
@given(seeds, counts, reaches)
def test_another_wall_never_enlarges_a_view(seed, count, reach):
    rng = np.random.default_rng(seed)
    walls = random_walls(rng, count + 1, 40.0)
    before = areas(look(walls[:-1], reach=reach))[0]
    assert areas(look(walls, reach=reach))[0] <= before * (1 + 1e-12)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.floats(1.0, 3.0))
def test_a_longer_reach_never_shrinks_a_view(seed, count, reach, factor):
    walls = random_walls(np.random.default_rng(seed), count, 40.0)
    near, far = look(walls, reach=reach), look(walls, reach=reach * factor)
    assert areas(near)[0] <= areas(far)[0] * (1 + 1e-12)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.integers(-300, 300), st.integers(-300, 300))
def test_moving_the_whole_scene_by_cells_of_the_grid_changes_nothing(seed, count, reach, i, j):
    walls = random_walls(np.random.default_rng(seed), count, 40.0)
    by = np.array([i, j]) * 32.0
    here, there = look(walls, reach=reach), look(walls + np.tile(by, 2), tuple(by), reach=reach)
    # the envelope sees the same numbers, as coordinates are exact in binary, in the same order
    assert np.array_equal(here.vertices, there.vertices)


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, st.integers(1, 3))
def test_quarter_turns_change_nothing(seed, count, reach, turns):
    walls = random_walls(np.random.default_rng(seed), count, 40.0)
    turn = np.array([[0, 1], [-1, 0]]) if turns == 1 else np.array([[-1, 0], [0, -1]])
    turned = np.hstack([walls[:, :2] @ turn, walls[:, 2:] @ turn])
    assert areas(look(turned, reach=reach))[0] == pytest.approx(
        areas(look(walls, reach=reach))[0], rel=1e-11
    )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches)
def test_order_and_direction_of_walls_do_not_matter(seed, count, reach):
    rng = np.random.default_rng(seed)
    walls = random_walls(rng, count, 40.0)
    shuffled = rng.permutation(walls)
    flip = rng.random(len(walls)) < 0.5
    shuffled[flip] = shuffled[flip][:, [2, 3, 0, 1]]
    assert areas(look(shuffled, reach=reach))[0] == pytest.approx(
        areas(look(walls, reach=reach))[0], rel=1e-11
    )


@settings(max_examples=60, deadline=None)
@given(seeds, reaches)
def test_thousands_of_walls_drop_no_edge(seed, reach):
    # a closed ring of short walls: not one of its edges may be lost
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 2000))
    ring = snap(1.5 * np.column_stack([np.cos(angle), np.sin(angle)]))
    ring = ring[np.append((np.diff(ring, axis=0) != 0).any(axis=1), True)]
    walls = np.hstack([ring, np.roll(ring, -1, axis=0)])
    x, y = ring.T
    inside = 0.5 * abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    assert areas(look(walls, reach=reach))[0] == pytest.approx(inside, rel=1e-9)


def test_threads_and_chunks_do_not_change_a_bit():
    rng = np.random.default_rng(5)
    walls = Walls.free(random_walls(rng, 300, 200.0))
    count = 1200
    points, reach = rng.uniform(-200, 200, (count, 2)), rng.uniform(5, 100, count)
    made = [
        views(
            [str(i) for i in range(count)],
            points,
            walls,
            aims=[all_around(r) for r in reach],
            threads=threads,
        )
        for threads in (1, 2, 5)
    ]
    for other in made[1:]:
        assert np.array_equal(made[0].vertices, other.vertices)
        assert np.array_equal(made[0].arc, other.arc)


def test_snapping_keeps_the_grid():
    assert snap(np.array([0.00049, -1.0])).tolist() == [GRID_M, -1.0]
