"""A survey: somebody looked for cameras in an area, on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon

__all__ = ["Survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What one record says of where somebody looked for cameras.

    Neither who looked nor how many they found is among it: whoever reports is never named, and the
    difference from the cameras that are shown would tell where the others are.

    Parameters
    ----------
    id
        Unique: ``surveys:row 3``.
    source
        Key of the source.
    area
        Longitude and latitude, inside the boundary of the place.
    surveyed_on
        The last day on which somebody looked everywhere in it.
    synthetic
        True if it was made up.
    """

    id: str
    source: str
    area: Polygon | MultiPolygon
    surveyed_on: dt.date
    synthetic: bool = False
