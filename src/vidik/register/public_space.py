"""Public space: what is claimed for it, made into polygons of which none lies upon another.

Worked out tile by tile on a lattice that is fixed to the frame, so that parts of a city, or of a
country, can be made one after the other and fit together.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon, STRtree

from vidik.model.footprints import Footprints
from vidik.model.public_space import PublicSpace
from vidik.model.public_space_rules import UNIONS, PublicSpaceRules
from vidik.register.claims import Claims
from vidik.register.outlines import polygonal

__all__ = ["TILE_M", "public_space"]

#: Side of a tile, metres: small enough for a union in it to be quick, large enough for few cuts.
TILE_M = 512.0

# Tiles a thread takes at a time.
_CHUNK = 8


def public_space(
    claims: Claims,
    boundary: Geometry,
    footprints: Footprints,
    rules: PublicSpaceRules,
    *,
    tile_m: float = TILE_M,
    threads: int = 1,
    advance: Callable[[float], None] | None = None,
) -> PublicSpace:
    """Return the ground that is claimed inside a boundary, each spot once.

    What is certain goes first, and of that the kinds in their order: so least, expected and most
    differ by what they add, and areas of kinds add up.

    Parameters
    ----------
    claims
        At least those that reach into the boundary; others change nothing, nor does their order.
    boundary
        In metres (`vidik.register.streets.boundary_in_metres`). For a part of a city, or of a
        country, the part of its boundary: parts that do not overlap give polygons that do not, and
        their areas add up to those of the whole.
    footprints
        Of the same frame: what stands on public space is not open. At least those that reach into
        the boundary.
    rules
        By which the claims were made.
    tile_m
        Side of a tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Told how many square metres of the boundary are done.

    Notes
    -----
    All overlays are GEOS's OverlayNG in double precision, on shapes whose vertices lie on the grid
    of the frame or on chords about them. Rounding each overlay to the grid was tried: it takes
    two and a half times as long and moves edges by up to half a millimetre, each time otherwise, so
    that what is cut off and what stays no longer add up (to 1e-7 of the area); in doubles they do,
    to 1e-12.
    """
    # a shape that was made on a grid would have GEOS round all that is cut with it
    windows = _windows(shapely.set_precision(boundary, 0.0), tile_m)
    # unions depend on the order of what they unite, if only in the last bits
    claims = claims.only(np.argsort(shapely.to_wkb(claims.shapes), kind="stable"))
    claimed, built = STRtree(claims.shapes), STRtree(_outlines(footprints))
    layers = claims.union * len(rules.kinds) + claims.kind

    def solve(first: int) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.float64]]:
        chunk = windows[first : first + _CHUNK]
        merged = _merged(claimed, layers, chunk, len(UNIONS) * len(rules.kinds))
        polygons, cell = _apart(merged)
        if advance is not None:
            advance(float(shapely.area(chunk).sum()))
        return polygons, cell, _open(polygons, built)

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, len(windows), _CHUNK)))
    polygons = np.concatenate([np.empty(0, dtype=object), *(part[0] for part in parts)])
    cell = np.concatenate([np.empty(0, dtype=np.int64), *(part[1] for part in parts)])
    union, kind = np.divmod(cell % (len(UNIONS) * len(rules.kinds)), len(rules.kinds))
    vertices, ring_offsets, polygon_offsets = _ragged(polygons)
    return PublicSpace(
        version=rules.version,
        kinds=rules.kinds,
        kind=kind,
        union=union,
        polygon_offsets=polygon_offsets,
        ring_offsets=ring_offsets,
        vertices=vertices,
        open_m2=np.concatenate([np.empty(0), *(part[2] for part in parts)]),
    )


def _windows(boundary: Geometry, tile_m: float) -> NDArray[np.object_]:
    """Return what of each tile lies in the boundary, where that is anything; west to east."""
    if boundary.is_empty:
        return np.empty(0, dtype=object)
    x0, y0, x1, y1 = np.floor(np.array(boundary.bounds) / tile_m)
    east, north = np.meshgrid(np.arange(x0, x1 + 1), np.arange(y0, y1 + 1), indexing="ij")
    west, south = east.ravel() * tile_m, north.ravel() * tile_m
    boxes = shapely.box(west, south, west + tile_m, south + tile_m)
    shapely.prepare(boundary)
    boxes = boxes[shapely.intersects(boundary, boxes)]
    cut = ~shapely.covers(boundary, boxes)
    boxes[cut] = _areas(shapely.intersection(boundary, boxes[cut]))
    return np.asarray(boxes[shapely.area(boxes) > 0])


def _outlines(footprints: Footprints) -> NDArray[np.object_]:
    return np.asarray(
        shapely.from_ragged_array(
            shapely.GeometryType.POLYGON,
            footprints.vertices,
            (footprints.ring_offsets, footprints.polygon_offsets),
        )
    )


def _merged(
    claimed: STRtree, layers: NDArray[np.int64], windows: NDArray[np.object_], count: int
) -> NDArray[np.object_]:
    """Return the union of the claims of each layer in each window, shape (windows, count)."""
    window, claim = _in_order(claimed.query(windows, predicate="intersects"))
    parts = _cut(claimed.geometries[claim], windows[window])
    cell = window * count + layers[claim]
    return _united(parts, cell, len(windows) * count).reshape(len(windows), count)


def _in_order(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs of numbers, shape (2, n), in their order: a tree has one of its own."""
    return pairs[:, np.lexsort(pairs[::-1])]


