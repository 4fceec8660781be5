"""Large scenes: many cells, far-flung towns, outlines with thousands of corners."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import Point, Polygon, affinity

from tests.sight.prisms import (
    clear_of_edges,
    random_buildings,
    seen_along_lines,
    seen_by_shadows,
    stand,
)
from tests.sight.scenes import disc_area
from tests.sight.test_solids import same_bits
from vidik.model.frame import snap
from vidik.sight.visibility import areas, contains


def near(
    buildings: list[Polygon], tops: np.ndarray, point: np.ndarray, reach: float
) -> tuple[list[Polygon], np.ndarray]:
    """Return the buildings within reach of a point, as seen from there, and their roofs."""
    rows = np.flatnonzero(shapely.dwithin(np.array(buildings, object), Point(point), reach))
    return [affinity.translate(buildings[i], *-point) for i in rows], tops[rows]


def free_places(
    rng: np.random.Generator, buildings: list[Polygon], count: int, span: float
) -> np.ndarray:
    """Return places on the grid that no building covers, shape (count, 2)."""
    places = snap(rng.uniform(-span, span, (4 * count, 2)))
    tree = shapely.STRtree(buildings)
    taken = tree.query(shapely.points(places), predicate="dwithin", distance=0.05)[0]
    return np.delete(places, np.unique(taken), axis=0)[:count]


@pytest.mark.parametrize("reach", [50.0, 150.0])
def test_a_town_of_many_cells(reach):
    rng = np.random.default_rng(1)
    town = [
        affinity.translate(one, *by)
        for by in np.floor(rng.uniform(-300, 300, (40, 2))).tolist()
        for one in random_buildings(rng, 6, 40.0, lattice=bool(rng.random() < 0.3))
    ]
    tops = np.where(rng.random(len(town)) < 0.5, rng.uniform(1, 5, len(town)), 12.0)
    points = free_places(rng, town, 25, 320.0)
    seen = areas(stand(town, points, reach=reach, eye=5.0, tops=tops))
    for point, area in zip(points, seen, strict=True):
        twin = seen_by_shadows(*near(town, tops, point, reach), eye=5.0, target=0.0, reach=reach)
        assert area == pytest.approx(twin, abs=1e-12 * math.pi * reach**2)


def test_threads_and_chunks_change_no_bit():
    rng = np.random.default_rng(2)
    town = [
        affinity.translate(one, *by)
        for by in np.floor(rng.uniform(-200, 200, (30, 2))).tolist()
        for one in random_buildings(rng, 5, 40.0)
    ]
    tops = rng.uniform(1, 8, (2, len(town))).cumsum(axis=0)
    points = free_places(rng, town, 1100, 220.0)
    eye = np.column_stack([rng.uniform(4, 6, len(points)), np.full(len(points), 3.0)])
    one, two, five = (
        stand(town, points, reach=60.0, eye=eye, tops=tops, threads=threads)
        for threads in (1, 2, 5)
    )
    assert len(points) > 1024
    assert same_bits(one, two)
    assert same_bits(one, five)
    # nor does it matter which other cameras are asked for
    some = np.array([700, 3, 1099])
    assert same_bits(
        stand(town, points[some], reach=60.0, eye=eye[some], tops=tops), one.only(some)
    )


def test_towns_a_hundred_kilometres_apart():
    rng = np.random.default_rng(3)
    places = np.floor(rng.uniform(-50_000, 50_000, (12, 2)))
    parts = [random_buildings(rng, 12, 40.0) for _ in places]
    roofs = [rng.uniform(1, 8, 12) for _ in places]
    moved = [
        affinity.translate(one, *place)
        for place, part in zip(places, parts, strict=True)
        for one in part
    ]
    seen = stand(moved, places, reach=60.0, eye=4.0, tops=np.concatenate(roofs))
    assert np.ptp(places, axis=0).max() > 80_000
    for i, (part, tops) in enumerate(zip(parts, roofs, strict=True)):
        alone = areas(stand(part, reach=60.0, eye=4.0, tops=tops))
        assert areas(seen)[seen.stances[i]] == pytest.approx(alone, rel=1e-12)


@pytest.mark.parametrize("bearing", range(0, 360, 45))
def test_a_camera_far_from_all_walls(bearing):
    # far outside the grid: with a short reach it sees a disc, with a long one the town's edge
    rng = np.random.default_rng(4)
    town, tops = random_buildings(rng, 12, 40.0), rng.uniform(1, 8, 12)
    turn = math.radians(bearing)
    point = snap(400.0 * np.array([math.sin(turn), math.cos(turn)]))
    for far in (1.0, 1e4):
        short = stand(town, [tuple(snap(far * point))], reach=50.0, eye=4.0, tops=tops)
        assert areas(short)[0] == pytest.approx(math.pi * 2500, rel=1e-14)
    seen = stand(town, [tuple(point)], reach=420.0, eye=4.0, tops=tops)
    twin = seen_by_shadows(*near(town, tops, point, 420.0), eye=4.0, target=0.0, reach=420.0)
    assert twin < math.pi * 420.0**2 - 10.0
    assert areas(seen)[0] == pytest.approx(twin, abs=1e-12 * math.pi * 420.0**2)


def star(rng: np.random.Generator, corners: int, inner: float, outer: float) -> Polygon:
    """Return an outline about the origin whose corners lie between two distances."""
    angle = np.sort(rng.choice(20 * corners, corners, replace=False)) * (math.tau / 20 / corners)
    radius = rng.uniform(inner, outer, corners)
    ring = snap(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    return Polygon(ring[np.append((np.diff(ring, axis=0) != 0).any(axis=1), True)])


def test_a_courtyard_with_thousands_of_corners():
    rng = np.random.default_rng(5)
    yard = star(rng, 5000, 20.0, 40.0)
    block = shapely.box(-60, -60, 60, 60).difference(yard)
    seen = areas(stand([block], reach=100.0))[0]
    # seen from its middle the yard is all there is to see
    assert seen == pytest.approx(yard.area, rel=1e-12)
    assert areas(stand([block], reach=30.0))[0] == pytest.approx(
        abs(disc_area(np.array(yard.exterior.coords)[:-1], 30.0)), rel=1e-12
    )


@pytest.mark.parametrize("top", [2.0, 9.0])
def test_an_outline_with_thousands_of_corners(top):
    rng = np.random.default_rng(6)
    mill = affinity.translate(star(rng, 2000, 15.0, 16.0), 25.0, 3.0)
    seen = stand([mill], reach=60.0, eye=4.0, tops=[top])
    twin = seen_by_shadows([mill], np.array([top]), eye=4.0, target=0.0, reach=60.0)
    assert areas(seen)[0] == pytest.approx(twin, rel=1e-11)


def test_thousands_of_low_walls_about_one_camera():
    rng = np.random.default_rng(7)
    town = random_buildings(rng, 1300, 60.0)
    tops = rng.uniform(0.2, 3.0, len(town))
    assert sum(len(one.exterior.coords) - 1 for one in town) > 5000
    seen = stand(town, reach=90.0, eye=14.0, tops=tops)
    twin = seen_by_shadows(town, tops, eye=14.0, target=0.0, reach=90.0)
    assert areas(seen)[0] == pytest.approx(twin, abs=1e-11 * math.pi * 90.0**2)
    points = rng.uniform(-90, 90, (500, 2))
    lines = seen_along_lines(town, tops, points, eye=14.0, target=0.0)
    lines &= np.hypot(*points.T) <= 90.0
    clear = clear_of_edges(seen, points)
    assert (contains(seen, 0, points)[:, 0] == lines)[clear].all()
