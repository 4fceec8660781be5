"""The page about walks from home: sentences, charts, districts, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from vidik.model.from_home import Comparison, Nearness, PublishedHomes
from vidik.model.span import Span
from vidik.report.charts.chart import Chart
from vidik.report.charts.shares import spread_of
from vidik.report.citation import page_citation
from vidik.report.layout import Layout
from vidik.report.slugs import slugs_of
from vidik.report.texts import N_, Texts

__all__ = ["first_sentence", "home_page", "walks_sentence"]

#: What found a home, in words.
_FOUND = {
    "entrance": N_("entrances of buildings"),
    "address": N_("addresses"),
    "building": N_("buildings without either, by their middle"),
    "table": N_("rows of a table"),
}

#: What homes weigh by, in words.
_WEIGHED = {
    "equal": N_("All of them count the same."),
    "dwellings": N_("They count by the number of dwellings that is mapped."),
    "table": N_("They count by the numbers of a table that the city file names."),
}


def first_sentence(homes: PublishedHomes, level: str, texts: Texts) -> str:
    """Return how far the first camera is, in words.

    Parameters
    ----------
    homes
        What may be said.
    level
        Key of the level.
    texts
        The language.
    """
    _ = texts.gettext
    metres = homes.whole.levels[level].metres
    if metres.expected is None:
        return _(
            "From fewer than half of the homes a way leads to a metre of street that a mapped "
            "camera sees more likely than not."
        )
    said = {"metres": texts.metres(metres.expected)}
    sentence = _("From half of the homes the first mapped camera is at most %(metres)s away") % said
    nearest = texts.metres(metres.nearest or 0.0)
    if metres.farthest is None:
        return _("%(sentence)s, or %(nearest)s if all that may be seen is seen.") % {
            "sentence": sentence,
            "nearest": nearest,
        }
    return _(
        "%(sentence)s: %(nearest)s if all that may be seen is seen, %(farthest)s if only what is "
        "certain."
    ) % {"sentence": sentence, "nearest": nearest, "farthest": texts.metres(metres.farthest)}


def walks_sentence(homes: PublishedHomes, level: str, texts: Texts) -> str:
    """Return how much of all walks is seen, in words.

    Parameters
    ----------
    homes, level, texts
        As of `first_sentence`.
    """
    share = homes.whole.levels[level].share
    return texts.gettext(
        "Of all walks of up to %(minutes)s minutes from home, %(expected)s of the way lies within "
        "view of mapped cameras able to %(can)s: at least %(least)s, at most %(most)s."
    ) % {
        "minutes": texts.number(homes.minutes),
        "can": texts.level_can(level),
        "least": texts.percent(share.least),
        "expected": texts.percent(share.expected),
        "most": texts.percent(share.most),
    }


def home_page(site: Layout, charts: Mapping[str, Chart]) -> bytes:
    """Return the page.

    Parameters
    ----------
    site
        The city in one language; something may be said of its homes.
    charts
        Of the city, by name.
    """
    homes, texts, level = site.published.homes, site.texts, site.level
    if homes is None:
        raise ValueError("nothing may be said of homes")
    slugs = slugs_of(one.name for one in site.published.districts)
    path = "from-home/"
    between = homes.between[level]
    return site.render(
        "from_home.html",
        path=path,
        page="from-home",
        homes=homes,
        cited=page_citation(site, heading=texts.gettext("From home"), path=path),
        charts={name: chart for name, chart in charts.items() if name.startswith("home-")},
        first=first_sentence(homes, level, texts),
        walks=walks_sentence(homes, level, texts),
        level_name=texts.level_name(level),
        districts=[
            {
                "name": one.name,
                "slug": slugs[one.name],
                "homes": one.figures.homes,
                "share": _shares(one.figures.levels[level].share, texts),
                "metres": _nearness(one.figures.levels[level].metres, texts),
                "within": texts.percent(one.figures.levels[level].within[5].expected),
            }
            for one in homes.districts
        ],
        between=None
        if between is None
        else spread_of(
            texts.percent(min(between)),
            texts.percent(between[1]),
            texts.percent(max(between)),
            texts=texts,
        ),
        comparisons=[_comparison(one, level, texts) for one in homes.comparisons],
        found=[(texts.gettext(_FOUND[rule]), count) for rule, count in homes.found.items()],
        weighed=texts.gettext(_WEIGHED[homes.weighed]),
        no_homes=sum(homes.no_homes.values()),
    )


def _comparison(one: Comparison, level: str, texts: Texts) -> dict[str, object]:
    """Return what is said of walks from homes against a number of each district."""
    _ = texts.gettext
    count = texts.number(len(one.values))
    told = one.levels.get(level)
    said = {"name": one.name, "count": count, "fewest": texts.number(one.fewest)}
    if told is None:
        sentence = _(
            "“%(name)s” is known for %(count)s districts with enough homes; with fewer than "
            "%(fewest)s every order is likely by chance, so nothing is computed."
        )
    elif told.expected is None:
        sentence = _(
            "“%(name)s” is known for %(count)s districts, but as expected all of them have the "
            "same share of walks seen, so there is no order to compare."
        )
    else:
        sentence = _(
            "“%(name)s” and the share of walks seen put the %(count)s districts in orders whose "
            "Kendall's tau-b is %(tau)s (1: the same order, −1: the opposite one, 0: neither)."
        )
        said["tau"] = texts.number(told.expected, 2)
        if told.low is not None and told.high is not None:
            sentence += " " + _(
                "Drawing districts anew gives %(low)s to %(high)s in 95 of 100 draws."
            )
            said |= {"low": texts.number(told.low, 2), "high": texts.number(told.high, 2)}
        bounds = [tau for tau in (told.least, told.most) if tau is not None]
        if bounds:
            sentence += " " + _("With the least or the most that is seen it is %(others)s.")
            said["others"] = " · ".join(texts.number(tau, 2) for tau in bounds)
    return {"name": one.name, "sentence": sentence % said, "chart": f"home-by-{one.key}"}


def _shares(span: Span, texts: Texts) -> tuple[str, str, str]:
    return (texts.percent(span.least), texts.percent(span.expected), texts.percent(span.most))


def _nearness(near: Nearness, texts: Texts) -> tuple[str, str, str]:
    nearest, expected, farthest = (
        texts.gettext("none") if value is None else texts.metres(value)
        for value in (near.nearest, near.expected, near.farthest)
    )
    return nearest, expected, farthest
