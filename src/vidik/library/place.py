"""Place: the boundary that figures count in, and the metric frame about its middle."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import shapely
from shapely import Geometry, MultiPolygon, Polygon

from vidik.errors import InputError
from vidik.jobs.place import check_extent
from vidik.library.data import Data, Readable, read_all
from vidik.model.place import Place
from vidik.outside.boundary import check_boundary_meets_data, read_boundary
from vidik.outside.frames import is_geodataframe, shapes_of_frame
from vidik.register.globe import off_globe
from vidik.register.outlines import polygonal
from vidik.settings import check_box

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["place_of", "read_place"]

Box: TypeAlias = tuple[float, float, float, float]


def read_place(
    data: Readable | Sequence[Readable],
    *,
    boundary: str | os.PathLike[str] | Box | Geometry | GeoDataFrame | None = None,
    name: str | None = None,
) -> Place:
    """Return the place that data are about.

    Sources that do not end at the same line need one place: it decides which cameras, streets and
    ground count, and gives all of them the same metres.

    Parameters
    ----------
    data
        What lies in it: a path, a GeoDataFrame, or what `vidik.read` made of either, or several.
    boundary
        None: the bounds of the data. Else west, south, east and north in degrees; a polygon in
        longitude and latitude; the path of a GeoJSON file; or a GeoDataFrame of polygons in any
        coordinate system.
    name
        As its people write it; None: the name of the first source.

    Returns
    -------
    Place
        With the boundary in longitude and latitude (EPSG:4326).

    Raises
    ------
    InputError
        If the boundary is none, or the data lie elsewhere.
    """
    return place_of(read_all(data), boundary=boundary, name=name)


def place_of(
    sources: Sequence[Data],
    *,
    boundary: str | os.PathLike[str] | Box | Geometry | GeoDataFrame | None = None,
    name: str | None = None,
) -> Place:
    """Return the place that sources are about; `read_place` says how.

    Parameters
    ----------
    sources
        Read.
    boundary, name
        As of `read_place`.
    """
    title = name or sources[0].source.name
    bounds = [one.extract.bounds for one in sources if one.extract.bounds is not None]
    if not bounds:
        raise InputError("the sources hold nothing at all: the place is empty", file=title)
    west, south, east, north = (
        pick(values)
        for pick, values in zip((min, min, max, max), zip(*bounds, strict=True), strict=True)
    )
    if boundary is None:
        check_extent((west, south, east, north), file=title)
        return Place.about(title, shapely.box(west, south, east, north))
    area = _area(boundary)
    check_boundary_meets_data(area, (west, south, east, north), city_file=Path(title))
    return Place.about(title, area)


def _area(
    boundary: str | os.PathLike[str] | Box | Geometry | GeoDataFrame,
) -> Polygon | MultiPolygon:
    if isinstance(boundary, str | os.PathLike):
        path = Path(boundary)
        if not path.is_file():
            raise InputError("no such file", file=path, place="boundary")
        found = read_boundary(str(path.absolute()), city_file=path, place="boundary")
        assert found is not None  # a path is not "data"
        return found
    if isinstance(boundary, tuple | list):
        try:
            west, south, east, north = map(float, boundary)
            return shapely.box(*check_box((west, south, east, north)))
        except (TypeError, ValueError) as fault:
            raise InputError(str(fault), place="boundary", value=boundary) from fault
    if is_geodataframe(boundary):
        shape = shapely.union_all(shapes_of_frame(boundary, name="boundary"))
    elif isinstance(boundary, Geometry):
        shape = boundary
    else:
        raise InputError("no boundary", place="boundary", value=type(boundary).__name__)
    area = polygonal(shape)
    if area is None or not area.is_valid:
        why = "the boundary is no area" if area is None else shapely.is_valid_reason(area)
        raise InputError(why, place="boundary", value=shape.geom_type)
    if off_globe(shapely.get_coordinates(area)).any():
        raise InputError(
            "the boundary leaves the globe",
            place="boundary",
            value=[round(v, 3) for v in area.bounds],
            hint="longitude and latitude, in degrees; or a GeoDataFrame, which names its system",
        )
    return area
