"""The page of corrections: what had to be put right, who may ask for more, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median_high

from vidik.model.correction import Correction
from vidik.model.published_request import PublishedRequest
from vidik.model.request import Standing, Wish
from vidik.report.layout import Layout
from vidik.report.texts import N_, Texts

__all__ = ["corrections_page"]

#: What somebody asks for; what must not be told has no name here.
_WISHES: Mapping[Wish, str] = {
    Wish.WRONG_PLACE: N_("A camera is shown at a wrong place."),
    Wish.NOT_THERE: N_("A camera is not there, or not any more."),
    Wish.WRONG_DETAIL: N_("Something is described wrongly."),
    Wish.MISSING: N_("A camera is missing."),
}

#: Where a request stands.
_STANDINGS: Mapping[Standing, str] = {
    Standing.RECEIVED: N_("received"),
    Standing.LOOKED_AT: N_("being looked at"),
    Standing.CORRECTED: N_("corrected"),
    Standing.PARTLY: N_("partly corrected"),
    Standing.DECLINED: N_("declined"),
    Standing.FORWARDED: N_("not for us to decide; forwarded"),
    Standing.REOPENED: N_("being looked at again"),
}


def corrections_page(site: Layout) -> bytes:
    """Return the page.

    Parameters
    ----------
    site
        With the log and the requests.
    """
    texts = site.texts
    return site.render(
        "corrections.html",
        path="corrections/",
        page="",
        log=_log(site.corrections, site.requests),
        requests=site.requests,
        sums=tuple(_sums(site.requests, texts)),
        wishes={key: texts.gettext(name) for key, name in _WISHES.items()},
        standings={key: texts.gettext(name) for key, name in _STANDINGS.items()},
        written_in=site.languages[0],
    )


def _log(
    corrections: Sequence[Correction], requests: Sequence[PublishedRequest]
) -> list[tuple[Correction | None, PublishedRequest | None]]:
    """Return what was put right, whether somebody asked or not, from the newest."""
    right = (Standing.CORRECTED, Standing.PARTLY)
    asked = [one for one in requests if one.wish is not None and one.standing in right]
    entries = [
        *((one.date, one, None) for one in corrections),
        *((one.since, None, one) for one in asked),
    ]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return [(correction, request) for _, correction, request in entries]


def _sums(requests: Sequence[PublishedRequest], texts: Texts) -> Iterator[str]:
    """Yield how many requests there are, and how long answers took."""
    days = [(one.answered - one.came).days for one in requests if one.answered is not None]
    open_ = len(requests) - len(days)
    yield texts.ngettext(
        "%(number)s request is open.", "%(number)s requests are open.", open_
    ) % {"number": texts.number(open_)}  # fmt: skip
    yield texts.ngettext(
        "%(number)s request was answered.", "%(number)s requests were answered.", len(days)
    ) % {"number": texts.number(len(days))}
    if days:
        middle = median_high(days)
        yield texts.ngettext(
            "Half of the answers or more came within %(number)s day.",
            "Half of the answers or more came within %(number)s days.",
            middle,
        ) % {"number": texts.number(middle)}
