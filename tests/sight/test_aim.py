"""Aims: what is known of a camera, and what follows for where it may look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sight.scenes import lens, optics
from tests.sight.test_chance import chances
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.optics import Lens, Optics
from vidik.model.span import Span
from vidik.model.views import Aim
from vidik.outside.tables import load_heights
from vidik.sight.aim import aim as sight_aim
from vidik.sight.picture import edges

HEIGHTS = load_heights()


def camera(**known: object) -> Camera:
    return Camera("s:node/1", "s", "s:node/1", 20.0, 45.0, **known)


def aim(known: Camera, table: Optics, **options: float) -> Aim:
    return sight_aim(known, table, HEIGHTS, **options)


def seen(made: Aim, bearing: float, distance: float = 1.0) -> float:
    """Return the chance at the first level, as if nothing were above or below the frame."""
    k = len(made.weight)
    flat = replace(made, rise=np.zeros(k), lower=np.full(k, np.inf), upper=np.zeros(k))
    return float(chances(flat, bearing, distance)[0])


def test_the_standard_s_own_example():
    # DORI: 1920 px, 5.37 mm sensor, 2.8 mm lens
    made = Lens("example", 1.0, 2.8, 5.37, 1920, "example")
    reaches = [made.reach_m(ppm) for ppm in (250, 125, 62.5, 25)]
    assert reaches == pytest.approx([4.0, 8.0, 16.0, 40.0], abs=0.05)
    assert made.field_of_view_deg == pytest.approx(87.6, abs=0.05)


def test_a_mapped_direction_is_certain_inside_and_nothing_outside():
    made = aim(camera(kind=Kind.FIXED, axis=Arc(350.0)), optics(lens(fov=90.0)))
    assert seen(made, 350.0) == pytest.approx(1.0)
    assert seen(made, 34.0) == pytest.approx(1.0)
    assert seen(made, 306.0) == pytest.approx(1.0)
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
    assert seen(made, 90.0) == pytest.approx(1.0)
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
    assert made.reach[:, 0] == pytest.approx(40.04, abs=0.01)
    assert made.fov == pytest.approx(87.6, abs=0.05)


def test_no_reach_beyond_the_greatest():
    made = aim(camera(), optics(lens(reach=500.0), max_reach_m=120.0))
    assert made.reach.max() == 120.0


def test_every_lens_tilt_and_height_is_a_reading():
    table = optics(lens("wide", 0.7, fov=90.0, reach=10.0), lens("long", 0.3, fov=20.0, reach=40.0))
    fixed = camera(kind=Kind.FIXED, mount="pole")
    made = aim(fixed, table)
    assert len(made.weight) == 2 * 3 * 3
    for fov, weight in ((90.0, 0.7), (20.0, 0.3)):
        assert made.weight[np.isclose(made.fov, fov)].sum() == pytest.approx(weight)
    high = HEIGHTS.lens_of(fixed.kind, fixed.mount)
    for stance, (metres, weight) in enumerate(
        zip((high.most, high.expected, high.least), HEIGHTS.weights[::-1], strict=True)
    ):
        mine = made.stance == stance
        assert made.rise[mine] == pytest.approx(metres - HEIGHTS.target_m)
        assert made.weight[mine].sum() == pytest.approx(weight)
        # lens and tilt are taken as independent of the height
        assert made.weight[mine] == pytest.approx(weight * made.weight[made.stance == 1] / 0.63)
    tilts = {
        edges(one, tilt, aspect=HEIGHTS.aspect)
        for one in table.lenses[Kind.FIXED]
        for _, tilt in HEIGHTS.readings(HEIGHTS.tilt_of(fixed.kind, fixed.mount))
    }
    assert set(zip(made.lower.tolist(), made.upper.tolist(), strict=True)) == tilts


def test_a_mapped_height_is_the_same_in_every_stance():
    made = aim(camera(height=Span.exactly(4.5)), optics())
    assert made.rise == pytest.approx(4.5 - HEIGHTS.target_m)
    assert set(made.stance.tolist()) == {0, 1, 2}


def test_a_wall_that_looks_east_but_for_a_last_bit():
    made = aim(camera(), optics(), outward=90.0 - 1e-14, outward_share=0.9)
    assert made.start.tolist() == [0.0, 180.0]


@given(kind=st.sampled_from(list(Kind)), outward=st.floats(0, 359.9), distance=st.floats(0.1, 60))
def test_the_frame_only_takes_away(kind, outward, distance):
    made = aim(camera(kind=kind), optics(), outward=outward)
    for bearing in (0.0, 90.0, outward):
        assert chances(made, bearing, distance)[0] <= seen(made, bearing, distance) + 1e-12
