"""Who watches each street, and where along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Watchers"]


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
    sure
        Shape (w,): whether the camera sees the stretch for certain, not only possibly.
    start_m, end_m
        Shape (w,): where the stretch lies, metres along the piece.
    """

    pieces: int
    ids: tuple[str, ...]
    piece: NDArray[np.int32]
    level: NDArray[np.int8]
    camera: NDArray[np.int32]
    sure: NDArray[np.bool_]
    start_m: NDArray[np.float64]
    end_m: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and pieces out of order."""
        of_each = (self.piece, self.level, self.camera, self.sure, self.start_m, self.end_m)
        if len({a.shape for a in of_each}) != 1:
            raise ValueError("one piece, level, camera, certainty, start and end per stretch")
        if (np.diff(self.piece) < 0).any():
            raise ValueError("stretches must be in order of the piece")

    def __len__(self) -> int:
        """Return the number of stretches."""
        return len(self.piece)

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Shape (n + 1,): piece i has the stretches ``offsets[i]:offsets[i + 1]``."""
        return np.searchsorted(self.piece, np.arange(self.pieces + 1))
