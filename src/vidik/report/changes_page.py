"""The page about what changed since an earlier build."""

from __future__ import annotations

import datetime as dt

from vidik.model.camera import Kind
from vidik.report import portrait
from vidik.report.changes import WITHHELD, Changes, FigureChange, Value
from vidik.report.layout import Layout
from vidik.report.texts import N_, ZONES, Texts

__all__ = ["changes_page"]

#: Rows of one list that stand on the page; the file has all of them.
ROWS_SHOWN = 300

#: What the figures of the summary are called.
_NAMES = {
    "cameras.total": N_("Mapped cameras"),
    "cameras.on_map": N_("Shown at their place"),
    "cameras.private": N_("On private homes"),
    "cameras.indoor": N_("Watch an inside"),
    "cameras.direction_known": N_("Say which way they look"),
    "cameras.operator_known": N_("Say who runs them"),
    "cameras.bare": N_("Say nothing but that they exist"),
    "buildings": N_("Buildings that stop sight"),
    "streets.length_m": N_("Public street"),
    "public_space.total": N_("Public space"),
    "from_home.homes": N_("Homes"),
    "surveyed.street_share": N_("Street along which somebody looked for cameras"),
    "rejected.total": N_("Statements that were not understood"),
}
#: What comes before and after the level in their place, and what they are called.
_BY_LEVEL = (
    ("streets.watched.", "", N_("Public street in view, %(level)s")),
    ("public_space.watched.", "", N_("Public space in view, %(level)s")),
    ("from_home.levels.", ".share", N_("Walks from home in view, %(level)s")),
    (
        "from_home.levels.",
        ".within_min.5",
        N_("Homes with a mapped camera within 5 minutes' walk, %(level)s"),
    ),
)
_ABOUT = {
    "data": N_("Data"),
    "rules": N_("Rules and assumptions"),
    "version": N_("Version"),
}


def changes_page(site: Layout, changes: Changes) -> bytes:
    """Return the page.

    Parameters
    ----------
    site
        The city in one language.
    changes
        Since an earlier build.
    """
    texts = site.texts
    _ = texts.gettext
    written = [
        (
            _name(one.figure, texts),
            _value(one, one.before, texts),
            _value(one, one.after, texts),
        )
        for one in changes.figures
    ]
    moved = [row for row in written if row[1] != row[2]]
    return site.render(
        "changes.html",
        path="changes/",
        page="changes",
        changes=changes,
        said=_("What is different here from the build of %(before)s, on data of %(dated)s.")
        % {
            "before": _day(changes.before["made"], texts),
            "dated": _day(changes.before["dated"], texts),
        },
        alike=_alike(changes, texts),
        making=[
            (_(name), [one for one in changes.making if one.about == about])
            for about, name in _ABOUT.items()
        ],
        figures=moved,
        unchanged=len(written) - len(moved),
        counts=(
            (_("Added"), len(changes.added)),
            (_("Gone from the sources"), len(changes.gone)),
            (_("Described otherwise"), len(changes.changed)),
            (_("No longer shown at their place"), changes.hidden),
        ),
        added=[(camera, portrait.title(camera, texts)) for camera in changes.added[:ROWS_SHOWN]],
        gone=[(one, texts.kind_name(one.kind)) for one in changes.gone[:ROWS_SHOWN]],
        changed=[
            (
                one.camera,
                portrait.title(one.camera, texts),
                [
                    (column, _said(column, before, texts), _said(column, after, texts))
                    for column, before, after in one.fields
                ],
            )
            for one in changes.changed[:ROWS_SHOWN]
        ],
        most=ROWS_SHOWN,
    )


def _alike(changes: Changes, texts: Texts) -> str:
    """Say whether the two builds can be compared."""
    _ = texts.gettext
    if not changes.making:
        return _("Data, rules and version are the same, so nothing can differ.")
    if changes.alike:
        return _(
            "Rules, assumptions and version are the same; only the data differ. What differs below "
            "was mapped otherwise, which may be because the world changed or because somebody "
            "looked more closely."
        )
    return _(
        "The two were not made alike. What differs below may come from that alone, and need not "
        "have changed in the world."
    )


def _day(text: str | None, texts: Texts) -> str:
    return texts.date(dt.date.fromisoformat(text[:10]) if text else None)


def _name(figure: str, texts: Texts) -> str:
    for before, after, name in _BY_LEVEL:
        if figure.startswith(before) and figure.endswith(after):
            level = figure.removeprefix(before).removesuffix(after)
            return texts.gettext(name) % {"level": texts.level_name(level)}
    return texts.gettext(_NAMES[figure])


def _said(column: str, value: Value, texts: Texts) -> str:
    """Return what a column of a camera held, in the words that other pages have for it."""
    match value:
        case None:
            return "–"
        case bool():
            return texts.gettext("yes") if value else texts.gettext("no")
        case str():
            return _word(column, value, texts)
        case _:
            return texts.number(value, 1)


def _word(column: str, value: str, texts: Texts) -> str:
    if value == WITHHELD:
        return texts.gettext(ZONES[WITHHELD])
    if column == "kind" and value in set(Kind):
        return texts.kind_name(Kind(value))
    if column == "zone":
        return ", ".join(texts.zone_name(zone.strip()) for zone in value.split(";"))
    return value


def _value(one: FigureChange, values: tuple[float, ...], texts: Texts) -> str:
    """Return a figure as text: “12”, or “16% (1.2% to 31%)” where it is known between bounds."""
    said = {
        "count": texts.number,
        "metres": texts.metres,
        "square metres": texts.square_metres,
        "share": texts.percent,
    }[one.unit]
    if not values:
        return "–"
    if len(values) == 1:
        return said(values[0])
    least, expected, most = map(said, values)
    return texts.gettext("%(expected)s (%(least)s to %(most)s)") % {
        "least": least,
        "expected": expected,
        "most": most,
    }
