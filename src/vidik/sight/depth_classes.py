"""Depth classes: where one, two, three or more cameras watch, as polygons for a map.

Made tile by tile, so that nothing as large as a city is ever united. Areas are not taken from these
polygons, whose arcs are chords and whose corners lie on a grid, but from `vidik.sight.overlap`.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.frame import GRID_M

__all__ = ["CLASSES", "DepthShape", "depth_classes"]

#: The least depth of each class: 1, 2, 3–4, 5–8 and 9 or more.
CLASSES = (1, 2, 3, 5, 9)


@dataclass(frozen=True, eq=False)
class DepthShape:
    """Where the ground of one tile is watched so many times.

    Parameters
    ----------
    column, row
        Of the tile, counted from the city's centre.
    depth
        The least depth of its class (`CLASSES`).
    shape
        (Multi)polygon in metres of the city's frame.
    """

    column: int
    row: int
    depth: int
    shape: Geometry


def depth_classes(
    shapes: NDArray[np.object_],
    owner: NDArray[np.int64],
    *,
    tile_m: float = 256.0,
    threads: int = 1,
) -> Iterator[DepthShape]:
    """Yield the classes of depth, tile after tile, in order.

    Parameters
    ----------
    shapes
        Shape (m,): what is watched, (multi)polygons in metres (`vidik.sight.bands.seen_polygons`).
    owner
        Shape (m,): by whom; the shapes of one owner count once where they overlap.
    tile_m
        Side of a tile, metres.
    threads
        How many tiles are made at once; the result does not depend on it.
    """
    kept = ~shapely.is_empty(shapes)
    shapes, owner = shapes[kept], owner[kept]
    if not len(shapes):
        return
    tree = shapely.STRtree(shapes)
    west, south, east, north = np.floor(shapely.total_bounds(shapes) / tile_m).astype(int)
    tiles = [(c, r) for r in range(south, north + 1) for c in range(west, east + 1)]

    def solve(tile: tuple[int, int]) -> list[tuple[int, Geometry]]:
        box = shapely.box(*(tile_m * np.array([tile, np.add(tile, 1)])).ravel())
        near = np.sort(tree.query(box, predicate="intersects"))
        return list(_tile(box, shapes[near], owner[near])) if len(near) else []

    with ThreadPoolExecutor(max_workers=threads) as pool:
        for (column, row), found in zip(tiles, pool.map(solve, tiles), strict=True):
            for depth, shape in found:
                yield DepthShape(column, row, depth, shape)


def _tile(
    box: Geometry, shapes: NDArray[np.object_], owner: NDArray[np.int64]
) -> Iterator[tuple[int, Geometry]]:
    """Yield the classes of one tile, from the shallowest."""
    lines = shapely.intersection(shapely.boundary(shapes), box)
    # snapped while they are cut, so that neighbours share their corners
    cut = shapely.union_all(np.append(lines, box.boundary), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(cut)))
    inner = shapely.point_on_surface(faces)
    # asked this way around, GEOS prepares the shapes, which have many corners
    shape, face = shapely.STRtree(inner).query(shapes, predicate="contains")
    pairs = np.unique(np.column_stack([face, owner[shape]]), axis=0)
    depth = np.bincount(pairs[:, 0], minlength=len(faces))
    of_class = np.searchsorted(CLASSES, depth, side="right")
    for k, least in enumerate(CLASSES, start=1):
        if (of_class == k).any():
            yield least, shapely.coverage_union_all(faces[of_class == k])
