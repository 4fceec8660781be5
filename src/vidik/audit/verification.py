"""Verification: how often one person is taken for another, and how often not for themselves.

After ISO/IEC 19795-1:2021: a comparison matches where its score is the threshold or above. FMR is
the share of non-mated comparisons that match, FNMR that of mated ones that do not; both of
comparisons that came to a score. Attempts that came to none are a rate of their own, FTA.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.audit.intervals import CONFIDENCE, rate
from vidik.model.rate import Rate
from vidik.model.scores import Comparisons

__all__ = ["Curve", "curve", "equal_error", "fmr", "fnmr", "fta", "threshold_at", "wrong_way"]

Floats = NDArray[np.float64]


def fmr(comparisons: Comparisons, threshold: float, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the false match rate: of comparisons of two people, those that match.

    Parameters
    ----------
    comparisons
        Scores.
    threshold
        From which on a comparison matches.
    confidence
        Of the interval, which takes comparisons for independent.

    Raises
    ------
    ValueError
        If no two people were compared.
    """
    scores = _some(comparisons, mated=False)
    return rate(int((scores >= threshold).sum()), len(scores), confidence=confidence)


def fnmr(comparisons: Comparisons, threshold: float, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the false non-match rate: of comparisons of one person, those that do not match.

    Parameters
    ----------
    comparisons, threshold, confidence
        As of `fmr`.

    Raises
    ------
    ValueError
        If nobody was compared with themselves.
    """
    scores = _some(comparisons, mated=True)
    return rate(int((scores < threshold).sum()), len(scores), confidence=confidence)


def fta(comparisons: Comparisons, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the failure-to-acquire rate: of all attempts, those that came to no score.

    Parameters
    ----------
    comparisons, confidence
        As of `fmr`.
    """
    failed = comparisons.mated_failures + comparisons.nonmated_failures
    return rate(failed, len(comparisons) + failed, confidence=confidence)


@dataclass(frozen=True, eq=False)
class Curve:
    """Both error rates at every threshold at which one of them changes (DET; ROC is 1 − FNMR).

    Parameters
    ----------
    threshold
        Shape (k,), rising; the last is infinite: nothing matches.
    fmr
        Shape (k,), falling.
    fnmr
        Shape (k,), rising.
    """

    threshold: Floats
    fmr: Floats
    fnmr: Floats


def curve(comparisons: Comparisons) -> Curve:
    """Return both error rates at every threshold that tells two scores apart.

    Parameters
    ----------
    comparisons
        Scores of both kinds.

    Raises
    ------
    ValueError
        If one kind is missing.
    """
    mated, nonmated = (np.sort(_some(comparisons, mated=kind)) for kind in (True, False))
    threshold = np.append(np.unique(comparisons.score), np.inf)
    return Curve(
        threshold=threshold,
        fmr=_from(nonmated, threshold),
        fnmr=np.searchsorted(mated, threshold) / len(mated),
    )


def equal_error(found: Curve) -> tuple[float, float]:
    """Return between what the rate lies at which both errors are as frequent.

    Scores are steps, so the curves may cross between two of them, where no threshold is: the rate
    is then known between the smaller of the larger error on either side and the larger of the
    smaller one. It says little of use: no system is run there.

    Parameters
    ----------
    found
        Of `curve`.
    """
    # the last threshold at which false matches are still as frequent, and the next one
    i = int(np.flatnonzero(found.fmr >= found.fnmr)[-1])
    if found.fmr[i] == found.fnmr[i]:
        return float(found.fmr[i]), float(found.fmr[i])
    j = i + 1
    low = max(found.fnmr[i], found.fmr[j])
    high = min(found.fmr[i], found.fnmr[j])
    return float(low), float(high)


def threshold_at(comparisons: Comparisons, most: float) -> float:
    """Return the lowest threshold at which the false match rate is no higher than asked.

    Parameters
    ----------
    comparisons
        Scores.
    most
        The rate, 0 to 1.

    Returns
    -------
    float
        A score; infinite if it takes a threshold above all scores.

    Raises
    ------
    ValueError
        If no two people were compared, or the rate is none.
    """
    if not 0.0 <= most <= 1.0:
        raise ValueError(f"not a rate: {most}")
    nonmated = np.sort(_some(comparisons, mated=False))
    choices = np.append(np.unique(comparisons.score), np.inf)
    return float(choices[np.flatnonzero(_from(nonmated, choices) <= most)[0]])


def wrong_way(comparisons: Comparisons) -> bool:
    """Return whether the scores seem to be distances: two people have higher ones than one.

    Parameters
    ----------
    comparisons
        Scores of both kinds.
    """
    mated, nonmated = (_some(comparisons, mated=kind) for kind in (True, False))
    ordered = np.sort(nonmated)
    # twice the area under the ROC: how often a mated score is above a non-mated one
    above = np.searchsorted(ordered, mated) + np.searchsorted(ordered, mated, side="right")
    return bool(above.sum() < len(mated) * len(nonmated))


def _from(ordered: Floats, threshold: Floats) -> Floats:
    """Return the share of rising scores that are a threshold or above, as a quotient of counts."""
    return np.asarray((len(ordered) - np.searchsorted(ordered, threshold)) / len(ordered))


def _some(comparisons: Comparisons, *, mated: bool) -> Floats:
    scores = comparisons.scores(mated=mated)
    if not len(scores):
        raise ValueError(
            "nobody was compared with themselves" if mated else "no two people were compared"
        )
    return scores
