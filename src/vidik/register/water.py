"""Water that an extract cuts off: seas, closed at the edge, and rivers, closed by the shortest way.

For the base map alone; no figure depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, LineString, MultiPolygon, Polygon

from vidik.register.outlines import area_of_lines, polygonal

__all__ = ["closed_by_shortest_way", "sea"]

#: A coastline that ends farther from the edge than this (degrees, about 250 m) is broken, not cut.
_GAP_DEG = 0.0025

#: How far beside the coast (degrees, about a centimetre) a point is surely in the water.
_BESIDE_DEG = 1e-7


def sea(coastlines: Sequence[Geometry], clip: Polygon | MultiPolygon) -> Geometry | None:
    """Return the sea inside an area; None if it has none, or its coast has gaps.

    Parameters
    ----------
    coastlines
        Lines of ``natural=coastline``, longitude and latitude: the water lies on their right.
    clip
        The area.
    """
    shore = shapely.intersection(shapely.union_all(list(coastlines)), clip)
    runs = [line for line in _merged(shore) if line.length > 0]
    edge = clip.boundary
    extended = [_reaching(run, edge) for run in runs]
    if not runs or any(line is None for line in extended):
        return None
    noded = shapely.union_all([edge, *extended])
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    water, land = _beside(runs)
    tree = shapely.STRtree(faces)
    in_water = np.bincount(tree.query(water, predicate="within")[1], minlength=len(faces))
    on_land = np.bincount(tree.query(land, predicate="within")[1], minlength=len(faces))
    wet = faces[in_water > on_land]
    inside = shapely.intersection(shapely.union_all(wet), clip)
    return polygonal(inside)


def closed_by_shortest_way(lines: Sequence[Geometry]) -> Polygon | MultiPolygon | None:
    """Return the area of an outline of which stretches are missing; None if it is hopeless.

    Loose ends are joined to the nearest loose end, as long as there are any.
    """
    runs = _merged(shapely.union_all(list(lines)))
    rings = [run for run in runs if run.is_closed]
    loose = [list(run.coords) for run in runs if not run.is_closed]
    while loose:
        ends = np.array([(run[0], run[-1]) for run in loose]).reshape(-1, 2)
        gaps = np.linalg.norm(ends[:, None] - ends[None], axis=2)
        np.fill_diagonal(gaps, np.inf)
        i, j = sorted(int(k) for k in np.unravel_index(gaps.argmin(), gaps.shape))
        if i // 2 == j // 2:  # both ends of one run
            run = loose.pop(i // 2)
            if len(run) > 2:
                rings.append(LineString([*run, run[0]]))
            continue
        second, first = loose.pop(j // 2), loose.pop(i // 2)
        # So that the first run ends, and the second begins, at the gap.
        loose.append((first if i % 2 else first[::-1]) + (second[::-1] if j % 2 else second))
    return area_of_lines(rings)[0]


def _merged(lines: Geometry) -> list[LineString]:
    merged = shapely.get_parts(shapely.line_merge(lines))
    return [line for line in merged if line.geom_type == "LineString"]


def _reaching(run: LineString, edge: Geometry) -> LineString | None:
    """Return a coastline with its ends drawn to the edge; None if they end too far from it."""
    if run.is_closed:
        return run
    points = [run.coords[0], *run.coords, run.coords[-1]]
    for end in (0, -1):
        nearest = shapely.shortest_line(shapely.Point(points[end]), edge)
        if nearest.length > _GAP_DEG:
            return None
        points[end] = nearest.coords[-1]
    return LineString(points)


def _beside(
    runs: Sequence[LineString],
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return points a little to the right and to the left of the middle of each stretch."""
    starts = np.concatenate([shapely.get_coordinates(run)[:-1] for run in runs])
    ends = np.concatenate([shapely.get_coordinates(run)[1:] for run in runs])
    along = ends - starts
    right = np.column_stack([along[:, 1], -along[:, 0]]) / np.linalg.norm(along, axis=1)[:, None]
    middle = (starts + ends) / 2
    return (
        shapely.points(middle + _BESIDE_DEG * right),
        shapely.points(middle - _BESIDE_DEG * right),
    )
