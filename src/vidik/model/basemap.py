"""What the base map shows: quiet shapes without shops or icons."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import Geometry

__all__ = ["LAYERS", "BaseShape"]

#: Layers of the base map, from the ground up.
LAYERS = ("green", "water", "rail", "streets", "buildings", "places")


@dataclass(frozen=True, slots=True)
class BaseShape:
    """One shape of the base map.

    Parameters
    ----------
    layer
        One of `LAYERS`.
    kind
        The ``highway`` or ``place`` value of streets and places, else what it is: ``park``.
    name
        As on the map; “” for none, and always for buildings.
    geometry
        Longitude and latitude.
    """

    layer: str
    kind: str
    name: str
    geometry: Geometry

    def __post_init__(self) -> None:
        """Refuse a layer that the style would not draw."""
        if self.layer not in LAYERS:
            raise ValueError(f"no such layer of the base map: {self.layer}")
