"""Coverage: how much of public space cameras watch, at each level, and how many of them.

What is certain and what is possible are exact areas. What is expected is an integral that has a
closed form for one camera alone (`vidik.sight.expectation`); where many uncertain ones overlap it
is sampled, what is seen beyond what is sure, with a fixed seed and its standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.estimate import Estimate
from vidik.model.polygons import Polygons
from vidik.model.public_space import PublicSpace
from vidik.model.regions import Regions
from vidik.model.views import Views
from vidik.sight.cut import Cuts, least, most
from vidik.sight.expectation import sampled_areas
from vidik.sight.overlap import overlap

__all__ = ["Known", "coverage", "ground"]

# Of the sample that the expectation rests on: its seed, and the side of the squares in which it is
# drawn, metres.
_SEED, _SIDE_M = 20261124, 16.0

#: Certainly, possibly and by different operators watched by at least one, two, …, square metres.
_Areas = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]

# Unions of `PublicSpace` up to this one: the ground at the expected widths of streets.
_EXPECTED = 1


@dataclass(frozen=True, eq=False)
class Known:
    """How much of the same ground other cameras watch, and which of them are not the same.

    Parameters
    ----------
    coverage
        By the other cameras.
    changed
        By level, where those may see that are among one set of cameras alone.
    """

    coverage: Coverage
    changed: tuple[Regions, ...]

    def areas(self, column: int, places: Regions) -> _Areas | None:
        """Return what is watched at a level if no camera that changed has a say; else None."""
        if len(_meeting(self.changed[column], places)):
            return None
        level = self.coverage.levels[column]
        return level.certain_m2, level.possible_m2, level.operators_m2


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
    cuts: Cuts | None = None,
    known: Known | None = None,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Coverage:
    """Return how much public ground is watched.

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
    cuts
        What these cameras see at all levels; None: it is worked out, a level at a time.
    known
        What is known of the same ground by other cameras; the result does not depend on it.
    threads
        How many parts are computed at once; the result does not depend on it.
    advance
        Called with 1 whenever a level is finished.
    """
    places = ground(space)
    (beyond, error), _ = sampled_areas(
        views, rng=_rng(places), side_m=_SIDE_M, places=places, threads=threads
    )
    made = []
    areas: _Areas = ((), (), ())
    for column, level in enumerate(levels):
        taken_over = None if known is None else known.areas(column, places)
        # where cameras reach no farther at one level than at the next, all is as it was
        if taken_over is not None:
            areas = taken_over
        elif column == 0 or not _as_far(views, column, column - 1):
            if cuts is None:
                seen = most(views, column, threads=threads), least(views, column, threads=threads)
            else:
                seen = cuts.possible[column], cuts.certain[column]
            areas = _areas(*seen, places, operator, threads)
        low, high, by_operators = areas
        bounds = sum(low[:1]), max(sum(high[:1]), sum(low[:1]))
        # the sample says nothing of what is smaller than a square, not even by its own spread
        unresolved = 0.5 * _SIDE_M**2 if bounds[1] > bounds[0] * (1.0 + 1e-12) else 0.0
        made.append(
            LevelCoverage(
                level=level,
                watched=Estimate(
                    least=bounds[0],
                    raw=bounds[0] + float(beyond[column]),
                    most=bounds[1],
                    standard_error=max(float(error[column]), unresolved),
                ),
                certain_m2=low,
                possible_m2=high,
                operators_m2=by_operators,
            )
        )
        if advance is not None:
            advance(1)
    open_m2 = float(space.open_m2[space.union <= _EXPECTED].sum())
    return Coverage(ground_m2=open_m2, levels=tuple(made))


def _as_far(views: Views, level: int, other: int) -> bool:
    """Return whether all cameras reach as far at two levels."""
    reach = views.aims.reach
    return bool((reach[:, level] == reach[:, other]).all())


def _areas(
    possible: Regions,
    certain: Regions,
    places: Regions,
    operator: NDArray[np.int64],
    threads: int,
) -> _Areas:
    """Return the square metres of places that at least one, two, … cameras or operators watch."""
    possible, certain = _meeting(possible, places), _meeting(certain, places)
    surely = overlap(certain, places=places, outside=False, threads=threads)
    perhaps = overlap(possible, places=places, outside=False, groups=operator, threads=threads)
    return _told(surely.area_m2), _told(perhaps.area_m2), _told(perhaps.groups_m2)


def _meeting(regions: Regions, places: Regions) -> Regions:
    """Return the regions that may have a part of some place."""
    if not len(places.vertices):
        return regions
    low, high = places.vertices.min(axis=0), places.vertices.max(axis=0)
    # rounding must not leave out a region that touches a place; nan is no region at all
    boxes = regions.boxes + np.array([-1.0, -1.0, 1.0, 1.0])
    return regions.only(
        np.flatnonzero((boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1))
    )


def _rng(places: Regions) -> np.random.Generator:
    """Return what the sample of places is drawn from, so that parts of a city are drawn apart."""
    corner = places.vertices.min(axis=0) if len(places.vertices) else np.zeros(2)
    # seeds must not be negative, places may
    return np.random.default_rng((_SEED, *(corner // _SIDE_M + 2.0**32).astype(np.int64).tolist()))


def _told(areas: NDArray[np.float64]) -> tuple[float, ...]:
    """Return areas of which none is below nothing, as rounding may have it."""
    return tuple(np.maximum(areas, 0.0).tolist())
