"""Swings: which assumption matters most to a figure, one tried at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from vidik.audit.alerts import Values
from vidik.audit.assuming import LEAST, MOST, errors, middles, quantile
from vidik.model.assumed import Assumed
from vidik.model.projection import Swing

__all__ = ["OWN_ERROR", "log_odds", "swings"]

Floats = NDArray[np.float64]

#: What the errors that cameras have by themselves are called.
OWN_ERROR = "camera_factor"

#: Quantiles at which an assumption is tried while all others stay in their middle.
_TRIED = (np.arange(999) + 0.5) / 999

#: A figure that changes by less, of itself, is the same with other last digits.
_NOISE = 1e-9


def swings(
    figure: Callable[[Values], Floats],
    assumed: Mapping[str, Assumed],
    *,
    scale: Callable[[Floats], Floats] = np.log,
    own_error: float = 0.0,
) -> tuple[Swing, ...]:
    """Return what each assumption does to a figure, from the one that does most.

    Each is moved from its 2.5 % to its 97.5 % quantile while the others stay in their middle. The
    shares are those of the variance of the figure on a scale: where it is a product of what is
    assumed, its logarithm is a sum, and the shares are exact.

    Parameters
    ----------
    figure
        Made of all assumptions by name; of one array and else single numbers.
    assumed
        By name.
    scale
        On which the figure is a sum, or nearly.
    own_error
        Standard deviation of the logarithm of what cameras err by themselves, all together.
    """
    middle, ends = middles(assumed), np.array([LEAST, MOST])
    found: list[tuple[float, str, Floats]] = []
    for name, one in assumed.items():
        tried, low_high = (figure({**middle, name: quantile(one, at)}) for at in (_TRIED, ends))
        if np.ptp(tried) > _NOISE * tried.max():  # else it has no say
            found.append((float(np.var(scale(tried))), name, low_high))
    if own_error > 0.0 and figure(middle) > 0.0:
        found.append((own_error**2, OWN_ERROR, figure(middle) * errors(own_error, ndtri(ends))))
    found = sorted(found, key=lambda row: -row[0])
    whole = sum(variance for variance, *_ in found)
    return tuple(
        Swing(name, float(low_high[0]), float(low_high[1]), variance / whole)
        for variance, name, low_high in found
    )


def log_odds(share: Floats) -> Floats:
    """Return the logarithm of the odds of shares above 0 and below 1.

    Parameters
    ----------
    share
        Any shape.
    """
    return np.asarray(np.log(share) - np.log1p(-share))
