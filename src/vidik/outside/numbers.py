"""Tables of numbers beside a map: text tables (CSV) whose columns a city file names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from vidik.errors import InputError
from vidik.model.number_table import DistrictNumbers, HomeWeights
from vidik.model.rejection import Rejection
from vidik.model.row import Row
from vidik.outside.delimited import delimiter_of, encoding_of, read_delimited, sample_of

__all__ = ["read_district_numbers", "read_home_weights"]

#: What a cell is checked by: why it cannot be used, “” if it can.
Check = Callable[[str], str]

#: In some countries the point, in others the comma sets thousands apart: 12.345 may be either.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def read_district_numbers(
    path: Path,
    *,
    source: str,
    name: str,
    district: str,
    value: str,
    districts: Collection[str],
) -> tuple[DistrictNumbers, tuple[Rejection, ...]]:
    """Return a number for each district, and the rows that cannot be used.

    Parameters
    ----------
    path
        The table.
    source
        Key of the source.
    name
        What the number is.
    district, value
        The columns with the name of the district and with the number.
    districts
        Their names; rows of others cannot be used.

    Raises
    ------
    InputError
        If a column is missing or there twice, a district stands in two rows, or no row can be used.
    """
    named = _among(districts, "There is no district of this name.")
    rows, rejected = _read(path, source, [(district, named), (value, _finite)])
    return DistrictNumbers(source, name, _by_name(path, district, rows)), rejected


def read_home_weights(
    path: Path,
    *,
    source: str,
    district: str | None,
    lon: str,
    lat: str,
    weight: str,
    districts: Collection[str],
) -> tuple[HomeWeights, tuple[Rejection, ...]]:
    """Return how much homes count, and the rows that cannot be used.

    Parameters
    ----------
    path
        The table.
    source
        Key of the source.
    district
        The column with the name of the district; None: rows are places.
    lon, lat
        The columns with the place, degrees.
    weight
        The column with the number of dwellings or people.
    districts
        Names of those in which homes lie; rows of others cannot be used.

    Raises
    ------
    InputError
        If a column is missing or there twice, a district stands in two rows, or no row can be used.
    """
    if district is not None:
        named = _among(districts, "No home lies in a district of this name.")
        rows, rejected = _read(path, source, [(district, named), (weight, _count)])
        return HomeWeights(_by_name(path, district, rows), np.zeros((0, 2)), np.zeros(0)), rejected
    checks = [(lon, _within(180.0)), (lat, _within(90.0)), (weight, _count)]
    rows, rejected = _read(path, source, checks)
    table = np.array([[_number(cell) for cell in cells] for _, cells in rows])
    return HomeWeights({}, table[:, :2], table[:, 2]), rejected


def _read(
    path: Path, source: str, checks: Sequence[tuple[str, Check]]
) -> tuple[list[tuple[Row, list[str]]], tuple[Rejection, ...]]:
    """Return the rows that can be used: where each stands, and the cells that are checked."""
    encoding = encoding_of(path)
    delimiter = delimiter_of(sample_of(path, encoding))
    lines = read_delimited(path, encoding=encoding, delimiter=delimiter)
    heads = [cell for row in islice(lines, 1) for cell in row.cells]
    for wanted, _ in checks:
        if heads.count(wanted) != 1:
            raise InputError(
                "two columns of this name" if wanted in heads else "no such column",
                file=path, value=wanted, hint=f"columns: {', '.join(heads)}",
            )  # fmt: skip
    columns = [heads.index(field) for field, _ in checks]
    good: list[tuple[Row, list[str]]] = []
    bad: list[Rejection] = []
    for row in lines:
        if row.empty:
            continue
        fault = _fault(row, heads, checks)
        if fault is None:
            good.append((row, [row.cells[column] for column in columns]))
        else:
            bad.append(Rejection(source, row.place, *fault))
    if not good:
        raise InputError(
            "no row of it can be used", file=path, value=bad[0].value if bad else None,
            place=f"{bad[0].id}, {bad[0].field}" if bad else None,
            hint=bad[0].reason if bad else "it has no rows",
        )  # fmt: skip
    return good, tuple(bad)


def _fault(
    row: Row, heads: Sequence[str], checks: Sequence[tuple[str, Check]]
) -> tuple[str, str, str] | None:
    """Return field, value and reason of what is wrong in a row; None if nothing is."""
    if row.fault is not None:
        return "*", "", row.fault
    if len(row.cells) < len(heads):
        return "*", "", "The row has fewer cells than the table has columns."
    if any(row.cells[len(heads) :]):
        # a decimal comma in a table whose cells are parted by commas
        return "*", "", "The row has more cells than the table has columns."
    for field, check in checks:
        cell = row.cells[heads.index(field)]
        reason = check(cell)
        if reason:
            return field, cell, reason
    return None


def _number(cell: str) -> float:
    """Return a cell as a number, with a decimal point or comma; nan if it is none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return math.nan


def _among(districts: Collection[str], reason: str) -> Check:
    def check(cell: str) -> str:
        if not cell:
            return "A district needs a name."
        return "" if cell in districts else reason

    return check


def _finite(cell: str) -> str:
    if _THOUSANDS.fullmatch(cell):
        return "It may be thousands or a fraction: write 12345 or 12.3450 instead of 12.345."
    return "" if math.isfinite(_number(cell)) else "It is no number."


def _count(cell: str) -> str:
    negative = "" if _number(cell) >= 0.0 else "It is no number of 0 or more."
    return _finite(cell) or negative


def _within(most: float) -> Check:
    def check(cell: str) -> str:
        return (
            ""
            if abs(_number(cell)) <= most
            else f"It is no angle between -{most:g} and {most:g} degrees."
        )

    return check


def _by_name(path: Path, field: str, rows: Sequence[tuple[Row, list[str]]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row, (name, number) in rows:
        if name in found:
            raise InputError(
                "a district that stands in two rows", file=path, place=f"{row.place}, {field}",
                value=name,
            )  # fmt: skip
        found[name] = _number(number)
    return found
