"""Stances: how high cameras, buildings and the ground may be, from seeing most to seeing least.

The higher the camera and the lower the buildings about it, the more it sees over them; and of two
things behind a building, the higher one is seen first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.footprints import Footprints
from vidik.model.heights import Heights
from vidik.model.stances import Stances
from vidik.model.terrain import Terrain
from vidik.sight.ground import ground_of, ground_under
from vidik.sight.picture import lens_height

__all__ = ["stances_of"]


def stances_of(
    cameras: Sequence[Camera],
    points: NDArray[np.float64],
    footprints: Footprints,
    heights: Heights,
    *,
    terrain: Terrain | None = None,
    radius_m: float = 0.0,
) -> Stances:
    """Return how high cameras and buildings may be: most, expected and least seen.

    Parameters
    ----------
    cameras
        The n cameras.
    points
        Shape (n, 2): where they stand, metres.
    footprints
        The buildings, each with a height, if only an assumed one. A part that begins above the
        ground is taken to reach down to it: it hides more rather than less.
    heights
        Heights of lenses that nobody mapped, and the plane in which things are looked for.
    terrain
        None: the ground is level.
    radius_m
        How far cameras see: the ground within may be as low or as high as the terrain there.

    Returns
    -------
    Stances
        The stance that sees most has the highest lens, the lowest roofs and the highest ground to
        look at. Where the terrain says nothing of a camera's ground, it is the lowest that it
        knows; where it says nothing of a building's, the highest.
    """
    spans = [lens_height(camera, heights) for camera in cameras]
    lens = np.array([(s.most, s.expected, s.least) for s in spans]).reshape(-1, 3)
    roofs = footprints.height.T
    if terrain is None:
        target = np.full(lens.shape, heights.target_m)
        return Stances(eye=lens, target=target, tops=roofs)
    # of the whole raster, so that a camera's neighbours far away have no say
    lowest, highest = terrain.range_m
    foot = ground_of(points, terrain)
    foot = np.where(np.isnan(foot), lowest, foot)
    under = ground_under(footprints, terrain)
    under = np.where(np.isnan(under), highest, under)
    about = np.array([terrain.between(point, radius_m) for point in points]).reshape(-1, 2)
    low = np.where(np.isnan(about[:, 0]), foot, np.minimum(about[:, 0], foot))
    high = np.where(np.isnan(about[:, 1]), foot, np.maximum(about[:, 1], foot))
    return Stances(
        eye=lens + foot[:, None],
        target=np.column_stack([high, foot, low]) + heights.target_m,
        tops=roofs + under,
    )
