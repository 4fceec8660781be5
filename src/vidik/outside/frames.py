"""Data frames of pandas and GeoPandas, in and out; both are loaded only when one is asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError, VidikError
from vidik.model.feature import Extract
from vidik.outside.cache import digest_of
from vidik.outside.reproject import to_degrees
from vidik.outside.rows import extract_of_rows

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

__all__ = [
    "dataframe", "digest_of_frame", "extract_of_frame", "geodataframe", "is_geodataframe",
    "shapes_of_frame",
]  # fmt: skip

#: Levels of an index that OSMnx and others keep the object in, and what files call them.
_INDEX = {"element": "@type", "element_type": "@type", "osmid": "@id"}


def is_geodataframe(value: object) -> bool:
    """Return whether a value is a GeoDataFrame, without loading GeoPandas to find out."""
    return any(
        kind.__name__ == "GeoDataFrame" and kind.__module__.split(".")[0] == "geopandas"
        for kind in type(value).__mro__
    )


def extract_of_frame(frame: GeoDataFrame, *, name: str, source: str) -> Extract:
    """Return the rows of a GeoDataFrame as features, as those of a file with the same rows.

    Parameters
    ----------
    frame
        Of any coordinate system; its columns are the tags. An index that has a name is a column,
        too; rows without an id are called “row 1”, “row 2”, … in their order.
    name
        What it is called in messages.
    source
        Key of the source, for what is rejected.

    Raises
    ------
    InputError
        If it names no coordinate system, two of its columns have one name, or most of its places
        are not on the globe.
    """
    shapes = shapes_of_frame(frame, name=name)
    columns = frame.drop(columns=_shape_columns(frame))
    named = [level for level in columns.index.names if level is not None]
    rows = columns.reset_index(level=named) if named else columns
    keys = [_INDEX.get(column, str(column)) for column in rows.columns]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise InputError("two columns have one name", file=name, value=twice[0])
    values = zip(
        *([_plain(v) for v in rows.iloc[:, i].tolist()] for i in range(len(keys))), strict=True
    )
    return extract_of_rows(
        shapes,
        [dict(zip(keys, row, strict=True)) for row in values] if keys else [{} for _ in shapes],
        file=Path(name),
        source=source,
    )


def shapes_of_frame(frame: GeoDataFrame, *, name: str) -> NDArray[np.object_]:
    """Return the shapes of a GeoDataFrame in longitude and latitude, shape (n,); None for none.

    Parameters
    ----------
    frame
        Of any coordinate system.
    name
        What it is called in messages.

    Raises
    ------
    InputError
        If it has no column of shapes, or that names no coordinate system, or an unknown one.
    """
    if getattr(frame, "_geometry_column_name", None) not in frame.columns:
        raise InputError(
            "has no column of shapes", file=name, hint="frame.set_geometry(…) names one"
        )
    if frame.crs is None:
        raise InputError(
            "names no coordinate system",
            file=name,
            place="crs",
            hint='frame.set_crs("EPSG:4326") says that it is longitude and latitude',
        )
    shapes = np.array(frame.geometry.tolist(), dtype=object)
    return to_degrees(shapes, frame.crs.to_wkt(), file=Path(name))


def digest_of_frame(frame: GeoDataFrame) -> str:
    """Return a hash of what a GeoDataFrame holds, as 64 hexadecimal digits."""
    shapes = shapely.to_wkb(np.array(frame.geometry.tolist(), dtype=object), hex=True)
    return digest_of(
        None if frame.crs is None else frame.crs.to_wkt(),
        frame.index.tolist(),
        shapes.tolist(),
        {str(c): frame[c].tolist() for c in frame.drop(columns=_shape_columns(frame))},
    )


def dataframe(columns: Mapping[str, Sequence[object]], attrs: Mapping[str, object]) -> DataFrame:
    """Return a DataFrame.

    Parameters
    ----------
    columns
        Name and values of each.
    attrs
        What goes along with it: sources, dates, assumptions.

    Raises
    ------
    VidikError
        If pandas is not installed.
    """
    made = _needed("pandas").DataFrame({name: list(values) for name, values in columns.items()})
    made.attrs.update(attrs)
    return made


def geodataframe(
    columns: Mapping[str, Sequence[object]],
    shapes: Sequence[Geometry] | NDArray[np.object_],
    attrs: Mapping[str, object],
    *,
    crs: object = "EPSG:4326",
) -> GeoDataFrame:
    """Return a GeoDataFrame.

    Parameters
    ----------
    columns
        Name and values of each.
    shapes
        Of each row, longitude and latitude.
    attrs
        What goes along with it: sources, dates, assumptions.
    crs
        The coordinate system to give it in: anything that pyproj understands.

    Raises
    ------
    VidikError
        If GeoPandas is not installed.
    """
    geometry = np.array([*shapes, None], dtype=object)[:-1]  # NumPy must not look into them
    made = _needed("geopandas").GeoDataFrame(
        {name: list(values) for name, values in columns.items()},
        geometry=geometry,
        crs="EPSG:4326",
    )
    if str(crs) != "EPSG:4326":
        made = made.to_crs(crs)
    made.attrs.update(attrs)
    return made


def _shape_columns(frame: GeoDataFrame) -> list[Any]:
    return [column for column, kind in frame.dtypes.items() if str(kind) == "geometry"]


def _needed(package: str) -> Any:
    try:
        return import_module(package)
    except ModuleNotFoundError as fault:
        raise VidikError(
            f"{package} is not installed", hint="pip install 'vidik[notebook]'"
        ) from fault


def _plain(value: Any) -> Any:
    """Return a value as a reader of files would give it; None where there is none."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return None if isinstance(value, float) and math.isnan(value) else value
