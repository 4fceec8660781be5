"""The slow, obvious twin of walks: networkx finds the ways, and every millimetre is walked to."""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork

Floats = NDArray[np.float64]

#: One above the other: what is quickest comes before what is shortest, that before what is seen.
_EFFORT, _LENGTH = 2**60, 2**30


def before(seen: Seen, edge: int, places: Floats) -> Floats:
    """Return how much of an edge is seen before each of some places, millimetres."""
    total = np.zeros(len(places))
    for part in range(seen.offsets[edge], seen.offsets[edge + 1]):
        start, end = seen.start_mm[part], seen.end_mm[part]
        total += seen.share[part] * (np.clip(places, start, end) - start)
    return total


def walked_to_all(
    network: WalkNetwork, seen: Seen, homes: Doorsteps, home: int, budget_mm: int
) -> tuple[float, float, float]:
    """Return metres reached, walked and seen, of walks to the middle of every millimetre."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.nodes)))
    whole = np.minimum(np.rint(seen.seen_mm), network.length_mm)

    def weight(effort: int, length: int, watched: int) -> int:
        return effort * _EFFORT + length * _LENGTH + watched

    for e in range(len(network)):
        numbers = (network.effort_mm[e], network.length_mm[e], whole[e])
        graph.add_edge(int(network.tail[e]), int(network.head[e]), w=weight(*map(int, numbers)))
    own, offset = int(homes.edge[home]), int(homes.offset_mm[home])
    length = int(network.length_mm[own])
    per = network.effort_mm[own] / length
    seen_before = before(seen, own, np.array([float(offset)]))[0]
    for node, metres, watched in (
        (network.tail[own], offset, seen_before),
        (network.head[own], length - offset, seen.seen_mm[own] - seen_before),
    ):
        numbers = (int(np.rint(metres * per)), metres, min(int(np.rint(watched)), metres))
        graph.add_edge("home", int(node), w=weight(*numbers))
    ways = nx.single_source_dijkstra_path_length(
        graph, "home", cutoff=(budget_mm + 1) * _EFFORT - 1, weight="w"
    )
    sums = np.zeros(3)
    for e in np.flatnonzero(network.counted).tolist():
        length = int(network.length_mm[e])
        per = network.effort_mm[e] / length
        x = np.arange(length) + 0.5
        # from a place of the edge, metres along it, and what was walked and seen to get there
        starts = [(float(offset), 0, 0, 0)] if e == own else []
        for node, place in ((network.tail[e], 0.0), (network.head[e], float(length))):
            if (way := ways.get(int(node))) is not None:
                effort, rest = divmod(way, _EFFORT)
                starts.append((place, effort, *divmod(rest, _LENGTH)))
        if not starts:
            continue
        efforts = np.array([effort + per * abs(x - place) for place, effort, _, _ in starts])
        best = efforts.argmin(axis=0)
        near = efforts.min(axis=0) <= budget_mm
        lengths = np.array([far + abs(x - place) for place, _, far, _ in starts])
        watched = np.array(
            [
                more + abs(before(seen, e, x) - before(seen, e, np.array([place])))
                for place, _, _, more in starts
            ]
        )
        rows = np.arange(length)
        sums += (
            near.sum(),
            lengths[best, rows][near].sum(),
            watched[best, rows][near].sum(),
        )
    return sums[0] / 1e3, sums[1] / 1e6, sums[2] / 1e6
