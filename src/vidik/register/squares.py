"""Squares: areas that people walk across, straight on from where they come in."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString, Polygon

__all__ = ["walked_across"]

#: Around more corners of one square nobody is led but along its outline: the lines between all of
#: them would be more than the streets of a city.
_CORNERS = 200


def walked_across(square: Geometry, doors: NDArray[np.float64]) -> list[LineString]:
    """Return the lines along which a square is walked.

    Parameters
    ----------
    square
        A polygon, or several, in metres.
    doors
        Shape (n, 2): the vertices of its rings at which other ways come in.

    Returns
    -------
    lines
        Its rings, and every straight line within it between two doors, or corners that one walks
        around. On these is the shortest way between any two doors. None if there is no door.
    """
    if not len(doors):
        return []
    parts = [
        shapely.orient_polygons(part)
        for part in shapely.get_parts(square)
        if isinstance(part, Polygon)
    ]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    corners = np.concatenate([np.zeros((0, 3, 2)), *map(_standing_out, rings)])
    corners = corners[~(corners[:, 1, None] == doors).all(axis=2).any(axis=1)]
    # a door lies between itself and itself: every line touches it without cutting a corner
    ends = np.concatenate([np.repeat(doors[:, None], 3, axis=1), corners[:_CORNERS]])
    one, other = np.triu_indices(len(ends), k=1)
    useful = _touches(ends[one], ends[other, 1]) & _touches(ends[other], ends[one, 1])
    one, other = one[useful], other[useful]
    across = shapely.linestrings(np.stack([ends[one, 1], ends[other, 1]], axis=1))
    shapely.prepare(square)
    return [
        *(LineString(ring.coords) for ring in rings),
        *across[shapely.covers(square, across)],
    ]


def _standing_out(ring: Geometry) -> NDArray[np.float64]:
    """Return the corners of a ring (area on the left) that stand out into the area, (n, 3, 2).

    Each stands between the corner before and the one after it.
    """
    here = shapely.get_coordinates(ring)[:-1]
    before, after = np.roll(here, 1, axis=0), np.roll(here, -1, axis=0)
    out = _turn(before, here, after) < 0.0
    return np.stack([before, here, after], axis=1)[out]


def _touches(corner: NDArray[np.float64], come: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether lines from places (n, 2) leave both sides of corners (n, 3, 2) on one hand.

    Other lines to a corner are on no shortest way: it would cut the corner instead.
    """
    before, here, after = corner[:, 0], corner[:, 1], corner[:, 2]
    return np.asarray(_turn(come, here, before) * _turn(come, here, after) >= 0.0)


def _turn(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return above 0 where c lies on the left of the line from a to b, below where on the right."""
    u, v = b - a, c - b
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
