"""Claims files: what was published of trials, statement by statement, in TOML or JSON.

The form is published as ``vidik/data/claims.schema.json`` (JSON Schema 2020-12).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidik.errors import InputError
from vidik.model.rejection import Rejection
from vidik.model.trial import (
    Bound,
    Count,
    CountName,
    Origin,
    Share,
    Sum,
    Trial,
    TrialSource,
)
from vidik.outside.packaged import path_of, table_of

__all__ = ["claims_schema", "published_trials", "read_claims", "read_release"]

#: Letters of a text in a claims file, and bytes of a press release, at most.
_TEXT, _RELEASE = 2000, 2**20

_Text = Annotated[str, Field(max_length=_TEXT)]
_Number = Annotated[int, Field(ge=0, strict=True)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Shape):
    """Whose statements these are."""

    kind: Origin
    url: Annotated[str, Field(pattern="^https?://", max_length=_TEXT)]


class _Statement(_Shape):
    quote: _Text = Field("", description="the words it stands in")
    source: _Number = Field(0, description="number of the source among the trial's, from 0")


class _Count(_Statement):
    """A number that was stated."""

    what: CountName
    value: _Number
    bound: Bound = "exactly"


class _Sum(_Statement):
    """A whole and its parts, as they were stated."""

    what: CountName
    total: _Number
    parts: Annotated[tuple[_Number, ...], Field(min_length=2)]


class _Share(_Statement):
    """A share that was stated."""

    count: CountName
    percent: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,12})?$|^100(\.0{1,12})?$")] | None = (
        Field(
            None,
            description="as it was written, in quotation marks: its digits tell how it was rounded",
        )
    )
    one_in: Annotated[int, Field(ge=1, strict=True)] | None = Field(
        None, description="instead of percent, where it was stated as one in so many"
    )
    of: CountName | None = Field(None, description="what it was said to be a share of")
    bound: Bound = "exactly"
    watchlist: _Number | None = None
    threshold: float | None = None


class _Trial(_Shape):
    """What was published about one use, or one test, of live face recognition."""

    key: Annotated[str, Field(pattern="^[a-z0-9_]+$", max_length=80)]
    operator: _Text
    place: _Text
    start: _Text = ""
    end: _Text = ""
    vendor: _Text = ""
    note: _Text = ""
    sources: Annotated[tuple[_Source, ...], Field(min_length=1)]
    counts: tuple[_Count, ...] = ()
    sums: tuple[_Sum, ...] = ()
    shares: tuple[_Share, ...] = ()


class _File(_Shape):
    """Published figures of trials of live face recognition, as they were stated."""

    version: _Text
    trials: tuple[_Trial, ...]


def claims_schema() -> dict[str, Any]:
    """Return the schema of claims files."""
    schema = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": schema, "title": "Claims"} | {
        key: value for key, value in _File.model_json_schema().items() if key != "title"
    }


def published_trials() -> tuple[Trial, ...]:
    """Return the trials that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.
    """
    path = path_of("trials.toml")
    trials, rejected = _understood(table_of("trials.toml"), path)
    for row in rejected:
        raise InputError(row.reason, file=path, place=f"{row.id}.{row.field}", value=row.value)
    return trials


def read_claims(path: Path) -> tuple[tuple[Trial, ...], tuple[Rejection, ...]]:
    """Return the trials of a claims file, and what of it cannot be used.

    Parameters
    ----------
    path
        TOML or JSON.

    Raises
    ------
    InputError
        If it is no such file at all.
    """
    try:
        text = path.read_text(encoding="utf-8")
        made = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        raise InputError("no such file of claims", file=path) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise InputError(f"the claims cannot be read: {fault}", file=path) from fault
    return _understood(made, path)


def read_release(path: Path) -> str:
    """Return a text that may state figures.

    Parameters
    ----------
    path
        Of the text, UTF-8.

    Raises
    ------
    InputError
        If it cannot be read, or is too long for a press release.
    """
    try:
        size = path.stat().st_size
        if size > _RELEASE:
            raise InputError("is longer than a press release", file=path, value=size)
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such text", file=path) from None
    except UnicodeDecodeError as fault:
        raise InputError(
            "is no text in UTF-8", file=path, place=f"byte {fault.start}", hint="save it as text"
        ) from fault
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}", file=path) from fault


def _understood(made: object, file: object) -> tuple[tuple[Trial, ...], tuple[Rejection, ...]]:
    if not isinstance(made, Mapping) or not isinstance(made.get("trials"), list):
        raise InputError(
            "holds no claims", file=file, hint="a list `trials`; see claims.schema.json"
        )
    for key in made.keys() - {"version", "trials", "$schema"}:
        raise InputError("no such key", file=file, value=key, hint="known: version, trials")
    trials: list[Trial] = []
    rejected: list[Rejection] = []
    for number, declared in enumerate(made["trials"], start=1):
        name = declared.get("key") if isinstance(declared, Mapping) else None
        place = name if isinstance(name, str) and name else f"trial {number}"
        try:
            trial = _trial(_Trial.model_validate(declared))
        except ValidationError as fault:
            faults = cast("list[Mapping[str, Any]]", fault.errors())
            rejected += [_rejection(place, one) for one in faults if not _echoes(one, faults)]
        except ValueError as fault:
            rejected.append(Rejection("claims", place, "*", place, str(fault)))
        else:
            if trial.key in {one.key for one in trials}:
                reason = "a second trial of this key"
                rejected.append(Rejection("claims", place, "key", trial.key, reason))
            else:
                trials.append(trial)
    return tuple(trials), tuple(rejected)


def _echoes(fault: Mapping[str, Any], faults: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a list is only at fault because something in it is."""
    depth = len(fault["loc"])
    return any(len(one["loc"]) > depth and one["loc"][:depth] == fault["loc"] for one in faults)


def _rejection(place: str, fault: Mapping[str, Any]) -> Rejection:
    value = fault["input"]
    return Rejection(
        "claims",
        place,
        ".".join(map(str, fault["loc"])) or "*",
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str),
        fault["msg"],
    )


def _trial(said: _Trial) -> Trial:
    return Trial(
        key=said.key,
        operator=said.operator,
        place=said.place,
        start=said.start,
        end=said.end,
        vendor=said.vendor,
        note=said.note,
        sources=tuple(TrialSource(**one.model_dump()) for one in said.sources),
        counts=tuple(Count(**one.model_dump()) for one in said.counts),
        sums=tuple(Sum(**one.model_dump()) for one in said.sums),
        shares=tuple(Share(**one.model_dump()) for one in said.shares),
    )
