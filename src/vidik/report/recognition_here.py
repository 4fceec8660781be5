"""What face recognition would mean here: the words of its page, and what its script reads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from vidik.audit.alerts import fmr_of, fpir_of
from vidik.audit.assuming import LEAST, MOST, quantile
from vidik.audit.projection import DAYS
from vidik.model.assumed import Assumed, Basis
from vidik.model.projection import AreaProjection, Projected
from vidik.model.published import Cleared
from vidik.model.switched_on import SwitchedOn
from vidik.report.charts.alerts import AlertsMap, alerts_map
from vidik.report.layout import Layout
from vidik.report.rates import share_in_words
from vidik.report.switch_on import MEANINGS, NOT_SHOWN, attacked_first
from vidik.report.texts import N_, Texts

__all__ = ["Doubt", "Here", "Slider", "here", "page_data"]

Floats = NDArray[np.float64]

#: Probabilities for which the script is told up to where a number lies: nearly all of them.
_TOLD = np.linspace(0.001, 0.999, 41)

#: What a number rests on.
_BASES: Mapping[Basis, str] = {
    "guess": N_("a guess"),
    "model": N_("a model"),
    "derived": N_("derived from what was published"),
    "published": N_("published"),
    "counted": N_("counted"),
    "decision": N_("decided by whoever switches it on"),
}


@dataclass(frozen=True, slots=True)
class Slider:
    """A slider of the page: a power of ten.

    Parameters
    ----------
    key
        Its name in the address.
    label
        What it stands for.
    least, most, value
        Where it begins, ends and stands.
    told
        What it stands at, in words.
    """

    key: str
    label: str
    least: float
    most: float
    value: float
    told: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An assumption as a critic reads it.

    Parameters
    ----------
    meaning
        What it is.
    range
        Between what it is taken to lie.
    basis
        What it rests on.
    source
        Who says so, in English.
    share
        How much of what is not known of the number of false alerts it is answerable for; None: not
        for any.
    """

    meaning: str
    range: str
    basis: str
    source: str
    share: str | None


@dataclass(frozen=True, eq=False)
class Here:
    """What it would mean here, in words.

    Parameters
    ----------
    could
        How many cameras could take a face, and of how many.
    doubts
        The assumptions, from the one that a critic attacks first.
    taken
        What the figures take for granted and no range shows.
    sliders
        Of what the reader may suppose otherwise.
    wrong, year, right, share, search, needed
        False alerts a day and in a year, right ones a day, the share that is right, how often one
        search is wrong, and the rate of single comparisons that keeps false alerts under one a day.
    resident
        False alerts in a year for each who lives there.
    map
        Where they would fall; None: nowhere in particular.
    parts
        Name, cameras, passers-by and false alerts a day of each part.
    """

    could: str
    doubts: tuple[Doubt, ...]
    taken: tuple[str, ...]
    sliders: tuple[Slider, ...]
    wrong: str
    year: str
    right: str
    share: str
    search: str
    needed: str
    resident: str
    map: AlertsMap | None
    parts: tuple[tuple[str, str, str, str], ...]


def here(site: Layout, found: SwitchedOn) -> Here:
    """Return what it would mean, in one language.

    Parameters
    ----------
    site
        The city in that language.
    found
        What it would mean.
    """
    texts = site.texts
    _ = texts.gettext
    told, whole = found.projection, found.projection.whole
    shares = {one.name: one.share for one in told.swings}
    unknown = _("cannot be known")
    parts = _parts(found, texts)
    head = (_("Part of the city"), _("Cameras"), _("People who pass"), _("False alerts a day"))
    return Here(
        could=texts.ngettext(
            "%(count)s mapped camera could take a face.",
            "%(count)s of %(all)s mapped cameras could take a face.",
            len(found.passers),
        )
        % {"count": texts.number(len(found.passers)), "all": texts.number(found.mapped)},
        doubts=tuple(
            Doubt(
                _(MEANINGS[name]),
                _range(one, texts),
                _(_BASES[one.basis]),
                one.source,
                texts.percent(shares[name]) if name in shares else None,
            )
            for name, one in attacked_first(found)
        ),
        taken=tuple(map(_, NOT_SHOWN)),
        sliders=_sliders(found, texts),
        wrong=_projected(whole.false_alerts, texts),
        year=_projected(whole.false_alerts, texts, times=DAYS),
        right=unknown if told.true_alerts is None else _projected(told.true_alerts, texts),
        share=unknown
        if told.right is None
        else texts.gettext("%(expected)s, from %(least)s to %(most)s")
        % {
            "least": share_in_words(told.right.least, texts),
            "expected": share_in_words(told.right.formula, texts),
            "most": share_in_words(told.right.most, texts),
        },
        search=_one_in(told.fpir.formula, texts),
        needed=_one_in(_needed(found), texts),
        resident=_projected(told.per_resident, texts),
        map=alerts_map(
            site.published,
            found.parts,
            [area.false_alerts.formula for area in told.areas],
            grid=(head, *parts),
            origin=site.origin,
            texts=texts,
        )
        if found.parts
        else None,
        parts=parts,
    )


