"""Expectation: the area that each camera sees, and that any camera sees, by their probability.

What each camera is expected to see is an integral with a closed form. What any camera is expected
to see is less where several may see the same place: ∫ 1 − Π (1 − P) = Σ ∫ P − excess. The excess
has no closed form where uncertain cameras overlap, and only there is it sampled.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.bands import SURE
from vidik.model.estimate import Estimate
from vidik.model.regions import Regions
from vidik.model.views import Views
from vidik.sight.cut import aimed, least, most
from vidik.sight.kernels.expectation import excess, expected
from vidik.sight.overlap import grid_of, overlap, rows_at_once

__all__ = ["Expected", "covered_areas", "expected_areas", "whole"]

# Points that a thread takes at a time.
_POINTS = 16384


@dataclass(frozen=True, eq=False)
class Expected:
    """Expected square metres that cameras see: areas weighted with the probability.

    Parameters
    ----------
    cameras_m2
        Shape (n, levels): of each camera; in places only, if there are any.
    places_m2
        Shape (p, levels): in each place, all cameras together.
    """

    cameras_m2: NDArray[np.float64]
    places_m2: NDArray[np.float64]


def whole(views: Views) -> Regions:
    """Return the views themselves as regions, owned by their cameras, one for each stance."""
    camera = np.repeat(np.arange(len(views)), np.diff(views.first))
    reach = np.repeat(views.reach, np.diff(views.starts))
    return Regions(
        owner=camera,
        centre=views.origin[camera],
        offsets=views.offsets,
        ring_offsets=views.ring_offsets,
        vertices=views.vertices,
        radius=np.where(views.arc, reach, 0.0),
    )


def expected_areas(views: Views, *, places: Regions | None = None, threads: int = 1) -> Expected:
    """Return the integral of the probability over places, exactly.

    Parameters
    ----------
    views
        Of n cameras.
    places
        Where; None: everywhere. Where places overlap, cameras are counted in each.
    threads
        How many rows of the grid are looked at at once; the result does not depend on it.
    """
    levels, count = views.aims.levels, len(places) if places is not None else 0
    seen = whole(views)
    if not len(seen.vertices) or (places is not None and not len(places.vertices)):
        return Expected(np.zeros((len(views), levels)), np.zeros((count, levels)))
    grid = grid_of(seen if places is None else Regions.joined([places, seen]))
    step = rows_at_once(grid)
    aims = aimed(views.aims)

    def solve(first: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        last = min(first + step, grid.rows)
        return expected(
            grid, count, seen.owner, seen.centre, views.stances, aims, first, last, places is None
        )

    with ThreadPoolExecutor(max_workers=threads) as pool:
        parts = list(pool.map(solve, range(0, grid.rows, step)))
    total = np.zeros((count + len(seen), levels))
    np.add.at(total, np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))
    cameras = np.zeros((len(views), levels))
    np.add.at(cameras, seen.owner, total[count:])
    return Expected(cameras, total[:count])


def covered_areas(
    views: Views,
    *,
    rng: np.random.Generator,
    places: Regions | None = None,
    samples: int = 200_000,
    threads: int = 1,
) -> tuple[Estimate, ...]:
    """Return how much ground at least one camera sees, at each level: least, expected and most.

    Least and most are exact. The expectation is exact but for the excess (see the module), which
    is sampled at two points in each square of a grid; where directions and lenses are known it is
    exact as well, and its error is 0.

    Parameters
    ----------
    views
        Of n cameras.
    rng
        Where the points of the sample come from.
    places
        Ground to count, none upon another; None: all.
    samples
        About how many points.
    threads
        How many parts are computed at once; the result does not depend on it.
    """
    levels = views.aims.levels
    seen = whole(views)
    if not len(seen.vertices) or (places is not None and not len(places.vertices)):
        return (Estimate(0.0, 0.0, 0.0, 0.0),) * levels
    alone = expected_areas(views, places=places, threads=threads).cameras_m2.sum(axis=0)
    over, variance = _excess(views, seen, places, rng, samples, threads)
    made = []
    for level in range(levels):
        found = [
            overlap(cut(views, level, threads=threads), places=places, threads=threads)
            for cut in (least, most)
        ]
        low, high = (f.area_m2 if places is None else f.places_m2.sum(axis=0) for f in found)
        made.append(
            Estimate(
                least=float(low[:1].sum()),
                raw=float(alone[level] - low[1:].sum() - over[level]),
                most=float(max(high[:1].sum(), low[:1].sum())),
                standard_error=float(np.sqrt(variance[level])),
            )
        )
    return tuple(made)


def _excess(
    views: Views,
    seen: Regions,
    places: Regions | None,
    rng: np.random.Generator,
    samples: int,
    threads: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sampled excess at each level, square metres, and the square of its error."""
    grid = grid_of(seen if places is None else Regions.joined([places, seen]))
    count = len(places) if places is not None else 0
    ends = (seen if places is None else places).edges[:, :4].reshape(-1, 2)
    corner, size = ends.min(axis=0), np.ptp(ends, axis=0)
    side = float(np.sqrt(2.0 * size.prod() / samples))
    columns, rows = (int(np.ceil(length / side)) for length in size)
    row, column = np.divmod(np.arange(columns * rows), columns)
    low = corner + side * np.column_stack([column, row])
    points = (low[:, None] + side * rng.random((len(low), 2, 2))).reshape(-1, 2)
    aims = aimed(views.aims)

    def solve(first: int) -> NDArray[np.float64]:
        part = points[first : first + _POINTS]
        return excess(
            grid, count, seen.owner, seen.centre, views.stances, aims, part, SURE, places is None
        )

    with ThreadPoolExecutor(max_workers=threads) as pool:
        found = np.concatenate(list(pool.map(solve, range(0, len(points), _POINTS))))
    pairs = found.reshape(len(low), 2, -1)
    square = side * side
    total = square * pairs.mean(axis=1).sum(axis=0)
    variance = square * square * (np.diff(pairs, axis=1)[:, 0] ** 2).sum(axis=0) / 4.0
    return total, variance
