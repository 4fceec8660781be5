"""Requests: what somebody asked to have put right, and what was done about it, step by step.

Who asked is nobody's business but theirs: a request holds no name and no way to reach a person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

__all__ = ["ANSWERS", "REMOVALS", "Channel", "Request", "Standing", "Step", "Wish"]


class Wish(StrEnum):
    """What somebody asks for."""

    WRONG_PLACE = "wrong-place"
    NOT_THERE = "not-there"
    WRONG_DETAIL = "wrong-detail"
    MISSING = "missing"
    #: To be removed, for it shows what nobody should see.
    HOME = "home"
    PERSON = "person"
    SHELTER = "shelter"
    #: Access, erasure or objection under the law on data protection.
    DATA_PROTECTION = "data-protection"


#: What must not point at the place that it asks to hide.
REMOVALS = frozenset({Wish.HOME, Wish.PERSON, Wish.SHELTER, Wish.DATA_PROTECTION})


class Channel(StrEnum):
    """How a request came."""

    E_MAIL = "e-mail"
    LETTER = "letter"
    FORM = "form"
    COUNCIL = "council"


class Standing(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    LOOKED_AT = "looked-at"
    CORRECTED = "corrected"
    PARTLY = "partly"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    REOPENED = "reopened"


#: Where a request stands that was answered.
ANSWERS = frozenset({Standing.CORRECTED, Standing.PARTLY, Standing.DECLINED, Standing.FORWARDED})

_OPEN = frozenset({Standing.RECEIVED, Standing.LOOKED_AT, Standing.REOPENED})
_AFTER: Mapping[Standing, frozenset[Standing]] = {
    Standing.RECEIVED: ANSWERS | {Standing.LOOKED_AT},
    Standing.LOOKED_AT: ANSWERS,
    Standing.REOPENED: ANSWERS | {Standing.LOOKED_AT},
    **dict.fromkeys(ANSWERS, frozenset({Standing.REOPENED})),
}

_PAGE = re.compile(r"(?:[a-z0-9-]+/)+")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to an answer; it never changes, but a later one may go on from it.

    Parameters
    ----------
    day
        On which it was taken; that of the first is when the request came.
    recorded
        When it was written down, UTC.
    role
        Of whoever took it, never a name: “the editors”.
    standing
        Where the request stands from then on.
    reason
        Why, for outsiders.
    rests_on
        The rule or the evidence that an answer rests on.
    forwarded_to
        Whose matter it is: a body, not a person.
    statements
        Ids of the statements that came of it, or that were withdrawn.

    Raises
    ------
    ValueError
        If it does not say what such a step has to say.
    """

    day: dt.date
    recorded: dt.datetime
    role: str
    standing: Standing
    reason: str = ""
    rests_on: str = ""
    forwarded_to: str = ""
    statements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a step without a role, and an answer without its reasons."""
        if not self.role.strip() or "@" in self.role:
            raise ValueError("a step names a role, such as “the editors”, not a person")
        if self.standing not in _OPEN - {Standing.REOPENED} and not self.reason.strip():
            raise ValueError(f"“{self.standing}” needs a reason")
        if self.standing is Standing.DECLINED and not self.rests_on.strip():
            raise ValueError("“declined” needs the rule or the evidence that it rests on")
        if (self.standing is Standing.FORWARDED) != bool(self.forwarded_to.strip()):
            raise ValueError(
                "“forwarded” says to whom" if not self.forwarded_to else
                f"“{self.standing}” is not forwarded to anybody"
            )  # fmt: skip
        if self.statements and self.standing not in (Standing.CORRECTED, Standing.PARTLY):
            raise ValueError(f"no statements come of “{self.standing}”")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, with all steps taken.

    Parameters
    ----------
    reference
        As of `vidik.model.reference`.
    wish
        What for.
    channel
        How it came.
    steps
        From when it came to where it stands.
    statement
        Id of the statement that it is about.
    page
        Address within the site of the page that it is about: ``summary/``.
    lon, lat
        The place that it is about, degrees, EPSG:4326.

    Raises
    ------
    ValueError
        If it is about nothing, or about two things; if the place is half a place or not on the
        globe; if a step cannot follow the one before it.
    """

    reference: str
    wish: Wish
    channel: Channel
    steps: tuple[Step, ...]
    statement: str | None = None
    page: str | None = None
    lon: float | None = None
    lat: float | None = None

    def __post_init__(self) -> None:
        """Refuse what nobody could look at, and steps in an order that cannot be."""
        if (self.lon is None) != (self.lat is None):
            raise ValueError("a longitude without a latitude")
        if not (-180.0 <= (self.lon or 0.0) <= 180.0 and -90.0 <= (self.lat or 0.0) <= 90.0):
            raise ValueError(f"not a place on the globe: {self.lon}, {self.lat}")
        if self.page is not None and not _PAGE.fullmatch(self.page):
            raise ValueError("not the address of a page within the site, such as “summary/”")
        about = sum(one is not None for one in (self.statement, self.page, self.lon))
        # whoever asks to be left out need not be pointed at here either
        if about > 1 or (about == 0 and self.wish not in REMOVALS):
            raise ValueError("a request is about one statement, one page or one place")
        if self.wish is Wish.MISSING and self.lon is None:
            raise ValueError("a missing camera needs its place")
        if not self.steps or self.steps[0].standing is not Standing.RECEIVED:
            raise ValueError("a request begins by being received")
        for before, after in pairwise(self.steps):
            if after.standing not in _AFTER[before.standing]:
                raise ValueError(f"“{after.standing}” cannot follow “{before.standing}”")
            if after.day < before.day:
                raise ValueError(f"{after.day} is before the step of {before.day}")

    @property
    def came(self) -> dt.date:
        """The day on which it came."""
        return self.steps[0].day

    @property
    def last(self) -> Step:
        """Where it stands."""
        return self.steps[-1]

    @property
    def answered(self) -> dt.date | None:
        """The day of the answer that stands; None while it is open."""
        return self.last.day if self.last.standing in ANSWERS else None

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of all statements that it and its answers name."""
        own = () if self.statement is None else (self.statement,)
        return tuple(dict.fromkeys((*own, *(id for one in self.steps for id in one.statements))))
