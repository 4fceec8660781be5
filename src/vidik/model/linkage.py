"""Linkage: what was learned of two lists, by which their rows are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVELS", "Linkage"]

_TEXT = (
    *("the same, rare", "the same, known to few", "the same, known to many", "the same, common"),
    *("nearly the same", "alike, other numbers", "partly the same", "different"),
)

#: How well two rows agree in each field, best first.
LEVELS: dict[str, tuple[str, ...]] = {
    "name": _TEXT,
    "operator": _TEXT,
    "ref": _TEXT,
    "mount": ("the same", "different"),
    "kind": ("both fixed", "both panning", "both domes", "different"),
    "direction": (
        *("within 10°", "within 20°", "within 35°", "within 60°", "within 90°", "within 135°"),
        "opposite",
    ),
}

#: Up to which level rows agree.
_AGREE = {"name": 5, "operator": 5, "ref": 5, "mount": 1, "kind": 3, "direction": 3}


@dataclass(frozen=True, eq=False)
class Linkage:
    """The parameters of a comparison, in the words of Fellegi and Sunter (1969).

    Parameters
    ----------
    sigma_m
        How far apart both lists put the same camera: standard deviation along each axis, metres.
        Lists that err by 5 m and 15 m along each axis differ by √(5² + 15²) m.
    tail
        Share of the cameras that are put three times as far apart.
    shift_m
        How far east and north of the first list's the other list's places lie as a whole.
    share, other_share
        Share of the devices of the first list that the other has too, and the other way round.
    agreeing
        The m-probabilities of each field: how often rows of the same camera are at each of its
        `LEVELS`, of those that both say something.
    by_chance
        The u-probabilities: the same for rows of different cameras that lie near each other.
    learned_from
        How many pairs of the same camera, as far as is known, say each field on both sides. Where
        that is little, its probabilities are what was believed before.
    radius_m
        Up to which rows are compared, metres.
    crowd, other_crowd
        Of each list: how many other devices of it lie within the radius of a row on average, and
        how alike these numbers are: the shape of the gamma variable about which they are Poisson.
    """

    sigma_m: float
    tail: float
    shift_m: tuple[float, float]
    share: float
    other_share: float
    agreeing: Mapping[str, NDArray[np.float64]]
    by_chance: Mapping[str, NDArray[np.float64]]
    learned_from: Mapping[str, float]
    radius_m: float
    crowd: tuple[float, float]
    other_crowd: tuple[float, float]

    def weights(self, field: str) -> NDArray[np.float64]:
        """Return the match weights of a field's levels: log₂(m/u).

        Parameters
        ----------
        field
            Its name.
        """
        weights: NDArray[np.float64] = np.log2(self.agreeing[field] / self.by_chance[field])
        return weights

    def agreement(self, field: str) -> float:
        """Return how often rows of the same camera agree in a field, if both say it.

        Texts agree if they are nearly the same, directions within 35°.

        Parameters
        ----------
        field
            Its name.
        """
        return float(self.agreeing[field][: _AGREE[field]].sum())

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
        return replace(
            self,
            shift_m=(0.0 - self.shift_m[0], 0.0 - self.shift_m[1]),
            share=self.other_share,
            other_share=self.share,
            crowd=self.other_crowd,
            other_crowd=self.crowd,
        )
