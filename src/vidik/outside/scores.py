"""Files of scores: tables (CSV, Parquet), lists of numbers (as pyeer takes them), bob's text.

A table has the columns ``score`` and ``mated`` and may have ``subject`` and ``group``. A list has a
number a line and holds one kind of comparison. bob's text has four columns (claimed, real, probe,
score) or five (claimed, model, real, probe, score), with spaces between, and a comparison is mated
where the first two people are one.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.scores import Comparisons

__all__ = ["read_score_lists", "read_scores"]

#: What a comparison of one person with themselves is called, and one of two people.
_MATED = ("1", "true", "yes", "mated", "genuine", "match", "positive")
_NONMATED = ("0", "false", "no", "nonmated", "non-mated", "impostor", "nonmatch", "negative")

_NUMBER = r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$"

#: Columns of bob's text by how many there are.
_BOB = {
    4: ("claimed", "real", "probe", "score"),
    5: ("claimed", "model", "real", "probe", "score"),
}

#: Rows that are named one by one; of more, how many there are is told.
_TOLD = 100

_Read = tuple[Comparisons, tuple[Rejection, ...]]


def read_scores(path: Path, *, distances: bool = False) -> _Read:
    """Return the comparisons of a file, and the rows that cannot be used.

    Parameters
    ----------
    path
        CSV (``.csv``), Parquet (``.parquet``) or bob's text.
    distances
        Whether the scores are distances: the lower, the more alike.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or has no row that can be used.
    """
    table = _table(path)
    if "claimed" in table.column_names:
        mated = pc.equal(table["claimed"], table["real"])
        label = pc.if_else(mated, "mated", "nonmated")
        table = pa.table({"score": table["score"], "mated": label, "subject": table["real"]})
    for name in ("score", "mated"):
        if name not in table.column_names:
            raise InputError(
                "a table of scores lacks a column",
                file=path,
                value=name,
                hint=f"it has {', '.join(table.column_names)}",
            )
    texts = {name: table[name].cast(pa.string()) for name in table.column_names}
    label = pc.utf8_lower(pc.utf8_trim_whitespace(texts["mated"]))
    is_mated = pc.is_in(label, pa.array(_MATED))
    known = pc.or_(is_mated, pc.is_in(label, pa.array(_NONMATED)))
    numeric = pc.fill_null(pc.match_substring_regex(texts["score"], _NUMBER), False)
    rejected = [
        *_rejected(path, "score", texts["score"], numeric, "not a number"),
        *_rejected(path, "mated", texts["mated"], known, "neither mated nor nonmated"),
    ]
    kept = pc.and_(numeric, known)
    if not pc.any(kept).as_py():
        raise InputError("has no comparison that can be used", file=path)
    score = _floats(texts["score"].filter(kept))
    subject, _ = _coded(texts.get("subject"), kept)
    group, groups = _coded(texts.get("group"), kept)
    return Comparisons(
        score=-score if distances else score,
        mated=is_mated.filter(kept).to_numpy(),
        subject=subject,
        group=group,
        groups=groups,
    ), tuple(rejected)


def read_score_lists(mated: Path, nonmated: Path, *, distances: bool = False) -> _Read:
    """Return the comparisons of two lists of numbers, and the lines that cannot be used.

    Parameters
    ----------
    mated, nonmated
        Text with a number a line: comparisons of one person, and of two.
    distances
        As of `read_scores`.

    Raises
    ------
    InputError
        If one cannot be read, or has no number.
    """
    lists: list[NDArray[np.float64]] = []
    rejected: list[Rejection] = []
    for path in (mated, nonmated):
        lines = _lines(path)
        numeric = pc.match_substring_regex(lines, _NUMBER)
        rejected += _rejected(path, "score", lines, numeric, "not a number")
        scores = _floats(lines.filter(numeric))
        if not len(scores):
            raise InputError("has no score", file=path)
        lists.append(-scores if distances else scores)
    return Comparisons.of(*lists), tuple(rejected)


def _table(path: Path) -> pa.Table:
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            return pq.read_table(path)
        if ending == ".csv":
            return pa_csv.read_csv(
                path, convert_options=pa_csv.ConvertOptions(column_types=_all_text(path))
            )
    except FileNotFoundError:
        raise InputError("no such file of scores", file=path) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as fault:
        raise InputError(f"the scores cannot be read: {fault}", file=path) from fault
    rows = [line.split() for line in _lines(path).to_pylist()]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or (names := _BOB.get(widths.pop())) is None:
        raise InputError(
            "is neither a table nor bob's text",
            file=path,
            hint="CSV, Parquet, four or five columns, or two lists: --mated and --nonmated",
        )
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _all_text(path: Path) -> dict[str, pa.DataType]:
    """Return text as the type of each column, so that no value is lost in a guess."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file), [])
    return dict.fromkeys(names, pa.string())


def _lines(path: Path) -> pa.ChunkedArray:
    """Return the lines of a text that are not empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such file of scores", file=path) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"the scores cannot be read: {fault}", file=path) from fault
    found = [line for line in text.splitlines() if line.strip()]
    if not found:
        raise InputError("is empty", file=path)
    return pa.chunked_array([found])


def _floats(texts: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(pc.cast(pc.utf8_trim_whitespace(texts), pa.float64()).to_numpy())


def _coded(
    texts: pa.ChunkedArray | None, kept: pa.ChunkedArray
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the number of each text among the different ones, which follow; −1 for none."""
    if texts is None:
        return np.full(pc.sum(kept).as_py(), -1), ()
    some = texts.filter(kept)
    names = sorted(set(pc.unique(some.drop_null()).to_pylist()) - {""})
    number = pc.index_in(some, pa.array(names, type=pa.string()))
    return pc.fill_null(number, -1).to_numpy().astype(np.int64), tuple(names)


def _rejected(
    path: Path, field: str, texts: pa.ChunkedArray, good: pa.ChunkedArray, reason: str
) -> Sequence[Rejection]:
    rows = np.flatnonzero(~pc.fill_null(good, False).to_numpy())
    told = [
        Rejection(path.name, f"row {row + 1}", field, str(texts[int(row)].as_py() or ""), reason)
        for row in rows[:_TOLD]
    ]
    if len(rows) > _TOLD:
        more = f"{reason}: {len(rows) - _TOLD:,} more rows"
        told.append(Rejection(path.name, "rows", field, "", more))
    return told
