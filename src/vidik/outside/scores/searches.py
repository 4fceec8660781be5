"""Searches of a file of candidates: a row for each candidate, in an open set.

A table has the columns ``search``, ``candidate`` and ``score``, and either ``mate``, the candidate
who is the person searched for (empty: they are not enrolled), or ``enrolled`` (``true``, ``false``)
and ``subject``, the name under which they would be enrolled. It may have ``rank``, ``group`` and
``failure``. A row without candidate is a search that returned nobody; or one that came to nothing,
where ``failure`` is ``acquire``, or for somebody who could not be enrolled, where it is ``enrol``.

bob's texts and table have each probe compared with the whole gallery: a search is a probe, and its
person is enrolled if one of its comparisons is with themselves. pyeer's text is query, template and
score; a second file has pairs of query and the template that is the person's own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vidik.audit.candidates import searches_of, turned
from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.scores import Searches
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
from vidik.outside.scores.parts import lines_of, parts_of

__all__ = ["read_searches"]

#: bob's columns: search, candidate, who the candidate is, who was searched for.
_BOBS = (
    ("probe", "model", "claimed", "real"),
    ("probe", "claimed", "claimed", "real"),
    ("probe_template_id", "bio_ref_template_id", "bio_ref_subject_id", "probe_subject_id"),
    ("probe_template_id", "bio_ref_subject_id", "bio_ref_subject_id", "probe_subject_id"),
)

#: What a search is said to have failed at: nothing, a sample, a reference.
_FAILURES = (("",), ("acquire", "acquisition", "fta"), ("enrol", "enroll", "enrolment", "fte"))

_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Rows:
    """What the rows of a file say; names are numbers, −1 for none.

    Parameters
    ----------
    search, candidate, subject, group
        Numbers of their names.
    score
        The higher, the more alike; not a number where there is none.
    missing
        Where nothing is said of a score.
    rank
        From 1; 0 where none is told.
    is_mate
        Whether the candidate is the person searched for.
    mate
        Number of the candidate who would be; −1 where none is named.
    enrolled
        Whether that person is: 0 yes, 1 no, −1 neither is said.
    failure
        Number among `_FAILURES`; −1: none of them.
    """

    search: _Numbers
    candidate: _Numbers
    subject: _Numbers
    group: _Numbers
    score: NDArray[np.float64]
    missing: _Flags
    rank: _Numbers
    is_mate: _Flags
    mate: _Numbers
    enrolled: _Numbers
    failure: _Numbers

    def only(self, some: _Flags) -> _Rows:
        """Return some of the rows."""
        return _Rows(**{one.name: getattr(self, one.name)[some] for one in fields(self)})


def read_searches(
    path: Path,
    *,
    pairs: Path | None = None,
    gallery: int | None = None,
    distances: bool = False,
    group: str | None = None,
) -> tuple[Searches, tuple[Rejection, ...]]:
    """Return the searches of a file, and the rows that cannot be used.

    Parameters
    ----------
    path
        CSV, Parquet, HDF5, or text of bob's or pyeer's.
    pairs
        Text of queries and their templates, as pyeer has it, where `path` is text of three columns.
    gallery
        How many people are enrolled; None: as many as are candidates of any search.
    distances
        Whether the scores are distances: the lower, the more alike.
    group
        Name of the column that says to what group somebody belongs; None: ``group``, if there is
        one.

    Raises
    ------
    InputError
        If a file cannot be read, lacks a column, has no row that can be used, has more candidates
        than people are said to be enrolled, or seems to hold distances.
    """
    refused, codes, groups = Refused(path), Codes(), Codes()
    try:
        table = _table(path, pairs)
        bobs = next((names for names in _BOBS if set(names) <= set(table.column_names)), None)
        rows = _rows(table, path, bobs, codes, groups, group, distances=distances)
    except pa.ArrowException as fault:
        raise InputError(f"a column cannot be read: {fault}", file=path) from fault
    columns = ("search", "candidate", "", "subject") if bobs is None else bobs
    good = _checked(rows, table, columns, refused, group or "group", whole=bobs is not None)
    if not good.any():
        raise InputError("has no search that can be used", file=path)
    found = _made(rows.only(good), path, groups, gallery, whole=bobs is not None)
    return found, refused.all()


def _table(path: Path, pairs: Path | None) -> pa.Table:
    """Return all of a file; with pyeer's pairs, their templates as mates."""
    table = pa.concat_tables(parts_of(path), promote_options="default")
    if pairs is None:
        return table
    own: dict[str, str] = {}
    for number, line in enumerate(lines_of(pairs), start=1):
        words = line.split()
        if len(words) != 2:
            raise InputError(
                "not a query and its template", file=pairs, place=f"line {number}", value=line
            )
        if own.setdefault(*words) != words[1]:
            raise InputError(
                "a query with two templates", file=pairs, place=f"line {number}", value=words[0]
            )
    asked = texts(chosen(table, "search", path=path)).to_pylist()
    # who was to be searched for and is not among the searches came to nothing
    lost = sorted(own.keys() - set(asked))
    more = {"search": lost, "candidate": [""] * len(lost), "score": [""] * len(lost)}
    as_texts = pa.table({name: texts(chosen(table, name, path=path)) for name in more})
    return pa.table(
        {name: [*as_texts[name].to_pylist(), *values] for name, values in more.items()}
        | {
            "mate": [own.get(name, "") for name in (*asked, *lost)],
            "failure": [*[""] * len(asked), *["acquire"] * len(lost)],
        }
    )


