"""The ground under cameras and buildings: level, or as high as a raster says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.model.footprints import Footprints
from vidik.model.terrain import Terrain

__all__ = ["ground_of", "ground_under"]


def ground_of(points: NDArray[np.float64], terrain: Terrain | None) -> NDArray[np.float64]:
    """Return the height of the ground at points, metres; 0 on level ground.

    Parameters
    ----------
    points
        Shape (n, 2): metres east and north.
    terrain
        None: the ground is taken as level.

    Returns
    -------
    ndarray
        Shape (n,); NaN where the raster says nothing.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return np.zeros(len(points)) if terrain is None else terrain.ground(points)


def ground_under(footprints: Footprints, terrain: Terrain | None) -> NDArray[np.float64]:
    """Return the height of the ground under each building, metres; 0 on level ground.

    Parameters
    ----------
    footprints
        The n buildings.
    terrain
        None: the ground is taken as level.

    Returns
    -------
    ndarray
        Shape (n,): the mean over the vertices of the building's outer outlines, of those the
        raster knows; NaN where it knows none.
    """
    if terrain is None:
        return np.zeros(len(footprints))
    exterior = np.zeros(len(footprints.ring_offsets) - 1, dtype=np.bool_)
    exterior[footprints.polygon_offsets[:-1]] = True
    told = np.repeat(exterior, np.diff(footprints.ring_offsets))
    told[footprints.ring_offsets[1:] - 1] = False  # the last vertex of a ring repeats the first
    owner_of_ring = np.repeat(footprints.owner, np.diff(footprints.polygon_offsets))
    owner = np.repeat(owner_of_ring, np.diff(footprints.ring_offsets))[told]
    height = terrain.ground(footprints.vertices[told])
    known = ~np.isnan(height)
    n = len(footprints)
    total = np.bincount(owner[known], weights=height[known], minlength=n)
    count = np.bincount(owner[known], minlength=n)
    mean = np.full(n, np.nan)
    mean[count > 0] = total[count > 0] / count[count > 0]
    return mean
