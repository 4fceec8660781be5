"""Footfall: against every walk walked one by one, and the passes of cameras against trips."""

from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_homes, random_network
from vidik.exposure.footfall import footfall, passing
from vidik.exposure.seen import BOUNDS
from vidik.exposure.walks import walks
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.watchers import Watchers

seeds = st.integers(0, 2**32 - 1)


def unseen(network: WalkNetwork) -> Seen:
    """Return that nothing is seen."""
    return Seen(np.zeros(len(network) + 1, np.int64), np.zeros(0), np.zeros(0), np.zeros(0))


def walked_one_by_one(network: WalkNetwork, homes: Doorsteps, budget_mm: int) -> np.ndarray:
    """Return millimetres walked on each edge, of walks to the middle of every millimetre."""
    out = np.zeros(len(network))
    for home in range(len(homes)):
        graph = nx.MultiGraph()
        graph.add_nodes_from(range(len(network.nodes)))
        for e in range(len(network)):
            graph.add_edge(
                int(network.tail[e]), int(network.head[e]), key=e, w=int(network.effort_mm[e])
            )
        own, offset = int(homes.edge[home]), int(homes.offset_mm[home])
        length, effort = int(network.length_mm[own]), int(network.effort_mm[own])
        for node, metres in ((network.tail[own], offset), (network.head[own], length - offset)):
            graph.add_edge("home", int(node), key=own, w=float(np.rint(metres * effort / length)))
        cost, paths = nx.single_source_dijkstra(graph, "home", cutoff=budget_mm, weight="w")
        on_the_way: dict[int, list[tuple[int, float]]] = {}
        for node, path in paths.items():
            steps = []
            for a, b in pairwise(path):
                key = min(graph[a][b], key=lambda k, a=a, b=b: graph[a][b][k]["w"])
                there = offset if b == network.tail[own] else length - offset
                if a == "home" and network.tail[own] == network.head[own]:
                    there = min(offset, length - offset)
                steps.append((key, there if a == "home" else float(network.length_mm[key])))
            on_the_way[node] = steps
        walked, aims = np.zeros(len(network)), 0
        for e in np.flatnonzero(network.counted).tolist():
            per = network.effort_mm[e] / network.length_mm[e]
            ends = (int(network.tail[e]), 0.0), (int(network.head[e]), float(network.length_mm[e]))
            for x in np.arange(network.length_mm[e]) + 0.5:
                ways = [
                    (cost[node] + per * abs(x - place), on_the_way[node], abs(x - place))
                    for node, place in ends
                    if node in cost
                ]
                if e == own:
                    ways.append((per * abs(x - offset), [], abs(x - offset)))
                if not ways or min(ways)[0] > budget_mm:
                    continue
                _, steps, rest = min(ways, key=lambda way: way[0])
                aims += 1
                walked[e] += rest
                for edge, metres in steps:
                    walked[edge] += metres
        if aims:
            out += homes.weight[home] * walked / aims
    return out


@given(seeds, st.sampled_from([20_000, 80_000, 250_000]))
@settings(max_examples=60, deadline=None)
def test_the_metres_walked_are_those_of_walks(seed, budget_mm):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 30, 50, side_m=300.0)
    homes = random_homes(rng, network, 40)
    made = footfall(network, homes, budget_mm=budget_mm)
    known = walks(network, unseen(network), homes, budget_mm=budget_mm)
    near = known.reached_m > 0.0
    assert made @ network.length_mm / 1e3 == pytest.approx(
        (known.walked_m[near] / known.reached_m[near]).sum(), rel=1e-9
    )
    assert made.min() >= 0.0


@given(seeds)
@example(82091904)  # a home at an end of an edge that is longer than a walk
@settings(max_examples=25, deadline=None)
def test_every_walk_walked_one_by_one(seed):
    rng = np.random.default_rng(seed)
    nodes = rng.random((7, 2))
    apart = np.argsort(np.hypot(*(nodes[:, None] - nodes[None]).transpose(2, 0, 1)), axis=1)
    # of two edges between the same nodes it would be chance which one is walked
    ends = np.array(sorted({(min(a, b), max(a, b)) for a in range(7) for b in apart[a, 1:3]}))
    network = network_of(nodes, ends, rng)
    homes = random_homes(rng, network, 3)
    made = footfall(network, homes, budget_mm=700) * network.length_mm
    slow = walked_one_by_one(network, homes, 700)
    # the last millimetre that is near enough is one, or a part of one
    assert made == pytest.approx(slow, rel=0.02, abs=3.0)


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_neither_threads_nor_the_order_of_homes_matter_and_weights_add_up(seed):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 30, 50, side_m=300.0)
    homes = random_homes(rng, network, 20)
    many = homes.only(rng.integers(0, 20, 2500))
    made = footfall(network, many, budget_mm=250_000)
    assert (footfall(network, many, budget_mm=250_000, threads=2) == made).all()
    turned = footfall(network, many.only(rng.permutation(2500)), budget_mm=250_000)
    assert turned == pytest.approx(made, rel=1e-9, abs=1e-12)
    pairs = np.stack([many.edge, many.offset_mm])
    (edge, offset), counts = np.unique(pairs, axis=1, return_counts=True)
    once = Doorsteps(edge, offset, counts.astype(float))
    assert footfall(network, once, budget_mm=250_000) == pytest.approx(made, rel=1e-9, abs=1e-12)


