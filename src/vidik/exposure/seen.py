"""Which parts of the ways people walk cameras see: at least, in expectation, at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from vidik.model.bands import BANDS
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.watched import Watched

__all__ = ["BOUNDS", "Bound", "seen_along", "seen_by_level"]

Bound = Literal["least", "expected", "most"]

BOUNDS: Sequence[Bound] = get_args(Bound)

#: What is certain is in the last class of probability; the others are taken for their middle.
_SURE = len(BANDS) - 1
_MIDDLES = np.array([0.5 * (a + b) for a, b in zip((0.0, *BANDS), BANDS, strict=False)])


def seen_along(network: WalkNetwork, watched: Watched, *, level: str, bound: Bound) -> Seen:
    """Return which parts of a network's edges some mapped camera sees.

    Parameters
    ----------
    network
        The ways.
    watched
        What is watched of ``network.ways``.
    level
        Key of the level.
    bound
        What is seen for certain, in expectation, or possibly. In expectation a part has a share, as
        its class of probability says, scaled so that an edge's parts come to its expected metres.
    """
    column = watched.levels.index(level)
    rows = np.flatnonzero((watched.level == column) & ~network.covered[watched.piece])
    if bound == "least":
        rows = rows[watched.band[rows] == _SURE]
    rows = rows[np.lexsort((watched.start_m[rows], watched.piece[rows]))]
    piece, band = watched.piece[rows], watched.band[rows]
    whole = network.length_mm[piece].astype(np.float64)
    start = np.clip(1000.0 * watched.start_m[rows], 0.0, whole)
    end = np.clip(1000.0 * watched.end_m[rows], start, whole)
    share = np.ones(len(rows))
    if bound == "expected":
        share = _scaled(
            np.where(band == _SURE, 1.0, _MIDDLES[band]),
            end - start,
            piece,
            band == _SURE,
            1000.0 * watched.expected[:, column],
        )
    offsets = np.concatenate([[0], np.cumsum(np.bincount(piece, minlength=len(network)))])
    return Seen(offsets=offsets.astype(np.int64), start_mm=start, end_mm=end, share=share)


def seen_by_level(network: WalkNetwork, watched: Watched) -> Mapping[str, Mapping[Bound, Seen]]:
    """Return which parts of the ways are seen, by level and bound.

    Parameters
    ----------
    network, watched
        As of `seen_along`.
    """
    return {
        level: {bound: seen_along(network, watched, level=level, bound=bound) for bound in BOUNDS}
        for level in watched.levels
    }


def _scaled(
    share: np.ndarray, length: np.ndarray, piece: np.ndarray, sure: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """Return shares with which each piece comes to what is wanted of it; certainty stays so."""
    certain, doubtful = (
        np.bincount(piece[rows], weights=(share * length)[rows], minlength=len(wanted))
        for rows in (sure, ~sure)
    )
    factor = np.divide(wanted - certain, doubtful, out=np.ones(len(wanted)), where=doubtful > 0.0)
    return np.where(sure, 1.0, np.clip(share * factor[piece], 0.0, 1.0))
