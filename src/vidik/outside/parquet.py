"""What makes Parquet *geo*: GeoParquet 1.0 and 1.1, shapes as WKB or in the GeoArrow encodings.

GDAL as pyogrio ships it has no driver for Parquet; PyArrow reads the columns
(`vidik.outside.areas`), and the little besides is done here, after the specification of
GeoParquet 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.outside.vector import decoded, no_crs

__all__ = ["FAULTS", "coverings", "crs_of", "geo_of", "primary", "shapes_of", "torn"]

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


def shapes_of(
    column: pa.Array, encoding: str, path: Path
) -> tuple[NDArray[np.object_], dict[int, str]]:
    """Return the shapes of a column, None where there is none, and those that cannot be decoded.

    Parameters
    ----------
    column
        Some rows of it.
    encoding
        As the file says: ``WKB``, or one of GeoArrow's.
    path
        For messages.

    Raises
    ------
    InputError
        If nobody knows the encoding, or the column is not in it.
    """
    if encoding.upper() == "WKB":
        return decoded(column.to_pylist())
    if encoding.lower() not in _NATIVE:
        raise InputError("an unknown encoding of shapes", file=path, value=encoding)
    kind, depth = _NATIVE[encoding.lower()]
    try:
        return _native(column, kind, depth), {}
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
