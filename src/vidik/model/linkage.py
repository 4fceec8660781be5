"""Linkage: what was learned of two lists, by which their rows are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Linkage"]


@dataclass(frozen=True, eq=False)
class Linkage:
    """The parameters of a comparison, in the words of Fellegi and Sunter (1969).

    Parameters
    ----------
    sigma_m
        How far apart both lists put the same camera: standard deviation along each axis, metres.
        Lists that err by 5 m and 15 m along each axis differ by √(5² + 15²) m.
    tail
        Share of the cameras that are put `TAIL` times as far apart.
    share, other_share
        Share of the devices of the first list that the other has too, and the other way round.
    agreeing
        m-probabilities of each field: how often rows of the same camera are at each level, of those
        that both say something.
    by_chance
        u-probabilities: the same for rows of different cameras that lie near each other.
    """

    sigma_m: float
    tail: float
    share: float
    other_share: float
    agreeing: Mapping[str, NDArray[np.float64]]
    by_chance: Mapping[str, NDArray[np.float64]]

    def weights(self, field: str) -> NDArray[np.float64]:
        """Return the match weights of a field's levels: log₂(m/u).

        Parameters
        ----------
        field
            Its name.
        """
        weights: NDArray[np.float64] = np.log2(self.agreeing[field] / self.by_chance[field])
        return weights

    def information(self, field: str) -> float:
        """Return what a field tells of a pair on average if both rows say it: bits.

        Half of Jeffreys' divergence of m and u: by so much the weight moves the right way, whether
        the rows are the same camera or not.

        Parameters
        ----------
        field
            Its name.
        """
        apart = self.agreeing[field] - self.by_chance[field]
        return float((apart * self.weights(field)).sum() / 2.0)

    def swapped(self) -> Linkage:
        """Return the same for the lists the other way round."""
        return Linkage(
            self.sigma_m,
            self.tail,
            self.other_share,
            self.share,
            self.agreeing,
            self.by_chance,
        )
