"""Against: how far a model of who passes is from what was counted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from vidik.model.projection import Against

__all__ = ["FEWEST", "held_against"]

#: Counts that it takes to say anything.
FEWEST = 5

_SIGMAS = 1.959964


def held_against(modelled: NDArray[np.float64], counted: NDArray[np.float64]) -> Against | None:
    """Return how far a model is from counts; None if there are too few.

    Parameters
    ----------
    modelled
        Shape (k,): people that pass, in whatever unit, above 0.
    counted
        Shape (k,): those that were counted, above 0.

    Examples
    --------
    >>> model = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> found = held_against(model, 100.0 * model)
    >>> round(found.order, 6), round(found.times), round(found.factor)
    (1.0, 100, 1)
    """
    if len(counted) < FEWEST:
        return None
    ratio = np.log(counted / modelled)
    order = float(kendalltau(modelled, counted).statistic)
    return Against(
        cameras=len(counted),
        order=order if math.isfinite(order) else 0.0,
        times=math.exp(float(ratio.mean())),
        factor=math.exp(_SIGMAS * float(ratio.std(ddof=1))),
    )
