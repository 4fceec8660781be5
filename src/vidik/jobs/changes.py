"""Changes: two states of the register's sources, compared, as a table or a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vidik.errors import InputError
from vidik.jobs.register import why_unpublished
from vidik.jobs.surroundings import surroundings, together
from vidik.model.observation import Statement
from vidik.outside.database.register import Register
from vidik.outside.press import publish_file
from vidik.outside.progress import Progress, Silent
from vidik.outside.tables import load_publication_rules
from vidik.register.changing import Difference, difference, listed
from vidik.register.resolving import newest
from vidik.report.feeds import atom, json_feed
from vidik.report.judging import judge
from vidik.report.last_look import last_look
from vidik.report.news import news

__all__ = ["Compared", "Fed", "changes_of", "write_feed"]

_FORMATS = {".json": json_feed, ".atom": atom}


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed in one source.

    Parameters
    ----------
    since, until
        The days of both of its states.
    difference
        What changed between them.
    """

    since: dt.date
    until: dt.date
    difference: Difference


@dataclass(frozen=True, slots=True)
class Fed:
    """What came of a feed.

    Parameters
    ----------
    items
        How many it has.
    left_out
        Sources that are not in it, and why.
    """

    items: int
    left_out: tuple[tuple[str, str], ...]


def changes_of(
    register: str, *, since: str | None = None, until: str | None = None, source: str | None = None
) -> tuple[dict[str, Compared], list[tuple[str, str]]]:
    """Return what changed in each source, and of which sources nothing can be said, and why.

    Parameters
    ----------
    register
        A file, or the address of a database.
    since, until
        A day (``2026-03-01``), of which each source's newest state until then counts, or the
        beginning of the hash of an edition, which is one of one source. None: the newest state, and
        the one before it.
    source
        Key of the only source to look at; None: all.

    Raises
    ------
    InputError
        If there is no such source or edition.
    """
    with Register(register) as opened:
        known = opened.origins()
        if source is not None and source not in known:
            raise InputError("no such source", file=register, value=source)
        editions = [one.edition for one in opened.editions() if not one.withdrawn]
        ends = [_end(one, {e.sha256: (e.origin, e.dated) for e in editions}, register)
                for one in (since, until)]  # fmt: skip
        named = {key for key, _ in ends if key is not None} | ({source} if source else set())
        if len(named) > 1:
            raise InputError("editions of different sources", value=" and ".join(sorted(named)))
        compared: dict[str, Compared] = {}
        untold: list[tuple[str, str]] = []
        for key in sorted(named or known):
            days = sorted({edition.dated for edition in editions if edition.origin == key})
            first, last = _days(days, *(day for _, day in ends))
            if first is None or last is None:
                untold.append((key, "there are no two states of it to compare"))
                continue
            before, after = (listed(opened.state(on=d, origins=[key])) for d in (first, last))
            found = difference(before, after, days={key: (first, last)})
            compared[key] = Compared(first, last, found)
    return compared, untold


def _end(
    words: str | None, editions: Mapping[str, tuple[str, dt.date]], register: str
) -> tuple[str | None, dt.date | None]:
    """Return the source and the day that somebody means."""
    if words is None:
        return None, None
    try:
        return None, dt.date.fromisoformat(words)
    except ValueError:
        found = [hash for hash in editions if hash.startswith(words.lower())]
    if len(found) != 1:
        raise InputError(
            "more than one edition begins so" if found else "neither a day nor an edition",
            file=register, value=words, hint="2026-03-01, or the hash of an edition’s file",
        )  # fmt: skip
    return editions[found[0]]


def _days(
    days: Sequence[dt.date], since: dt.date | None, until: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the days of the two states to compare; None where there is no state."""
    last = max((day for day in days if until is None or day <= until), default=None)
    if last is None:
        return None, None
    earlier = [day for day in days if (day < last if since is None else day <= since)]
    return max(earlier, default=None), last


def write_feed(
    register: str,
    compared: Mapping[str, Compared],
    file: Path,
    *,
    map: Path,
    progress: Progress | None = None,
) -> Fed:
    """Write what changed as a feed, without what must not be published.

    Parameters
    ----------
    register
        A file, or the address of a database.
    compared
        What `changes_of` found.
    file
        ``.json`` for a JSON Feed, ``.atom`` for Atom; one that is there is replaced.
    map
        Of the place, with buildings: by it homes and places of the deny-list are told.
    progress
        Told how far the work is; None: nobody is.

    Raises
    ------
    InputError
        If nothing may be published, or a file cannot be used.
    PublicationError
        If sources must not be in one feed.
    OutputError
        If the file cannot be written.
    """
    if file.suffix not in _FORMATS:
        raise InputError("not a format of feeds", file=file, hint=" or ".join(_FORMATS))
    rules = load_publication_rules()
    with Register(register) as opened:
        origins, decisions = opened.origins(), opened.decisions()
        out = [
            (key, why)
            for key in compared
            if (why := why_unpublished(origins[key], decisions)
                or ("made up" if origins[key].synthetic else None)) is not None
        ]  # fmt: skip
        told = {key: one for key, one in compared.items() if key not in dict(out)}
        if not told:
            raise InputError(
                "nothing that may be published", file=register,
                hint="; ".join(f"{key}: {why}" for key, why in out) or None,
            )  # fmt: skip
        statements = {one.id: one for one in newest(opened.state())}
        for one in told.values():
            statements |= {said.id: said for said in _both(one.difference)}
        around = surroundings(map, statements.values(), rules, progress=progress or Silent())
        groups = together(statements.values(), decisions)
        judged = judge(statements.values(), rules, around, together=groups)
        feed = news(
            {key: (one.difference, one.until) for key, one in told.items()},
            judged, origins, rules=rules, register=opened.id,
        )  # fmt: skip
    data = _FORMATS[file.suffix](feed)
    publish_file(file, data, inspect=last_look(judged))
    return Fed(len(feed.items), tuple(out))


def _both(difference: Difference) -> list[Statement]:
    pairs = [*difference.same, *((one.before, one.after) for one in difference.changes)]
    return [one for pair in pairs for one in pair if one is not None]
