"""Longitudes and latitudes: whether they can be what they say, and in which order they stand."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

__all__ = ["all_on_globe", "bounds_of", "off_globe", "swapped_inside"]


def off_globe(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points of shape (n, 2), longitude and latitude, are nowhere on the globe."""
    lon, lat = points[:, 0], points[:, 1]
    on = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)  # NaN compares false
    return np.asarray(~on, dtype=np.bool_)


def all_on_globe(points: NDArray[np.float64]) -> bool:
    """Return whether no point of shape (n, 2) is off the globe; faster than asking of each."""
    extent = _extent(points)
    return extent is None or not off_globe(np.array(extent).reshape(2, 2)).any()


def swapped_inside(points: NDArray[np.float64], boundary: Polygon | MultiPolygon) -> int:
    """Return how many points lie inside the boundary only with both coordinates exchanged.

    Parameters
    ----------
    points
        Shape (n, 2): longitude and latitude, as they were read.
    boundary
        Longitude and latitude.

    Returns
    -------
    int
        0 if any point lies inside as it stands: then the order is right.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    shapely.prepare(boundary)
    if shapely.intersects_xy(boundary, points).any():
        return 0
    return int(shapely.intersects_xy(boundary, points[:, ::-1]).sum())


def bounds_of(points: NDArray[np.float64]) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of points of shape (n, 2); None if there are none."""
    return _extent(points if all_on_globe(points) else points[~off_globe(points)])


def _extent(points: NDArray[np.float64]) -> tuple[float, float, float, float] | None:
    """Return the least and the greatest coordinates; NaN if any is, None if there are none."""
    if not len(points):
        return None
    x, y = points.T  # one by one: NumPy is slow along the longer side of an array
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
