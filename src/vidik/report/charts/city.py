"""The charts of a city, by their name."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.model.published import Published
from vidik.report.charts.chart import Chart
from vidik.report.charts.counts import check_chart, kind_chart, operator_chart
from vidik.report.charts.homes import home_charts
from vidik.report.charts.looks import look_chart
from vidik.report.charts.shares import depth_chart, ground_chart, street_chart
from vidik.report.headlines import look_shares
from vidik.report.origin import origin_of
from vidik.report.texts import Texts

__all__ = ["city_charts"]


def city_charts(published: Published, texts: Texts, *, level: str) -> Mapping[str, Chart]:
    """Return every chart that there are figures for.

    Parameters
    ----------
    published
        What may be shown.
    texts
        The language.
    level
        Key of the level for which a chart shows one level only.
    """
    figures, origin = published.figures, origin_of(published, texts)
    covered = figures.public_space.coverage
    made: list[Chart | None] = []
    if figures.street_m > 0:
        made.append(street_chart(figures.watched_m, figures.street_m, origin=origin, texts=texts))
    if covered.ground_m2 > 0:
        made.append(ground_chart(covered, origin=origin, texts=texts))
        made += [
            depth_chart(one, covered.ground_m2, origin=origin, texts=texts)
            for one in covered.levels
            if one.level == level
        ]
    if figures.cameras:
        made.append(kind_chart(figures.by_kind, origin=origin, texts=texts))
    if published.cameras:
        made.append(operator_chart(published.cameras, origin=origin, texts=texts))
        made.append(check_chart(published.cameras, origin=origin, texts=texts))
    if figures.surveyed.surveys:
        made.append(look_chart(look_shares(figures, texts), origin=origin, texts=texts))
    named = {chart.name: chart for chart in made if chart is not None}
    if published.homes is not None:
        named |= home_charts(published.homes, level=level, origin=origin, texts=texts)
    return named
