"""Visibility: from walls and cameras to exact views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
_CHUNK = 1024

# Of fewer cameras each thread takes a share in so many turns, as some need longer than others.
_TURNS = 4

# Cameras are taken block by block, metres: the walls of a block and about it fit into the cache.
_BLOCK_M = 256.0


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
    turns = np.column_stack([offsets[:-1], offsets[1:]])
    ground = walls.ground
    # neighbours one after the other, as they look at the same walls
    order = np.lexsort(np.floor(points / _BLOCK_M).T)
    chunk = min(_CHUNK, -(-n // (_TURNS * threads)) or 1)
    desks = [kernels.new_desk(len(ground.chain)) for _ in range(threads)]

    def solve(first: int) -> kernels.Solved:
        rows = order[first : first + chunk]
        desk, view, far, rings, corners, r, v = kernels.solve(
            desks.pop(),
            ground,
            points[rows],
            reach[rows],
            turns[rows],
            start,
            width,
            stances.eye[rows],
            stances.target[rows],
            stances.tops,
        )
        solved = kernels.Solved(
            view=view,
            reach=far,
            rings=rings,
            corners=corners,
            end=desk.rings.end[:r].copy(),
            corner=desk.rings.corner[:v].copy(),
            arc=desk.rings.arc[:v].copy(),
        )
        desks.append(desk)
        if advance is not None:
            advance(len(rows))
        return solved

    with ThreadPoolExecutor(max_workers=threads) as pool:
        # even no camera at all has views: none, but with the right shapes
        parts = list(pool.map(solve, range(0, max(n, 1), chunk)))
    return Views(
        ids=tuple(ids),
        origin=points,
        moved_m=np.zeros(n) if moved_m is None else moved_m,
        aims=packed,
        **_in_order(parts, order, threads),
    )


def _in_order(
    parts: Sequence[kernels.Solved], order: NDArray[np.int64], threads: int
) -> dict[str, NDArray[Any]]:
    """Return the views, camera by camera, as `Views` takes them.

    Parameters
    ----------
    parts
        Solved, the cameras `order` one after the other.
    order
        Shape (n,).
    threads
        How many put the corners in their place.
    """
    local, reach, rings, corners = map(np.concatenate, list(zip(*parts, strict=True))[:4])
    # each camera's views follow one another; a camera's row holds the numbers within its part
    count = local[:, -1] - local[:, 0] + 1
    place = np.empty(len(reach), np.int64)
    place[np.argsort(np.repeat(order, count), kind="stable")] = np.arange(len(reach))
    stances = np.empty_like(local)
    stances[order] = local - local[:, :1] + place[np.cumsum(count) - count][:, None]
    ring_at, corner_at = _offsets(rings, place), _offsets(corners, place)
    length = np.empty(ring_at[-1], np.int64)
    vertices, arc = np.empty((corner_at[-1], 2)), np.empty(corner_at[-1], np.bool_)
    ends = np.cumsum([len(part.reach) for part in parts])

    def put(part: kernels.Solved, end: int) -> None:
        to = place[end - len(part.reach) : end]
        kernels.put(part, ring_at[to], corner_at[to], length, vertices, arc)

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(put, parts, ends.tolist()))
    in_order = np.empty_like(reach)
    in_order[place] = reach
    return {
        "stances": stances,
        "reach": in_order,
        "offsets": ring_at,
        "ring_offsets": np.concatenate([[0], np.cumsum(length)]),
        "vertices": vertices,
        "arc": arc,
    }


def _offsets(counts: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the offsets of stretches of so many items, after each went to its place."""
    offsets = np.zeros(len(counts) + 1, np.int64)
    offsets[1:][place] = counts
    return np.cumsum(offsets)


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