def _cut(shapes: NDArray[np.object_], windows: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what of each shape lies in its window."""
    over = ~shapely.covers(windows, shapes)
    shapes[over] = _areas(shapely.intersection(shapes[over], windows[over]))
    return shapes


def _areas(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the shapes without the lines and points in which they only touched."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    shapes[mixed] = [polygonal(shape) or Polygon() for shape in shapes[mixed]]
    shapes[shapely.get_dimensions(shapes) < 2] = Polygon()
    return shapes


def _united(
    shapes: NDArray[np.object_], cell: NDArray[np.int64], cells: int
) -> NDArray[np.object_]:
    """Return the union of the shapes of each cell."""
    united = np.full(cells, Polygon(), dtype=object)
    order = np.argsort(cell, kind="stable")
    used, starts = np.unique(cell[order], return_index=True)
    for which, group in zip(used, np.split(shapes[order], starts[1:]), strict=False):
        united[which] = shapely.union_all(group)
    return united


def _apart(merged: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the polygons of each layer that no earlier layer has, and the cell of each."""
    taken = np.full(len(merged), Polygon(), dtype=object)
    own = np.full(merged.shape, Polygon(), dtype=object)
    layers = np.flatnonzero(~shapely.is_empty(merged).all(axis=0))
    for layer in layers:
        some = ~shapely.is_empty(merged[:, layer])
        own[some, layer] = _areas(shapely.difference(merged[some, layer], taken[some]))
        if layer != layers[-1]:
            taken[some] = shapely.union(taken[some], merged[some, layer])
    polygons, cell = shapely.get_parts(own.ravel(), return_index=True)
    some = shapely.area(polygons) > 0
    return polygons[some], cell[some]


def _open(polygons: NDArray[np.object_], built: STRtree) -> NDArray[np.float64]:
    """Return the square metres of each polygon that no building stands on."""
    open_m2 = np.asarray(shapely.area(polygons), dtype=np.float64)
    polygon, outline = _in_order(built.query(polygons, predicate="intersects"))
    houses = _united(built.geometries[outline], polygon, len(polygons))
    some = np.unique(polygon)
    open_m2[some] = shapely.area(shapely.difference(polygons[some], houses[some]))
    return open_m2


def _ragged(
    polygons: NDArray[np.object_],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return vertices, ring offsets and polygon offsets."""
    if not len(polygons):
        none = np.zeros(1, dtype=np.int64)
        return np.zeros((0, 2)), none, none
    _, vertices, (rings, offsets) = shapely.to_ragged_array(shapely.orient_polygons(polygons))
    return vertices, rings.astype(np.int64), offsets.astype(np.int64)
