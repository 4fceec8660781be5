"""Watched stretches of street: against a walk in small steps, and the laws of least and most."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import LEVELS, lens, optics, random_walls
from vidik.model.bands import BANDS, SURE, band_of
from vidik.model.camera import Arc, Camera
from vidik.model.streets import Streets
from vidik.model.views import Views
from vidik.sight.aim import aim
from vidik.sight.answer import who_could_see
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

KEYS = [level.key for level in LEVELS]
TABLE = optics(lens("wide", 0.6, fov=80.0, reach=30.0), lens("long", 0.4, fov=30.0, reach=60.0))


def street(*lines: list[tuple[float, float]]) -> Streets:
    return Streets(
        ids=tuple(f"way/{i}" for i in range(len(lines))),
        names=("",) * len(lines),
        classes=("footway",) * len(lines),
        offsets=np.cumsum([0, *map(len, lines)]),
        vertices=np.array([xy for line in lines for xy in line], dtype=np.float64),
    )


def cameras(rng: np.random.Generator, count: int, span: float, walls: np.ndarray) -> Views:
    """Return cameras of every degree of knowledge among walls."""
    aims, points = [], []
    for i in range(count):
        axis = [None, Arc(float(rng.uniform(0, 360))), Arc(float(rng.uniform(0, 360)), 50.0)][i % 3]
        one = Camera(f"c{i}", "s", f"c{i}", 0.0, 0.0, axis=axis)
        out = float(rng.uniform(0, 360)) if i % 2 else math.nan
        aims.append(aim(one, TABLE, outward=out))
        points.append(rng.uniform(-span, span, 2))
    return views(
        [f"c{i}" for i in range(count)],
        np.array(points).reshape(-1, 2),
        Walls(walls),
        reach=np.array([a.reach.max() for a in aims]),
        aims=aims,
        moved_m=np.zeros(count),
    )


def test_one_camera_in_the_open_has_a_closed_form():
    # 3 m beside a straight street, all around, direction unknown: P = fov / 360 within reach
    one = aim(Camera("c", "s", "c", 0.0, 0.0), optics(lens(fov=90.0, reach=20.0)))
    made = views(
        ["c"], np.array([[0.0, 3.0]]), Walls(np.empty((0, 4))),
        reach=np.array([20.0]), aims=[one], moved_m=np.zeros(1),
    )  # fmt: skip
    got = watched(street([(-100, 0), (100, 0)]), made, levels=KEYS)
    reach = one.reach[0]
    chord = 2 * np.sqrt(reach**2 - 9)
    assert got.least[0].tolist() == [0, 0, 0]
    assert got.most[0] == pytest.approx(chord, rel=1e-12)
    assert got.expected[0] == pytest.approx(chord / 4, rel=1e-9)


def test_a_known_direction_is_certain():
    one = aim(Camera("c", "s", "c", 0.0, 0.0, axis=Arc(90.0)), optics(lens(fov=90.0, reach=20.0)))
    made = views(
        ["c"], np.zeros((1, 2)), Walls(np.array([[10.0, -5, 10, 5]])),
        reach=np.array([20.0]), aims=[one], moved_m=np.zeros(1),
    )  # fmt: skip
    got = watched(street([(-50, 0.0), (50, 0.0)]), made, levels=KEYS)
    assert got.least[0, 0] == pytest.approx(10.0)
    assert got.least[0].tolist() == got.expected[0].tolist() == got.most[0].tolist()
    assert set(got.band.tolist()) == {len(BANDS) - 1}


def test_two_cameras_count_a_metre_once():
    one = aim(Camera("c", "s", "c", 0.0, 0.0, axis=Arc(90.0)), optics(lens(fov=90.0, reach=20.0)))
    made = views(
        ["a", "b"], np.array([[0.0, 0], [5.0, 0]]), Walls(np.empty((0, 4))),
        reach=np.full(2, 20.0), aims=[one, one], moved_m=np.zeros(2),
    )  # fmt: skip
    got = watched(street([(0.0, 0.0), (100, 0.0)]), made, levels=KEYS)
    assert got.most[0, 0] == pytest.approx(5 + one.reach[0, 0], rel=1e-9)


def test_a_city_without_cameras():
    made = cameras(np.random.default_rng(0), 0, 10.0, np.empty((0, 4)))
    got = watched(street([(0, 0), (10, 0)]), made, levels=KEYS)
    assert got.most.tolist() == [[0, 0, 0]]
    assert len(got.piece) == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_equals_a_walk_in_small_steps(seed):
    rng = np.random.default_rng(seed)
    made = cameras(rng, 8, 50.0, random_walls(rng, 30, 60.0))
    line = shapely.LineString(rng.uniform(-70, 70, (4, 2)))
    got = watched(street(list(line.coords)), made, levels=KEYS)
    steps = 3000
    at = (np.arange(steps) + 0.5) / steps * line.length
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    p, sure = np.zeros((steps, 3)), np.zeros((steps, 3), bool)
    for i, point in enumerate(points):
        found = who_could_see(made, tuple(point))
        p[i] = 1 - np.prod([1 - s.probability for s in found], axis=0) if found else 0
        for s in found:
            sure[i] |= s.probability >= SURE
    p[sure] = 1
    close = {"abs": line.length * 0.004}
    assert got.least[0] == pytest.approx(sure.mean(0) * line.length, **close)
    assert got.expected[0] == pytest.approx(p.mean(0) * line.length, **close)
    assert got.most[0] == pytest.approx((p > 0).mean(0) * line.length, **close)
    for level in range(3):
        expected = np.where(sure[:, level], 5, np.minimum(band_of(p[:, level]), 4))
        stretch = np.full(steps, -1)
        for k in np.flatnonzero(got.level == level):
            stretch[(at >= got.start_m[k]) & (at < got.end_m[k])] = got.band[k]
        # a class may change anywhere; stretches follow in steps of 2 m
        assert (expected != stretch).mean() < 0.05


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_laws(seed):
    rng = np.random.default_rng(seed)
    walls = random_walls(rng, 20, 60.0)
    made = cameras(rng, 6, 50.0, walls)
    lines = street(*(list(map(tuple, rng.uniform(-70, 70, (3, 2)))) for _ in range(4)))
    got = watched(lines, made, levels=KEYS)
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


def test_threads_do_not_change_a_bit():
    rng = np.random.default_rng(11)
    made = cameras(rng, 20, 100.0, random_walls(rng, 60, 100.0))
    lines = street(*(list(map(tuple, rng.uniform(-100, 100, (3, 2)))) for _ in range(700)))
    one, three = (watched(lines, made, levels=KEYS, threads=t) for t in (1, 3))
    for field in ("least", "expected", "most", "piece", "band", "start_m", "end_m"):
        assert np.array_equal(getattr(one, field), getattr(three, field))
