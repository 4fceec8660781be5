"""Intervals of a rate that was counted: exact (Clopper–Pearson), Wilson's, and none seen at all.

ISO/IEC 19795-1 asks for an interval beside each rate. Clopper and Pearson's never holds the rate
less often than it says, for any rate and any number of trials, and so is wider than needed.
Wilson's is right on the average and dips below what it says where errors are rare: of ten trials
at a rate of one in a hundred its 95 % intervals hold the rate in 90.4 %. Both take trials for
independent, which searches of one person by several cameras are not.
"""

from __future__ import annotations

import math

from scipy.special import betaincinv, ndtri

from vidik.model.rate import Interval, Rate

__all__ = ["CONFIDENCE", "clopper_pearson", "none_seen", "rate", "wilson"]

#: In what share of cases an interval is meant to hold the rate, where nobody says otherwise.
CONFIDENCE = 0.95


def clopper_pearson(count: int, of: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of a rate (Clopper and Pearson 1934, Biometrika 26).

    Parameters
    ----------
    count, of
        So many were, of so many.
    confidence
        It holds the rate in at least this share of cases, whatever the rate is.

    Examples
    --------
    >>> found = clopper_pearson(10, 2077)
    >>> f"{found.low:.2%} to {found.high:.2%}"
    '0.23% to 0.88%'
    """
    _refuse(count, of, confidence)
    tail = 0.5 * (1.0 - confidence)
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1.0 - tail))
    return Interval(low, high, confidence, "Clopper–Pearson")


def wilson(count: int, of: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the score interval of a rate (Wilson 1927, JASA 22).

    Parameters
    ----------
    count, of
        So many were, of so many.
    confidence
        It holds the rate in about this share of cases.

    Examples
    --------
    >>> found = wilson(10, 2077)
    >>> f"{found.low:.2%} to {found.high:.2%}"
    '0.26% to 0.88%'
    """
    _refuse(count, of, confidence)
    z = float(ndtri(0.5 * (1.0 + confidence)))
    share, grown = count / of, 1.0 + z * z / of
    middle = (share + z * z / (2 * of)) / grown
    half = z / grown * math.sqrt(share * (1.0 - share) / of + z * z / (4 * of * of))
    # at its ends the interval is closed, which rounding must not undo
    low = 0.0 if count == 0 else max(middle - half, 0.0)
    high = 1.0 if count == of else min(middle + half, 1.0)
    return Interval(low, high, confidence, "Wilson")


def none_seen(of: int, *, confidence: float = CONFIDENCE) -> float:
    """Return up to where a rate may lie of which nothing was seen: the “rule of three”, exactly.

    Three divided by the number of trials is about the same at 95 %.

    Parameters
    ----------
    of
        How many trials there were.
    confidence
        That the rate is no higher; on one side, as there is nothing on the other.

    Examples
    --------
    >>> f"none of 2,500,000: at most one in {1 / none_seen(2_500_000):,.0f}"
    'none of 2,500,000: at most one in 834,521'
    """
    _refuse(0, of, confidence)
    return -math.expm1(math.log1p(-confidence) / of)


def rate(count: int, of: int, *, confidence: float = CONFIDENCE) -> Rate:
    """Return a rate with its exact interval.

    Parameters
    ----------
    count, of, confidence
        As of `clopper_pearson`.
    """
    return Rate(count, of, clopper_pearson(count, of, confidence=confidence))


def _refuse(count: int, of: int, confidence: float) -> None:
    if of <= 0 or not 0 <= count <= of:
        raise ValueError(f"not a share of anything: {count} of {of}")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"not a confidence: {confidence}")
