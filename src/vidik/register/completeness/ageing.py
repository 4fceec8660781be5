"""Ageing: how long cameras stay, learned from those that somebody looked at more than once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.model.span import Span
from vidik.model.survival import PRIOR, Survival

__all__ = ["FEWEST", "log_likelihood", "still", "survival"]

#: Cameras looked at twice below which the prior says more.
FEWEST = 10

#: Changes, and cameras without one, below which no shape can be told from 1.
_SHAPELY = 20

#: Rates that are thought of, per year, and shapes.
_RATES = (1e-5, 50.0)
_SHAPES = (0.2, 5.0)

#: Half of χ² with one degree of freedom that holds 95 of 100.
_DROP = 3.841458820694124 / 2.0

_HALVINGS = 40
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


def survival(until: NDArray[np.float64], gone: NDArray[np.float64]) -> Survival:
    """Return how long cameras stay, with the interval that the looks allow.

    The time at which one went is known to lie between two looks: the likelihood of a camera is
    S(until) − S(gone) (Turnbull 1976). The rate's interval is that of the profile likelihood. A
    shape other than 1 (Weibull) is taken if it lowers Akaike's criterion by more than 2.

    Parameters
    ----------
    until
        Shape (n,): years from the first look that saw the camera to the last that did.
    gone
        Shape (n,): years to the first look that did not see it; infinite if all did.

    Returns
    -------
    Survival
        `PRIOR`, if fewer than `FEWEST` were looked at again or every one of them was gone.

    Raises
    ------
    ValueError
        If a camera was gone before it was last seen.
    """
    if not ((until >= 0.0) & (gone > until)).all():
        raise ValueError("a camera was gone before it was last seen")
    again = (until > 0.0) | np.isfinite(gone)
    until, gone = until[again], gone[again]
    changed = int(np.isfinite(gone).sum())
    stayed = int((until > 0.0).sum())
    if len(until) < FEWEST or not stayed:
        return PRIOR

    def at(log_rate: float) -> float:
        return log_likelihood(log_rate, 0.0, until, gone)

    low, high = math.log(_RATES[0]), math.log(_RATES[1])
    peak = _highest(at, low, high) if changed else low
    floor = at(peak) - _DROP
    least = _crossing(at, low, peak, floor) if changed and at(low) < floor else None
    most = math.exp(_crossing(at, high, peak, floor))
    assumptions = {
        "looks": f"{len(until)} cameras looked at again, {changed} of them gone",
        "seen": "a camera that is there is seen by whoever looks, so none is taken for gone that "
        "is not",
        "sample": "those looked at again are like the others",
        "memory": "how long a camera has been there already makes no difference",
    }
    plain = Survival(
        least=0.0 if least is None else math.exp(least),
        # none gone of so many years is no proof that none ever goes: half a change (Jeffreys 1946)
        rate=math.exp(peak) if changed else 0.5 / float(until.sum()),
        most=most,
        looked=len(until),
        changed=changed,
        assumptions=MappingProxyType(assumptions),
    )
    if min(changed, len(until) - changed) < _SHAPELY:
        return plain
    return _shaped(plain, at(peak), until, gone)


def _shaped(
    plain: Survival, likelihood: float, until: NDArray[np.float64], gone: NDArray[np.float64]
) -> Survival:
    """Return survival with a shape of its own, if the looks ask for one."""
    low, high = math.log(_RATES[0]), math.log(_RATES[1])

    def rate_of(log_shape: float) -> float:
        return _highest(lambda x: log_likelihood(x, log_shape, until, gone), low, high)

    def profile(log_shape: float) -> float:
        return log_likelihood(rate_of(log_shape), log_shape, until, gone)

    log_shape = _highest(profile, *map(math.log, _SHAPES))
    if profile(log_shape) - likelihood <= 2.0:
        return plain
    log_rate = rate_of(log_shape)
    step = 1e-3
    hessian = np.empty((2, 2))
    for i, j in ((0, 0), (0, 1), (1, 1)):
        corner = [
            s * r * log_likelihood(log_rate + x, log_shape + y, until, gone)
            for s in (1, -1)
            for r in (1, -1)
            for x, y in [(s * step * (i == 0) + r * step * (j == 0),
                          s * step * (i == 1) + r * step * (j == 1))]
        ]  # fmt: skip
        hessian[i, j] = hessian[j, i] = sum(corner) / (4.0 * step**2)
    covariance = np.linalg.inv(-hessian)
    aside = 1.959963984540054 * math.sqrt(covariance[0, 0])
    return Survival(
        least=math.exp(log_rate - aside),
        rate=math.exp(log_rate),
        most=math.exp(log_rate + aside),
        shape=math.exp(log_shape),
        looked=plain.looked,
        changed=plain.changed,
        covariance=(covariance[0, 0], covariance[0, 1], covariance[1, 1]),
        assumptions=MappingProxyType(
            {**plain.assumptions, "memory": "time counts from the look that first saw a camera"}
        ),
    )


def log_likelihood(
    log_rate: float, log_shape: float, until: NDArray[np.float64], gone: NDArray[np.float64]
) -> float:
    """Return the log-likelihood of looks, exp(−(rate·t)^shape) being the chance to stay.

    Parameters
    ----------
    log_rate, log_shape
        Natural logarithms; the rate is per year.
    until, gone
        Shape (n,): years to the last look that saw each, and to the first that did not.
    """
    rate, shape = math.exp(log_rate), math.exp(log_shape)
    seen = (rate * until) ** shape
    finite = np.isfinite(gone)
    missed = (rate * gone[finite]) ** shape
    # S(u) − S(g) = S(u) (1 − exp(H(u) − H(g))), without the difference of two small numbers
    lost = np.log(np.maximum(-np.expm1(seen[finite] - missed), 1e-300))
    return float(lost.sum() - seen.sum())


def still(survived: Survival, seen: dt.date, asked: dt.date) -> Span:
    """Return the chance that what was seen on one day is still so on another.

    Parameters
    ----------
    survived
        How long what was seen stays so.
    seen, asked
        The two days.

    Raises
    ------
    ValueError
        If the day asked for is before the look.
    """
    if asked < seen:
        raise ValueError(f"asked for {asked}, before the look on {seen}")
    return survived.chance((asked - seen).days)


def _highest(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function with one peak is highest, by the golden section."""
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = function(a), function(b)
    for _ in range(_HALVINGS):
        if at_a < at_b:
            low, a, at_a = a, b, at_b
            b = low + _GOLDEN * (high - low)
            at_b = function(b)
        else:
            high, b, at_b = b, a, at_a
            a = high - _GOLDEN * (high - low)
            at_a = function(a)
    return (low + high) / 2.0


def _crossing(
    function: Callable[[float], float], below: float, above: float, level: float
) -> float:
    """Return where a function rises over a level, between a place below it and one above."""
    for _ in range(_HALVINGS):
        middle = (below + above) / 2.0
        below, above = (middle, above) if function(middle) < level else (below, middle)
    return above
