"""GeoPackage and FlatGeobuf, through GDAL (pyogrio)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyogrio.raw import read

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.model.rejection import Rejection
from vidik.outside.assembly import extract_of
from vidik.outside.reproject import to_degrees
from vidik.outside.rows import extract_of_rows

__all__ = ["decoded", "no_crs", "read_vector"]

_FAULTS = (DataLayerError, DataSourceError, FeatureError, FieldError, RuntimeError, ValueError)


def read_vector(path: Path, *, source: str) -> Extract:
    """Return the rows of every layer that has shapes.

    Parameters
    ----------
    path
        Of the file.
    source
        Key of the source, for what is rejected.

    Raises
    ------
    InputError
        If the file is broken or truncated, has no layer with shapes, names no coordinate system,
        or most places are not on the globe.
    """
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except _FAULTS as fault:
        raise _broken(path, fault) from fault
    if not layers:
        raise InputError("no layer with shapes", file=path)
    features: list[Feature] = []
    rejected: list[Rejection] = []
    for layer in layers:
        label = "row" if len(layers) == 1 else f"{layer} row"
        extract = _layer(path, layer, source=source, label=label)
        taken = {feature.id for feature in features}
        features.extend(
            feature
            if feature.id not in taken
            else Feature(f"{layer} {feature.id}", feature.geometry, feature.tags, feature.changed)
            for feature in extract.features
        )
        rejected.extend(extract.rejected)
    return extract_of(features, rejected)


def _layer(path: Path, layer: str, *, source: str, label: str) -> Extract:
    try:
        expected = pyogrio.read_info(path, layer=layer)["features"]
        # Not through Arrow, which is faster: GDAL 3.12 hands over a row of FlatGeobuf without a
        # shape as one of negative length.
        meta, _, wkb, columns = read(path, layer=layer)
    except _FAULTS as fault:
        raise _broken(path, fault) from fault
    if len(wkb) < expected:
        raise InputError(
            f"the file ends after {len(wkb)} of {expected} rows",
            file=path,
            place=f"layer {layer}",
            hint="it is truncated; fetch it again",
        )
    if not meta["crs"]:
        raise no_crs(path, f"layer {layer}")
    shapes, unreadable = decoded(wkb.tolist())
    values = [[_plain(value) for value in column.tolist()] for column in columns]
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*values, strict=True)]
    return extract_of_rows(
        to_degrees(shapes, meta["crs"], file=path),
        rows or [{} for _ in shapes],
        file=path,
        source=source,
        unreadable=unreadable,
        label=label,
    )


def _plain(value: Any) -> Any:
    """Return a list where a column holds arrays."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def decoded(wkb: list[Any]) -> tuple[NDArray[np.object_], dict[int, str]]:
    """Return shapes from their WKB, and the rows whose WKB cannot be read.

    Parameters
    ----------
    wkb
        Bytes, or None for a row without a shape.
    """
    data = np.array([None if item is None else bytes(item) for item in wkb], dtype=object)
    shapes = np.asarray(shapely.from_wkb(data, on_invalid="ignore"), dtype=object)
    broken = np.flatnonzero(shapely.is_missing(shapes))
    return shapes, {int(i): data[i].hex() for i in broken if data[i] is not None}


def no_crs(path: Path, place: str) -> InputError:
    """Return the error for shapes whose coordinate system nobody wrote down."""
    return InputError(
        "names no coordinate system",
        file=path,
        place=place,
        hint="write it down in the file, as EPSG:4326 for longitude and latitude",
    )


def _broken(path: Path, fault: Exception) -> InputError:
    return InputError(f"cannot be read: {fault}", file=path, hint="is it complete? Fetch it again")
