"""Rows of a vector file, each a shape and its columns, made into features.

The same for every file that has rows: GeoJSON, GeoPackage, FlatGeobuf, GeoParquet.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.model.rejection import Rejection
from vidik.outside.assembly import extract_of
from vidik.register.globe import off_globe
from vidik.register.outlines import repaired
from vidik.register.spelling import readable

__all__ = [
    "DAY_COLUMNS", "ID_COLUMNS", "OSM_TYPES", "TYPE_COLUMNS", "Astray", "day_of_row",
    "extract_of_rows", "features_of_rows", "is_personal", "lost_places", "row_id", "tags_of_row",
    "text_of", "told_apart",
    "usable",
]  # fmt: skip

#: Columns that may hold the id, in order of trust.
ID_COLUMNS = ("@id", "osm_id", "id", "fid", "full_id")
TYPE_COLUMNS = ("@type", "osm_type", "type")
OSM_TYPES = {
    **dict.fromkeys(("node", "n", "N"), "node"),
    **dict.fromkeys(("way", "w", "W"), "way"),
    **dict.fromkeys(("relation", "r", "R"), "relation"),
}
DAY_COLUMNS = ("@timestamp", "osm_timestamp", "timestamp")

#: Columns about the people who mapped it and their sessions: never read. Compared in lower case,
#: without “@” and “osm_”.
_PERSONAL = frozenset({"user", "uid", "user_id", "userid", "username", "user_name", "changeset"})
_SHAPES = frozenset({"Point", "LineString", "Polygon", "MultiLineString", "MultiPolygon"})


def extract_of_rows(
    shapes: NDArray[np.object_],
    rows: Sequence[Mapping[str, Any]],
    *,
    file: Path,
    source: str,
    ids: Sequence[object] | None = None,
    unreadable: Mapping[int, str] | None = None,
    label: str = "row",
    bounds: tuple[float, float, float, float] | None = None,
    dated: dt.date | None = None,
) -> Extract:
    """Return the rows as features, and those whose shape cannot be used.

    Parameters
    ----------
    shapes
        Shape (n,): of each row, longitude and latitude; None where it has none.
    rows
        Columns and values of each row; a column ``tags`` that holds tags is spread out.
    file
        For messages.
    source
        Key of the source, for what is rejected.
    ids
        Of each row where the format has a place for them; None where it is empty.
    unreadable
        Rows whose shape could not be decoded, with its text.
    label
        What a row without an id is called: “row 12”, counted from 1.
    bounds, dated
        As the file declares them, if it does.

    Raises
    ------
    InputError
        If most places are not on the globe: swapped, or not in degrees.
    """
    shapes = shapely.force_2d(shapes)
    lost, points, owner = lost_places(shapes)
    astray = Astray()
    astray.add(lost, points, owner)
    astray.refuse_if_most(file=file, label=label)

    named = [
        row_id(row, None if ids is None else ids[i]) or f"{label} {i + 1}"
        for i, row in enumerate(rows)
    ]
    features, rejected = features_of_rows(
        shapes,
        rows,
        told_apart(named, set(), label=label),
        lost=lost,
        source=source,
        unreadable=unreadable,
    )
    return extract_of(features, rejected, bounds=bounds, dated=dated)


def lost_places(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
    """Return which shapes are not on the globe; their points, and the shape that each is of.

    Parameters
    ----------
    shapes
        Shape (n,): longitude and latitude; None has no points.
    """
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    lost = np.zeros(len(shapes), dtype=np.bool_)
    lost[owner[off_globe(points)]] = True
    return lost, points, owner


def told_apart(ids: Sequence[str], taken: set[str], *, label: str, first: int = 1) -> list[str]:
    """Return the ids with the row after those that an earlier row has, too.

    Parameters
    ----------
    ids
        Of consecutive rows.
    taken
        Ids of earlier rows; takes these.
    label
        What a row is called.
    first
        Number of the first of these rows.
    """
    if len(set(ids)) == len(ids) and taken.isdisjoint(ids):  # nearly always
        taken.update(ids)
        return list(ids)
    apart = []
    for number, own in enumerate(ids, start=first):
        apart.append(f"{own}, {label} {number}" if own in taken else own)
        taken.add(apart[-1])
    return apart


def features_of_rows(
    shapes: NDArray[np.object_],
    rows: Sequence[Mapping[str, Any]],
    ids: Sequence[str],
    *,
    lost: NDArray[np.bool_],
    source: str,
    unreadable: Mapping[int, str] | None = None,
) -> tuple[list[Feature], list[Rejection]]:
    """Return rows as features, and those whose shape cannot be used.

    Parameters
    ----------
    shapes
        Shape (n,): of each row, longitude and latitude, flat; None where it has none.
    rows
        Columns and values of each row.
    ids
        Of each row; unique.
    lost
        Shape (n,): which shapes are not on the globe.
    source
        Key of the source.
    unreadable
        Rows whose shape could not be decoded, with its text.
    """
    sound = shapely.is_valid(shapes)
    features: list[Feature] = []
    rejected: list[Rejection] = []
    for i, (shape, row, object_id) in enumerate(zip(shapes, rows, ids, strict=True)):
        parts, note = usable(shape, lost=bool(lost[i]), sound=bool(sound[i]))
        if note:
            text = (unreadable or {}).get(i) or ("" if shape is None else str(shape))
            rejected.append(Rejection(source, object_id, "geometry", text, note))
        tags, changed = tags_of_row(row), day_of_row(row)
        for number, part in enumerate(parts, start=1):
            part_id = object_id if len(parts) == 1 else f"{object_id}/{number}"
            features.append(Feature(part_id, part, tags, changed))
    return features, rejected


class Astray:
    """How many of the shapes of a file are nowhere on the globe, counted a part at a time."""

    def __init__(self) -> None:
        self._placed = self._lost = 0
        self._first: tuple[int, list[float]] | None = None
        self._swapped = True

    def add(
        self,
        lost: NDArray[np.bool_],
        points: NDArray[np.float64],
        owner: NDArray[np.int64],
        *,
        before: int = 0,
    ) -> None:
        """Count some shapes.

        Parameters
        ----------
        lost, points, owner
            As of `lost_places`.
        before
            How many rows stand before them.
        """
        self._placed += len(np.unique(owner))
        self._lost += int(lost.sum())
        self._swapped = self._swapped and not off_globe(points[:, ::-1]).any()
        if self._first is None and lost.any():
            first = int(np.argmax(off_globe(points)))
            self._first = before + int(owner[first]), points[first].tolist()

    def add_sound(self, count: int) -> None:
        """Count shapes that are on the globe."""
        self._placed += count

    def are_most(self) -> bool:
        """Return whether it is more than half of the shapes."""
        return 2 * self._lost > self._placed

    def refuse_if_most(self, *, file: Path, label: str) -> None:
        """Refuse a file in which more than half of the shapes are nowhere on the globe.

        Parameters
        ----------
        file
            For the message.
        label
            What a row is called.

        Raises
        ------
        InputError
            Naming the first of them.
        """
        if not self.are_most() or self._first is None:
            return
        row, point = self._first
        raise InputError(
            "most places are not on the globe",
            file=file,
            place=f"{label} {row + 1}",
            value=point,
            hint="longitude comes first" if self._swapped else "longitude and latitude, in degrees",
        )


def usable(shape: Geometry | None, *, lost: bool, sound: bool) -> tuple[list[Geometry], str | None]:
    """Return the shape in parts that a feature may have, and what is wrong with it."""
    if shape is None or shape.is_empty:
        return [], "no shape that can be read"
    if lost:
        return [], "not a place on the globe"
    if shape.geom_type in ("MultiPoint", "GeometryCollection"):
        parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
        if any(part.geom_type not in _SHAPES for part in parts):
            return [], "a collection of shapes within shapes"
    elif shape.geom_type in _SHAPES:
        parts = [shape]
    else:
        return [], f"a {shape.geom_type} is neither point nor line nor area"
    if sound or all(part.is_valid for part in parts):
        return parts, None
    mended = [part if part.is_valid else repaired(part) for part in parts]
    if any(part is None for part in mended):
        return [part for part in mended if part is not None], "the outline encloses nothing"
    return [part for part in mended if part is not None], (
        "the outline crosses or touches itself; repaired"
    )


def row_id(row: Mapping[str, Any], given: object) -> str | None:
    """Return the id as the file has it, ``node/123`` where the kind of object is known."""
    candidates = (given, *(row.get(column) for column in ID_COLUMNS))
    text = next((text for value in candidates if (text := text_of(value))), None)
    if text is None or not text.lstrip("-").isdigit():
        return text
    kind = next((OSM_TYPES[kind] for kind in _kinds(row) if kind in OSM_TYPES), None)
    return text if kind is None else f"{kind}/{text}"


def _kinds(row: Mapping[str, Any]) -> list[str]:
    return [row[column] for column in TYPE_COLUMNS if isinstance(row.get(column), str)]


def tags_of_row(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns as tags, without the id and what tells of mappers and their records."""
    spread = _nested(row.get("tags"))
    columns: dict[str, Any] = {
        key: value
        for key, value in row.items()
        if key not in ID_COLUMNS
        and not key.startswith("@")
        and not (key == "tags" and spread is not None)
        and not (key in TYPE_COLUMNS and isinstance(value, str) and value in OSM_TYPES)
    }
    # Tags proper win over columns of the same name.
    said = _without_people(columns | dict(spread or {}))
    return {
        readable(str(key)): text
        for key, value in said.items()
        if (text := text_of(value)) is not None
    }


