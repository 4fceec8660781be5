"""Recordings as GeoJSON: lines whose places may have times (``coordTimes``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vidik.errors import InputError
from vidik.model.fixes import RawFix
from vidik.outside.geojson import parse_json

__all__ = ["read_geolines"]

#: From this on a number is milliseconds since 1970: as seconds it were the year 5138.
_MILLISECONDS = 1e11


def read_geolines(path: Path) -> Iterator[RawFix]:
    """Yield the places of the lines of a GeoJSON file.

    Times stand in ``properties.coordTimes`` or ``properties.coordinateProperties.times``, as
    togeojson and others write them: ISO 8601, or milliseconds.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    InputError
        If it is no GeoJSON, has no line, or other times than places.
    """
    lines = list(_lines(parse_json(path), path))
    if not lines:
        raise InputError("no line: a walk is a LineString or a MultiLineString", file=path)
    number = 0
    for part, (coordinates, times) in enumerate(lines):
        for i, place in enumerate(coordinates):
            number += 1
            lon, lat = place[:2] if isinstance(place, list) and len(place) > 1 else (place, None)
            time = None if times is None else _moment(times[i])
            yield RawFix(part, f"point {number}", _plain(lon), lat, time)


def _lines(document: object, path: Path) -> Iterator[tuple[list[Any], list[Any] | None]]:
    """Yield coordinates and times of each line."""
    if not isinstance(document, dict):
        raise InputError("not GeoJSON: not an object", file=path)
    features = document.get("features")
    for i, feature in enumerate(features if isinstance(features, list) else [document], start=1):
        if not isinstance(feature, dict):
            continue
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        if not isinstance(geometry, dict):
            continue
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("LineString", "MultiLineString") or not isinstance(coordinates, list):
            continue
        times = _times(feature.get("properties"))
        if kind == "LineString":
            coordinates, times = [coordinates], None if times is None else [times]
        if times is not None and len(times) != len(coordinates):
            raise _unlike(path, i, len(times), len(coordinates))
        for k, line in enumerate(coordinates):
            if not isinstance(line, list):
                continue
            own = None if times is None else times[k]
            if own is not None and (not isinstance(own, list) or len(own) != len(line)):
                raise _unlike(path, i, len(own) if isinstance(own, list) else 0, len(line))
            yield line, own


def _times(properties: object) -> list[Any] | None:
    if not isinstance(properties, dict):
        return None
    beside = properties.get("coordinateProperties")
    found = properties.get("coordTimes")
    if found is None and isinstance(beside, dict):
        found = beside.get("times")
    return found if isinstance(found, list) else None


def _unlike(path: Path, feature: int, times: int, places: int) -> InputError:
    return InputError(
        f"{times:,} times for {places:,} places", file=path, place=f"feature {feature}, coordTimes"
    )


def _moment(said: object) -> object:
    if isinstance(said, int | float) and abs(said) >= _MILLISECONDS:
        return said / 1000.0
    return said


def _plain(said: object) -> object:
    return json.dumps(said) if isinstance(said, list | dict) else said
