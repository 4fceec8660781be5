"""Watched stretches of street: against a walk in small steps, Shapely, and the laws they obey."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sight.scenes import random_walls
from vidik.model.bands import BANDS, SURE, band_of
from vidik.model.stances import Stances
from vidik.model.streets import Streets
from vidik.model.views import Aim, Views
from vidik.model.watched import Watched
from vidik.sight import kernels
from vidik.sight.handed import aimed
from vidik.sight.stretches import watched
from vidik.sight.visibility import contains, views
from vidik.sight.walls import Walls

KEYS = ("detect", "observe", "identify")
FIGURES = ("least", "expected", "most")
OPEN = Walls.free(np.empty((0, 4)))
seeds = st.integers(0, 2**32 - 1)

# Shapely gets arcs as chords this short, degrees: they stray 2e-8 of the reach from the circle,
# which moves where a grazing line meets it by up to 2e-4 of the reach.
CHORD_DEG = 0.02


def street(*lines: list[tuple[float, float]]) -> Streets:
    return Streets(
        ids=tuple(f"way/{i}" for i in range(len(lines))),
        names=("",) * len(lines),
        classes=("footway",) * len(lines),
        offsets=np.cumsum([0, *map(len, lines)]),
        vertices=np.array([xy for line in lines for xy in line], dtype=np.float64),
    )


def random_streets(rng: np.random.Generator, count: int, corners: int = 3) -> Streets:
    return street(*(list(map(tuple, rng.uniform(-70, 70, (corners, 2)))) for _ in range(count)))


def look_to(axis: float, width: float = 0.0, *, fov: float = 90.0, reach: float = 20.0) -> Aim:
    """Return an aim of one lens that sees everything it reaches at every level."""
    return Aim.level(
        weight=np.ones(1),
        fov=np.array([fov]),
        reach=np.full((1, 3), reach),
        share=np.ones(1),
        start=np.array([axis]),
        width=np.array([width]),
    )


def in_the_open(*cameras: tuple[float, float, Aim]) -> Views:
    return views(
        [f"c{i}" for i in range(len(cameras))],
        np.array([camera[:2] for camera in cameras]),
        OPEN,
        aims=[camera[2] for camera in cameras],
    )


def random_aim(rng: np.random.Generator, stances: int) -> Aim:
    """Return an aim of any degree of knowledge, with and without limits of the frame."""
    k, j = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    width = [np.zeros(j), np.full(j, 360.0), rng.uniform(0, 200, j), np.full(j, 180.0)]
    lower = np.where(rng.random(k) < 0.6, np.tan(np.radians(rng.uniform(15, 80, k))), np.inf)
    horizon = np.tan(np.radians(rng.uniform(3, 20, k)))
    return Aim(
        weight=rng.dirichlet(np.ones(k)),
        fov=rng.uniform(20, 120, k) if rng.random() < 0.8 else np.full(k, 360.0),
        reach=np.sort(rng.uniform(5, 60, (k, 3)), axis=1)[:, ::-1].copy(),
        rise=np.where(rng.random(k) < 0.6, rng.uniform(1, 8, k), 0.0),
        lower=lower,
        upper=np.where(rng.random(k) < 0.4, np.minimum(0.5 * lower, horizon), 0.0),
        stance=rng.integers(0, stances, k),
        share=rng.dirichlet(np.ones(j)),
        start=rng.uniform(0, 360, j),
        width=width[rng.integers(4)],
    )


def random_views(
    rng: np.random.Generator, count: int, *, stances: int = 1, aims: list[Aim] | None = None
) -> Views:
    """Return cameras among walls; with stances, half of the walls are low enough to see over."""
    segments = random_walls(rng, 30, 60.0)
    walls, high = Walls.free(segments), None
    if stances > 1:
        walls = Walls(walls.vertices, walls.ring_offsets, np.arange(len(segments)), solid=False)
        tops = np.where(rng.random(len(segments)) < 0.5, 99.0, 0.5)
        high = Stances(
            eye=np.sort(rng.uniform(1, 10, (count, stances)), axis=1)[:, ::-1].copy(),
            target=np.zeros((count, stances)),
            tops=np.repeat(tops[None], stances, axis=0),
        )
    return views(
        [f"c{i}" for i in range(count)],
        rng.uniform(-50, 50, (count, 2)),
        walls,
        aims=aims or [random_aim(rng, stances) for _ in range(count)],
        stances=high,
    )


def houses(rng: np.random.Generator, count: int, *, stances: int) -> tuple[Views, Walls]:
    """Return cameras all around among houses, half of them low: views with islands behind roofs."""
    boxes = [
        shapely.box(x, y, x + 6, y + 6) for x in range(-48, 48, 16) for y in range(-48, 48, 16)
    ]
    rings = np.array([shapely.get_coordinates(shapely.orient_polygons(box)) for box in boxes])
    walls = Walls(rings.reshape(-1, 2), np.arange(0, 5 * len(boxes) + 1, 5), np.arange(len(boxes)))
    low = np.where(rng.random(len(boxes)) < 0.5, 20.0, 2.0)
    aim = Aim(
        weight=np.full(stances, 1 / stances),
        fov=np.full(stances, 360.0),
        reach=np.full((stances, 3), 60.0),
        rise=np.zeros(stances),
        lower=np.full(stances, np.inf),
        upper=np.zeros(stances),
        stance=np.arange(stances),
        share=np.ones(1),
        start=np.zeros(1),
        width=np.full(1, 360.0),
    )
    places = np.array([[16.0 * i - 4, 16.0 * j - 4] for i in range(-2, 3) for j in range(-2, 3)])
    made = views(
        [f"c{i}" for i in range(count)],
        rng.permutation(places)[:count] + rng.uniform(-2, 2, (count, 2)),
        walls,
        aims=[aim] * count,
        stances=Stances(
            eye=np.linspace(8.0, 3.0, stances) * np.ones((count, 1)),
            target=np.zeros((count, stances)),
            tops=np.linspace(1.0, 1.4, stances)[:, None] * low,
        ),
    )
    return made, walls


def walk(
    made: Views, line: shapely.LineString, steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places along a line, metres, and each camera's chance there, (cameras, steps, 3)."""
    at = (np.arange(steps) + 0.5) / steps * line.length
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    chance = np.zeros((len(made), steps, 3))
    aims = aimed(made.aims)
    for c in range(len(made)):
        seen = contains(made, c, points)
        for i in np.flatnonzero(seen.any(axis=1)):
            dx, dy = points[i] - made.origin[c]
            kernels.chances(dx, dy, seen[i], aims, c, chance[c, i])
    return at, chance


