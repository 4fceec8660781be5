"""Shapes in any coordinate system, brought to longitude and latitude."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from vidik.errors import InputError

__all__ = ["Turn", "to_degrees", "way_to_degrees"]

#: What brings points of shape (n, 2) elsewhere.
Turn = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_WGS84 = CRS.from_epsg(4326)
#: The Balkan zones of MGI as they were registered first, on the datum of Austria, from which EPSG
#: knows no way to the globe there; it gave them anew on a datum of their own.
_INSTEAD = {
    ("EPSG", "31275"): "EPSG:8677",
    ("EPSG", "31276"): "EPSG:8678",
    ("EPSG", "31277"): "EPSG:6316",
    ("EPSG", "31278"): "EPSG:8679",
}


def to_degrees(shapes: NDArray[np.object_], crs: str | None, *, file: Path) -> NDArray[np.object_]:
    """Return the shapes in longitude and latitude (EPSG:4326), longitude first.

    Parameters
    ----------
    shapes
        With x before y, as every format here stores them; None is left alone.
    crs
        A name, WKT or PROJJSON of their coordinate system; None: it is this one already.
    file
        For messages.

    Raises
    ------
    InputError
        If the coordinate system is not known, or has no way to the globe.
    """
    turn = way_to_degrees(crs, file=file)
    if turn is None:
        return shapes
    return np.asarray(shapely.transform(shapely.force_2d(shapes), turn), dtype=object)


def way_to_degrees(crs: str | None, *, file: Path) -> Turn | None:
    """Return what brings points to longitude and latitude; None: they are there.

    Parameters
    ----------
    crs, file
        As of `to_degrees`.

    Raises
    ------
    InputError
        If the coordinate system is not known, or has no way to the globe.
    """
    if crs is None:
        return None
    try:
        system = CRS.from_user_input(crs)
        # Without the order of axes: EPSG:4326 says latitude first, and no file stores it so.
        if system.equals(_WGS84, ignore_axis_order=True):
            return None
        system = CRS.from_user_input(_INSTEAD.get(system.to_authority() or ("", ""), system))
        # Without the shift of its datum, which PROJ would leave out, places are far off.
        turn = Transformer.from_crs(system, _WGS84, always_xy=True, allow_ballpark=False)
    except (CRSError, ProjError) as fault:
        raise InputError(
            "a coordinate system that is not known, or not well enough to find places by it",
            file=file,
            place="crs",
            value=str(crs)[:80],
            hint="convert it to EPSG:4326",
        ) from fault

    def transformed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        # What cannot be transformed becomes infinite, and is then not on the globe.
        return np.column_stack(turn.transform(points[:, 0], points[:, 1]))

    return transformed
