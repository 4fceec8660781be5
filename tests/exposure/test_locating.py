"""Where along the network homes stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.exposure.networks import network_of
from vidik.exposure.locating import homes_at

NETWORK = network_of(np.array([[0, 0], [10, 0], [10, 10]]), np.array([[0, 1], [1, 2]]))


def test_homes_stand_at_the_nearest_place():
    places = np.array([[4.0, 3.0], [12.0, 6.5], [-2.0, 0.0], [13.0, -4.0], [300.0, 0.0]])
    homes, kept = homes_at(NETWORK, places, np.arange(5.0), reach_m=50.0)
    assert kept.tolist() == [0, 1, 2, 3]
    assert homes.weight.tolist() == [0.0, 1.0, 2.0, 3.0]
    # the last one as near to both edges, at the corner
    assert homes.edge.tolist() == [0, 1, 0, 0]
    assert homes.offset_mm.tolist() == [4000, 6500, 0, 10000]


def test_nobody_lives_in_a_tunnel():
    under = replace(NETWORK, covered=np.array([True, False]))
    homes, _ = homes_at(under, np.array([[4.0, 3.0]]), np.ones(1), reach_m=50.0)
    assert (homes.edge.tolist(), homes.offset_mm.tolist()) == ([1], [3000])


def test_without_a_network_nobody_is_near_it():
    nothing = network_of(np.zeros((0, 2)), np.zeros((0, 2), int))
    homes, kept = homes_at(nothing, np.zeros((2, 2)), np.ones(2), reach_m=50.0)
    assert (len(homes), len(kept)) == (0, 0)
