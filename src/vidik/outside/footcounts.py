"""Counts of people who pass cameras: a table (CSV) of whoever stood there and counted."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from vidik.errors import InputError
from vidik.model.rejection import Rejection

__all__ = ["read_counts"]

#: What says which camera it was, and between what the number lies.
_CAMERA, _PLACE, _ENDS = ("camera",), ("lon", "lat"), ("low", "high")

#: Field, value and reason of what is wrong in a row.
_Wrong = tuple[str, str, str]


def read_counts(
    path: Path,
    cameras: Mapping[str, Collection[str]],
    *,
    near: Callable[[float, float], Collection[str]],
) -> tuple[Mapping[str, tuple[float, float]], tuple[Rejection, ...]]:
    """Return between how many people pass cameras in a day, and the rows that cannot be used.

    Parameters
    ----------
    path
        Of the table: columns ``camera``, the id of a camera or of its location (``osm:node/123``),
        or else ``lon`` and ``lat``, degrees; ``low`` and ``high``, people a day in 95 of 100 cases.
    cameras
        Ids of the cameras by what may stand for them.
    near
        Returns the ids of the cameras that a longitude and latitude stand for.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or has no row that can be used.
    """
    rows = _rows(path)
    heads = [cell.strip() for cell in rows[0]] if rows else []
    named = _CAMERA if "camera" in heads or "lon" not in heads else _PLACE
    for wanted in (*named, *_ENDS):
        if heads.count(wanted) != 1:
            raise InputError(
                "two columns of this name" if wanted in heads else "no such column",
                file=path, value=wanted,
                hint=f"camera, or lon and lat; low and high. It has: {', '.join(heads)}",
            )  # fmt: skip
    found: dict[str, tuple[float, float]] = {}
    rejected: list[Rejection] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {
            name: row[k].strip() if k < len(row) else ""
            for k, name in enumerate(heads)
            if name in (*named, *_ENDS)
        }
        ids, wrong = _whom(cells, named, cameras, near)
        wrong = wrong or _wrong(cells, ids, found)
        if wrong is not None:
            rejected.append(Rejection(path.name, f"line {number}", *wrong))
            continue
        for camera in ids:
            found[camera] = float(cells["low"]), float(cells["high"])
    if not found:
        first = rejected[0] if rejected else None
        raise InputError(
            "no row of it can be used", file=path,
            place=None if first is None else f"{first.id}, {first.field}",
            value=None if first is None else first.value,
            hint="it has no rows" if first is None else first.reason,
        )  # fmt: skip
    return found, tuple(rejected)


def _rows(path: Path) -> Sequence[Sequence[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    except FileNotFoundError:
        raise InputError("no such file of counts", file=path) from None
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise InputError(f"the counts cannot be read: {fault}", file=path) from fault


def _whom(
    cells: Mapping[str, str],
    named: Sequence[str],
    cameras: Mapping[str, Collection[str]],
    near: Callable[[float, float], Collection[str]],
) -> tuple[Collection[str], _Wrong | None]:
    """Return the cameras that a row is about, or what is wrong with their name or place."""
    if named == _CAMERA:
        camera = cells["camera"]
        if camera in cameras:
            return cameras[camera], None
        return (), (
            "camera", camera, "There is no such camera among those that could take a face."
        )  # fmt: skip
    degrees = []
    for name, most in zip(_PLACE, (180.0, 90.0), strict=True):
        degrees.append(_number(cells[name]))
        if not abs(degrees[-1]) <= most:
            return (), (
                name,
                cells[name],
                f"It is no angle between -{most:g} and {most:g} degrees.",
            )
    ids = near(*degrees)
    if ids:
        return ids, None
    place = f"{cells['lon']}, {cells['lat']}"
    return (), ("lon, lat", place, "No camera that could take a face stands so near.")


def _wrong(cells: Mapping[str, str], ids: Collection[str], found: Collection[str]) -> _Wrong | None:
    """Return what else is wrong in a row; None if nothing is."""
    if any(one in found for one in ids):
        return "*", ", ".join(ids), "It stands in a row above."
    low, high = (_number(cells[name]) for name in _ENDS)
    for name, number in zip(_ENDS, (low, high), strict=True):
        if not (math.isfinite(number) and number > 0.0):
            return name, cells[name], "It is no number above 0."
    if low > high:
        return "high", cells["high"], f"It is below the low one, {cells['low']}."
    return None


def _number(cell: str) -> float:
    """Return a cell as a number; nan if it is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan
