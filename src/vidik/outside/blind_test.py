"""Files of a blind test: the manifest that testers write; plan, labels and results that Vidik does.

A manifest is a table with the columns ``file``, ``subject``, ``role``, ``consent`` and, if groups
are to be told apart, ``group``. Plan and labels are JSON in its one form (`audit.blinding`);
results have a line for each answer, written when it comes, so that a run that breaks off can go on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar, cast, get_args

from pydantic import TypeAdapter, ValidationError

from vidik.audit.blinding import canonical
from vidik.errors import InputError, OutputError
from vidik.model.blind_test import Answer, Labels, Plan, Report, Results, Role, Sample, is_consent
from vidik.model.rejection import Rejection
from vidik.outside.delimited import delimiter_of, encoding_of, read_delimited, sample_of
from vidik.outside.new_files import save_new
from vidik.outside.samples import is_a_stream

__all__ = [
    "ResultsFile", "parsed_report", "read_labels", "read_manifest", "read_plan", "read_report",
    "read_results",
]  # fmt: skip

_NEEDED = ("file", "subject", "role", "consent")
_KNOWN = (*_NEEDED, "group")

#: Bytes of a file of a test, at most.
_LONGEST = 2**30

#: Pictures of a manifest, at most.
_MOST = 1_000_000

_Line = Literal["plan", "enrolment", "answer", "restarted", "strange", "commitment"]

#: What checks a kind of value; it takes longer to make than to use.
_adapter: Callable[[type], TypeAdapter[Any]] = cache(TypeAdapter)

_Kind = TypeVar("_Kind", Plan, Labels, Report)


def read_manifest(path: Path) -> tuple[tuple[Sample, ...], tuple[Rejection, ...]]:
    """Return the pictures of a manifest, and the rows that cannot be used.

    Parameters
    ----------
    path
        Of a text table; files stand beside it or below, and are written as from there.

    Raises
    ------
    InputError
        If it is no such table, or one row has no reference to a consent, or is a camera or a
        stream: then there is no test.
    """
    encoding = encoding_of(path)
    delimiter = delimiter_of(sample_of(path, encoding))
    rows = read_delimited(path, encoding=encoding, delimiter=delimiter)
    names = [cell.casefold() for cell in next((row.cells for row in rows), ())]
    for needed in _NEEDED:
        if names.count(needed) != 1:
            raise InputError(
                "a manifest needs this column once",
                file=path,
                value=needed,
                hint=", ".join(_KNOWN),
            )
    groups: dict[str, str] = {}
    samples: list[Sample] = []
    rejected: list[Rejection] = []
    for row in rows:
        if row.empty:
            continue
        cells = dict(zip(names, row.cells, strict=False))
        if row.fault or len(row.cells) != len(names):
            fault = row.fault or f"{len(row.cells)} cells under {len(names)} names"
            rejected.append(Rejection(path.name, row.place, "*", " ".join(row.cells), fault))
            continue
        if not is_consent(cells["consent"]):
            raise InputError(
                "without a reference to the consent of whom it shows there is no test",
                file=path,
                place=row.place,
                value=cells["file"],
            )
        file = path.parent / cells["file"]
        if is_a_stream(cells["file"], file):
            raise InputError(
                "is a camera or a stream: a test is of pictures of people who agreed to it",
                file=path,
                place=row.place,
                value=cells["file"],
            )
        why: str | None
        try:
            sample = Sample(
                cells["file"],
                cells["subject"],
                cells.get("group", ""),
                cast("Role", cells["role"].casefold()),
                cells["consent"],
            )
            why = _unfit(sample, path.parent, groups)
        except ValueError as unfit:
            why = str(unfit)
        if why is None:
            samples.append(sample)
        else:
            rejected.append(Rejection(path.name, row.place, "*", delimiter.join(row.cells), why))
        if len(samples) > _MOST:
            raise InputError(f"has more than {_MOST:,} pictures", file=path)
    return tuple(samples), tuple(rejected)


def _unfit(sample: Sample, folder: Path, groups: dict[str, str]) -> str | None:
    """Return why a picture cannot be used with those of the rows before; None: it can."""
    try:
        inside = (folder / sample.file).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a ring of links, a name that is none
        inside = False
    if not inside:
        return "leads out of the folder of the manifest"
    if groups.setdefault(sample.subject, sample.group) != sample.group:
        return f"{sample.subject} is of another group in a row before"
    return None


def read_plan(path: Path) -> Plan:
    """Return the plan of a test.

    Parameters
    ----------
    path
        Of its file.

    Raises
    ------
    InputError
        If it is none.
    """
    return _read(path, Plan)


def read_labels(path: Path) -> Labels:
    """Return the labels of a test.

    Parameters
    ----------
    path
        Of their file.

    Raises
    ------
    InputError
        If they are none.
    """
    return _read(path, Labels)


def read_report(path: Path) -> bytes:
    """Return the bytes of a report.

    Parameters
    ----------
    path
        Of its file.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return _bytes(path)