def same(a: Watched, b: Watched, *, tolerance: float = 1e-9) -> None:
    for name in FIGURES:
        assert getattr(a, name) == pytest.approx(getattr(b, name), abs=tolerance), name


def test_one_camera_in_the_open_has_a_closed_form():
    # 3 m beside a straight street, all around, direction unknown: P = fov / 360 within reach
    aim = Aim.level(
        weight=np.ones(1),
        fov=np.array([90.0]),
        reach=np.array([[20.0, 10.0, 5.0]]),
        share=np.ones(1),
        start=np.zeros(1),
        width=np.full(1, 360.0),
    )
    got = watched(street([(-100, 0), (100, 0)]), in_the_open((0, 3, aim)), levels=KEYS)
    chord = 2 * np.sqrt(aim.reach[0] ** 2 - 9)
    assert got.least[0].tolist() == [0, 0, 0]
    assert got.most[0] == pytest.approx(chord, rel=1e-12)
    assert got.expected[0] == pytest.approx(chord / 4, rel=1e-12)


def test_a_known_direction_is_certain():
    made = views(
        ["c"], np.zeros((1, 2)), Walls.free(np.array([[10.0, -5, 10, 5]])), aims=[look_to(90.0)]
    )
    got = watched(street([(-50, 0.0), (50, 0.0)]), made, levels=KEYS)
    assert got.least[0, 0] == pytest.approx(10.0)
    assert got.least[0].tolist() == got.expected[0].tolist() == got.most[0].tolist()
    assert set(got.band.tolist()) == {len(BANDS) - 1}


