"""DET: both error rates against each other, at thresholds where they are read, each with intervals.

The intervals at a threshold are pointwise: each is told of that threshold alone, so the curve as a
whole leaves the band they make somewhere more often than one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.audit.bootstrap import DRAWS, of_people
from vidik.audit.intervals import CONFIDENCE, rate
from vidik.audit.verification import Curve
from vidik.model.rate import Interval, Rate

__all__ = ["PER_DECADE", "People", "Point", "intervals_of", "points", "read_at"]

#: Steps of a rate at which the curve is read: so many to ten times the rate.
PER_DECADE = 8

#: Between what both rates lie by whose comparisons they were, or why it is not told.
People = tuple[Interval | str, Interval | str]


@dataclass(frozen=True, slots=True)
class Point:
    """Both error rates at a threshold.

    Parameters
    ----------
    threshold
        From which on a comparison matches; infinite: nothing does.
    false_match, false_non_match
        With their counts and intervals, which take comparisons for independent.
    people
        Between what both lie by whose comparisons they were; None: nobody said whose they are.
    """

    threshold: float
    false_match: Rate
    false_non_match: Rate
    people: People | None = None


def read_at(found: Curve, *, per_decade: int = PER_DECADE) -> NDArray[np.int64]:
    """Return at which thresholds of a curve it is read.

    Parameters
    ----------
    found
        The curve.
    per_decade
        Of rates of 1 and below, so many to a tenth of it, either rate's first threshold on each.

    Returns
    -------
    NDArray
        Places in the curve, rising: where FMR first is as low as one of these rates, and where FNMR
        last is; the ends of both are among them.
    """
    decades = np.log10(max(found.mated, found.nonmated))
    grid = 10.0 ** (-np.arange(np.ceil(decades * per_decade) + 1) / per_decade)
    last = len(found.threshold) - 1
    # FMR falls, FNMR rises: both are searched as what rises
    falling = np.searchsorted(-found.fmr, -grid)
    rising = np.searchsorted(found.fnmr, grid, side="right") - 1
    ends = (np.searchsorted(-found.fmr, 0.0), np.searchsorted(found.fnmr, 0.0, side="right") - 1)
    return np.unique(np.clip(np.concatenate([falling, rising, ends]), 0, last))


def points(
    thresholds: NDArray[np.float64],
    counts: NDArray[np.int64],
    *,
    people: Sequence[People] | None = None,
    confidence: float = CONFIDENCE,
) -> tuple[Point, ...]:
    """Return points of the curve with their intervals.

    Parameters
    ----------
    thresholds
        Shape (k,), rising.
    counts
        Shape (2, k + 1): nonmated and mated scores by how many thresholds they reach, as of
        `vidik.audit.tallying.between`.
    people
        What `intervals_of` says of them; None: nobody said whose comparisons they are.
    confidence
        Of Clopper and Pearson's intervals.

    Raises
    ------
    ValueError
        If there is nothing of one kind.
    """
    (false,), (missed,) = _errors(counts[None])
    nonmated, mated = counts.sum(axis=1).tolist()
    told: Sequence[People | None] = [None] * len(thresholds) if people is None else people
    return tuple(
        Point(
            threshold,
            rate(wrong, nonmated, confidence=confidence),
            rate(lost, mated, confidence=confidence),
            own,
        )
        for threshold, wrong, lost, own in zip(
            thresholds.tolist(), false.tolist(), missed.tolist(), told, strict=True
        )
    )


def intervals_of(
    counts: NDArray[np.int64],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> tuple[People, ...]:
    """Return between what both rates lie at each threshold, by whose comparisons they were.

    Parameters
    ----------
    counts
        Shape (people, 2, k + 1): of each person nonmated and mated scores by how many of k
        thresholds they reach, as of `vidik.audit.tallying.between`.
    rng
        Draws people.
    draws
        How often.
    confidence
        Of the intervals.
    """
    both = []
    for wrong, own in zip(_errors(counts), (counts[:, 0], counts[:, 1]), strict=True):
        trials = own.sum(axis=1)
        some = trials > 0
        both.append(
            of_people(wrong[some], trials[some], rng=rng, draws=draws, confidence=confidence)
        )
    return tuple(zip(*both, strict=True))


def _errors(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return of counts (units, 2, k + 1) what errs at each threshold, (units, k) of either kind."""
    # from the last threshold down what reaches one, from the first up what does not
    reached = counts[:, 0, ::-1].cumsum(axis=1)[:, -2::-1]
    return reached, counts[:, 1].cumsum(axis=1)[:, :-1]
