"""Charts of what is watched: streets and public ground, by level and by number of cameras."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.span import Span
from vidik.report.charts.chart import Bars, Mark, Row
from vidik.report.origin import Origin
from vidik.report.texts import Texts
from vidik.sight.depth_classes import CLASSES

__all__ = ["depth_chart", "ground_chart", "range_marks", "spread_of", "street_chart"]


def range_marks(span: Span) -> tuple[Mark, ...]:
    """Return a share known between bounds: most behind, expected upon it, least in front.

    Parameters
    ----------
    span
        Shares, 0 to 1.
    """
    return (
        Mark("most", 0.0, span.most),
        Mark("expected", 0.0, span.expected),
        Mark("least", 0.0, span.least),
    )


def spread_of(least: str, expected: str, most: str, *, texts: Texts) -> str:
    """Return a figure and its bounds in words; bounds that say nothing more are left out.

    Parameters
    ----------
    least, expected, most
        As they are written.
    texts
        The language.
    """
    if least == most:
        return expected
    return texts.gettext("%(expected)s, from %(least)s to %(most)s") % {
        "expected": expected,
        "least": least,
        "most": most,
    }


def street_chart(
    watched_m: Mapping[str, Span], length_m: float, *, origin: Origin, texts: Texts
) -> Bars:
    """Return the watched share of the public streets for each level.

    Parameters
    ----------
    watched_m
        Metres by key of the level, least detail first.
    length_m
        Of all public streets, metres.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    return _by_level(
        "streets",
        _("Share of public street length within view of mapped cameras"),
        _(
            "Of %(whole)s of public street. Solid: least. Lighter: expected. Hatched: most, which "
            "still counts mapped cameras only."
        )
        % {"whole": texts.metres(length_m)},
        watched_m,
        length_m,
        texts.metres,
        origin,
        texts,
    )


def ground_chart(coverage: Coverage, *, origin: Origin, texts: Texts) -> Bars:
    """Return the watched share of the public ground for each level.

    Parameters
    ----------
    coverage
        What is watched.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    return _by_level(
        "ground",
        _("Share of public ground within view of mapped cameras"),
        _(
            "Of %(whole)s of public space, at the expected widths of streets. Solid: least. "
            "Lighter: expected. Hatched: most, which still counts mapped cameras only."
        )
        % {"whole": texts.square_metres(coverage.ground_m2)},
        {level.level: level.watched.span for level in coverage.levels},
        coverage.ground_m2,
        texts.square_metres,
        origin,
        texts,
        more=(
            _("Error of the expected"),
            [
                texts.percent(_share(level.watched.standard_error, coverage.ground_m2))
                for level in coverage.levels
            ],
        ),
    )


def depth_chart(level: LevelCoverage, ground_m2: float, *, origin: Origin, texts: Texts) -> Bars:
    """Return the share of the public ground that at least so many cameras watch.

    The shares are those of *so many or more*, not of exactly so many: only then is what is certain
    always a part of what is possible, so that one bar can show both.

    Parameters
    ----------
    level
        What is watched at one level.
    ground_m2
        Of all public ground, square metres.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _, ngettext = texts.gettext, texts.ngettext
    rows, table = [], []
    for count in CLASSES:
        certain, possible = (
            _share(sum(areas[count - 1 : count]), ground_m2)
            for areas in (level.certain_m2, level.possible_m2)
        )
        certain = min(certain, possible)
        label = ngettext("%(count)s camera or more", "%(count)s cameras or more", count) % {
            "count": texts.number(count)
        }
        rows.append(
            Row(
                label,
                texts.percent(possible)
                if certain == possible
                else _("%(least)s to %(most)s")
                % {"least": texts.percent(certain), "most": texts.percent(possible)},
                (Mark("most", 0.0, possible), Mark("least", 0.0, certain)),
            )
        )
        table.append((label, texts.percent(certain), texts.percent(possible)))
    return Bars(
        name="depth",
        title=_("Share of public ground by how many mapped cameras watch it, at level “%(level)s”")
        % {"level": texts.level_name(level.level)},
        reading=_(
            "Of %(whole)s of public space. Solid: within view of so many for certain. Hatched: "
            "possibly, by mapped cameras only."
        )
        % {"whole": texts.square_metres(ground_m2)},
        grid=((_("Watched by"), _("Certainly"), _("Possibly")), *table),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=_ticks(texts),
    )


def _by_level(
    name: str,
    title: str,
    reading: str,
    spans: Mapping[str, Span],
    whole: float,
    measured: Callable[[float], str],
    origin: Origin,
    texts: Texts,
    more: tuple[str, Sequence[str]] | None = None,
) -> Bars:
    """Return a share by level, as a range; `more` is a last column of the table."""
    _ = texts.gettext
    rows, table = [], []
    for i, (key, span) in enumerate(spans.items()):
        least, expected, most = (
            _share(bound, whole) for bound in (span.least, span.expected, span.most)
        )
        label = texts.level_name(key)
        value = spread_of(*map(texts.percent, (least, expected, most)), texts=texts)
        can = texts.level_can(key)
        marks = range_marks(Span(least, expected, most))
        rows.append(Row(label, value, marks, note="" if can == label else can))
        cells = (
            f"{texts.percent(share)} · {measured(amount)}"
            for share, amount in (
                (least, span.least),
                (expected, span.expected),
                (most, span.most),
            )
        )
        table.append((label, *cells, *((more[1][i],) if more else ())))
    return Bars(
        name=name,
        title=title,
        reading=reading,
        grid=(
            (_("Level"), _("Least"), _("Expected"), _("Most"), *((more[0],) if more else ())),
            *table,
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(rows),
        ticks=_ticks(texts),
    )


def _ticks(texts: Texts) -> tuple[tuple[float, str], ...]:
    return tuple((share, texts.percent(share)) for share in (0.0, 0.5, 1.0))


def _share(part: float, whole: float) -> float:
    """Return a part as a share, 0 to 1; sums may pass the whole by their rounding."""
    return min(part / whole, 1.0) if whole > 0 else 0.0
