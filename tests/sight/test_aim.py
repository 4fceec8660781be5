"""Aims: what is known of a camera, and what follows for where it may look."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sight.scenes import lens, optics
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.optics import Lens
from vidik.model.views import Aim
from vidik.sight import kernels
from vidik.sight.aim import aim

DETECT = 0


def camera(**known: object) -> Camera:
    return Camera("s:node/1", "s", "s:node/1", 20.0, 45.0, **known)  # type: ignore[arg-type]


def seen(made: Aim, bearing: float, distance: float = 1.0, level: int = DETECT) -> float:
    dx = distance * math.sin(math.radians(bearing))
    dy = distance * math.cos(math.radians(bearing))
    return kernels.probability(
        dx, dy, made.weight, made.fov, made.reach, made.share, made.start, made.width, level
    )


def test_the_standard_s_own_example():
    # DORI: 1920 px, 5.37 mm sensor, 2.8 mm lens
    made = Lens("example", 1.0, 2.8, 5.37, 1920, "example")
    reaches = [made.reach_m(ppm) for ppm in (250, 125, 62.5, 25)]
    assert reaches == pytest.approx([4.0, 8.0, 16.0, 40.0], abs=0.05)
    assert made.field_of_view_deg == pytest.approx(87.6, abs=0.05)


def test_a_mapped_direction_is_certain_inside_and_nothing_outside():
    made = aim(camera(kind=Kind.FIXED, axis=Arc(350.0)), optics(lens(fov=90.0)))
    assert seen(made, 350.0) == 1.0
    assert seen(made, 34.0) == 1.0
    assert seen(made, 306.0) == 1.0
    assert seen(made, 36.0) == 0.0
    assert seen(made, 170.0) == 0.0


def test_nobody_knows_the_direction_of_a_free_standing_camera():
    made = aim(camera(), optics(lens(fov=90.0)))
    for bearing in (0.0, 77.0, 180.0, 359.0):
        assert seen(made, bearing) == pytest.approx(0.25)


def test_on_a_wall_it_looks_outward_nearly_always():
    made = aim(camera(), optics(lens(fov=90.0)), outward=10.0, outward_share=0.9)
    # straight out: every axis within 45° of it lies in the outward half
    assert seen(made, 10.0) == pytest.approx(0.9 * 90 / 180)
    assert seen(made, 190.0) == pytest.approx(0.1 * 90 / 180)
    # along the wall half of the axes come from either side
    assert seen(made, 100.0) == pytest.approx(0.5 * 90 / 180)


def test_a_pole_near_a_wall_stands_free():
    made = aim(camera(mount="pole"), optics(lens(fov=90.0)), outward=10.0)
    assert seen(made, 190.0) == pytest.approx(0.25)


def test_a_panning_camera_may_turn_away_from_its_mapped_direction():
    made = aim(camera(kind=Kind.PANNING, axis=Arc(90.0)), optics(lens(fov=60.0)))
    assert seen(made, 90.0) == pytest.approx(seen(made, 270.0)) == pytest.approx(1 / 6)


def test_an_arc_that_the_picture_always_covers_is_certain():
    made = aim(camera(axis=Arc(80.0, 20.0)), optics(lens(fov=60.0)))
    assert seen(made, 90.0) == 1.0
    assert seen(made, 80.0) == pytest.approx(1.0)
    assert 0 < seen(made, 115.0) < 1


def test_two_lenses_share_the_weight():
    made = aim(
        camera(axis=Arc(0.0)),
        optics(lens("wide", 0.7, fov=90.0, reach=10.0), lens("long", 0.3, fov=20.0, reach=40.0)),
    )
    assert seen(made, 5.0, 5.0) == pytest.approx(1.0)
    assert seen(made, 30.0, 5.0) == pytest.approx(0.7)
    assert seen(made, 5.0, 20.0) == pytest.approx(0.3)
    assert seen(made, 30.0, 20.0) == 0.0
    assert seen(made, 0.0, 41.0) == 0.0


def test_a_mapped_lens_replaces_the_table():
    made = aim(camera(axis=Arc(0.0), lens=(2.8, 5.37, 1920)), optics())
    assert made.weight.tolist() == [1.0]
    assert made.reach[0, 0] == pytest.approx(40.04, abs=0.01)


def test_no_reach_beyond_the_greatest():
    made = aim(camera(), optics(lens(reach=500.0), max_reach_m=120.0))
    assert made.reach.max() == 120.0


@given(
    start=st.floats(0, 359.99),
    width=st.floats(0.0, 360.0),
    fov=st.floats(1.0, 170.0),
    bearing=st.floats(0, 360),
)
def test_the_closed_form_equals_the_share_of_axes(start, width, fov, bearing):
    made = aim(camera(axis=Arc(start, width)), optics(lens(fov=fov)))
    axes = start + width * (np.arange(20000) + 0.5) / 20000
    off = np.abs((bearing - axes + 180.0) % 360.0 - 180.0)
    # the lens rounds its pixels, not its angle
    expected = float((off <= fov / 2).mean())
    if width > 0.01:
        assert seen(made, bearing) == pytest.approx(expected, abs=2e-3)


@given(fov=st.floats(1.0, 170.0), bearing=st.floats(0, 360), out=st.floats(0, 359.9))
def test_a_probability_is_one(fov, bearing, out):
    made = aim(camera(), optics(lens(fov=fov)), outward=out)
    assert 0.0 <= seen(made, bearing) <= 1.0
