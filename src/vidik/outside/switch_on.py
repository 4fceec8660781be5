"""Files of assumptions about switching face recognition on, and the matchers that were published.

Both come with Vidik (``vidik/data/switch_on.toml``, ``matchers.toml``); a file of one's own
replaces any of the assumptions.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vidik.audit.intervals import rate
from vidik.errors import InputError
from vidik.model.assumed import Assumed, Basis
from vidik.model.assumptions import Assumptions, Group
from vidik.model.matcher import Matcher, Per
from vidik.model.trial import Origin, TrialSource
from vidik.outside.packaged import path_of, table_of

__all__ = ["assumptions_schema", "published_matchers", "read_assumptions"]

_DEFAULTS, _MATCHERS = "switch_on.toml", "matchers.toml"

_Text = Annotated[str, Field(max_length=2000)]
_Number = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Assumed(_Shape):
    """A number, as it is, between two ends, or as a count of so many."""

    exactly: _Number | None = None
    low: _Number | None = None
    high: _Number | None = None
    shape: Literal["uniform", "log-uniform"] | None = None
    count: Annotated[int, Field(ge=0, strict=True)] | None = None
    of: Annotated[int, Field(ge=1, strict=True)] | None = None
    basis: Basis | None = Field(None, description="what it rests on")
    source: _Text = Field("", description="who says so")


class _People(_Assumed):
    """How many people live in a home, or in the city."""

    per: Literal["home", "city"] = "city"


class _Source(_Shape):
    """Whose statements these are."""

    kind: Origin
    url: Annotated[str, Field(pattern="^https?://", max_length=2000)]


class _Matcher(_Shape):
    """Error rates of a matcher at a threshold."""

    key: Annotated[str, Field(pattern="^[a-z0-9_]+$", max_length=80)]
    name: _Text
    false_positive: _Assumed
    per: Per
    watchlist: Annotated[int, Field(ge=1, strict=True)] | None = None
    found: _Assumed | None = None
    threshold: float | None = None
    note: _Text = ""
    sources: tuple[_Source, ...] = ()


class _Matchers(_Shape):
    version: _Text
    matchers: Annotated[tuple[_Matcher, ...], Field(min_length=1)]


class _Group(_Shape):
    """People who share what false positives depend on."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    share: _Assumed
    factor: _Assumed


class _File(_Shape):
    """What is supposed about switching face recognition on; what is left out is Vidik's."""

    version: _Text = ""
    matcher: str | _Matcher | None = None
    camera_factor: Annotated[float, Field(ge=1.0, allow_inf_nan=False)] | None = None
    watchlist: _Assumed | None = None
    people: _People | None = None
    walks: _Assumed | None = None
    elsewhere: _Assumed | None = None
    sight: _Assumed | None = None
    captured: _Assumed | None = None
    searches: _Assumed | None = None
    listed: _Assumed | None = None
    total: _Assumed | None = None
    groups: tuple[_Group, ...] = ()


_Made = TypeVar("_Made", bound=BaseModel)


def assumptions_schema() -> dict[str, Any]:
    """Return the schema of files of assumptions."""
    schema = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": schema, "title": "Assumptions"} | {
        key: value for key, value in _File.model_json_schema().items() if key != "title"
    }


def published_matchers() -> tuple[Matcher, ...]:
    """Return the matchers that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.
    """
    file = path_of(_MATCHERS)
    made = _validated(_Matchers, table_of(_MATCHERS), file)
    return tuple(
        _matcher(one, file, f"matchers[{number}]") for number, one in enumerate(made.matchers)
    )