def star(arms: int = 4) -> WalkNetwork:
    """Return straight streets of 100 m that meet in one place, node 0."""
    turn = 2 * np.pi * np.arange(arms) / arms
    nodes = np.vstack([[0.0, 0.0], 100.0 * np.column_stack([np.cos(turn), np.sin(turn)])])
    return network_of(nodes, np.column_stack([np.zeros(arms, int), np.arange(1, arms + 1)]))


def seen_by_one(network: WalkNetwork, rows: list[tuple[int, float, float, float]]) -> Watchers:
    """Return what a camera watches: edge, chance, metres along it from and to."""
    rows = sorted(rows, key=lambda row: (row[0], row[2]))
    piece, chance, start, end = (np.array(column) for column in zip(*rows, strict=True))
    n = len(rows)
    return Watchers(
        pieces=len(network), ids=("a",), piece=piece.astype(np.int32),
        level=np.zeros(n, np.int8), camera=np.zeros(n, np.int32), chance=chance.astype(float),
        start_m=start.astype(float), end_m=end.astype(float),
    )  # fmt: skip


def of_all(network, flow, watchers):
    return [passing(network, flow, watchers, level=0, bound=one)[0] for one in BOUNDS]


def test_who_walks_through_a_stretch_passes_once_and_who_crosses_once_as_well():
    network = star()
    flow = np.array([8.0, 6.0, 8.0, 6.0])  # 7 walk from each street to another one: 14 in all
    assert of_all(network, flow, seen_by_one(network, [(0, 1.0, 40.0, 60.0)])) == [8.0, 8.0, 8.0]
    around = [(e, 1.0, 0.0, 10.0) for e in range(4)]
    assert of_all(network, flow, seen_by_one(network, around)) == [14.0, 14.0, 14.0]
    unsure = [(e, 0.25, 0.0, 10.0) for e in range(4)]
    assert of_all(network, flow, seen_by_one(network, unsure)) == [0.0, 3.5, 14.0]
    # two stretches of a street that touch are one, and others are two
    touching = seen_by_one(network, [(0, 0.5, 40.0, 50.0), (0, 0.25, 50.0, 60.0)])
    assert of_all(network, flow, touching) == [0.0, 4.0, 8.0]
    apart = seen_by_one(network, [(0, 0.5, 40.0, 50.0), (0, 0.25, 55.0, 60.0)])
    assert of_all(network, flow, apart) == [0.0, 6.0, 16.0]


def test_nothing_is_seen_under_the_ground():
    network = star()
    hidden = WalkNetwork(
        network.ways, network.nodes, network.tail, network.head, network.length_mm,
        network.effort_mm, network.counted, np.array([True, False, False, False]),
    )  # fmt: skip
    assert of_all(hidden, np.ones(4), seen_by_one(network, [(0, 1.0, 40.0, 60.0)])) == [0, 0, 0]


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_passes_are_those_of_trips_that_come_into_view(seed):
    """Trips between the ends of a tree: how often a view of some chance is entered, all added."""
    rng = np.random.default_rng(seed)
    arms = int(rng.integers(3, 6))
    network = star(arms)
    rows = []
    for e in range(arms):
        cuts = np.sort(rng.integers(0, 95, 4)).astype(float)
        cuts[0] = 0.0 if rng.random() < 0.5 else cuts[0]
        rows += [
            (e, float(rng.choice([0.25, 0.5, 1.0])), a, b)
            for a, b in (cuts[:2], cuts[2:])
            if b > a and rng.random() < 0.8
        ]
    trips = {pair: float(rng.integers(0, 9)) for pair in combinations(range(arms), 2)}
    flow = np.array([sum(n for pair, n in trips.items() if e in pair) for e in range(arms)])
    if not rows or not flow.any():
        return
    places = np.arange(0.0, 100.0) + 0.5
    chance = np.zeros((arms, len(places)))
    for e, p, a, b in rows:
        chance[e, (places > a) & (places < b)] = p
    middle = max((chance[e, 0] for e in range(arms)), default=0.0)
    entered = 0.0
    for (a, b), count in trips.items():
        along = np.concatenate([[0.0], chance[a, ::-1], [middle], chance[b], [0.0]])
        entered += count * np.maximum(np.diff(along), 0.0).sum()
    least, expected, most = of_all(network, flow, seen_by_one(network, rows))
    assert least <= expected <= most
    assert expected == pytest.approx(min(max(entered, least), most))