def _rows(
    table: pa.Table,
    path: Path,
    bobs: tuple[str, str, str, str] | None,
    codes: Codes,
    groups: Codes,
    group: str | None,
    *,
    distances: bool,
) -> _Rows:
    def column(name: str) -> pa.ChunkedArray:
        return texts(chosen(table, name, path=path))

    def numbered(name: str, among: Codes) -> _Numbers:
        if name not in table.column_names:
            return np.full(table.num_rows, -1)
        found = among.of(table[name])
        return among.places[found]

    search, candidate, reference, subject = bobs or ("search", "candidate", "candidate", "subject")
    who = column(reference)
    enrolled = np.full(table.num_rows, -1)
    if bobs is None and "mate" in table.column_names:
        mate = column("mate")
        enrolled = pc.equal(mate, "").to_numpy().astype(np.int64)
    elif bobs is None:
        for name in ("enrolled", "subject"):
            if name not in table.column_names:
                chosen(table, "mate", path=path)
        mate = column("subject")
        enrolled = labels(table["enrolled"], MATED, NONMATED)
    else:
        mate = column(subject)
    same = pc.and_(pc.equal(who, mate), pc.not_equal(who, "")).to_numpy()
    score, missing = numbers(chosen(table, "score", path=path))
    rank = np.zeros(len(score))
    if "rank" in table.column_names:
        rank = np.nan_to_num(numbers(table["rank"])[0], nan=-1.0, posinf=-1.0, neginf=-1.0)
        rank = np.where((rank == np.floor(rank)) & (rank >= 1), np.minimum(rank, 2**53), -1)
    failure = np.zeros(len(score), dtype=np.int64)
    if "failure" in table.column_names:
        failure = labels(table["failure"], *_FAILURES)
    if group is not None:
        chosen(table, group, path=path)
    return _Rows(
        search=Codes().of(column(search)),
        candidate=codes.of(column(candidate)),
        subject=numbered(subject, Codes()),
        group=numbered(group or "group", groups),
        score=-score if distances else score,
        missing=missing,
        rank=rank.astype(np.int64),
        is_mate=same & ((enrolled == 0) | (bobs is not None)),
        mate=numbered("mate", Codes()),
        enrolled=enrolled,
        failure=failure,
    )


def _checked(
    rows: _Rows,
    table: pa.Table,
    columns: tuple[str, ...],
    refused: Refused,
    group: str,
    *,
    whole: bool,
) -> _Flags:
    """Return which rows can be used, and tell of the others why not.

    Parameters
    ----------
    rows, table
        The rows, and as they stand in the file.
    columns
        Where search, candidate and subject stand: first, second and last.
    refused
        Takes the others.
    group
        Name of the column of groups.
    whole
        Whether all the gallery is compared in each search, so that a score may be missing.
    """
    good = np.ones(len(rows.search), dtype=bool)
    search, candidate, *_, subject = columns
    mate = "mate" if "mate" in table.column_names else "enrolled"

    def refuse(bad: _Flags, name: str, reason: str) -> None:
        refused.add(name, table[name], bad & good, reason, first=0)
        good[bad] = False

    refuse(rows.search < 0, search, "no search")
    if whole:
        refuse(rows.subject < 0, subject, "not said who it is")
        refuse(rows.candidate < 0, candidate, "not said who it is")
    else:
        refuse(rows.enrolled < 0, mate, "neither enrolled nor not")
        refuse(rows.missing & (rows.candidate >= 0), "score", "a candidate without a score")
        refuse(~rows.missing & (rows.candidate < 0), candidate, "a score of nobody")
        refuse(_twice(rows, good), candidate, "a candidate twice in one search")
    refuse(~rows.missing & ~np.isfinite(rows.score), "score", "not a number")
    if "failure" in table.column_names:
        refuse(rows.failure < 0, "failure", "no failure that is known")
        refuse((rows.failure > 0) & ~rows.missing, "failure", "a failure with a score")
    if "rank" in table.column_names:
        refuse((rows.rank < 1) & ~rows.missing, "rank", "no place among candidates")
    for name, values in (
        ("mate", rows.mate),
        ("enrolled", rows.enrolled),
        (subject, rows.subject),
        (group, rows.group),
    ):
        if name in table.column_names:
            refuse(_unlike(rows.search, values, good), name, "not what the search said before")
    return good


