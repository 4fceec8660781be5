"""Reconciliation: what two lists of cameras have in common, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from vidik.model.linkage import Linkage

__all__ = ["VISIT", "Count", "Reconciliation", "Side", "Standing"]

#: What settles a row that no field settles: somebody goes and looks.
VISIT = "visit"


class Standing(StrEnum):
    """How a row stands towards the other list."""

    MATCHED = "matched"
    ALONE = "alone"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of devices that is known with a chance only.

    Parameters
    ----------
    expected
        The sum of the chances.
    least, most
        Ends of an interval that holds the true number 95 times of 100, if the chances are right.
    """

    expected: float
    least: float
    most: float

    def __post_init__(self) -> None:
        """Refuse ends out of order."""
        if not self.least <= self.expected <= self.most:
            raise ValueError(f"a count needs least <= expected <= most: {self}")


@dataclass(frozen=True, eq=False)
class Side:
    """What becomes of the rows of one list.

    Parameters
    ----------
    alone
        Shape (n,): chance that a device of the row is in no row of the other list.
    standing
        How each row stands.
    rival
        Shape (n,): the row of the other list that comes next after those it is paired with, or that
        it would be paired with; −1: there is none.
    rival_chance
        Shape (n,): devices that it is expected to share with the rival.
    settles
        What would tell most about a row that is ambiguous: the field that it or its candidate does
        not say, or `VISIT`; empty for the others.
    """

    alone: NDArray[np.float64]
    standing: tuple[Standing, ...]
    rival: NDArray[np.int64]
    rival_chance: NDArray[np.float64]
    settles: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """What two lists have in common.

    Parameters
    ----------
    pairs
        Shape (k, 2): rows of the first and of the second list that are paired, in the order of the
        first. A row of one device is in one pair at most, a row of several in no more than that.
    devices
        Shape (k,): how many devices the two rows share.
    chance
        Shape (k,): that they share at least one.
    one, other
        What becomes of the rows of both lists.
    both, only_one, only_other
        Devices that are in both lists, only in the first, only in the second.
    linkage
        What was learned of the lists, or given.
    threshold
        Chance from which devices were paired.
    assumptions
        What the figures rest on, by name; to be shown with them.
    """

    pairs: NDArray[np.int64]
    devices: NDArray[np.int64]
    chance: NDArray[np.float64]
    one: Side
    other: Side
    both: Count
    only_one: Count
    only_other: Count
    linkage: Linkage
    threshold: float
    assumptions: Mapping[str, str]

    def swapped(self) -> Reconciliation:
        """Return the same for the lists the other way round."""
        pairs = self.pairs[:, ::-1]
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        return replace(
            self,
            pairs=np.ascontiguousarray(pairs[order]),
            devices=self.devices[order],
            chance=self.chance[order],
            one=self.other,
            other=self.one,
            only_one=self.only_other,
            only_other=self.only_one,
            linkage=self.linkage.swapped(),
        )
