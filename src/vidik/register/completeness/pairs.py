"""Two lists: Lincoln and Petersen's estimate with Chapman's correction."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from vidik.model.completeness import Method, Total
from vidik.model.histories import Histories
from vidik.register.completeness.intervals import interval

__all__ = ["chapman"]

#: Numbers in common that an uncertain number is taken for, and their chances: Gauss and Hermite.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


def chapman(histories: Histories) -> Total:
    """Return how many devices two lists tell of together, listed and not.

    Chapman's (n₁ + 1)(n₂ + 1)/(m + 1) − 1, with Sadinle's (2009) transformed logit interval.
    Where it is not certain which rows are the same, m is normal about its expectation, between 0
    and the smaller list, and the interval is that of the mixture.

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
    only_one, only_other = one - shared, other - shared
    seen = one + other - shared
    estimate = (one + 1.0) * (other + 1.0) / (shared + 1.0) - 1.0
    variance = (
        (one + 1.0) * (other + 1.0) * only_one * only_other / (shared + 1.0) ** 2 / (shared + 2.0)
    )
    mean = float(weight @ estimate)
    a, b, m = only_one + 0.5, only_other + 0.5, shared + 0.5
    least, most = interval(
        seen, seen - 0.5, a * b / m, np.sqrt(1.0 / a + 1.0 / b + 1.0 / m + m / (a * b)), weight
    )
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
                "interval": "transformed logit (Sadinle 2009), 95 %",
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
