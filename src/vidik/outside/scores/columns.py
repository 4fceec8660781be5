"""What stands in a column: numbers, kinds, names; and what is none of these, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.rejection import Rejection

__all__ = ["MATED", "NONMATED", "Codes", "Refused", "chosen", "labels", "numbers", "texts"]

#: What a comparison of one person with themselves is called, and one of two people.
MATED = ("1", "1.0", "true", "yes", "mated", "genuine", "match", "positive")
NONMATED = (
    "0", "0.0", "-1", "-1.0", "false", "no", "nonmated", "non-mated", "impostor", "nonmatch",
    "negative",
)  # fmt: skip

_NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"

#: How people write that there is no value.
_NONE = ("", "na", "n/a", "nan", "null", "none")

#: Rows that are named one by one; of more, how many there are is told.
_TOLD = 100


class Refused:
    """Collects the rows that cannot be used, and tells the first of them one by one.

    Parameters
    ----------
    path
        The file that they are in.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told: list[Rejection] = []
        self._more: Counter[tuple[str, str]] = Counter()

    def add(
        self, name: str, column: pa.ChunkedArray, bad: NDArray[np.bool_], reason: str, *, first: int
    ) -> None:
        """Refuse rows of a part.

        Parameters
        ----------
        name
            Of the column.
        column
            Its values.
        bad
            Which of its rows.
        reason
            Why.
        first
            How many rows of the file come before the part.
        """
        key = (name, reason)
        for row in np.flatnonzero(bad).tolist():
            self._more[key] += 1
            if self._more[key] <= _TOLD:
                value = column[row].as_py()
                said = "" if value is None else str(value)
                place = f"row {first + row + 1}"
                self._told.append(Rejection(self._path.name, place, name, said, reason))

    def all(self) -> tuple[Rejection, ...]:
        """Return what was refused."""
        more = [
            Rejection(self._path.name, "rows", name, "", f"{reason}: {count - _TOLD:,} more rows")
            for (name, reason), count in self._more.items()
            if count > _TOLD
        ]
        return (*self._told, *more)


class Codes:
    """Numbers for texts, the same in all parts of a file, in the order in which they come first."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._numbers)

    @property
    def names(self) -> tuple[str, ...]:
        """The texts, by their numbers."""
        return tuple(self._numbers)

    @property
    def places(self) -> NDArray[np.int64]:
        """Which place each has among all, sorted, by its number; and −1 for none, at the end.

        By their places texts have the same numbers in whatever order the rows of a file stand.
        """
        place = np.empty(len(self) + 1, dtype=np.int64)
        names = self.names
        place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        place[-1] = -1
        return place

    def of(self, column: pa.ChunkedArray) -> NDArray[np.int64]:
        """Return the number of each text; −1 for none.

        Parameters
        ----------
        column
            Of any type; what is no text counts as it is written.
        """
        return _by_value(column, self._number, none=-1)

    def _number(self, value: object) -> int:
        name = str(value).strip()
        return self._numbers.setdefault(name, len(self._numbers)) if name else -1


def chosen(table: pa.Table, name: str, *, path: Path) -> pa.ChunkedArray:
    """Return a column that has to be there.

    Parameters
    ----------
    table
        A part of a file.
    name
        Of the column.
    path
        The file.

    Raises
    ------
    InputError
        If it is not there.
    """
    if name not in table.column_names:
        raise InputError(
            "a table of scores lacks a column",
            file=path,
            value=name,
            hint=f"it has {', '.join(table.column_names)}",
        )
    return table[name]


def texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return values as trimmed texts, “” for none.

    Parameters
    ----------
    column
        Of any type.
    """
    return pc.fill_null(pc.utf8_trim_whitespace(column.cast(pa.string())), "")


def numbers(column: pa.ChunkedArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what numbers a column says, and where it says nothing.

    Parameters
    ----------
    column
        Numbers, or texts.

    Returns
    -------
    values
        Shape (n,): not a number where there is none, or nothing is said; or infinite.
    missing
        Shape (n,): where nothing is said, in any of the ways in which people write that.
    """
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        values = pc.fill_null(column.cast(pa.float64(), safe=False), np.nan).to_numpy()
        return np.asarray(values), np.isnan(values)
    said = texts(column)
    numeric = pc.match_substring_regex(said, _NUMBER)
    values = pc.if_else(numeric, said, pa.scalar(None, pa.string())).cast(pa.float64())
    missing = pc.is_in(pc.utf8_lower(said), pa.array(_NONE))
    return pc.fill_null(values, np.nan).to_numpy(), missing.to_numpy()


def labels(column: pa.ChunkedArray, *kinds: Sequence[str]) -> NDArray[np.int64]:
    """Return which kind each value says, by its number; −1 for none of them.

    Parameters
    ----------
    column
        Of any type.
    *kinds
        How each is written, in small letters.
    """
    known = {word: number for number, words in enumerate(kinds) for word in words}
    return _by_value(
        column, lambda value: known.get(str(value).strip().lower(), -1), none=known.get("", -1)
    )


def _by_value(
    column: pa.ChunkedArray, number: Callable[[object], int], *, none: int
) -> NDArray[np.int64]:
    """Return a number for each value of a column, asked once for each that differs."""
    kept = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kept = kept.dictionary_encode()
    numbers = [*map(number, kept.dictionary.to_pylist()), none]
    index = pc.fill_null(kept.indices, len(numbers) - 1).to_numpy(zero_copy_only=False)
    return np.asarray(np.array(numbers, dtype=np.int64)[index])
