"""Watched public ground: closed forms, a raster, and what must hold for any city."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import LEVELS, all_around, low_town
from vidik.model.public_space import PublicSpace
from vidik.model.views import Aims, Views
from vidik.sight.answer import who_could_see
from vidik.sight.coverage import Known, coverage, ground
from vidik.sight.cut import Cuts
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

KEYS = [level.key for level in LEVELS]


def space_of(*boxes: shapely.Polygon, union: list[int] | None = None) -> PublicSpace:
    """Return disjoint polygons as open public space."""
    shapes = shapely.orient_polygons(np.array(boxes, dtype=object))
    _, vertices, (rings, polygons) = shapely.to_ragged_array(shapes)
    return PublicSpace(
        version="test",
        kinds=("square",),
        kind=np.zeros(len(boxes), np.int64),
        union=np.array(union or [0] * len(boxes)),
        polygon_offsets=polygons.astype(np.int64),
        ring_offsets=rings.astype(np.int64),
        vertices=vertices,
        open_m2=shapely.area(shapes),
    )


def in_the_open(*points: tuple[float, float], reach: float) -> Views:
    """Return cameras that surely see all around, without a wall anywhere."""
    aim = all_around(reach)
    wide = replace(aim, reach=np.full((1, len(KEYS)), reach))
    return views(
        [f"c{i}" for i in range(len(points))],
        np.array(points),
        Walls.free(np.empty((0, 4))),
        aims=[wide] * len(points),
    )


def test_a_disc_over_half_a_square():
    # the square's side runs through the camera, so half of the disc is on public ground
    found = coverage(
        in_the_open((0, 0), reach=10.0),
        space_of(shapely.box(0, -50, 50, 50)),
        levels=KEYS,
        operator=np.array([-1]),
    )
    assert found.ground_m2 == 5000.0
    for level in found.levels:
        assert level.watched.least == pytest.approx(50 * math.pi, rel=1e-12)
        assert level.watched.span.expected == pytest.approx(50 * math.pi, rel=1e-12)
        assert level.possible_m2 == pytest.approx((50 * math.pi,))
        assert level.operators_m2 == ()


def test_what_is_sure_is_not_sampled_and_what_the_sample_says_is_kept():
    # of a camera that looks anywhere, nothing is sure; the other sees all around
    sure = in_the_open((0, 0), reach=10.0)
    space = space_of(shapely.box(-50, -50, 50, 50))
    for level in coverage(sure, space, levels=KEYS, operator=np.array([-1])).levels:
        assert level.watched.raw == level.watched.least
        assert level.watched.standard_error == 0.0
    aim = replace(sure.aims[0], fov=np.array([90.0]))
    maybe = replace(sure, aims=Aims.of([aim]))
    found = coverage(maybe, space, levels=KEYS, operator=np.array([-1])).levels[0].watched
    assert found.raw != found.span.expected or found.least < found.raw < found.most
    assert found.raw == pytest.approx(25 * math.pi, abs=5.0 * found.standard_error)


def test_two_cameras_at_one_place_watch_it_twice_but_as_one_operator():
    seen = in_the_open((0, 0), (0, 0), reach=10.0)
    everywhere = space_of(shapely.box(-50, -50, 50, 50))
    one = coverage(seen, everywhere, levels=KEYS, operator=np.array([0, 0])).levels[0]
    two = coverage(seen, everywhere, levels=KEYS, operator=np.array([0, 1])).levels[0]
    disc = 100 * math.pi
    assert one.possible_m2 == pytest.approx((disc, disc))
    assert one.operators_m2 == pytest.approx((disc,))
    assert two.operators_m2 == pytest.approx((disc, disc))


def test_ground_that_only_the_widest_streets_would_hold_does_not_count():
    near, wide = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    assert ground(space_of(near, wide, union=[1, 2])).areas.tolist() == [100.0]


def test_no_camera_and_no_ground():
    nothing = low_town(1, cameras=1).only([])
    found = coverage(
        nothing, space_of(shapely.box(0, 0, 9, 9)), levels=KEYS, operator=np.empty(0, np.int64)
    )
    assert found.ground_m2 == 81.0
    assert all(level.watched.most == 0.0 and level.possible_m2 == () for level in found.levels)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_agrees_with_a_raster_of_points(seed):
    seen = low_town(seed, cameras=4, levels=len(KEYS))
    place = shapely.box(-40.3, -35.1, 38.7, 41.9)
    found = coverage(seen, space_of(place), levels=KEYS, operator=np.arange(len(seen)))
    step = 2.0
    axis = np.arange(-60, 60, step) + step / 2
    points = [(x, y) for x in axis for y in axis if place.contains(shapely.Point(x, y))]
    unseen = np.ones((len(points), len(KEYS)))
    for i, point in enumerate(points):
        for sighting in who_could_see(seen, point):
            unseen[i] *= 1.0 - sighting.probability
    for column, level in enumerate(found.levels):
        w = level.watched
        assert w.least <= w.span.expected <= w.most
        assert level.certain_m2 == tuple(sorted(level.certain_m2, reverse=True))
        raster = step**2 * (1.0 - unseen[:, column]).sum()
        # squares on an edge are off by half of themselves at random
        assert w.raw == pytest.approx(raster, abs=6.0 * w.standard_error + 0.03 * place.area)


def test_threads_change_no_bit():
    seen = low_town(5, cameras=12, levels=len(KEYS))
    space = space_of(shapely.box(-60, -60, 0, 60), shapely.box(0, -60, 60, 60))
    one, three = (
        coverage(seen, space, levels=KEYS, operator=np.zeros(12, np.int64), threads=threads)
        for threads in (1, 3)
    )
    assert one == three


def test_views_that_were_cut_before_change_no_bit():
    seen = low_town(6, cameras=12, levels=len(KEYS))
    space, some = space_of(shapely.box(-60, -60, 0, 60)), np.array([1, 4, 5, 10])
    operator = np.array([0, 1, 1, -1])
    cuts = Cuts.of(seen).only(some)
    anew, before = (
        coverage(seen.only(some), space, levels=KEYS, operator=operator, cuts=known)
        for known in (None, cuts)
    )
    assert anew == before
    assert anew.levels[0].watched.most > 0.0


def test_where_no_camera_that_changed_has_a_say_what_is_known_is_taken_over():
    seen, far = in_the_open((0.0, 0.0), reach=20.0), in_the_open((200.0, 0.0), reach=20.0)
    space, operator = space_of(shapely.box(-30, -30, 30, 30)), np.zeros(1, np.int64)
    found = coverage(seen, space, levels=KEYS, operator=operator)
    levels = [replace(level, operators_m2=(7.0,)) for level in found.levels]
    marked = replace(found, levels=tuple(levels))
    near, away = Cuts.of(seen).possible, Cuts.of(far).possible

    def asked(changed) -> list[bool]:
        known = Known(marked, changed)
        again = coverage(seen, space, levels=KEYS, operator=operator, known=known)
        return [level.operators_m2 == (7.0,) for level in again.levels]

    assert asked(away) == [True] * len(KEYS)
    assert asked(near) == [False] * len(KEYS)
    assert asked((*near[:1], *away[1:])) == [False] + [True] * (len(KEYS) - 1)


def test_readings_that_see_nothing_of_their_own_change_nothing():
    # the same lens twice, once with less of everything
    seen = in_the_open((0, 0), reach=20.0)
    aim = seen.aims[0]
    both = replace(
        aim,
        weight=np.array([0.5, 0.5]),
        fov=np.array([360.0, 50.0]),
        reach=np.vstack([aim.reach, aim.reach / 2]),
        rise=np.zeros(2),
        lower=np.full(2, np.inf),
        upper=np.zeros(2),
        stance=np.zeros(2, np.int64),
    )
    more = replace(seen, aims=Aims.of([both]))
    space = space_of(shapely.box(-50, -50, 50, 50))
    a, b = (
        coverage(v, space, levels=KEYS, operator=np.array([-1])).levels[0] for v in (seen, more)
    )
    assert a.possible_m2 == pytest.approx(b.possible_m2)
