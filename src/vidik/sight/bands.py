"""Bands: views cut into classes of probability, as polygons for maps and downloads."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon, affinity

from vidik.model.bands import BANDS, SURE
from vidik.model.views import Views
from vidik.sight import kernels

__all__ = ["CHORD_M", "band_polygons", "polygonal", "view_polygon"]

#: Arcs become chords that stray no farther than this from the circle, metres.
CHORD_M = 0.1

# Slivers smaller than this are rounding, not view, square metres.
_SLIVER_M2 = 1e-4

# Cameras a thread takes at a time.
_CHUNK = 8


def view_polygon(views: Views, view: int) -> Geometry:
    """Return a view as a (multi)polygon about its own origin, arcs as chords, metres.

    Parameters
    ----------
    views
        Of the city.
    view
        Index of a view, not of a camera.
    """
    rings = []
    for ring in range(views.offsets[view], views.offsets[view + 1]):
        part = slice(views.ring_offsets[ring], views.ring_offsets[ring + 1])
        rings.append(_chords(views.vertices[part], views.arc[part], float(views.reach[view])))
    polygons = [Polygon(ring) for ring in rings]
    if len(polygons) == 1 and polygons[0].is_valid:
        return polygons[0]
    # rings beyond low buildings share sides with one another
    return polygonal(shapely.union_all([shapely.make_valid(polygon) for polygon in polygons]))


def band_polygons(
    views: Views,
    *,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> list[tuple[int, int, int, Geometry]]:
    """Return where each camera sees at each level with which class of probability.

    Parameters
    ----------
    views
        Of the city.
    threads
        How many cameras are worked on at once; the result does not depend on it.
    advance
        Called with the number of cameras finished since the last call.

    Returns
    -------
    list
        Camera, level, band (`vidik.model.bands`) and (multi)polygon in metres of the city's frame;
        the bands of one camera and level share nothing but what chords round off. Ordered.
    """

    def solve(first: int) -> list[tuple[int, int, int, Geometry]]:
        cameras = range(first, min(first + _CHUNK, len(views)))
        made = [band for camera in cameras for band in _bands_of(views, camera)]
        if advance is not None:
            advance(len(cameras))
        return made

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = pool.map(solve, range(0, len(views), _CHUNK))
        return [band for part in parts for band in part]


def _bands_of(views: Views, camera: int) -> list[tuple[int, int, int, Geometry]]:
    """Return level, band and shape of one camera's bands."""
    x, y = views.origin[camera]
    aim = views.aims[camera]
    cut: dict[tuple[int, int], list[Geometry]] = {}
    for seen, shape in _layers(views, camera):
        what, where = kernels.cells(
            seen,
            aim.weight,
            aim.fov,
            aim.reach,
            aim.rise,
            aim.lower,
            aim.upper,
            aim.stance,
            aim.share,
            aim.start,
            aim.width,
            np.array(BANDS),
            SURE,
        )
        order = np.lexsort((what[:, 1], what[:, 0]))
        shapely.prepare(shape)
        for (level, band), rows in groupby(order.tolist(), key=lambda row: tuple(what[row])):
            cell = _about(where[list(rows)])
            cut.setdefault((int(level), int(band)), []).append(shapely.intersection(shape, cell))
    made = []
    for (level, band), parts in sorted(cut.items()):
        shape = parts[0] if len(parts) == 1 else shapely.union_all(parts)
        shape = affinity.translate(polygonal(shape, least_m2=_SLIVER_M2), x, y)
        if not shape.is_valid:
            # far from the centre of the city, corners are rounded into their neighbours
            shape = polygonal(shapely.make_valid(shape), least_m2=_SLIVER_M2)
        if not shape.is_empty:
            made.append((camera, level, band, shape))
    return made


