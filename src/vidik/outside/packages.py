"""Releases, read from their folders and held against their checksums."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidik.errors import InputError
from vidik.model.figure import Figure, Unit
from vidik.model.package import Package
from vidik.model.reconciliation import Count
from vidik.outside.cache import digest_of_file

__all__ = ["read_package"]

_CHECKSUMS, _DESCRIPTION, _FIGURES = "checksums.txt", "datapackage.json", "figures.csv"

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")

_TEXTS = ("figure", "source", "other", "district", "kind", "licence")
_NUMBERS = ("least", "expected", "most")


def read_package(folder: Path) -> Package:
    """Return a release; every file that its checksums name is looked at first.

    Parameters
    ----------
    folder
        That `vidik register publish` wrote, or a copy.

    Raises
    ------
    InputError
        If the folder is no release, a file is missing or is not the one that was published, or the
        release is older than figures are.
    """
    known = _checked(folder)
    if _FIGURES not in known:
        raise InputError(
            "an older release, which has no figures to compare", file=folder, value=_FIGURES,
            hint="from its register `vidik register publish … --recorded` with the moment that it "
            "calls “created” makes it again, with figures",
        )  # fmt: skip
    return Package(_description(folder / _DESCRIPTION), _figures(folder / _FIGURES))


def _checked(folder: Path) -> set[str]:
    """Return the files of a release, if all of them are as they were published."""
    sums = folder / _CHECKSUMS
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "is no release", file=folder,
            hint=f"`vidik register publish` writes one; it has a {_CHECKSUMS}",
        ) from None  # fmt: skip
    known = set()
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if found is None or not _is_within(found[2]):
            raise InputError("not a checksum", file=sums, place=f"line {number}", value=line[:120])
        path = folder / found[2]
        try:
            digest = digest_of_file(path)
        except OSError as fault:
            raise InputError(
                f"a file of the release cannot be read: {fault.strerror}", file=path
            ) from None
        if digest != found[1]:
            raise InputError(
                "is not the file that was published", file=path, value=f"SHA-256 {digest}",
                hint=f"{_CHECKSUMS} says {found[1]}; get the release again",
            )  # fmt: skip
        known.add(found[2])
    if _DESCRIPTION not in known:
        raise InputError(f"no {_DESCRIPTION} is in it", file=sums)
    return known


def _is_within(path: str) -> bool:
    """Return whether a path stays within its folder."""
    return not path.startswith("/") and not {"", ".", ".."} & set(path.split("/"))


def _description(file: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise InputError("not JSON", file=file) from None
    if not isinstance(told, dict) or not isinstance(told.get("vidik"), str):
        raise InputError("does not say that Vidik wrote it", file=file, place="vidik")
    return told


def _figures(file: Path) -> Mapping[str, Figure]:
    try:
        text = file.read_bytes().decode("utf-8")
        rows = [*csv.DictReader(io.StringIO(text, newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise InputError(f"not a table: {fault}", file=file) from None
    made: dict[str, Figure] = {}
    for number, row in enumerate(rows, start=2):
        figure = _figure(row, file, f"row {number}")
        if figure.name in made:
            raise InputError("the same figure twice", file=file, place=f"row {number}, figure",
                             value=figure.name)  # fmt: skip
        made[figure.name] = figure
    return made


def _figure(row: Mapping[str, str | None], file: Path, place: str) -> Figure:
    texts = {}
    for field in (*_TEXTS, "unit", *_NUMBERS):
        value = row.get(field)
        if value is None:
            raise InputError("no such column, or a row that is too short", file=file,
                             place=f"{place}, {field}")  # fmt: skip
        texts[field] = value
    numbers = [_number(texts[field], file, f"{place}, {field}") for field in _NUMBERS]
    try:
        count = Count(numbers[1], numbers[0], numbers[2])
    except ValueError:
        raise InputError("least, expected and most are not in order", file=file, place=place,
                         value=numbers) from None  # fmt: skip
    try:
        unit = Unit(texts["unit"])
    except ValueError:
        raise InputError("not a unit", file=file, place=f"{place}, unit",
                         value=texts["unit"]) from None  # fmt: skip
    name, source, other, district, kind, licence = (texts[field] for field in _TEXTS)
    return Figure(name, source, other, district, kind, count, unit, licence)


def _number(text: str, file: Path, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError("not a number", file=file, place=place, value=text)
    return value