def read_results(path: Path) -> tuple[Results, str | None]:
    """Return the results of a run, and their hash as it was written at its end.

    Parameters
    ----------
    path
        Of their file.

    Returns
    -------
    results, commitment
        The hash is None if the run is not over.

    Raises
    ------
    InputError
        If they are none. A last line that was not written to its end is left out.
    """
    lines = _bytes(path).split(b"\n")[:-1]
    head: Mapping[str, str] = {}
    found: dict[str, list[Answer]] = {"enrolment": [], "answer": []}
    strange: Counter[str] = Counter()
    restarts, commitment = 0, None
    for number, line in enumerate(lines, start=1):
        try:
            kind, value = _line(line, first=number == 1, over=commitment is not None)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as fault:
            raise InputError(
                "is no result of a blind test", file=path, place=f"line {number}"
            ) from fault
        if kind == "plan":
            head = value
        elif kind in found:
            found[kind].append(value)
        elif kind == "strange":
            strange += value
        elif kind == "restarted":
            restarts += 1
        else:
            commitment = value
    if not head:
        raise InputError("is no result of a blind test", file=path)
    try:
        results = Results(
            head["hash"],
            head["salt"],
            tuple(found["enrolment"]),
            tuple(found["answer"]),
            dict(strange),
            restarts,
        )
    except ValueError as fault:
        raise InputError(f"cannot be used: {fault}", file=path) from fault
    return results, commitment


class ResultsFile:
    """The results of a run, to which each answer is added when it comes.

    Parameters
    ----------
    path
        Of the file; one of the same plan is gone on with.
    plan
        Hash of the plan.
    salt
        For a new file; hexadecimal digits that nobody can guess.

    Raises
    ------
    InputError
        If the file is of another plan, or its run is over.
    OutputError
        If it cannot be written.
    """

    def __init__(self, path: Path, *, plan: str, salt: str) -> None:
        self._path = path
        new = not path.exists()
        if not new and b"\n" not in _bytes(path):
            path.unlink()  # it was broken off in its first line
            new = True
        if new:
            save_new(path, canonical({"plan": {"hash": plan, "salt": salt}}) + b"\n", secret=True)
        self.before, commitment = read_results(path)
        if self.before.plan != plan:
            raise InputError("is of another plan", file=path)
        if commitment is not None:
            raise InputError("is of a run that is over", file=path, value=commitment)
        try:
            self._file = path.open("r+b")
            whole = _bytes(path)
            # a last line that was broken off
            self._file.truncate(whole.rindex(b"\n") + 1)
            self._file.seek(0, os.SEEK_END)
        except OSError as fault:
            raise OutputError(f"cannot be written: {fault.strerror or fault}", file=path) from fault

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file."""
        self._file.close()

    def add_enrolment(self, answer: Answer) -> None:
        """Add whether a picture was enrolled.

        Parameters
        ----------
        answer
            Of the matcher.
        """
        self._add("enrolment", asdict(answer))

    def add_answer(self, answer: Answer) -> None:
        """Add an answer.

        Parameters
        ----------
        answer
            Of the matcher.
        """
        self._add("answer", asdict(answer))

    def add_restart(self) -> None:
        """Add that the matcher was started again."""
        self._add("restarted", 1)

    def add_strange(self, strange: Mapping[str, int]) -> None:
        """Add how many lines nobody had asked for, by what they were.

        Parameters
        ----------
        strange
            Since they were added last.
        """
        if strange:
            self._add("strange", dict(strange))

    def end(self, commitment: str) -> None:
        """Add the hash of all that was added, which ends it.

        Parameters
        ----------
        commitment
            The hash.
        """
        self._add("commitment", commitment)

    def _add(self, kind: _Line, value: object) -> None:
        try:
            self._file.write(canonical({kind: value}) + b"\n")
            self._file.flush()
        except OSError as fault:
            raise OutputError(
                f"cannot be written: {fault.strerror or fault}", file=self._path
            ) from fault


def _line(line: bytes, *, first: bool, over: bool) -> tuple[_Line, Any]:
    """Return what a line of results says; an error if it is not as it was written."""
    ((kind, value),) = json.loads(line).items()
    made: Any = value
    if kind in ("enrolment", "answer"):
        made = _adapter(Answer).validate_python(value)
        value = asdict(made)
    elif kind == "plan":
        made = value = {name: str(value[name]) for name in ("hash", "salt")}
    elif kind == "strange":
        made = value = Counter({str(what): int(count) for what, count in value.items()})
    elif kind == "commitment":
        made = value = str(value)
    if kind not in get_args(_Line) or (kind == "plan") is not first or over:
        raise ValueError(f"no line that may be here: {kind}")
    if canonical({kind: value}) != line:
        raise ValueError("not in the form in which it was written")
    return cast("_Line", kind), made


def parsed_report(text: bytes, path: Path) -> Report:
    """Return the report that was in an envelope.

    Parameters
    ----------
    text
        Of the report; whoever signed may have signed anything.
    path
        Of the file it was in.

    Raises
    ------
    InputError
        If it is none.
    """
    return _parsed(text, Report, path)


def _read(path: Path, kind: type[_Kind]) -> _Kind:
    return _parsed(_bytes(path), kind, path, end=b"\n")


def _parsed(text: bytes, kind: type[_Kind], path: Path, *, end: bytes = b"") -> _Kind:
    name = kind.__name__.lower()
    try:
        found: _Kind = _adapter(kind).validate_json(text)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise InputError(
            f"is no {name} of a blind test: {first['msg']}",
            file=path,
            place=".".join(map(str, first["loc"])),
        ) from fault
    if canonical(asdict(found)) + end != text:
        raise InputError(f"is no {name} as it was written: it was changed", file=path)
    return found


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LONGEST:
            raise InputError(f"has more than {_LONGEST:,} bytes", file=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", file=path) from None
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}", file=path) from fault
