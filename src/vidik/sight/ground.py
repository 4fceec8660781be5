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
        Shape (n,): at the mean of the corners of the building's outer outlines, which on a slope is
        the mean height of the corners; NaN where the raster says nothing.
    """
    if terrain is None:
        return np.zeros(len(footprints))
    exterior = np.zeros(len(footprints.ring_offsets) - 1, dtype=np.bool_)
    exterior[footprints.polygon_offsets[:-1]] = True
    corner = np.repeat(exterior, np.diff(footprints.ring_offsets))
    corner[footprints.ring_offsets[1:] - 1] = False  # the last vertex of a ring repeats the first
    owner_of_ring = np.repeat(footprints.owner, np.diff(footprints.polygon_offsets))
    owner = np.repeat(owner_of_ring, np.diff(footprints.ring_offsets))[corner]
    count = np.bincount(owner, minlength=len(footprints))
    mean = [
        np.bincount(owner, weights=footprints.vertices[corner, axis], minlength=len(footprints))
        / count
        for axis in (0, 1)
    ]
    return terrain.ground(np.column_stack(mean))
