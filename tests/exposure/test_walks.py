"""All walks from homes, beside a twin that walks to every millimetre."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_homes, random_network, random_seen
from tests.exposure.walk_twin import walked_to_all
from vidik.exposure.walks import FARTHEST_MM, walks
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks

seeds = st.integers(0, 2**32 - 1)


def nothing_seen(network: WalkNetwork) -> Seen:
    return Seen(np.zeros(len(network) + 1, int), *(np.zeros(0) for _ in range(3)))


def scene(seed: int) -> tuple[WalkNetwork, Seen, Doorsteps]:
    rng = np.random.default_rng(seed)
    network = random_network(rng, 12, 20, side_m=4.0)
    return network, random_seen(rng, network), random_homes(rng, network, 6)


def columns(found: Walks) -> np.ndarray:
    return np.stack([found.reached_m, found.walked_m, found.seen_m])


def home(edge: int, offset_mm: int) -> Doorsteps:
    return Doorsteps(np.array([edge]), np.array([offset_mm]), np.ones(1))


@pytest.mark.parametrize("seed", range(40))
def test_the_twin_walks_as_far_and_sees_as_much(seed):
    network, seen, homes = scene(seed)
    budget = 500 + 400 * (seed % 12)
    found = walks(network, seen, homes, budget_mm=budget)
    # the twin takes each millimetre for its middle: an edge is off by one where walks part or end
    edges = network.counted.sum()
    for i in range(len(homes)):
        reached, walked, watched = walked_to_all(network, seen, homes, i, budget)
        assert found.reached_m[i] == pytest.approx(reached, abs=2e-3 * edges)
        assert found.walked_m[i] == pytest.approx(walked, abs=2e-6 * edges * budget)
        assert found.seen_m[i] == pytest.approx(watched, abs=2e-6 * edges * budget)


def test_along_one_street_the_sums_are_those_of_paper_and_pencil():
    network = network_of(np.array([[0, 0], [100, 0]]), np.array([[0, 1]]))
    # seen from 60 m to 80 m of a street of 100 m, with a chance of one half
    seen = Seen(np.array([0, 1]), np.array([60e3]), np.array([80e3]), np.array([0.5]))
    found = walks(network, seen, home(0, 50_000), budget_mm=40_000)
    # up to 40 m either way: 10 … 90 m
    assert found.reached_m.tolist() == [80.0]
    assert found.walked_m.tolist() == [2 * 40.0**2 / 2]
    # to the metres from 60 to 80 m half of what lies behind, to the last 10 m ten metres each
    assert found.seen_m.tolist() == [0.5 * 20.0**2 / 2 + 10.0 * 10.0]


def test_walks_go_round_whichever_way_is_quicker():
    corners = np.array([[0, 0], [10, 0], [10, 10], [0, 10]])
    network = network_of(corners, np.array([[0, 1], [1, 2], [2, 3], [3, 0]]))
    found = walks(network, nothing_seen(network), home(0, 5_000), budget_mm=1_000_000)
    assert found.reached_m.tolist() == [40.0]
    # the farthest place is half way round, 20 m
    assert found.walked_m.tolist() == [2 * 20.0**2 / 2]


def test_of_two_ways_as_long_the_one_that_is_seen_less_is_taken():
    nodes = np.array([[0, 0], [3, 4], [3, -4], [6, 0], [60, 0]])
    network = network_of(nodes, np.array([[0, 1], [0, 2], [1, 3], [2, 3], [3, 4]]))
    all_of = np.array([0, 1, 1, 2, 2, 2])  # edges 0 and 2, by way of node 1
    seen = Seen(all_of, np.zeros(2), np.full(2, 5000.0), np.ones(2))
    network = replace(network, counted=np.array([False, False, False, False, True]))
    assert walks(network, seen, home(0, 0), budget_mm=10**6).seen_m.tolist() == [0.0]


@given(seeds, st.sampled_from([300, 2_000, 20_000]))
@settings(max_examples=60, deadline=None)
def test_what_is_seen_is_part_of_what_is_walked_and_more_seen_is_more(seed, budget):
    network, seen, homes = scene(seed)
    least = replace(seen, share=np.floor(2 * seen.share) / 1)
    most = replace(seen, share=np.ones(len(seen.share)))
    shares = [np.minimum(one.share, seen.share) for one in (least, seen)] + [most.share]
    found = [
        walks(network, replace(seen, share=share), homes, budget_mm=budget) for share in shares
    ]
    for one in found:
        assert (one.reached_m == found[0].reached_m).all()
        assert (one.walked_m == found[0].walked_m).all()
        # states are whole millimetres, rounded once an edge
        assert (one.seen_m <= one.walked_m * (1 + 1e-9) + 1e-6 * budget * len(network)).all()
    for less, more in pairwise(found):
        assert (less.seen_m <= more.seen_m + 1e-9).all()


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_order_of_homes_and_threads_change_no_bit(seed):
    network, seen, _ = scene(seed)
    rng = np.random.default_rng(seed)
    homes = random_homes(rng, network, 300)
    order = rng.permutation(300)
    turned = Doorsteps(homes.edge[order], homes.offset_mm[order], homes.weight[order])
    found = columns(walks(network, seen, homes, budget_mm=6_000))
    other = columns(walks(network, seen, turned, budget_mm=6_000, threads=2))
    assert (found[:, order] == other).all()
    alone = columns(walks(network, seen, home(homes.edge[0], homes.offset_mm[0]), budget_mm=6_000))
    assert (found[:, 0] == alone[:, 0]).all()


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_more_time_leads_farther(seed):
    network, seen, homes = scene(seed)
    nearer, farther = (walks(network, seen, homes, budget_mm=budget) for budget in (1_500, 3_000))
    assert (columns(nearer) <= columns(farther) + 1e-12).all()


def test_a_large_network_is_given_room():
    # a grid of 90 by 90 nodes, ten metres apart: more nodes than there is room for at first
    i, j = np.divmod(np.arange(90 * 90), 90)
    east = np.flatnonzero(i < 89)
    north = np.flatnonzero(j < 89)
    ends = np.concatenate([np.column_stack([east, east + 90]), np.column_stack([north, north + 1])])
    network = network_of(10.0 * np.column_stack([i, j]), ends)
    counted: list[int] = []
    homes = Doorsteps(np.zeros(3, int), np.array([0, 5_000, 10_000]), np.ones(3))
    found = walks(
        network, nothing_seen(network), homes, budget_mm=FARTHEST_MM - 1, advance=counted.append
    )
    assert sum(counted) == 3
    assert found.reached_m.tolist() == [10.0 * len(ends)] * 3


def test_edges_longer_than_any_walk_are_walked_into():
    network = network_of(np.array([[0, 0], [9000, 0], [9100, 0]]), np.array([[0, 1], [1, 2]]))
    homes = Doorsteps(np.array([0, 1]), np.array([4_000_000, 0]), np.ones(2))
    found = walks(network, nothing_seen(network), homes, budget_mm=1_200_000)
    assert found.reached_m.tolist() == [2_400.0, 1_300.0]


def test_what_cannot_be_walked_is_refused():
    network, seen, homes = scene(1)
    with pytest.raises(ValueError, match="walks of 2097152 mm"):
        walks(network, seen, homes, budget_mm=FARTHEST_MM)
    with pytest.raises(ValueError, match="of 1 edges, but 20 edges"):
        walks(network, Seen(np.zeros(2, int), *(np.zeros(0),) * 3), homes, budget_mm=1000)


def test_where_nothing_is_walked_there_is_no_share():
    network = network_of(np.array([[0, 0], [1, 0]]), np.array([[0, 1]]))
    network = replace(network, counted=np.array([False]))
    assert np.isnan(walks(network, nothing_seen(network), home(0, 0), budget_mm=10).share).all()
