"""How a list is read, saved beside it as ``<file>.mapping.toml`` for people to look at."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vidik.errors import InputError, OutputError
from vidik.model.mapping import Column, Mapping

__all__ = ["mapping_path", "read_mappings", "write_mappings"]

_HEAD = """\
# How the list beside this file is read. A column without `field` is not read; `field` is a tag of
# OpenStreetMap, or latitude, longitude, easting, northing, coordinates, address.
# Columns about people are never read. `why` and `sure` say how it was guessed; they change nothing.
"""
_KEYS = (
    "sheet", "header", "header_rows", "encoding", "delimiter", "crs", "decimal", "compass", "drawn",
)  # fmt: skip


#: Not written down where they are as usual.
_UNSAID = {"drawn": False, "header_rows": 1}


def mapping_path(path: Path) -> Path:
    """Return where the mapping of a list is kept."""
    return path.with_name(f"{path.name}.mapping.toml")


def write_mappings(path: Path, mappings: Sequence[Mapping]) -> Path:
    """Save how the tables of a list are read, and return where.

    Parameters
    ----------
    path
        Of the list.
    mappings
        Of the tables that shall be read.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    target = mapping_path(path)
    text = _HEAD + "".join(_table(mapping) for mapping in mappings)
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror}", file=target) from fault
    return target


def _table(mapping: Mapping) -> str:
    lines = ["", "[[tables]]"]
    for key in _KEYS:
        value = getattr(mapping, key)
        if value is not None and value != _UNSAID.get(key):
            lines.append(f"{key} = {_value(value)}")
    for column in mapping.columns:
        lines += ["", "[[tables.columns]]", f"name = {_value(column.name)}"]
        if column.field is not None:
            lines.append(f"field = {_value(column.field)}")
        if column.personal:
            lines.append("personal = true")
        lines += [f"sure = {column.sure}", f"why = {_value(column.why)}"]
    return "\n".join(lines) + "\n"


def _value(value: str | int | bool) -> str:
    """Return a value as TOML writes it: as JSON does, but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_mappings(path: Path) -> tuple[Mapping, ...]:
    """Return how the tables of a list are read.

    Parameters
    ----------
    path
        Of the mapping itself.

    Raises
    ------
    InputError
        If it is missing, no TOML, or says what cannot be.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise InputError("no such file", file=path) from fault
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}", file=path) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(f"not TOML: {fault}", file=path) from fault
    tables = document.get("tables")
    if not isinstance(tables, list) or not tables:
        raise InputError("says of no table how it is read", file=path, place="tables")
    return tuple(_mapping(table, i, path) for i, table in enumerate(tables))


def _mapping(table: Any, number: int, path: Path) -> Mapping:
    place = f"tables[{number}]"
    if not isinstance(table, dict) or not isinstance(table.get("columns"), list):
        raise InputError("a table without columns", file=path, place=place)
    if unknown := table.keys() - {*_KEYS, "columns"}:
        raise InputError("no such key", file=path, place=place, value=min(unknown))
    columns = []
    for i, row in enumerate(table["columns"]):
        try:
            columns.append(Column(**row))
        except (TypeError, ValueError) as fault:
            raise InputError(
                f"cannot be used: {fault}", file=path, place=f"{place}.columns[{i}]"
            ) from fault
    try:
        said = {key: table[key] for key in _KEYS if key in table}
        return Mapping(columns=tuple(columns), **said)
    except (TypeError, ValueError) as fault:
        raise InputError(f"cannot be used: {fault}", file=path, place=place) from fault
