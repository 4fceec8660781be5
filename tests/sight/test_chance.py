"""The probability that a point is in the picture: twins by brute force, and laws."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sight.pinhole import in_frame
from tests.sight.scenes import lens, random_aim
from vidik.model.views import Aim, Aims
from vidik.sight import kernels
from vidik.sight.handed import aimed
from vidik.sight.picture import edges

Floats = NDArray[np.float64]

seeds = st.integers(0, 2**32 - 1)
bearings = st.floats(0.0, 360.0)
distances = st.floats(0.01, 70.0)

ALL = np.ones(3, np.bool_)


def chances(aim: Aim, bearing: float, distance: float, seen: NDArray[np.bool_] = ALL) -> Floats:
    """Return the probability at each level, bearing in degrees."""
    dx = distance * math.sin(math.radians(bearing))
    dy = distance * math.cos(math.radians(bearing))
    out = np.empty(aim.reach.shape[1])
    kernels.chances(dx, dy, seen, aimed(Aims.of([aim])), 0, out)
    return out


def counted(aim: Aim, bearing: float, distance: float, seen: NDArray[np.bool_]) -> Floats:
    """Return the same by looking along many axes, one reading after the other."""
    total = np.zeros(aim.reach.shape[1])
    for k, weight in enumerate(aim.weight):
        if not seen[aim.stance[k]]:
            continue
        held = 0.0
        for share, start, width in zip(aim.share, aim.start, aim.width, strict=True):
            axes = start + width * (np.arange(4000) + 0.5) / 4000
            off = np.abs((bearing - axes + 180.0) % 360.0 - 180.0)
            ahead = distance * np.cos(np.radians(off))
            inside = off <= aim.fov[k] / 2
            if aim.rise[k] > 0:
                if math.isfinite(aim.lower[k]):
                    inside &= aim.rise[k] <= ahead * aim.lower[k]
                if aim.upper[k] > 0:
                    inside &= ahead * aim.upper[k] <= aim.rise[k]
            held += share * inside.mean()
        near = math.sqrt(distance**2 + aim.rise[k] ** 2) <= aim.reach[k]
        total += weight * held * near
    return total


@settings(max_examples=300, deadline=None)
@given(seed=seeds, bearing=bearings, distance=distances)
def test_the_closed_form_equals_counting_axes(seed: int, bearing: float, distance: float) -> None:
    rng = np.random.default_rng(seed)
    aim, seen = random_aim(rng), rng.random(3) < 0.7
    # each end of a stretch of axes may be half a step off, and there are at most four
    expected = counted(aim, bearing, distance, seen)
    assert chances(aim, bearing, distance, seen) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("distance", [1.5, 3.0, 4.5, 7.0, 12.0, 21.0])
def test_a_pinhole_camera_that_somebody_turns_and_tilts(distance: float) -> None:
    """Draw lens, tilt, height and axis, and look whether the picture holds the point."""
    lenses = (lens("wide", 0.7, fov=90.0, reach=20.0), lens("long", 0.3, fov=35.0, reach=60.0))
    tilts, rises, aspect = (10.0, 35.0, 60.0), (4.4, 1.4, 0.9), 9 / 16
    weights = (0.185, 0.63, 0.185)
    readings = [
        (one.weight * w * v, one, rise, stance, *edges(one, tilt, aspect=aspect))
        for one in lenses
        for w, tilt in zip(weights, tilts, strict=True)
        for v, (stance, rise) in zip(weights, enumerate(rises), strict=True)
    ]
    weight, which, rise, stance, lower, upper = zip(*readings, strict=True)
    aim = Aim(
        weight=np.array(weight),
        fov=np.array([one.field_of_view_deg for one in which]),
        reach=np.array([[one.reach_m(25), one.reach_m(62.5)] for one in which]),
        rise=np.array(rise),
        lower=np.array(lower),
        upper=np.array(upper),
        stance=np.array(stance),
        share=np.array([0.9, 0.1]),
        start=np.array([310.0, 130.0]),
        width=np.array([180.0, 180.0]),
    )
    seen = np.array([True, True, False])
    rng = np.random.default_rng(int(10 * distance))
    draws, bearing = 100_000, 25.0
    axis = rng.choice([310.0, 130.0], draws, p=[0.9, 0.1]) + rng.uniform(0.0, 180.0, draws)
    turned = np.radians(bearing - axis)
    points = distance * np.column_stack([np.cos(turned), np.sin(turned)])
    drawn = [rng.choice(len(of), draws, p=of) for of in ([0.7, 0.3], weights, weights)]
    held = np.zeros((draws, 2))
    for i, one in enumerate(lenses):
        # the sides are taken as a sector, as docs/explanation/heights.md says
        aside = np.cos(turned) >= math.cos(math.radians(one.field_of_view_deg / 2))
        for j, tilt in enumerate(tilts):
            for k, height in enumerate(rises):
                mine = (drawn[0] == i) & (drawn[1] == j) & (drawn[2] == k) & aside & seen[k]
                between, _ = in_frame(
                    points, lens=one, depression_deg=tilt, rise=height, aspect=aspect
                )
                for level, ppm in enumerate((25, 62.5)):
                    near = math.hypot(distance, height) <= one.reach_m(ppm)
                    held[:, level] += mine & between & near
    expected = held.mean(axis=0)
    error = np.sqrt(expected * (1 - expected) / draws)
    found = chances(aim, bearing, distance, seen)
    assert (np.abs(found - expected) <= 4.5 * error).all()


@given(seed=seeds, bearing=bearings, distance=distances)
def test_it_is_a_probability_and_falls_with_the_detail(
    seed: int, bearing: float, distance: float
) -> None:
    found = chances(random_aim(np.random.default_rng(seed)), bearing, distance)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert (np.diff(found) <= 1e-12).all()


@given(seed=seeds, bearing=bearings, distance=distances)
def test_the_stances_add_up(seed: int, bearing: float, distance: float) -> None:
    aim = random_aim(np.random.default_rng(seed))
    alone = sum(chances(aim, bearing, distance, only) for only in np.eye(3, dtype=np.bool_))
    assert chances(aim, bearing, distance) == pytest.approx(alone, abs=1e-12)


@given(seed=seeds, bearing=bearings, distance=distances, by=bearings)
def test_turning_the_whole_scene_changes_nothing(
    seed: int, bearing: float, distance: float, by: float
) -> None:
    aim = random_aim(np.random.default_rng(seed))
    sharp = (aim.width == 0).any()  # rounding may put a point on the other side of such a picture
    turned = replace(aim, start=(aim.start + by) % 360.0)
    if not sharp:
        assert chances(turned, bearing + by, distance) == pytest.approx(
            chances(aim, bearing, distance), abs=1e-9
        )


@given(seed=seeds, bearing=bearings, distance=distances, more=st.floats(1.0, 3.0))
def test_a_taller_picture_never_holds_less(
    seed: int, bearing: float, distance: float, more: float
) -> None:
    aim = random_aim(np.random.default_rng(seed))
    taller = replace(aim, lower=aim.lower * more, upper=aim.upper / more)
    before, after = (chances(one, bearing, distance) for one in (aim, taller))
    assert (after >= before - 1e-12).all()


def level(
    fov: float = 90.0, start: float = 0.0, width: float = 0.0, reach: tuple[float, ...] = (50.0,)
) -> Aim:
    return Aim.level(
        weight=np.ones(1),
        fov=np.array([fov]),
        reach=np.array([reach]),
        share=np.ones(1),
        start=np.array([start]),
        width=np.array([width]),
    )


def test_a_known_direction_is_certain_inside_and_nothing_outside() -> None:
    found = {b: chances(level(start=350.0), b, 10.0)[0] for b in (350.0, 34.9, 305.1, 35.1, 170.0)}
    assert list(found.values()) == [1.0, 1.0, 1.0, 0.0, 0.0]


def test_a_picture_all_around_holds_everything() -> None:
    assert chances(level(fov=360.0), 123.0, 49.9).tolist() == [1.0]


def test_reach_counts_along_the_line_of_sight() -> None:
    high = replace(level(reach=(50.0, 40.0)), rise=np.array([30.0]))
    assert high.ground_reach()[0] == pytest.approx([40.0, math.sqrt(700.0)])
    assert chances(high, 0.0, 39.99).tolist() == [1.0, 0.0]
    assert chances(high, 0.0, 40.01).tolist() == [0.0, 0.0]


def test_both_limits_are_lines_across_the_axis() -> None:
    # on a plane 2 m below, the picture goes from 4 m to 10 m along the axis
    framed = replace(level(), rise=np.array([2.0]), lower=np.array([0.5]), upper=np.array([0.2]))
    for off in (0.0, 20.0, 44.0):
        along = math.cos(math.radians(off))
        seen = [chances(framed, off, x / along)[0] for x in (3.99, 4.01, 9.99, 10.01)]
        assert seen == [0.0, 1.0, 1.0, 0.0]


def test_the_foot_of_the_camera_is_in_a_picture_that_reaches_straight_down() -> None:
    down = replace(level(), rise=np.array([2.0]), upper=np.array([0.2]))
    ahead = replace(down, lower=np.array([3.0]))
    assert chances(down, 0.0, 0.0).tolist() == [1.0]
    assert chances(ahead, 0.0, 0.0).tolist() == [0.0]


def test_a_lens_below_what_it_looks_at_has_no_limits() -> None:
    low = replace(level(), rise=np.array([-0.6]), lower=np.array([0.5]), upper=np.array([0.2]))
    for distance in (0.1, 3.0, 40.0):
        assert chances(low, 0.0, distance).tolist() == [1.0]
