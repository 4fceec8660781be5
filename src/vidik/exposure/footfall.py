"""Footfall: how many walks lead along each way, and past each camera. It is a model of walking.

Walks are those from homes (`vidik.exposure.walks`): one to each metre of street within 15 minutes,
by the quickest way. Nobody was counted for it: people walk to shops and stops rather than to metres
of street, and not all who walk come from home. What is made of it needs a wide range.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.kernels.footfall import add_walks
from vidik.exposure.leads import leads
from vidik.exposure.seen import Bound
from vidik.model.doorsteps import Doorsteps
from vidik.model.walk_network import WalkNetwork
from vidik.model.watchers import Watchers

__all__ = ["footfall", "passing"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Homes that a thread takes at a time; sums are added up in the order of these.
_CHUNK = 1024

#: Stretches of a camera that are so near to each other are one, and to a node, are at it, metres.
_TOUCHING_M = 0.01


def footfall(
    network: WalkNetwork,
    homes: Doorsteps,
    *,
    budget_mm: int,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Floats:
    """Return how many walks lead along each edge if each home has as many as it weighs.

    Parameters
    ----------
    network
        The ways, m edges.
    homes
        Where the walks begin.
    budget_mm
        How far a walk leads on the flat at most, millimetres.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of homes finished since the last call.

    Returns
    -------
    NDArray
        Shape (m,): walks in the mean over the metres of each edge; times its length that is the
        metres walked on it.
    """
    nodes, edges = len(network.nodes), len(network)
    away = leads(network.tail, network.head, nodes)

    def solve(begin: int) -> Floats:
        rows, walked = slice(begin, begin + _CHUNK), np.zeros(edges)
        add_walks(
            homes.edge[rows], homes.offset_mm[rows], homes.weight[rows], network.tail, network.head,
            network.length_mm, network.effort_mm, network.counted, away.first, away.to, away.by,
            float(budget_mm), np.full(nodes, np.inf), np.empty(nodes, np.int64),
            np.empty(nodes, np.int64), np.zeros(nodes), np.zeros(edges), walked,
        )  # fmt: skip
        if advance is not None:
            advance(len(homes.edge[rows]))
        return walked

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return sum(pool.map(solve, range(0, len(homes), _CHUNK)), np.zeros(edges))


def passing(
    network: WalkNetwork, walks: Floats, watchers: Watchers, *, level: int, bound: Bound
) -> Floats:
    """Return how many walks pass each camera where it sees them at a level.

    What comes into view goes out of it again: a pass crosses the edge of the view twice, so the
    passes are half of the walks over all ends of what the camera sees of the ways. Where it is not
    known what it sees, views of all chances lie in each other, the surer the smaller, and the
    expectation is over them: an end counts by how much the chance falls there. A walk that begins
    or ends in view counts half.

    Parameters
    ----------
    network
        The ways.
    walks
        Shape (m,): of each edge, as of `footfall`.
    watchers
        Who sees what of ``network.ways``; what is under the ground is seen by nobody.
    level
        Number of the level.
    bound
        What is seen for certain, in expectation, or possibly.

    Returns
    -------
    NDArray
        Shape (cameras,), in the order of ``watchers.ids``.
    """
    # walks that begin and end in view may put the bounds out of order by a little
    most = _passing(network, walks, watchers, level, "most")
    if bound == "most":
        return most
    least = np.minimum(_passing(network, walks, watchers, level, "least"), most)
    if bound == "least":
        return least
    return np.clip(_passing(network, walks, watchers, level, "expected"), least, most)


def _passing(
    network: WalkNetwork, walks: Floats, watchers: Watchers, level: int, bound: Bound
) -> Floats:
    some = watchers.only((watchers.level == level) & ~network.covered[watchers.piece])
    if bound == "least":
        some = some.only(some.sure)
    chance = some.chance if bound == "expected" else np.ones(len(some))
    order = np.lexsort((some.start_m, some.piece, some.camera))
    edge, camera = some.piece[order].astype(np.int64), some.camera[order].astype(np.int64)
    start, end, chance = some.start_m[order], some.end_m[order], chance[order]
    length = network.length_mm[edge] / 1000.0
    flow, out = walks[edge], np.zeros(len(watchers.ids))

    # along an edge: from what is seen to what is seen next to it, or to nothing
    touches = np.zeros(len(edge), np.bool_)
    touches[1:] = (
        (edge[1:] == edge[:-1]) & (camera[1:] == camera[:-1])
        & (start[1:] - end[:-1] <= _TOUCHING_M)
    )  # fmt: skip
    goes_on = np.append(touches[1:], False)
    before = np.where(touches, np.append(0.0, chance[:-1]), 0.0)
    at_tail, at_head = start <= _TOUCHING_M, end >= length - _TOUCHING_M
    # each step between two stretches is seen from its second one
    rises = np.where(at_tail, 0.0, np.abs(chance - before))
    falls = np.where(goes_on | at_head, 0.0, chance)
    np.add.at(out, camera, 0.5 * flow * (rises + falls))

    # at a node: from the chance there, that of the surest edge, to that of each other edge
    ends = np.concatenate([network.tail[edge[at_tail]], network.head[edge[at_head]]])
    own = np.concatenate([camera[at_tail], camera[at_head]])
    sure = np.concatenate([chance[at_tail], chance[at_head]])
    along = np.concatenate([flow[at_tail], flow[at_head]])
    through = np.bincount(network.tail, walks, len(network.nodes))
    through += np.bincount(network.head, walks, len(network.nodes))
    _, pair = np.unique(own * len(network.nodes) + ends, return_inverse=True)
    surest = np.zeros(pair.max(initial=-1) + 1)
    np.maximum.at(surest, pair, sure)
    seen = np.bincount(pair, along * sure, len(surest))
    first = np.zeros(len(surest), np.int64)
    first[pair] = np.arange(len(pair))
    lost = surest * through[ends[first]] - seen
    np.add.at(out, own[first], 0.5 * np.maximum(lost, 0.0))
    return out
