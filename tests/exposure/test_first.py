"""The first camera, beside ways that set out from each home."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_homes, random_network, random_seen
from vidik.exposure.first import first_camera
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork

seeds = st.integers(0, 2**32 - 1)


def setting_out(network: WalkNetwork, seen: Seen, homes: Doorsteps, home: int) -> float:
    """Return how far it is on the flat to the first part that is seen, metres; inf if nowhere."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.nodes)))
    for e in range(len(network)):
        graph.add_edge(int(network.tail[e]), int(network.head[e]), w=network.effort_mm[e])
    own, offset = int(homes.edge[home]), int(homes.offset_mm[home])
    per = network.effort_mm / network.length_mm
    graph.add_edge("home", int(network.tail[own]), w=offset * per[own])
    graph.add_edge("home", int(network.head[own]), w=(network.length_mm[own] - offset) * per[own])
    ways = nx.single_source_dijkstra_path_length(graph, "home", weight="w")
    best = np.inf
    for e in range(len(network)):
        for part in range(seen.offsets[e], seen.offsets[e + 1]):
            start, end = seen.start_mm[part], seen.end_mm[part]
            if e == own:
                best = min(best, max(start - offset, offset - end, 0.0) * per[e])
            best = min(best, ways.get(int(network.tail[e]), np.inf) + start * per[e])
            rest = network.length_mm[e] - end
            best = min(best, ways.get(int(network.head[e]), np.inf) + rest * per[e])
    return best / 1e3


@pytest.mark.parametrize("seed", range(60))
def test_it_is_as_far_as_from_each_home(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 15, 14, side_m=30.0)
    seen = random_seen(rng, network)
    some = np.repeat(rng.random(len(network)) < 0.15, np.diff(seen.offsets))
    counts = np.add.reduceat(np.append(some, False).astype(int), seen.offsets[:-1])
    counts[np.diff(seen.offsets) == 0] = 0
    seen = Seen(
        np.concatenate([[0], np.cumsum(counts)]),
        *(column[some] for column in (seen.start_mm, seen.end_mm, seen.share)),
    )
    homes = random_homes(rng, network, 20)
    found = first_camera(network, seen, homes)
    for i in range(len(homes)):
        wanted = setting_out(network, seen, homes, i)
        if np.isinf(wanted):
            assert np.isnan(found.flat_m[i])
        else:
            # rounded to a millimetre where a way begins and ends
            assert found.flat_m[i] == pytest.approx(wanted, abs=0.004)


def test_along_one_street():
    network = network_of(np.array([[0, 0], [100, 0]]), np.array([[0, 1]]))
    seen = Seen(np.array([0, 1]), np.array([60e3]), np.array([80e3]), np.ones(1))
    homes = Doorsteps(np.zeros(4, int), np.array([0, 59_000, 70_000, 95_000]), np.ones(4))
    found = first_camera(network, seen, homes)
    assert found.metres.tolist() == found.flat_m.tolist() == [60.0, 1.0, 0.0, 15.0]
    assert found.minutes(80.0).tolist() == [0.75, 1 / 80, 0.0, 15 / 80]


def test_what_is_seen_less_likely_is_passed_by():
    network = network_of(np.array([[0, 0], [100, 0]]), np.array([[0, 1]]))
    seen = Seen(np.array([0, 2]), np.array([5e3, 50e3]), np.array([6e3, 60e3]), np.array([0.4, 1]))
    home = Doorsteps(np.zeros(1, int), np.zeros(1, int), np.ones(1))
    found = [first_camera(network, seen, home, chance=p).metres.item() for p in (0.0, 0.4, 0.5)]
    assert found == [5.0, 5.0, 50.0]


def test_stairs_take_longer_than_they_are_long():
    network = network_of(np.array([[0, 0], [10, 0], [20, 0]]), np.array([[0, 1], [1, 2]]))
    network = replace(network, effort_mm=np.array([20_000, 10_000]))
    seen = Seen(np.array([0, 0, 1]), np.array([5e3]), np.array([6e3]), np.ones(1))
    found = first_camera(network, seen, Doorsteps(np.zeros(1, int), np.zeros(1, int), np.ones(1)))
    assert (found.metres.tolist(), found.flat_m.tolist()) == ([15.0], [25.0])


def test_where_nothing_is_seen_there_is_no_first_camera():
    network = network_of(np.array([[0, 0], [10, 0]]), np.array([[0, 1]]))
    seen = Seen(np.zeros(2, int), *(np.zeros(0) for _ in range(3)))
    found = first_camera(network, seen, Doorsteps(np.zeros(2, int), np.array([0, 7]), np.ones(2)))
    assert np.isnan(found.metres).all()


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_a_camera_less_never_brings_the_first_one_nearer(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 15, 30, side_m=30.0)
    seen, homes = random_seen(rng, network), random_homes(rng, network, 20)
    keep = np.flatnonzero(np.diff(seen.offsets) > 0)
    gone = rng.choice(keep) if len(keep) else 0
    rows = np.ones(len(seen.share), bool)
    rows[seen.offsets[gone] : seen.offsets[gone + 1]] = False
    counts = np.diff(seen.offsets)
    counts[gone] = 0
    fewer = Seen(
        np.concatenate([[0], np.cumsum(counts)]),
        *(column[rows] for column in (seen.start_mm, seen.end_mm, seen.share)),
    )
    before, after = (first_camera(network, one, homes).flat_m for one in (seen, fewer))
    assert (np.nan_to_num(before, nan=np.inf) <= np.nan_to_num(after, nan=np.inf)).all()
