"""Switching face recognition on: in words for tables, and as values for programs and pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.audit.assuming import LEAST, MOST
from vidik.audit.carrying import carried_by
from vidik.model.assumed import BASES, Assumed
from vidik.model.matcher import Matcher
from vidik.model.projection import AreaProjection, Projected, Swing
from vidik.model.switched_on import SwitchedOn
from vidik.report.operators import LEAST_CAMERAS
from vidik.report.texts import N_

__all__ = [
    "FACTORS", "FORMULAS", "MEANINGS", "NOT_SHOWN", "assumed_in_words", "attacked_first",
    "if_a_group", "is_given", "number", "one_in", "parts_told", "switched_on",
]  # fmt: skip

Ints = NDArray[np.int64]

#: What each assumption is, in words.
MEANINGS: Mapping[str, str] = {
    "watchlist": N_("people on the watchlist"),
    "false_positive": N_("false positive rate of the matcher"),
    "found": N_("share of people on the list for whom an alert is given"),
    "people": N_("people where walks begin"),
    "walks": N_("walks a person and day"),
    "elsewhere": N_("all walks for each from a home"),
    "sight": N_("passers-by seen well enough, for each that the table of lenses expects"),
    "total": N_("people who pass cameras a day, all together"),
    "captured": N_("share of faces in view that are taken"),
    "searches": N_("searches a pass that err by themselves"),
    "listed": N_("share of passers-by on the watchlist"),
    "camera_factor": N_("how far single cameras are off by themselves"),
}

#: How each figure comes about, for print: its formula in the names above, and where that is from.
FORMULAS: Mapping[str, tuple[str, str]] = {
    "passes": (
        "people × walks × elsewhere × sight × Σ per_walk × error + Σ counted × error",
        "Vidik's model of walks from homes, or counts",
    ),
    "fpir": (
        "1 − (1 − false_positive)^(watchlist ÷ the watchlist of the test)",
        "ISO/IEC 19795-1; comparisons taken for independent",
    ),
    "false_alerts": (
        "passes × captured × searches × (1 − listed) × fpir",
        "ISO/IEC 19795-1: FPIR is of searches of people who are not enrolled",
    ),
    "true_alerts": (
        "passes × captured × listed × found",
        "ISO/IEC 19795-1: TPIR is of searches of people who are",
    ),
    "right": ("true_alerts ÷ (true_alerts + false_alerts)", "Bayes' rule; passes fall out"),
    "per_pass": ("captured × (1 − (1 − fpir)^searches)", "searches err by themselves"),
    "per_resident_and_year": ("365 × false_alerts ÷ residents", "a mean, whoever is alerted"),
    "chance_of_a_day_without": ("mean of exp(−false_alerts) over all draws", "Poisson"),
    "share_of_false_alerts": ("share × factor ÷ Σ share × factor", "NISTIR 8280 for factors"),
}

#: Times the rate of everybody else that NIST found a group's to be, at the low and the high end.
FACTORS = (10.0, 100.0)

#: In how many equal parts of its probability a counted rate is told, for programs without SciPy.
_PARTS = 100

#: Shares of the passers-by for which it is said what these factors come to.
_SHARES = (0.01, 0.05, 0.2)

#: What the figures take for granted and no range shows, from what weighs most.
NOT_SHOWN = (
    N_(
        "Every mapped camera that could take a face is taken to be switched on, all day; that any "
        "is connected to a matcher is not known, and cameras that nobody mapped are not counted."
    ),
    N_(
        "How many people pass is a model: from each home a walk to every metre of street within 15 "
        "minutes, the quickest way. Nobody was counted for it."
    ),
    N_(
        "A published error rate is that of other cameras, other passers-by, another light and "
        "another watchlist."
    ),
    N_(
        "FPIR(N) = 1 − (1 − FMR)^N: comparisons are taken for independent, and those of faces that "
        "are alike are not."
    ),
    N_(
        "Each assumption is drawn by itself: that a city with many walks has many on the list, "
        "say, is left out."
    ),
)


def parts_told(part: Ints, parts: int, *, least: int = LEAST_CAMERAS) -> tuple[list[int], Ints]:
    """Return the parts of a city that figures may be about, and the part of each camera anew.

    What fewer cameras give would be a figure about single ones; so would what is left of the city
    when all that is told is taken away.

    Parameters
    ----------
    part
        Shape (n,): number of the part in which each camera stands, −1 for none.
    parts
        How many there are.
    least
        Cameras that a figure is about.

    Returns
    -------
    kept
        Numbers of the parts, rising.
    part
        Shape (n,): each camera's place among these; −1 where its part is not told.
    """
    counts = np.bincount(part[part >= 0], minlength=parts)
    kept = np.flatnonzero(counts >= least)
    while len(kept) and 0 < len(part) - counts[kept].sum() < least:
        kept = np.delete(kept, np.argmin(counts[kept]))
    renamed = np.full(parts + 1, -1)
    renamed[kept] = np.arange(len(kept))
    return kept.tolist(), renamed[part]


def attacked_first(found: SwitchedOn) -> list[tuple[str, Assumed]]:
    """Return the assumptions from the one that a critic attacks first.

    That is the weakest in what it rests on, and of those alike the one that does most to the false
    alerts.

    Parameters
    ----------
    found
        Whose.
    """
    shares = {one.name: one.share for one in found.projection.swings}
    return sorted(
        found.assumptions.by_name.items(),
        key=lambda row: (BASES.index(row[1].basis), -shares.get(row[0], 0.0)),
    )


def is_given(found: SwitchedOn, name: str) -> bool:
    """Return whether an assumption is the user's own.

    Parameters
    ----------
    found
        Whose.
    name
        Of the assumption.
    """
    return ("matcher" if name in ("false_positive", "found") else name) in found.given


def assumed_in_words(assumed: Assumed) -> str:
    """Return between what a number is taken to lie.

    Parameters
    ----------
    assumed
        The number.
    """
    if assumed.rate is not None:
        low, high = one_in(assumed.rate.interval.low), one_in(assumed.rate.interval.high)
        return f"{assumed.rate.count:,} of {assumed.rate.of:,}: {low} to {high}"
    if assumed.shape == "exactly":
        return number(assumed.low)
    return f"{number(assumed.low)} to {number(assumed.high)}"


def number(value: float) -> str:
    """Return a number with two digits that say something.

    Parameters
    ----------
    value
        0 or more.
    """
    if value == 0.0:
        return "0"
    if value >= 100.0:
        digits = 1 - math.floor(math.log10(value))
        return f"{round(value, digits):,.0f}"
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")


def one_in(share: float) -> str:
    """Return a share as one in so many.

    Parameters
    ----------
    share
        0 to 1.
    """
    if share == 0.0:
        return "0"
    return f"{share:.0%}" if share >= 0.1 else f"1 in {number(1.0 / share)}"


def switched_on(found: SwitchedOn) -> dict[str, Any]:
    """Return what it would mean, ready for JSON; of single cameras nothing.

    Parameters
    ----------
    found
        All of it.
    """
    told = found.projection
    cameras = len(found.passers)
    return {
        **_about(found),
        "not_shown": [*NOT_SHOWN],
        "assumptions": [
            {"name": name, "meaning": MEANINGS[name], "yours": is_given(found, name)}
            | _assumed(one)
            for name, one in attacked_first(found)
        ],
        "matcher": _matcher(found.assumptions.matcher),
        "camera_factor": found.assumptions.camera_factor,
        "model_against_counts": None
        if found.against is None
        else {
            "cameras": found.against.cameras,
            "order": found.against.order,
            "times": found.against.times,
            "factor": found.against.factor,
        },
        "draws": told.draws,
        "quantiles": [LEAST, 0.5, MOST],
        "city": _area(told.whole),
        "per_camera_on_average": _scaled(told.whole.false_alerts, 1.0 / cameras),
        "true_alerts": _maybe(told.true_alerts),
        "right": _maybe(told.right),
        "per_pass": _projected(told.per_pass),
        "per_resident_and_year": _projected(told.per_resident),
        "fpir": _projected(told.fpir),
        "chance_of_a_day_without": told.none_in_a_day,
        "matters_most": [_swing(one) for one in told.swings],
        "matters_most_to_being_right": [_swing(one) for one in told.right_swings],
        "needed": {
            "false_alerts_a_day": told.needed.alerts,
            "fpir_in_expectation": told.needed.in_expectation,
            "fpir_in_95_of_100_draws": told.needed.in_most,
            "fpir_for_none_with_chance_95": told.needed.none,
            "fmr": dict(
                zip(
                    ("in_expectation", "in_95_of_100_draws", "for_none_with_chance_95"),
                    told.needed.per_comparison,
                    strict=True,
                )
            ),
        },
        "groups": [
            {
                "name": one.name,
                "share_of_passers": _projected(one.passers),
                "share_of_false_alerts": _projected(one.alerts),
                "times_as_often": _projected(one.times),
            }
            for one in told.groups
        ],
        "if_a_group": [
            {"share_of_passers": share, "factor": factor, "share_of_false_alerts": of_alerts}
            for share, factor, of_alerts in if_a_group()
        ],
        "parts": [
            {"name": part.name or None} | _area(of)
            for part, of in zip(found.parts, told.areas, strict=True)
        ],
    }


def if_a_group() -> Sequence[tuple[float, float, float]]:
    """Return shares of passers-by, factors, and the share of false alerts that they come to."""
    return [(share, factor, carried_by(share, factor)) for share in _SHARES for factor in FACTORS]


def _about(found: SwitchedOn) -> dict[str, Any]:
    return {
        "place": found.place,
        "synthetic": found.synthetic,
        "attribution": found.attribution,
        "level": found.level,
        "operator": found.operator,
        "mapped_cameras": found.mapped,
        "cameras_that_could": len(found.passers),
        "counted_cameras": found.counted,
        "formulas": {
            name: {"formula": formula, "source": source}
            for name, (formula, source) in FORMULAS.items()
        },
        "cameras_a_walk_passes": {
            "least": found.per_walk.least,
            "expected": found.per_walk.expected,
            "most": found.per_walk.most,
        },
    }


def _assumed(one: Assumed) -> dict[str, Any]:
    counted = {} if one.rate is None else {"count": one.rate.count, "of": one.rate.of}
    return {
        "low": one.low, "high": one.high, "shape": one.shape, **counted, "basis": one.basis,
        "source": one.source,
    }  # fmt: skip


def _matcher(one: Matcher) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "threshold": one.threshold,
        "per": one.per,
        "watchlist": one.watchlist,
        "false_positive": _assumed(one.false_positive),
        "found": None if one.found is None else _assumed(one.found),
        "note": one.note,
        "sources": [{"kind": source.kind, "url": source.url} for source in one.sources],
    }


def _projected(one: Projected) -> dict[str, float]:
    return {
        "least": one.least, "middle": one.middle, "most": one.most, "expected": one.expected,
        "formula": one.formula,
    }  # fmt: skip


def _maybe(one: Projected | None) -> dict[str, float] | None:
    return None if one is None else _projected(one)


def _scaled(one: Projected, times: float) -> dict[str, float]:
    return {name: value * times for name, value in _projected(one).items()}


def _area(one: AreaProjection) -> dict[str, Any]:
    return {
        "cameras": one.cameras,
        "passes": _projected(one.passes),
        "false_alerts": _projected(one.false_alerts),
    }


def _swing(one: Swing) -> dict[str, Any]:
    return {
        "name": one.name, "meaning": MEANINGS[one.name], "low": one.low, "high": one.high,
        "share": one.share,
    }  # fmt: skip
