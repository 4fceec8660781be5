"""From home: all walks and the first camera, of every home, at every level and bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.again import changed_edges, homes_near
from vidik.exposure.first import LIKELY, first_camera
from vidik.exposure.seen import BOUNDS, Bound
from vidik.exposure.walks import walks
from vidik.model.doorsteps import Doorsteps
from vidik.model.from_home import FromHome
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.walking_rules import WalkingRules
from vidik.model.walks import Walks

__all__ = ["from_home"]


def from_home(
    network: WalkNetwork,
    seen: Mapping[str, Mapping[Bound, Seen]],
    homes: Doorsteps,
    places: NDArray[np.float64],
    rules: WalkingRules,
    *,
    before: tuple[Mapping[str, Mapping[Bound, Seen]], FromHome] | None = None,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> FromHome:
    """Return how much of all walks from each home is seen, and how near the first camera is.

    Parameters
    ----------
    network
        The ways.
    seen
        Which parts of them are seen, by level and bound.
    homes
        At their places along the network.
    places
        Shape (h, 2): where they stand, metres.
    rules
        How long a walk takes, and how fast people walk.
    before
        What other cameras see, at the same levels, and what this function returned for it: homes
        whose walks lead nowhere where it differs are not walked from again. None: all are.
    threads
        How many to compute with; the result does not depend on it, nor on `before`.
    advance
        Called with the number of homes finished since the last call, of as many as there are homes,
        levels and bounds.
    """
    shape = (len(homes), len(seen), len(BOUNDS))
    metres, minutes = np.empty(shape), np.empty(shape)
    share = np.empty(shape) if before is None else before[1].share.copy()
    rows, some = np.arange(len(homes)), homes
    known: Walks | None = None
    for i, (level, parts) in enumerate(seen.items()):
        if before is not None:
            edges = _differing(before[0][level], parts)
            rows = homes_near(network, homes, edges, budget_mm=rules.budget_mm)
            some, known = homes.only(rows), None
        # what most may be seen comes first: where even that is nothing, nothing is
        for k, bound in reversed(list(enumerate(BOUNDS))):
            own = parts[bound]
            if advance is not None:
                advance(len(homes) - len(some))
            if known is not None and not len(own.share):
                known = replace(known, seen_m=np.zeros(len(some)))
                if advance is not None:
                    advance(len(some))
            else:
                known = walks(
                    network, own, some, budget_mm=rules.budget_mm, threads=threads, advance=advance
                )
            share[rows, i, k] = known.share
            first = first_camera(network, own, homes, chance=LIKELY[bound])
            # the more is seen, the nearer the first of it
            nearness = len(BOUNDS) - 1 - k
            metres[:, i, nearness] = first.metres
            minutes[:, i, nearness] = first.minutes(rules.pace_m_per_min)
    return FromHome(
        places=places,
        weight=homes.weight,
        levels=tuple(seen),
        # sums of rounded numbers may cross by their last bit
        share=np.maximum.accumulate(share, axis=2),
        # the quickest way to a farther camera may be the shorter one, where there are stairs
        metres=np.maximum.accumulate(np.nan_to_num(metres, nan=np.inf), axis=2),
        minutes=np.maximum.accumulate(np.nan_to_num(minutes, nan=np.inf), axis=2),
    )


def _differing(before: Mapping[Bound, Seen], after: Mapping[Bound, Seen]) -> NDArray[np.int64]:
    """Return the edges of which other parts are seen by any bound, rising."""
    edges = [changed_edges(before[bound], after[bound]) for bound in BOUNDS]
    return np.unique(np.concatenate(edges))
