"""Two lists: Lincoln and Petersen's estimate with Chapman's correction."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.model.completeness import Method, Total
from vidik.model.histories import Histories

__all__ = ["chapman"]

#: Numbers in common that an uncertain number is taken for, and their chances: Gauss and Hermite.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)

#: Unseen devices up to which each number is looked at by itself.
_WHOLE = 256


def chapman(histories: Histories) -> Total:
    """Return how many devices two lists tell of together, listed and not.

    Chapman's (n₁ + 1)(n₂ + 1)/(m + 1) − 1. The interval is that of the likelihood integrated over
    the shares that both lists find, by Jeffreys' priors, and 1/N for the total (Castledine 1981,
    Smith 1991). Where it is not certain which rows are the same, m is normal about its expectation,
    between 0 and the smaller list, and the interval is that of the mixture.

    Parameters
    ----------
    histories
        Of two lists.

    Raises
    ------
    ValueError
        If there are more lists than two.
    """
    if len(histories.lists) != 2:
        raise ValueError(f"{len(histories.lists)} lists instead of two")
    one, other = histories.sizes.tolist()
    expected = histories.shared(0, 1)
    shared, weight = _shared(expected, histories.variance, min(one, other))
    estimate = (one + 1.0) * (other + 1.0) / (shared + 1.0) - 1.0
    # Seber 1970
    variance = (one + 1.0) * (other + 1.0) * (one - shared) * (other - shared)
    variance /= (shared + 1.0) ** 2 * (shared + 2.0)
    mean = float(weight @ estimate)
    least, most = _ends(one, other, shared, weight)
    return Total(
        method=Method.CHAPMAN,
        seen=histories.seen,
        twice=expected,
        expected=mean,
        least=min(least, mean),
        most=max(most, mean),
        standard_error=float(np.sqrt(weight @ (variance + (estimate - mean) ** 2))),
        assumptions=MappingProxyType(
            {
                "independence": "whether one list has a camera does not depend on whether the "
                "other has it",
                "catchability": "within one list, every camera of the stratum was as likely to be "
                "found as any other; where it is not so in both lists, there are more cameras "
                "than the figure says",
                "closure": "no camera came or went between the surveys",
                "ground": "both surveys looked at the same ground; what lies outside is not "
                "counted",
                "matching": "certain"
                if histories.variance == 0.0
                else f"{expected:.1f} in both, known up to a standard error of "
                f"{histories.variance**0.5:.1f}",
                "interval": "integrated likelihood (Castledine 1981), 95 %",
            }
        ),
    )


def _shared(
    mean: float, variance: float, most: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return numbers in common that are possible, and their chances."""
    if variance == 0.0:
        return np.array([mean]), np.array([1.0])
    return (
        np.clip(mean + np.sqrt(variance) * _NODES, 0.0, most),
        _WEIGHTS / _WEIGHTS.sum(),
    )


def _ends(
    one: float, other: float, shared: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the ends of the interval of the total, over numbers in common and their chances."""
    totals, chances = [], []
    for m, w in zip(shared.tolist(), weight.tolist(), strict=True):
        seen = one + other - m
        unseen = _possible(one - m + 0.5, other - m + 0.5, m + 0.5)
        # a number stands for those between it and the one before
        chance = np.exp(_log_density(seen + unseen, one, other, seen)) * np.diff(unseen, prepend=-1)
        totals.append(seen + unseen)
        chances.append(w * chance / chance.sum())
    total = np.concatenate(totals)
    order = np.argsort(total, kind="stable")
    below = np.cumsum(np.concatenate(chances)[order])
    least, most = total[order[np.searchsorted(below, (0.025, 0.975))]].tolist()
    return least, most


def _possible(only_one: float, only_other: float, shared: float) -> NDArray[np.float64]:
    """Return numbers of devices unseen: each one up to `_WHOLE`, then by 2 % of the doubt."""
    middle = math.log(only_one * only_other / shared)
    reach = 8.0 * math.sqrt(1.0 / only_one + 1.0 / only_other + 1.0 / shared)
    low = max(middle - reach, math.log(_WHOLE))
    high = max(middle + reach, low + 1.0)
    return np.concatenate((np.arange(_WHOLE), np.exp(np.linspace(low, high, 768))))


def _log_density(
    total: NDArray[np.float64], one: float, other: float, seen: float
) -> NDArray[np.float64]:
    """Return the logarithm of the chance of totals, but for a constant that keeps it near 0."""
    log = (
        _log_gamma(total + 1.0)
        - _log_gamma(total - seen + 1.0)
        + _log_gamma(total - one + 0.5)
        + _log_gamma(total - other + 0.5)
        - 2.0 * _log_gamma(total + 1.0)
        - np.log(np.maximum(total, 1.0))
    )
    shifted: NDArray[np.float64] = log - log.max()
    return shifted


def _log_gamma(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.fromiter(map(math.lgamma, values.tolist()), np.float64, len(values))
