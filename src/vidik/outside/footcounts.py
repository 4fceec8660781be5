"""Counts of people who pass cameras: a table (CSV) of whoever stood there and counted."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping
from pathlib import Path

from vidik.errors import InputError
from vidik.model.rejection import Rejection

__all__ = ["read_counts"]

_COLUMNS = ("camera", "low", "high")


def read_counts(
    path: Path, cameras: Mapping[str, Collection[str]]
) -> tuple[Mapping[str, tuple[float, float]], tuple[Rejection, ...]]:
    """Return between how many people pass cameras in a day, and the rows that cannot be used.

    Parameters
    ----------
    path
        Of the table: columns ``camera``, the id of a camera or of its location (``osm:node/123``),
        ``low`` and ``high``, people a day in 95 of 100 cases.
    cameras
        Ids of the cameras by what may stand for them.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or has no row that can be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise InputError("no such file of counts", file=path) from None
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise InputError(f"the counts cannot be read: {fault}", file=path) from fault
    heads = [cell.strip() for cell in rows[0]] if rows else []
    for wanted in _COLUMNS:
        if heads.count(wanted) != 1:
            raise InputError(
                "two columns of this name" if wanted in heads else "no such column",
                file=path, value=wanted, hint=f"columns: {', '.join(heads)}",
            )  # fmt: skip
    at = [heads.index(wanted) for wanted in _COLUMNS]
    found: dict[str, tuple[float, float]] = {}
    rejected: list[Rejection] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [row[k].strip() if k < len(row) else "" for k in at]
        wrong = _wrong(cells, cameras, found)
        if wrong is not None:
            rejected.append(Rejection(path.name, f"line {number}", *wrong))
            continue
        for camera in cameras[cells[0]]:
            found[camera] = float(cells[1]), float(cells[2])
    if not found:
        first = rejected[0] if rejected else None
        raise InputError(
            "no row of it can be used", file=path,
            place=None if first is None else f"{first.id}, {first.field}",
            value=None if first is None else first.value,
            hint="it has no rows" if first is None else first.reason,
        )  # fmt: skip
    return found, tuple(rejected)


def _wrong(
    cells: list[str], cameras: Mapping[str, Collection[str]], found: Collection[str]
) -> tuple[str, str, str] | None:
    """Return field, value and reason of what is wrong in a row; None if nothing is."""
    camera, *ends = cells
    if camera not in cameras:
        return "camera", camera, "There is no such camera among those that could take a face."
    if any(one in found for one in cameras[camera]):
        return "camera", camera, "It stands in a row above."
    numbers = []
    for name, cell in zip(_COLUMNS[1:], ends, strict=True):
        try:
            numbers.append(float(cell))
        except ValueError:
            return name, cell, "It is no number."
        if not (math.isfinite(numbers[-1]) and numbers[-1] > 0.0):
            return name, cell, "It is no number above 0."
    if numbers[0] > numbers[1]:
        return "high", ends[1], f"It is below the low one, {ends[0]}."
    return None
