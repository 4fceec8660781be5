"""Seeing over low buildings: closed forms, shadows by GEOS, sight lines in space, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.prisms import (
    clear_of_edges,
    random_buildings,
    random_roofs,
    seen_along_lines,
    seen_by_shadows,
    shadows,
    stand,
)
from vidik.sight.kernels.rose import rose, segment_inside
from vidik.sight.visibility import areas, contains

#: Agreed difference in area, as a share of the whole disc.
AGREED = 1e-12

seeds = st.integers(0, 2**32 - 1)
counts = st.integers(0, 14)
reaches = st.floats(3.0, 60.0)
lattices = st.booleans()


@pytest.mark.parametrize("turn", range(4))
def test_a_long_low_building_hides_a_strip(turn):
    # 2 m high, seen from 4 m: its back at 12 m hides the ground as far as 24 m
    near, far, reach = 10.0, 12.0, 40.0
    slab = shapely.transform(
        shapely.box(-200, near, 200, far), lambda xy: xy @ np.linalg.matrix_power(QUARTER, turn)
    )
    seen = stand([slab], reach=reach, eye=4.0, tops=[2.0])
    assert areas(seen)[0] == pytest.approx(
        disc_until(near, reach) + disc_beyond(2 * far, reach), rel=1e-14
    )


QUARTER = np.array([[0.0, 1.0], [-1.0, 0.0]])


def disc_beyond(line: float, radius: float) -> float:
    """Return the area of a disc that lies beyond a line at some distance from its middle."""
    if line >= radius:
        return 0.0
    half = math.acos(line / radius)
    return radius**2 * (half - math.sin(half) * math.cos(half))


def disc_until(line: float, radius: float) -> float:
    return math.pi * radius**2 - disc_beyond(line, radius)


@pytest.mark.parametrize(
    ("eye", "target", "top", "scale"),
    [(6.0, 0.0, 3.0, 2.0), (6.0, 1.6, 3.8, 2.0), (6.0, 0.0, 4.5, 4.0), (5.0, 1.0, 1.0, 1.0)],
)
def test_a_low_square_on_the_axis(eye, target, top, scale):
    # from its front corners the shadow runs along rays to its scaled back corners, or beside it
    w, near, far, reach = 2.0, 4.0, 8.0, 100.0
    seen = stand([shapely.box(-w, near, w, far)], reach=reach, eye=eye, target=target, tops=[top])
    side, end = w * far / near, scale * far
    # the ray past a front corner leaves the shadow where the scaled side begins: x = s·w
    if scale == 1.0:
        hidden = 2 * w * (far - near)
    else:
        assert scale * near <= end
        # hull of the square and of the scaled square: rays to (s·w, s·near), then straight out
        rays = 0.5 * (w + scale * w) * (scale * near - near) * 2
        hidden = rays + 2 * scale * w * (end - scale * near)
        assert side <= scale * w
    assert areas(seen)[0] == pytest.approx(math.pi * reach**2 - hidden, rel=1e-13)


@pytest.mark.parametrize("turn", range(4))
def test_a_shadow_that_ends_just_before_the_reach(turn):
    # what is left is a sliver between the end of the shadow, a chord, and the circle
    slab = shapely.transform(
        shapely.box(-30, 10, 31, 12), lambda xy: xy @ np.linalg.matrix_power(QUARTER, turn)
    )
    seen = stand([slab], reach=25.0, eye=4.0, tops=[2.0])
    shadow_end = disc_beyond(24.0, 25.0)
    assert areas(seen)[0] == pytest.approx(disc_until(10.0, 25.0) + shadow_end, rel=1e-14)


def test_a_courtyard_of_low_buildings_is_seen_over_all_around():
    block = shapely.box(-12, -12, 12, 12).difference(shapely.box(-10, -10, 10, 10))
    seen = stand([block], reach=40.0, eye=4.0, tops=[2.0])
    # in the yard, and beyond the block and its shadow, twice as far out
    assert areas(seen)[0] == pytest.approx(400 + math.pi * 1600 - 48.0**2, rel=1e-14)


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(1, 4))
def test_yards_within_yards(seed, count):
    rng = np.random.default_rng(seed)
    at = np.cumsum(rng.integers(1, 5, 2 * count))
    blocks = [
        shapely.box(-b, -b, b, b + 1).difference(shapely.box(-a, -a, a, a))
        for a, b in at.reshape(-1, 2).tolist()
    ]
    tops = rng.uniform(0.1, 4.5, count)
    seen = stand(blocks, reach=60.0, eye=4.0, tops=tops)
    twin = seen_by_shadows(blocks, tops, eye=4.0, target=0.0, reach=60.0)
    assert areas(seen)[0] == pytest.approx(twin, abs=AGREED * math.pi * 3600)


def test_a_shadow_ends_where_the_ground_ends():
    # the same strip, seen as far as 20 m: nothing is left behind it
    seen = stand([shapely.box(-200, 10, 200, 12)], reach=20.0, eye=4.0, tops=[2.0])
    assert areas(seen)[0] == pytest.approx(disc_until(10.0, 20.0), rel=1e-14)
    assert len(seen.ring_offsets) == 2


def test_a_tall_wall_ends_the_ground_behind_a_low_one():
    low, tall = shapely.box(-200, 10, 200, 12), shapely.box(-300, 30, 300, 31)
    seen = stand([low, tall], reach=40.0, eye=4.0, tops=[2.0, 9.0])
    strip = disc_until(30.0, 40.0) - disc_until(24.0, 40.0)
    assert areas(seen)[0] == pytest.approx(disc_until(10.0, 40.0) + strip, rel=1e-14)


def test_a_roof_at_the_height_of_the_lens_hides_all():
    slab = shapely.box(-200, 10, 200, 12)
    seen = stand([slab], reach=40.0, eye=4.0, tops=[4.0])
    assert areas(seen)[0] == pytest.approx(disc_until(10.0, 40.0), rel=1e-14)


def test_a_roof_below_the_target_hides_only_what_stands_in_it():
    slab = shapely.box(-200, 10, 200, 12)
    seen = stand([slab], reach=40.0, eye=4.0, target=1.6, tops=[1.0])
    strip = disc_until(12.0, 40.0) - disc_until(10.0, 40.0)
    assert areas(seen)[0] == pytest.approx(math.pi * 1600 - strip, rel=1e-14)


@settings(max_examples=300, deadline=None)
@given(seeds, counts, reaches, lattices, st.floats(0.5, 12.0), st.sampled_from([0.0, 0.1, 0.4]))
def test_a_view_is_a_disc_less_shadows(seed, count, reach, lattice, eye, share):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=lattice)
    target = share * eye
    tops = random_roofs(rng, count, eye, target)
    seen = stand(buildings, reach=reach, eye=eye, target=target, tops=tops)
    twin = seen_by_shadows(buildings, tops, eye=eye, target=target, reach=reach)
    assert areas(seen)[0] == pytest.approx(twin, abs=AGREED * math.pi * reach**2)


@settings(max_examples=300, deadline=None)
@given(seeds, counts, reaches, lattices, st.floats(0.5, 12.0), st.sampled_from([0.0, 0.1, 0.4]))
def test_sight_lines_in_space_reach_what_is_seen(seed, count, reach, lattice, eye, share):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=lattice)
    target = share * eye
    tops = random_roofs(rng, count, eye, target)
    seen = stand(buildings, reach=reach, eye=eye, target=target, tops=tops)
    points = rng.uniform(-reach, reach, (300, 2))
    lines = seen_along_lines(buildings, tops, points, eye=eye, target=target)
    lines &= np.hypot(*points.T) <= reach
    clear = clear_of_edges(seen, points)
    assert clear.any()
    assert (contains(seen, 0, points)[:, 0] == lines)[clear].all()


@settings(max_examples=150, deadline=None)
@given(seeds, counts, lattices, st.floats(2.0, 8.0))
def test_stretches_of_a_line_over_low_buildings(seed, count, lattice, eye):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=lattice)
    tops = random_roofs(rng, count, eye, 0.0)
    seen = stand(buildings, reach=50.0, eye=eye, tops=tops)
    hidden = shadows(buildings, tops, eye=eye, target=0.0, reach=50.0)
    winds = rose(seen.edges, seen.arc, seen.reach, seen.starts)
    for p, q in rng.uniform(-30, 30, (5, 2, 2)):
        # within the reach all along, so that nothing but shadows can cut it
        edges = len(seen.edges)
        out, cuts = np.empty((edges + 2, 2)), np.empty(2 * edges + 1)
        n = segment_inside(*winds, 0, seen.edges, seen.arc, 50.0, *p, *q, cuts, out, 0)
        assert (np.diff(out[:n].ravel()) >= 0).all()
        length = np.diff(out[:n]).sum() * math.dist(p, q)
        assert length == pytest.approx(
            shapely.LineString([p, q]).difference(hidden).length, abs=1e-9
        )


@settings(max_examples=100, deadline=None)
@given(seeds, counts, reaches, lattices)
def test_rings_of_a_view_share_no_ground(seed, count, reach, lattice):
    rng = np.random.default_rng(seed)
    buildings = random_buildings(rng, count, 40.0, lattice=lattice)
    seen = stand(buildings, reach=reach, eye=4.0, tops=random_roofs(rng, count, 4.0, 0.0))
    rings = np.split(seen.vertices, seen.ring_offsets[1:-1])
    # chords in place of arcs: they only cut off what lies beyond them
    parts = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    apart = sum(part.area for part in parts)
    assert all(part.exterior.is_ccw for part in parts)
    # without a grid GEOS loses a part where two sides all but coincide
    together = shapely.union_all(parts, grid_size=1e-9 * reach)
    assert together.area == pytest.approx(apart, abs=1e-7 * reach**2)
