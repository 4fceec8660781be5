"""Columns of a table made into ids and tags, whole columns at a time.

The same as `vidik.outside.rows` makes of each row; where columns are not plain, it is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vidik.model.names import Names
from vidik.model.outlines import sets_of_tags
from vidik.outside import kernels
from vidik.outside.rows import (
    DAY_COLUMNS,
    ID_COLUMNS,
    OSM_TYPES,
    TYPE_COLUMNS,
    day_of_row,
    is_personal,
    row_id,
    tags_of_row,
    text_of,
)

__all__ = ["day_of_columns", "ids_of_columns", "tags_of_columns"]


def ids_of_columns(table: pa.RecordBatch, *, label: str, first: int) -> Names:
    """Return the id of each row, as `row_id` does; “row 12” where it has none.

    Parameters
    ----------
    table
        Some rows.
    label
        What a row without an id is called.
    first
        Number of the first row.
    """
    columns = [name for name in ID_COLUMNS if name in table.schema.names]
    if not columns:
        return Names.of(f"{label} {number}" for number in range(first, first + table.num_rows))
    column = table.column(columns[0])
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        names = None if column.null_count else _names(column)
        if names is not None and kernels.are_plain(names.letters, names.offsets):
            return names
    kinds = [name for name in TYPE_COLUMNS if name in table.schema.names]
    if pa.types.is_integer(column.type) and not column.null_count and not kinds:
        return Names.of(map(str, column.to_pylist()))
    rows = table.select([*columns, *kinds]).to_pylist()
    return Names.of(row_id(row, None) or f"{label} {i}" for i, row in enumerate(rows, start=first))


def _names(column: pa.Array) -> Names:
    """Return a column of strings, none missing, out of Arrow's own memory."""
    column = column.cast(pa.large_string())
    _, limits, data = column.buffers()
    if not len(column) or data is None:
        return Names.of([""] * len(column))
    offsets = np.frombuffer(limits, np.int64, len(column) + 1, 8 * column.offset)
    # not the buffer itself: it holds more than these rows, and cannot be written
    letters = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].copy()
    return Names(letters, offsets - offsets[0])


def tags_of_columns(
    table: pa.RecordBatch, wanted: Callable[[str], bool]
) -> tuple[tuple[Mapping[str, str], ...], NDArray[np.int64]]:
    """Return the tags that rows have, each different set once, and which set each row has.

    Parameters
    ----------
    table
        Some rows.
    wanted
        Whether a tag is asked for.

    Returns
    -------
    tag_sets
        As of `tags_of_row`, without the tags that nobody asked for.
    tags_of
        Shape (n,).
    """
    names = [name for name in table.schema.names if _may_be_tag(name, wanted)]
    if "tags" in names or any(pa.types.is_nested(table.schema.field(n).type) for n in names):
        return sets_of_tags(map(tags_of_row, table.to_pylist()), wanted=wanted)
    sets: list[dict[str, str]] = [{}]
    tags_of = np.zeros(table.num_rows, dtype=np.int64)
    for name in names:
        column = table.column(name).dictionary_encode()
        values = [*column.dictionary.to_pylist(), None]
        texts = [None if _is_kind(name, value) else text_of(value) for value in values]
        number = column.indices.fill_null(len(values) - 1).to_numpy()
        both = pa.array(tags_of * len(values) + number).dictionary_encode()
        tags_of = both.indices.to_numpy().astype(np.int64)
        pairs = (divmod(code, len(values)) for code in both.dictionary.to_pylist())
        sets = [
            sets[before] if (text := texts[own]) is None else {**sets[before], name: text}
            for before, own in pairs
        ]
    return tuple(sets), tags_of


def day_of_columns(table: pa.RecordBatch) -> dt.date | None:
    """Return the day of the last change of any row, as `day_of_row` reads it; None if none says so.

    Parameters
    ----------
    table
        Some rows.
    """
    names = [name for name in (*DAY_COLUMNS, "meta") if name in table.schema.names]
    if not names or not table.num_rows:
        return None
    if len(names) == 1 and pa.types.is_temporal(table.schema.field(names[0]).type):
        return day_of_row({names[0]: pc.max(table.column(names[0])).as_py()})
    days = (day_of_row(row) for row in table.select(names).to_pylist())
    return max((day for day in days if day is not None), default=None)


def _may_be_tag(name: str, wanted: Callable[[str], bool]) -> bool:
    if name == "tags":  # holds others
        return True
    own = name not in ID_COLUMNS and not name.startswith("@") and not is_personal(name)
    return own and wanted(name)


def _is_kind(name: str, value: object) -> bool:
    """Return whether a value says of what kind an object is, which is part of its id."""
    return name in TYPE_COLUMNS and isinstance(value, str) and value in OSM_TYPES
