"""Cut: the regions that cameras may see at a level, and those they surely see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vidik.model.regions import Regions
from vidik.model.views import Aims, Views
from vidik.sight.handed import aimed, viewed
from vidik.sight.kernels.cut import cut as cut_kernel

__all__ = ["Cuts", "least", "most"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Cameras a thread takes at a time.
_CHUNK = 512

# Arcs closer to one another than this touch, degrees.
_TOUCHES = 1e-9


@dataclass(frozen=True, eq=False)
class Cuts:
    """The regions of n cameras at all levels, for who asks of many places where the same ones see.

    Parameters
    ----------
    count
        How many cameras, n.
    possible, certain
        By level, what `most` and `least` return.
    """

    count: int
    possible: tuple[Regions, ...]
    certain: tuple[Regions, ...]

    @classmethod
    def of(cls, views: Views) -> Cuts:
        """Return the regions of cameras.

        Parameters
        ----------
        views
            Theirs.
        """
        levels = range(views.aims.levels)
        return cls(
            len(views),
            tuple(most(views, level) for level in levels),
            tuple(least(views, level) for level in levels),
        )

    def only(self, cameras: Ints) -> Cuts:
        """Return the regions of some cameras.

        Parameters
        ----------
        cameras
            Their numbers, rising.
        """
        number = np.full(self.count, -1)
        number[cameras] = np.arange(len(cameras))
        return Cuts(
            len(cameras),
            tuple(one.owned_by(number) for one in self.possible),
            tuple(one.owned_by(number) for one in self.certain),
        )


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
    return _cut(replace(views, aims=_arcs_joined(views.aims)), level, True, threads)


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
    owner, region_end, ring_end, vertices, radius = cut_kernel(
        viewed(views), aimed(views.aims), level, whole
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


def _arcs_joined(aims: Aims) -> Aims:
    """Return aims whose arcs that touch are one, all with some share: the axis may point there."""
    start, width = aims.start.copy(), aims.width.copy()
    kept = np.ones(len(start), np.bool_)
    for i in np.flatnonzero(np.diff(aims.arc_offsets) > 1).tolist():
        j = np.arange(aims.arc_offsets[i], aims.arc_offsets[i + 1])
        some = j[aims.share[j] > 0.0]
        joined = np.array(_joined(start[some], width[some]))
        start[j[: len(joined)]], width[j[: len(joined)]] = joined.T
        kept[j[len(joined) :]] = False
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])[aims.arc_offsets]
    return replace(
        aims,
        arc_offsets=offsets,
        share=np.repeat(1.0 / np.diff(offsets), np.diff(offsets)),
        start=start[kept],
        width=width[kept],
    )


def _joined(start: Floats, width: Floats) -> list[tuple[float, float]]:
    """Return the start and width of the arcs that some arcs cover together, degrees."""
    order = np.argsort(start % 360.0)
    made: list[tuple[float, float]] = []
    for a, w in zip((start % 360.0)[order].tolist(), width[order].tolist(), strict=True):
        if made and a <= sum(made[-1]) + _TOUCHES:
            b, v = made[-1]
            made[-1] = (b, max(v, a + w - b))
        else:
            made.append((a, w))
    # what goes on across north
    while len(made) > 1 and made[0][0] + 360.0 <= sum(made[-1]) + _TOUCHES:
        (a, w), (b, v) = made.pop(0), made[-1]
        made[-1] = (b, max(v, a + 360.0 + w - b))
    if made[-1][1] >= 360.0 - _TOUCHES:
        return [(0.0, 360.0)]
    return made