def _layers(views: Views, camera: int) -> list[tuple[NDArray[np.bool_], Geometry]]:
    """Return the parts of the ground that lie in the same views of a camera.

    Returns
    -------
    list
        Of each part, which stances see it, shape (h,), and its shape about the camera.
    """
    stances = views.stances[camera]
    distinct = list(dict.fromkeys(stances.tolist()))
    shapes = {view: view_polygon(views, view) for view in distinct}
    layers = []
    for choice in range(1, 2 ** len(distinct)):
        inside = [view for i, view in enumerate(distinct) if choice >> i & 1]
        shape = shapes[inside[0]]
        for view in inside[1:]:
            shape = shapely.intersection(shape, shapes[view])
        for view in distinct:
            if view not in inside:
                shape = shapely.difference(shape, shapes[view])
        shape = polygonal(shape, least_m2=_SLIVER_M2)
        if not shape.is_empty:
            layers.append((np.isin(stances, inside), shape))
    return layers


def polygonal(shape: Geometry, *, least_m2: float = 0.0) -> Geometry:
    """Return the polygons of a geometry, without its lines, points and smallest slivers.

    Parameters
    ----------
    shape
        Any geometry; an intersection may leave a line where two areas only touch.
    least_m2
        Polygons must be larger than this, in units of the coordinates.
    """
    polygons = [
        part
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon" and part.area > least_m2
    ]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _chords(
    vertices: NDArray[np.float64], arc: NDArray[np.bool_], reach: float
) -> NDArray[np.float64]:
    """Return a ring with chords for its arcs."""
    angle = np.arctan2(vertices[:, 1], vertices[:, 0])
    ring: list[NDArray[np.float64]] = []
    for i in range(len(vertices)):
        ring.append(vertices[i : i + 1])
        if arc[i]:
            turn = (angle[(i + 1) % len(vertices)] - angle[i]) % (2 * np.pi)
            ring.append(_arc(reach, angle[i], angle[i] + turn)[1:-1])
    return np.concatenate(ring)


def _arc(radius: float, start: float, end: float) -> NDArray[np.float64]:
    """Return points on a circle from one angle to another, radians, closer than `CHORD_M`."""
    step = 2.0 * math.acos(max(1.0 - CHORD_M / radius, 0.0)) if radius > CHORD_M else math.pi / 4
    angle = np.linspace(start, end, max(2, math.ceil(abs(end - start) / step) + 1))
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _about(cells: NDArray[np.float64]) -> Geometry:
    """Return the union of cells of a polar grid as a polygon about the camera.

    Joined while they are boxes of bearing and radius, which is quick, and bent afterwards; in two
    halves, as nothing that is bent all the way around is a polygon without a hole.

    Parameters
    ----------
    cells
        Shape (c, 4): inner and outer radius, metres, start and width of bearing, degrees, none
        across north.
    """
    inner, outer, start, width = cells.T
    boxes = shapely.union_all(shapely.box(start, inner, start + width, outer))
    far = float(outer.max()) + 1.0
    halves = []
    for west, east in ((0.0, 180.0), (180.0, 360.0)):
        half = shapely.clip_by_rect(boxes, west, 0.0, east, far)
        halves += [_bent(part) for part in shapely.get_parts(half) if part.area > 0.0]
    return halves[0] if len(halves) == 1 else shapely.union_all(halves)


def _bent(boxes: Polygon) -> Geometry:
    """Return a polygon of bearing and radius, its sides parallel to the axes, about the camera."""
    rings = []
    for ring in (boxes.exterior, *boxes.interiors):
        bearing, radius = np.asarray(ring.coords).T
        parts = []
        for i in range(len(bearing) - 1):
            ends = np.radians(90.0 - bearing[i : i + 2])
            if radius[i] == radius[i + 1] and radius[i] > 0.0:
                parts.append(_arc(float(radius[i]), float(ends[0]), float(ends[1]))[:-1])
            else:
                parts.append(radius[i] * np.column_stack([np.cos(ends[:1]), np.sin(ends[:1])]))
        bent = np.concatenate(parts)
        bent = bent[(bent != np.roll(bent, 1, axis=0)).any(axis=1)]
        rings.append(bent)
    polygon = Polygon(rings[0], rings[1:])
    return polygon if polygon.is_valid else shapely.make_valid(polygon)
