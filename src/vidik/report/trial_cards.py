"""Cards of published trials: what each of them comes to, and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import format_date

from vidik.audit.claims import RATES, Recomputed
from vidik.model.rate import Rate
from vidik.model.trial import CountName, Trial
from vidik.report.findings import NAMES, ORIGINS, Said, said
from vidik.report.rates import share_in_words
from vidik.report.texts import N_, Texts

__all__ = ["Card", "card", "when"]

#: What each rate answers, in words.
_ASKED: Mapping[tuple[CountName, CountName], str] = {
    ("false_alerts", "faces"): N_("False alerts, of all faces"),
    ("false_alerts", "alerts"): N_("False alerts, of all alerts"),
    ("true_alerts", "alerts"): N_("True alerts, of all alerts"),
    ("alerts", "faces"): N_("Alerts, of all faces"),
}

#: Shares below this one are easier to think of as one in so many.
_RARE = 0.001


@dataclass(frozen=True, slots=True)
class Card:
    """A trial as it is shown.

    Parameters
    ----------
    key
        Its short name.
    operator, place, vendor
        As published.
    when
        In the words of the language.
    known
        Rates that can be told: what is asked, the answer, and what it rests on.
    unknown
        Rates that cannot: what is asked, and why.
    findings
        What does not add up as quoted, and the like.
    sources
        Whose statements these are, and where they stand.
    """

    key: str
    operator: str
    place: str
    vendor: str
    when: str
    known: tuple[tuple[str, str, str], ...]
    unknown: tuple[tuple[str, str], ...]
    findings: tuple[Said, ...]
    sources: tuple[tuple[str, str], ...]


def card(one: Recomputed, texts: Texts) -> Card:
    """Return the card of a trial.

    Parameters
    ----------
    one
        Recomputed.
    texts
        The language.
    """
    _ = texts.gettext
    known, unknown = [], []
    for asked, rate, lacks, about in zip(RATES, one.rates, one.missing, one.about, strict=True):
        question = _(_ASKED[asked])
        if rate is None:
            unknown.append((question, _lacking(lacks, texts)))
        else:
            known.append((question, *_answered(rate, about, texts)))
    trial = one.trial
    return Card(
        key=trial.key,
        operator=trial.operator,
        place=trial.place,
        vendor=trial.vendor,
        when=when(trial, texts),
        known=tuple(known),
        unknown=tuple(unknown),
        findings=tuple(said(finding, trial.sources, texts) for finding in one.findings),
        sources=tuple((_(ORIGINS[source.kind]), source.url) for source in trial.sources),
    )


def _answered(rate: Rate, about: bool, texts: Texts) -> tuple[str, str]:
    _ = texts.gettext
    share = share_in_words(rate.value, texts)
    if 0.0 < rate.value < _RARE:
        one_in = _("1 in %(number)s") % {"number": texts.number(round(rate.of / rate.count))}
        share = f"{one_in} ({share})"
    return (
        _("about %(number)s") % {"number": share} if about else share,
        _("%(count)s of %(of)s; between %(low)s and %(high)s")
        % {
            "count": texts.number(rate.count),
            "of": texts.number(rate.of),
            "low": share_in_words(rate.interval.low, texts),
            "high": share_in_words(rate.interval.high, texts),
        },
    )


def _lacking(lacks: tuple[CountName, ...], texts: Texts) -> str:
    _ = texts.gettext
    if not lacks:
        return _("more than the whole")
    return _("not published: %(what)s") % {"what": ", ".join(_(NAMES[name]) for name in lacks)}


def when(trial: Trial, texts: Texts) -> str:
    """Return days, months or years as they were published, in the words of the language.

    Parameters
    ----------
    trial
        As published.
    texts
        The language.
    """
    first, last = (_written(day, texts) for day in (trial.start, trial.end))
    return first if first == last or not last else f"{first} – {last}"


def _written(day: str, texts: Texts) -> str:
    match [int(part) for part in day.split("-")] if day else []:
        case [year]:
            return str(year)
        case [year, month]:
            return str(format_date(dt.date(year, month, 1), "LLLL y", locale=texts.locale))
        case [year, month, number]:
            return texts.date(dt.date(year, month, number))
        case _:
            return ""
