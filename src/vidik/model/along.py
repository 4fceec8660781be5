"""What of a way is in view, in the order in which it is walked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["InView", "Watching"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class InView:
    """Stretches of a way that some mapped camera sees, at one level and by one bound.

    How far one has got is told in effort: how far one gets on the flat in the time until then.

    Parameters
    ----------
    start_mm, end_mm
        Shape (p,): where each begins and ends, millimetres of effort from the beginning of the way;
        in their order, and none reaches into the next.
    share
        Shape (p,): the probability that a place of it is seen.
    """

    start_mm: Floats
    end_mm: Floats
    share: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if not self.start_mm.shape == self.end_mm.shape == self.share.shape:
            raise ValueError("one start, end and share per stretch")
        if (self.start_mm > self.end_mm).any() or (np.diff(self.start_mm) < 0.0).any():
            raise ValueError("stretches rise, and none ends before it starts")

    def until(self, at_mm: float) -> float:
        """Return how much of the effort until a place is in view, millimetres.

        Parameters
        ----------
        at_mm
            Effort from the beginning of the way.
        """
        walked = np.clip(at_mm - self.start_mm, 0.0, self.end_mm - self.start_mm)
        return float(self.share @ walked)

    def share_at(self, at_mm: float) -> float:
        """Return the probability that a place of the way is seen, 0 where it is not.

        Parameters
        ----------
        at_mm
            Effort from the beginning of the way.
        """
        here = (self.start_mm <= at_mm) & (at_mm <= self.end_mm)
        return float(self.share[here].max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Watching:
    """Stretches of a way that single cameras see, at one level.

    Parameters
    ----------
    camera
        Shape (w,): of each, the camera, as an index.
    sure
        Shape (w,): whether it sees the stretch for certain, not only possibly.
    start_mm, end_mm
        Shape (w,): where it begins and ends, as of `InView`.
    """

    camera: NDArray[np.int64]
    sure: NDArray[np.bool_]
    start_mm: Floats
    end_mm: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if len({one.shape for one in (self.camera, self.sure, self.start_mm, self.end_mm)}) != 1:
            raise ValueError("one camera, certainty, start and end per stretch")
        if (self.start_mm > self.end_mm).any():
            raise ValueError("a stretch ends before it starts")

    def at(self, at_mm: float) -> dict[int, bool]:
        """Return which cameras could see a place of the way, and whether for certain.

        Parameters
        ----------
        at_mm
            Effort from the beginning of the way.
        """
        found: dict[int, bool] = {}
        for row in np.flatnonzero((self.start_mm <= at_mm) & (at_mm <= self.end_mm)).tolist():
            camera = int(self.camera[row])
            found[camera] = found.get(camera, False) or bool(self.sure[row])
        return dict(sorted(found.items()))
