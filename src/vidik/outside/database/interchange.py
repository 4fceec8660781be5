"""A whole register as one file, and back: for backups, and from one database into another.

The file is a zip with one list of JSON objects for each table, described as a Frictionless Data
Package (specs.frictionlessdata.io). The same register gives the same bytes, in SQLite and in
PostgreSQL alike. It holds everything, what is not published included: it is no release.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    Table,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

import vidik
from vidik.errors import InputError, OutputError
from vidik.model.observation import Observation
from vidik.outside.database.bulk import add
from vidik.outside.database.engine import WRITING, explained, opened, shown
from vidik.outside.database.rows import SHAPES
from vidik.outside.database.schema import (
    EDITION,
    OUTCOME,
    REGISTER,
    REQUEST,
    STEP,
    TABLES,
    Utc,
)

__all__ = ["load", "store"]

_DESCRIPTION = "datapackage.json"
_FORMAT = 2
#: Tables that files of an earlier format do not have.
_SINCE = {REQUEST.name: 2, STEP.name: 2, OUTCOME.name: 2}
_CHUNK = 10_000
# No row is longer than this, bytes: a longer one is an attack.
_LONGEST = 10_000_000
#: The oldest day that a zip file knows: that of storing would make every file another one.
_DAY = (1980, 1, 1, 0, 0, 0)


def store(register: str, file: Path, *, advance: Callable[[int], None] = lambda _: None) -> int:
    """Write a register into a file, whole or not at all, and return how many rows it has.

    Parameters
    ----------
    register
        A file of SQLite, or an address such as ``postgresql://host/name``.
    file
        The file; one that is there is replaced.
    advance
        Told how many rows were written since the last call.

    Raises
    ------
    InputError
        If the register cannot be read.
    OutputError
        If the file cannot be written.
    """
    engine = opened(register)
    new = file.with_name(f".{file.name}.new")
    try:
        with (
            explained(shown(register), "read"),
            engine.connect() as connection,
            _only_ours(new) as out,
            zipfile.ZipFile(out, "w") as packed,
        ):
            if connection.dialect.name == "postgresql":
                # of one moment, whatever is written meanwhile; a reader of SQLite has it so
                connection.execution_options(isolation_level="REPEATABLE READ")
            resources = [_store_table(connection, table, packed, advance) for table in TABLES]
            described = {
                "profile": "data-package",
                "name": "vidik-register",
                "version": str(_FORMAT),
                "resources": resources,
            }
            with packed.open(_entry(_DESCRIPTION), "w") as told:
                told.write(json.dumps(described, indent=2).encode())
        new.replace(file)
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror or fault}", file=file) from fault
    finally:
        new.unlink(missing_ok=True)
        engine.dispose()
    return sum(resource["rows"] for resource in resources)


def _only_ours(path: Path) -> IO[bytes]:
    """Make a file that nobody else can read, nor had made before us."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def load(file: Path, register: str, *, advance: Callable[[int], None] = lambda _: None) -> int:
    """Make a register of a file that `store` wrote, whole or not at all; return its rows.

    Parameters
    ----------
    file
        The file.
    register
        Where to: a file that is not there yet, or an empty database.
    advance
        Told how many rows were read since the last call.

    Raises
    ------
    InputError
        If the file is none of a register, was changed or broken off, or if there is something
        already where the register should be.
    """
    if "://" in register:
        return _load(file, register, advance)
    place = Path(register)
    if place.exists():
        raise InputError("there is something already", file=register, hint="name another file")
    # made beside its place, so that nothing stands there until all of it does
    new = place.with_name(f".{place.name}.new")
    try:
        _remove(new)
        count = _load(file, str(new), advance)
        new.rename(place)
    except OSError as fault:
        raise OutputError(f"cannot be made: {fault.strerror or fault}", file=register) from fault
    finally:
        with suppress(OSError):  # there may be no such folder
            _remove(new)
    return count


def _load(file: Path, register: str, advance: Callable[[int], None]) -> int:
    """Fill a new register, and return its rows."""
    count = 0
    with _unpacked(file) as packed:
        described = _described(packed, file)
        engine = opened(register, create=True)
        try:
            with engine.execution_options(**WRITING).begin() as connection:
                _refuse_unless_empty(connection, register)
                for table in TABLES:
                    if table.name not in described:
                        continue
                    count += _load_table(
                        connection, table, packed, described[table.name], file, advance
                    )
                _go_on_counting(connection)
        finally:
            engine.dispose()
    return count


@contextmanager
def _unpacked(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a stored register, and say of what is wrong with it which file it is."""
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed
    except FileNotFoundError as fault:
        raise InputError("no such file", file=file) from fault
    except (EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error) as fault:
        raise InputError(f"not a stored register: {fault}", file=file) from fault
    except SQLAlchemyError as fault:
        orig = getattr(fault, "orig", None) or fault
        raise InputError(f"does not fit into a register: {orig}", file=file) from fault
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}", file=file) from fault


def _remove(place: Path) -> None:
    """Take away a register that was begun."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _store_table(
    connection: Connection, table: Table, packed: zipfile.ZipFile, advance: Callable[[int], None]
) -> dict[str, Any]:
    """Write one table, and return how it is described."""
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=_CHUNK).execute(query)
    name, digest, count = f"{table.name}.jsonl", hashlib.sha256(), 0
    with packed.open(_entry(name), "w", force_zip64=True) as out:
        for part in rows.partitions():
            lines = b"".join(_line(table, row) for row in part)
            digest.update(lines)
            out.write(lines)
            count += len(part)
            advance(len(part))
    return {
        "name": table.name,
        "path": name,
        "format": "jsonl",
        "encoding": "utf-8",
        "hash": f"sha256:{digest.hexdigest()}",
        "rows": count,
        "schema": {
            "fields": [
                {"name": column.name, "type": _frictionless(column.type)}
                for column in table.columns
            ],
            "primaryKey": [column.name for column in table.primary_key.columns],
        },
    }


