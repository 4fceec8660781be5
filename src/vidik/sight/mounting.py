"""Mounting: where exactly a mapped camera stands, and which wall it hangs on.

A quarter of mapped cameras touch a building or lie inside its outline, because outlines are drawn
from the air and cameras from the street. Seen from inside, a wall would hide the whole street; so
they are moved out to the nearest place in front of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, STRtree
from shapely.ops import nearest_points

from vidik.model.frame import snap

__all__ = ["DEEP_M", "Mount", "mount"]

#: A camera mapped this deep inside a building is flagged: its place is probably wrong.
DEEP_M = 2.0

# Cameras are put this far in front of the wall.
_CLEAR_M = 0.05
# How far the buildings that touch one another are followed when looking for the way out.
_SEARCH_M = 25.0
_DIRECTIONS = 32


@dataclass(frozen=True, eq=False)
class Mount:
    """Where n cameras stand.

    Parameters
    ----------
    points
        Shape (n, 2): outside every building, metres, snapped.
    moved_m
        Shape (n,): metres from the mapped place.
    outward
        Shape (n,): bearing in degrees away from the wall it hangs on; NaN where no wall is near.
    """

    points: NDArray[np.float64]
    moved_m: NDArray[np.float64]
    outward: NDArray[np.float64]


def mount(
    points: NDArray[np.float64], buildings: NDArray[np.object_], *, wall_m: float = 1.0
) -> Mount:
    """Return where cameras stand among buildings.

    Parameters
    ----------
    points
        Shape (n, 2): as mapped, metres.
    buildings
        Outlines, valid polygons, metres.
    wall_m
        A camera no farther than this from a wall hangs on it.

    Returns
    -------
    Mount
        A camera inside the union of the local buildings, or within 5 cm of its outline, is moved to
        5 cm in front of the nearest wall; the others stay where they are mapped.
    """
    points = snap(points).reshape(-1, 2)
    tree = STRtree(buildings)
    placed = points.copy()
    outward = np.full(len(points), np.nan)
    for i, (x, y) in enumerate(points):
        here = Point(x, y)
        touching = tree.query(here, predicate="dwithin", distance=wall_m)
        if len(touching) == 0:
            continue
        block = _block(here, buildings, tree)
        if not block.intersects(here) and block.distance(here) > wall_m:
            continue
        placed[i], outward[i] = _in_front(here, block)
    moved = np.hypot(*(placed - points).T)
    return Mount(points=placed, moved_m=moved, outward=outward)


def _block(here: Point, buildings: NDArray[np.object_], tree: STRtree) -> shapely.Geometry:
    """Return the union of the buildings about a point, wide enough to hold the way out of it."""
    radius = _SEARCH_M
    while True:
        near = tree.query(here, predicate="dwithin", distance=radius)
        block = shapely.union_all(buildings[np.sort(near)])
        # a camera deeper inside a block than the search is wide needs more of the block
        if not block.contains(here) or here.distance(block.boundary) < radius:
            return block
        radius *= 2


def _in_front(here: Point, block: shapely.Geometry) -> tuple[NDArray[np.float64], float]:
    """Return the place in front of the nearest wall, and the bearing away from that wall."""
    wall = nearest_points(block.boundary, here)[0]
    at, there = np.array([wall.x, wall.y]), np.array([here.x, here.y])
    away = there - at
    if block.contains(here):
        away = -away
    if np.hypot(*away) < 1e-6:  # mapped on the wall itself: its own normal tells
        away = _normal(at, block)
    away = away / np.hypot(*away)
    if not block.intersects(here) and here.distance(wall) >= _CLEAR_M:
        return there, _bearing(away)
    # in a corner, straight away from one wall may run into the next: turn until the way is free
    turns = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
    turns = turns[np.argsort(np.minimum(turns, 2 * np.pi - turns), kind="stable")]
    for clear in (_CLEAR_M, 2 * _CLEAR_M, 4 * _CLEAR_M, 0.5, 1.0, 2.0):
        for turn in turns:
            way = np.array(
                [
                    away[0] * np.cos(turn) - away[1] * np.sin(turn),
                    away[0] * np.sin(turn) + away[1] * np.cos(turn),
                ]
            )
            place = snap(at + clear * way)
            if block.distance(Point(*place)) >= 0.5 * _CLEAR_M:
                return place, _bearing(away)
    # the nearest wall is that of a slit: the nearest ground that is wide enough to stand on
    free = nearest_points(block.buffer(_CLEAR_M).boundary, here)[0]
    place = snap(np.array([free.x, free.y]))
    wall = nearest_points(block.boundary, Point(*place))[0]
    return place, _bearing(place - np.array([wall.x, wall.y]))


def _normal(at: NDArray[np.float64], block: shapely.Geometry) -> NDArray[np.float64]:
    """Return the direction out of the block at a point of its outline."""
    turns = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
    probes = at + 2 * _CLEAR_M * np.column_stack([np.cos(turns), np.sin(turns)])
    free = ~shapely.contains_xy(block, probes[:, 0], probes[:, 1])
    if not free.any():
        return np.array([0.0, 1.0])
    mean = (probes[free] - at).sum(axis=0)
    # on a wall free on both sides (two blocks that touch in a line) the mean vanishes
    return mean if np.hypot(*mean) > 1e-9 else np.asarray(probes[free][0] - at)


def _bearing(direction: NDArray[np.float64]) -> float:
    """Return degrees clockwise from north, 0 ≤ bearing < 360."""
    return float(np.degrees(np.arctan2(direction[0], direction[1])) % 360.0)
