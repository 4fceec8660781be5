"""Who could see a point."""

from __future__ import annotations

import numpy as np

from tests.sight.scenes import look
from vidik.sight.answer import who_could_see


def test_a_wall_hides():
    made = look([[1, -1, 1, 1]], reach=10.0)
    assert [s.id for s in who_could_see(made, (0.5, 0.0))] == ["camera"]
    assert who_could_see(made, (5.0, 0.0)) == ()


def test_the_nearest_comes_first_and_distance_is_given():
    made = look(np.empty((0, 4)), (3.0, 4.0), reach=10.0)
    (sighting,) = who_could_see(made, (0.0, 0.0))
    assert sighting.distance_m == 5.0
    assert sighting.probability.tolist() == [1.0]


def test_beyond_reach_nobody_sees():
    assert who_could_see(look(np.empty((0, 4)), reach=10.0), (10.1, 0.0)) == ()
