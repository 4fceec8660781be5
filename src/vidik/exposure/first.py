"""The first camera: how far from home to the first metre of street in some camera's view."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.kernels.nearest import nearest
from vidik.exposure.leads import leads
from vidik.exposure.seen import Bound
from vidik.model.doorsteps import Doorsteps
from vidik.model.first_camera import FirstCamera
from vidik.model.polygons import ranges
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork

__all__ = ["LIKELY", "first_camera"]

Ints = NDArray[np.int64]

#: The first camera is expected where a metre is seen more likely than not.
LIKELY: Mapping[Bound, float] = {"least": 1.0, "expected": 0.5, "most": 0.0}

#: A way is one number: its effort, then its length, both in millimetres and below two thousand km.
_BITS = 31
_NEVER = 2**62


def first_camera(
    network: WalkNetwork, seen: Seen, homes: Doorsteps, *, chance: float = 0.0
) -> FirstCamera:
    """Return the quickest way from each home to the first metre that is seen.

    Parameters
    ----------
    network
        The ways.
    seen
        Which parts of its edges are seen.
    homes
        Where the ways begin.
    chance
        Parts that are seen with a smaller one are none.
    """
    seen = _likely(seen, chance)
    edges = np.arange(len(network))
    none, whole = np.zeros(len(network), dtype=np.int64), network.length_mm
    found = np.full(len(network.nodes), _NEVER)
    np.minimum.at(found, network.tail, _along(network, seen, edges, none))
    np.minimum.at(found, network.head, _along(network, seen, edges, whole))
    away = leads(network.tail, network.head, len(network.nodes))
    nearest(away.first, away.to, _ways(network, edges, whole)[away.edge], _NEVER, found)

    edge, offset = homes.edge, homes.offset_mm
    rest = network.length_mm[edge] - offset
    best = np.minimum.reduce(
        [
            _along(network, seen, edge, offset),
            _ways(network, edge, offset) + found[network.tail[edge]],
            _ways(network, edge, rest) + found[network.head[edge]],
        ]
    )
    effort, length = (best >> _BITS) / 1e3, (best & (2**_BITS - 1)) / 1e3
    nothing = best >= _NEVER
    return FirstCamera(
        metres=np.where(nothing, np.nan, length), flat_m=np.where(nothing, np.nan, effort)
    )


def _likely(seen: Seen, chance: float) -> Seen:
    """Return the parts that are seen at least so likely."""
    rows = seen.share >= chance
    before = np.concatenate([[0], np.cumsum(rows)])
    return Seen(
        offsets=before[seen.offsets],
        start_mm=seen.start_mm[rows],
        end_mm=seen.end_mm[rows],
        share=seen.share[rows],
    )


def _ways(network: WalkNetwork, edge: Ints, length: Ints) -> Ints:
    """Return stretches of edges, millimetres, as ways."""
    effort = np.rint(length * (network.effort_mm[edge] / network.length_mm[edge]))
    return (effort.astype(np.int64) << _BITS) + length


def _along(network: WalkNetwork, seen: Seen, edge: Ints, offset: Ints) -> Ints:
    """Return the ways along edges from places on them to the nearest part that is seen."""
    counts = np.diff(seen.offsets)[edge]
    part = ranges(seen.offsets[edge], counts)
    place = np.repeat(offset, counts)
    short = np.maximum(np.maximum(seen.start_mm[part] - place, place - seen.end_mm[part]), 0.0)
    ways = _ways(network, np.repeat(edge, counts), np.rint(short).astype(np.int64))
    found = np.full(len(edge), _NEVER)
    np.minimum.at(found, np.repeat(np.arange(len(edge)), counts), ways)
    return found
