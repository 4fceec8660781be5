"""The report about published trials, to print: what its template says, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vidik.audit.claims import RATES, Recomputed
from vidik.model.rate import Rate
from vidik.report.findings import Said
from vidik.report.rates import share_in_words
from vidik.report.texts import N_, Texts
from vidik.report.trial_cards import Card, card

__all__ = ["trials_report"]

#: What the formulas of the template mean, and where they are from, in its order.
_FORMULAS = (
    N_(
        "Of k in n the interval is that of Clopper and Pearson (Biometrika 26, 1934): from the "
        "rate at which k or more would be seen in α/2 of all cases, to the rate at which k or "
        "fewer would. It takes trials for independent; one person who was seen often is none anew."
    ),
    N_(
        "Where nothing was seen among n, the rate may still be as high as this (the “rule of "
        "three” of ISO/IEC 19795-1, where α is 0.05)."
    ),
    N_(
        "Of N people on a list, each with a chance p to be taken for whoever passes, somebody is "
        "returned so often (FPIR of ISO/IEC 19795-1 and NIST’s FRTE), if comparisons are "
        "independent, which they are not quite: some faces resemble many."
    ),
)

_FALSE_OF_ALERTS = RATES.index(("false_alerts", "alerts"))


def trials_report(
    trials: Sequence[Recomputed], texts: Texts, *, version: str, confidence: float
) -> dict[str, Any]:
    """Return what the template ``trials`` says, ready for JSON.

    Parameters
    ----------
    trials
        Recomputed.
    texts
        The language.
    version
        Of Vidik.
    confidence
        Of the intervals.
    """
    _ = texts.gettext
    made = [(one, card(one, texts)) for one in trials]
    urls = {
        url: i + 1
        for i, url in enumerate(dict.fromkeys(u for _o, c in made for _k, u in c.sources))
    }
    both = sum(
        one.trial.known("faces") is not None and one.trial.known("alerts") is not None
        for one in trials
    )
    return {
        "title": _("Face recognition: published trials, reckoned again"),
        "lang": texts.language.partition("-")[0],
        "script": {"sr-Cyrl": "cyrl", "sr-Latn": "latn", "mk": "cyrl"}.get(texts.language, "latn"),
        "footer": _("Vidik %(version)s. Vidik recognises nobody.") % {"version": version},
        "lead": _(
            "Of %(count)s published trials of live face recognition, %(both)s say how many faces "
            "and how many alerts there were. Without both nobody can say how often it was wrong."
        )
        % {"count": texts.number(len(trials)), "both": texts.number(both)},
        "opening": [
            _(
                "Of a crowd nearly nobody is taken for somebody else: that is the share of false "
                "alerts in all faces, and it is small wherever few people are on the list. Of "
                "those who are stopped many may be: that is their share in all alerts. A figure "
                "that does not say which of the two it is can be quoted either way."
            )
        ],
        "alerts": {
            "title": _("False alerts, of all alerts"),
            "rows": [
                _bar(one, shown, rate, texts)
                for one, shown in made
                if (rate := one.rates[_FALSE_OF_ALERTS]) is not None
            ],
            "reading": _(
                "Solid, and outlined: between what the rate lies with %(confidence)s confidence, "
                "by the number of alerts alone. Lighter: as counted."
            )
            % {"confidence": texts.written_percent(f"{100.0 * confidence:.4g}")},
        },
        "odd": {
            "title": _("What does not add up as quoted"),
            "opening": _(
                "Figures that do not add up may have a reason that is not published. None of "
                "them is called false here."
            ),
            "rows": [
                {
                    "operator": shown.operator,
                    "when": shown.when,
                    "findings": [_finding(found, texts) for found in shown.findings],
                }
                for _one, shown in made
                if shown.findings
            ],
        },
        "trials": {
            "title": _("Trial by trial"),
            "sources": _("Who says so:"),
            "unknown": _("Cannot be known:"),
            "rows": [
                {
                    "operator": shown.operator,
                    "place": shown.place,
                    "when": shown.when,
                    "vendor": shown.vendor,
                    "known": shown.known,
                    "unknown": shown.unknown,
                    "sources": [(urls[url], kind, url) for kind, url in shown.sources],
                }
                for _one, shown in made
            ],
        },
        "formulas": {"title": _("Formulas"), "words": [_(words) for words in _FORMULAS]},
        "sources": {
            "title": _("Sources"),
            "rows": [
                (urls[url], kind, url)
                for url, kind in {u: k for _o, c in made for k, u in c.sources}.items()
            ],
        },
        "cannot": {
            "title": _("What it cannot show"),
            "text": _(
                "How the next trial would go. People, light, the list and the threshold differ "
                "from trial to trial, most of these figures come to us through news, and who was "
                "not found is in hardly any of them."
            ),
        },
    }


def _bar(one: Recomputed, shown: Card, rate: Rate, texts: Texts) -> dict[str, Any]:
    interval = rate.interval
    low, high = (share_in_words(share, texts) for share in (interval.low, interval.high))
    return {
        "name": f"{one.trial.operator}, {shown.when}",
        "value": texts.gettext("%(count)s of %(of)s; between %(low)s and %(high)s")
        % {
            "count": texts.number(rate.count),
            "of": texts.number(rate.of),
            "low": low,
            "high": high,
        },
        "low": interval.low,
        "rate": rate.value,
        "high": interval.high,
    }


def _finding(found: Said, texts: Texts) -> dict[str, str]:
    reasons = ""
    if found.reasons:
        reasons = texts.gettext("Possible reasons: %(reasons)s.") % {
            "reasons": "; ".join(found.reasons)
        }
    sentence = f"{found.sentence[:1].upper()}{found.sentence[1:]}."
    return {"sentence": sentence, "note": found.note, "reasons": reasons}
