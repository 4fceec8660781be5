"""Capture histories: how many devices which of several lists have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Histories"]


@dataclass(frozen=True, eq=False)
class Histories:
    """Devices of one stratum by the lists that have them.

    Parameters
    ----------
    lists
        Names of the t lists, at least two, no two equal.
    counts
        Shape (2,) * t: devices by whether each list has them (1) or not (0); 0 where no list has
        them, for nobody knows. Not whole numbers where matches have chances.
    stratum
        What they have in common: a district, a kind of place, a kind of operator; empty: all.
    variance
        Of the number of devices in both of two lists, as far as it is not known which rows are the
        same camera; 0: matches are certain.
    left_out
        Devices of the lists outside the ground that all of them looked at; they count nowhere else.

    Raises
    ------
    ValueError
        If lists are fewer than two or share a name, counts have another shape or are negative, or
        matches of more than two lists are uncertain.

    Examples
    --------
    >>> seen = Histories.of(("official", "street"), [[1, 1], [1, 0], [0, 1], [0, 1]])
    >>> seen.seen, seen.sizes.tolist(), seen.shared(0, 1)
    (4.0, [2.0, 3.0], 1.0)
    """

    lists: tuple[str, ...]
    counts: NDArray[np.float64]
    stratum: str = ""
    variance: float = 0.0
    left_out: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no lists have counted."""
        t = len(self.lists)
        if t < 2 or len(set(self.lists)) < t:
            raise ValueError(f"needs two lists or more, each with its own name: {self.lists}")
        if self.counts.shape != (2,) * t:
            raise ValueError(f"{t} lists, but counts of shape {self.counts.shape}")
        if not (np.isfinite(self.counts).all() and (self.counts >= 0.0).all()):
            raise ValueError("a count is negative or no number")
        if self.counts.flat[0] != 0.0:
            raise ValueError("nobody has counted what no list has")
        if self.variance < 0.0 or self.left_out < 0.0:
            raise ValueError("a variance or a count is negative")
        if self.variance > 0.0 and t > 2:
            raise ValueError("uncertain matches are understood of two lists alone")

    @classmethod
    def of(
        cls, lists: Sequence[str], rows: ArrayLike, *, stratum: str = "", left_out: float = 0.0
    ) -> Histories:
        """Return the histories of devices whose matches are certain.

        Parameters
        ----------
        lists
            Names of the t lists.
        rows
            Shape (n, t): whether each list has each device.
        stratum
            What they have in common.
        left_out
            Devices outside the ground that all lists looked at.
        """
        t = len(lists)
        has = np.asarray(rows, dtype=np.int64).reshape(-1, t)
        code = has @ (1 << np.arange(t)[::-1])
        counts = np.bincount(code, minlength=1 << t).astype(np.float64)
        return cls(tuple(lists), counts.reshape((2,) * t), stratum, 0.0, left_out)

    @property
    def seen(self) -> float:
        """Devices that at least one list has."""
        return float(self.counts.sum())

    @property
    def sizes(self) -> NDArray[np.float64]:
        """Devices of each list, shape (t,)."""
        return np.array([self.counts.take(1, axis=i).sum() for i in range(len(self.lists))])

    def found(self, times: int) -> float:
        """Return how many devices so many lists have, or more.

        Parameters
        ----------
        times
            How many lists, at least.
        """
        lists = np.indices(self.counts.shape).sum(axis=0)
        return float(self.counts[lists >= times].sum())

    def shared(self, one: int, other: int) -> float:
        """Return how many devices two lists have in common.

        Parameters
        ----------
        one, other
            Numbers of the lists.
        """
        at: list[slice | int] = [slice(None)] * len(self.lists)
        at[one] = at[other] = 1
        return float(self.counts[tuple(at)].sum())

    def reordered(self, order: Sequence[int]) -> Histories:
        """Return the same with the lists in another order.

        Parameters
        ----------
        order
            The number that each list has now.
        """
        return replace(
            self,
            lists=tuple(self.lists[i] for i in order),
            counts=np.ascontiguousarray(self.counts.transpose(tuple(order))),
        )
