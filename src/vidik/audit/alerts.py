"""Alerts: how many there are of people who pass, and how many of them are right.

Of people who pass a camera in a day,

    false alerts = passes · captured · searches · (1 − listed) · FPIR(N)
    true alerts  = passes · captured · listed · TPIR

and of all alerts the share that is right is true ÷ (true + false), whoever passes. A rate is
carried from one watchlist to another by FPIR(N) = 1 − (1 − FMR)^N, which holds if comparisons are
independent. Values are arrays of any one shape: a number each, or draws of each.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vidik.model.assumptions import Assumptions
from vidik.model.matcher import Matcher

__all__ = [
    "Values", "false_alerts", "fmr_of", "footfall", "fpir_of", "rate_at", "residents", "right",
    "searches_of", "true_alerts",
]  # fmt: skip

Floats = NDArray[np.float64]

#: What is assumed, by name (`Assumptions.by_name`).
Values = Mapping[str, Floats]


def fpir_of(fmr: ArrayLike, watchlist: ArrayLike) -> Floats:
    """Return how often a search returns somebody if each of its comparisons may, by itself.

    Parameters
    ----------
    fmr
        False match rate of one comparison.
    watchlist
        How many comparisons a search has, independent of each other.

    Examples
    --------
    >>> f"1 in {1 / fpir_of(fmr_of(1 / 6_000, 10_000), 1_000):,.0f}"
    '1 in 59,995'
    """
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(np.asarray(watchlist) * np.log1p(-np.asarray(fmr))))


def fmr_of(fpir: ArrayLike, watchlist: ArrayLike) -> Floats:
    """Return the rate of one comparison at which a search of a watchlist returns so much.

    Parameters
    ----------
    fpir
        False positive identification rate.
    watchlist
        At which it was measured; comparisons are taken for independent.

    Examples
    --------
    >>> f"{fmr_of(1 / 6_000, 10_000):.3g}, {fmr_of(1 / 60_000, 1_000):.3g}"
    '1.67e-08, 1.67e-08'
    """
    return fpir_of(fpir, 1.0 / np.asarray(watchlist, dtype=np.float64))


def rate_at(matcher: Matcher, values: Values) -> Floats:
    """Return FPIR at a watchlist.

    Parameters
    ----------
    matcher
        Whose rates; if nobody said at which watchlist its FPIR was measured, it stays as it is.
    values
        ``false_positive`` and ``watchlist``.
    """
    if not matcher.scales:
        return values["false_positive"]
    return fpir_of(values["false_positive"], values["watchlist"] / (matcher.watchlist or 1))


def residents(assumptions: Assumptions, values: Values, homes: float) -> Floats:
    """Return how many people live where walks begin.

    Parameters
    ----------
    assumptions
        Whether ``people`` is of one home.
    values
        ``people``.
    homes
        How many homes there are.
    """
    return values["people"] * homes if assumptions.per_home else values["people"]


def footfall(assumptions: Assumptions, values: Values, homes: float, per_walk: float) -> Floats:
    """Return how many walks there are in a day, as far as cameras see faces on them.

    Parameters
    ----------
    assumptions
        Whether somebody published how many people pass.
    values
        ``people``, ``walks``, ``elsewhere`` and ``sight``, or ``total``.
    homes
        As of `residents`.
    per_walk
        How many cameras a walk passes, of all that are modelled.
    """
    if assumptions.total is not None:
        return values["total"] / per_walk if per_walk > 0.0 else 0.0 * values["total"]
    people = residents(assumptions, values, homes)
    return people * values["walks"] * values["elsewhere"] * values["sight"]


def searches_of(values: Values) -> Floats:
    """Return how many searches of people who are not on the list a passer-by causes.

    Parameters
    ----------
    values
        ``captured``, ``searches`` and ``listed``.
    """
    return values["captured"] * values["searches"] * (1.0 - values["listed"])


def false_alerts(matcher: Matcher, values: Values, passes: Floats | float) -> Floats:
    """Return how many alerts are about somebody else.

    Parameters
    ----------
    matcher
        Whose rates.
    values
        Those of `searches_of` and `rate_at`.
    passes
        People who pass.
    """
    return np.asarray(passes * searches_of(values) * rate_at(matcher, values))


def true_alerts(values: Values, passes: Floats | float) -> Floats:
    """Return how many alerts are about whom they name.

    Parameters
    ----------
    values
        ``captured``, ``listed`` and ``found``.
    passes
        People who pass.
    """
    return np.asarray(passes * values["captured"] * values["listed"] * values["found"])


def right(matcher: Matcher, values: Values) -> Floats:
    """Return the share of alerts that are about whom they name; not a number where there is none.

    Parameters
    ----------
    matcher, values
        As of `false_alerts` and `true_alerts`. How many pass has no say in it.
    """
    true, false = true_alerts(values, 1.0), false_alerts(matcher, values, 1.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(true / (true + false))
