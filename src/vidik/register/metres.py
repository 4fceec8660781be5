"""Shapes in degrees, made into metres on the grid of the city."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString

from vidik.model.frame import LocalFrame, snap

__all__ = ["TOO_FAR", "in_metres"]

#: Why a shape has no metres.
TOO_FAR = "too far away to be drawn in the frame of the city"


def in_metres(
    shapes: Sequence[Geometry] | NDArray[np.object_], frame: LocalFrame
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the shapes in metres, vertices on the grid.

    Parameters
    ----------
    shapes
        Longitude and latitude.
    frame
        Of the city.

    Returns
    -------
    metres
        Shape (n,): of any kind, perhaps no longer valid.
    far
        Shape (n,): True for those that reach beyond what the frame can hold, about a quarter of the
        globe; they come back empty, because GEOS may crash on what is infinite.
    """
    degrees = np.empty(len(shapes), dtype=object)
    degrees[:] = shapes
    metres = shapely.transform(degrees, lambda points: snap(frame.to_metres(points)))
    points, shape_of = shapely.get_coordinates(metres, return_index=True)
    far = np.zeros(len(shapes), dtype=np.bool_)
    far[shape_of[~np.isfinite(points).all(axis=1)]] = True
    metres[far] = LineString()
    return metres, far