def is_personal(column: str) -> bool:
    """Return whether a column is about the people who mapped it."""
    return column.lower().removeprefix("@").removeprefix("osm_") in _PERSONAL


def _without_people(value: Any) -> Any:
    """Return a value without anything, at any depth, that is named like a mapper's account."""
    if isinstance(value, dict):
        return {
            key: _without_people(inner) for key, inner in value.items() if not is_personal(str(key))
        }
    if isinstance(value, list):
        return [_without_people(inner) for inner in value]
    return value


def _nested(value: object) -> Mapping[Any, Any] | None:
    """Return the tags of a column ``tags``: an object, its text, or a list of pairs."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list) and all(isinstance(v, tuple) and len(v) == 2 for v in value):
        value = dict(value)
    return value if isinstance(value, dict) else None


def text_of(value: object) -> str | None:
    """Return a value as text; None where it says nothing.

    Whole numbers lose the “.0” that columns with gaps give them; a list of plain values becomes
    what it would be in OpenStreetMap: ``90;270``.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, list) and not any(isinstance(v, dict | list | tuple) for v in value):
        return ";".join(text for v in value if (text := text_of(v)) is not None) or None
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return None
    return readable(str(value)).strip() or None


def day_of_row(row: Mapping[str, Any]) -> dt.date | None:
    """Return the day of a row's last change; None if it does not say so."""
    meta = row.get("meta")
    places: Iterable[object] = (
        *(row.get(column) for column in DAY_COLUMNS),
        meta.get("timestamp") if isinstance(meta, dict) else None,
    )
    for value in places:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None
