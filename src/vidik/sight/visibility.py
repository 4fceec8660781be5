"""Visibility: from walls and cameras to exact views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from vidik.model.frame import snap
from vidik.model.views import Aim, Views
from vidik.sight import kernels
from vidik.sight.walls import Walls

__all__ = ["areas", "contains", "view", "views"]

# Cameras a thread takes at a time: enough to hide the hand-over, few enough for a smooth bar.
_CHUNK = 32


def view(
    point: tuple[float, float], walls: Walls, *, reach: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what one camera sees all around, to its reach.

    Parameters
    ----------
    point
        The camera, metres; snapped to the grid of `vidik.model.frame.GRID_M`.
    walls
        What hides. The point must lie on no wall.
    reach
        Metres.

    Returns
    -------
    tuple
        Vertices, metres east and north of the snapped point, shape (v, 2), counter-clockwise; and
        whether the edge from each to the next is an arc, shape (v,).
    """
    made = views(
        ["-"],
        np.array([point]),
        walls,
        reach=np.array([reach]),
        aims=[_ALL_AROUND],
        moved_m=np.zeros(1),
    )
    return made.vertices, made.arc


def views(
    ids: Sequence[str],
    points: NDArray[np.float64],
    walls: Walls,
    *,
    reach: NDArray[np.float64],
    aims: Sequence[Aim],
    moved_m: NDArray[np.float64],
    threads: int = 1,
    advance: Callable[[int], None] | None = None,
) -> Views:
    """Return the view of each camera among walls.

    Parameters
    ----------
    ids
        Of the n cameras.
    points
        Shape (n, 2): where they are, metres; snapped to the grid. None may lie on a wall.
    walls
        What hides.
    reach
        Shape (n,): how far each is followed, metres.
    aims
        Of each camera, carried along.
    moved_m
        Shape (n,): metres between each point and its mapped place, carried along.
    threads
        How many cameras are computed at once; the result does not depend on it.
    advance
        Called with the number of cameras finished since the last call.

    Returns
    -------
    Views
        One star polygon per camera, in the order given.

    Raises
    ------
    ValueError
        If a point is not finite or a reach not above 0.
    """
    points = snap(points).reshape(-1, 2)
    if not np.isfinite(points).all() or not (reach > 0).all():
        raise ValueError("views need finite points and reaches above 0")

    def solve(first: int) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
        chunk = slice(first, first + _CHUNK)
        wall, offsets = walls.near(points[chunk], reach[chunk])
        stars = [
            kernels.envelope(walls.segments[wall[a:b]] - np.tile(point, 2), float(r))
            for point, r, a, b in zip(
                points[chunk], reach[chunk], offsets[:-1], offsets[1:], strict=True
            )
        ]
        if advance is not None:
            advance(len(stars))
        return stars

    starts = range(0, len(points), _CHUNK)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        stars = [star for chunk in pool.map(solve, starts) for star in chunk]
    return Views(
        ids=tuple(ids),
        origin=points,
        moved_m=moved_m,
        reach=np.asarray(reach, dtype=np.float64),
        aims=tuple(aims),
        offsets=np.cumsum([0, *(len(vertices) for vertices, _ in stars)]),
        vertices=np.concatenate([np.empty((0, 2)), *(vertices for vertices, _ in stars)]),
        arc=np.concatenate([np.empty(0, np.bool_), *(arc for _, arc in stars)]),
    )


def areas(views: Views) -> NDArray[np.float64]:
    """Return the exact area of each view, square metres, shape (n,).

    Each straight edge adds the triangle between it and the camera, each arc its sector.
    """
    x, y = views.vertices.T
    following = np.arange(1, len(x) + 1)
    following[views.offsets[1:] - 1] = views.offsets[:-1]
    cross = x * y[following] - y * x[following]
    dot = x * x[following] + y * y[following]
    radius = np.repeat(views.reach, np.diff(views.offsets))
    sector = radius * radius * np.arctan2(cross, dot)
    parts = 0.5 * np.where(views.arc, sector, cross)
    return np.asarray(np.add.reduceat(parts, views.offsets[:-1]), dtype=np.float64)


def contains(views: Views, camera: int, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each point lies in the view of one camera.

    Parameters
    ----------
    views
        Of the city.
    camera
        Index into `views`.
    points
        Shape (p, 2), metres in the city's frame.
    """
    part = slice(views.offsets[camera], views.offsets[camera + 1])
    relative = np.asarray(points, dtype=np.float64).reshape(-1, 2) - views.origin[camera]
    inside = kernels.points_inside(
        views.vertices[part], views.arc[part], views.reach[camera], relative
    )
    return np.asarray(inside, dtype=np.bool_)


_ALL_AROUND = Aim(
    weight=np.ones(1),
    fov=np.full(1, 360.0),
    reach=np.full((1, 1), np.inf),
    share=np.ones(1),
    start=np.zeros(1),
    width=np.full(1, 360.0),
)
