"""GeoParquet 1.0 and 1.1, with shapes as WKB or in the native (GeoArrow) encodings.

GDAL as pyogrio ships it has no driver for Parquet; PyArrow reads the columns, and the little that
makes it *geo* is done here, after the specification of GeoParquet 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.reproject import to_degrees
from vidik.outside.rows import extract_of_rows
from vidik.outside.vector import decoded, no_crs

__all__ = ["FAULTS", "coverings", "crs_of", "geo_of", "primary", "read_parquet", "torn"]

#: What PyArrow raises on a broken file.
FAULTS = (pa.ArrowException, OSError, ValueError)

#: Native encodings: what they hold, and how many lists lie around the points.
_NATIVE = {
    "point": (shapely.GeometryType.POINT, 0),
    "linestring": (shapely.GeometryType.LINESTRING, 1),
    "polygon": (shapely.GeometryType.POLYGON, 2),
    "multipoint": (shapely.GeometryType.MULTIPOINT, 1),
    "multilinestring": (shapely.GeometryType.MULTILINESTRING, 2),
    "multipolygon": (shapely.GeometryType.MULTIPOLYGON, 3),
}


def read_parquet(path: Path, *, source: str) -> Extract:
    """Return the rows of a GeoParquet file.

    Parameters
    ----------
    path
        Of the file.
    source
        Key of the source, for what is rejected.

    Raises
    ------
    InputError
        If the file is broken or truncated, is no GeoParquet, names no coordinate system, or most
        places are not on the globe.
    """
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
    except FAULTS as fault:
        raise torn(path, fault) from fault
    geo = geo_of(table.schema.metadata or {}, path)
    name, column = primary(geo, table.column_names, path)
    shapes, broken = _shapes(table.column(name), str(column.get("encoding")), path)
    spatial = [*geo["columns"], *coverings(column)]
    others = [field for field in table.column_names if field not in spatial]
    return extract_of_rows(
        to_degrees(shapes, crs_of(column, path), file=path),
        table.select(others).to_pylist() if others else [{} for _ in range(table.num_rows)],
        file=path,
        source=source,
        unreadable=broken,
    )


def torn(path: Path, fault: Exception) -> InputError:
    """Return the error for a file that PyArrow gives up on."""
    return InputError(f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again")


def geo_of(metadata: dict[bytes, bytes], path: Path) -> dict[str, Any]:
    """Return the file's metadata under the key ``geo``.

    Parameters
    ----------
    metadata
        Of the file.
    path
        For messages.

    Raises
    ------
    InputError
        If it has none that says where the shapes are.
    """
    try:
        geo = json.loads(metadata[b"geo"])
        if isinstance(geo["columns"], dict) and geo["columns"]:
            return dict(geo)
    except (KeyError, TypeError, ValueError, RecursionError):
        pass
    raise InputError(
        "Parquet, but not GeoParquet: no metadata about shapes",
        file=path,
        place="geo",
        hint="write it with a tool that knows GeoParquet",
    )


def primary(geo: Mapping[str, Any], names: Sequence[str], path: Path) -> tuple[str, dict[str, Any]]:
    """Return the name of the column of shapes, and what the file says of it.

    Parameters
    ----------
    geo
        As of `geo_of`.
    names
        Of the file's columns.
    path
        For messages.

    Raises
    ------
    InputError
        If there is no such column.
    """
    name = str(geo.get("primary_column"))
    column = geo["columns"].get(name)
    if not isinstance(column, dict) or name not in names:
        raise InputError("no such column of shapes", file=path, place="primary_column", value=name)
    return name, dict(column)


def crs_of(column: Mapping[str, Any], path: Path) -> str | None:
    """Return the coordinate system; None for the default, longitude and latitude.

    Parameters
    ----------
    column
        What the file says of its shapes.
    path
        For messages.

    Raises
    ------
    InputError
        If the file says that nobody knows it.
    """
    if "crs" not in column:
        return None
    if column["crs"] is None:
        raise no_crs(path, "crs")
    return json.dumps(column["crs"])


def coverings(column: Mapping[str, Any]) -> set[str]:
    """Return the columns of bounding boxes, which say nothing that the shapes don't.

    Parameters
    ----------
    column
        What the file says of its shapes.
    """
    try:
        return {str(path[0]) for path in column["covering"]["bbox"].values()}
    except (KeyError, TypeError, AttributeError, IndexError):
        return set()


def _shapes(
    column: pa.ChunkedArray, encoding: str, path: Path
) -> tuple[NDArray[np.object_], dict[int, str]]:
    if encoding.upper() == "WKB":
        return decoded(column.to_pylist())
    if encoding.lower() not in _NATIVE:
        raise InputError("an unknown encoding of shapes", file=path, value=encoding)
    kind, depth = _NATIVE[encoding.lower()]
    try:
        return _native(column.combine_chunks(), kind, depth), {}
    except (pa.ArrowException, AttributeError, ValueError, shapely.GEOSException) as fault:
        raise InputError(
            f"shapes cannot be read: {fault}", file=path, place=f"encoding {encoding}"
        ) from fault


def _native(array: pa.Array, kind: shapely.GeometryType, depth: int) -> NDArray[np.object_]:
    """Return shapes from lists of points, each a pair of x and y."""
    present = array.is_valid().to_numpy(zero_copy_only=False)
    array = array.drop_null()
    offsets = []
    for _ in range(depth):
        lengths = np.diff(array.offsets.to_numpy())
        offsets.append(np.concatenate([[0], np.cumsum(lengths)]))
        array = array.flatten()
    x, y = (array.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
    points = np.column_stack([x, y]).astype(np.float64)
    shapes = np.full(len(present), None, dtype=object)
    # Shapely wants the innermost offsets first.
    shapes[present] = shapely.from_ragged_array(kind, points, tuple(reversed(offsets)) or None)
    return shapes