def test_two_cameras_count_a_metre_once():
    made = in_the_open((0, 0, look_to(90.0)), (5, 0, look_to(90.0)))
    got = watched(street([(0.0, 0.0), (100, 0.0)]), made, levels=KEYS)
    assert got.most[0] == pytest.approx([25.0] * 3, rel=1e-12)


def test_doubts_about_two_cameras_multiply():
    unknown = look_to(0.0, 360.0, fov=90.0, reach=30.0)
    made = in_the_open((0, 2, unknown), (0, -2, unknown))
    got = watched(street([(-5.0, 0.0), (5.0, 0.0)]), made, levels=KEYS)
    assert got.expected[0] == pytest.approx([10 * (1 - 0.75**2)] * 3, rel=1e-12)


def test_a_tilted_camera_sees_from_its_near_to_its_far_limit():
    # 4 m up, looking east; the frame from 45° below the horizon to where x = 10
    aim = Aim(
        weight=np.ones(1), fov=np.array([60.0]), reach=np.full((1, 3), 50.0), rise=np.array([4.0]),
        lower=np.array([1.0]), upper=np.array([0.4]), stance=np.zeros(1, np.int64),
        share=np.ones(1), start=np.array([90.0]), width=np.zeros(1),
    )  # fmt: skip
    got = watched(street([(0, 1.0), (50, 1.0)]), in_the_open((0, 0, aim)), levels=KEYS)
    assert got.least[0] == pytest.approx([6.0] * 3, rel=1e-12)
    assert got.start_m.tolist() == pytest.approx([4.0] * 3)
    same(got, got)


def test_where_direction_is_in_doubt_the_integral_is_near():
    # axes in a half circle, fov 90: a ramp in the bearing; near limit: a root in the distance
    arc = look_to(0.0, 180.0, fov=90.0, reach=40.0)
    near = Aim(
        weight=np.ones(1), fov=np.array([90.0]), reach=np.full((1, 3), 40.0), rise=np.array([3.0]),
        lower=np.array([0.5]), upper=np.zeros(1), stance=np.zeros(1, np.int64),
        share=np.ones(1), start=np.zeros(1), width=np.array([360.0]),
    )  # fmt: skip
    line = shapely.LineString([(-60, 1.5), (60, 0.5)])
    for aim in (arc, near):
        made = in_the_open((0, 0, aim))
        got = watched(street(list(line.coords)), made, levels=KEYS)
        steps = 10_000
        _, chance = walk(made, line, steps)
        # the walk strays by a step where the chance jumps, at either reach and at the camera
        assert got.expected[0, 0] == pytest.approx(
            chance[0, :, 0].mean() * line.length, abs=1.5 * line.length / steps
        )
        # in pieces of 2 cm hardly anything is left to integrate
        xy = np.linspace(*np.array(line.coords), 6001)
        pairs = np.stack([xy[:-1], xy[1:]], axis=1)
        fine = watched(street(*(pair.tolist() for pair in pairs)), made, levels=KEYS)
        assert got.expected[0, 0] == pytest.approx(fine.expected[:, 0].sum(), rel=1e-5)


def test_a_city_without_cameras_and_one_without_streets():
    nobody = views([], np.empty((0, 2)), OPEN, aims=[])
    with pytest.raises(ValueError, match="3 levels"):
        watched(street([(0, 0), (10, 0)]), nobody, levels=KEYS)
    got = watched(street([(0, 0), (10, 0)]), nobody, levels=(), watchers=True)
    assert got.most.shape == (1, 0)
    assert len(got.piece) == len(got.watchers) == 0
    empty = Streets((), (), (), np.zeros(1, np.int64), np.zeros((0, 2)))
    got = watched(empty, in_the_open((0, 0, look_to(0.0))), levels=KEYS)
    assert got.most.shape == (0, 3)


