"""Identification: what a search in a watchlist returns, and about whom.

After ISO/IEC 19795-1:2021 and NIST's FRTE 1:N: FPIR(N, T) is the share of searches of people who
are not enrolled that return somebody at the threshold or above; FNIR(N, R, T) the share of searches
of people who are, in which they are not among the first R candidates at the threshold or above;
TPIR is the rest of these. Searches that came to nothing count as misses of who is enrolled, and so
do people who were to be enrolled and could not be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.audit.intervals import CONFIDENCE, rate
from vidik.audit.verification import Curve
from vidik.model.rate import Rate
from vidik.model.scores import Searches

__all__ = ["fnir", "fpir", "rank_curve", "search_curve", "tpir"]


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
    of = searches.attempts(mated=False)
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
    of = searches.attempts(mated=True)
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


def search_curve(searches: Searches, *, rank: int | None = None) -> Curve:
    """Return FPIR and FNIR at every threshold at which one of them changes.

    Parameters
    ----------
    searches
        Of people who are enrolled, and of others.
    rank
        As of `fnir`.

    Returns
    -------
    Curve
        Its false matches are false positives, its false non-matches false negatives, of as many
        searches as there were of either kind.

    Raises
    ------
    ValueError
        If one kind is missing.
    """
    strangers, enrolled = (searches.attempts(mated=kind) for kind in (False, True))
    if not strangers:
        raise ValueError("nobody was searched for who is not enrolled")
    if not enrolled:
        raise ValueError("nobody was searched for who is enrolled")
    top = searches.top[~searches.mated]
    top = np.sort(top[np.isfinite(top)])
    found = np.sort(searches.mate[searches.mated][_hits(searches, -np.inf, rank)])
    threshold = np.append(np.unique(np.concatenate([top, found])), np.inf)
    return Curve(
        threshold=threshold,
        false_matches=len(top) - np.searchsorted(top, threshold),
        false_non_matches=enrolled - (len(found) - np.searchsorted(found, threshold)),
        nonmated=strangers,
        mated=enrolled,
    )


def _hits(searches: Searches, threshold: float, rank: int | None) -> NDArray[np.bool_]:
    """Return in which searches of who is enrolled they were found."""
    if rank is not None and rank < 1:
        raise ValueError(f"not a number of candidates: {rank}")
    mate, place = searches.mate[searches.mated], searches.rank[searches.mated]
    found = (place > 0) & (mate >= threshold)
    return np.asarray(found if rank is None else found & (place <= rank))
