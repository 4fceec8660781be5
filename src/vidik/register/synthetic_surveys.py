"""Made-up surveys, to try out what they show where nobody has declared one yet.

Everything here is invented: half of the city, cut at random into areas, and a day for each.
"""

from __future__ import annotations

import datetime as dt
import zlib

import numpy as np
import shapely
from shapely import Geometry

from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame

__all__ = ["synthetic_surveys"]

#: Share of the areas that somebody is said to have looked at.
LOOKED = 0.5

#: The first and the last year of the made-up days.
YEARS = (2019, 2024)

#: Into how many areas a city is cut.
AREAS = 24


def synthetic_surveys(
    boundary: Geometry, frame: LocalFrame, *, seed: int, source: str
) -> tuple[Feature, ...]:
    """Return made-up surveys as if a reader had read them from a file.

    Parameters
    ----------
    boundary
        In metres.
    frame
        Of it.
    seed
        The same seed, source and boundary give the same surveys.
    source
        Key of the source; two sources with one seed differ.

    Returns
    -------
    tuple of Feature
        Areas ``synthetic/1``, ``synthetic/2``, … in longitude and latitude, none upon another.
    """
    rng = np.random.default_rng([seed, zlib.crc32(source.encode())])
    low, high = np.array(boundary.bounds).reshape(2, 2)
    points = shapely.MultiPoint(low + rng.random((AREAS, 2)) * (high - low))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=boundary))
    areas = [part for cell in cells if (part := cell.intersection(boundary)).area > 0]
    chosen = rng.permutation(len(areas))[: round(LOOKED * len(areas))]
    first = dt.date(YEARS[0], 1, 1)
    span = (dt.date(YEARS[1], 10, 1) - first).days
    made = []
    for number, area in enumerate(chosen.tolist(), start=1):
        day = first + dt.timedelta(days=int(rng.integers(span)))
        tags = {"surveyed_on": day.isoformat(), "synthetic": "yes"}
        shape = shapely.transform(areas[area], lambda xy: np.round(frame.to_degrees(xy), 7))
        made.append(Feature(f"synthetic/{number}", shape, tags))
    return tuple(made)
