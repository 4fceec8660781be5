"""Sensitive places: how likely a mapped camera could see somebody at their door."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.sensitive import SensitivePlace
from vidik.model.streets import Streets
from vidik.model.watched import Watched

__all__ = ["doors_in_view", "fronts"]

Floats = NDArray[np.float64]


def fronts(places: Sequence[SensitivePlace]) -> tuple[Streets, NDArray[np.int64]]:
    """Return where one stands before places, as lines, and whose each of them is.

    Parameters
    ----------
    places
        The n places.

    Returns
    -------
    streets
        The lines, metres.
    owner
        Shape (l,): numbers of the places.
    """
    shapes = np.array([*(place.front for place in places), None], dtype=object)[:-1]
    lines, owner = shapely.get_parts(shapes, return_index=True)
    kept = (shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING) & (
        shapely.length(lines) > 0.0
    )
    lines, owner = lines[kept], owner[kept]
    counts = shapely.get_num_coordinates(lines)
    return (
        Streets(
            ids=tuple(map(str, range(len(lines)))),
            names=("",) * len(lines),
            classes=("",) * len(lines),
            offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            vertices=shapely.get_coordinates(lines),
        ),
        owner.astype(np.int64),
    )


def doors_in_view(
    streets: Streets, owner: NDArray[np.int64], watched: Watched, count: int
) -> tuple[Floats, Floats, Floats]:
    """Return how surely somebody at the door of each place is in view of some mapped camera.

    Where nobody mapped the door it may be anywhere along the outline, as likely here as there.

    Parameters
    ----------
    streets, owner
        As of `fronts`.
    watched
        Of these lines.
    count
        How many places there are, n.

    Returns
    -------
    least, expected, most
        Shape (n, L): 1 where it is certain wherever the door is, else 0; the probability; 1 where
        it is possible at all.
    """
    whole = np.bincount(owner, streets.lengths(), count)
    levels = len(watched.levels)

    def share(metres: Floats) -> Floats:
        sums = np.stack([np.bincount(owner, metres[:, k], count) for k in range(levels)], axis=1)
        return np.divide(sums, whole[:, None], out=np.zeros(sums.shape), where=whole[:, None] > 0.0)

    # a line that is seen from end to end may lack its last bit
    least = (share(watched.least) >= 1.0 - 1e-6).astype(np.float64)
    most = (share(watched.most) > 1e-9).astype(np.float64)
    return least, np.clip(share(watched.expected), least, most), most