def read_assumptions(
    path: Path | None = None, *, matcher: str | None = None
) -> tuple[Assumptions, frozenset[str]]:
    """Return what is supposed, and the names of what the file supposes; the rest is Vidik's.

    Parameters
    ----------
    path
        A file of one's own, TOML; None: everything is Vidik's.
    matcher
        Key of one that was published, in place of the file's.

    Raises
    ------
    InputError
        If it cannot be read, or anything in it cannot be used.
    """
    defaults = _validated(_File, table_of(_DEFAULTS), path_of(_DEFAULTS))
    own = _File() if path is None else _validated(_File, _table(path), path)
    file: object = path_of(_DEFAULTS) if path is None else path
    given = frozenset(own.model_fields_set - {"version"}) | ({"matcher"} if matcher else set())

    def chosen(name: str) -> Any:
        value = getattr(own, name)
        return getattr(defaults, name) if value is None else value

    def number(name: str) -> Assumed:
        return _assumed(chosen(name), file, name)

    people: _People = chosen("people")
    total = None if own.total is None else _assumed(own.total, file, "total")
    try:
        made = Assumptions(
            watchlist=number("watchlist"),
            matcher=_chosen(matcher or chosen("matcher"), file),
            people=number("people"),
            per_home=people.per == "home",
            walks=number("walks"),
            elsewhere=number("elsewhere"),
            sight=number("sight"),
            captured=number("captured"),
            searches=number("searches"),
            listed=number("listed"),
            camera_factor=chosen("camera_factor"),
            total=total,
            groups=tuple(
                Group(
                    one.name,
                    _assumed(one.share, file, f"groups[{place}].share"),
                    _assumed(one.factor, file, f"groups[{place}].factor"),
                )
                for place, one in enumerate(own.groups)
            ),
        )
    except ValueError as fault:
        raise InputError(f"cannot be used: {fault}", file=file) from fault
    return made, given


def _table(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("no such file of assumptions", file=path) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise InputError(f"the assumptions cannot be read: {fault}", file=path) from fault


def _validated(shape: type[_Made], made: object, file: object) -> _Made:
    try:
        return shape.model_validate(made)
    except ValidationError as faults:
        first = faults.errors()[0]
        value = first["input"]
        raise InputError(
            first["msg"],
            file=file,
            place=".".join(map(str, first["loc"])),
            value=value if isinstance(value, str) else json.dumps(value, default=str),
        ) from faults


def _chosen(said: str | _Matcher, file: object) -> Matcher:
    if isinstance(said, _Matcher):
        return _matcher(said, file, "matcher")
    known = {one.key: one for one in published_matchers()}
    if said not in known:
        raise InputError(
            "no such matcher", file=file, place="matcher", value=said,
            hint=f"one of {', '.join(known)}, or a table of your own",
        )  # fmt: skip
    return known[said]


def _matcher(said: _Matcher, file: object, place: str) -> Matcher:
    try:
        return Matcher(
            key=said.key,
            name=said.name,
            false_positive=_assumed(said.false_positive, file, f"{place}.false_positive"),
            per=said.per,
            watchlist=said.watchlist,
            found=None if said.found is None else _assumed(said.found, file, f"{place}.found"),
            threshold=said.threshold,
            sources=tuple(TrialSource(**one.model_dump()) for one in said.sources),
            note=said.note,
        )
    except ValueError as fault:
        raise InputError(str(fault), file=file, place=place, value=said.key) from fault


def _assumed(said: _Assumed, file: object, place: str) -> Assumed:
    """Return a number, which is stated in one way of three."""
    ways = ((said.exactly,), (said.low, said.high, said.shape), (said.count, said.of))
    if sum(any(part is not None for part in way) for way in ways) != 1:
        raise InputError(
            "is stated in no way, or in two",
            file=file,
            place=place,
            hint="exactly; or low, high and shape; or count and of",
        )
    try:
        if said.exactly is not None:
            return Assumed.exactly(said.exactly, said.basis or "decision", said.source)
        if said.count is not None and said.of is not None:
            return Assumed.counted(rate(said.count, said.of), said.basis or "counted", said.source)
        if said.low is not None and said.high is not None and said.shape is not None:
            basis = said.basis or "guess"
            return Assumed(said.low, said.high, said.shape, basis, said.source)
    except ValueError as fault:
        raise InputError(str(fault), file=file, place=place) from fault
    raise InputError(
        "lacks a part", file=file, place=place, hint="low, high and shape; or count and of"
    )
