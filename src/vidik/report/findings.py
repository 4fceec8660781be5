"""Findings about published figures in words, and what else is said of trials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.finding import (
    Comparisons,
    Finding,
    Kinds,
    Misquoted,
    NoneSeen,
    Parts,
    Readings,
    Several,
    Versions,
)
from vidik.model.trial import Count, CountName, Origin, Share, TrialSource
from vidik.report.rates import share_in_words
from vidik.report.texts import N_, Texts

__all__ = ["NAMES", "ORIGINS", "Said", "count_in_words", "said"]

#: Whose statement it is.
ORIGINS: Mapping[Origin, str] = {
    "report": N_("a report"),
    "court": N_("a court"),
    "authority": N_("the authority"),
    "observer": N_("an observer"),
    "summary of a report": N_("a summary of a report"),
    "news of a report": N_("news of a report"),
    "news of an answer to a request": N_("news of an answer to a request"),
    "news": N_("news"),
    "blog": N_("a blog"),
}

#: What is counted, at the head of a line.
NAMES: Mapping[CountName, str] = {
    "faces": N_("faces"),
    "watchlist": N_("people on the watchlist"),
    "alerts": N_("alerts"),
    "true_alerts": N_("true alerts"),
    "false_alerts": N_("false alerts"),
    "unresolved_alerts": N_("unresolved alerts"),
    "engaged": N_("alerts acted on"),
    "interventions": N_("people stopped"),
    "arrests": N_("arrests"),
}

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words.

    Parameters
    ----------
    sentence
        What was found.
    reasons
        Why it may be so.
    note
        What else to think of, “” for nothing.
    """

    sentence: str
    reasons: tuple[str, ...] = ()
    note: str = ""


def said(finding: Finding, sources: tuple[TrialSource, ...], texts: Texts) -> Said:
    """Return a finding in words.

    Nothing is called false: figures that differ have reasons that a reader may not see.

    Parameters
    ----------
    finding
        About one trial.
    sources
        Of the trial.
    texts
        The language.
    """
    match finding:
        case Kinds():
            return _kinds(finding, texts)
        case Parts():
            return _parts(finding, texts)
        case Misquoted():
            return _misquoted(finding, texts)
        case Readings():
            return _readings(finding, texts)
        case Several():
            return _several(finding, texts)
        case NoneSeen():
            return _none_seen(finding, texts)
        case Versions():
            return _versions(finding, sources, texts)
        case Comparisons():
            return _comparisons(finding, texts)


def count_in_words(count: Count, texts: Texts) -> str:
    """Return how many of what were stated: “about 15,600 faces”.

    Parameters
    ----------
    count
        As stated.
    texts
        The language.
    """
    n = count.value
    told = {
        "faces": texts.ngettext("%(number)s face", "%(number)s faces", n),
        "watchlist": texts.ngettext(
            "%(number)s person on the watchlist", "%(number)s people on the watchlist", n
        ),
        "alerts": texts.ngettext("%(number)s alert", "%(number)s alerts", n),
        "true_alerts": texts.ngettext("%(number)s true alert", "%(number)s true alerts", n),
        "false_alerts": texts.ngettext("%(number)s false alert", "%(number)s false alerts", n),
        "unresolved_alerts": texts.ngettext(
            "%(number)s unresolved alert", "%(number)s unresolved alerts", n
        ),
        "engaged": texts.ngettext("%(number)s alert acted on", "%(number)s alerts acted on", n),
        "interventions": texts.ngettext(
            "%(number)s person stopped", "%(number)s people stopped", n
        ),
        "arrests": texts.ngettext("%(number)s arrest", "%(number)s arrests", n),
    }
    return told[count.what] % {"number": _bounded(texts.number(n), count.bound, texts)}


def _kinds(finding: Kinds, texts: Texts) -> Said:
    _ = texts.gettext
    total, whole = finding.total, finding.whole.value
    values = {
        "parts": " + ".join(count_in_words(part, texts) for part in finding.parts),
        "total": texts.number(total),
        "whole": count_in_words(finding.whole, texts),
        "off": texts.number(abs(total - whole)),
    }
    if total > whole:
        return Said(
            _("%(parts)s = %(total)s, but %(whole)s: %(off)s too many") % values,
            (
                _("figures of different days"),
                _("an alert that was counted as both"),
                _("a misprint"),
            ),
        )
    return Said(
        _("%(parts)s = %(total)s of %(whole)s: of %(off)s it is not said what became of them")
        % values,
        (_("people who were lost in the crowd"), _("alerts that nobody looked into")),
    )


def _parts(finding: Parts, texts: Texts) -> Said:
    _ = texts.gettext
    message = _("%(parts)s = %(total)s, but %(whole)s were stated: %(off)s fewer")
    if finding.total > finding.whole.value:
        message = _("%(parts)s = %(total)s, but %(whole)s were stated: %(off)s more")
    return Said(
        message
        % {
            "parts": " + ".join(map(texts.number, finding.parts)),
            "total": texts.number(finding.total),
            "whole": count_in_words(finding.whole, texts),
            "off": texts.number(abs(finding.total - finding.whole.value)),
        },
        (
            _("somebody who is in two parts"),
            _("parts of different days"),
            _("a misprint"),
        ),
    )


