"""The probability that a point is in the picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["probability"]

Floats = NDArray[np.float64]


@jit
def probability(
    dx: float,
    dy: float,
    weight: Floats,
    fov: Floats,
    reach: Floats,
    share: Floats,
    start: Floats,
    width: Floats,
    level: int,
) -> float:
    """Return the probability that a point in the view is seen at a level (see `Aim`).

    Parameters
    ----------
    dx, dy
        Metres east and north of the camera.
    weight, fov, reach, share, start, width
        As in `vidik.model.views.Aim`.
    level
        Column of `reach`.
    """
    distance = math.hypot(dx, dy)
    bearing = math.degrees(math.atan2(dx, dy))
    p = 0.0
    for k in range(len(weight)):
        if distance > reach[k, level]:
            continue
        if fov[k] >= 360.0:
            p += weight[k]
            continue
        for j in range(len(share)):
            # axes that bring the point into the picture, from the start of the arc
            a = (bearing - 0.5 * fov[k] - start[j]) % 360.0
            b = a + fov[k]
            if width[j] == 0.0:
                if a == 0.0 or b >= 360.0:
                    p += weight[k] * share[j]
            else:
                overlap = max(0.0, min(b, width[j]) - a) + max(0.0, min(b - 360.0, width[j]))
                p += weight[k] * share[j] * overlap / width[j]
    return min(p, 1.0)
