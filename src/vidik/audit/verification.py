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
from vidik.model.tally import Tally

__all__ = [
    "Curve", "curve", "curve_of", "equal_error", "fmr", "fnmr", "fta", "fte", "gfar", "gfrr",
    "lowest_threshold", "threshold_at", "wrong_way",
]  # fmt: skip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What is said where one kind of comparison, mated or not, is missing.
_MISSING = {True: "nobody was compared with themselves", False: "no two people were compared"}


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
    """Return the failure-to-acquire rate: of comparisons with a reference, those without a sample.

    Parameters
    ----------
    comparisons, confidence
        As of `fmr`.

    Raises
    ------
    ValueError
        If there was none.
    """
    failed = comparisons.mated_failures + comparisons.nonmated_failures
    return rate(failed, len(comparisons) + failed, confidence=confidence)


def fte(comparisons: Comparisons, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the failure-to-enrol rate: of all comparisons, those without a reference.

    It is counted in comparisons, not in people: whoever is compared often counts often.

    Parameters
    ----------
    comparisons, confidence
        As of `fmr`.

    Raises
    ------
    ValueError
        If there was none.
    """
    failed = comparisons.mated_unenrolled + comparisons.nonmated_unenrolled
    begun = sum(comparisons.attempts(mated=kind) for kind in (True, False))
    return rate(failed, begun, confidence=confidence)


def gfar(comparisons: Comparisons, threshold: float, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the generalised false accept rate: of all comparisons of two people, those that match.

    What came to no score matches nobody. It is FMR · (1 − FTA) · (1 − FTE), with both failures
    counted among these comparisons.

    Parameters
    ----------
    comparisons, threshold, confidence
        As of `fmr`.

    Raises
    ------
    ValueError
        If no two people were to be compared.
    """
    false = int((comparisons.scores(mated=False) >= threshold).sum())
    return rate(false, _begun(comparisons, mated=False), confidence=confidence)


def gfrr(comparisons: Comparisons, threshold: float, *, confidence: float = CONFIDENCE) -> Rate:
    """Return the generalised false reject rate: of one person, all that does not match.

    What came to no score does not match. It is FTE + (1 − FTE) · (FTA + (1 − FTA) · FNMR), with
    both failures counted among these comparisons.

    Parameters
    ----------
    comparisons, threshold, confidence
        As of `fmr`.

    Raises
    ------
    ValueError
        If nobody was to be compared with themselves.
    """
    matched = int((comparisons.scores(mated=True) >= threshold).sum())
    begun = _begun(comparisons, mated=True)
    return rate(begun - matched, begun, confidence=confidence)


@dataclass(frozen=True, eq=False)
class Curve:
    """Errors of both kinds at every threshold at which one of them changes (DET; ROC is 1 − FNMR).

    Parameters
    ----------
    threshold
        Shape (k,), rising; the last is infinite: nothing matches.
    false_matches
        Shape (k,), falling: comparisons of two people that match.
    false_non_matches
        Shape (k,), rising: comparisons of one person that do not.
    nonmated, mated
        How many comparisons of both kinds there are.
    """

    threshold: Floats
    false_matches: Ints
    false_non_matches: Ints
    nonmated: int
    mated: int

    @property
    def fmr(self) -> Floats:
        """False match rates; shape (k,)."""
        return np.asarray(self.false_matches / self.nonmated)

    @property
    def fnmr(self) -> Floats:
        """False non-match rates; shape (k,)."""
        return np.asarray(self.false_non_matches / self.mated)


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
    return curve_of(Tally.of(comparisons))


def curve_of(tally: Tally) -> Curve:
    """Return both error rates at every threshold that a tally has.

    Parameters
    ----------
    tally
        Scores of both kinds, counted.

    Raises
    ------
    ValueError
        If one kind is missing.
    """
    mated, nonmated = (np.append(0, np.cumsum(one)) for one in (tally.mated, tally.nonmated))
    for kind, below in ((True, mated), (False, nonmated)):
        if not below[-1]:
            raise ValueError(_MISSING[kind])
    return Curve(
        threshold=np.append(tally.score, np.inf),
        false_matches=nonmated[-1] - nonmated,
        false_non_matches=mated,
        nonmated=int(nonmated[-1]),
        mated=int(mated[-1]),
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
    matching = len(nonmated) - np.searchsorted(nonmated, choices)
    return float(choices[np.flatnonzero(matching / len(nonmated) <= most)[0]])


def lowest_threshold(found: Curve, most: float) -> float:
    """Return the lowest threshold of a curve at which the false match rate is as low as asked.

    Parameters
    ----------
    found
        Of `curve`.
    most
        As of `threshold_at`.

    Raises
    ------
    ValueError
        If the rate is none.
    """
    if not 0.0 <= most <= 1.0:
        raise ValueError(f"not a rate: {most}")
    return float(found.threshold[np.flatnonzero(found.fmr <= most)[0]])


def wrong_way(found: Curve) -> bool:
    """Return whether the scores seem to be distances: two people have higher ones than one.

    Parameters
    ----------
    found
        Of `curve`.
    """
    # twice the area under the ROC: how often a mated score is above a nonmated one, or the same
    mated = np.diff(found.false_non_matches)
    below = found.nonmated - found.false_matches
    return bool((mated * (below[:-1] + below[1:])).sum() < found.mated * found.nonmated)


def _begun(comparisons: Comparisons, *, mated: bool) -> int:
    begun = comparisons.attempts(mated=mated)
    if not begun:
        raise ValueError(_MISSING[mated])
    return begun


def _some(comparisons: Comparisons, *, mated: bool) -> Floats:
    scores = comparisons.scores(mated=mated)
    if not len(scores):
        raise ValueError(_MISSING[mated])
    return scores
