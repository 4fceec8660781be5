"""Published request: what may be said of a request, whoever made it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vidik.model.request import Standing, Wish

__all__ = ["PublishedRequest"]


@dataclass(frozen=True, slots=True)
class PublishedRequest:
    """A request, cleared for publication.

    Parameters
    ----------
    reference
        What whoever asked knows it by.
    came
        The day on which it came.
    standing
        Where it stands.
    since
        The day since when.
    answered
        The day of the answer that stands; None while it is open.
    wish
        What was asked for; None if only reference and status may be told, then all that follows is
        empty.
    reason, rests_on, forwarded_to, role
        Of the step that it stands at.
    pages
        Addresses within the site of the pages that it is about: ``camera/osm-node-1/``.
    """

    reference: str
    came: dt.date
    standing: Standing
    since: dt.date
    answered: dt.date | None
    wish: Wish | None = None
    reason: str = ""
    rests_on: str = ""
    forwarded_to: str = ""
    role: str = ""
    pages: tuple[str, ...] = ()
