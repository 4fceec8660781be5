"""A city's figures in plain sentences: what is mapped, what is watched, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.optics import Optics
from vidik.model.published import Figures, Published
from vidik.model.span import Span
from vidik.report.texts import Texts

__all__ = [
    "LevelShare",
    "LookShare",
    "cameras_sentence",
    "knowledge",
    "level_shares",
    "look_shares",
    "public_space",
    "shares_of",
    "surveyed_sentence",
    "treatment",
    "unknown_sentence",
]


@dataclass(frozen=True, slots=True)
class LevelShare:
    """How much of a city's public street length mapped cameras watch at one level.

    Parameters
    ----------
    key, name, can
        Of the level; `can` follows “well enough to”.
    ppm
        Pixels per metre at which it begins.
    least, expected, most
        Shares of the street length, 0 to 1.
    least_m, expected_m, most_m
        Metres.
    sentence
        All of it in words.
    """

    key: str
    name: str
    can: str
    ppm: float
    least: float
    expected: float
    most: float
    least_m: float
    expected_m: float
    most_m: float
    sentence: str


def cameras_sentence(published: Published, texts: Texts) -> str:
    """Say how many cameras are mapped, and how little most of them tell."""
    _, ngettext, figures = texts.gettext, texts.ngettext, published.figures
    total = figures.cameras
    if not total:
        return _("No camera is mapped here. That does not mean that there is none.")
    if not published.synthetic:
        first = ngettext(
            "%(count)s camera is mapped here", "%(count)s cameras are mapped here", total
        )
    elif all(camera.synthetic for camera in published.cameras):
        first = ngettext(
            "%(count)s made-up camera is on this map",
            "%(count)s made-up cameras are on this map",
            total,
        )
    else:
        first = ngettext(
            "%(count)s camera is on this map",
            "%(count)s cameras are on this map, some of them made up",
            total,
        )
    parts = [first % {"count": texts.number(total)}]
    if figures.bare:
        parts.append(
            ngettext(
                "%(count)s of them says nothing but that it exists",
                "%(count)s of them say nothing but that they exist",
                figures.bare,
            )
            % {"count": texts.number(figures.bare)}
        )
    if not figures.direction_known:
        parts.append(_("none says which way it looks"))
    else:
        parts.append(
            ngettext(
                "%(count)s says which way it looks",
                "%(count)s say which way they look",
                figures.direction_known,
            )
            % {"count": texts.number(figures.direction_known)}
        )
    return _joined(parts, texts)


def unknown_sentence(figures: Figures, texts: Texts) -> str:
    """Say what the figures leave out."""
    _, total = texts.gettext, figures.cameras
    unsaid = [
        (total - figures.height_known, _("%(count)s do not say how high they hang")),
        (total - figures.operator_known, _("%(count)s do not say who runs them")),
    ]
    parts = [text % {"count": texts.number(count)} for count, text in unsaid if count > 1]
    beyond = _("no map says whether a camera works or who looks at its pictures")
    left_out = _("Cameras that nobody mapped are in none of these figures.")
    if not parts:
        return f"{left_out} {beyond[:1].upper()}{beyond[1:]}."
    said = _("Of the mapped ones, %(facts)s; %(beyond)s.") % {
        "facts": _(" and ").join(parts),
        "beyond": beyond,
    }
    return f"{left_out} {said}"


def knowledge(figures: Figures, texts: Texts) -> tuple[tuple[str, int], ...]:
    """Return what cameras' records say, and how many say it."""
    _ = texts.gettext
    return (
        (_("Say nothing but that they exist"), figures.bare),
        (_("Say which way they look"), figures.direction_known),
        (_("Say how high they hang"), figures.height_known),
        (_("Say who runs them"), figures.operator_known),
        (_("Bear the date of a check or of the last edit"), figures.checked_known),
    )


def treatment(figures: Figures, texts: Texts) -> tuple[tuple[str, int], ...]:
    """Return how many cameras there are of each kind, and how they are shown."""
    _ = texts.gettext
    return (
        *((texts.kind_name(kind), count) for kind, count in figures.by_kind.items()),
        (_("Watch an inside"), figures.indoor),
        (_("On private homes: counted, shown as a stretch of street"), figures.private),
        (_("At places that need shelter: not shown at all"), figures.withheld),
        (_("Shown at their place"), figures.on_map),
    )


def public_space(figures: Figures, texts: Texts) -> tuple[tuple[str, Span], ...]:
    """Return name and square metres of each kind of public space that there is, and of all."""
    spans = figures.public_space.by_kind_m2
    kinds = [(texts.space_name(kind), span) for kind, span in spans.items() if span.most > 0]
    return (*kinds, (texts.gettext("All public space"), figures.public_space.total_m2))


