"""Identification: what a search in a watchlist returns, and about whom.

After ISO/IEC 19795-1:2021 and NIST's FRTE 1:N: FPIR(N, T) is the share of searches of people who
are not enrolled that return somebody at the threshold or above; FNIR(N, R, T) the share of searches
of people who are, in which they are not among the first R candidates at the threshold or above;
TPIR is the rest of these. Searches that came to nothing count as misses of who is enrolled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.audit.intervals import CONFIDENCE, rate
from vidik.model.rate import Rate
from vidik.model.scores import Searches

__all__ = ["fnir", "fpir", "rank_curve", "tpir"]


def fpir(searches: Searches, threshold: float, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the false positive identification rate at a threshold.

    A search that came to nothing returned nobody, and counts.

    Parameters
    ----------
    searches
        Their results.
    threshold
        From which on a candidate is returned.
    confidence
        Of the interval, which takes searches for independent.

    Raises
    ------
    ValueError
        If nobody was searched for who is not enrolled.
    """
    top = searches.top[~searches.mated]
    of = len(top) + searches.nonmated_failures
    if not of:
        raise ValueError("nobody was searched for who is not enrolled")
    return rate(int((top >= threshold).sum()), of, confidence=confidence)


def fnir(
    searches: Searches,
    threshold: float = -np.inf,
    *,
    rank: int | None = None,
    confidence: float = CONFIDENCE,
) -> Rate:
    """Return the false negative identification rate at a threshold, among the first candidates.

    Parameters
    ----------
    searches, confidence
        As of `fpir`.
    threshold
        From which on a candidate is returned; −∞: each is.
    rank
        How many candidates are looked at; None: all.

    Raises
    ------
    ValueError
        If nobody was searched for who is enrolled.
    """
    found = _hits(searches, threshold, rank)
    of = len(found) + searches.mated_failures
    if not of:
        raise ValueError("nobody was searched for who is enrolled")
    return rate(of - int(found.sum()), of, confidence=confidence)


def tpir(
    searches: Searches,
    threshold: float = -np.inf,
    *,
    rank: int | None = None,
    confidence: float = CONFIDENCE,
) -> Rate:
    """Return the true positive identification rate: the rest of `fnir`.

    Parameters
    ----------
    searches, threshold, rank, confidence
        As of `fnir`.
    """
    missed = fnir(searches, threshold, rank=rank, confidence=confidence)
    return rate(missed.of - missed.count, missed.of, confidence=confidence)


def rank_curve(searches: Searches, *, confidence: float = CONFIDENCE) -> tuple[Rate, ...]:
    """Return how often who is enrolled is among the first 1, 2, … candidates (CMC).

    Parameters
    ----------
    searches, confidence
        As of `fnir`. As many ranks as the last mate that was found.
    """
    last = int(searches.rank.max(initial=1))
    return tuple(tpir(searches, rank=r, confidence=confidence) for r in range(1, last + 1))


def _hits(searches: Searches, threshold: float, rank: int | None) -> NDArray[np.bool_]:
    """Return in which searches of who is enrolled they were found."""
    if rank is not None and rank < 1:
        raise ValueError(f"not a number of candidates: {rank}")
    mate, place = searches.mate[searches.mated], searches.rank[searches.mated]
    found = (place > 0) & (mate >= threshold)
    return np.asarray(found if rank is None else found & (place <= rank))
