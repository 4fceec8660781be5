"""The probability that any camera sees a place, at points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit
from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.cut import Aimed, Viewed
from vidik.sight.kernels.stars import inside

__all__ = ["seen_at"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit
def seen_at(points: Floats, origin: Floats, widest: Floats, viewed: Viewed, aimed: Aimed) -> Floats:
    """Return the probability that at least one camera sees each point, shape (p, levels).

    Parameters
    ----------
    points
        Shape (p, 2): metres in the city's frame.
    origin, widest
        Shape (n, 2) and (n,): of the cameras, and how far they see at most, metres.
    viewed, aimed
        Their views and aims. What is not known of different cameras is taken as independent.
    """
    stances, levels = viewed.stances.shape[1], aimed.reach.shape[1]
    found = np.empty((len(points), levels))
    seen, chance, unseen = np.empty(stances, np.bool_), np.empty(levels), np.empty(levels)
    for i in range(len(points)):
        unseen[:] = 1.0
        for c in range(len(origin)):
            x, y = points[i, 0] - origin[c, 0], points[i, 1] - origin[c, 1]
            if x * x + y * y > widest[c] * widest[c]:
                continue
            some = False
            for s in range(stances):
                view = viewed.stances[c, s]
                if s > 0 and view == viewed.stances[c, s - 1]:
                    seen[s] = seen[s - 1]
                else:
                    at = slice(viewed.starts[view], viewed.starts[view + 1])
                    seen[s] = inside(viewed.edges[at], viewed.arc[at], viewed.reach[view], x, y)
                some = some or seen[s]
            if not some:
                continue
            k = slice(aimed.lens_offsets[c], aimed.lens_offsets[c + 1])
            j = slice(aimed.arc_offsets[c], aimed.arc_offsets[c + 1])
            chances(
                x, y, seen, aimed.weight[k], aimed.fov[k], aimed.reach[k], aimed.rise[k],
                aimed.lower[k], aimed.upper[k], aimed.stance[k], aimed.share[j], aimed.start[j],
                aimed.width[j], chance,
            )  # fmt: skip
            unseen *= 1.0 - chance
        found[i] = 1.0 - unseen
    return found
