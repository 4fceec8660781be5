"""Intervals of totals: what was seen, and a number unseen that is known by its logarithm."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["Z95", "log_spread", "lognormal_ends"]

#: Standard deviations to either side that hold 95 of 100.
Z95 = NormalDist().inv_cdf(0.975)

_HALVINGS = 50


def log_spread(mean: float, variance: float) -> float:
    """Return the standard deviation of the logarithm of a lognormal variable.

    Parameters
    ----------
    mean, variance
        Of the variable.
    """
    return math.sqrt(math.log1p(variance / mean**2)) if mean > 0.0 else 0.0


def lognormal_ends(
    seen: float,
    unseen: NDArray[np.float64],
    spread: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the ends of the interval of what was seen and a mixture of lognormal variables.

    Parameters
    ----------
    seen
        What there is for certain.
    unseen, spread
        Shape (k,): medians of the number unseen, and standard deviations of its logarithm.
    weight
        Shape (k,): chances of the cases; their sum is 1.
    """
    certain = (unseen <= 0.0) | (spread <= 0.0)
    cases = [
        (math.log(u), d, w)
        for u, d, w in zip(unseen[~certain], spread[~certain], weight[~certain], strict=True)
    ]

    def below(total: float) -> float:
        more = total - seen
        chance = float(weight[certain] @ (more >= unseen[certain]))
        if more > 0.0:
            log = math.log(more)
            chance += sum(
                w * math.erfc((u - log) / (d * math.sqrt(2.0))) / 2.0 for u, d, w in cases
            )
        return chance

    def quantile(share: float) -> float:
        few, many = seen, seen + float((unseen * np.exp(6.0 * spread)).max())
        if below(few) >= share:
            return few
        for _ in range(_HALVINGS):
            middle = (few + many) / 2.0
            few, many = (middle, many) if below(middle) < share else (few, middle)
        return many

    return quantile(0.025), quantile(0.975)
