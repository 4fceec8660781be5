"""Who could see a point."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import all_around, look, low_town
from tests.sight.test_chance import counted
from vidik.model.stances import Stances
from vidik.model.views import Aim
from vidik.sight.answer import who_could_see
from vidik.sight.visibility import contains, views
from vidik.sight.walls import Walls


def test_a_wall_hides():
    made = look([[1, -1, 1, 1]], reach=10.0)
    assert [s.id for s in who_could_see(made, (0.5, 0.0))] == ["camera"]
    assert who_could_see(made, (5.0, 0.0)) == ()


def test_the_nearest_comes_first_and_distance_is_given():
    made = look(np.empty((0, 4)), (3.0, 4.0), reach=10.0)
    (sighting,) = who_could_see(made, (0.0, 0.0))
    assert sighting.distance_m == 5.0
    assert sighting.probability.tolist() == [1.0]
    three = views(
        ["b", "a", "far"],
        np.array([[3.0, 4.0], [-3.0, 4.0], [0.0, 9.0]]),
        Walls.free(np.empty((0, 4))),
        aims=[all_around(10.0)] * 3,
    )
    assert [s.id for s in who_could_see(three, (0.0, 0.0))] == ["a", "b", "far"]


def test_beyond_reach_nobody_sees():
    assert who_could_see(look(np.empty((0, 4)), reach=10.0), (10.1, 0.0)) == ()


def test_over_a_garage_it_depends_on_the_stance():
    # lens 5, 4 or 3 m high, a garage of 2.5 or 3.5 m from 4 to 6 m ahead, looked for at 1.6 m:
    # it hides as far as 6 m · (eye − 1.6) / (eye − top): 8.16 m, 9.6 m, or everything
    ring = shapely.get_coordinates(shapely.box(-50, 4, 50, 6, ccw=True))
    made = views(
        ["camera"],
        np.zeros((1, 2)),
        Walls(ring, np.array([0, len(ring)]), np.zeros(1, np.int64)),
        aims=[
            Aim(
                weight=np.array([0.2, 0.5, 0.3]),
                fov=np.full(3, 360.0),
                reach=np.full((3, 1), 30.0),
                rise=np.array([3.4, 2.4, 1.4]),
                lower=np.full(3, np.inf),
                upper=np.zeros(3),
                stance=np.arange(3),
                share=np.ones(1),
                start=np.zeros(1),
                width=np.full(1, 360.0),
            )
        ],
        stances=Stances(
            eye=np.array([[5.0, 4.0, 3.0]]),
            target=np.full((1, 3), 1.6),
            tops=np.array([[2.5], [2.5], [3.5]]),
        ),
    )
    for distance, expected in ((3.9, 1.0), (8.1, 0.0), (8.2, 0.2), (9.5, 0.2), (9.7, 0.7)):
        found = [s.probability[0] for s in who_could_see(made, (0.0, distance))]
        assert found == ([] if expected == 0 else [pytest.approx(expected)]), distance


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_equals_asking_every_camera(seed: int):
    made = low_town(seed)
    for point in np.random.default_rng(seed).uniform(-70.0, 70.0, (4, 2)):
        expected = {}
        for i, aim in enumerate(made.aims):
            dx, dy = point - made.origin[i]
            seen = contains(made, i, point)[0]
            p = counted(aim, np.degrees(np.arctan2(dx, dy)), np.hypot(dx, dy), seen)
            # so little may be missed, or found, by counting
            if p.max() > 1e-3:
                expected[made.ids[i]] = p
        told = who_could_see(made, (float(point[0]), float(point[1])))
        found = {s.id: s.probability for s in told if s.probability.max() > 1e-3}
        assert [s.distance_m for s in told] == sorted(s.distance_m for s in told)
        for camera in expected.keys() | found.keys():
            zero = np.zeros(made.aims.levels)
            assert found.get(camera, zero) == pytest.approx(expected.get(camera, zero), abs=2e-3)
