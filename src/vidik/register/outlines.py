"""Outlines of areas: closed from lines, repaired where they cross themselves.

In degrees, an outline across the antimeridian looks as if it went round the world. It is therefore
judged and mended *unrolled*, with the longitudes west of 180° counted on, and rolled up again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString, MultiPolygon, Polygon

__all__ = ["area_of_lines", "is_sound", "polygonal", "repaired"]


def polygonal(geometry: Geometry) -> Polygon | MultiPolygon | None:
    """Return the areas of a geometry without its stray lines and points; None if it has none."""
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def is_sound(geometry: Geometry) -> bool:
    """Return whether an outline in degrees neither crosses nor touches itself."""
    return bool(_unrolled(geometry).is_valid)


def repaired(geometry: Geometry) -> Polygon | MultiPolygon | None:
    """Return an outline that crosses or touches itself as valid areas; None if nothing remains.

    The outline keeps what it goes round: lobes stay, and where it goes round twice it is filled.
    """
    valid = shapely.make_valid(_unrolled(geometry), method="structure", keep_collapsed=False)
    return _rolled(polygonal(valid))


def area_of_lines(lines: Sequence[LineString]) -> tuple[Polygon | MultiPolygon | None, bool]:
    """Return the area that the member lines of a multipolygon enclose.

    Roles are not asked: rings inside rings are holes, and islands inside those.

    Returns
    -------
    area
        None if the lines don't close.
    clean
        False if they cross one another, so that the area is a guess.
    """
    raw = _unrolled(shapely.GeometryCollection(list(lines)))
    for linework, clean in ((raw, True), (shapely.union_all(shapely.get_parts(raw)), False)):
        # Lines that cross only close once their crossings are nodes, as a union makes them.
        _, *left_over = shapely.polygonize_full([linework])
        area = polygonal(shapely.build_area(linework))
        if area is not None and area.is_valid and all(part.is_empty for part in left_over):
            return _rolled(area), clean
    return None, False


def _unrolled(geometry: Geometry) -> Geometry:
    west, _, east, _ = geometry.bounds
    return shapely.transform(geometry, _beyond_180) if east - west > 180.0 else geometry


def _beyond_180(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([points[:, 0] % 360.0, points[:, 1]])


def _rolled(geometry: Polygon | MultiPolygon | None) -> Polygon | MultiPolygon | None:
    if geometry is None or geometry.bounds[2] <= 180.0:
        return geometry
    return shapely.transform(geometry, _below_180)


def _below_180(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([(points[:, 0] + 180.0) % 360.0 - 180.0, points[:, 1]])
