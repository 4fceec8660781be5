"""Cut: the regions that cameras may see at a level, and those they surely see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidik.model.regions import Regions
from vidik.model.views import Aims, Views
from vidik.sight.kernels.cut import Aimed, Viewed
from vidik.sight.kernels.cut import cut as cut_kernel

__all__ = ["aimed", "least", "most"]

# Cameras a thread takes at a time.
_CHUNK = 512


def most(views: Views, level: int, *, threads: int = 1) -> Regions:
    """Return where each camera may see at a level: where the probability is above 0.

    Parameters
    ----------
    views
        Of n cameras.
    level
        Column of their reaches.
    threads
        How many cameras are cut at once; the result does not depend on it.

    Returns
    -------
    Regions
        Owned by the cameras, in their order; one camera may own several that overlap, one for each
        reading that sees something the others do not.
    """
    return _cut(replace(views, aims=_maximal(views.aims, level)), level, True, threads)


def least(views: Views, level: int, *, threads: int = 1) -> Regions:
    """Return where each camera surely sees at a level: where the probability is 1.

    What a stance sees is taken to lie within what the stances before it see (see `Views`).

    Parameters
    ----------
    views, level, threads
        As in `most`.

    Returns
    -------
    Regions
        Owned by the cameras, in their order; those of one camera do not overlap.
    """
    return _cut(views, level, False, threads)


def _cut(views: Views, level: int, whole: bool, threads: int) -> Regions:
    if not 0 <= level < views.aims.levels:
        raise ValueError(f"no level {level}: there are {views.aims.levels}")

    def solve(first: int) -> Regions:
        rows = np.arange(first, min(first + _CHUNK, len(views)))
        part = views if len(rows) == len(views) else views.only(rows)
        return _of_part(part, level, whole, first)

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return Regions.joined(list(pool.map(solve, range(0, max(len(views), 1), _CHUNK))))


def _of_part(views: Views, level: int, whole: bool, first: int) -> Regions:
    """Return the regions of some cameras, the first of which has the index `first`."""
    viewed = Viewed(views.stances, views.reach, views.starts, views.edges, views.arc)
    owner, region_end, ring_end, vertices, radius = cut_kernel(
        viewed, aimed(views.aims), level, whole
    )
    zero = np.zeros(1, np.int64)
    return Regions(
        owner=owner + first,
        centre=views.origin[owner],
        offsets=np.concatenate([zero, region_end]),
        ring_offsets=np.concatenate([zero, ring_end]),
        vertices=vertices,
        radius=radius,
    )


def _maximal(aims: Aims, level: int) -> Aims:
    """Return the aims without readings that see nothing which another of the camera does not.

    A reading sees no more than another if its stance sees no more, it reaches no farther, its field
    of view is no wider (where the axis may point anywhere, that matters to the far limit alone),
    and its near and far limits leave no more. Weights, which only say how likely a reading is, stay
    as they are.
    """
    reach = np.sqrt(np.maximum(aims.reach[:, level] ** 2 - aims.rise**2, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(aims.rise > 0.0, aims.rise / aims.lower, 0.0)
        far = np.where((aims.rise > 0.0) & (aims.upper > 0.0), aims.rise / aims.upper, np.inf)
    kept = np.zeros(len(reach), np.bool_)
    for i in range(len(aims)):
        k = slice(aims.lens_offsets[i], aims.lens_offsets[i + 1])
        j = slice(aims.arc_offsets[i], aims.arc_offsets[i + 1])
        fov, beyond = aims.fov[k], far[k]
        # the views are as wide as the widest lens sees, and the loop relies on it
        kept[k.start + int(fov.argmax())] = True
        if _everywhere(aims.start[j], aims.width[j]):
            # some axis is as far off the point as the field of view allows: d ≤ far / cos(fov / 2)
            off = np.cos(np.radians(np.minimum(0.5 * fov, 90.0)))
            beyond = np.where(off > 1e-12, beyond / np.maximum(off, 1e-12), np.inf)
            fov = np.full(len(fov), 360.0)
        # from the most to the least, so that of equal readings the first stays
        traits = np.column_stack([-aims.stance[k], reach[k], fov, -near[k], beyond])
        for row in np.lexsort(-traits.T[::-1]).tolist():
            before = traits[np.flatnonzero(kept[k])]
            if reach[k][row] > 0.0 and not (before >= traits[row]).all(axis=1).any():
                kept[k.start + row] = True
    count = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[aims.lens_offsets]
    return replace(
        aims,
        lens_offsets=count,
        weight=aims.weight[kept],
        fov=aims.fov[kept],
        reach=aims.reach[kept],
        rise=aims.rise[kept],
        lower=aims.lower[kept],
        upper=aims.upper[kept],
        stance=aims.stance[kept],
    )


def _everywhere(start: NDArray[np.float64], width: NDArray[np.float64]) -> bool:
    """Return whether arcs cover the whole compass, degrees."""
    if (width >= 360.0).any():
        return True
    order = np.argsort(start % 360.0)
    begin, end = (start % 360.0)[order], (start % 360.0 + width)[order]
    reached = float(end.max(initial=0.0)) - 360.0
    for a, b in zip(begin.tolist(), end.tolist(), strict=True):
        if a > reached + 1e-9:
            return False
        reached = max(reached, b)
    return reached >= 360.0


def aimed(aims: Aims) -> Aimed:
    """Return aims as the loops take them."""
    return Aimed(
        *(np.ascontiguousarray(getattr(aims, name)) for name in Aimed._fields),
    )
