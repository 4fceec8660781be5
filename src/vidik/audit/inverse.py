"""Inverse: which error rate it takes for no more than so many false alerts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from vidik.audit.alerts import fpir_of
from vidik.model.projection import Needed

__all__ = ["CHANCE", "needed"]

Floats = NDArray[np.float64]

#: Which share of draws is to have no more, and with which chance a day is to pass without any.
CHANCE = 0.95

#: Logarithm of the smallest rate that is looked for.
_SMALLEST = -80.0


def needed(
    searches: Floats, watchlist: Floats, *, allowed: float = 1.0, chance: float = CHANCE
) -> Needed:
    """Return which error rate keeps false alerts below a number.

    Parameters
    ----------
    searches
        Draws of the searches in a day of people who are not on the list.
    watchlist
        Draws of how many are on it.
    allowed
        False alerts a day.
    chance
        As of `CHANCE`.

    Returns
    -------
    Needed
        Rates of 1 where even those keep it.

    Raises
    ------
    ValueError
        If none is allowed: any rate above 0 gives some in the long run.
    """
    if not allowed > 0.0:
        raise ValueError(f"false alerts that are allowed are above 0: {allowed}")
    excess: Sequence[Callable[[Floats], float]] = (
        lambda rate: float(np.mean(searches * rate)) - allowed,
        lambda rate: float(np.quantile(searches * rate, chance)) - allowed,
        lambda rate: chance - float(np.mean(np.exp(-searches * rate))),
    )
    mean, most, none = (_highest(one, 1.0) for one in excess)
    each_mean, each_most, each_none = (_highest(one, watchlist) for one in excess)
    return Needed(allowed, mean, most, none, (each_mean, each_most, each_none))


def _highest(excess: Callable[[Floats], float], comparisons: Floats | float) -> float:
    """Return the highest rate of one of so many comparisons with which nothing is in excess."""

    def at(log: float) -> float:
        return excess(fpir_of(math.exp(log), comparisons))

    if at(0.0) <= 0.0:
        return 1.0
    return math.exp(brentq(at, _SMALLEST, 0.0, xtol=1e-12, rtol=1e-14))
