"""A file of scores as parts of a table: CSV, Parquet, HDF5, and the texts of bob and pyeer.

A part is as much as is held at a time. Cells of CSV and of texts stay texts, so that none is lost
in a guess. A text has no names: two columns are bob.measure's (1 or −1, score), or score and kind
where the first says no kind; three are pyeer's of searches (query, template, score); four or five
are bob.bio's (claimed, real, probe, score; or claimed, model, real, probe, score).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from vidik.errors import InputError
from vidik.outside.scores.columns import MATED, NONMATED
from vidik.outside.scores.hdf5 import HDF5, hdf5_parts

__all__ = ["ROWS", "lines_of", "opened", "parts_of"]

#: Rows that are held at a time, about.
ROWS = 2**20

#: Columns of a text by how many there are.
_COLUMNS = {
    2: ("mated", "score"),
    3: ("search", "candidate", "score"),
    4: ("claimed", "real", "probe", "score"),
    5: ("claimed", "model", "real", "probe", "score"),
}

#: What a comparison can be called.
_KINDS = frozenset((*MATED, *NONMATED))

#: Bytes of CSV that are held at a time.
_BLOCK = 2**24


def parts_of(path: Path) -> Iterator[pa.Table]:
    """Yield the parts of a file, none of them empty.

    Parameters
    ----------
    path
        CSV (``.csv``, ``.csv.gz``), Parquet (``.parquet``), HDF5 (``.h5``, ``.hdf5``), or text.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or is nothing of these.
    """
    ending = "".join(path.suffixes[-2:]).lower()
    some = False
    try:
        for part in _opened(path, ending):
            if part.num_rows:
                some = True
                # lists, such as what a matcher makes of a face, are no business of ours
                kept = [one.name for one in part.schema if not pa.types.is_nested(one.type)]
                yield part.select(kept)
    except FileNotFoundError:
        raise InputError("no such file of scores", file=path) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError, EOFError, csv.Error) as fault:
        raise InputError(f"the scores cannot be read: {fault}", file=path) from fault
    if not some:
        raise InputError("is empty", file=path)


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a text that are not empty, without what surrounds them.

    Parameters
    ----------
    path
        The text; ``.gz`` is unpacked.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with opened(path) as file:
            for line in file:
                if stripped := line.strip():
                    yield stripped
    except FileNotFoundError:
        raise InputError("no such file of scores", file=path) from None
    except (OSError, UnicodeDecodeError, EOFError) as fault:
        raise InputError(f"the scores cannot be read: {fault}", file=path) from fault


def opened(path: Path) -> IO[str]:
    """Return a text that is open for reading; ``.gz`` is unpacked.

    Parameters
    ----------
    path
        The text.
    """
    if path.suffix.lower() == ".gz":
        return TextIOWrapper(gzip.GzipFile(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _opened(path: Path, ending: str) -> Iterator[pa.Table]:
    if ending.endswith(".parquet"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS):
                yield pa.Table.from_batches([batch])
    elif ending.endswith((".csv", ".csv.gz")):
        yield from _csv(path)
    elif ending.endswith(HDF5):
        yield from hdf5_parts(path, ROWS)
    else:
        yield from _text(path)


def _csv(path: Path) -> Iterator[pa.Table]:
    with opened(path) as file:
        rows = csv.reader(file)
        names = next(rows, [])
        if next(rows, None) is None:
            return  # which pyarrow takes for a fault
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("has two columns of one name", file=path, value=twice)
    as_text = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    blocks = pa_csv.ReadOptions(block_size=_BLOCK)
    with pa_csv.open_csv(path, read_options=blocks, convert_options=as_text) as file:
        for batch in file:
            yield pa.Table.from_batches([batch])


def _text(path: Path) -> Iterator[pa.Table]:
    lines = lines_of(path)
    names: tuple[str, ...] | None = None
    while rows := [line.split() for line in islice(lines, ROWS)]:
        names = names or _names(rows[0])
        if names is None or any(len(row) != len(names) for row in rows):
            raise InputError(
                "is neither a table nor a text of scores",
                file=path,
                hint="CSV, Parquet, HDF5, two to five columns, or two lists: --nonmated",
            )
        yield pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _names(row: list[str]) -> tuple[str, ...] | None:
    """Return what the columns of a text are, by its first row; None if nobody knows."""
    names = _COLUMNS.get(len(row))
    if len(row) == 2 and row[0].lower() not in _KINDS and row[1].lower() in _KINDS:
        return names and names[::-1]
    return names
