"""Again: walks from homes, worked out anew only where other parts of the ways are seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.first import first_camera
from vidik.model.doorsteps import Doorsteps
from vidik.model.polygons import ranges
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks

__all__ = ["changed_edges", "homes_near", "walks_again"]

Ints = NDArray[np.int64]

#: Efforts of parts of an edge are rounded to millimetres, here and in the loops.
_ROUNDED_MM = 4.0


def changed_edges(before: Seen, after: Seen) -> Ints:
    """Return the edges of which other parts are seen, or not as surely, rising.

    Parameters
    ----------
    before, after
        What is seen of the same edges.
    """
    counts = np.diff(before.offsets)
    same = counts == np.diff(after.offsets)
    edges = np.flatnonzero(same)
    edge = np.repeat(edges, counts[edges])
    old, new = (ranges(seen.offsets[edges], counts[edges]) for seen in (before, after))
    differs = np.zeros(len(edge), dtype=np.bool_)
    for name in ("start_mm", "end_mm", "share"):
        differs |= getattr(before, name)[old] != getattr(after, name)[new]
    same[edge[differs]] = False
    return np.flatnonzero(~same)


def homes_near(network: WalkNetwork, homes: Doorsteps, edges: Ints, *, budget_mm: int) -> Ints:
    """Return the homes whose walks may lead along some edges, rising.

    Parameters
    ----------
    network
        The ways.
    homes
        Where walks begin.
    edges
        Numbers of the edges, rising.
    budget_mm
        Effort of the longest walk, millimetres.
    """
    some = np.zeros(len(network), dtype=np.int64)
    some[edges] = 1
    # as if these edges were seen from end to end: how far is it to the first metre of them?
    whole = Seen(
        offsets=np.concatenate([[0], np.cumsum(some)]),
        start_mm=np.zeros(len(edges)),
        end_mm=network.length_mm[edges].astype(np.float64),
        share=np.ones(len(edges)),
    )
    effort_mm = 1e3 * first_camera(network, whole, homes).flat_m
    # nowhere is nan, and that is not near
    return np.flatnonzero(effort_mm <= budget_mm + _ROUNDED_MM)


def walks_again(before: Walks, again: Walks, homes: Ints) -> Walks:
    """Return all walks from all homes.

    Parameters
    ----------
    before
        From all homes.
    again
        From some of them, worked out anew.
    homes
        Their numbers.
    """
    made = {}
    for name in ("reached_m", "walked_m", "seen_m"):
        made[name] = getattr(before, name).copy()
        made[name][homes] = getattr(again, name)
    return Walks(**made)