def _made(rows: _Rows, path: Path, groups: Codes, gallery: int | None, *, whole: bool) -> Searches:
    """Return the searches of rows that can be used."""
    _, first, search = np.unique(rows.search, return_index=True, return_inverse=True)
    count, some = len(first), ~rows.missing
    known = len(np.unique(rows.candidate[rows.candidate >= 0]))
    if gallery is not None and gallery < known:
        raise InputError(
            "more people are candidates than are said to be enrolled", file=path, value=known
        )
    if turned(search[some], rows.score[some], rows.is_mate[some]):
        raise InputError(
            "others seem more alike than the person searched for",
            file=path,
            hint="perhaps --distances is missing, or too much",
        )
    enrolled = rows.enrolled[first] == 0
    failure = np.zeros(count, dtype=np.int64)
    np.maximum.at(failure, search, rows.failure)
    if whole:
        enrolled = np.bincount(search[rows.is_mate], minlength=count) > 0
        failure = (np.bincount(search[some], minlength=count) == 0).astype(np.int64)
    _one_after_the_other(path, search[some], rows.rank[some], rows.score[some])
    kept = failure == 0
    own = np.cumsum(kept) - 1
    use = some & kept[search]
    found = searches_of(
        own[search[use]],
        rows.score[use],
        rows.is_mate[use],
        rows.rank[use] if rows.rank.any() else None,
        enrolled=enrolled[kept],
        subject=rows.subject[first][kept],
        group=rows.group[first][kept],
        groups=tuple(sorted(groups.names)),
        gallery=gallery or max(known, 1),
    )
    return replace(
        found,
        mated_failures=int((enrolled & (failure == 1)).sum()),
        nonmated_failures=int((~enrolled & (failure > 0)).sum()),
        mated_unenrolled=int((enrolled & (failure == 2)).sum()),
    )


def _twice(rows: _Rows, good: _Flags) -> _Flags:
    """Return which candidates were among those of a search before."""
    number = np.flatnonzero(good & ~rows.missing)
    pairs = np.stack([rows.search[number], rows.candidate[number]])
    first = np.unique(pairs, axis=1, return_index=True)[1]
    found = np.zeros(len(good), dtype=bool)
    found[number] = True
    found[number[first]] = False
    return found


def _unlike(search: _Numbers, values: _Numbers, good: _Flags) -> _Flags:
    """Return which rows say something else than the first row of their search."""
    number = np.flatnonzero(good)
    _, first, own = np.unique(search[number], return_index=True, return_inverse=True)
    found = np.zeros(len(good), dtype=bool)
    found[number] = values[number] != values[number][first][own]
    return found


def _one_after_the_other(
    path: Path, search: _Numbers, rank: _Numbers, score: NDArray[np.float64]
) -> None:
    """Refuse places that two candidates of a search have, or that the scores do not follow."""
    order = np.lexsort((rank, search))
    same = np.diff(search[order]) == 0
    tied = same & (np.diff(rank[order]) == 0) & (rank[order][1:] > 0)
    rising = same & (np.diff(score[order]) > 0) & (rank[order][1:] > 0)
    for bad, reason in (
        (tied, "two candidates of a search have the same rank"),
        (rising, "a candidate has a better score than one of a better rank"),
    ):
        if bad.any():
            i = int(order[1:][np.flatnonzero(bad)[0]])
            raise InputError(reason, file=path, value=f"rank {rank[i]}, score {score[i]:g}")
