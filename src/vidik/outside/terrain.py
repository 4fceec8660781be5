"""Heights of the ground from a GeoTIFF, as far as the city and its cameras' reach go."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from vidik.errors import InputError
from vidik.model.frame import LocalFrame
from vidik.model.terrain import Terrain

__all__ = ["read_terrain"]

_METRES = {
    **dict.fromkeys(("", "m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet"), 0.3048),
    **dict.fromkeys(("ftus", "us-ft", "us survey foot", "us survey feet"), 1200 / 3937),
}

#: No ground is lower or higher: the shore of the Dead Sea, Mount Everest.
_LOWEST_M, _HIGHEST_M = -450.0, 8900.0

#: More would not be a city's ground but a mistake in the pixel size; 0.8 GB.
_MOST_PIXELS = 200_000_000


def read_terrain(
    path: Path,
    bounds: tuple[float, float, float, float],
    frame: LocalFrame,
    *,
    margin_m: float,
) -> Terrain:
    """Return the heights of the ground in and around a place.

    Parameters
    ----------
    path
        A GeoTIFF with one band of heights, in any coordinate system. Files beside it (``.tfw``,
        ``.aux.xml``) are not read, so that its hash says all.
    bounds
        Of the place: west, south, east, north, degrees.
    frame
        Of the city.
    margin_m
        How far beyond the bounds heights are needed, metres.

    Raises
    ------
    InputError
        If the file cannot be read, is not georeferenced, has several bands, an unknown unit or
        heights that no ground has, or says nothing about the place.
    """
    # Here, because only cities with a raster shall pay for loading a second GDAL.
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError
    from rasterio.windows import Window

    try:
        with (
            warnings.catch_warnings(action="ignore", category=NotGeoreferencedWarning),
            rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"),
            rasterio.open(fp=path, mode="r", driver="GTiff") as raster,
        ):
            crs = _crs_of(raster, path)
            unit = _unit_of(raster, crs, path)
            horizontal = _horizontal(crs)
            box = _box_of(bounds, frame, horizontal, margin_m=margin_m, path=path)
            (i, j), (width, height) = _window_of(box, raster, path)
            band = raster.read(1, window=Window(i, j, width, height), masked=True)
            scale, offset = raster.scales[0], raster.offsets[0]
            a, b, c, d, e, f = tuple(raster.transform)[:6]
    except RasterioIOError as fault:
        raise InputError(
            "not a GeoTIFF that can be read", file=path, hint=str(fault).splitlines()[0][:120]
        ) from fault
    heights = (band.astype(np.float64).filled(np.nan) * scale + offset) * unit
    _check(heights, path)
    x, y = i + 0.5, j + 0.5  # the affine of a file is that of the pixels' corners
    return Terrain(
        heights=heights.astype(np.float32),
        affine=(a, b, a * x + b * y + c, d, e, d * x + e * y + f),
        crs=horizontal.to_wkt(),
        frame=frame,
    )


def _crs_of(raster: Any, path: Path) -> CRS:
    """Return the coordinate system of a raster that has one band and a place on the globe."""
    if raster.count != 1:
        raise InputError(
            "heights of the ground are one band",
            file=path,
            value=f"{raster.count} bands",
            hint="pick one: gdal_translate -b 1",
        )
    if np.dtype(raster.dtypes[0]).kind not in "iuf":
        raise InputError("heights are plain numbers", file=path, value=raster.dtypes[0])
    if raster.crs is None or raster.transform.is_identity:
        raise InputError(
            "not georeferenced: nothing in it says where on the globe it lies",
            file=path,
            hint="give it a coordinate system and a place: gdal_translate -a_srs -a_ullr",
        )
    try:
        return CRS.from_user_input(raster.crs.to_wkt())
    except CRSError as fault:
        raise InputError(
            "an unknown coordinate system", file=path, value=str(raster.crs)[:80]
        ) from fault


def _horizontal(crs: CRS) -> CRS:
    """Return the part of a coordinate system that says where, without how high."""
    return crs.sub_crs_list[0] if crs.is_compound else crs.to_2d()


def _unit_of(raster: Any, crs: CRS, path: Path) -> float:
    """Return what one unit of height is, metres: as the band or the coordinate system says."""
    said = (raster.units[0] or "").strip()
    if not said and crs.is_compound:
        said = crs.sub_crs_list[1].axis_info[0].unit_name
    unit = _METRES.get(said.lower())
    if unit is None:
        raise InputError(
            "an unknown unit of height", file=path, value=said, hint="convert it to metres"
        )
    return unit


def _box_of(
    bounds: tuple[float, float, float, float],
    frame: LocalFrame,
    crs: CRS,
    *,
    margin_m: float,
    path: Path,
) -> NDArray[np.float64]:
    """Return the corners of a box about the place in the raster's own system, shape (4, 2)."""
    west, south, east, north = bounds
    corners = np.array([[west, south], [west, north], [east, north], [east, south]])
    metres = frame.to_metres(corners)
    low, high = metres.min(axis=0) - margin_m, metres.max(axis=0) + margin_m
    try:
        turn = Transformer.from_crs(CRS.from_proj4(frame.proj), crs, always_xy=True)
        x0, y0, x1, y1 = turn.transform_bounds(low[0], low[1], high[0], high[1], errcheck=True)
    except ProjError as fault:
        raise InputError(
            "its coordinate system does not reach the place", file=path, value=crs.name
        ) from fault
    return np.array([[x0, y0], [x0, y1], [x1, y1], [x1, y0]])


def _window_of(
    box: NDArray[np.float64], raster: Any, path: Path
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first column and row, and how many, that hold a box and a pixel about it."""
    a, b, c, d, e, f = tuple(raster.transform)[:6]
    pixels = np.linalg.solve([[a, b], [d, e]], (box - (c, f)).T).T
    size = np.array([raster.width, raster.height])
    first = np.clip(np.floor(pixels.min(axis=0)) - 1, 0, size).astype(int)
    past = np.clip(np.ceil(pixels.max(axis=0)) + 1, 0, size).astype(int)
    width, height = (past - first).tolist()
    if width <= 0 or height <= 0:
        raise InputError(
            "the raster lies elsewhere: it says nothing about the place",
            file=path,
            value=f"its first corner is at {c:.8g}, {f:.8g}",
        )
    if width * height > _MOST_PIXELS:
        raise InputError(
            "too many pixels for one place",
            file=path,
            value=f"{width} × {height}",
            hint="make them larger: gdalwarp -tr",
        )
    return (int(first[0]), int(first[1])), (width, height)


def _check(heights: NDArray[np.float64], path: Path) -> None:
    known = heights[~np.isnan(heights)]
    if not known.size:
        raise InputError("the raster says nothing about the place: no data there", file=path)
    odd = known[(known < _LOWEST_M) | (known > _HIGHEST_M) | ~np.isfinite(known)]
    if odd.size:
        raise InputError(
            f"no ground is lower than {_LOWEST_M:g} or higher than {_HIGHEST_M:g} m",
            file=path,
            value=float(odd[0]),
            hint="if it means “no data”, say so: gdal_translate -a_nodata",
        )
