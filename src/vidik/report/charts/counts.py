"""Charts that count cameras: by kind, by operator, and by when somebody last looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vidik.model.camera import Kind
from vidik.model.published import PublishedCamera
from vidik.report.charts.chart import Bars, Column, Columns, Mark, Row
from vidik.report.operators import is_withheld
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["check_chart", "kind_chart", "operator_chart"]

#: Operators with a bar of their own; the others share one.
OPERATORS_SHOWN = 8
#: Years with a column of their own, the last for all before: as many as fit on a phone.
YEARS_SHOWN = 7

#: What is counted, how many there are, and whether nobody knows what they are.
Count = tuple[str, int, bool]


def kind_chart(by_kind: Mapping[Kind, int], *, origin: Origin, texts: Texts) -> Bars:
    """Return how many mapped cameras there are of each kind.

    Parameters
    ----------
    by_kind
        Cameras of each kind.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _ = texts.gettext
    known = [(kind, count) for kind, count in by_kind.items() if count]
    counts = [(texts.kind_name(kind), count, kind is Kind.UNKNOWN) for kind, count in known]
    total = sum(by_kind.values())
    return _counted(
        "kinds",
        _("Mapped cameras by kind"),
        texts.ngettext(
            "Of %(total)s mapped camera, places of shelter left out. Dashed: nobody mapped it.",
            "Of %(total)s mapped cameras, places of shelter left out. Dashed: nobody mapped it.",
            total,
        )
        % {"total": texts.number(total)},
        _("Kind"),
        counts,
        origin,
        texts,
    )


def operator_chart(cameras: Sequence[PublishedCamera], *, origin: Origin, texts: Texts) -> Bars:
    """Return by whom how many of the cameras are run that are shown at their place.

    Organisations that run most come first. Whoever is not an organisation, or not for sure, shares
    one bar: its pseudonym would say no more.

    Parameters
    ----------
    cameras
        Those shown at their place.
    origin
        Where the figures are from.
    texts
        The language.
    """
    _, ngettext = texts.gettext, texts.ngettext
    named = Counter(c.operator for c in cameras if c.operator and not is_withheld(c.operator))
    unnamed = sum(1 for c in cameras if c.operator and is_withheld(c.operator))
    ordered = sorted(named.items(), key=lambda one: (-one[1], one[0]))
    own, others = ordered[:OPERATORS_SHOWN], ordered[OPERATORS_SHOWN:]
    if len(others) == 1:
        own, others = ordered, []
    counts: list[Count] = [(name, count, False) for name, count in own]
    if others:
        label = ngettext("%(count)s other", "%(count)s others", len(others))
        counts.append(
            (
                label % {"count": texts.number(len(others))},
                sum(count for _name, count in others),
                False,
            )
        )
    if unnamed:
        counts.append((_("Perhaps persons: names withheld"), unnamed, False))
    unknown = len(cameras) - sum(named.values()) - unnamed
    if unknown:
        counts.append((_("Nobody wrote down who runs it"), unknown, True))
    return _counted(
        "operators",
        _("Mapped cameras by who runs them"),
        _of_shown(len(cameras), texts),
        _("Operator"),
        counts,
        origin,
        texts,
    )


def check_chart(
    cameras: Sequence[PublishedCamera], *, origin: Origin, texts: Texts
) -> Columns | None:
    """Return in which year somebody last looked at or edited each camera's record.

    Parameters
    ----------
    cameras
        Those shown at their place.
    origin
        Where the figures are from.
    texts
        The language.

    Returns
    -------
    Columns or None
        None if no record bears a date.
    """
    _ = texts.gettext
    years = Counter(c.checked.year for c in cameras if c.checked is not None)
    if not years:
        return None
    newest, oldest = max(years), min(years)
    first = max(oldest, newest - YEARS_SHOWN + 1)
    counts = [(f"{year}", years[year]) for year in range(first, newest + 1)]
    if oldest < first:
        before = sum(count for year, count in years.items() if year <= first)
        counts[0] = (f"≤ {first}", before)
    undated = len(cameras) - sum(years.values())
    most = max(count for _year, count in counts)
    reading = _of_shown(len(cameras), texts)
    if undated:
        reading += " " + texts.ngettext(
            "%(count)s bears no date.", "%(count)s bear no date.", undated
        ) % {"count": texts.number(undated)}
    return Columns(
        name="checks",
        title=_("Mapped cameras by the year of the last check or edit of their record"),
        reading=reading,
        grid=(
            (_("Year"), _("Cameras"), _("Share")),
            *_cells(
                [*counts, *([(_("No date"), undated)] if undated else [])], len(cameras), texts
            ),
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        columns=tuple(Column(year, texts.number(n), n / most) for year, n in counts),
    )


def _of_shown(total: int, texts: Texts) -> str:
    return texts.ngettext(
        "Of %(total)s camera that is shown at its place; those on private homes are not among "
        "them.",
        "Of %(total)s cameras that are shown at their place; those on private homes are not among "
        "them.",
        total,
    ) % {"total": texts.number(total)}


def _counted(
    name: str,
    title: str,
    reading: str,
    what: str,
    counts: Sequence[Count],
    origin: Origin,
    texts: Texts,
) -> Bars:
    """Return a bar for each count, the longest as long as there is room."""
    _ = texts.gettext
    total, most = sum(n for _label, n, _u in counts), max((n for _l, n, _u in counts), default=1)
    return Bars(
        name=name,
        title=title,
        reading=reading,
        grid=(
            (what, _("Cameras"), _("Share")),
            *_cells([(label, n) for label, n, _u in counts], total, texts),
        ),
        origin=origin,
        marked=_("Synthetic: made up"),
        rows=tuple(
            Row(label, texts.number(n), (Mark("unknown" if unknown else "count", 0.0, n / most),))
            for label, n, unknown in counts
        ),
    )


def _cells(
    counts: Iterable[tuple[str, int]], total: int, texts: Texts
) -> Iterable[tuple[str, str, str]]:
    return (
        (label, texts.number(n), texts.percent(n / total if total else 0.0)) for label, n in counts
    )
