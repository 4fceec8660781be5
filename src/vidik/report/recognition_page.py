"""The page about face recognition: what was published of trials, and what it would mean here."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.audit.claims import Recomputed
from vidik.model.switched_on import SwitchedOn
from vidik.report.charts.trials import alerts_chart
from vidik.report.citation import page_citation
from vidik.report.layout import Layout
from vidik.report.recognition_here import here
from vidik.report.trial_cards import card

__all__ = ["recognition_page"]


def recognition_page(
    site: Layout, trials: Sequence[Recomputed], switched: SwitchedOn | None = None
) -> bytes:
    """Return the page.

    Parameters
    ----------
    site
        The city in one language.
    trials
        Published ones, recomputed.
    switched
        What it would mean here; None: nothing may be said of it.
    """
    texts = site.texts
    both = sum(
        one.trial.known("faces") is not None and one.trial.known("alerts") is not None
        for one in trials
    )
    return site.render(
        "recognition.html",
        path="recognition/",
        page="recognition",
        cited=page_citation(site, heading=texts.gettext("Face recognition"), path="recognition/"),
        cards=[card(one, texts) for one in trials],
        both=both,
        chart=alerts_chart(trials, texts=texts),
        here=None if switched is None else here(site, switched),
    )
