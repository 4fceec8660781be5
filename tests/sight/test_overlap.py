"""Overlap: against GEOS, face by face, and the laws of areas by depth."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import Polygon

from tests.sight.scenes import edges, look, random_walls
from vidik.model.frame import GRID_M, snap
from vidik.model.regions import Regions
from vidik.model.views import Aim
from vidik.sight.chords import CHORD_M, polygons
from vidik.sight.cut import most
from vidik.sight.depth_classes import CLASSES, depth_classes
from vidik.sight.overlap import overlap
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

seeds = st.integers(0, 2**32 - 1)


def regions(polygons: list[Polygon]) -> Regions:
    """Return polygons as regions."""
    turned = [shapely.orient_polygons(p) for p in polygons]
    _, vertices, (rings, offsets) = shapely.to_ragged_array(turned)
    return Regions.of_polygons(vertices, rings.astype(np.int64), offsets.astype(np.int64))


def by_faces(stars: list[Polygon], places: list[Polygon], owner: list[int]) -> np.ndarray:
    """Return the areas at each depth, all and by place, shape (1 + p, n).

    GEOS cuts the plane along all lines; each face is asked who covers it.
    """
    lines = [line for p in (*stars, *places) for line in shapely.get_parts(p.boundary)]
    noded = shapely.node(shapely.MultiLineString(lines))
    made = np.zeros((1 + len(places), len(stars)))
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))):
        inner = shapely.point_on_surface(face)
        depth = len({o for star, o in zip(stars, owner, strict=True) if star.contains(inner)})
        made[0, :depth] += face.area
        for i, place in enumerate(places):
            if place.contains(inner):
                made[1 + i, :depth] += face.area
    return made


def scattered(rng: np.random.Generator, count: int) -> list[Polygon]:
    """Return stars in general position."""
    made = []
    for _ in range(count):
        angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
        radius = rng.uniform(1, 9, len(angle))
        ring = rng.uniform(0, 20, 2) + radius[:, None] * np.column_stack(
            [np.cos(angle), np.sin(angle)]
        )
        shape = Polygon(ring)
        made.append(shape if shape.is_valid else shape.convex_hull)
    return made


def crowded(rng: np.random.Generator, count: int) -> list[Polygon]:
    """Return shapes on a coarse grid, so that they share sides, corners and everything."""
    made: list[Polygon] = []
    for _ in range(count):
        x, y = rng.integers(0, 4, 2)
        w, h = rng.integers(1, 4, 2)
        kind = rng.integers(5)
        if kind == 0 and made:
            made.append(made[rng.integers(len(made))])
        elif kind == 1:
            made.append(Polygon([(x, y), (x + w, y), (x, y + w)]))
        elif kind == 2:
            made.append(Polygon([(x, y), (x + w, y + w), (x, y + w)]))
        elif kind == 3:
            made.append(shapely.box(x, y, x + 3, y + 3) - shapely.box(x + 1, y + 1, x + 2, y + 2))
        else:
            made.append(shapely.box(x, y, x + w, y + h))
    return made


@settings(max_examples=120, deadline=None)
@given(seeds, st.sampled_from([scattered, crowded]), st.integers(1, 9), st.integers(0, 4))
# a corner of one place in the middle of an edge of another
@example(8, crowded, 1, 2)
# an edge of a place in line with what lies square to the middle of an edge of a view
@example(10348, crowded, 1, 2)
def test_equals_geos_face_by_face(seed, shapes, count, others):
    rng = np.random.default_rng(seed)
    polygons, places = shapes(rng, count), shapes(rng, others)
    found = overlap(regions(polygons), places=regions(places) if places else None)
    wanted = by_faces(polygons, places, list(range(count)))
    d = len(found.area_m2)
    assert found.area_m2 == pytest.approx(wanted[0, :d], rel=1e-9, abs=1e-9)
    assert wanted[:, d:] == pytest.approx(0.0, abs=1e-9)
    assert found.places_m2 == pytest.approx(wanted[1:, :d], rel=1e-9, abs=1e-9)


def crowd(rng: np.random.Generator, count: int) -> Regions:
    """Return the regions of cameras among walls, some in one place, some with one reach."""
    points = snap(rng.uniform(-30, 30, (count, 2)))
    points[count // 2 :] = points[rng.integers(0, count, count - count // 2)]
    aims = []
    for _ in range(count):
        reach = float(rng.choice([20.0, 35.0, rng.uniform(10, 40)]))
        fov, width = (360.0, 360.0) if rng.random() < 0.4 else (90.0, 0.0)
        aims.append(
            Aim.level(
                weight=np.ones(1), fov=np.full(1, fov), reach=np.full((1, 1), reach),
                share=np.ones(1), start=np.array([float(rng.integers(0, 8) * 45)]),
                width=np.full(1, width),
            )
        )  # fmt: skip
    walls = Walls.free(random_walls(rng, int(rng.integers(0, 20)), 40.0))
    return most(views([str(i) for i in range(count)], points, walls, aims=aims), 0)


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(1, 14))
def test_views_equal_geos_to_the_chord_and_sum_to_their_areas(seed, count):
    part = crowd(np.random.default_rng(seed), count)
    found = overlap(part).area_m2
    assert found.sum() == pytest.approx(part.areas.sum(), rel=1e-9)
    assert (np.diff(found) <= 1e-9 * found[0]).all()
    shapes = polygons(part, chord_m=1e-5)
    assert found[0] == pytest.approx(shapely.union_all(shapes, grid_size=1e-6).area, rel=1e-5)
    second = shapely.union_all(
        [a & b for i, a in enumerate(shapes) for b in shapes[:i]], grid_size=1e-6
    )
    assert found[1:2].sum() == pytest.approx(second.area, rel=1e-4, abs=1e-2)


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(1, 14), st.integers(1, 4))
def test_owners_count_once(seed, count, owners):
    rng = np.random.default_rng(seed)
    part = crowd(rng, count)
    owned = part.owned_by(rng.integers(0, owners, count))
    found = overlap(owned).area_m2
    assert len(found) <= owners
    assert found[0] == pytest.approx(overlap(part).area_m2[0], rel=1e-9)
    shapes = polygons(part, chord_m=1e-5)
    each = [shapely.union_all(shapes[owned.owner == o], grid_size=1e-6).area for o in range(owners)]
    assert found.sum() == pytest.approx(sum(each), rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from([scattered, crowded]), st.integers(1, 9), st.integers(1, 4))
def test_groups_are_told_along_with_their_owners(seed, shapes, count, others):
    rng = np.random.default_rng(seed)
    part, places = regions(shapes(rng, count)), regions(shapes(rng, others))
    groups = rng.integers(-1, 3, count)
    for outside in (True, False):
        asked = {"places": places, "outside": outside}
        found = overlap(part, groups=groups, **asked)
        alone = overlap(part.owned_by(groups), **asked)
        depth = max(len(found.groups_m2), len(alone.area_m2))
        told, wanted = (
            np.pad(areas, (0, depth - len(areas))) for areas in (found.groups_m2, alone.area_m2)
        )
        np.testing.assert_allclose(told, wanted, atol=1e-6)
        np.testing.assert_array_equal(found.area_m2, overlap(part, **asked).area_m2)
        # nobody asks, nobody is told
        assert overlap(part, **asked).groups_m2.shape == (0,)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(1, 12))
def test_identical_cameras_are_as_deep_as_they_are_many(seed, times):
    rng = np.random.default_rng(seed)
    one = look(random_walls(rng, 12, 40.0), reach=30.0)
    part = most(one, 0)
    twins = Regions.joined([replace(part, owner=np.full(1, i)) for i in range(times)])
    assert overlap(twins).area_m2 == pytest.approx(np.full(times, part.areas[0]), rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(2, 12))
def test_places_that_tile_the_ground_add_up(seed, count):
    part = crowd(np.random.default_rng(seed), count)
    # shared sides, and a side along the cameras' own grid
    tiles = [
        shapely.box(x, y, x + 40, y + 40) for x in (-80, -40, 0, 40) for y in (-80, -40, 0, 40)
    ]
    found = overlap(part, places=regions(tiles))
    assert found.places_m2.sum(axis=0) == pytest.approx(found.area_m2, rel=1e-9, abs=1e-8)


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(1, 12))
def test_without_the_ground_in_no_place_all_places_together_are_left(seed, count):
    rng = np.random.default_rng(seed)
    part = crowd(rng, count)
    # some where nobody looks
    corners = rng.uniform(-300, 300, (12, 2))
    places = regions([shapely.box(x, y, x + 25, y + 25) for x, y in corners])
    both, inside = (overlap(part, places=places, outside=outside) for outside in (True, False))
    wanted, found = both.places_m2.sum(axis=0), np.zeros(both.places_m2.shape[1])
    found[: len(inside.area_m2)] = inside.area_m2
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-8)
    far = np.abs(corners).min(axis=1) > 80.0
    assert not both.places_m2[far].any()


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_view_as_place_holds_itself(seed):
    # every side, arcs aside, is shared by the place and the view
    rng = np.random.default_rng(seed)
    yard = regions([shapely.box(-9, -7, 11, 8)])
    walls = edges(shapely.box(-9, -7, 11, 8))
    part = most(look(walls, reach=60.0, point=tuple(snap(rng.uniform(-6, 6, 2)))), 0)
    found = overlap(part, places=yard)
    assert found.places_m2 == pytest.approx(np.array([[300.0]]), rel=1e-12)


def test_places_without_a_view_and_views_without_an_edge():
    part = most(look(np.empty((0, 4)), reach=0.0), 0)
    found = overlap(part, places=regions([shapely.box(0, 0, 1, 1)]))
    assert found.area_m2.shape == (0,)
    assert found.places_m2.shape == (1, 0)


def test_threads_change_no_bit():
    part = crowd(np.random.default_rng(3), 60)
    tiles = regions([shapely.box(x, -50, x + 10, 50) for x in range(-50, 50, 10)])
    one, three = (overlap(part, places=tiles, threads=t) for t in (1, 3))
    assert np.array_equal(one.area_m2, three.area_m2)
    assert np.array_equal(one.places_m2, three.places_m2)


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(1, 20))
def test_polygons_of_depth_have_the_exact_areas(seed, count):
    part = crowd(np.random.default_rng(seed), count)
    found = np.append(overlap(part).area_m2, np.zeros(10))
    got: dict[int, float] = {}
    for made in depth_classes(polygons(part), part.owner, tile_m=32.0):
        assert made.shape.is_valid
        got[made.depth] = got.get(made.depth, 0.0) + made.shape.area
    bounds = [*CLASSES, len(found)]
    # chords stray 2 cm at most, corners half a grid cell
    length = sum(shapely.length(polygons(part)))
    for least, following in pairwise(bounds):
        wanted = found[least - 1] - found[min(following, len(found)) - 1]
        assert got.get(least, 0.0) == pytest.approx(wanted, abs=(CHORD_M + GRID_M) * length)


def test_what_has_no_known_owner_is_left_out():
    part = crowd(np.random.default_rng(8), 9)
    kept = part.owned_by(np.array([0, -1, 1, 2, -1, -1, 0, 3, 4]))
    known = [i for i in range(len(part)) if part.owner[i] not in (1, 4, 5)]
    assert kept.areas == pytest.approx(part.areas[known], rel=1e-14)
    assert len(part.owned_by(np.full(9, -1))) == 0
    assert overlap(part.owned_by(np.full(9, -1))).area_m2.shape == (0,)