def _frictionless(kind: object) -> str:
    names = ((Boolean, "boolean"), (Utc, "datetime"), (Date, "date"), (Integer, "integer"),
             (Float, "number"))  # fmt: skip
    return next((name for one, name in names if isinstance(kind, one)), "string")


def _line(table: Table, row: Any) -> bytes:
    said = {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, dt.date) else value


def _described(packed: zipfile.ZipFile, file: Path) -> dict[str, dict[str, Any]]:
    """Return the description of each table."""
    try:
        with packed.open(_DESCRIPTION) as opened_file:
            told = json.loads(opened_file.read(_LONGEST))
        version = int(told["version"])
        tables = {resource["name"]: resource for resource in told["resources"]}
    except (KeyError, RecursionError, TypeError, ValueError) as fault:
        raise InputError(
            "not a stored register: it does not say what it holds", file=file
        ) from fault
    if version > _FORMAT:
        raise InputError(
            "stored by a newer Vidik", file=file, value=version,
            hint=f"this one is {vidik.__version__}",
        )  # fmt: skip
    missing = [
        table.name
        for table in TABLES
        if table.name not in tables and _SINCE.get(table.name, 1) <= version
    ]
    if missing:
        raise InputError("not a stored register: a table is missing", file=file, value=missing[0])
    return tables


def _refuse_unless_empty(connection: Connection, register: str) -> None:
    if connection.execute(select(EDITION.c.id).limit(1)).first() is not None:
        raise InputError("there is a register already", file=register, hint="name an empty one")
    # that of the file takes its place, with its secret
    connection.execute(REGISTER.delete())


def _load_table(
    connection: Connection,
    table: Table,
    packed: zipfile.ZipFile,
    described: dict[str, Any],
    file: Path,
    advance: Callable[[int], None],
) -> int:
    """Read one table; return how many rows it has."""
    name, digest, count = f"{table.name}.jsonl", hashlib.sha256(), 0
    try:
        source = packed.open(name)
    except KeyError:
        raise InputError(
            "not a stored register: a table is missing", file=file, value=name
        ) from None
    with source:
        lines = _lines(source, file, name)
        while part := list(islice(lines, _CHUNK)):
            for line in part:
                digest.update(line)
            rows = [_row(table, line, file, name, count + i) for i, line in enumerate(part, 1)]
            add(connection, table, rows)
            count += len(part)
            advance(len(part))
    if described.get("hash") != f"sha256:{digest.hexdigest()}":
        raise InputError("was changed since it was stored, or broke off", file=file, place=name)
    return count


def _lines(source: IO[bytes], file: Path, name: str) -> Iterator[bytes]:
    number = 0
    while line := source.readline(_LONGEST + 1):
        number += 1
        if len(line) > _LONGEST:
            raise InputError("a line too long to be a row", file=file, place=f"{name}, {number}")
        yield line


def _row(table: Table, line: bytes, file: Path, name: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
        row = {column.name: _typed(column, told[column.name]) for column in table.columns}
        _check(table, row)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as fault:
        raise InputError(
            "not a row of this table", file=file, place=f"{name}, line {number}",
            value=line[:200].decode(errors="replace"),
        ) from fault  # fmt: skip
    return row


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None and column.nullable:
        return None
    if isinstance(column.type, LargeBinary):
        return bytes.fromhex(value)
    if isinstance(column.type, Utc):
        return dt.datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return dt.date.fromisoformat(value)
    # SQLite would keep whatever it is given, for somebody else to stumble over
    if type(value) not in _KINDS[_frictionless(column.type)]:
        raise TypeError(f"{column.name} is not of its type")
    if isinstance(column.type, Integer) and not 0 <= value < 2**31:
        raise ValueError(f"{column.name} is no number of a row")
    return value


_KINDS = {"string": (str,), "boolean": (bool,), "integer": (int,), "number": (float, int)}


def _check(table: Table, row: dict[str, Any]) -> None:
    """Refuse a row that no value of the register has."""
    shape = SHAPES.get(table.name)
    if shape is None:
        return
    value = shape.value_of(SimpleNamespace(**row))
    if isinstance(value, Observation) and bytes.fromhex(value.id) != row["id"]:
        raise ValueError("its id is of another statement")


def _go_on_counting(connection: Connection) -> None:
    """Let PostgreSQL number new rows from where the stored ones end; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        column = table.autoincrement_column
        if column is not None:
            highest = connection.execute(select(func.max(column))).scalar() or 0
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"),
                {"table": table.name, "column": column.name, "next": highest + 1},
            )
