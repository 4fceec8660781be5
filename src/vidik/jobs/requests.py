"""Requests: what people ask to have put right, kept without them, and answered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from vidik.errors import InputError
from vidik.model.observation import Statement
from vidik.model.reference import read_reference
from vidik.model.request import Channel, Request, Standing, Step, Wish
from vidik.outside.database.requests import Requests, new_reference
from vidik.outside.tables import load_publication_rules
from vidik.report.requests import reaches_somebody
from vidik.report.slugs import slug_of

__all__ = ["add_request", "go_on", "request_told", "requests_listed"]

Rows = list[tuple[object, ...]]

#: A place as the pages write it: latitude first.
_PLACE = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
#: The end of an address of a page of a site, in whatever language.
_ADDRESS = re.compile(
    r"(?:.*/)?((?:(?:camera|operator|street|district)/[a-z0-9-]+"
    r"|summary|operators|about|rejected|data|corrections|licences|districts|changes"
    r"|reconciliation)/)"
    r"(?:index\.html)?(?:[?#].*)?"
)
_ON_MAP = re.compile(r".*#.*\bcamera=([a-z0-9-]+).*")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def add_request(
    register: str,
    wish: Wish,
    channel: Channel,
    *,
    role: str,
    about: str | None = None,
    came: dt.date | None = None,
    now: Callable[[], dt.datetime] = _now,
) -> Request:
    """Add a request, and return it with its reference.

    Parameters
    ----------
    register
        A file, or the address of a database.
    wish, channel
        What is asked, and how that came.
    role
        Of whoever takes it down, never a name.
    about
        A statement as of `Register.find`, of which the newest counts; a page of the site, by its
        address; or a place, latitude and longitude in degrees. None: nothing that is kept, which
        is enough where something is to be removed.
    came
        The day on which it came; None: today.
    now
        The clock.

    Raises
    ------
    InputError
        If it is about nothing that is there, or holds a way to reach a person.
    """
    moment = now()
    _refuse_contacts(role=role, about=about or "")
    with Requests(register) as opened:
        found = {} if about is None else _about(opened, about, register)
        day = _day(came, moment, "came")
        try:
            step = Step(day, moment, role, Standing.RECEIVED)
            request = Request(
                new_reference(), wish, channel, (step,),
                **found,  # type: ignore[arg-type]  # each by its name, checked by the class
            )  # fmt: skip
        except ValueError as fault:
            raise InputError(str(fault), place=wish.value, value=about) from fault
        opened.ask(request)
        return request


def go_on(
    register: str,
    reference: str,
    standing: Standing,
    *,
    role: str,
    reason: str = "",
    rests_on: str = "",
    forwarded_to: str = "",
    statements: Sequence[str] = (),
    day: dt.date | None = None,
    now: Callable[[], dt.datetime] = _now,
) -> Request:
    """Take the next step with a request, and return where it stands.

    Parameters
    ----------
    register
        A file, or the address of a database.
    reference
        Of the request, however it is written.
    standing, role, reason, rests_on, forwarded_to
        As of `Step`.
    statements
        Those that came of it, or that were withdrawn, as of `Register.find`.
    day
        On which it was taken; None: today.
    now
        The clock.

    Raises
    ------
    InputError
        If there is no such request or statement, the step cannot follow, or it holds a way to reach
        a person.
    """
    moment = now()
    _refuse_contacts(role=role, reason=reason, rests_on=rests_on, forwarded_to=forwarded_to)
    with Requests(register) as opened:
        ids = tuple(_statement(opened, words, register) for words in statements)
        try:
            step = Step(
                _day(day, moment, "day"),
                moment,
                role,
                standing,
                reason,
                rests_on,
                forwarded_to,
                ids,
            )
        except ValueError as fault:
            raise InputError(str(fault), place=reference, value=standing.value) from fault
        return opened.go_on(_read(reference), step)


def requests_listed(
    register: str,
    *,
    days: int,
    only_open: bool = False,
    now: Callable[[], dt.datetime] = _now,
) -> Rows:
    """Return reference, wish, how it came, day, status, since, days open and whether that is long.

    What is open longer than it should be comes first, then what is open, then the answered; in each
    the oldest first.

    Parameters
    ----------
    register
        A file, or the address of a database.
    days
        How long a request should be open at most.
    only_open
        Leave out those that were answered.
    now
        The clock.
    """
    today = now().astimezone().date()
    with Requests(register) as opened:
        found = [one for one in opened.requests() if not only_open or one.answered is None]
    rows: Rows = []
    for one in found:
        took = ((one.answered or today) - one.came).days
        late = one.answered is None and took > days
        rows.append((
            one.reference, one.wish.value, one.channel.value, one.came, one.last.standing.value,
            one.last.day, took, f"open longer than {days} days" if late else "",
        ))  # fmt: skip
    closed = {one.reference for one in found if one.answered is not None}
    return sorted(rows, key=lambda row: (row[0] in closed, not row[-1]))


def request_told(register: str, reference: str) -> tuple[str, Rows, Rows]:
    """Return a title, what a request is about, and its steps.

    Parameters
    ----------
    register
        A file, or the address of a database.
    reference
        Of the request, however it is written.

    Raises
    ------
    InputError
        If there is none.
    """
    with Requests(register) as opened:
        request = opened.request(_read(reference))
        named = {id: opened.find(id) for id in request.statements}
    place = None if request.lat is None else f"{request.lat:.6f}, {request.lon:.6f}"
    about: Rows = [
        ("asks for", request.wish.value),
        ("came by", request.channel.value),
        ("page", request.page),
        ("place", place),
        ("statement", request.statement and _named(request.statement, named)),
    ]
    steps: Rows = [
        (
            one.day, one.standing.value, one.role, one.reason, one.rests_on, one.forwarded_to,
            ", ".join(_named(id, named) for id in one.statements),
        )
        for one in request.steps
    ]  # fmt: skip
    return request.reference, [row for row in about if row[1] is not None], steps


def _named(id: str, named: dict[str, tuple[Statement, ...]]) -> str:
    return next((f"{s.observation.origin}:{s.place} ({id[:12]})" for s in named[id]), "erased")


def _read(reference: str) -> str:
    try:
        return read_reference(reference)
    except ValueError as fault:
        raise InputError(str(fault), place="reference", value=reference) from fault


def _day(day: dt.date | None, moment: dt.datetime, field: str) -> dt.date:
    today = moment.astimezone().date()
    if day is not None and day > today:
        raise InputError("a day that is still to come", place=field, value=day.isoformat())
    return day or today


def _refuse_contacts(**texts: str) -> None:
    """Refuse what looks like a way to reach a person, before it is written anywhere."""
    tags = load_publication_rules().tags
    for field, text in texts.items():
        if reaches_somebody(text, tags):
            raise InputError(
                "looks like an e-mail address, a telephone number or an account, and none is kept "
                "here",
                place=field.replace("_", " "),
                value=text,
                hint="say it without; keep how to answer elsewhere, and only until it is answered",
            )


def _about(opened: Requests, about: str, register: str) -> dict[str, str | float]:
    """Return what a request is about: a statement, a page or a place."""
    if place := _PLACE.fullmatch(about):
        return {"lat": float(place[1]), "lon": float(place[2])}
    if shown := _ON_MAP.fullmatch(about):
        return {"statement": _of_page(opened, shown[1], register, about)}
    written = about if "#" in about or about.endswith(("/", ".html")) else f"{about}/"
    if page := _ADDRESS.fullmatch(written):
        kind, _, slug = page[1].rstrip("/").partition("/")
        if kind == "camera":
            return {"statement": _of_page(opened, slug, register, about)}
        return {"page": page[1]}
    return {"statement": _statement(opened, about, register)}


def _of_page(opened: Requests, slug: str, register: str, about: str) -> str:
    """Return the statement that leads the page of a camera.

    Several cameras of one statement have pages that are numbered: ``osm-node-1-2``.
    """
    pages: dict[str, list[str]] = {}
    for one in opened.state():
        said = one.observation
        pages.setdefault(slug_of(f"{said.origin}:{said.object or one.place}"), []).append(one.id)
    found = pages.get(slug) or pages.get(re.sub(r"-\d+$", "", slug), [])
    return _only(found, "no camera has this page", register, about)


def _statement(opened: Requests, words: str, register: str) -> str:
    """Return the newest statement of what somebody means."""
    found = opened.find(words)
    newest = {
        one.id
        for one in found
        if one.until == max(s.until for s in found)
        or one.observation.origin != found[0].observation.origin
    }
    return _only(sorted(newest), "nothing of this name", register, words)


def _only(ids: Sequence[str], none: str, register: str, words: str) -> str:
    if not ids:
        raise InputError(
            none, file=register, place="about", value=words,
            hint="node/123, osm:node/123, “row 12”, six digits of an id, a page’s address, or "
            "“60.169900, 24.938400”",
        )  # fmt: skip
    if len(ids) > 1:
        raise InputError(
            "more than one statement", file=register, place="about", value=words,
            hint=f"say which: {', '.join(one[:12] for one in ids[:5])}",
        )  # fmt: skip
    return ids[0]
