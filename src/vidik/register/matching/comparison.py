"""Comparison: what two rows say of each other, field by field, as one number for each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import LEVELS
from vidik.model.listing import Listing
from vidik.model.names import Names
from vidik.register.matching.candidates import Candidates
from vidik.register.matching.folding import Texts, folded
from vidik.register.matching.kernels import pairs as kernels

__all__ = ["FIELDS", "SHAPE", "Columns", "columns", "compare"]

#: A text that agrees says the more the fewer rows say it: up to 3, 12, 50 rows of both lists, more.
COMMON = np.array([3, 12, 50])

#: Dice's coefficient from which texts are nearly the same, and from which they have much in common.
HIGH, LOW = 0.75, 0.45

#: Directions agree the better the fewer of these degrees lie between them; half a turn is most.
EDGES = np.array([-1.0, 10.0, 20.0, 35.0, 60.0, 90.0, 135.0])

FIELDS = tuple(LEVELS)

#: Fields whose texts may be alike without being the same.
TEXTS = ("name", "operator", "ref")

#: How many levels each field has, “missing” included: the code of a pair is a number in this base.
SHAPE = tuple(len(levels) + 1 for levels in LEVELS.values())


@dataclass(frozen=True, eq=False)
class Columns:
    """What the rows of both lists say, made ready to be compared: one list after the other.

    Parameters
    ----------
    split
        Rows of the first list.
    name, operator, ref, mount
        Texts in one alphabet.
    kind
        Shape (n,): −1 unknown, then fixed, panning, dome.
    direction
        Shape (n,): degrees; NaN unknown.
    """

    split: int
    name: Texts
    operator: Texts
    ref: Texts
    mount: Texts
    kind: NDArray[np.int32]
    direction: NDArray[np.float64]


def columns(
    lists: tuple[Listing, Listing], rows: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> Columns:
    """Return two lists ready to be compared.

    Parameters
    ----------
    lists
        Any two.
    rows
        Which of their rows, in which order.
    """

    # one column at a time: what it is made of goes before the next one comes
    def texts(column: str) -> Texts:
        parts = zip(lists, rows, strict=True)
        return folded(Names.joined([getattr(one, column).take(some) for one, some in parts]))

    def numbers(column: str) -> NDArray[Any]:
        parts = zip(lists, rows, strict=True)
        return np.concatenate([getattr(one, column)[some] for one, some in parts])

    return Columns(
        split=len(rows[0]),
        name=texts("name"),
        operator=texts("operator"),
        ref=texts("ref"),
        mount=texts("mount"),
        kind=numbers("kind").astype(np.int32) - 1,
        direction=numbers("direction"),
    )


def compare(said: Columns, pairs: Candidates) -> NDArray[np.int32]:
    """Return a code for each pair: its level in each of `FIELDS`, as a number in base `SHAPE`.

    Parameters
    ----------
    said
        What the rows say.
    pairs
        The candidates.
    """
    code = np.zeros(len(pairs), dtype=np.int32)
    near = (pairs.offsets, pairs.near)

    def of(column: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        return column[: said.split][pairs.rows], column[said.split :][pairs.others]

    for field, levels in zip(FIELDS, SHAPE, strict=True):
        column = getattr(said, field)
        if field in TEXTS:
            texts = (column.count, column.number, column.grams, column.ends)
            kernels.on_text(*near, *of(column.value), *texts, COMMON, HIGH, LOW, levels, code)
        elif field == "mount":
            kernels.on_value(*near, *of(column.value), 1, levels, code)
        elif field == "kind":
            kernels.on_value(*near, *of(column), levels - 2, levels, code)
        else:
            kernels.on_wheel(*near, *of(column), EDGES, levels, code)
    return code
