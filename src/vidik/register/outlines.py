"""Outlines of areas: closed from lines, repaired where they cross themselves."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import Geometry, LineString, MultiPolygon, Polygon

__all__ = ["area_of_lines", "polygonal", "repaired"]


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


def repaired(geometry: Geometry) -> Polygon | MultiPolygon | None:
    """Return an outline that crosses or touches itself as valid areas; None if nothing remains.

    The outline keeps what it goes round: lobes stay, and where it goes round twice it is filled.
    """
    return polygonal(shapely.make_valid(geometry, method="structure", keep_collapsed=False))


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
    raw = shapely.GeometryCollection(list(lines))
    # Lines that cross only close once their crossings are nodes, as a union makes them.
    for clean, linework in ((True, raw), (False, shapely.union_all(list(lines)))):
        _, *left_over = shapely.polygonize_full([linework])
        area = polygonal(shapely.build_area(linework))
        if area is not None and area.is_valid and all(part.is_empty for part in left_over):
            return area, clean
    return None, False
