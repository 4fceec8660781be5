"""What a reader hands over: map objects with their tags, before anybody interprets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely import Geometry

from vidik.model.outlines import Outlines
from vidik.model.rejection import Rejection

__all__ = ["Extract", "Feature"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One object of a source: a node, way or relation of OSM, or one row of a file.

    Parameters
    ----------
    id
        ``node/123``, ``way/7``, ``relation/9`` for OSM; otherwise the file's id column, or
        ``row 12``. Unique within the source.
    geometry
        Point, line or (multi)polygon in longitude and latitude (EPSG:4326), valid.
    tags
        Every value of the source as text, as it stands there. User names and user ids are never
        read.
    changed
        The day the object was last changed, if the source says so.
    """

    id: str
    geometry: Geometry
    tags: Mapping[str, str]
    changed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """All that one file holds, and all that could not be read of it.

    Where millions of areas are asked for, they come packed; every object is in one place only.

    Parameters
    ----------
    features
        In the order of the file.
    rejected
        Objects without usable geometry, and the like.
    bounds
        West, south, east, north as the file declares them; else of its features; None if empty.
    dated
        The state of the data, if the file says so; else the newest change in it.
    outlines
        Areas that are not among the features, with the tags that were asked for.
    """

    features: tuple[Feature, ...]
    rejected: tuple[Rejection, ...] = field(default=())
    bounds: tuple[float, float, float, float] | None = None
    dated: dt.date | None = None
    outlines: Outlines = field(default_factory=Outlines.empty)
