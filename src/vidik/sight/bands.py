"""Bands: a view cut into classes of probability, as polygons for maps and downloads."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon, affinity

from vidik.model.bands import BANDS, SURE
from vidik.model.views import Aim, Views
from vidik.sight import kernels

__all__ = ["CHORD_M", "band_polygons", "polygonal", "star_polygon"]

#: Arcs become chords that stray no farther than this from the circle, metres.
CHORD_M = 0.02

# Slivers smaller than this are rounding, not view, square metres.
_SLIVER_M2 = 1e-4


def star_polygon(views: Views, camera: int) -> Polygon:
    """Return a view as a polygon about its own origin, arcs as chords, metres."""
    part = slice(views.offsets[camera], views.offsets[camera + 1])
    vertices, arc, reach = views.vertices[part], views.arc[part], float(views.reach[camera])
    angle = np.arctan2(vertices[:, 1], vertices[:, 0])
    ring: list[NDArray[np.float64]] = []
    for i in range(len(vertices)):
        ring.append(vertices[i : i + 1])
        if arc[i]:
            turn = (angle[(i + 1) % len(vertices)] - angle[i]) % (2 * np.pi)
            ring.append(_arc(reach, angle[i], angle[i] + turn)[1:-1])
    polygon = Polygon(np.concatenate(ring))
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def band_polygons(
    views: Views, *, advance: Callable[[int], None] | None = None
) -> list[tuple[int, int, int, Geometry]]:
    """Return where each camera sees at each level with which class of probability.

    Parameters
    ----------
    views
        Of the city.
    advance
        Called with the number of cameras finished since the last call.

    Returns
    -------
    list
        Camera, level, band (`vidik.model.bands`) and (multi)polygon in metres of the city's frame;
        the bands of one camera and level share nothing but what chords round off. Ordered.
    """
    made: list[tuple[int, int, int, Geometry]] = []
    for camera in range(len(views)):
        star = star_polygon(views, camera)
        shapely.prepare(star)
        x, y = views.origin[camera]
        aim = views.aims[camera]
        for level in range(aim.reach.shape[1]):
            parts: dict[int, list[Polygon]] = {}
            for inner, outer, start, width, band in _cells(aim, level):
                parts.setdefault(band, []).append(_ring_sector(inner, outer, start, width))
            for band in sorted(parts):
                cells = parts[band]
                cell = cells[0] if len(cells) == 1 else shapely.union_all(cells)
                shape = shapely.intersection(star, cell)
                shape = polygonal(shape, least_m2=_SLIVER_M2)
                if not shape.is_empty:
                    made.append((camera, level, band, affinity.translate(shape, x, y)))
        if advance is not None:
            advance(1)
    return made


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


def _cells(aim: Aim, level: int) -> list[tuple[float, float, float, float, int]]:
    """Return inner and outer radius, start and width of bearing, and band of each cell.

    Within a ring between two reaches, the probability is a piecewise linear function of the
    bearing; its corners, and where it passes from one class into another, bound the cells.
    """
    cells: list[tuple[float, float, float, float, int]] = []
    for inner, outer in pairwise([0.0, *np.unique(aim.reach[:, level])]):
        if outer <= inner:
            continue
        middle = 0.5 * (inner + outer)
        corners = _corners(aim, level, outer)
        bounds = [corners[0]]
        for a, b in pairwise([*corners, corners[0] + 360.0]):
            if b - a < 1e-9:
                continue
            # a hair inside, because a single direction makes the function jump at its corners
            eps = min(1e-7, 0.25 * (b - a))
            pa, pb = (_probability(aim, level, middle, t) for t in (a + eps, b - eps))
            crossings = [
                a + (b - a) * (edge - pa) / (pb - pa)
                for edge in BANDS[:-2]
                if min(pa, pb) < edge < max(pa, pb)
            ]
            bounds += [*sorted(crossings), b]
        merged: list[tuple[float, float, int]] = []
        for a, b in pairwise(bounds):
            if b - a < 1e-9:
                continue
            band = _band(_probability(aim, level, middle, 0.5 * (a + b)))
            if merged and merged[-1][2] == band:
                merged[-1] = (merged[-1][0], b, band)
            else:
                merged.append((a, b, band))
        if len(merged) > 1 and merged[0][2] == merged[-1][2]:
            first = merged.pop(0)
            merged[-1] = (merged[-1][0], first[1] + 360.0, first[2])
        cells += [(inner, outer, a, b - a, band) for a, b, band in merged if band >= 0]
    return cells


def _band(probability: float) -> int:
    """Return the band of one probability, as `vidik.model.bands.band_of` does for many."""
    if probability <= 0:
        return -1
    return len(BANDS) - 1 if probability >= SURE else bisect_left(BANDS, probability)


def _corners(aim: Aim, level: int, outer: float) -> list[float]:
    """Return the bearings at which the probability has a corner, ascending, at least one."""
    half = 0.5 * aim.fov[aim.reach[:, level] >= outer]
    ends = np.concatenate([aim.start, aim.start + aim.width])
    corners = np.concatenate([(ends[:, None] + sign * half).ravel() for sign in (-1, 1)])
    return [float(c) for c in np.unique(np.append(corners % 360.0, 0.0))]


def _probability(aim: Aim, level: int, distance: float, bearing: float) -> float:
    dx = distance * math.sin(math.radians(bearing))
    dy = distance * math.cos(math.radians(bearing))
    return float(
        kernels.probability(
            dx, dy, aim.weight, aim.fov, aim.reach, aim.share, aim.start, aim.width, level
        )
    )


def _arc(radius: float, start: float, end: float) -> NDArray[np.float64]:
    """Return points on a circle from one angle to another, radians, closer than `CHORD_M`."""
    step = 2.0 * math.acos(max(1.0 - CHORD_M / radius, 0.0)) if radius > CHORD_M else math.pi / 4
    angle = np.linspace(start, end, max(2, math.ceil(abs(end - start) / step) + 1))
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _ring_sector(inner: float, outer: float, start: float, width: float) -> Polygon:
    """Return the part of a ring between two bearings (degrees), as a polygon."""
    end, begin = math.radians(90.0 - start), math.radians(90.0 - start - width)
    if width >= 360.0 - 1e-9:
        hole = [_arc(inner, 2 * np.pi, 0.0)[:-1]] if inner > 0 else []
        return Polygon(_arc(outer, 0.0, 2 * np.pi)[:-1], hole)
    rim = _arc(outer, begin, end)
    heel = _arc(inner, end, begin) if inner > 0 else np.zeros((1, 2))
    return Polygon(np.concatenate([rim, heel]))
