"""A district: a part of a place with a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shapely import MultiPolygon, Polygon

from vidik.model.sensitive import DoorCounts
from vidik.model.span import Span

__all__ = ["District", "DistrictFigures"]


@dataclass(frozen=True, slots=True)
class District:
    """A district as a source draws it.

    Parameters
    ----------
    name
        Unique within the place.
    source
        Key of the source.
    area
        Longitude and latitude, inside the boundary of the place.
    sensitive
        How many places of each kind that is shown as a count only are mapped in it
        (`vidik.model.rules.PublicationRules.counted`).
    """

    name: str
    source: str
    area: Polygon | MultiPolygon
    sensitive: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """The figures of a district; all of them are about *mapped* cameras.

    Cameras at places of the deny-list are in none of them, not even as a count: in a small district
    a count would point at such a place.

    Parameters
    ----------
    name, source, area, sensitive
        As of `District`.
    area_m2
        Square metres inside the boundary.
    cameras
        Mapped devices, those on private homes included.
    on_map
        Of them: shown at their place.
    private
        Of them: on private homes.
    indoor
        Of them: watch an inside.
    direction_known, operator_known
        Of them: say which way they look, and who runs them.
    street_m
        Metres of public street; a piece counts for the district in which its middle lies.
    watched_m
        Watched metres of those, by level.
    looked_m
        Metres of those along which somebody says that they looked for cameras.
    doors
        By kind of sensitive place, at how many doors one could be seen by the cameras that are
        shown; kinds of which it may not be told are left out.
    """

    name: str
    source: str
    area: Polygon | MultiPolygon
    sensitive: Mapping[str, int]
    area_m2: float
    cameras: int
    on_map: int
    private: int
    indoor: int
    direction_known: int
    operator_known: int
    street_m: float
    watched_m: Mapping[str, Span]
    looked_m: float
    doors: Mapping[str, DoorCounts] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def per_km2(self) -> float:
        """Mapped cameras per square kilometre."""
        return self.cameras / (self.area_m2 / 1e6) if self.area_m2 > 0 else 0.0
