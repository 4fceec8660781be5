"""The page on which a reviewer settles one unclear pair: both rows, a sketch, and the keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from vidik.model.decision import Decision, Verdict
from vidik.model.names import Names
from vidik.model.observation import Statement
from vidik.register.matching.folding import written
from vidik.report.plain import link_of, plain
from vidik.report.settling import SETTLES
from vidik.report.sketch import LETTERS
from vidik.report.texts import texts_of

__all__ = ["Beside", "Progress", "Row", "Shown", "Sign", "fault_page", "list_page", "pair_page",
           "rows_of"]  # fmt: skip

_TEXTS = texts_of("en")


@dataclass(frozen=True, slots=True)
class Sign:
    """How two values stand to each other.

    Parameters
    ----------
    mark
        The sign.
    name
        What it means.
    key
        Of the style.
    """

    mark: str
    name: str
    key: str


_DIFFER = Sign("≠", "they differ", "differ")
_ALIKE = Sign("≈", "the same in other letters", "agree")
_AGREE = Sign("=", "the same", "agree")
_ONE_SAYS = Sign("–", "only one says", "one")


@dataclass(frozen=True, slots=True)
class Row:
    """What both statements say of one thing.

    Parameters
    ----------
    name
        Of what.
    sign
        How the values stand to each other.
    values
        Of both, as text; “” where one says nothing.
    links
        The addresses that they are, if they are any.
    """

    name: str
    sign: Sign
    values: tuple[str, str]
    links: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another row of one of the sources that lies near.

    Parameters
    ----------
    side
        0 or 1: of which source.
    where
        Where it stands there.
    says
        What it says, in short.
    apart_m
        How far from A and from B, metres.
    same_as
        Where the row stands that somebody said is the same camera; “” if nobody did.
    """

    side: int
    where: str
    says: str
    apart_m: tuple[float, float]
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is.

    Parameters
    ----------
    names
        Of both sources.
    total, settled
        How many pairs there are, and how many of them are settled.
    following
        Number of the next pair that is not; None if all are.
    undo
        Number of the pair that was settled last here; None if none was.
    said
        What has just been done; “” for nothing.
    """

    names: tuple[str, str]
    total: int
    settled: int
    following: int | None
    undo: int | None
    said: str = ""


@dataclass(frozen=True, eq=False)
class Shown:
    """One pair, as it is shown.

    Parameters
    ----------
    number
        From 1.
    pair
        What both sources say.
    chance
        That both are about one camera.
    apart_m
        How far apart they are, metres.
    settled_by
        What would tell most.
    decision
        What holds of it; None if it is open.
    seen
        What tells that decision from any other.
    doubles
        What “the same” would amount to, as sentences, because a row has its camera already.
    asked
        Whether “the same” was asked for in spite of that; the next time it counts.
    sketch
        SVG.
    near
        What else is listed there.
    synthetic
        Whether a source is made up.
    """

    number: int
    pair: tuple[Statement, Statement]
    chance: float
    apart_m: float
    settled_by: str
    decision: Decision | None
    seen: str
    doubles: Sequence[str]
    asked: bool
    sketch: str
    near: Sequence[Beside]
    synthetic: bool


def rows_of(pair: tuple[Statement, Statement]) -> list[Row]:
    """Return what two statements say, side by side: what differs first, then what agrees.

    Parameters
    ----------
    pair
        One of each source.
    """
    ones, others = (_said(one) for one in pair)
    names = sorted({*ones, *others})
    rows = [_row(name, ones.get(name, ""), others.get(name, "")) for name in names]
    order = (_DIFFER, _ALIKE, _AGREE, _ONE_SAYS)
    return sorted(rows, key=lambda row: order.index(row.sign))


def _said(statement: Statement) -> Mapping[str, str]:
    said = statement.observation
    return {"cameras": str(said.devices), **said.attributes}


def _row(name: str, one: str, other: str) -> Row:
    links = link_of(one), link_of(other)
    return Row(plain(name), _sign(one, other), (plain(one), plain(other)), links)


def _sign(one: str, other: str) -> Sign:
    if not one or not other:
        return _ONE_SAYS
    if one == other:
        return _AGREE
    # texts without a letter fold to nothing, which says nothing
    folded, too = written(Names.of([one, other]))
    return _ALIKE if folded and folded == too else _DIFFER


def pair_page(shown: Shown, progress: Progress) -> str:
    """Return the page of a pair.

    Parameters
    ----------
    shown
        The pair.
    progress
        How far the review is.
    """
    return _page(
        "pair.html",
        progress,
        shown=shown,
        rows=rows_of(shown.pair),
        places=list(_places(shown.pair)),
        held=None if shown.decision is None else held(shown.decision),
        settles=_TEXTS.gettext(SETTLES.get(shown.settled_by, shown.settled_by)),
        letters=LETTERS,
    )


def _places(pair: tuple[Statement, Statement]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a statement says of itself, and that of both."""
    said = [one.observation for one in pair]
    yield "in its source", tuple(plain(one.place) for one in pair)
    yield "place", tuple(f"{one.lat:.6f}, {one.lon:.6f}" for one in said)
    yield (
        "may be off by",
        tuple(
            "not said" if one.accuracy_m is None else _TEXTS.metres(one.accuracy_m) for one in said
        ),
    )
    yield (
        "listed",
        tuple(
            str(one.until) if one.since == one.until else f"{one.since} to {one.until}"
            for one in pair
        ),
    )


def held(decision: Decision) -> str:
    """Return who decided what, and when, after “settled”.

    Parameters
    ----------
    decision
        Of a pair.
    """
    what = "the same camera" if decision.verdict is Verdict.SAME else "different cameras"
    return f"by {plain(decision.role)}: {what} ({_TEXTS.date(decision.recorded.date())})"


def list_page(pairs: Sequence[tuple[str, str, Decision | None]], progress: Progress) -> str:
    """Return the page with all pairs.

    Parameters
    ----------
    pairs
        Of each, where both rows stand in their sources, and what holds of it.
    progress
        How far the review is.
    """
    rows = [
        (number, plain(one), plain(other), None if said is None else held(said))
        for number, (one, other, said) in enumerate(pairs, start=1)
    ]
    return _page("pairs.html", progress, rows=rows)


def fault_page(message: str) -> str:
    """Return the page that says what went wrong.

    Parameters
    ----------
    message
        One sentence.
    """
    return _environment().get_template("pair_fault.html").render(message=message)


def _page(template: str, progress: Progress, **values: object) -> str:
    return (
        _environment()
        .get_template(template)
        .render(progress=progress, names=[plain(one) for one in progress.names], **values)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vidik.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["metres"] = _TEXTS.metres
    environment.filters["percent"] = _TEXTS.percent
    return environment
