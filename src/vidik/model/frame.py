"""The local metric frame of a city: metres east and north of its centre."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

__all__ = ["GRID_M", "LocalFrame", "snap"]

#: Coordinates are snapped to this grid, so that equal outlines are equal in every bit.
GRID_M = 1 / 1024


@dataclass(frozen=True)
class LocalFrame:
    """Transverse Mercator with scale 1 on the city's central meridian.

    The worst scale error is 8e-6 at 25 km from the centre; UTM is a hundred times worse.

    Parameters
    ----------
    lon, lat
        The centre, degrees (EPSG:4326).
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        """Refuse a centre that is not on the globe."""
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            raise ValueError(f"a frame needs a centre: {self.lon}, {self.lat}")
        if not (-180.0 <= self.lon <= 180.0 and -90.0 < self.lat < 90.0):
            raise ValueError(f"not on the globe: {self.lon}, {self.lat}")

    @property
    def proj(self) -> str:
        """The frame as a PROJ string."""
        return (
            f"+proj=tmerc +lat_0={self.lat!r} +lon_0={self.lon!r} +k=1 +x_0=0 +y_0=0 "
            "+ellps=WGS84 +units=m +no_defs"
        )

    @cached_property
    def _transformer(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", self.proj, always_xy=True)

    def to_metres(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return east and north in metres, shape (n, 2), of degrees of shape (n, 2)."""
        return self._transform(lonlat, inverse=False)

    def to_degrees(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return longitude and latitude, shape (n, 2), of metres of shape (n, 2)."""
        return self._transform(metres, inverse=True)

    def _transform(self, points: NDArray[np.float64], *, inverse: bool) -> NDArray[np.float64]:
        points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        x, y = self._transformer.transform(
            points[:, 0], points[:, 1], direction="INVERSE" if inverse else "FORWARD"
        )
        return np.column_stack([x, y])


def snap(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coordinates moved to the nearest point of the grid of `GRID_M`."""
    return np.asarray(np.round(np.asarray(metres) / GRID_M) * GRID_M, dtype=np.float64)
