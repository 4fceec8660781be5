"""Stretches: which metres of street cameras see, at each level, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from vidik.model.bands import BANDS, SURE
from vidik.model.streets import Streets
from vidik.model.views import Aim, Views
from vidik.model.watched import Watched
from vidik.sight import kernels

__all__ = ["watched"]

_Floats = NDArray[np.float64]
_Packed = tuple[
    NDArray[np.int64], _Floats, _Floats, _Floats, NDArray[np.int64], _Floats, _Floats, _Floats
]

# Pieces a thread takes at a time.
_CHUNK = 256

# Along a smooth stretch the probability is integrated in steps of at most this, metres.
_STEP_M = 2.0


def watched(
    streets: Streets,
    views: Views,
    *,
    levels: Sequence[str],
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Watched:
    """Return how much of each street piece is seen by some camera, and where along it.

    Least counts the metres that some camera sees whatever the truth about its direction and lens,
    most those that some camera may see. Expected integrates the probability that at least one
    camera sees a point, ``1 − Π(1 − P)``, taking the doubts about different cameras as independent.

    Parameters
    ----------
    streets
        The n pieces.
    views
        Of the cameras that count.
    levels
        Keys of the levels, in the order of the columns of each aim's reach.
    threads
        How many pieces are computed at once; the result does not depend on it.
    advance
        Called with the number of pieces finished since the last call.
    """
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
    )
    x, y = views.origin.T
    r = views.reach
    tree = STRtree(shapely.box(x - r, y - r, x + r, y + r))
    lens, weight, fov, reaches, arcs, share, start, width = _pack(views.aims, len(levels))

    def solve(first: int) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
        pieces = np.arange(first, min(first + _CHUNK, len(streets)))
        owner, camera = tree.query(lines[pieces])
        order = np.lexsort((camera, owner))
        candidates = np.searchsorted(owner[order], np.arange(len(pieces) + 1))
        part: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]] = kernels.watch(
            pieces,
            streets.vertices,
            streets.offsets,
            camera[order],
            candidates,
            views.origin,
            views.reach,
            views.vertices,
            views.arc,
            views.offsets,
            lens,
            weight,
            fov,
            reaches,
            arcs,
            share,
            start,
            width,
            np.array(BANDS),
            SURE,
            _STEP_M,
        )
        if advance is not None:
            advance(len(pieces))
        return part

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, len(streets), _CHUNK)))
    metres = np.concatenate([np.empty((0, 3, len(levels))), *(p[0] for p in parts)])
    where = np.concatenate([np.empty((0, 3), np.int64), *(p[1] for p in parts)])
    span = np.concatenate([np.empty((0, 2)), *(p[2] for p in parts)])
    least, expected, most = metres[:, 0], metres[:, 1], metres[:, 2]
    return Watched(
        levels=tuple(levels),
        least=least,
        # sums of the same steps in another order: rounding may put one past the other
        expected=np.clip(expected, least, np.maximum(least, most)),
        most=np.maximum(least, most),
        piece=where[:, 0],
        level=where[:, 1],
        band=where[:, 2],
        start_m=span[:, 0],
        end_m=span[:, 1],
    )


def _pack(aims: Sequence[Aim], levels: int) -> _Packed:
    """Return all aims end to end, as the kernel takes them."""
    for a, b in pairwise(aims):
        if a.reach.shape[1] != b.reach.shape[1]:
            raise ValueError("all aims need one column of reaches per level")
    return (
        np.cumsum([0, *(len(aim.weight) for aim in aims)]),
        np.concatenate([np.empty(0), *(aim.weight for aim in aims)]),
        np.concatenate([np.empty(0), *(aim.fov for aim in aims)]),
        np.concatenate([np.empty((0, levels)), *(aim.reach for aim in aims)]),
        np.cumsum([0, *(len(aim.share) for aim in aims)]),
        np.concatenate([np.empty(0), *(aim.share for aim in aims)]),
        np.concatenate([np.empty(0), *(aim.start for aim in aims)]),
        np.concatenate([np.empty(0), *(aim.width for aim in aims)]),
    )
