"""Coverage: how much of public space cameras watch, at each level, and how many of them.

What is certain and what is possible are exact areas. What is expected is an integral that has a
closed form for one camera alone (`vidik.sight.expectation`); where many uncertain ones overlap it
is sampled, with a fixed seed and its standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.estimate import Estimate
from vidik.model.polygons import Polygons
from vidik.model.public_space import PublicSpace
from vidik.model.regions import Regions
from vidik.model.tiling import boxes_of
from vidik.model.views import Views
from vidik.sight.cut import aimed, least, most
from vidik.sight.kernels.cut import Viewed
from vidik.sight.kernels.sample import seen_at
from vidik.sight.overlap import overlap

__all__ = ["coverage", "ground"]

# Of the sample that the expectation rests on: its seed, the side of the squares in which it is
# drawn, metres, and how many points a thread takes at a time.
_SEED, _SIDE_M, _CHUNK = 20261124, 16.0, 512

# Unions of `PublicSpace` up to this one: the ground at the expected widths of streets.
_EXPECTED = 1


def ground(space: PublicSpace) -> Regions:
    """Return public space at the expected widths of streets, one region per polygon."""
    kept = Polygons(space.polygon_offsets, space.ring_offsets, space.vertices).take(
        np.flatnonzero(space.union <= _EXPECTED)
    )
    return Regions.of_polygons(kept.vertices, kept.ring_offsets, kept.polygon_offsets)


def coverage(
    views: Views,
    space: PublicSpace,
    *,
    levels: Sequence[str],
    operator: NDArray[np.int64],
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Coverage:
    """Return how much public ground is watched.

    An expectation that the sample carries beyond *least* or *most* is taken as that bound.

    Parameters
    ----------
    views
        Of the n cameras that count.
    space
        The public space of the city.
    levels
        Keys of the levels, in the order of the columns of each aim's reach.
    operator
        Shape (n,): number of each camera's operator, −1 where nobody mapped it.
    threads
        How many parts are computed at once; the result does not depend on it.
    advance
        Called with 1 whenever a level is finished.
    """
    places = ground(space)
    expected, error = _sampled(views, space, threads)
    made = []
    for column, level in enumerate(levels):
        possible, certain = (cut(views, column, threads=threads) for cut in (most, least))
        low, high = _by_depth(certain, places, threads), _by_depth(possible, places, threads)
        bounds = sum(low[:1]), max(sum(high[:1]), sum(low[:1]))
        made.append(
            LevelCoverage(
                level=level,
                watched=Estimate(
                    least=bounds[0],
                    raw=min(max(float(expected[column]), bounds[0]), bounds[1]),
                    most=bounds[1],
                    standard_error=float(error[column]),
                ),
                certain_m2=low,
                possible_m2=high,
                operators_m2=_by_depth(possible.owned_by(operator), places, threads),
            )
        )
        if advance is not None:
            advance(1)
    open_m2 = float(space.open_m2[space.union <= _EXPECTED].sum())
    return Coverage(ground_m2=open_m2, levels=tuple(made))


def _by_depth(regions: Regions, places: Regions, threads: int) -> tuple[float, ...]:
    """Return the square metres of places that at least one, two, … owners cover."""
    found = overlap(regions, places=_near(places, regions), threads=threads).places_m2.sum(axis=0)
    return tuple(np.maximum(found, 0.0).tolist())


def _near(places: Regions, regions: Regions) -> Regions:
    """Return the places that a region may reach: the more detail a level asks, the fewer."""
    tree = shapely.STRtree(_boxes(regions))
    reached = np.full(len(places), -1, np.int64)
    hits = tree.query(_boxes(places), predicate="intersects")[0]
    reached[hits] = hits
    return places.owned_by(reached)


def _boxes(regions: Regions) -> NDArray[np.object_]:
    """Return the boxes about regions; arcs stay within a quadrant, so their ends bound them."""
    there = regions.vertices + np.repeat(regions.centre, np.diff(regions.starts), axis=0)
    made = np.full(len(regions), shapely.Polygon(), dtype=object)
    some = np.flatnonzero(np.diff(regions.starts) > 0)
    made[some] = shapely.box(*boxes_of(there, np.append(regions.starts[some], len(there))).T)
    return made


def _sampled(
    views: Views, space: PublicSpace, threads: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the expected watched ground at each level, square metres, and its standard error.

    Two points are drawn in each square of a grid over the ground that a camera may reach; what they
    say apart from one another tells the error. The grid is fixed to the frame, and the seed is that
    of the ground's own corner, so that parts of a city are drawn apart.
    """
    levels = views.aims.levels
    kept = Polygons(space.polygon_offsets, space.ring_offsets, space.vertices).take(
        np.flatnonzero(space.union <= _EXPECTED)
    )
    if not len(kept) or not len(views):
        return np.zeros(levels), np.zeros(levels)
    first = np.floor(kept.vertices.min(axis=0) / _SIDE_M).astype(np.int64)
    count = np.floor(kept.vertices.max(axis=0) / _SIDE_M).astype(np.int64) - first + 1
    low = _SIDE_M * (first + np.argwhere(_reached(views, first, count)))
    # seeds must not be negative, places may
    seed = (_SEED, *(first + (1 << 32)).tolist())
    random = np.random.default_rng(seed).random((len(low), 2, 2))
    points = (low[:, None] + _SIDE_M * random).reshape(-1, 2)
    tree = shapely.STRtree(kept.shapes())
    on_ground = np.unique(tree.query(shapely.points(points), predicate="intersects")[0])
    viewed = Viewed(views.stances, views.reach, views.starts, views.edges, views.arc)
    aims = aimed(views.aims)

    def solve(part: NDArray[np.int64]) -> NDArray[np.float64]:
        return seen_at(points[part], views.origin, views.widest, viewed, aims)

    found = np.zeros((len(points), levels))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = np.array_split(on_ground, max(len(on_ground) // _CHUNK, 1))
        for part, chance in zip(parts, pool.map(solve, parts), strict=True):
            found[part] = chance
    pairs = found.reshape(len(low), 2, levels)
    square = _SIDE_M * _SIDE_M
    total = square * pairs.mean(axis=1).sum(axis=0)
    variance = square * square * (np.diff(pairs, axis=1)[:, 0] ** 2).sum(axis=0) / 4.0
    return total, np.sqrt(variance)


def _reached(views: Views, first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which squares of the sample's grid, shape `count`, a camera may reach."""
    squares = np.zeros(count, np.bool_)
    reach = views.widest[:, None]
    begin = np.floor((views.origin - reach) / _SIDE_M).astype(np.int64) - first
    end = np.floor((views.origin + reach) / _SIDE_M).astype(np.int64) - first + 1
    for (x0, y0), (x1, y1) in zip(np.maximum(begin, 0).tolist(), end.tolist(), strict=True):
        squares[x0 : max(x1, 0), y0 : max(y1, 0)] = True
    return squares
