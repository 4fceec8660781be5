"""GeoParquet 1.0 and 1.1, with shapes as WKB or in the native (GeoArrow) encodings.

GDAL as pyogrio ships it has no driver for Parquet; PyArrow reads the columns, and the little that
makes it *geo* is done here, after the specification of GeoParquet 1.1.
"""

from __future__ import annotations

import json
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

__all__ = ["read_parquet"]

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
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise InputError(
            f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again"
        ) from fault
    geo = _geo(table.schema.metadata or {}, path)
    name, column = _primary(geo, table, path)
    shapes, unreadable = _shapes(table.column(name), str(column.get("encoding")), path)
    spatial = [*geo["columns"], *_coverings(column)]
    others = [field for field in table.column_names if field not in spatial]
    return extract_of_rows(
        to_degrees(shapes, _crs(column, path), file=path),
        table.select(others).to_pylist() if others else [{} for _ in range(table.num_rows)],
        file=path,
        source=source,
        unreadable=unreadable,
    )


def _geo(metadata: dict[bytes, bytes], path: Path) -> dict[str, Any]:
    """Return the file's metadata under the key ``geo``."""
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


def _primary(geo: dict[str, Any], table: pa.Table, path: Path) -> tuple[str, dict[str, Any]]:
    name = str(geo.get("primary_column"))
    column = geo["columns"].get(name)
    if not isinstance(column, dict) or name not in table.column_names:
        raise InputError("no such column of shapes", file=path, place="primary_column", value=name)
    return name, dict(column)


def _crs(column: dict[str, Any], path: Path) -> str | None:
    """Return the coordinate system; None for the default, longitude and latitude."""
    if "crs" not in column:
        return None
    if column["crs"] is None:
        raise no_crs(path, "crs")
    return json.dumps(column["crs"])


def _coverings(column: dict[str, Any]) -> set[str]:
    """Return the columns of bounding boxes, which say nothing that the shapes don't."""
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
