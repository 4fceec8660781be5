"""Expected areas: against sums over a raster, closed forms, and bounds that must hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sight.scenes import all_around, look, random_walls
from tests.sight.test_overlap import regions
from vidik.model.views import Aim, Aims, Views
from vidik.sight import kernels
from vidik.sight.cut import least, most
from vidik.sight.expectation import covered_areas, expected_areas
from vidik.sight.handed import aimed
from vidik.sight.overlap import overlap
from vidik.sight.visibility import areas, contains, views
from vidik.sight.walls import Walls

seeds = st.integers(0, 2**32 - 1)
EMPTY = np.empty((0, 4))
PLACE = shapely.box(-20, -30, 25, 10) - shapely.box(0, -5, 8, 7)


def random_aim(rng: np.random.Generator, *, limited: bool) -> Aim:
    """Return an aim with every kind of doubt: lenses, arcs and, if limited, frames."""
    k, j = rng.integers(1, 4), rng.integers(1, 3)
    lower, upper, rise = np.full(k, np.inf), np.zeros(k), np.zeros(k)
    if limited:
        rise = rng.uniform(0.5, 8, k)
        lower = np.where(rng.random(k) < 0.6, rng.uniform(0.2, 3, k), np.inf)
        some = rng.random(k) < 0.4
        upper = np.where(some, np.minimum(rng.uniform(0.02, 0.5, k), 0.9 * lower), 0.0)
    return Aim(
        weight=rng.dirichlet(np.ones(k)),
        fov=rng.choice([30, 60, 90, 120, 200, 360.0], k),
        reach=np.sort(rng.uniform(5, 60, (k, 2)), axis=1)[:, ::-1],
        rise=rise,
        lower=lower,
        upper=upper,
        stance=np.zeros(k, np.int64),
        share=rng.dirichlet(np.ones(j)),
        start=rng.uniform(0, 360, j),
        width=rng.choice([0.0, 0.0, 20, 90, 180, 360], j),
    )


def chances(aim: Aim, seen: Views, camera: int, points: np.ndarray) -> np.ndarray:
    """Return the probability at each point and level, shape (p, levels)."""
    inside = contains(seen, camera, points)
    found, aims = np.zeros((len(points), aim.reach.shape[1])), aimed(Aims.of([aim]))
    for i, (dx, dy) in enumerate(points - seen.origin[camera]):
        kernels.chances(dx, dy, inside[i], aims, 0, found[i])
    return found


def raster(step: float, half: float) -> np.ndarray:
    """Return points in the middle of squares about the origin."""
    line = np.arange(-half + 0.5 * step, half, step)
    x, y = np.meshgrid(line, line)
    return np.column_stack([x.ravel(), y.ravel()])


def held(part, points: np.ndarray) -> np.ndarray:
    """Return whether any region holds each point: windings counted from each region's edges."""
    any_of = np.zeros(len(points), bool)
    x, y = points.T
    for i in range(len(part)):
        winding = np.zeros(len(points))
        for ax, ay, bx, by, cx, cy, turn in part.edges[part.starts[i] : part.starts[i + 1]]:
            left = (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
            meets = (ay <= y) != (by <= y)
            winding += np.where(meets & (by > ay) & left, 1, 0)
            winding -= np.where(meets & (by < ay) & ~left, 1, 0)
            cap = (np.hypot(x - cx, y - cy) < abs(turn)) & (left != (turn > 0))
            winding += np.where(cap & (turn != 0), np.sign(turn), 0)
        assert set(np.unique(winding)) <= {0.0, 1.0}
        any_of |= winding > 0
    return any_of


@settings(max_examples=60, deadline=None)
@example(11994, True)  # an arc of no width, opposite to where a line cuts deepest
@given(seeds, st.booleans())
def test_most_and_least_are_where_the_probability_says(seed, limited):
    rng = np.random.default_rng(seed)
    aim = random_aim(rng, limited=limited)
    seen = look(random_walls(rng, rng.integers(0, 25), 40.0), reach=60.0, aim=aim)
    points = rng.uniform(-60, 60, (150, 2))
    p = chances(aim, seen, 0, points)
    for level in range(2):
        assert (held(most(seen, level), points) == (p[:, level] > 1e-9)).all()
        assert (held(least(seen, level), points) == (p[:, level] > 1 - 1e-7)).all()


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_what_an_axis_may_see_anywhere_is_rings_that_share_nothing(seed):
    rng = np.random.default_rng(seed)
    aim = random_aim(rng, limited=True)
    # the whole compass in two arcs
    anywhere = replace(
        aim,
        share=np.array([0.3, 0.7]),
        start=np.array([200.0, 50.0]),
        width=np.array([210.0, 150.0]),
    )
    seen = look(random_walls(rng, 8, 40.0), reach=60.0, aim=anywhere)
    part = most(seen, 0)
    alone = replace(part, owner=np.arange(len(part)))
    assert len(overlap(alone).area_m2) <= 1 or overlap(alone).area_m2[1] < 1e-6
    one = replace(anywhere, share=np.ones(1), start=np.zeros(1), width=np.full(1, 360.0))
    whole = most(replace(seen, aims=Aims.of([one])), 0)
    assert part.areas.sum() == pytest.approx(whole.areas.sum(), rel=1e-12)


@settings(max_examples=12, deadline=None)
@given(seeds, st.booleans())
def test_equals_the_sum_over_a_raster(seed, limited):
    rng = np.random.default_rng(seed)
    aim = random_aim(rng, limited=limited)
    seen = look(random_walls(rng, rng.integers(0, 15), 40.0), reach=60.0, aim=aim)
    step = 0.5
    points = raster(step, 62.0)
    p = chances(aim, seen, 0, points)
    inside = shapely.contains_xy(PLACE, points)
    found, placed = expected_areas(seen), expected_areas(seen, places=regions([PLACE]))
    # a square on an edge is off by half of itself, either way: the error goes with √(edge / step)
    off = 12.0 * step**1.5 * math.sqrt(2000.0) / 4.0
    assert found.cameras_m2[0] == pytest.approx(step**2 * p.sum(axis=0), abs=off)
    assert placed.places_m2[0] == pytest.approx(step**2 * p[inside].sum(axis=0), abs=off)
    assert placed.cameras_m2.sum(axis=0) == pytest.approx(placed.places_m2.sum(axis=0), rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(seeds, st.booleans())
def test_least_expected_most(seed, limited):
    rng = np.random.default_rng(seed)
    aim = random_aim(rng, limited=limited)
    seen = look(random_walls(rng, rng.integers(0, 25), 40.0), reach=60.0, aim=aim)
    for estimate in covered_areas(seen, rng=rng, samples=50):
        # one camera overlaps nobody
        assert estimate.standard_error == 0.0
        assert estimate.least - 1e-7 <= estimate.raw <= estimate.most + 1e-7


def test_an_unknown_direction_sees_its_share_of_a_disc():
    aim = Aim.level(
        weight=np.ones(1), fov=np.full(1, 90.0), reach=np.full((1, 1), 20.0),
        share=np.ones(1), start=np.zeros(1), width=np.full(1, 360.0),
    )  # fmt: skip
    found = expected_areas(look(EMPTY, reach=20.0, aim=aim)).cameras_m2
    assert found[0, 0] == pytest.approx(0.25 * math.pi * 400, rel=1e-13)


def test_a_near_limit_all_around_leaves_out_a_segment_on_average():
    # each axis sees its sector beyond the line at 5 m; the mean over axes is any one of them
    half, reach, near = math.radians(45.0), 20.0, 5.0
    aim = Aim(
        weight=np.ones(1), fov=np.full(1, 90.0), reach=np.full((1, 1), math.hypot(reach, 3.0)),
        rise=np.full(1, 3.0), lower=np.full(1, 3.0 / near), upper=np.zeros(1),
        stance=np.zeros(1, np.int64), share=np.ones(1), start=np.zeros(1), width=np.full(1, 360.0),
    )  # fmt: skip
    found = expected_areas(look(EMPTY, reach=reach, aim=aim)).cameras_m2
    assert found[0, 0] == pytest.approx(half * reach**2 - near**2 * math.tan(half), rel=1e-10)


def town(rng: np.random.Generator, count: int, aims: list[Aim], threads: int = 1) -> Views:
    """Return the views of cameras close together, several of them in the same place."""
    points = rng.uniform(-25, 25, (count, 2))
    points[count // 2 :] = points[: count - count // 2]
    walls = Walls.free(random_walls(rng, 15, 40.0))
    return views([str(i) for i in range(count)], points, walls, aims=aims, threads=threads)


def test_certain_cameras_need_no_sample():
    rng = np.random.default_rng(4)
    seen = town(rng, 8, [all_around(30.0)] * 8)
    (estimate,) = covered_areas(seen, rng=rng, samples=1000)
    assert estimate.standard_error == 0.0
    assert estimate.least == estimate.most
    assert estimate.raw == pytest.approx(estimate.most, rel=1e-11)
    assert expected_areas(seen).cameras_m2[:, 0] == pytest.approx(areas(seen), rel=1e-12)


def test_the_error_of_a_sample_is_the_spread_of_many():
    rng = np.random.default_rng(9)
    aims = [random_aim(rng, limited=False) for _ in range(6)]
    seen = town(rng, 6, aims)
    for place in (None, regions([PLACE])):
        many = [
            covered_areas(seen, rng=np.random.default_rng(s), places=place, samples=400)[0]
            for s in range(200)
        ]
        raw = np.array([e.raw for e in many])
        error = np.sqrt(np.mean([e.standard_error**2 for e in many]))
        assert raw.std(ddof=1) == pytest.approx(error, rel=0.2)
        fine = covered_areas(seen, rng=rng, places=place, samples=40_000)[0]
        assert raw.mean() == pytest.approx(fine.raw, abs=4 * error / math.sqrt(len(raw)))
        points = raster(0.5, 90.0)
        none = np.ones(len(points))
        for camera, aim in enumerate(aims):
            none *= 1.0 - chances(aim, seen, camera, points)[:, 0]
        if place is not None:
            none[~shapely.contains_xy(PLACE, points)] = 1.0
        assert fine.raw == pytest.approx(0.25 * (1.0 - none).sum(), rel=5e-3)


def test_threads_change_no_bit():
    rng = np.random.default_rng(6)
    aims = [random_aim(rng, limited=bool(i % 2)) for i in range(30)]
    seen = town(rng, 30, aims)
    place = regions([PLACE])
    made = [expected_areas(seen, places=place, threads=t).cameras_m2 for t in (1, 3)]
    assert np.array_equal(*made)
    sampled = [
        covered_areas(seen, rng=np.random.default_rng(0), samples=2000, threads=t) for t in (1, 3)
    ]
    assert sampled[0] == sampled[1]
