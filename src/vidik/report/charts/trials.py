"""A chart of published trials: how many of their alerts were false."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.audit.claims import RATES, Recomputed
from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Row
from vidik.report.charts.shares import range_marks, spread_of
from vidik.report.origin import Origin
from vidik.report.rates import share_in_words
from vidik.report.texts import Texts
from vidik.report.trial_cards import when

__all__ = ["alerts_chart"]

_FALSE_OF_ALERTS = RATES.index(("false_alerts", "alerts"))


def alerts_chart(trials: Sequence[Recomputed], *, texts: Texts) -> Bars | None:
    """Return which share of the alerts of each trial was false; None if it can be told of none.

    Parameters
    ----------
    trials
        Recomputed.
    texts
        The language.
    """
    _ = texts.gettext
    known = [
        (one.trial, rate) for one in trials if (rate := one.rates[_FALSE_OF_ALERTS]) is not None
    ]
    if not known:
        return None
    spans = [Span(rate.interval.low, rate.value, rate.interval.high) for _trial, rate in known]
    told = [
        tuple(share_in_words(one, texts) for one in (span.least, span.expected, span.most))
        for span in spans
    ]
    named = [f"{trial.operator}, {when(trial, texts)}" for trial, _rate in known]
    confidence = texts.written_percent(f"{100.0 * known[0][1].interval.confidence:.4g}")
    return Bars(
        name="false-alerts",
        title=_("False alerts, of all alerts"),
        reading=_(
            "Solid and hatched: between what the rate lies with %(confidence)s confidence, by the "
            "number of alerts alone. Lighter: as counted."
        )
        % {"confidence": confidence},
        grid=(
            (_("Trial"), _("False"), _("Alerts"), _("Least"), _("As counted"), _("Most")),
            *(
                (name, texts.number(rate.count), texts.number(rate.of), *three)
                for name, (_trial, rate), three in zip(named, known, told, strict=True)
            ),
        ),
        origin=Origin(
            place=_("Published trials"),
            line=_("Source: what was published of these trials; the cards below name it."),
            credit="",
            synthetic=False,
        ),
        marked="",
        rows=tuple(
            Row(
                name,
                spread_of(*three, texts=texts),
                range_marks(span),
                _("%(count)s of %(of)s")
                % {"count": texts.number(rate.count), "of": texts.number(rate.of)},
            )
            for name, (_trial, rate), three, span in zip(named, known, told, spans, strict=True)
        ),
    )
