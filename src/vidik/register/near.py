"""Packed outlines near places: the few of a country that have to become shapes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.model.feature import Feature
from vidik.model.outlines import Outlines
from vidik.register import kernels

__all__ = ["outlines_near"]

#: The shortest degree of latitude is 110,574 m long; one per cent less, to be on the safe side.
_DEGREE_M = 109_500.0


def outlines_near(
    outlines: Outlines, lonlat: NDArray[np.float64], *, metres: float
) -> tuple[Feature, ...]:
    """Return the outlines that may lie within so many metres of a place, as features.

    None that does is left out; some may be that lie a little farther away.

    Parameters
    ----------
    outlines
        Of one source.
    lonlat
        Shape (n, 2): the places, degrees.
    metres
        At most some hundreds.
    """
    boxes = outlines.boxes()
    north = metres / _DEGREE_M
    nearest_pole = np.minimum(np.abs(boxes[:, 1::2]).max(axis=1) + north, 89.999)
    east = north / np.cos(np.radians(nearest_pole))
    margin = np.column_stack([east, np.full(len(boxes), north)])
    places = lonlat[np.argsort(lonlat[:, 0])]
    reached = np.empty(len(boxes), dtype=np.bool_)
    kernels.reached_boxes(
        np.hstack([boxes[:, :2] - margin, boxes[:, 2:] + margin]),
        np.ascontiguousarray(places[:, 0]),
        np.ascontiguousarray(places[:, 1]),
        reached,
    )
    return tuple(
        Feature(outlines.ids[i], outlines.shape(i), outlines.tags(i))
        for i in np.flatnonzero(reached).tolist()
    )
