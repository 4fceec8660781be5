"""Files of a user's own, written whole or not at all; no spreadsheet runs what is in a table."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vidik.errors import OutputError
from vidik.register.formulas import safe_cell

__all__ = ["save_bytes", "save_csv", "save_text"]


def save_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table, whole or not at all, and return how many rows it has.

    Parameters
    ----------
    path
        The file; one that is there is replaced.
    names
        Of the columns.
    rows
        Values of each.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    count = 0
    # with its mark, or spreadsheets take it for another encoding
    with (
        _whole(path) as file,
        io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
    ):
        table = csv.writer(text)
        table.writerow(names)
        for row in rows:
            table.writerow([_cell(value) for value in row])
            count += 1
    return count


def _cell(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else "" if value is None else value


def save_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all.

    Parameters
    ----------
    path
        The file; one that is there is replaced.
    text
        What stands in it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    save_bytes(path, text.encode())


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    Parameters
    ----------
    path
        The file; one that is there is replaced.
    data
        What it holds.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with _whole(path) as file:
        file.write(data)


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Have a file that takes its place when all of it is written."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with new.open("wb") as file:
            yield file
        new.replace(path)
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror or fault}", file=path) from fault
    finally:
        new.unlink(missing_ok=True)
