"""Random walking networks, what is seen of them, and homes along them."""

from __future__ import annotations

import numpy as np

from vidik.exposure.seen import Bound
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork


def network_of(
    nodes: np.ndarray, ends: np.ndarray, rng: np.random.Generator | None = None
) -> WalkNetwork:
    """Return straight edges between nodes; with `rng` some slow, covered or not counted."""
    rng, plain = rng or np.random.default_rng(0), rng is None
    m = len(ends)
    lines = nodes[ends]
    length = np.maximum(np.rint(1000 * np.hypot(*(lines[:, 1] - lines[:, 0]).T)), 1).astype(int)
    slow = np.where(rng.random(m) < 0.2, 2.0, 1.0)
    return WalkNetwork(
        ways=Streets(
            ids=tuple(f"way/{e}" for e in range(m)),
            names=("",) * m,
            classes=("footway",) * m,
            offsets=2 * np.arange(m + 1),
            vertices=lines.reshape(-1, 2).astype(float),
        ),
        nodes=nodes.astype(float),
        tail=ends[:, 0],
        head=ends[:, 1],
        length_mm=length,
        effort_mm=length if plain else np.rint(length * slow).astype(int),
        counted=np.ones(m, bool) if plain else rng.random(m) < 0.9,
        covered=np.zeros(m, bool),
    )


def random_network(rng: np.random.Generator, n: int, m: int, *, side_m: float) -> WalkNetwork:
    """Return n nodes in a square and m edges between neighbours, a few twice, a few to nowhere."""
    nodes = np.unique(rng.integers(0, int(1024 * side_m), (n, 2)), axis=0) / 1024
    n = len(nodes)
    apart = np.hypot(*(nodes[:, None] - nodes[None]).transpose(2, 0, 1))
    near = np.argsort(apart, axis=1)[:, : min(n, 5)]
    tail = rng.integers(0, n, m)
    head = near[tail, rng.integers(0, near.shape[1], m)]  # the nearest is the node itself: a loop
    return network_of(nodes, np.column_stack([tail, head]), rng)


def random_seen(rng: np.random.Generator, network: WalkNetwork, *, doubt: bool = True) -> Seen:
    """Return none to three parts of each edge."""
    counts = rng.integers(0, 4, len(network))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    edge = np.repeat(np.arange(len(network)), counts)
    cuts = np.zeros((len(edge), 2))
    for e in range(len(network)):
        own = np.sort(rng.random(2 * counts[e])).reshape(-1, 2) * network.length_mm[e]
        cuts[offsets[e] : offsets[e + 1]] = own
    share = rng.random(len(edge)) if doubt else np.ones(len(edge))
    return Seen(offsets=offsets, start_mm=cuts[:, 0], end_mm=cuts[:, 1], share=share)


def random_homes(rng: np.random.Generator, network: WalkNetwork, count: int) -> Doorsteps:
    """Return homes anywhere along the edges, some at their very ends."""
    edge = rng.integers(0, len(network), count)
    share = rng.choice([0.0, 1.0, 0.5, 0.25, *rng.random(4)], count)
    offset = np.rint(share * network.length_mm[edge]).astype(int)
    return Doorsteps(edge=edge, offset_mm=offset, weight=np.ones(count))


def random_bounds(rng: np.random.Generator, network: WalkNetwork) -> dict[Bound, Seen]:
    """Return what is seen at least, in expectation and at most, by the same made-up views."""
    most = random_seen(rng, network, doubt=False)
    sure = rng.random(len(most.share)) < 0.3
    share = np.where(sure, 1.0, rng.choice([0.0, 0.5, *rng.random(8)], len(sure)))
    kept = np.concatenate([[0], np.cumsum(sure)])
    return {
        "least": Seen(kept[most.offsets], most.start_mm[sure], most.end_mm[sure], share[sure]),
        "expected": Seen(most.offsets, most.start_mm, most.end_mm, share),
        "most": most,
    }
