"""The place an observatory is about."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    name: str
    boundary: Polygon | MultiPolygon
    frame: LocalFrame

    @classmethod
    def about(cls, name: str, boundary: Polygon | MultiPolygon) -> Place:
        """Return the place of a boundary, its frame about the boundary's middle."""
        west, south, east, north = boundary.bounds
        # rounded, so that the frame can be written down and typed again
        middle = LocalFrame(lon=round((west + east) / 2, 6), lat=round((south + north) / 2, 6))
        return cls(name=name, boundary=boundary, frame=middle)
