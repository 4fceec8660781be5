"""The peers that cut views with Shapely see what they should, or timing them would mean nothing."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from bench.peers.planar import Planar
from bench.scenes import made_up

from tests.sight.scenes import edges
from vidik.sight import twin

REACH = 30.0
DISC = shapely.Point(0, 0).buffer(REACH, quad_segs=64).area


def test_views_are_those_of_the_twin_but_for_chords():
    scene = made_up(500, 12)
    planar = Planar(scene.outlines)
    tree = shapely.STRtree(scene.outlines)
    for x, y in scene.cameras.points:
        disc = shapely.Point(x, y).buffer(REACH)
        walls = edges(*scene.outlines[tree.query(disc)]) - (x, y, x, y)
        true = twin.area(walls, reach=REACH)
        assert planar.shadow_quads(x, y, reach=REACH).area == pytest.approx(true, rel=5e-4)
        assert planar.wheel(x, y, reach=REACH) >= true * (1 - 1e-9)


@pytest.mark.parametrize("roof", [1.0, 2.0, 3.9])
def test_a_low_roof_hides_what_lies_behind_it_up_to_where_sight_comes_down(roof):
    height, near, far = 4.0, 5.0, 7.0
    house = shapely.box(near, -1.0, far, 1.0)
    planar = Planar(np.array([house]), np.array([roof]))
    seen = planar.shadow_quads(0.0, 0.0, reach=REACH, height=height)
    scale = height / (height - roof)
    for x in np.arange(0.25, REACH, 0.5):
        hidden = near < x < far * scale
        assert seen.contains(shapely.Point(x, 0.0)) == (not hidden), x
    assert planar.shadow_quads(0.0, 0.0, reach=REACH, height=height, target=roof).area == (
        pytest.approx(DISC)
    )


def test_a_roof_as_high_as_the_camera_hides_all_behind_it():
    house = np.array([shapely.box(5.0, -1.0, 7.0, 1.0)])
    tall = Planar(house).shadow_quads(0.0, 0.0, reach=REACH, height=4.0)
    level = Planar(house, np.array([4.0])).shadow_quads(0.0, 0.0, reach=REACH, height=4.0)
    assert level.equals(tall)
    assert tall.area < DISC
