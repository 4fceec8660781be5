"""A chart of two lists: how many cameras both have, and each alone."""

from __future__ import annotations

from vidik.model.reconciled import Shares
from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Row
from vidik.report.charts.shares import range_marks, spread_of
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["lists_chart"]


def lists_chart(
    shares: Shares, only_one: str, only_other: str, *, origin: Origin, texts: Texts
) -> Bars:
    """Return how many cameras two lists have in common, and each alone.

    Parameters
    ----------
    shares
        The numbers.
    only_one, only_other
        What those of one list alone are called.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    counts = (
        (_("In both"), shares.both),
        (only_one, shares.only_one),
        (only_other, shares.only_other),
    )
    longest = max(max(count.most for _name, count in counts), 1.0)
    numbers = [
        tuple(texts.number(round(n)) for n in (one.least, one.expected, one.most))
        for _name, one in counts
    ]
    return Bars(
        name="lists",
        title=_("Cameras in both lists, and in one alone"),
        reading=_("Solid: least. Lighter: expected. Hatched: most, in 95 cases of 100."),
        grid=(
            (_("Where"), _("Least"), _("Expected"), _("Most")),
            *((name, *told) for (name, _one), told in zip(counts, numbers, strict=True)),
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(
            Row(
                name,
                spread_of(*told, texts=texts),
                range_marks(Span(one.least / longest, one.expected / longest, one.most / longest)),
            )
            for (name, one), told in zip(counts, numbers, strict=True)
        ),
    )
