from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.shared_data import ROOT
from tests.sight.pinhole import in_frame
from vidik.model.camera import Camera, Kind
from vidik.model.optics import Lens
from vidik.model.span import Span
from vidik.outside.tables import load_heights, load_optics
from vidik.sight.picture import edges, lens_height, limits, picture

HEIGHTS = load_heights()
LENSES = load_optics().lenses

lenses = st.builds(
    Lens,
    name=st.just("any"),
    weight=st.just(1.0),
    focal_length_mm=st.floats(1.5, 150),
    sensor_width_mm=st.floats(2, 12),
    image_width_px=st.just(1920),
    source=st.just("test"),
)
kinds = st.sampled_from(list(Kind))


def camera(kind: Kind = Kind.FIXED, **fields: object) -> Camera:
    return Camera("s:node/1", "s", "s:node/1", 16.4, 48.2, kind=kind, **fields)


@given(
    lens=lenses,
    depression=st.floats(0, 90),
    rise=st.floats(0.1, 30),
    aspect=st.sampled_from([9 / 16, 3 / 4, 1.0]),
    aside=st.floats(-3, 3),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_limits_are_those_of_a_pinhole_camera(
    lens: Lens, depression: float, rise: float, aspect: float, aside: float, seed: int
) -> None:
    near, far = limits(rise, *edges(lens, depression, aspect=aspect))
    ahead = rise * np.tan(np.random.default_rng(seed).uniform(0.001, 1.56, 400))
    apart = (abs(ahead - near) > 1e-6 * rise) & (abs(ahead - far) > 1e-6 * min(far, 1e9))
    ahead = ahead[apart]
    for offset in (0.0, aside):  # a level line is a level line however far aside
        points = np.column_stack([ahead, ahead * offset])
        between, _ = in_frame(
            points, lens=lens, depression_deg=depression, rise=rise, aspect=aspect
        )
        assert (between == ((ahead >= near) & (ahead <= far))).all()


@given(lens=lenses, depression=st.floats(0, 89), rise=st.floats(0.1, 30))
def test_the_axis_meets_the_plane_between_the_limits(
    lens: Lens, depression: float, rise: float
) -> None:
    assume(depression > 0.1)
    near, far = limits(rise, *edges(lens, depression, aspect=9 / 16))
    assert near < rise / math.tan(math.radians(depression)) < far


def test_a_level_camera_sees_the_horizon_and_a_steep_one_its_own_foot() -> None:
    wide = LENSES[Kind.FIXED][0]
    lower, upper = edges(wide, 0.0, aspect=9 / 16)
    assert lower == pytest.approx(5.37 * 9 / 16 / 5.6)
    assert upper == pytest.approx(-lower)
    assert limits(1.4, lower, upper) == (pytest.approx(1.4 / lower), math.inf)
    assert limits(1.4, *edges(wide, 70.0, aspect=9 / 16))[0] == 0.0


def test_a_lens_below_the_plane_has_no_limits() -> None:
    with pytest.raises(ValueError, match="not above the plane"):
        limits(0.0, 1.0, 0.1)


def test_the_mapped_height_counts_and_else_the_range_of_the_mount() -> None:
    assert lens_height(camera(height=Span.exactly(4.5)), HEIGHTS) == Span.exactly(4.5)
    assert lens_height(camera(mount="pole"), HEIGHTS) == Span(2, 4, 12)
    assert lens_height(camera(mount="Pole "), HEIGHTS) == Span(2, 4, 12)
    assert lens_height(camera(mount="obelisk"), HEIGHTS) == HEIGHTS.lens[-1].span
    assert lens_height(camera(Kind.PANNING, mount="pole"), HEIGHTS) == Span(3, 6, 12)


@given(kind=kinds, mount=st.sampled_from([None, "wall", "pole", "atm"]))
def test_the_weights_of_a_lens_are_kept(kind: Kind, mount: str | None) -> None:
    found = picture(camera(kind, mount=mount), LENSES[kind], HEIGHTS)
    for i, lens in enumerate(LENSES[kind]):
        assert found.weight[found.lens == i].sum() == pytest.approx(lens.weight)


@pytest.mark.parametrize("kind", [Kind.PANNING, Kind.DOME])
def test_what_turns_sees_straight_down_and_the_horizon(kind: Kind) -> None:
    found = picture(camera(kind), LENSES[kind], HEIGHTS)
    assert np.isposinf(found.lower).all()
    assert np.isneginf(found.upper).all()


def test_a_mapped_tilt_counts_unless_the_camera_pans() -> None:
    tilt = Span.exactly(-25.0)
    lens = LENSES[Kind.FIXED][0]
    for kind in (Kind.FIXED, Kind.DOME, Kind.UNKNOWN):
        found = picture(camera(kind, tilt=tilt), [lens_alone(lens)], HEIGHTS)
        assert (found.lower[0], found.upper[0]) == edges(lens, 25.0, aspect=HEIGHTS.aspect)
        assert len(found.weight) == 1
    assert np.isposinf(picture(camera(Kind.PANNING, tilt=tilt), [lens_alone(lens)], HEIGHTS).lower)


def test_a_range_of_tilts_and_an_unknown_kind_keep_every_reading() -> None:
    lens = [lens_alone(LENSES[Kind.FIXED][0])]
    found = picture(camera(tilt=Span(-45.0, -37.5, -30.0)), lens, HEIGHTS)
    assert found.weight.tolist() == pytest.approx(list(HEIGHTS.weights))
    assert found.upper.tolist() == pytest.approx(
        [edges(lens[0], t, aspect=HEIGHTS.aspect)[1] for t in (30.0, 37.5, 45.0)]
    )
    unknown = picture(camera(Kind.UNKNOWN), lens, HEIGHTS)
    assert unknown.weight[np.isneginf(unknown.upper)].sum() == pytest.approx(HEIGHTS.downward_share)
    assert len(unknown.weight) == 4


def lens_alone(lens: Lens) -> Lens:
    return Lens("alone", 1.0, lens.focal_length_mm, lens.sensor_width_mm, 1920, "test")


def trapezoid_and_sector(lens: Lens, tilt: float, *, rise: float, reach: float) -> float:
    """Return the area in which the true picture and its sector differ, as a share of the true one,
    by counting points of a fine grid."""
    near, far = limits(rise, *edges(lens, tilt, aspect=9 / 16))
    far = min(far, reach)
    half = 1.3 * max(far, rise)  # as wide as the picture at its widest, and more
    x, y = np.meshgrid(
        np.linspace(0, far, 1201)[1:], np.linspace(-3 * half, 3 * half, 2400), indexing="ij"
    )
    points = np.column_stack([x.ravel(), y.ravel()])
    within = np.hypot(*points.T) <= reach
    rows, columns = in_frame(points, lens=lens, depression_deg=tilt, rise=rise, aspect=9 / 16)
    tangent = lens.sensor_width_mm / (2 * lens.focal_length_mm)
    sector = (abs(points[:, 1]) <= tangent * points[:, 0]) & (points[:, 0] >= near)
    true = rows & columns & within
    return np.count_nonzero(true ^ (sector & rows & within)) / np.count_nonzero(true)


@pytest.mark.parametrize("row", [0, 1, 2])
def test_how_far_the_sector_is_from_the_true_picture(row: int) -> None:
    """The table of docs/explanation/heights.md: a lens 1.4 m above the plane."""
    lens = LENSES[Kind.FIXED][row]
    note = (ROOT / "docs" / "explanation" / "heights.md").read_text(encoding="utf-8")
    said = re.search(rf"\| {lens.name} \({lens.focal_length_mm:g} mm\) \|(.*)\|", note)
    assert said is not None
    shares = [float(cell.strip(" %")) / 100 for cell in said[1].split("|")]
    for tilt, share in zip((15.0, 30.0, 45.0, 60.0), shares, strict=True):
        differ = trapezoid_and_sector(lens, tilt, rise=1.4, reach=lens.reach_m(25))
        assert differ == pytest.approx(share, abs=0.011)
