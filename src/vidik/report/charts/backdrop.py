"""A quiet map for signs to stand upon: green, water, main streets, districts, and the edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.published import Published
from vidik.report.charts.chart import NARROW

__all__ = ["Backdrop"]

#: The map in its own units: as wide as the narrowest screen, so that a unit is a pixel there; and
#: how many pixels high a unit is where there is room.
_WIDE = NARROW
_TALLEST = 300.0
_MARGIN = 8.0

#: Streets that tell a place from afar.
_MAIN = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})

#: What is smaller than this in the map's units is not drawn, and lines are that much simpler.
_FINE = 0.7


class Backdrop:
    """A quiet map in units of its own: metres of the place's frame, upside down and made to fit.

    Parameters
    ----------
    published
        The place.
    places
        Shape (n, 2): longitude and latitude of what must fit on it beside the place.
    """

    #: How many units it is wide.
    wide = _WIDE

    def __init__(self, published: Published, places: NDArray[np.float64]) -> None:
        self._published = published
        spots = self._metres(places)
        west, south, east, north = shapely.total_bounds(
            np.array([self._moved(published.place.boundary), shapely.multipoints(spots)])
        )
        wide, high = max(east - west, 1.0), max(north - south, 1.0)
        self._scale = min((_WIDE - 2 * _MARGIN) / wide, (_TALLEST - 2 * _MARGIN) / high)
        self.tall = math.ceil(high * self._scale + 2 * _MARGIN)
        aside = (_WIDE / self._scale - wide) / 2
        self._corner = np.array([west - aside, north + _MARGIN / self._scale])

    def units(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places in the map's units, to a tenth.

        Parameters
        ----------
        places
            Shape (n, 2): longitude and latitude.
        """
        turned = np.array([self._scale, -self._scale])
        moved: NDArray[np.float64] = (self._metres(places) - self._corner) * turned
        return moved.round(1)

    def drawn(self) -> Iterator[str]:
        """Yield what lies under the signs, as elements of SVG."""
        base = self._published.base
        yield from self._path("map-green", [one.geometry for one in base if one.layer == "green"])
        yield from self._path("map-water", [one.geometry for one in base if one.layer == "water"])
        yield from self._path(
            "map-street",
            [one.geometry for one in base if one.layer == "streets" and one.kind in _MAIN],
        )
        yield from self._path("map-district", [one.area for one in self._published.districts])
        yield from self._path("map-edge", [self._published.place.boundary])

    def _path(self, name: str, shapes: Sequence[Geometry]) -> Iterator[str]:
        """Yield one path of all shapes, as simple as the eye allows."""
        moved = shapely.transform(np.array([*shapes, None], dtype=object)[:-1], self.units)
        lines: list[Geometry] = []
        for part in shapely.get_parts(shapely.simplify(moved, _FINE)):
            areal = part.geom_type == "Polygon"
            lines += [part.exterior, *part.interiors] if areal else [part]
        data = "".join(_drawn(line) for line in lines if line.length > 4 * _FINE)
        if data:
            yield f'<path class="{name}" d="{data}"/>'

    def _metres(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._published.place.frame.to_metres(places)

    def _moved(self, shape: Geometry) -> Geometry:
        return shapely.transform(shape, self._metres)


def _drawn(line: Geometry) -> str:
    corners = shapely.get_coordinates(line).tolist()
    closed = line.geom_type == "LinearRing"
    texts = [f"{x:g} {y:g}" for x, y in (corners[:-1] if closed else corners)]
    return f"M{'L'.join(texts)}{'Z' if closed else ''}"
