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

__all__ = ["outlines_on_grid"]

#: Smaller areas are left-overs of drawing or of a repair; smaller courtyards are filled.
_SLIVER_M2 = 0.01

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
    shapes = np.array(geometries, dtype=object)
    areal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    for i in np.flatnonzero(~areal):
        reason = _NO_OUTLINE.get(geometries[i].geom_type, "the outline encloses nothing")
        accounts[i].reject("geometry", reason)

    polygons, owner = shapely.get_parts(np.where(areal, shapes, None), return_index=True)
    points = snap(frame.to_metres(shapely.get_coordinates(polygons)))
    near = np.ones(len(polygons), dtype=np.bool_)
    corner_of = np.repeat(np.arange(len(polygons)), shapely.get_num_coordinates(polygons))
    near[corner_of[~np.isfinite(points).all(axis=1)]] = False
    for i in dict.fromkeys(owner[~near].tolist()):
        accounts[i].reject("geometry", "too far from the city to be drawn in its frame")
    polygons = shapely.set_coordinates(polygons.copy(), np.where(np.isfinite(points), points, 0.0))
    polygons, owner = polygons[near], owner[near]

    polygons, owner = _mended(polygons, owner, shapes, accounts)
    polygons, owner = _tidied(polygons, owner)
    for i in sorted(set(np.flatnonzero(areal).tolist()) - set(owner.tolist())):
        accounts[i].reject("geometry", "the outline encloses nothing")
    return polygons, owner
