"""All walks from homes: how much street they lead to, and how much of them cameras see."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.curve import along_curve
from vidik.exposure.kernels import walks as kernels
from vidik.exposure.leads import leads
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks

__all__ = ["FARTHEST_MM", "walks"]

#: Walks on the flat are shorter than this, millimetres: two kilometres.
FARTHEST_MM = 2**kernels.FIELD

#: Homes that are taken together; 32 are about as fast, 128 slower by a quarter.
_LANES = 64

#: Homes that a thread takes at a time.
_CHUNK = 32 * _LANES

#: Nodes that walks from one batch are given room for at first.
_ROOM = 4096


def walks(
    network: WalkNetwork,
    seen: Seen,
    homes: Doorsteps,
    *,
    budget_mm: int,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Walks:
    """Return what all walks of some time from each home come to.

    From a home one walk leads to each metre of street that is near enough, the quickest way; where
    two ways are as quick the shorter, and of those the one that is seen less.

    Parameters
    ----------
    network
        The ways, m edges.
    seen
        Which parts of the edges are seen.
    homes
        Where the walks begin.
    budget_mm
        How far a walk leads on the flat at most, millimetres; below `FARTHEST_MM`.
    threads
        How many to compute with; the result does not depend on it, nor on the order of the homes.
    advance
        Called with the number of homes finished since the last call.

    Raises
    ------
    ValueError
        If walks are too long, or `seen` is of another network.
    """
    if not 0 < budget_mm < FARTHEST_MM:
        raise ValueError(f"walks of {budget_mm} mm: only those below {FARTHEST_MM} mm are known")
    if len(seen.offsets) != len(network) + 1:
        raise ValueError(f"what is seen of {len(seen.offsets) - 1} edges, but {len(network)} edges")
    renamed = _by_place(network)
    tail, head = renamed[network.tail], renamed[network.head]
    edges = (tail, head, network.length_mm, network.effort_mm, network.counted)
    away = leads(tail, head, len(network.nodes))
    roads = (_weights(network, seen)[away.edge], away.first, away.to, away.by)
    parts = np.column_stack([seen.start_mm, seen.end_mm, seen.share])
    order = along_curve(_places(network, homes))
    out = np.zeros((len(homes), 3))

    def solve(begin: int) -> None:
        left = order[begin : begin + _CHUNK]
        place = np.full(len(network.nodes), -1)
        room = _ROOM
        while len(left):
            done = kernels.all_walks(
                left, homes.edge, homes.offset_mm, *edges, *roads, seen.offsets, parts, budget_mm,
                np.empty((room, _LANES), dtype=np.uint64), place, np.empty(room, dtype=np.int64),
                np.empty((3, room), dtype=np.int64), out,
            )  # fmt: skip
            if advance is not None:
                advance(done)
            left, room = left[done:], 2 * room

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(solve, range(0, len(order), _CHUNK)))
    reached, walked, watched = out.T
    return Walks(reached_m=reached / 1e3, walked_m=walked / 1e6, seen_m=watched / 1e6)


def _by_place(network: WalkNetwork) -> NDArray[np.int64]:
    """Return a new number for each node, by which neighbours lie near each other in memory."""
    renamed = np.empty(len(network.nodes), dtype=np.int64)
    renamed[along_curve(network.nodes)] = np.arange(len(network.nodes))
    return renamed


def _places(network: WalkNetwork, homes: Doorsteps) -> NDArray[np.float64]:
    """Return about where each home stands, metres: as if its edge were straight."""
    share = (homes.offset_mm / network.length_mm[homes.edge])[:, None]
    tail, head = network.nodes[network.tail[homes.edge]], network.nodes[network.head[homes.edge]]
    return np.asarray(tail + share * (head - tail))


def _weights(network: WalkNetwork, seen: Seen) -> NDArray[np.uint64]:
    """Return what each edge adds to a state."""
    watched = np.minimum(np.rint(seen.seen_mm).astype(np.int64), network.length_mm)
    weights = np.empty(len(network), dtype=np.uint64)
    kernels.pack(network.effort_mm, network.length_mm, watched, weights)
    return weights
