"""Fixes: where a recording says that somebody was, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fixes", "RawFix"]


class RawFix(NamedTuple):
    """One place of a recording as it stands in its file; nothing else of it is read.

    Parameters
    ----------
    part
        Of the recording: its receiver was off between one and the next.
    place
        Where in the file it stands, for people: “point 12”.
    lon, lat
        Degrees.
    time
        A moment: ISO 8601, a `datetime`, or seconds; None if it says none.
    accuracy, hdop
        How far off it is by its recorder, metres, and its horizontal dilution; None likewise.
    """

    part: int
    place: str
    lon: object
    lat: object
    time: object = None
    accuracy: object = None
    hdop: object = None


@dataclass(frozen=True, eq=False)
class Fixes:
    """The n places of a recording in their order; the day and the hour are not kept.

    Parameters
    ----------
    lonlat
        Shape (n, 2): degrees.
    seconds
        Shape (n,): since the first, rising; None if the recording has no times.
    radius_m
        Shape (n,): 95 of 100 such places are nearer to the truth; NaN where nobody says.
    part
        Shape (n,): of the recording, rising.
    """

    lonlat: NDArray[np.float64]
    seconds: NDArray[np.float64] | None
    radius_m: NDArray[np.float64]
    part: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together, and times that run back."""
        n = len(self.lonlat)
        if self.lonlat.shape != (n, 2) or self.radius_m.shape != (n,) or self.part.shape != (n,):
            raise ValueError("one place, radius and part per fix")
        if self.seconds is not None:
            if self.seconds.shape != (n,):
                raise ValueError("one time per fix, or none at all")
            if (np.diff(self.seconds) < 0.0).any():
                raise ValueError("time goes backwards")
        if (np.diff(self.part) < 0).any():
            raise ValueError("parts must be in order")
        if (self.radius_m < 0.0).any():
            raise ValueError("a radius is 0 or more")

    def __len__(self) -> int:
        """Return the number of fixes."""
        return len(self.lonlat)
