"""The gate for requests: what of each may be told, and to which pages it belongs.

A request to remove something must not point at what it asks to hide, and a reason must not say what
the pages do not show. Where that is in doubt, reference and status stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim, Observation, Statement
from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.model.published_request import PublishedRequest
from vidik.model.request import REMOVALS, Request
from vidik.model.rules import PublicationRules, TagRules
from vidik.report.judging import Surroundings, judge
from vidik.report.secrets import Secrets
from vidik.report.slugs import slugs_of

__all__ = ["addresses_of", "clear_requests", "reaches_somebody"]

#: Pages that every site has.
_PAGES = ("summary/", "operators/", "about/", "rejected/", "data/", "corrections/", "licences/")

#: What a telephone number looks like that is written for people of the same country.
_TELEPHONE = re.compile(r"(?<![\w./-])\(?0\d[\d ()/.-]{5,}\d(?!\w)")
_CALLED = re.compile(r"\b(?:tel|phone|mobile|тел|моб)\w*[\s.:№]{0,3}\+?\d{2}", re.IGNORECASE)
#: What begins like one and is none: numbers of cases (011-00-123/2024-05), and days.
_CASE = re.compile(
    r"(?<![\w/.-])\d{1,4}(?:-\d{1,6})*/(?:19|20)\d\d(?:-\d{1,3})?(?![\w/-])"
    r"|(?<!\d)\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d(?!\d)"
)


def reaches_somebody(text: str, rules: TagRules) -> bool:
    """Return whether a text looks like it holds a way to reach a person.

    Parameters
    ----------
    text
        Any.
    rules
        Those that tell e-mail addresses, accounts and numbers of other countries.
    """
    rest = _CASE.sub(" ", text)
    return bool(rules.is_personal(rest) or _TELEPHONE.search(rest) or _CALLED.search(rest))


def addresses_of(published: Published, operated: Iterable[Operated]) -> frozenset[str]:
    """Return the pages of a site that a request may be about, but for those of cameras.

    Parameters
    ----------
    published
        What is shown.
    operated
        What the cameras of each organisation watch together.
    """
    streets = slugs_of(name for name in published.streets.names if name)
    told = {one.name for one in published.figures.streets}
    named = {
        "street": [slug for name, slug in streets.items() if name in told],
        "district": slugs_of(one.name for one in published.districts).values(),
        "operator": slugs_of(one.name for one in operated).values(),
    }
    pages = [*_PAGES]
    pages += ["districts/"] if published.districts else []
    pages += ["reconciliation/"] if published.reconciled else []
    return frozenset(
        (*pages, *(f"{kind}/{slug}/" for kind, slugs in named.items() for slug in slugs))
    )


def clear_requests(
    requests: Sequence[Request],
    published: Published,
    secrets: Secrets,
    *,
    statements: Sequence[Statement],
    gone: Mapping[str, Statement],
    decisions: Iterable[Decision],
    rules: PublicationRules,
    around: Surroundings,
    addresses: Collection[str],
) -> tuple[PublishedRequest, ...]:
    """Return what may be told of requests: those that are open first, then from the newest answer.

    Parameters
    ----------
    requests
        All.
    published
        What is shown.
    secrets
        What no output may hold.
    statements
        Those of the register that count, of the sources that are shown.
    gone
        By id, those that requests name and that count no more, of the same sources.
    decisions
        Of the register.
    rules
        The rules of publication.
    around
        What a map says of the ground about all these.
    addresses
        Pages of the site that requests may be about, but for those of cameras.
    """
    held = {one.id: one for one in statements}
    shown = _pages_of(published)
    # what a source says today of an object that it named before
    later = {_name(one): one for one in statements if one.observation.object is not None}
    clear = _judged(requests, held, gone, decisions, rules, around)

    def pages(request: Request) -> tuple[str, ...] | None:
        """Return the pages that a request belongs to; None if only its status may be told."""
        if request.wish in REMOVALS:
            return None
        found = [] if request.page is None else [request.page]
        if not set(found) <= set(addresses):
            return None
        for id in request.statements:
            one = held.get(id)
            if one is None:
                if id not in clear:
                    return None
                one = later.get(_name(gone[id]))
                if one is None:
                    continue
            page = shown.get((one.observation.origin, one.place))
            if page is None:
                return None
            found.append(page)
        if request.lon is not None and request.reference not in clear:
            return None
        last = request.last
        said = "\n".join((last.reason, last.rests_on, last.forwarded_to))
        if reaches_somebody(said, rules.tags) or secrets.in_text(said) is not None:
            return None
        return tuple(dict.fromkeys(found))

    made = [_told(one, pages(one)) for one in requests]
    made.sort(key=lambda one: (one.came, one.reference))
    open_ = [one for one in made if one.answered is None]
    answered = [one for one in made if one.answered is not None]
    answered.sort(key=lambda one: one.since, reverse=True)
    return (*open_, *answered)


def _told(request: Request, pages: tuple[str, ...] | None) -> PublishedRequest:
    last = request.last
    status = PublishedRequest(
        reference=request.reference,
        came=request.came,
        standing=last.standing,
        since=last.day,
        answered=request.answered,
    )
    if pages is None:
        return status
    return replace(
        status,
        wish=request.wish,
        reason=last.reason,
        rests_on=last.rests_on,
        forwarded_to=last.forwarded_to,
        role=last.role,
        pages=pages,
    )


def _name(statement: Statement) -> tuple[str, str | None]:
    return statement.observation.origin, statement.observation.object


def _pages_of(published: Published) -> Mapping[tuple[str, str], str]:
    """Return the page of the camera that a statement is about, by its source and place in it."""
    found: dict[tuple[str, str], str] = {}
    for camera in published.cameras:
        for one in camera.told:
            found.setdefault((one.source, one.place), f"camera/{camera.slug}/")
    return found


def _judged(
    requests: Sequence[Request],
    held: Mapping[str, Statement],
    gone: Mapping[str, Statement],
    decisions: Iterable[Decision],
    rules: PublicationRules,
    around: Surroundings,
) -> frozenset[str]:
    """Return which statements that are gone, and which places, may be spoken of.

    They are judged as if they stood there today, beside all that does.
    """
    asked = [*gone.values(), *_places(requests)]
    if not asked:
        return frozenset()
    pairs = [
        frozenset({one.observation, one.other})
        for one in decisions
        if one.verdict in (Verdict.SAME, Verdict.WITHDRAWN)
        and one.observation is not None
        and one.other is not None
    ]
    found = judge((*held.values(), *asked), rules, around, together=pairs)
    own = {one.id for one in asked}
    return frozenset(one.statement.id for one in found if one.public and one.statement.id in own)


def _places(requests: Sequence[Request]) -> Iterator[Statement]:
    """Yield the places that requests are about, as if somebody said that a camera is there."""
    for one in requests:
        if one.lon is not None:
            said = Observation("", None, Claim.PRESENT, one.lon, one.lat)
            yield Statement(one.reference, said, one.reference, "", one.came, one.came)
