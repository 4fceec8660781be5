"""Classes of probability, the same on every map, chart and download."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["BANDS", "SURE", "band_of"]

#: A probability this close to 1 is certainty; the rest is rounding of sums of weights.
SURE = 1.0 - 1e-9

#: Upper bounds of the classes: band 0 is above 0 and up to 10 %, … band 4 is above 75 % and below
#: certainty, band 5 is certainty (*least*). All bands together are *most*.
BANDS = (0.1, 0.25, 0.5, 0.75, SURE, 1.0)


def band_of(probability: ArrayLike) -> NDArray[np.int64]:
    """Return the band of each probability; −1 where it is 0.

    Examples
    --------
    >>> band_of([0.0, 0.05, 0.1, 0.3, 0.9, 1.0]).tolist()
    [-1, 0, 0, 2, 4, 5]
    """
    p = np.asarray(probability, dtype=np.float64)
    band = np.searchsorted(BANDS, p, side="left").clip(max=len(BANDS) - 1)
    return np.asarray(np.where(p >= SURE, len(BANDS) - 1, np.where(p > 0, band, -1)), np.int64)
