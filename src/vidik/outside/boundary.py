"""Boundaries: four numbers or a GeoJSON file, read into one area on the globe."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon, box
from shapely.geometry import shape

from vidik.errors import SettingsError
from vidik.settings import check_box

__all__ = ["check_boundary_meets_data", "read_boundary"]

#: Names by which GeoJSON files older than RFC 7946 say “longitude, latitude, WGS 84”.
_LONLAT = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_boundary(
    declared: str | tuple[float, float, float, float],
    *,
    city_file: Path,
    place: str = "place.boundary",
) -> Polygon | MultiPolygon | None:
    """Return the area that a city file declares.

    Parameters
    ----------
    declared
        ``data``, a path relative to the city file, or west, south, east, north.
    city_file
        The city file, for its folder and for messages.
    place
        The key in it, for messages.

    Returns
    -------
    Polygon or MultiPolygon or None
        Longitude and latitude (EPSG:4326); None for ``data``: the bounds of the data.

    Raises
    ------
    SettingsError
        If the file is missing, is not GeoJSON, holds no valid polygon, or leaves the globe.
    """
    if declared == "data":
        return None
    if not isinstance(declared, str):
        return box(*declared)
    path = city_file.parent / declared
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(
            "no such file",
            file=city_file,
            place=place,
            value=declared,
            hint='write "data" for the bounds of the data, or the path of a GeoJSON file',
        ) from None
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"not JSON: {error.msg}", file=path, place=f"line {error.lineno}, column {error.colno}"
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise SettingsError("not GeoJSON", file=path) from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", file=path) from None
    return _area(document, path)


def check_boundary_meets_data(
    boundary: Polygon | MultiPolygon,
    bounds: tuple[float, float, float, float],
    *,
    city_file: Path,
    place: str = "place.boundary",
) -> None:
    """Refuse a boundary that none of the data lies in.

    Swapped coordinates that stay on the globe show only here.

    Parameters
    ----------
    boundary
        Longitude and latitude.
    bounds
        Of the data: west, south, east, north.
    city_file, place
        Of the boundary, for the message.

    Raises
    ------
    SettingsError
        If they do not meet.
    """
    data = box(*bounds)
    if boundary.intersects(data):
        return
    swapped = shapely.transform(boundary, lambda xy: xy[:, ::-1]).intersects(data)
    raise SettingsError(
        "the boundary lies outside the data",
        file=city_file,
        place=place,
        value=[round(v, 5) for v in boundary.bounds],
        hint="latitude and longitude look swapped; the order is west, south, east, north"
        if swapped
        else f"the data lie within {[round(v, 5) for v in bounds]}",
    )


def _area(document: object, path: Path) -> Polygon | MultiPolygon:
    if not isinstance(document, dict):
        raise SettingsError("not GeoJSON: should be an object", file=path)
    crs = str(document.get("crs") or "CRS84")
    if not any(name in crs for name in _LONLAT):
        raise SettingsError(
            "coordinates should be longitude and latitude (WGS 84)",
            file=path,
            place="crs",
            value=document["crs"],
        )
    polygons = []
    for where, geometry in _geometries(document, "", path):
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise SettingsError(
                "a boundary is made of Polygons and MultiPolygons",
                file=path,
                place=f"{where}type",
                value=geometry.get("type"),
            )
        try:
            polygon = shape(geometry)
            finite = all(math.isfinite(v) for v in polygon.bounds)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.GEOSException):
            finite = False
        if not finite:
            raise SettingsError("not a polygon", file=path, place=f"{where}coordinates")
        if not polygon.is_valid:
            raise SettingsError(
                f"not a usable outline: {shapely.is_valid_reason(polygon)}",
                file=path,
                place=f"{where}coordinates",
                hint="mend the outline in an editor",
            )
        polygons.append(polygon)
    area = shapely.union_all(polygons)
    if area.is_empty:
        raise SettingsError("no polygon in it", file=path)
    try:
        check_box(area.bounds)
    except ValueError as error:
        raise SettingsError(
            str(error), file=path, value=[round(v, 5) for v in area.bounds]
        ) from None
    if not isinstance(area, Polygon | MultiPolygon):
        raise SettingsError("no polygon in it", file=path)
    return area


def _geometries(
    document: dict[str, Any], where: str, path: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each geometry with its place in the document: ``features[2].geometry.``."""
    kind = document.get("type")
    if kind == "FeatureCollection":
        for number, feature in enumerate(_list(document, "features", where, path)):
            yield from _geometries(feature, f"{where}features[{number}].", path)
    elif kind == "GeometryCollection":
        for number, member in enumerate(_list(document, "geometries", where, path)):
            yield from _geometries(member, f"{where}geometries[{number}].", path)
    elif kind == "Feature":
        geometry: object = document.get("geometry")
        if not isinstance(geometry, dict):
            raise SettingsError("has no geometry", file=path, place=f"{where}geometry")
        yield from _geometries(geometry, f"{where}geometry.", path)
    else:
        yield where, document


def _list(document: dict[str, Any], key: str, where: str, path: Path) -> list[dict[str, Any]]:
    items: object = document.get(key)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise SettingsError("should be a list of objects", file=path, place=f"{where}{key}")
    return items
