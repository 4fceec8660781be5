"""Chart of how far one camera could see, by level."""

from __future__ import annotations

from collections.abc import Sequence

from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Row
from vidik.report.charts.shares import range_marks, spread_of
from vidik.report.origin import Origin
from vidik.report.portrait import Reach
from vidik.report.texts import Texts

__all__ = ["reach_chart"]


def reach_chart(reaches: Sequence[Reach], *, origin: Origin, texts: Texts) -> Bars:
    """Return how far a camera could see at each level, over the lenses it may have.

    Parameters
    ----------
    reaches
        Least detail first.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    whole = max((reach.distance.most for reach in reaches), default=0.0) or 1.0
    rows, table = [], []
    for reach in reaches:
        bounds = (reach.distance.least, reach.distance.expected, reach.distance.most)
        least, expected, most = map(texts.metres, bounds)
        marks = range_marks(Span(*(bound / whole for bound in bounds)))
        value = spread_of(least, expected, most, texts=texts)
        rows.append(Row(reach.name, value, marks, note=reach.can))
        table.append((reach.name, least, expected, most))
    return Bars(
        name="reach",
        title=_("How far this camera could see"),
        reading=_(
            "Solid: with every lens that was weighed. Lighter: in the mean. Hatched: with the "
            "longest."
        ),
        grid=((_("Level"), _("Least"), _("Expected"), _("Most")), *table),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=((0.0, texts.metres(0.0)), (1.0, texts.metres(whole))),
    )