def test_the_sure_together_settle_a_segment():
    # neither sees all of it; whoever is asked then could only say less
    made = in_the_open(
        (-20, 1, all_around_thrice(30.0)),
        (0, 2, look_to(0.0, 360.0, reach=25.0)),
        (20, 1, all_around_thrice(30.0)),
    )
    line = street([(-40, 0), (40, 0)])
    got = watched(line, made, levels=KEYS)
    assert got.least.tolist() == got.expected.tolist() == got.most.tolist() == [[80.0] * 3]
    assert got.band.tolist() == [len(BANDS) - 1] * 3
    named = watched(line, made, levels=KEYS, watchers=True)
    assert set(named.watchers.camera.tolist()) == {0, 1, 2}


@settings(max_examples=15, deadline=None)
@given(seeds, st.booleans())
def test_naming_who_watches_changes_no_bit(seed, sure):
    rng = np.random.default_rng(seed)
    made = houses(rng, 12, stances=1)[0] if sure else random_views(rng, 8)
    lines = random_streets(rng, 6)
    a, b = (watched(lines, made, levels=KEYS, watchers=named) for named in (False, True))
    for name in (*FIGURES, "piece", "level", "band", "start_m", "end_m"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name


@settings(max_examples=8, deadline=None)
@given(seeds)
def test_curves_through_few_points_are_near(seed):
    # in pieces of 5 cm hardly anything is left to integrate
    rng = np.random.default_rng(seed)
    made = random_views(rng, 5)
    a, b = rng.uniform(-60, 60, (2, 2))
    whole = watched(street([tuple(a), tuple(b)]), made, levels=KEYS)
    xy = np.linspace(a, b, 2 + int(np.hypot(*(b - a)) / 0.05))
    fine = watched(street(*(p.tolist() for p in np.stack([xy[:-1], xy[1:]], 1))), made, levels=KEYS)
    assert whole.expected[0] == pytest.approx(fine.expected.sum(0), rel=1e-4, abs=1e-3)


def test_a_piece_wholly_inside_gives_its_length():
    made = in_the_open((0, 0, all_around_thrice(50.0)))
    lines = street([(-20, 5), (20, 5), (20, 9)], [(0, 0), (3, 4)], [(-7, 0), (7, 0)])
    assert watched(lines, made, levels=KEYS).least[:, 0] == pytest.approx(lines.lengths())


def all_around_thrice(reach: float) -> Aim:
    return look_to(0.0, 360.0, fov=360.0, reach=reach)


@pytest.mark.parametrize("axis", [0.0, 30.0, 77.0, 200.0, 315.0])
def test_through_the_camera(axis):
    # along the axis, one half is before the camera and the other behind it
    ux, uy = math.sin(math.radians(axis)), math.cos(math.radians(axis))
    made = in_the_open((0, 0, look_to(axis)))
    got = watched(street([(-30 * ux, -30 * uy), (30 * ux, 30 * uy)]), made, levels=KEYS)
    assert got.least[0] == pytest.approx([20.0] * 3, abs=1e-6)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_along_a_sectors_side(turn):
    # sides at 0° and 90°; a piece on one of them is seen as on its one side or its other, no more
    made = in_the_open((0, 0, look_to(45.0 + 90 * turn)))
    c, s = [(1, 0), (0, -1), (-1, 0), (0, 1)][turn]
    line = [(-30.0 * c, -30.0 * s), (30.0 * c, 30.0 * s)]
    got = watched(street(line, line[::-1]), made, levels=KEYS)
    for metres in got.most[:, 0]:
        assert min(abs(metres), abs(metres - 20.0)) < 1e-6


def test_along_a_wall():
    # the wall's own line: before it, on it (its near side is seen), after it
    wall = np.array([[-4.0, 5, 4, 5]])
    made = views(["c"], np.zeros((1, 2)), Walls.free(wall), aims=[all_around_thrice(13.0)])
    for line in ([(-30, 5), (30, 5)], [(30, 5), (-30, 5)]):
        got = watched(street(line), made, levels=KEYS)
        assert got.most[0] == pytest.approx([24.0] * 3, rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_along_any_wall_is_between_both_sides_of_it(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(-30, 30, (2, 2))
    made = views(
        ["c"], np.zeros((1, 2)), Walls.free(np.array([[*a, *b]])), aims=[all_around_thrice(40.0)]
    )
    ends = made.vertices  # the wall as snapped
    a, b = np.round(a * 1024) / 1024, np.round(b * 1024) / 1024
    if len(ends) == 4 or np.hypot(*(b - a)) < 1.0 or abs(a[0] * b[1] - a[1] * b[0]) < 1.0:
        return
    aside = 1e-7 * np.array([a[1] - b[1], b[0] - a[0]])
    on, left, right = (
        watched(street([tuple(a + d), tuple(b + d)]), made, levels=KEYS).most[0, 0]
        for d in (0 * aside, aside, -aside)
    )
    assert min(left, right) - 1e-3 <= on <= max(left, right) + 1e-3


@settings(max_examples=12, deadline=None)
@given(seeds, st.sampled_from([1, 3]))
def test_equals_a_walk_in_small_steps(seed, stances):
    rng = np.random.default_rng(seed)
    made = random_views(rng, 6, stances=stances)
    line = shapely.LineString(rng.uniform(-70, 70, (4, 2)))
    got = watched(street(list(line.coords)), made, levels=KEYS, watchers=True)
    steps = 1500
    at, chance = walk(made, line, steps)
    p, sure = 1 - np.prod(1 - chance, axis=0), (chance >= SURE).any(axis=0)
    p[sure] = 1
    # each of a few dozen ends may lie anywhere in a step
    close = {"abs": line.length * 0.012}
    assert got.least[0] == pytest.approx(sure.mean(0) * line.length, **close)
    assert got.expected[0] == pytest.approx(p.mean(0) * line.length, **close)
    assert got.most[0] == pytest.approx((p > 0).mean(0) * line.length, **close)
    who = got.watchers
    for level in range(3):
        expected = np.where(sure[:, level], 5, np.minimum(band_of(p[:, level]), 4))
        stretch = np.full(steps, -1)
        for k in np.flatnonzero(got.level == level):
            stretch[(at >= got.start_m[k]) & (at < got.end_m[k])] = got.band[k]
        # a class may change anywhere; stretches follow in steps of 2 m
        assert (expected != stretch).mean() < 0.06
        for camera in range(len(made)):
            stretch = np.full(steps, -1)
            told = np.zeros(steps)
            for k in np.flatnonzero((who.level == level) & (who.camera == camera)):
                there = (at >= who.start_m[k]) & (at < who.end_m[k])
                stretch[there], told[there] = who.sure[k], who.chance[k]
            p_c = chance[camera, :, level]
            # the mean over a class
            assert told.mean() == pytest.approx(p_c.mean(), abs=0.012)
            assert np.abs(told - p_c).mean() < 0.05
            expected = np.where(p_c >= SURE, 1, np.where(p_c > 0, 0, -1))
            assert (expected != stretch).mean() < 0.012


def polygons(made: Views, view: int) -> NDArray[np.object_]:
    """Return the rings of a view as Shapely's polygons, arcs as chords of `CHORD_DEG`."""
    parts = []
    for ring in range(made.offsets[view], made.offsets[view + 1]):
        rows = slice(made.ring_offsets[ring], made.ring_offsets[ring + 1])
        xy, corners = made.vertices[rows], []
        for a, b, arc in zip(xy, np.roll(xy, -1, axis=0), made.arc[rows], strict=True):
            corners.append(a[None])
            if arc:
                turn = np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b)
                steps = 2 + int(abs(np.degrees(turn)) / CHORD_DEG)
                angle = np.arctan2(a[1], a[0]) + np.linspace(0, turn, steps)[1:-1]
                corners.append(made.reach[view] * np.column_stack([np.cos(angle), np.sin(angle)]))
        parts.append(shapely.Polygon(np.concatenate(corners)))
    return np.array(parts, object)


@settings(max_examples=12, deadline=None)
@given(seeds)
def test_equals_shapely_behind_low_houses(seed):
    rng = np.random.default_rng(seed)
    stances = 3
    made, _ = houses(rng, 5, stances=stances)
    lines = random_streets(rng, 6, 2)
    got = watched(lines, made, levels=KEYS)
    for name, stance in (("most", 0), ("least", stances - 1)):
        shapes = [polygons(made, made.stances[c, stance]) for c in range(len(made))]
        for i in range(len(lines)):
            xy = lines.vertices[lines.offsets[i] : lines.offsets[i + 1]]
            # parts of one line overlap: joined as intervals along it
            ends = []
            for c, rings in enumerate(shapes):
                line = shapely.LineString(xy - made.origin[c])
                for part in shapely.get_parts(shapely.intersection(line, rings)):
                    if part.geom_type == "LineString" and not part.is_empty:
                        a, b = (line.project(shapely.get_point(part, k)) for k in (0, -1))
                        ends.append(sorted((a, b)))
            ends = np.array(ends).reshape(-1, 2)
            ends = ends[np.argsort(ends[:, 0])]
            before = np.concatenate([[0.0], np.maximum.accumulate(ends[:, 1])[:-1]])[: len(ends)]
            metres = np.maximum(ends[:, 1] - np.maximum(ends[:, 0], before), 0.0).sum()
            assert getattr(got, name)[i, 0] == pytest.approx(metres, abs=0.05)


def test_there_are_islands_behind_low_houses():
    # or the comparison with Shapely would compare too little
    made, _ = houses(np.random.default_rng(1), 5, stances=3)
    assert np.diff(made.offsets).max() > 3
    assert (made.stances.max(axis=1) > made.stances.min(axis=1)).any()


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([1, 3]))
def test_laws(seed, stances):
    rng = np.random.default_rng(seed)
    made = random_views(rng, 6, stances=stances)
    lines = random_streets(rng, 4)
    got = watched(lines, made, levels=KEYS, watchers=True)
    assert (got.least <= got.expected).all()
    assert (got.expected <= got.most).all()
    assert (got.most <= lines.lengths()[:, None] * (1 + 1e-12)).all()
    # more detail is never seen on more metres
    assert (np.diff(got.most, axis=1) <= 1e-9).all()
    # the stretches of the map add up to the figures
    length = got.end_m - got.start_m
    assert (length > 0).all()
    for level in range(3):
        here = got.level == level
        most = np.bincount(got.piece[here], length[here], len(lines))
        sure = here & (got.band == len(BANDS) - 1)
        least = np.bincount(got.piece[sure], length[sure], len(lines))
        assert most == pytest.approx(got.most[:, level], abs=1e-6)
        assert least == pytest.approx(got.least[:, level], abs=1e-6)
    # so do the stretches of those who watch, once joined
    who = got.watchers
    for level in range(3):
        for i in range(len(lines)):
            rows = np.arange(who.offsets[i], who.offsets[i + 1])
            rows = rows[who.level[rows] == level]
            assert covered(who.start_m[rows], who.end_m[rows]) == pytest.approx(
                got.most[i, level], abs=1e-6
            )
            rows = rows[who.sure[rows]]
            assert covered(who.start_m[rows], who.end_m[rows]) == pytest.approx(
                got.least[i, level], abs=1e-6
            )


def covered(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """Return the length of a union of intervals."""
    joined = shapely.union_all(shapely.box(start, 0, end, 1)) if len(start) else None
    return float(joined.area) if joined is not None else 0.0


@settings(max_examples=20, deadline=None)
@given(seeds, st.floats(0.01, 0.99), st.sampled_from([1, 3]))
def test_cutting_a_piece_changes_no_sum(seed, share, stances):
    rng = np.random.default_rng(seed)
    made = random_views(rng, 5, stances=stances)
    a, b = rng.uniform(-70, 70, (2, 2))
    cut = tuple(a + share * (b - a))
    whole = watched(street([tuple(a), tuple(b)]), made, levels=KEYS)
    bent = watched(street([tuple(a), cut, tuple(b)]), made, levels=KEYS)
    halves = watched(street([tuple(a), cut], [cut, tuple(b)]), made, levels=KEYS)
    for name in ("least", "most"):
        assert getattr(halves, name).sum(0) == pytest.approx(getattr(whole, name)[0], abs=1e-6)
        assert getattr(bent, name)[0] == pytest.approx(getattr(whole, name)[0], abs=1e-6)
    # the integral is cut at other places
    assert halves.expected.sum(0) == pytest.approx(whole.expected[0], rel=1e-4, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([1, 3]))
def test_another_camera_lowers_nothing(seed, stances):
    rng = np.random.default_rng(seed)
    made = random_views(rng, 6, stances=stances)
    lines = random_streets(rng, 4)
    few, all_of_them = (watched(lines, made.only(range(n)), levels=KEYS) for n in (5, 6))
    for name, tolerance in (("least", 1e-6), ("most", 1e-6), ("expected", 1e-3)):
        assert (getattr(all_of_them, name) >= getattr(few, name) - tolerance).all(), name


@settings(max_examples=10, deadline=None)
@given(seeds, st.sampled_from([1, 3]))
def test_the_order_of_cameras_does_not_change_a_bit(seed, stances):
    rng = np.random.default_rng(seed)
    made = random_views(rng, 12, stances=stances)
    lines = random_streets(rng, 10)
    order = rng.permutation(len(made))
    a, b = (watched(lines, v, levels=KEYS, watchers=True) for v in (made, made.only(order)))
    for name in (*FIGURES, "piece", "level", "band", "start_m", "end_m"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    rows = np.lexsort(
        (b.watchers.start_m, order[b.watchers.camera], b.watchers.level, b.watchers.piece)
    )
    assert np.array_equal(a.watchers.camera, order[b.watchers.camera][rows])
    assert np.array_equal(a.watchers.start_m, b.watchers.start_m[rows])


def test_threads_do_not_change_a_bit():
    rng = np.random.default_rng(11)
    made = random_views(rng, 20)
    lines = random_streets(rng, 5000)
    one, three = (watched(lines, made, levels=KEYS, threads=t, watchers=True) for t in (1, 3))
    for name in (*FIGURES, "piece", "band", "start_m", "end_m"):
        assert np.array_equal(getattr(one, name), getattr(three, name)), name
    for name in ("piece", "level", "camera", "chance", "start_m", "end_m"):
        assert np.array_equal(getattr(one.watchers, name), getattr(three.watchers, name)), name


@settings(max_examples=12, deadline=None)
@given(seeds)
def test_who_watches_makes_up_what_is_watched(seed):
    rng = np.random.default_rng(seed)
    # of any direction or of one: a number wherever they see
    aims = [look_to(0.0, 360.0), look_to(float(rng.uniform(0, 360))), look_to(30.0, fov=360.0)]
    made = random_views(rng, 6, aims=[aims[i] for i in rng.integers(0, 3, 6)])
    lines = random_streets(rng, 4)
    got = watched(lines, made, levels=KEYS, watchers=True)
    for level in range(3):
        for i in range(len(lines)):
            own = got.watchers.only((got.watchers.piece == i) & (got.watchers.level == level))
            cuts = np.unique([0.0, *own.start_m, *own.end_m])
            middle = 0.5 * (cuts[1:] + cuts[:-1])
            about = (own.start_m < middle[:, None]) & (middle[:, None] < own.end_m)
            chance = 1.0 - np.prod(np.where(about, 1.0 - own.chance, 1.0), axis=1)
            assert chance @ np.diff(cuts) == pytest.approx(got.expected[i, level], abs=1e-4)


def test_progress_counts_every_piece():
    steps: list[int] = []
    lines = random_streets(np.random.default_rng(0), 5000, 2)
    watched(lines, in_the_open((0, 0, look_to(0.0))), levels=KEYS, advance=steps.append)
    assert sum(steps) == len(lines)


def test_nobody_is_named_unless_asked_for():
    assert watched(street([(0, 0), (9, 0)]), in_the_open(), levels=()).watchers is None
