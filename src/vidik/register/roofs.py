"""Roofs: how high a building may be where nobody mapped it, by its kind and its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidik.model.footprints import Footprints
from vidik.model.heights import Heights
from vidik.model.words import Words

__all__ = ["roof_heights", "with_roofs"]


def with_roofs(footprints: Footprints, heights: Heights) -> Footprints:
    """Return the buildings with a height each: the one they have, or else the table's.

    Parameters
    ----------
    footprints
        Of any sources.
    heights
        The table.

    See Also
    --------
    roof_heights : Does it, with arrays.
    """
    return replace(
        footprints,
        height=roof_heights(
            footprints.height,
            footprints.kind,
            footprints.areas_m2(),
            heights,
            min_height=footprints.min_height,
        ),
    )


def roof_heights(
    height: NDArray[np.float64],
    kind: Sequence[str],
    area_m2: NDArray[np.float64],
    heights: Heights,
    *,
    min_height: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return least, expected and most height of each roof; none is NaN.

    Parameters
    ----------
    height
        Shape (n, 3): as mapped, metres above ground; NaN where nobody did.
    kind
        Of the n buildings.
    area_m2
        Shape (n,): of their outlines.
    heights
        The table: `Heights.roof`.
    min_height
        Shape (n,): where each begins, metres above ground. What the table says counts from there,
        so that the roof of a bridge between two houses is not below its floor.

    Returns
    -------
    ndarray
        Shape (n, 3), rising along each row.
    """
    words = Words.of(kind)
    filled = height.copy()
    left: NDArray[np.bool_] = np.asarray(np.isnan(height).any(axis=1))
    for row in heights.roof:
        allowed = np.array([not row.kinds or k in row.kinds for k in words.known], dtype=np.bool_)
        hit = np.flatnonzero(left & (area_m2 < row.below_m2))
        hit = hit[allowed[words.codes[hit]]]
        span = np.array([row.span.least, row.span.expected, row.span.most])
        filled[hit] = min_height[hit, None] + span
        left[hit] = False
    return filled
