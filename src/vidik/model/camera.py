"""A camera as its sources describe it: where it is, where it may look, and what is not known."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from vidik.model.span import Span

__all__ = ["Arc", "Camera", "Kind"]


class Kind(StrEnum):
    """How a camera is built, after OSM ``camera:type``."""

    FIXED = "fixed"
    PANNING = "panning"
    DOME = "dome"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Arc:
    """A stretch of the compass: from `start`, clockwise over `width`.

    Parameters
    ----------
    start
        Degrees clockwise from north, 0 ≤ start < 360.
    width
        Degrees, 0 ≤ width ≤ 360; 0 is a single direction.
    """

    start: float
    width: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is not on the compass."""
        if not (0.0 <= self.start < 360.0 and 0.0 <= self.width <= 360.0):
            raise ValueError(f"not an arc of the compass: {self}")

    @property
    def middle(self) -> float:
        """Degrees clockwise from north of what lies in its middle."""
        return (self.start + self.width / 2) % 360


@dataclass(frozen=True, slots=True)
class Camera:
    """One device. A pole with three cameras is three of these at one location.

    Parameters
    ----------
    id
        ``<source>:<object>`` and, if the object stands for several devices, ``#1``, ``#2``, …:
        ``osm:node/123#2``.
    source
        Key of the source.
    location
        Id of the mapped object, shared by the devices on it: ``osm:node/123``.
    lon, lat
        Degrees, EPSG:4326.
    kind
        Fixed, panning, dome, or unknown.
    axis
        Where the optical axis points: a single direction, or an arc it lies somewhere in.
        None: nobody mapped it.
    height
        Of the lens above ground, metres; None if not mapped.
    tilt
        Of the axis, degrees above the horizontal (negative looks down); None if not mapped.
    lens
        Focal length (mm), sensor width (mm) and image width (px) where all three are known.
    indoor
        True if the source says that it watches an inside.
    mount, surveillance, zone, operator, operator_type
        The tags of that name, unchanged; None if absent.
    plates
        True if the source says that it reads number plates (ALPR).
    checked
        The newest day on which the source says somebody looked or edited.
    synthetic
        True if it was made up.
    tags
        Every value of the source.
    """

    id: str
    source: str
    location: str
    lon: float
    lat: float
    kind: Kind = Kind.UNKNOWN
    axis: Arc | None = None
    height: Span | None = None
    tilt: Span | None = None
    lens: tuple[float, float, int] | None = None
    indoor: bool = False
    mount: str | None = None
    surveillance: str | None = None
    zone: str | None = None
    operator: str | None = None
    operator_type: str | None = None
    plates: bool = False
    checked: dt.date | None = None
    synthetic: bool = False
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse a place that is not on the globe."""
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            raise ValueError(f"camera {self.id}: no place: {self.lon}, {self.lat}")
        if not (-180.0 <= self.lon <= 180.0 and -90.0 <= self.lat <= 90.0):
            raise ValueError(f"camera {self.id}: not on the globe: {self.lon}, {self.lat}")
