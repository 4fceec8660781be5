"""Repetitions: buildings that a source draws twice, with the same outline and the same heights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M
from vidik.model.polygons import Polygons
from vidik.register import kernels
from vidik.register.account import Account
from vidik.register.buildings import without_repetitions

__all__ = ["without_repeated"]


def without_repeated(footprints: Footprints, account: Callable[[int], Account]) -> Footprints:
    """Return the buildings whose outline and heights no earlier one has; the others are noted.

    Repetitions lie where the others lie, so that what is found in parts of a country is all.

    Parameters
    ----------
    footprints
        Of one source, in order of id, with the heights that the source says and no others.
    account
        Of a building, by its number: takes the note that it is a repetition.
    """
    alike = _alike(footprints)
    if not len(alike):
        return footprints
    some = np.flatnonzero(np.isin(footprints.owner, alike))
    polygons = Polygons(footprints.polygon_offsets, footprints.ring_offsets, footprints.vertices)
    high, low = footprints.height[alike].tolist(), footprints.min_height[alike].tolist()
    kept = without_repetitions(
        polygons.take(some).shapes(),
        footprints.owner[some],
        {k: account(k) for k in alike.tolist()},
        {k: (h[0], h[1], h[2]) for k, h in zip(alike.tolist(), high, strict=True)},
        dict(zip(alike.tolist(), low, strict=True)),
    )
    gone = np.setdiff1d(alike, kept)
    return footprints.only(np.setdiff1d(np.arange(len(footprints)), gone, assume_unique=True))


def _alike(footprints: Footprints) -> NDArray[np.int64]:
    """Return the buildings whose outlines have the fingerprint of another's."""
    mark = np.empty(len(footprints), dtype=np.uint64)
    kernels.fingerprints(
        np.searchsorted(footprints.owner, np.arange(len(footprints) + 1)),
        footprints.polygon_offsets,
        footprints.ring_offsets,
        footprints.vertices,
        1.0 / GRID_M,
        mark,
    )
    ordered = np.sort(mark)
    return np.flatnonzero(np.isin(mark, ordered[1:][ordered[1:] == ordered[:-1]]))