def _misquoted(finding: Misquoted, texts: Texts) -> Said:
    _ = texts.gettext
    count, whole = finding.count, finding.whole
    return Said(
        _("stated: %(share)s of %(what)s; %(count)s of %(whole)s is %(found)s")
        % {
            "share": _quoted(finding.share, texts),
            "what": _(NAMES[whole.what]),
            "count": texts.number(count.value),
            "whole": texts.number(whole.value),
            "found": share_in_words(count.value / whole.value, texts),
        },
        (_("another denominator"), _("figures of different days"), _("rounding")),
    )


def _readings(finding: Readings, texts: Texts) -> Said:
    _ = texts.gettext
    count, whole = finding.count, finding.whole
    first = _("%(share)s is %(count)s of %(whole)s") % {
        "share": _quoted(finding.share, texts),
        "count": count_in_words(count, texts),
        "whole": count_in_words(whole, texts),
    }
    others = (
        _("of %(whole)s it is %(share)s")
        % {
            "whole": count_in_words(other, texts),
            "share": share_in_words(count.value / other.value, texts),
        }
        for other in finding.others
    )
    return Said(
        "; ".join((first, *others)),
        note=_("Of all who passed it says little about those who were stopped.")
        if whole.what == "faces"
        else "",
    )


def _several(finding: Several, texts: Texts) -> Said:
    _ = texts.gettext
    shares = []
    for share, whole in zip(finding.shares, finding.wholes, strict=True):
        assert share.of is not None  # those have a name
        named = _(NAMES[share.of]) if whole is None else count_in_words(whole, texts)
        values = {"share": _quoted(share, texts), "whole": named}
        shares.append(_("%(share)s of %(whole)s") % values)
    return Said(
        _("%(number)s percentages of the same %(count)s: %(shares)s")
        % {
            "number": texts.number(len({one.of for one in finding.shares})),
            "count": count_in_words(finding.count, texts),
            "shares": ", ".join(shares),
        },
        note=_("Each answers another question."),
    )


def _none_seen(finding: NoneSeen, texts: Texts) -> Said:
    _ = texts.gettext
    note = _("That none was seen does not mean that there is none.")
    if not finding.bounds:
        return Said(
            _("no false alert was seen: as it is not said of how many, that is no bound at all"),
            note=note,
        )
    bounds = [
        _("%(share)s of %(whole)s")
        % {"share": _at_most(bound, texts), "whole": count_in_words(whole, texts)}
        for whole, bound in finding.bounds
    ]
    return Said(
        _("no false alert was seen: with %(confidence)s confidence there may be up to %(bounds)s")
        % {
            "confidence": texts.written_percent(f"{100.0 * finding.confidence:.4g}"),
            "bounds": "; ".join(bounds),
        },
        note=note,
    )


def _versions(finding: Versions, sources: tuple[TrialSource, ...], texts: Texts) -> Said:
    _ = texts.gettext
    reasons = (_("a later count"), _("another period"), _("a misprint"))
    if isinstance(finding.one, Share):
        reasons = (
            _("another period"),
            _("another threshold"),
            _("a press line that rounds"),
        )
    return Said(
        _("%(what)s: %(one)s (%(source)s) and %(other)s (%(other_source)s)")
        % {
            "what": _(NAMES[finding.what]),
            "one": _stated(finding.one, texts),
            "source": _(ORIGINS[sources[finding.one.source].kind]),
            "other": _stated(finding.other, texts),
            "other_source": _(ORIGINS[sources[finding.other.source].kind]),
        },
        reasons,
    )


def _comparisons(finding: Comparisons, texts: Texts) -> Said:
    _ = texts.gettext
    return Said(
        _(
            "%(one)s with a watchlist of %(size)s and %(other)s with one of %(other_size)s are "
            "both %(each)s for each comparison, if comparisons are independent"
        )
        % {
            "one": _quoted(finding.one, texts),
            "size": texts.number(finding.one.watchlist or 0),
            "other": _quoted(finding.other, texts),
            "other_size": texts.number(finding.other.watchlist or 0),
            "each": _scientific(finding.of_each, texts),
        },
        note=_("One may have been reckoned from the other, and be no second measurement."),
    )


def _stated(one: Count | Share, texts: Texts) -> str:
    if isinstance(one, Share):
        return _quoted(one, texts)
    return _bounded(texts.number(one.value), one.bound, texts)


def _quoted(one: Share, texts: Texts) -> str:
    """Return a share as it was stated, with all of its digits."""
    if one.one_in is not None:
        told = texts.gettext("1 in %(number)s") % {"number": texts.number(one.one_in)}
    else:
        told = texts.written_percent(one.percent or "0")
    return _bounded(told, one.bound, texts)


def _at_most(share: float, texts: Texts) -> str:
    if share > 0.01:
        return share_in_words(share, texts)
    return texts.gettext("1 in %(number)s") % {"number": texts.number(1.0 / share)}


def _scientific(value: float, texts: Texts) -> str:
    """Return a number as 1.67 × 10⁻⁸."""
    digits, _, power = f"{value:.2e}".partition("e")
    raised = str(int(power)).translate(_RAISED)
    return f"{texts.number(float(digits), 2)}\u00a0×\u00a010{raised}"


def _bounded(number: str, bound: str, texts: Texts) -> str:
    _ = texts.gettext
    return {
        "exactly": "%(number)s",
        "about": _("about %(number)s"),
        "at least": _("at least %(number)s"),
        "at most": _("at most %(number)s"),
    }[bound] % {"number": number}
