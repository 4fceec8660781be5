"""Visibility: from walls and cameras to exact views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.model.frame import snap
from vidik.model.stances import Stances
from vidik.model.views import Aim, Aims, Views
from vidik.sight import kernels
from vidik.sight.walls import Walls

__all__ = ["areas", "contains", "sectors", "views"]

# Cameras a thread takes at a time: enough to hide the hand-over, few enough for a smooth bar.
_CHUNK = 512


def views(
    ids: Sequence[str],
    points: NDArray[np.float64],
    walls: Walls,
    *,
    aims: Sequence[Aim],
    stances: Stances | None = None,
    max_reach_m: float = np.inf,
    moved_m: NDArray[np.float64] | None = None,
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Views:
    """Return the views of each camera among walls.

    Parameters
    ----------
    ids
        Of the n cameras.
    points
        Shape (n, 2): where they are, metres; snapped to the grid. None may lie on a wall, or inside
        a building.
    walls
        What hides.
    aims
        Of each camera: a view goes as far as its greatest reach, and to the sides that the axis may
        turn to.
    stances
        How high cameras and buildings may be; None: every building is taller than every camera.
    max_reach_m
        No view goes farther.
    moved_m
        Shape (n,): metres between each point and its mapped place, carried along.
    threads
        How many cameras are computed at once; the result does not depend on it.
    advance
        Called with the number of cameras finished since the last call.

    Raises
    ------
    ValueError
        If a point is not finite, or the heights are not those of these cameras and walls.
    """
    points = snap(points).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError("views need finite points")
    n = len(points)
    packed = Aims.of(aims)
    if stances is None:
        stances = _all_tall(n, walls)
    buildings = int(walls.owner.max(initial=-1)) + 1
    if len(stances.eye) != n or stances.tops.shape[1] < buildings:
        raise ValueError("one row of heights per camera, one column of roofs per building")
    reach = np.minimum(_farthest(packed), max_reach_m)
    offsets, start, width = sectors(packed)
    ground = walls.ground

    def solve(first: int) -> kernels.Solved:
        rows = slice(first, min(first + _CHUNK, n))
        solved = kernels.solve(
            ground,
            points[rows],
            reach[rows],
            offsets[rows.start : rows.stop + 1],
            start,
            width,
            stances.eye[rows],
            stances.target[rows],
            stances.tops,
        )
        if advance is not None:
            advance(rows.stop - rows.start)
        return solved

    with ThreadPoolExecutor(max_workers=threads) as pool:
        # even no camera at all has views: none, but with the right shapes
        parts = list(pool.map(solve, range(0, max(n, 1), _CHUNK)))
    which, view_reach, rings, ring_ends, corners, arc = zip(*parts, strict=True)
    return Views(
        ids=tuple(ids),
        origin=points,
        moved_m=np.zeros(n) if moved_m is None else moved_m,
        aims=packed,
        stances=np.concatenate([w + k for w, k in zip(which, _before(view_reach), strict=True)]),
        reach=np.concatenate(view_reach),
        offsets=_ends(rings, _before(ring_ends)),
        ring_offsets=_ends(ring_ends, _before(corners)),
        vertices=np.concatenate(corners),
        arc=np.concatenate(arc),
    )


def _before(parts: Sequence[NDArray[Any]]) -> list[int]:
    """Return how many items the parts before each hold."""
    return [0, *accumulate(len(part) for part in parts[:-1])]


def _ends(parts: Sequence[NDArray[np.int64]], before: Sequence[int]) -> NDArray[np.int64]:
    """Return offsets into joined items, from where each stretch ends in its own part."""
    shifted = [part + k for part, k in zip(parts, before, strict=True)]
    return np.concatenate([np.zeros(1, np.int64), *shifted])


def _all_tall(cameras: int, walls: Walls) -> Stances:
    """Return stances of cameras on the ground among buildings that are never low."""
    buildings = int(walls.owner.max(initial=-1)) + 1
    level = np.zeros((cameras, 1))
    return Stances(eye=level, target=level, tops=np.full((1, buildings), np.inf))


def _farthest(aims: Aims) -> NDArray[np.float64]:
    """Return how far each camera reaches over the ground at the least detailed level, metres."""
    n = len(aims)
    if not n or not aims.levels:
        return np.zeros(n)
    ground = np.sqrt(np.maximum(aims.reach.max(axis=1) ** 2 - aims.rise**2, 0.0))
    return np.asarray(np.maximum.reduceat(ground, aims.lens_offsets[:-1]), dtype=np.float64)


def sectors(
    aims: Aims,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the sectors that come into the picture of each camera, whatever its lens.

    Returns
    -------
    tuple
        Offsets, shape (n + 1,), and start and width of each sector, degrees clockwise from north:
        every arc, wider by half the widest field of view on either side. They may overlap.
    """
    if not len(aims):
        return aims.arc_offsets, aims.start, aims.width
    widest = np.maximum.reduceat(aims.fov, aims.lens_offsets[:-1])
    fov = np.repeat(widest, np.diff(aims.arc_offsets))
    return aims.arc_offsets, aims.start - 0.5 * fov, np.minimum(aims.width + fov, 360.0)


def areas(views: Views) -> NDArray[np.float64]:
    """Return the exact area of each view, square metres, shape (m,).

    Each straight edge adds the triangle between it and the camera, each arc its sector.
    """
    ax, ay, bx, by = views.edges.T
    cross, dot = ax * by - ay * bx, ax * bx + ay * by
    radius = np.repeat(views.reach, np.diff(views.starts))
    parts = 0.5 * np.where(views.arc, radius * radius * np.arctan2(cross, dot), cross)
    total = np.zeros(len(views.reach))
    some = np.diff(views.starts) > 0
    if some.any():
        total[some] = np.add.reduceat(parts, views.starts[:-1][some])
    return total


def contains(views: Views, camera: int, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each point lies in the views of one camera.

    Parameters
    ----------
    views
        Of the city.
    camera
        Index into `views`.
    points
        Shape (p, 2), metres in the city's frame.

    Returns
    -------
    ndarray
        Shape (p, h): for each stance.
    """
    relative = np.asarray(points, dtype=np.float64).reshape(-1, 2) - views.origin[camera]
    inside = []
    for view in range(views.first[camera], views.first[camera + 1]):
        part = slice(views.starts[view], views.starts[view + 1])
        inside.append(
            kernels.points_inside(
                views.edges[part], views.arc[part], float(views.reach[view]), relative
            )
        )
    rows = views.stances[camera] - views.first[camera]
    return np.asarray(np.array(inside, dtype=np.bool_)[rows].T, dtype=np.bool_)
