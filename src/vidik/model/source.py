"""Where statements come from: a file, its licence, and the day it was retrieved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the city file declares it, and as it was found.

    Parameters
    ----------
    key
        Short name used in ids and outputs: ``osm``.
    name
        What a reader calls it: “OpenStreetMap, Helsinki centre”.
    format
        ``pbf``, ``osm``, ``overpass``, ``geojson``, ``gpkg``, ``fgb``, ``parquet``, ``geotiff``,
        ``synthetic``.
    licence
        SPDX-like key of the table of licences: ``ODbL-1.0``.
    attribution
        The credit line that must stand on every output.
    retrieved
        The day the data was taken from its origin; None if nobody wrote it down.
    sha256
        Hash of the file, or of the recipe for a synthetic source.
    synthetic
        True if what it states was made up.
    """

    key: str
    name: str
    format: str
    licence: str
    attribution: str
    retrieved: dt.date | None
    sha256: str
    synthetic: bool = False
