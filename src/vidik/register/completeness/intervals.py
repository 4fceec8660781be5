"""Intervals of totals: what was seen, and a number unseen that is known by its logarithm."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["Z95", "interval", "log_spread"]

#: Standard deviations to either side that hold 95 of 100.
Z95 = NormalDist().inv_cdf(0.975)

_HALVINGS = 80


def log_spread(mean: float, variance: float) -> float:
    """Return the standard deviation of the logarithm of a lognormal variable.

    Parameters
    ----------
    mean, variance
        Of the variable.
    """
    return math.sqrt(math.log1p(variance / mean**2)) if mean > 0.0 else 0.0


def interval(
    seen: NDArray[np.float64],
    offset: NDArray[np.float64],
    unseen: NDArray[np.float64],
    spread: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the ends of the interval that holds 95 of 100, of a mixture of k cases.

    In a case the total is ``offset + unseen·exp(spread·z)``, z standard normal, and never less than
    what was seen.

    Parameters
    ----------
    seen, offset
        Shape (k,): what there is for certain, and what the unseen is added to.
    unseen, spread
        Shape (k,): median of the number unseen, and standard deviation of its logarithm.
    weight
        Shape (k,): chances of the cases; their sum is 1.
    """
    high = float((offset + unseen * np.exp(6.0 * spread)).max()) + 1.0

    def below(total: float) -> float:
        """Return the chance that there are no more than so many."""
        chance = 0.0
        for s, o, u, d, w in zip(seen, offset, unseen, spread, weight, strict=True):
            if total < s:
                continue
            if u <= 0.0 or d <= 0.0:
                chance += w * (total >= o + u)
            elif total > o:
                chance += (
                    w * 0.5 * math.erfc((math.log(u) - math.log(total - o)) / d / math.sqrt(2))
                )
        return chance

    def quantile(share: float) -> float:
        low, top = float(seen.min()), max(high, float(seen.max()))
        if below(low) >= share:
            return low
        for _ in range(_HALVINGS):
            middle = (low + top) / 2.0
            low, top = (middle, top) if below(middle) < share else (low, middle)
        return top

    return quantile(0.025), quantile(0.975)
