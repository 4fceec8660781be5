"""Outlines in degrees, made into sound polygons in metres on the grid of the city."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.model.frame import GRID_M, LocalFrame, snap
from vidik.register.account import Account
from vidik.register.outlines import polygonal

__all__ = ["SLIVER_M2", "outlines_on_grid"]

#: Smaller areas are left-overs of drawing or of a repair; smaller courtyards are filled.
SLIVER_M2 = 0.01

_NOTHING = "the outline encloses nothing"
_CROSSES = "the outline crosses or touches itself; repaired"
_ROUNDED = "the outline touches itself when its corners are rounded to 1 mm; repaired"
_NO_OUTLINE = {
    "Point": "mapped as a point, without an outline",
    "LineString": "the outline is not closed",
    "MultiLineString": "the outline is not closed",
}


def outlines_on_grid(
    geometries: Sequence[Geometry], frame: LocalFrame, accounts: Sequence[Account]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the areas of the geometries as polygons in metres.

    Parameters
    ----------
    geometries
        Longitude and latitude.
    frame
        Of the city.
    accounts
        Of each geometry: takes what is wrong with it.

    Returns
    -------
    polygons
        Shape (p,): valid, vertices on the grid, none in the middle of a straight wall; exteriors
        counter-clockwise, holes clockwise; each ring begins at its least vertex.
    owner
        Shape (p,), rising: the geometry that each is from.
    """
    shapes = np.empty(len(geometries), dtype=object)
    shapes[:] = geometries
    areal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    for i in np.flatnonzero(~areal).tolist():
        reason = _NO_OUTLINE.get(geometries[i].geom_type, _NOTHING)
        accounts[i].reject("geometry", reason)

    polygons, owner = shapely.get_parts(shapes[areal], return_index=True)
    owner = np.flatnonzero(areal)[owner]
    polygons, near = _projected(polygons, frame)
    far = set(owner[~near].tolist())
    for i in sorted(far):
        accounts[i].reject("geometry", "too far away to be drawn in the frame of the city")
    polygons, owner = _mended(polygons[near], owner[near], shapes, accounts)
    polygons, owner = _tidied(polygons, owner)
    for i in sorted(set(np.flatnonzero(areal).tolist()).difference(far, owner.tolist())):
        accounts[i].reject("geometry", _NOTHING)
    return polygons, owner


def _projected(
    polygons: NDArray[np.object_], frame: LocalFrame
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the polygons on the grid, and which of them the frame can hold."""
    corners, corner_of = shapely.get_coordinates(polygons, return_index=True)
    metres = snap(frame.to_metres(corners))
    finite = np.isfinite(metres).all(axis=1)
    near = np.ones(len(polygons), dtype=np.bool_)
    near[corner_of[~finite]] = False
    metres[~finite] = 0.0
    return shapely.set_coordinates(polygons.copy(), metres), near


def _mended(
    polygons: NDArray[np.object_],
    owner: NDArray[np.int64],
    shapes: NDArray[np.object_],
    accounts: Sequence[Account],
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the polygons with the invalid ones repaired, each perhaps in several."""
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    whole = np.ones(len(polygons), dtype=np.bool_)
    whole[broken] = False
    parts, part_of = [polygons[whole]], [owner[whole]]
    for i in broken:
        valid = shapely.make_valid(polygons[i], method="structure", keep_collapsed=False)
        on_grid = polygonal(shapely.set_precision(valid, GRID_M))
        if on_grid is None:
            continue
        parts.append(shapely.get_parts(on_grid))
        part_of.append(np.full(len(parts[-1]), owner[i]))
        drawn_well = shapes[owner[i]].is_valid
        accounts[owner[i]].reject("geometry", _ROUNDED if drawn_well else _CROSSES)
    joined, joined_of = np.concatenate(parts), np.concatenate(part_of)
    order = np.argsort(joined_of, kind="stable")
    return joined[order], joined_of[order]


def _tidied(
    polygons: NDArray[np.object_], owner: NDArray[np.int64]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the polygons without needless vertices, slivers and tiny holes, rings in order."""
    if not len(polygons):
        return polygons, owner
    kind, corners, (ring_offsets, polygon_offsets) = shapely.to_ragged_array(polygons)
    ring_of = np.repeat(np.arange(len(ring_offsets) - 1), np.diff(ring_offsets))
    first = np.zeros(len(corners), dtype=np.bool_)
    first[ring_offsets[:-1]] = True  # the last vertex of a ring repeats it
    points, ring_of = _straightened(
        np.rint(corners[~first] / GRID_M).astype(np.int64), ring_of[~first]
    )

    sizes = np.bincount(ring_of, minlength=len(ring_offsets) - 1)
    ring_stays = (sizes >= 3) & (_areas_m2(points, ring_of, len(sizes)) >= SLIVER_M2)
    polygon_of = np.repeat(np.arange(len(polygons)), np.diff(polygon_offsets))
    polygon_stays = ring_stays[polygon_offsets[:-1]]
    ring_stays &= polygon_stays[polygon_of]

    points = points[ring_stays[ring_of]]
    starts = np.concatenate([[0], np.cumsum(sizes[ring_stays])])
    closed = np.insert(points, starts[1:], points[starts[:-1]], axis=0) * GRID_M
    rings_each = np.bincount(polygon_of[ring_stays], minlength=len(polygons))[polygon_stays]
    tidy = shapely.from_ragged_array(
        kind,
        closed,
        (starts + np.arange(len(starts)), np.concatenate([[0], np.cumsum(rings_each)])),
    )
    return shapely.orient_polygons(shapely.normalize(tidy)), owner[polygon_stays]


def _straightened(
    points: NDArray[np.int64], ring_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return open rings without repeated vertices and without those on a straight line.

    In whole units of the grid, so that *straight* is exact.
    """
    while len(points):
        begins = np.flatnonzero(np.r_[True, ring_of[1:] != ring_of[:-1]])
        ends = np.r_[begins[1:], len(points)] - 1
        after = np.arange(1, len(points) + 1)
        after[ends] = begins
        before = np.arange(-1, len(points) - 1)
        before[begins] = ends
        onward = points[after] - points
        needless = (onward == 0).all(axis=1)
        if not needless.any():
            arriving = points - points[before]
            needless = arriving[:, 0] * onward[:, 1] == arriving[:, 1] * onward[:, 0]
        if not needless.any():
            break
        points, ring_of = points[~needless], ring_of[~needless]
    return points, ring_of


def _areas_m2(
    points: NDArray[np.int64], ring_of: NDArray[np.int64], rings: int
) -> NDArray[np.float64]:
    """Return what each open ring encloses, without sign."""
    if not len(points):
        return np.zeros(rings)
    begins = np.flatnonzero(np.r_[True, ring_of[1:] != ring_of[:-1]])
    sizes = np.diff(np.r_[begins, len(points)])
    # Relative to the first vertex: far from the centre the products would lose their last digits.
    local = (points - np.repeat(points[begins], sizes, axis=0)).astype(np.float64)
    cross = np.zeros(len(points))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[np.r_[begins[1:], len(points)] - 1] = 0.0  # the last edge ends at the origin
    doubled = np.bincount(ring_of, weights=cross, minlength=rings)
    return np.asarray(np.abs(doubled) * (GRID_M**2 / 2), dtype=np.float64)
