"""Who watches each street, and where along it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vidik.model.bands import SURE, band_of

__all__ = ["Watchers"]

# Stretches of one camera that are this near are one, metres.
_JOINED_M = 1e-6


@dataclass(frozen=True, eq=False)
class Watchers:
    """Stretches of n street pieces that single cameras watch, in order of piece, level and camera.

    Parameters
    ----------
    pieces
        Number of pieces, n.
    ids
        Of the cameras.
    piece, level, camera
        Shape (w,): of each stretch, the piece, the level, and the camera as an index into `ids`.
        The stretches of one camera on one piece and level rise and do not overlap.
    chance
        Shape (w,): how likely the camera by itself sees a place of the stretch, above 0 and up to
        1; where that changes along the stretch, its mean.
    start_m, end_m
        Shape (w,): where the stretch lies, metres along the piece.
    """

    pieces: int
    ids: tuple[str, ...]
    piece: NDArray[np.int32]
    level: NDArray[np.int8]
    camera: NDArray[np.int32]
    chance: NDArray[np.float64]
    start_m: NDArray[np.float64]
    end_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and pieces out of order."""
        of_each = (self.piece, self.level, self.camera, self.chance, self.start_m, self.end_m)
        if len({a.shape for a in of_each}) != 1:
            raise ValueError("one piece, level, camera, chance, start and end per stretch")
        if (np.diff(self.piece) < 0).any():
            raise ValueError("stretches must be in order of the piece")

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.piece)

    @cached_property
    def sure(self) -> NDArray[np.bool_]:
        """Shape (w,): whether the camera sees the stretch for certain, not only possibly."""
        return self.chance >= SURE

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Shape (n + 1,): piece i has the stretches ``offsets[i]:offsets[i + 1]``."""
        return np.searchsorted(self.piece, np.arange(self.pieces + 1))

    def only(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Watchers:
        """Return some of the stretches.

        Parameters
        ----------
        rows
            Which: a flag for each, or their numbers in rising order.
        """
        return replace(
            self,
            piece=self.piece[rows],
            level=self.level[rows],
            camera=self.camera[rows],
            chance=self.chance[rows],
            start_m=self.start_m[rows],
            end_m=self.end_m[rows],
        )

    def joined(self, *, by_class: bool = False) -> Watchers:
        """Return the same with stretches of a camera joined that touch and are as sure.

        A joined stretch has the mean chance over its metres.

        Parameters
        ----------
        by_class
            Whether those are joined alone whose chances are of one class (`band_of`).
        """
        if not len(self):
            return self
        kind = band_of(self.chance) if by_class else self.sure
        fresh = np.ones(len(self), np.bool_)
        fresh[1:] = self.start_m[1:] - self.end_m[:-1] > _JOINED_M
        for column in (self.piece, self.level, self.camera, kind):
            fresh[1:] |= column[1:] != column[:-1]
        first = np.flatnonzero(fresh)
        last = np.append(first[1:], len(self)) - 1
        length = self.end_m - self.start_m
        metres = np.add.reduceat(length, first)
        chance = self.chance[first]
        total = np.add.reduceat(self.chance * length, first)
        np.divide(total, metres, out=chance, where=(last > first) & (metres > 0.0))
        return replace(self.only(first), chance=chance, end_m=self.end_m[last])
