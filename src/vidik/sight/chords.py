"""Regions as polygons, arcs as chords, for maps and downloads."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.regions import Regions
from vidik.sight import kernels

__all__ = ["CHORD_M", "polygonal", "polygons"]

#: Arcs become chords that stray no farther than this from the circle, metres.
CHORD_M = 0.02


def polygons(regions: Regions, *, chord_m: float = CHORD_M) -> NDArray[np.object_]:
    """Return each region as a valid (multi)polygon in the city's frame, shape (m,).

    Parameters
    ----------
    regions
        Any.
    chord_m
        How far a chord may stray from its arc, metres.
    """
    made = np.full(len(regions), shapely.Polygon(), dtype=np.object_)
    points, corners = kernels.chorded(regions.edges, regions.ring_offsets, chord_m)
    ring = np.flatnonzero(corners >= 3)  # others bound nothing
    if not len(ring):
        return made
    kept = np.repeat(corners >= 3, corners)
    rings = shapely.linearrings(
        points[kept], indices=np.repeat(np.arange(len(ring)), corners[ring])
    )
    outer = _signed_areas(points[kept], corners[ring]) > 0.0
    shapes = shapely.polygons(rings)
    for broken in np.flatnonzero(~shapely.is_valid(shapes)).tolist():
        shapes[broken] = polygonal(shapely.make_valid(shapes[broken]))
    region = np.repeat(np.arange(len(regions)), np.diff(regions.offsets))[ring]
    first, count = np.unique(region, return_index=True, return_counts=True)[1:]
    alone = (count == 1) & outer[first]
    made[region[first[alone]]] = shapes[first[alone]]
    for start, many in zip(first[~alone].tolist(), count[~alone].tolist(), strict=True):
        part = slice(start, start + many)
        whole = shapely.union_all(shapes[part][outer[part]])
        holes = shapes[part][~outer[part]]
        made[region[start]] = polygonal(
            shapely.difference(whole, shapely.union_all(holes)) if len(holes) else whole
        )
    return made


def _signed_areas(points: NDArray[np.float64], corners: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the areas of rings, negative where they run clockwise.

    GEOS looks at one corner to tell how a ring runs, which fails where a ring touches itself.
    """
    ends = np.cumsum(corners)
    following = np.arange(1, len(points) + 1)
    following[ends - 1] = ends - corners
    x, y = points.T
    twice = x * y[following] - x[following] * y
    return np.asarray(0.5 * np.add.reduceat(twice, ends - corners), dtype=np.float64)


def polygonal(shape: Geometry, *, least_m2: float = 0.0) -> Geometry:
    """Return the polygons of a geometry, without its lines, points and smallest slivers.

    Parameters
    ----------
    shape
        Any geometry; an intersection may leave a line where two areas only touch.
    least_m2
        Polygons must be larger than this, in units of the coordinates.
    """
    if shape.geom_type == "Polygon":
        return shape if shape.area > least_m2 else shapely.MultiPolygon()
    parts = shapely.get_parts(shapely.get_parts(shape))
    wanted = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts = parts[wanted & (shapely.area(parts) > least_m2)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts.tolist())
