"""The place an observatory is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely import MultiPolygon, Polygon

from vidik.model.frame import LocalFrame

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """A city or a part of one.

    Parameters
    ----------
    name
        As its people write it: “Helsinki, centre”.
    boundary
        Longitude and latitude; figures count cameras and streets inside it.
    frame
        The metric frame about its middle.
    names
        What it is called in other languages, by BCP 47 tag.
    """

    name: str
    boundary: Polygon | MultiPolygon
    frame: LocalFrame
    names: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """Return what it is called in a language; as its people write it if nobody said."""
        return self.names.get(language, self.name)

    @classmethod
    def about(
        cls,
        name: str,
        boundary: Polygon | MultiPolygon,
        *,
        names: Mapping[str, str] | None = None,
    ) -> Place:
        """Return the place of a boundary, its frame about the boundary's middle."""
        west, south, east, north = boundary.bounds
        # rounded, so that the frame can be written down and typed again
        middle = LocalFrame(lon=round((west + east) / 2, 6), lat=round((south + north) / 2, 6))
        return cls(name=name, boundary=boundary, frame=middle, names=names or {})
