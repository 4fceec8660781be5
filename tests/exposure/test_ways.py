"""Ways between two places, beside a twin that walks all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_network, random_seen
from tests.exposure.way_twin import all_points, cost, graph_of, lower_hull, pareto_front
from vidik.exposure.ways import in_view, line_of, price, surely_less, telling, ways
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.way import Way

seeds = st.integers(0, 2**32 - 1)


def bounds_of(seen: Seen) -> dict[str, Seen]:
    """Return what is seen by all bounds: of the doubtful parts none, their share, or all."""
    sure = seen.share == 1.0
    return {
        "least": replace(seen, share=np.where(sure, 1.0, 0.0)),
        "expected": seen,
        "most": replace(seen, share=np.ones(len(seen.share))),
    }


def at(edge: int, offset_mm: int) -> Doorsteps:
    return Doorsteps(np.array([edge]), np.array([offset_mm]), np.ones(1))


def place(rng: np.random.Generator, network: WalkNetwork, edge: int | None = None) -> Doorsteps:
    """Return a place anywhere along the network, at times at a very end."""
    edge = int(rng.integers(len(network))) if edge is None else edge
    share = rng.choice([0.0, 1.0, 0.5, *rng.random(4)])
    return at(edge, round(share * int(network.length_mm[edge])))


def scene(
    seed: int, *, nodes: int = 7, edges: int = 11
) -> tuple[WalkNetwork, Seen, Doorsteps, Doorsteps]:
    rng = np.random.default_rng(seed)
    network = random_network(rng, nodes, edges, side_m=4.0)
    seen = random_seen(rng, network)
    # some for certain
    seen = replace(seen, share=np.where(rng.random(len(seen.share)) < 0.3, 1.0, seen.share))
    start = place(rng, network)
    same = rng.random() < 0.25
    return network, seen, start, place(rng, network, int(start.edge[0]) if same else None)


def points(found: tuple[Way, ...]) -> list[tuple[int, int]]:
    return [(way.effort_mm, way.watched_mm) for way in found]


@given(seeds)
@settings(max_examples=400)
def test_they_are_the_corners_of_all_ways_there_are(seed):
    network, seen, start, end = scene(seed)
    found = ways(network, bounds_of(seen), start, end)
    front = pareto_front(all_points(graph_of(network, seen, start, end)))
    assert points(found) == lower_hull(front)


def test_random_networks_have_ways_to_choose_among():
    """The twin is no test where there is but one way."""
    counts = [len(ways(n, bounds_of(s), a, b)) for n, s, a, b in map(scene, range(200))]
    assert min(counts) == 0
    assert max(counts) >= 3
    assert sum(count >= 2 for count in counts) > 30


@given(seeds)
@settings(max_examples=100)
def test_the_first_is_the_quickest_and_the_last_the_least_watched_on_larger_networks(seed):
    network, seen, start, end = scene(seed, nodes=60, edges=180)
    found = ways(network, bounds_of(seen), start, end)
    graph = graph_of(network, seen, start, end)
    if not nx.has_path(graph, "start", "end"):
        assert found == ()
        return
    one, other = 2**40, 2**20
    for way, weights in ((found[0], (one, other)), (found[-1], (other, one))):
        for _, _, told in graph.edges(data=True):
            told["w"] = weights[0] * told["effort"] + weights[1] * told["watched"]
        best = nx.dijkstra_path_length(graph, "start", "end", weight="w")
        assert weights[0] * way.effort_mm + weights[1] * way.watched_mm == best


@given(seeds)
@settings(max_examples=100)
def test_each_is_slower_and_less_watched_and_the_price_grows(seed):
    network, seen, start, end = scene(seed, nodes=60, edges=180)
    found = ways(network, bounds_of(seen), start, end)
    for quicker, less in pairwise(found):
        assert less.effort_mm > quicker.effort_mm
        assert less.watched_mm < quicker.watched_mm
    prices = [price(quicker, less) for quicker, less in pairwise(found)]
    assert all(one < other for one, other in pairwise(prices))


@given(seeds, st.integers(2, 6))
@settings(max_examples=100)
def test_of_the_most_telling_the_price_grows_too(seed, count):
    network, seen, start, end = scene(seed, nodes=60, edges=180)
    found = ways(network, bounds_of(seen), start, end)
    few = telling(found, count)
    assert len(few) == min(len(found), count)
    assert {way.effort_mm for way in few} <= {way.effort_mm for way in found}
    assert few[:1] == found[:1]
    assert few[-1:] == found[-1:]
    prices = [price(quicker, less) for quicker, less in pairwise(few)]
    assert all(one < other for one, other in pairwise(prices))


@given(seeds)
@settings(max_examples=100)
def test_the_stretches_in_view_come_to_what_is_seen(seed):
    network, seen, start, end = scene(seed, nodes=20, edges=50)
    bounds = bounds_of(seen)
    for way in ways(network, bounds, start, end):
        for bound, own in bounds.items():
            edge, low, high, share = in_view(own, way)
            metres = getattr(way.seen_m, bound)
            assert (share * (high - low)).sum() / 1e3 == pytest.approx(metres)
            assert set(edge.tolist()) <= set(way.edge.tolist())


@given(seeds)
@settings(max_examples=100)
def test_the_way_back_costs_the_same(seed):
    network, seen, start, end = scene(seed, nodes=20, edges=50)
    there, back = (ways(network, bounds_of(seen), *both) for both in ((start, end), (end, start)))
    assert points(there) == points(back)


@given(seeds)
@settings(max_examples=100)
def test_a_way_is_as_exposed_as_its_parts(seed):
    network, seen, start, end = scene(seed, nodes=20, edges=50)
    bounds = bounds_of(seen)
    for way in ways(network, bounds, start, end):
        steps = list(zip(way.edge, way.begin_mm, way.end_mm, strict=True))
        told = [cost(network, seen, e, min(a, b), max(a, b)) for e, a, b in steps]
        assert way.effort_mm == sum(effort for effort, _ in told)
        assert way.watched_mm == sum(watched for _, watched in told)
        # rounded once an edge
        assert way.seen_flat_m.expected == pytest.approx(way.watched_mm / 1e3, abs=1e-3 * len(told))
        for row, bound in enumerate(("least", "expected", "most")):
            own, metres = bounds[bound], 0.0
            for e, a, b in steps:
                for part in range(own.offsets[e], own.offsets[e + 1]):
                    low, high = max(own.start_mm[part], min(a, b)), min(own.end_mm[part], max(a, b))
                    metres += own.share[part] * max(high - low, 0.0) / 1e3
            assert getattr(way.seen_m, bound) == pytest.approx(metres)
            assert way.seen_mm[row].sum() / 1e3 == pytest.approx(metres)
        assert way.seen_m.most <= way.length_m + 1e-9
        minutes = way.seen_minutes(80.0)
        assert 0.0 <= minutes.least <= minutes.expected <= minutes.most
        assert minutes.most <= way.minutes(80.0) + 1e-5 * len(told)


@given(seeds)
@settings(max_examples=100)
def test_a_way_leads_from_its_start_to_its_end_without_a_gap(seed):
    network, seen, start, end = scene(seed, nodes=20, edges=50)
    for way in ways(network, bounds_of(seen), start, end):
        if not len(way.edge):
            continue
        line = line_of(network, way)
        steps = np.hypot(*np.diff(line, axis=0).T)
        assert steps.sum() == pytest.approx(way.length_m, abs=1.1e-3 * len(way.edge))
        for corner, where in ((line[0], start), (line[-1], end)):
            share = where.offset_mm[0] / network.length_mm[where.edge[0]]
            ends = network.nodes[[network.tail[where.edge[0]], network.head[where.edge[0]]]]
            assert corner == pytest.approx(ends[0] + share * (ends[1] - ends[0]), abs=1e-3)


@given(seeds)
@settings(max_examples=100)
def test_cameras_less_never_make_the_least_watched_way_more_exposed(seed):
    network, seen, start, end = scene(seed, nodes=20, edges=50)
    rng = np.random.default_rng(seed)
    fewer = replace(seen, share=np.where(rng.random(len(seen.share)) < 0.3, 0.0, seen.share))
    before, after = (ways(network, bounds_of(one), start, end) for one in (seen, fewer))
    assert len(before) == 0 or after[-1].watched_mm <= before[-1].watched_mm
    assert [way.effort_mm for way in before[:1]] == [way.effort_mm for way in after[:1]]


#: A direct street of 100 m, seen from 20 m to 80 m with a chance of one half, and two ways round.
SQUARE = network_of(
    np.array([[0, 0], [100, 0], [0, 30], [100, 30], [0, 100], [100, 100]]),
    np.array([[0, 1], [0, 2], [2, 3], [3, 1], [2, 4], [4, 5], [5, 3]]),
)
SEEN = Seen(
    np.array([0, 1, 1, 2, 2, 2, 2, 2]),
    np.array([20e3, 45e3]),
    np.array([80e3, 55e3]),
    np.array([0.5, 1.0]),
)


def test_paper_and_pencil():
    found = ways(SQUARE, bounds_of(SEEN), at(0, 0), at(0, 100_000))
    # straight on; round the first corner, past a camera that sees ten metres; and round the second
    assert points(found) == [(100_000, 30_000), (160_000, 10_000), (300_000, 0)]
    quick, middle, least = found
    assert quick.seen_m == quick.seen_flat_m
    assert (quick.seen_m.least, quick.seen_m.expected, quick.seen_m.most) == (0.0, 30.0, 60.0)
    assert (middle.edge.tolist(), middle.length_m) == ([1, 2, 3], 160.0)
    assert price(quick, middle) == 3.0
    assert price(middle, least) == 14.0
    # nobody knows of the straight way; of the middle one it is certain
    assert not surely_less(quick, middle)
    assert surely_less(middle, least)


def test_stretches_that_both_walk_are_no_reason_for_doubt():
    network = network_of(
        np.array([[0, 0], [0, 50], [100, 50], [30, 0], [30, 40]]),
        np.array([[1, 0], [0, 3], [0, 4], [4, 3]]),
    )
    # at the beginning fifty metres of which nothing is certain, then ten that are
    seen = Seen(
        np.array([0, 1, 2, 2, 2]), np.array([0.0, 5e3]), np.array([50e3, 15e3]), np.array([0.5, 1])
    )
    quick, less = ways(network, bounds_of(seen), at(0, 0), at(1, 30_000))
    assert quick.seen_m.least < less.seen_m.most
    assert surely_less(quick, less)


def test_stairs_take_longer_and_what_is_seen_of_them_counts_for_longer():
    network = replace(SQUARE, effort_mm=SQUARE.length_mm * np.array([2, 1, 1, 1, 1, 1, 1]))
    found = ways(network, bounds_of(SEEN), at(0, 0), at(0, 100_000))
    assert points(found) == [(160_000, 10_000), (300_000, 0)]
    (stairs,) = ways(network, bounds_of(SEEN), at(0, 30_000), at(0, 70_000))[:1]
    assert points((stairs,)) == [(80_000, 40_000)]
    assert (stairs.length_m, stairs.seen_m.most, stairs.seen_flat_m.most) == (40.0, 40.0, 80.0)
    assert stairs.minutes(80.0) == 1.0


@pytest.mark.parametrize(("begin", "end"), [(30_000, 70_000), (70_000, 30_000)])
def test_both_ends_on_one_edge_either_way(begin, end):
    quick = ways(SQUARE, bounds_of(SEEN), at(0, begin), at(0, end))[0]
    assert (quick.edge.tolist(), quick.begin_mm.tolist(), quick.end_mm.tolist()) == (
        [0], [begin], [end],
    )  # fmt: skip
    assert points((quick,)) == [(40_000, 20_000)]


def test_the_way_to_where_one_stands_is_none():
    (way,) = ways(SQUARE, bounds_of(SEEN), at(0, 30_000), at(0, 30_000))
    assert points((way,)) == [(0, 0)]
    assert (way.length_m, way.seen_m.most, len(way.edge)) == (0.0, 0.0, 0)


def test_where_no_way_leads_there_is_none():
    apart = network_of(np.array([[0, 0], [9, 0], [0, 9], [9, 9]]), np.array([[0, 1], [2, 3]]))
    nothing = Seen(np.zeros(3, int), *(np.zeros(0) for _ in range(3)))
    assert ways(apart, bounds_of(nothing), at(0, 1_000), at(1, 1_000)) == ()


def test_ties_are_decided_to_the_millimetre():
    # two ways of 10 m, one of them seen: the quickest is the one that is not, and the only one
    network = network_of(
        np.array([[0, 0], [3, 4], [3, -4], [6, 0]]), np.array([[0, 1], [0, 2], [1, 3], [2, 3]])
    )
    seen = Seen(np.array([0, 1, 1, 1, 1]), np.zeros(1), np.array([1.0]), np.ones(1))
    (way,) = ways(network, bounds_of(seen), at(0, 0), at(2, 5_000))
    assert (way.edge.tolist(), points((way,))) == ([1, 3, 2][: len(way.edge)], [(10_000, 0)])


def test_ways_on_a_line_of_prices_are_not_corners():
    # three ways that cost 10 m and 6, 11 m and 4, 12 m and 2: the second is on the line
    network = network_of(np.array([[0, 0], [10, 0]]), np.array([[0, 1]] * 3))
    network = replace(network, effort_mm=np.array([10_000, 11_000, 12_000]))
    per = network.effort_mm / network.length_mm
    wanted = np.array([6_000, 4_000, 2_000])
    seen = Seen(np.arange(4), np.zeros(3), wanted / per, np.ones(3))
    found = ways(network, bounds_of(seen), at(0, 0), at(0, 10_000))
    assert points(found) == [(10_000, 6_000), (12_000, 2_000)]


def test_the_least_telling_way_is_left_out():
    found = ways(SQUARE, bounds_of(SEEN), at(0, 0), at(0, 100_000))
    assert telling(found, 3) == found
    assert telling(found, 2) == (found[0], found[2])
    four = [
        replace(found[0], effort_mm=effort, watched_mm=watched)
        for effort, watched in ((10, 9), (11, 5), (12, 4), (30, 0))
    ]
    assert telling(four, 3) == (four[0], four[2], four[3])


def test_what_cannot_be_searched_is_refused():
    two = Doorsteps(np.zeros(2, int), np.zeros(2, int), np.ones(2))
    with pytest.raises(ValueError, match="begins at one place"):
        ways(SQUARE, bounds_of(SEEN), two, at(0, 0))
    other = Seen(np.zeros(2, int), *(np.zeros(0),) * 3)
    with pytest.raises(ValueError, match="of 1 edges, but 7 edges"):
        ways(SQUARE, bounds_of(other), at(0, 0), at(0, 1))
    long = replace(SQUARE, effort_mm=np.full(7, 2**60))
    with pytest.raises(ValueError, match="too long for exact sums"):
        ways(long, bounds_of(SEEN), at(0, 0), at(0, 1))