def page_data(found: SwitchedOn, cleared: Cleared) -> dict[str, Any]:
    """Return what the script of the page reads, ready for JSON; of single cameras nothing.

    Parameters
    ----------
    found
        What it would mean.
    cleared
        The place, with its credit and mark.
    """
    assumptions, told = found.assumptions, found.projection
    matcher = assumptions.matcher
    return {
        "attribution": cleared.attribution,
        "synthetic": cleared.synthetic,
        "assumed": {
            "watchlist": float(told.middles["watchlist"]),
            "measured": _measured(found),
            **{
                name: None if one is None else _quantiles(one)
                for name, one in (
                    ("false_positive", matcher.false_positive),
                    ("found", matcher.found),
                    ("captured", assumptions.captured),
                    ("searches", assumptions.searches),
                    ("listed", assumptions.listed),
                )
            },
        },
        "passes": _spread(told.whole),
        "areas": [_spread(area) for area in told.areas],
    }


def _measured(found: SwitchedOn) -> float:
    """Return at which watchlist the rate was measured; at any, where nobody said."""
    matcher = found.assumptions.matcher
    if not matcher.scales:
        return float(found.projection.middles["watchlist"])
    return float(matcher.watchlist or 1)


def _quantiles(one: Assumed) -> list[float]:
    return [float(f"{value:.5g}") for value in quantile(one, _TOLD).tolist()]


def _spread(area: AreaProjection) -> list[float]:
    """Return quantiles of people who pass: a lognormal on either side of the middle.

    The middle is what everything comes to in its own, as of the figures that stand beside it.
    """
    passes = area.passes
    middle = math.log(passes.formula)
    below = (middle - math.log(passes.least)) / -ndtri(LEAST)
    above = (math.log(passes.most) - middle) / ndtri(MOST)
    normal = ndtri(_TOLD)
    values = np.exp(middle + np.where(normal < 0.0, below, above) * normal)
    return [float(f"{value:.5g}") for value in values.tolist()]


def _needed(found: SwitchedOn) -> float:
    """Return the rate of a comparison that keeps false alerts at one a day, all in the middle."""
    told = found.projection
    searches = told.whole.false_alerts.formula / told.fpir.formula
    if searches <= 1.0:
        return 1.0
    return float(fmr_of(1.0 / searches, told.middles["watchlist"]))


def _sliders(found: SwitchedOn, texts: Texts) -> tuple[Slider, ...]:
    _ = texts.gettext
    middles = found.projection.middles
    watchlist, listed = middles["watchlist"], middles["listed"]
    each = float(fpir_of(middles["false_positive"], 1.0 / _measured(found)))
    passes = found.projection.whole.passes.formula
    return (
        Slider(
            "watchlist", _("People on the list"), 1.0, 6.0, math.log10(watchlist),
            texts.number(watchlist),
        ),
        Slider(
            "comparisons", _("Comparisons of two people that are a match"), 4.0, 11.0,
            -math.log10(each), _one_in(each, texts),
        ),
        Slider(
            "listed", _("Passers-by who are on the list"), 2.0, 7.0, -math.log10(listed),
            _one_in(listed, texts),
        ),
        Slider(
            "passes", _("People who pass a camera in a day, all cameras together"),
            math.log10(passes) - 2.0, math.log10(passes) + 2.0, math.log10(passes),
            _number(passes, texts),
        ),
    )  # fmt: skip


def _parts(found: SwitchedOn, texts: Texts) -> tuple[tuple[str, str, str, str], ...]:
    squares = 0
    rows = []
    for part, area in zip(found.parts, found.projection.areas, strict=True):
        squares += not part.name
        rows.append(
            (
                part.name or texts.gettext("Square %(number)s") % {"number": squares},
                texts.number(area.cameras),
                _projected(area.passes, texts),
                _projected(area.false_alerts, texts),
            )
        )
    return tuple(rows)


def _projected(one: Projected, texts: Texts, *, times: float = 1.0) -> str:
    return texts.gettext("%(expected)s, from %(least)s to %(most)s") % {
        "least": _number(times * min(one.least, one.formula), texts),
        "expected": _number(times * one.formula, texts),
        "most": _number(times * max(one.most, one.formula), texts),
    }


def _range(one: Assumed, texts: Texts) -> str:
    if one.shape == "exactly":
        return _number(one.low, texts)
    low, high = (
        (_one_in if 0.0 < end < 0.01 else _number)(end, texts) for end in (one.low, one.high)
    )
    return texts.gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def _number(value: float, texts: Texts) -> str:
    """Return a number with two digits that say something."""
    if value == 0.0:
        return texts.number(0)
    digits = 1 - math.floor(math.log10(value))
    return texts.number(value, digits) if digits > 0 else texts.number(round(value, digits))


def _one_in(share: float, texts: Texts) -> str:
    return texts.gettext("1 in %(number)s") % {"number": _number(1.0 / share, texts)}
