"""Charts of walks from homes: how near the first camera is, and how much of walks is seen."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from vidik.model.from_home import Comparison, DistrictHomes, PublishedHomes
from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Chart, Mark, Row
from vidik.report.charts.shares import range_marks, spread_of
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["MOST_DISTRICTS", "home_charts"]

#: Of more districts a chart would be a wall of bars; the table has all of them.
MOST_DISTRICTS = 40


def home_charts(
    homes: PublishedHomes, *, level: str, origin: Origin, texts: Texts
) -> Mapping[str, Chart]:
    """Return the charts of walks from homes, by name.

    Parameters
    ----------
    homes
        What may be said.
    level
        Key of the level for which a chart shows one level only.
    origin
        Where the figures are from.
    texts
        The language.
    """
    made = [
        _first(homes, level, origin, texts),
        _distances(homes, level, origin, texts),
        _walks(homes, origin, texts),
    ]
    alike = [one for one in homes.districts if one.spread is not None]
    if 1 < len(alike) <= MOST_DISTRICTS:
        made.append(_alike(alike, level, origin, texts))
    shares = {one.name: one.figures.levels[level].share for one in homes.districts}
    made += [
        _compared(one, shares, level, origin, texts)
        for one in homes.comparisons
        if one.levels and len(one.values) <= MOST_DISTRICTS
    ]
    return {chart.name: chart for chart in made}


def _first(homes: PublishedHomes, level: str, origin: Origin, texts: Texts) -> Bars:
    """Return the share of homes whose first camera is within so many minutes."""
    _, ngettext = texts.gettext, texts.ngettext
    rows, table = [], []
    for minutes, span in homes.whole.levels[level].within.items():
        label = ngettext(
            "within %(count)s minute's walk", "within %(count)s minutes' walk", minutes
        ) % {"count": texts.number(minutes)}
        told = [texts.percent(share) for share in (span.least, span.expected, span.most)]
        rows.append(Row(label, spread_of(*told, texts=texts), range_marks(span)))
        table.append((label, *told))
    return Bars(
        name="home-first",
        title=_("Share of homes by how near the first mapped camera is, at level “%(level)s”")
        % {"level": texts.level_name(level)},
        reading=_(
            "Of %(count)s homes. Solid: least. Lighter: expected. Hatched: most, which still "
            "counts mapped cameras only."
        )
        % {"count": texts.number(homes.whole.homes)},
        grid=((_("First camera"), _("Least"), _("Expected"), _("Most")), *table),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=_ticks(texts),
    )


def _distances(homes: PublishedHomes, level: str, origin: Origin, texts: Texts) -> Bars:
    """Return how homes are spread over classes of metres to the first camera, as expected."""
    _ = texts.gettext
    upto = homes.metres_to_first[level]
    limits = homes.classes
    labels = [
        _("up to %(most)s") % {"most": texts.metres(limits[0])},
        *(
            _("%(least)s to %(most)s") % {"least": texts.metres(low), "most": texts.metres(high)}
            for low, high in pairwise(limits)
        ),
        _("more than %(least)s, or none") % {"least": texts.metres(limits[-1])},
    ]
    shares = [b - a for a, b in pairwise((0.0, *upto, 1.0))]
    longest = max(shares) or 1.0
    return Bars(
        name="home-distances",
        title=_("Homes by metres to the first mapped camera, at level “%(level)s”")
        % {"level": texts.level_name(level)},
        reading=_(
            "Of %(count)s homes, along the quickest way to a metre of street that a mapped camera "
            "sees more likely than not."
        )
        % {"count": texts.number(homes.whole.homes)},
        grid=(
            (_("First camera"), _("Share of homes")),
            *((label, texts.percent(one)) for label, one in zip(labels, shares, strict=True)),
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(
            Row(label, texts.percent(share), (Mark("count", 0.0, min(share / longest, 1.0)),))
            for label, share in zip(labels, shares, strict=True)
        ),
    )


def _walks(homes: PublishedHomes, origin: Origin, texts: Texts) -> Bars:
    """Return the seen share of all walks by level."""
    _ = texts.gettext
    rows, table = [], []
    for key, figures in homes.whole.levels.items():
        span = figures.share
        told = [texts.percent(share) for share in (span.least, span.expected, span.most)]
        label, can = texts.level_name(key), texts.level_can(key)
        value = spread_of(*told, texts=texts)
        rows.append(Row(label, value, range_marks(span), note="" if can == label else can))
        table.append((label, *told))
    return Bars(
        name="home-walks",
        title=_("Share of all walks from home within view of mapped cameras"),
        reading=_(
            "All walks of up to %(minutes)s minutes, one to each metre of street. Solid: least. "
            "Lighter: expected. Hatched: most, which still counts mapped cameras only."
        )
        % {"minutes": texts.number(homes.minutes)},
        grid=((_("Level"), _("Least"), _("Expected"), _("Most")), *table),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=_ticks(texts),
    )


def _alike(districts: list[DistrictHomes], level: str, origin: Origin, texts: Texts) -> Bars:
    """Return how alike the homes of each district are: a tenth, half and nine tenths of them."""
    _ = texts.gettext
    rows, table = [], []
    told = [(one, one.spread[level].share) for one in districts if one.spread is not None]
    longest = max((own.nine_tenths or 0.0 for _one, own in told), default=0.0) or 1.0
    for one, own in told:
        low, middle, high = (value or 0.0 for value in (own.tenth, own.half, own.nine_tenths))
        cells = tuple(texts.percent(value) for value in (low, middle, high))
        rows.append(
            Row(
                one.name,
                _("%(least)s to %(most)s") % {"least": cells[0], "most": cells[2]},
                (
                    Mark("expected", low / longest, high / longest),
                    Mark("count", *_thin(middle / longest)),
                ),
            )
        )
        table.append((one.name, *cells))
    return Bars(
        name="home-districts",
        title=_("How different homes of one district are: seen share of their walks"),
        reading=_(
            "From the share that a tenth of the homes stays below to the one that a tenth exceeds, "
            "as expected, at level “%(level)s”; the line is the middle home. In order of the name."
        )
        % {"level": texts.level_name(level)},
        grid=(
            (_("District"), _("A tenth"), _("Half"), _("Nine tenths")),
            *table,
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=((0.0, texts.percent(0.0)), (1.0, texts.percent(longest))),
    )


def _compared(
    comparison: Comparison, shares: Mapping[str, Span], level: str, origin: Origin, texts: Texts
) -> Bars:
    """Return the seen share of walks of each district, in the order of another number."""
    _ = texts.gettext
    longest = max(shares[name].most for name, _number in comparison.values) or 1.0
    rows, table = [], []
    for name, number in comparison.values:
        span = shares[name]
        told = [texts.percent(share) for share in (span.least, span.expected, span.most)]
        figure = texts.number(number, 0 if number == round(number) else 1)
        part = Span(span.least / longest, span.expected / longest, span.most / longest)
        rows.append(Row(name, spread_of(*told, texts=texts), range_marks(part), note=figure))
        table.append((name, figure, *told))
    return Bars(
        name=f"home-by-{comparison.key}",
        title=_("Share of walks from home in view, by district, in the order of “%(number)s”")
        % {"number": comparison.name},
        reading=_(
            "From the smallest number to the largest, at level “%(level)s”. Solid: least. Lighter: "
            "expected. Hatched: most, which still counts mapped cameras only."
        )
        % {"level": texts.level_name(level)},
        grid=((_("District"), comparison.name, _("Least"), _("Expected"), _("Most")), *table),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=((0.0, texts.percent(0.0)), (1.0, texts.percent(longest))),
    )


def _thin(middle: float) -> tuple[float, float]:
    """Return a line as a narrow part of a bar."""
    start = min(max(middle - 0.004, 0.0), 0.992)
    return start, start + 0.008


def _ticks(texts: Texts) -> tuple[tuple[float, str], ...]:
    return tuple((share, texts.percent(share)) for share in (0.0, 0.5, 1.0))
