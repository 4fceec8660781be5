"""Outlines of areas: closed from lines, repaired where they cross themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString, MultiPolygon, Point, Polygon

from vidik.model.polygons import Polygons
from vidik.register import kernels
from vidik.register.globe import all_on_globe, off_globe

__all__ = ["area_of_lines", "polygonal", "repaired", "sound_areas"]

_NONE = np.zeros((0, 2))


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

    Roles are not asked. A point is inside if the way out of it crosses the lines an odd number of
    times; so rings in rings are holes, islands in holes are land, and it does not matter whether
    holes touch each other or the outside along a stretch, which breaks rules that build on rings.

    Returns
    -------
    area
        None if the lines don't close.
    clean
        False if they cross where they have no vertex, so that the area is a guess.
    """
    ends = np.concatenate([shapely.get_coordinates(line)[[0, -1]] for line in lines] or [_NONE])
    _, times = np.unique(ends, axis=0, return_counts=True)
    if not len(ends) or (times % 2).any():
        return None, False
    noded = shapely.union_all(list(lines))
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    starts = np.concatenate([shapely.get_coordinates(line)[:-1] for line in lines])
    stops = np.concatenate([shapely.get_coordinates(line)[1:] for line in lines])
    within = [_is_within(shapely.point_on_surface(face), starts, stops) for face in faces]
    area = polygonal(shapely.union_all(faces[np.array(within, dtype=np.bool_)]))
    corners = {*map(tuple, starts.tolist()), *map(tuple, stops.tolist())}
    return area, {*map(tuple, shapely.get_coordinates(noded).tolist())} <= corners


def _is_within(point: Point, starts: NDArray[np.float64], stops: NDArray[np.float64]) -> bool:
    """Return whether a ray from the point eastward crosses an odd number of the segments."""
    (x0, y0), (x1, y1) = starts.T, stops.T
    crossed = (y0 > point.y) != (y1 > point.y)
    x0, y0, x1, y1 = x0[crossed], y0[crossed], x1[crossed], y1[crossed]
    east = x0 + (point.y - y0) * (x1 - x0) / (y1 - y0) > point.x
    return bool(np.count_nonzero(east) % 2)


def sound_areas(polygons: Polygons, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which packed areas are valid and on the globe.

    Parameters
    ----------
    polygons
        Longitude and latitude.
    counts
        Shape (n,): how many of the polygons each area has, one after the other; 0: it is not sound.
    """
    rings = np.empty(len(polygons.ring_offsets) - 1, dtype=np.bool_)
    kernels.simple_rings(polygons.ring_offsets, polygons.vertices, rings)
    sound = counts > 0
    area_of = np.repeat(np.arange(len(counts)), counts)
    if not all_on_globe(polygons.vertices):
        ring_of = np.repeat(np.arange(len(rings)), np.diff(polygons.ring_offsets))
        polygon_of = np.repeat(np.arange(len(polygons)), np.diff(polygons.polygon_offsets))
        sound[area_of[polygon_of[ring_of[off_globe(polygons.vertices)]]]] = False
    # one ring that is surely simple is valid; of all others GEOS says whether they are
    alone = (counts == 1) & sound
    simple = rings[polygons.polygon_offsets[:-1]] & (np.diff(polygons.polygon_offsets) == 1)
    alone[area_of[~simple]] = False
    doubtful = np.flatnonzero(sound & ~alone)
    parts = np.flatnonzero(np.isin(area_of, doubtful))
    areas = shapely.multipolygons(
        polygons.take(parts).shapes(), indices=np.searchsorted(doubtful, area_of[parts])
    )
    sound[doubtful] = shapely.is_valid(areas)
    return np.asarray(sound)
