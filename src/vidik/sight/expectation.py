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
from vidik.sight.cut import least, most
from vidik.sight.handed import aimed
from vidik.sight.kernels.expectation import Owned, expected, expected_alone, sampled
from vidik.sight.overlap import grid_of, overlap, rows_at_once

__all__ = ["Expected", "covered_areas", "expected_areas", "sampled_areas", "whole"]

# Edges that a thread takes at a time.
_EDGES = 4096

Floats = NDArray[np.float64]


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

    cameras_m2: Floats
    places_m2: Floats


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


def _owned(views: Views, seen: Regions) -> Owned:
    """Return whose views `whole` made, as the loops take them."""
    return Owned(seen.owner, seen.centre, views.stances, aimed(views.aims))


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
    owned = _owned(views, seen)
    step = _EDGES if places is None else rows_at_once(grid)

    def solve(first: int) -> Floats:
        if places is None:
            return expected_alone(grid, owned, first, min(first + step, len(grid.edges)))
        return expected(grid, count, owned, first, min(first + step, grid.rows))

    total = np.zeros((count + len(seen), levels))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for part in pool.map(
            solve, range(0, len(grid.edges) if places is None else grid.rows, step)
        ):
            total += part
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
    low, high = _extent(seen, places)
    side_m = float(np.sqrt(2.0 * np.maximum(high - low, 1.0).prod() / samples))
    _, (over, error) = sampled_areas(views, rng=rng, side_m=side_m, places=places, threads=threads)
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
                standard_error=float(error[level]),
            )
        )
    return tuple(made)


def sampled_areas(
    views: Views,
    *,
    rng: np.random.Generator,
    side_m: float,
    places: Regions | None = None,
    threads: int = 1,
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return what a sample says of the ground that is seen but not for sure, and of the excess.

    Two points are drawn in each square of a grid that any camera may reach; what they say apart
    from one another tells the error.

    Parameters
    ----------
    views, rng, places, threads
        As for `covered_areas`.
    side_m
        Of the squares; their corners are multiples of it.

    Returns
    -------
    tuple
        Of the ground that any camera is expected to see beyond what some camera surely sees, and of
        the excess: square metres, and the standard error, at each level.
    """
    levels, count = views.aims.levels, len(places) if places is not None else 0
    nothing = (np.zeros(levels), np.zeros(levels))
    seen = whole(views)
    if not len(seen.vertices) or (places is not None and not len(places.vertices)):
        return nothing, nothing
    low, high = _extent(seen, places)
    if (high <= low).any():
        return nothing, nothing
    grid = grid_of(seen if places is None else Regions.joined([places, seen]))
    corner = side_m * _reached(views, low, high, side_m)
    points = (corner[:, None] + side_m * rng.random((len(corner), 2, 2))).reshape(-1, 2)
    at = np.floor((points - (grid.west, grid.south)) / grid.cell).astype(np.int64)
    within = np.flatnonzero(((at >= 0) & (at < (grid.columns, grid.rows))).all(axis=1))
    cell = at[within, 1] * grid.columns + at[within, 0]
    order = np.argsort(cell, kind="stable")
    within, cell = within[order], cell[order]
    step, owned = rows_at_once(grid), _owned(views, seen)

    def solve(first: int) -> tuple[NDArray[np.int64], Floats]:
        last = min(first + step, grid.rows)
        part = slice(*np.searchsorted(cell, (first * grid.columns, last * grid.columns)))
        return within[part], sampled(
            grid, count, owned, points[within[part]], cell[part], first, last, SURE, places is None,
        )  # fmt: skip

    found = np.zeros((len(points), 2, levels))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for which, said in pool.map(solve, range(0, grid.rows, step)):
            found[which] = said
    pairs = found.reshape(len(corner), 2, 2, levels)
    square = side_m * side_m
    total = square * pairs.mean(axis=1).sum(axis=0)
    error = 0.5 * square * np.sqrt((np.diff(pairs, axis=1)[:, 0] ** 2).sum(axis=0))
    return (total[0], error[0]), (total[1], error[1])


def _reached(views: Views, low: Floats, high: Floats, side_m: float) -> NDArray[np.int64]:
    """Return the squares between two corners that a camera may reach, in multiples of their side.

    Returns
    -------
    ndarray
        Shape (q, 2).
    """
    first = np.floor(low / side_m).astype(np.int64)
    squares = np.zeros(np.floor(high / side_m).astype(np.int64) - first + 1, np.bool_)
    reach = views.widest[:, None]
    begin = np.floor((views.origin - reach) / side_m).astype(np.int64) - first
    end = np.floor((views.origin + reach) / side_m).astype(np.int64) - first + 1
    for (x0, y0), (x1, y1) in zip(np.maximum(begin, 0).tolist(), end.tolist(), strict=True):
        squares[x0 : max(x1, 0), y0 : max(y1, 0)] = True
    return first + np.argwhere(squares)


def _extent(seen: Regions, places: Regions | None) -> tuple[Floats, Floats]:
    """Return the south-western and north-eastern corner of what is seen of places."""
    low, high = _box(seen)
    if places is None:
        return low, high
    ground = _box(places)
    return np.maximum(low, ground[0]), np.minimum(high, ground[1])


def _box(regions: Regions) -> tuple[Floats, Floats]:
    """Return the south-western and north-eastern corner of what regions cover, arcs' chords."""
    ends = regions.edges[:, :4].reshape(-1, 2)
    return ends.min(axis=0), ends.max(axis=0)
