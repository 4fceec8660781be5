"""Comparisons of a file of scores, whole or part by part.

A table has the columns ``score`` and ``mated``; it may have ``subject``, ``group`` and ``failure``.
A comparison without a score is one of which no sample could be made (``failure`` is empty, or
``acquire``), or no reference (``enrol``): it is counted. bob's CSV has ``bio_ref_subject_id`` and
``probe_subject_id`` instead of ``mated``, bob's text the same without names: a comparison is mated
where these are one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.scores import Comparisons
from vidik.outside.scores.columns import (
    MATED,
    NONMATED,
    Codes,
    Refused,
    chosen,
    labels,
    numbers,
    texts,
)
from vidik.outside.scores.parts import parts_of

__all__ = ["Reading", "read_scores"]

#: What a comparison is said to have failed at.
_ACQUIRE = ("", "acquire", "acquisition", "fta")
_ENROL = ("enrol", "enroll", "enrolment", "enrollment", "fte")

#: What bob says of both people: the reference, and the one compared.
_BOBS = (("claimed", "real"), ("bio_ref_subject_id", "probe_subject_id"))


class Reading:
    """Reads a file part by part, and knows afterwards who was in it and what could not be used.

    Parameters
    ----------
    path
        The file.
    distances
        Whether the scores are distances: the lower, the more alike.
    group
        Name of the column that says to what group somebody belongs; None: ``group``, if there is
        one.
    """

    def __init__(self, path: Path, distances: bool = False, group: str | None = None) -> None:
        self._path, self._distances, self._group = path, distances, group
        #: Names of those in the parts that were read, and what could not be used of these.
        self.subjects, self.groups, self.refused = Codes(), Codes(), Refused(path)
        self._group_of = np.empty(0, dtype=np.int64)

    def parts(self) -> Iterator[Comparisons]:
        """Yield the comparisons of each part of the file.

        Raises
        ------
        InputError
            If it cannot be read, lacks a column, or says that somebody is of several groups.
        """
        first = 0
        for table in parts_of(self._path):
            try:
                part = self._understood(table, first)
            except pa.ArrowException as fault:
                raise InputError(f"a column cannot be read: {fault}", file=self._path) from fault
            yield part
            first += table.num_rows

    def _understood(self, table: pa.Table, first: int) -> Comparisons:
        score, missing = numbers(chosen(table, "score", path=self._path))
        kind, subject = self._kinds(table, first)
        group = self._codes(self.groups, table, self._group or "group", needed=bool(self._group))
        failed = np.zeros(len(score), dtype=np.int64)
        if "failure" in table.column_names:
            failed = labels(table["failure"], _ACQUIRE, _ENROL)
            said = labels(table["failure"], ("",)) < 0
            self._refuse("failure", table, failed < 0, "no failure that is known", first)
            both = said & (failed >= 0) & ~missing
            self._refuse("failure", table, both, "a failure with a score", first)
            kind[(failed < 0) | both] = -1
        bad = ~missing & ~np.isfinite(score)
        self._refuse("score", table, bad, "not a number", first)
        known = kind >= 0
        kept, lost = known & ~missing & ~bad, known & missing
        self._one_group_each(subject[kept], group[kept])
        counts = np.bincount(2 * failed[lost] + kind[lost], minlength=4).tolist()
        return Comparisons(
            score=-score[kept] if self._distances else score[kept],
            mated=kind[kept] == 0,
            subject=subject[kept],
            group=group[kept],
            groups=self.groups.names,
            mated_failures=counts[0],
            nonmated_failures=counts[1],
            mated_unenrolled=counts[2],
            nonmated_unenrolled=counts[3],
        )

    def _kinds(self, table: pa.Table, first: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return of each row 0 for mated, 1 for nonmated, −1 for neither; and whose it is."""
        for reference, compared in _BOBS:
            if {reference, compared} <= set(table.column_names):
                one, other = (texts(table[name]) for name in (reference, compared))
                known = pc.and_(pc.not_equal(one, ""), pc.not_equal(other, ""))
                same = pc.if_else(known, pc.equal(one, other), None)
                self._refuse(
                    reference, table, same.is_null().to_numpy(), "not said who it is", first
                )
                kind = pc.fill_null(pc.if_else(same, 0, 1), -1).to_numpy().astype(np.int64)
                return kind, self._codes(self.subjects, table, compared)
        label = chosen(table, "mated", path=self._path)
        kind = labels(label, MATED, NONMATED)
        self._refuse("mated", table, kind < 0, "neither mated nor nonmated", first)
        return kind, self._codes(self.subjects, table, "subject")

    def _codes(
        self, codes: Codes, table: pa.Table, name: str, *, needed: bool = False
    ) -> NDArray[np.int64]:
        if needed:
            chosen(table, name, path=self._path)
        if name not in table.column_names:
            return np.full(table.num_rows, -1)
        return codes.of(table[name])

    def _refuse(
        self, name: str, table: pa.Table, bad: NDArray[np.bool_], reason: str, first: int
    ) -> None:
        self.refused.add(name, table[name], bad, reason, first=first)

    def _one_group_each(self, subject: NDArray[np.int64], group: NDArray[np.int64]) -> None:
        """Refuse that somebody is of several groups: then nobody knows whose errors these are."""
        more = len(self.subjects) - len(self._group_of)
        self._group_of = np.append(self._group_of, np.full(more, -1))
        told = (subject >= 0) & (group >= 0)
        subject, group = subject[told], group[told]
        fresh = self._group_of[subject] < 0
        self._group_of[subject[fresh]] = group[fresh]
        other = np.flatnonzero(self._group_of[subject] != group)
        if len(other):
            i = other[0]
            names = sorted(self.groups.names[one] for one in (self._group_of[subject[i]], group[i]))
            raise InputError(
                "somebody is said to be of several groups",
                file=self._path,
                value=self.subjects.names[subject[i]],
                hint=f"both {names[0]} and {names[1]}",
            )


def read_scores(
    path: Path, *, distances: bool = False, group: str | None = None
) -> tuple[Comparisons, tuple[Rejection, ...]]:
    """Return the comparisons of a file, and the rows that cannot be used.

    Parameters
    ----------
    path
        CSV, Parquet, HDF5, or bob's text.
    distances
        Whether the scores are distances: the lower, the more alike.
    group
        Name of the column that says to what group somebody belongs; None: ``group``, if there is
        one.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, says that somebody is of several groups, or has no row
        that can be used.
    """
    reading = Reading(path, distances, group)
    parts = list(reading.parts())

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    found = Comparisons(
        score=joined("score"),
        mated=joined("mated"),
        subject=reading.subjects.places[joined("subject")],
        group=reading.groups.places[joined("group")],
        groups=tuple(sorted(reading.groups.names)),
        mated_failures=sum(part.mated_failures for part in parts),
        nonmated_failures=sum(part.nonmated_failures for part in parts),
        mated_unenrolled=sum(part.mated_unenrolled for part in parts),
        nonmated_unenrolled=sum(part.nonmated_unenrolled for part in parts),
    )
    if not any(found.attempts(mated=kind) for kind in (True, False)):
        raise InputError("has no comparison that can be used", file=path)
    return found, reading.refused.all()
