"""Stances: from what is known of heights to what sees most and least."""

from __future__ import annotations

import numpy as np
import pytest

from tests.makers import TOWN, camera, house
from vidik.model.feature import Feature
from vidik.model.span import Span
from vidik.model.stances import Stances
from vidik.model.terrain import Terrain
from vidik.outside.tables import load_heights
from vidik.register.buildings import footprints
from vidik.register.roofs import with_roofs
from vidik.sight.stances import stances_of

HEIGHTS = load_heights()


def houses():
    """Return one house of known height, one of unknown."""
    made, _ = footprints(
        [
            Feature("way/1", house(0, 0), {"building": "house", "height": "9"}),
            Feature("way/2", house(40, 0), {"building": "house"}),
        ],
        TOWN,
        source="osm",
    )
    return with_roofs(made, HEIGHTS)


def test_what_is_mapped_is_the_same_in_every_stance():
    found = stances_of(
        [camera(1, 0.0, 0.0, height=Span.exactly(5.0))], np.zeros((1, 2)), houses(), HEIGHTS
    )
    assert found.eye.tolist() == [[5.0, 5.0, 5.0]]
    assert found.target.tolist() == [[HEIGHTS.target_m] * 3]
    assert found.tops[:, 0].tolist() == [9.0, 9.0, 9.0]
    assert (np.diff(found.tops[:, 1]) > 0).all()


def test_what_is_not_mapped_goes_from_most_to_least():
    eye = stances_of([camera(1, 0.0, 0.0)], np.zeros((1, 2)), houses(), HEIGHTS).eye[0]
    span = HEIGHTS.lens_of("unknown", None)
    assert eye.tolist() == [span.most, span.expected, span.least]


def test_heights_stand_on_the_ground():
    # the ground rises one metre in a hundred to the east
    _, columns = np.mgrid[-300:300:10, -300:300:10]
    terrain = Terrain(
        heights=(100.0 + 0.01 * columns).astype(np.float32),
        affine=(10.0, 0.0, -300.0, 0.0, 10.0, -300.0),
        crs=TOWN.proj,
        frame=TOWN,
    )
    found = stances_of(
        [camera(1, 0.0, 0.0, height=Span.exactly(5.0))],
        np.array([[50.0, 0.0]]),
        houses(),
        HEIGHTS,
        terrain=terrain,
        radius_m=100.0,
    )
    assert found.eye[0] == pytest.approx([105.5] * 3, abs=1e-3)
    most, expected, least = found.target[0] - HEIGHTS.target_m
    assert expected == pytest.approx(100.5, abs=1e-3)
    assert least == pytest.approx(99.5, abs=0.11)
    assert most == pytest.approx(101.5, abs=0.11)
    # the houses stand where the ground is about 100 and 100.4 m high
    assert found.tops[1, 0] == pytest.approx(109.0, abs=0.2)


def test_stances_out_of_order_are_refused():
    flat = np.zeros((1, 2))
    with pytest.raises(ValueError, match="highest lens"):
        Stances(eye=np.array([[3.0, 4.0]]), target=flat, tops=np.zeros((2, 1)))
    with pytest.raises(ValueError, match="lowest buildings"):
        Stances(eye=flat, target=flat, tops=np.array([[2.0], [1.0]]))
    with pytest.raises(ValueError, match="range"):
        Stances(eye=flat, target=flat, tops=np.full((2, 1), np.nan))
