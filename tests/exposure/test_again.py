"""Walks that are worked out anew in part, beside all of them worked out anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exposure.networks import network_of, random_homes, random_network, random_seen
from vidik.exposure.again import changed_edges, homes_near, walks_again
from vidik.exposure.walks import walks
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen

seeds = st.integers(0, 2**32 - 1)


def of(seen: Seen, edge: int) -> list[tuple[float, float, float]]:
    """Return the parts of an edge."""
    rows = range(seen.offsets[edge], seen.offsets[edge + 1])
    return [(seen.start_mm[i], seen.end_mm[i], seen.share[i]) for i in rows]


def mixed(rng: np.random.Generator, one: Seen, other: Seen, count: int) -> Seen:
    """Return what is seen as in `one`, but of some edges as in `other`."""
    m = len(one.offsets) - 1
    from_other = np.isin(np.arange(m), rng.choice(m, count, replace=False))
    parts = [of(other if from_other[e] else one, e) for e in range(m)]
    rows = np.array([row for part in parts for row in part]).reshape(-1, 3)
    offsets = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    return Seen(offsets.astype(np.int64), *(np.ascontiguousarray(column) for column in rows.T))


@given(seeds, st.integers(0, 4), st.sampled_from([300, 2_000, 20_000]))
@settings(max_examples=80, deadline=None)
def test_walks_from_homes_that_are_near_are_all_that_differ(seed, count, budget):
    rng = np.random.default_rng(seed)
    network = random_network(rng, 40, 60, side_m=12.0)
    homes = random_homes(rng, network, 50)
    before = random_seen(rng, network)
    after = mixed(rng, before, random_seen(rng, network), count)
    edges = changed_edges(before, after)
    assert edges.tolist() == [e for e in range(len(network)) if of(before, e) != of(after, e)]
    rows = homes_near(network, homes, edges, budget_mm=budget)
    some = Doorsteps(homes.edge[rows], homes.offset_mm[rows], homes.weight[rows])
    known = walks(network, before, homes, budget_mm=budget)
    found = walks_again(known, walks(network, after, some, budget_mm=budget), rows)
    wanted = walks(network, after, homes, budget_mm=budget)
    for name in ("reached_m", "walked_m", "seen_m"):
        assert getattr(found, name).tobytes() == getattr(wanted, name).tobytes()


def test_homes_far_away_are_left_as_they_are():
    # a street of ten pieces of 100 m; the last one changes; walks of 300 m
    nodes = np.column_stack([100.0 * np.arange(11), np.zeros(11)])
    network = network_of(nodes, np.column_stack([np.arange(10), np.arange(1, 11)]))
    homes = Doorsteps(np.arange(10), np.full(10, 50_000), np.ones(10))
    near = homes_near(network, homes, np.array([9]), budget_mm=300_000)
    # from the middle of the piece that begins at 600 m it is 250 m to the last one
    assert near.tolist() == [6, 7, 8, 9]
    assert homes_near(network, homes, np.zeros(0, np.int64), budget_mm=300_000).tolist() == []


@pytest.mark.parametrize("name", ["start_mm", "share"])
def test_an_edge_that_is_seen_otherwise_has_changed(name):
    rng = np.random.default_rng(3)
    network = random_network(rng, 12, 20, side_m=4.0)
    seen = random_seen(rng, network)
    column = getattr(seen, name).copy()
    column[4] *= 0.5
    edge = int(np.searchsorted(seen.offsets, 4, side="right")) - 1
    assert changed_edges(seen, replace(seen, **{name: column})).tolist() == [edge]