def surveyed_sentence(figures: Figures, texts: Texts) -> str:
    """Say where somebody looked for cameras, and what that means for the shares."""
    _, looked = texts.gettext, figures.surveyed
    if not looked.surveys:
        return _(
            "Nobody has declared where they looked for cameras here. So where none is mapped, it "
            "is not known whether there is none or whether nobody looked, and every watched share "
            "is a lower bound."
        )
    ground_m2 = figures.public_space.coverage.ground_m2
    return _(
        "Somebody says that they looked for cameras along %(street)s of the %(length)s of public "
        "street and on %(ground)s of the %(area)s of public ground. Everywhere else nobody said "
        "that they looked: there, watched shares are lower bounds."
    ) % {
        "street": texts.percent(min(looked.street_m / figures.street_m, 1.0))
        if figures.street_m > 0
        else texts.percent(0.0),
        "length": texts.metres(figures.street_m),
        "ground": texts.percent(min(looked.ground_m2 / ground_m2, 1.0) if ground_m2 > 0 else 0.0),
        "area": texts.square_metres(ground_m2),
    }


@dataclass(frozen=True, slots=True)
class LookShare:
    """How much of a city was last looked at in one year.

    Parameters
    ----------
    label
        The year, or that nobody said that they looked.
    street_m, ground_m2
        Metres of public street, square metres of public ground.
    street, ground
        The same as shares, 0 to 1.
    """

    label: str
    street_m: float
    street: float
    ground_m2: float
    ground: float


def look_shares(figures: Figures, texts: Texts) -> tuple[LookShare, ...]:
    """Return what was last looked at in each year, from the newest, and what nobody looked at."""
    looked = figures.surveyed
    street_m, ground_m2 = figures.street_m, figures.public_space.coverage.ground_m2

    def share(label: str, street: float, ground: float) -> LookShare:
        return LookShare(
            label=label,
            street_m=street,
            street=min(street / street_m, 1.0) if street_m > 0 else 0.0,
            ground_m2=ground,
            ground=min(ground / ground_m2, 1.0) if ground_m2 > 0 else 0.0,
        )

    return (
        *(share(f"{look.year}", look.street_m, look.ground_m2) for look in looked.looks),
        share(
            texts.gettext("Nobody said that they looked"),
            max(street_m - looked.street_m, 0.0),
            max(ground_m2 - looked.ground_m2, 0.0),
        ),
    )


def level_shares(published: Published, texts: Texts) -> tuple[LevelShare, ...]:
    """Return the watched share of the streets for each level of the table, least detail first."""
    figures = published.figures
    return shares_of(figures.watched_m, figures.street_m, published.optics, texts)


def shares_of(
    watched_m: Mapping[str, Span], length_m: float, optics: Optics, texts: Texts
) -> tuple[LevelShare, ...]:
    """Return the watched share of some streets for each level of the table, least detail first.

    Parameters
    ----------
    watched_m
        Metres, by key of the level.
    length_m
        Of the streets; of none there are no shares.
    optics
        The levels.
    texts
        The language.
    """
    shares = []
    for level in optics.levels:
        span = watched_m.get(level.key)
        if span is None or length_m <= 0:
            continue
        least, expected, most = (
            min(m / length_m, 1.0) for m in (span.least, span.expected, span.most)
        )
        sentence = texts.gettext(
            "Mapped cameras could %(can)s along %(expected)s of the %(length)s of public street. "
            "That is the expected share: at least %(least)s, at most %(most)s."
        ) % {
            "can": texts.level_can(level.key),
            "expected": texts.percent(expected),
            "length": texts.metres(length_m),
            "least": texts.percent(least),
            "most": texts.percent(most),
        }
        shares.append(
            LevelShare(
                key=level.key,
                name=texts.level_name(level.key),
                can=texts.level_can(level.key),
                ppm=level.ppm,
                least=least,
                expected=expected,
                most=most,
                least_m=span.least,
                expected_m=span.expected,
                most_m=span.most,
                sentence=sentence,
            )
        )
    return tuple(shares)


def _joined(parts: list[str], texts: Texts) -> str:
    """Return clauses as one sentence."""
    if len(parts) == 1:
        return f"{parts[0]}."
    return texts.gettext("%(first)s; %(rest)s.") % {
        "first": parts[0],
        "rest": texts.gettext(", and ").join(parts[1:]),
    }
