"""Places in the order of Hilbert's curve: what is near on it is near on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["along_curve"]

#: Each side is cut into two to the power of this.
_BITS = 16


def along_curve(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the order of places along Hilbert's curve; of those in one cell, as they stand.

    Parameters
    ----------
    places
        Shape (n, 2): east and north, metres.

    Returns
    -------
    order
        Shape (n,): numbers of the places.

    Examples
    --------
    >>> import numpy as np
    >>> along_curve(np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [9.0, 9.0]])).tolist()
    [0, 2, 3, 1]
    """
    if not len(places):
        return np.zeros(0, dtype=np.int64)
    low = places.min(axis=0)
    side = max(float((places.max(axis=0) - low).max()), 1e-9)
    x, y = np.minimum((places - low) * (2**_BITS / side), 2**_BITS - 1).astype(np.int64).T
    along = np.zeros(len(places), dtype=np.int64)
    # quadrant by quadrant, each turned as the curve goes through it
    for bit in reversed(range(_BITS)):
        east, north = (x >> bit) & 1, (y >> bit) & 1
        along += ((3 * east) ^ north) << (2 * bit)
        turned = north == 0
        flipped = turned & (east == 1)
        mask = (1 << bit) - 1
        x, y = x & mask, y & mask
        x, y = np.where(flipped, mask - x, x), np.where(flipped, mask - y, y)
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    return np.argsort(along, kind="stable")
