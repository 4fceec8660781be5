"""Answer: who could see a point, how well, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.views import Views
from vidik.sight import kernels
from vidik.sight.handed import aimed
from vidik.sight.visibility import contains

__all__ = ["Sighting", "who_could_see"]


@dataclass(frozen=True, eq=False)
class Sighting:
    """One camera that could see a point.

    Parameters
    ----------
    id
        Of the camera.
    distance_m
        Over the ground from where its view was computed, metres.
    probability
        Shape (levels,): that the point is in the picture at each level, given all that is not
        known about direction, lens, tilt and heights.
    """

    id: str
    distance_m: float
    probability: NDArray[np.float64]


def who_could_see(views: Views, point: tuple[float, float]) -> tuple[Sighting, ...]:
    """Return the cameras that could see a point at any level, nearest first.

    Parameters
    ----------
    views
        Of the city.
    point
        Metres in the city's frame.
    """
    x, y = point
    dx, dy = x - views.origin[:, 0], y - views.origin[:, 1]
    distance, aims = np.hypot(dx, dy), aimed(views.aims)
    sightings = []
    for i in np.flatnonzero(distance <= views.widest).tolist():
        (seen,) = contains(views, i, np.array([point]))
        if not seen.any():
            continue
        p = np.empty(views.aims.levels)
        kernels.chances(dx[i], dy[i], seen, aims, i, p)
        if p.max(initial=0.0) > 0:
            sightings.append(Sighting(views.ids[i], float(distance[i]), p))
    return tuple(sorted(sightings, key=lambda s: (s.distance_m, s.id)))
