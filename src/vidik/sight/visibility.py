"""Visibility: from walls and cameras to exact views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.frame import snap
from vidik.model.views import Aim, Aims, Views
from vidik.sight import kernels
from vidik.sight.walls import Walls

__all__ = ["Heights", "areas", "contains", "sectors", "views"]

# Cameras a thread takes at a time: enough to hide the hand-over, few enough for a smooth bar.
_CHUNK = 512


@dataclass(frozen=True, eq=False)
class Heights:
    """How high n cameras and b buildings are in each of h stances.

    Stances go from the one that sees most, with the highest cameras and the lowest buildings, to
    the one that sees least. All heights are metres in one system, such as above sea level.

    Parameters
    ----------
    eye
        Shape (n, h): of the lens; never rising along a row.
    target
        Shape (n, h): of the plane in which things are looked for.
    tops
        Shape (h, b): of the roofs; never falling along a column.
    """

    eye: NDArray[np.float64]
    target: NDArray[np.float64]
    tops: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse stances out of order, and arrays that do not fit together."""
        if self.eye.shape != self.target.shape or self.eye.shape[1] != self.tops.shape[0]:
            raise ValueError(
                "one height of lens and target per stance, one row of roofs per stance"
            )
        if np.isnan(self.eye).any() or np.isnan(self.target).any() or np.isnan(self.tops).any():
            raise ValueError("heights must be known; what is not known is a range")
        if (np.diff(self.eye, axis=1) > 0).any() or (np.diff(self.tops, axis=0) < 0).any():
            raise ValueError(
                "stances must go from the one that sees most to the one that sees least"
            )


def views(
    ids: Sequence[str],
    points: NDArray[np.float64],
    walls: Walls,
    *,
    aims: Sequence[Aim],
    heights: Heights | None = None,
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
    heights
        Of cameras and buildings; None: every building is taller than every camera.
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
    if heights is None:
        heights = _all_tall(n, walls)
    buildings = int(walls.owner.max(initial=-1)) + 1
    if len(heights.eye) != n or heights.tops.shape[1] < buildings:
        raise ValueError("one row of heights per camera, one column of roofs per building")
    reach = np.minimum(_farthest(packed), max_reach_m)
    offsets, start, width = sectors(packed)
    ground = walls.ground

    def solve(first: int) -> Views:
        rows = slice(first, min(first + _CHUNK, n))
        stances, view_reach, view_end, ring_end, corners, arc = kernels.solve(
            ground,
            points[rows],
            reach[rows],
            offsets[rows.start : rows.stop + 1],
            start,
            width,
            heights.eye[rows],
            heights.target[rows],
            heights.tops,
        )
        if advance is not None:
            advance(rows.stop - rows.start)
        zero = np.zeros(1, np.int64)
        return Views(
            ids=tuple(ids[rows]),
            origin=points[rows],
            moved_m=np.zeros(len(points[rows])) if moved_m is None else moved_m[rows],
            aims=packed.only(np.arange(rows.start, rows.stop)),
            stances=stances,
            reach=view_reach,
            offsets=np.concatenate([zero, view_end]),
            ring_offsets=np.concatenate([zero, ring_end]),
            vertices=corners,
            arc=arc,
        )

    with ThreadPoolExecutor(max_workers=threads) as pool:
        # even no camera at all has views: none, but with the right shapes
        return Views.joined(list(pool.map(solve, range(0, max(n, 1), _CHUNK))))


def _all_tall(cameras: int, walls: Walls) -> Heights:
    """Return heights of cameras on the ground among buildings that are never low."""
    buildings = int(walls.owner.max(initial=-1)) + 1
    level = np.zeros((cameras, 1))
    return Heights(eye=level, target=level, tops=np.full((1, buildings), np.inf))


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
