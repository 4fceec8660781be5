"""GeoJSON (RFC 7946), its older dialects, and one feature per line (RFC 8142).

Read without GDAL: so every fault can be told with its line, and every value stays as it stands.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.reproject import to_degrees
from vidik.outside.rows import extract_of_rows

__all__ = ["extract_of_geojson", "parse_json"]

_GEOMETRIES = frozenset(
    {"Point", "LineString", "Polygon"} | {"MultiPoint", "MultiLineString", "MultiPolygon"}
)


def parse_json(path: Path) -> Any:
    """Return what a file of JSON holds; of several values on lines of their own, a collection.

    Raises
    ------
    InputError
        With line and column, if it is not JSON, or ends too early.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(
            "not text in UTF-8", file=path, place=f"byte {fault.start}", hint="save it as UTF-8"
        ) from fault
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        if fault.msg == "Extra data" or text.startswith("\x1e"):
            return _lines(text, path)
        raise _not_json(path, fault, fault.lineno) from fault
    except (RecursionError, ValueError) as fault:
        raise InputError(f"not JSON that can be read: {fault}", file=path) from fault


def _lines(text: str, path: Path) -> dict[str, Any]:
    features: list[Any] = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(" \t\r\x1e")
        if not line:
            continue
        try:
            features.append(json.loads(line))
        except json.JSONDecodeError as fault:
            raise _not_json(path, fault, number) from fault
        except (RecursionError, ValueError) as fault:
            raise InputError(
                f"not JSON that can be read: {fault}", file=path, place=f"line {number}"
            ) from fault
    return {"type": "FeatureCollection", "features": features}


def _not_json(path: Path, fault: json.JSONDecodeError, line: int) -> InputError:
    at_end = fault.pos >= len(fault.doc.rstrip()) or fault.msg.startswith("Unterminated")
    return InputError(
        "the file ends too early" if at_end else f"not JSON: {fault.msg}",
        file=path,
        place=f"line {line}, column {fault.colno}",
        hint="it is truncated; fetch it again" if at_end else None,
    )


def extract_of_geojson(document: object, *, file: Path, source: str) -> Extract:
    """Return the features of a GeoJSON document.

    Parameters
    ----------
    document
        The JSON, parsed.
    file
        Where it was read from, for messages.
    source
        Key of the source, for what is rejected.

    Raises
    ------
    InputError
        If it is not GeoJSON, or most places are not on the globe.
    """
    if not isinstance(document, dict):
        raise InputError(
            "not GeoJSON: not an object",
            file=file,
            hint="rows of JSON can be read once they are saved as CSV",
        )
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
    elif kind == "Feature":
        features = [document]
    elif isinstance(kind, str) and kind in _GEOMETRIES:
        features = [{"type": "Feature", "geometry": document, "properties": {}}]
    else:
        features = None
    if not isinstance(features, list):
        raise InputError(
            "not GeoJSON: no FeatureCollection with features",
            file=file,
            place="type",
            value=kind,
            hint="ask for it anew with f=geojson" if "spatialReference" in document else None,
        )
    rows = [_dict(_dict(feature).get("properties")) for feature in features]
    texts = [_dict(_dict(feature).get("geometry")) for feature in features]
    shapes = _shapes(texts)
    unreadable = {
        i: json.dumps(texts[i], ensure_ascii=False) if texts[i] else ""
        for i in np.flatnonzero(shapely.is_missing(shapes)).tolist()
    }
    return extract_of_rows(
        to_degrees(shapes, _crs(document, file), file=file),
        rows,
        file=file,
        source=source,
        ids=[_dict(feature).get("id") for feature in features],
        unreadable=unreadable,
        bounds=_bounds(document.get("bbox")),
        dated=_day(document.get("timestamp")),
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _shapes(geometries: list[dict[str, Any]]) -> NDArray[np.object_]:
    """Return the geometries; None where one cannot be read."""
    texts = np.array([json.dumps(g) if g else None for g in geometries], dtype=object)
    return np.asarray(shapely.from_geojson(texts, on_invalid="ignore"), dtype=object)


def _crs(document: Mapping[str, Any], file: Path) -> str | None:
    """Return the coordinate system that files older than RFC 7946 may name; None for degrees."""
    crs = document.get("crs")
    if crs is None:
        return None
    name = _dict(_dict(crs).get("properties")).get("name")
    if not isinstance(name, str):
        raise InputError(
            "a coordinate system without a name", file=file, place="crs", value=str(crs)[:80]
        )
    return name


def _bounds(box: object) -> tuple[float, float, float, float] | None:
    if not isinstance(box, list) or len(box) not in (4, 6):
        return None
    flat = box if len(box) == 4 else [box[0], box[1], box[3], box[4]]
    if not all(isinstance(value, int | float) and abs(value) <= 180 for value in flat):
        return None
    west, south, east, north = map(float, flat)
    return (west, south, east, north) if -90 <= south <= north <= 90 else None


def _day(text: object) -> dt.date | None:
    if not isinstance(text, str) or not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
