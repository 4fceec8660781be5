"""Counting scores part by part, however many there are.

They are counted on a fine scale of 4 million steps: a step holds what agrees in sign, in magnitude
and in the first 16 binary digits (so to one part in 32,768; whole numbers up to 65,536 have steps
of their own), between 2⁻³² and 2³². Of each step the lowest score is kept. At that score as
threshold all of the step matches, so rates are counted there, not approximated; what is lost is
which thresholds can be told, and how many steps that concerns is known. Units such as people or
groups are counted between thresholds that are known already, with nothing lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.audit.kernels import STEPS, count_between, count_steps
from vidik.model.tally import Tally

__all__ = ["Scale", "between"]


class Scale:
    """A fine scale on which scores are counted, part by part, in 130 MB however many there are.

    Examples
    --------
    >>> scale = Scale()
    >>> scale.add(np.array([0.5, 0.25, 0.5]), np.array([True, False, True]))
    >>> scale.tally().score.tolist(), scale.tally().mated.tolist()
    ([0.25, 0.5], [0, 2])
    """

    def __init__(self) -> None:
        self._counts = np.zeros((STEPS, 2), dtype=np.int64)
        self._low = np.full(STEPS, np.inf)
        self._high = np.full(STEPS, -np.inf)

    def add(self, score: NDArray[np.float64], mated: NDArray[np.bool_]) -> None:
        """Count scores.

        Parameters
        ----------
        score
            Shape (n,), finite.
        mated
            Shape (n,).
        """
        # 0.0 for −0.0, which is the same score
        score = np.ascontiguousarray(score + 0.0)
        count_steps(
            score, score.view(np.int64), np.ascontiguousarray(mated),
            self._counts, self._low, self._high,
        )  # fmt: skip

    def tally(self) -> Tally:
        """Return what was counted so far."""
        used = self._low <= self._high
        return Tally(
            self._low[used],
            self._counts[used, 1],
            self._counts[used, 0],
            merged=int((self._high[used] > self._low[used]).sum()),
        )


def between(
    score: NDArray[np.float64],
    mated: NDArray[np.bool_],
    unit: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> None:
    """Count scores of each unit, a person or a group, between thresholds.

    Parameters
    ----------
    score, mated
        As of `Scale.add`.
    unit
        Shape (n,): number of the unit; −1 is not counted.
    thresholds
        Shape (k,), rising.
    counts
        Shape (units, 2, k + 1), added to: of each unit nonmated and mated scores by how many
        thresholds they reach.

    Raises
    ------
    ValueError
        If there is a unit that has no counts, or the thresholds do not rise.
    """
    if len(unit) and unit.max() >= len(counts):
        raise ValueError(f"unit {unit.max()} of {len(counts)}")
    if not (np.diff(thresholds) > 0).all():
        raise ValueError("thresholds rise")
    count_between(
        np.ascontiguousarray(score), np.ascontiguousarray(mated), np.ascontiguousarray(unit),
        np.ascontiguousarray(thresholds), counts,
    )  # fmt: skip
