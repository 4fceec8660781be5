"""Tally: how many scores there are of each value, or on each step of a fine scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.scores import Comparisons

__all__ = ["Tally"]


@dataclass(frozen=True, eq=False)
class Tally:
    """Scores, counted; the rates at each score that is here are exact.

    Parameters
    ----------
    score
        Shape (k,), rising: a score, or the lowest one on a step.
    mated, nonmated
        Shape (k,): comparisons of one person, and of two, whose score it is, or lies on that step.
    merged
        How many steps have scores that differ, between which no threshold can be told; 0: all that
        differ are told apart.

    Raises
    ------
    ValueError
        If the arrays do not fit together, or the scores do not rise.
    """

    score: NDArray[np.float64]
    mated: NDArray[np.int64]
    nonmated: NDArray[np.int64]
    merged: int = 0

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if not self.score.shape == self.mated.shape == self.nonmated.shape:
            raise ValueError("a tally needs two counts for each score")
        if not (np.diff(self.score) > 0).all():
            raise ValueError("the scores of a tally rise")

    @classmethod
    def of(cls, comparisons: Comparisons) -> Tally:
        """Return how many comparisons of each kind have each score.

        Parameters
        ----------
        comparisons
            Scores.
        """
        score, number = np.unique(comparisons.score, return_inverse=True)
        mated = np.bincount(number[comparisons.mated], minlength=len(score))
        return cls(score, mated, np.bincount(number, minlength=len(score)) - mated)
