"""Tiles of a city: what its cameras see and what they watch, worked out tile by tile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.public_space import PublicSpace
from vidik.model.streets import Streets
from vidik.model.tiling import Tile, Tiling
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.progress import Advance
from vidik.outside.workers import Workers
from vidik.sight.tiles import (
    SLACK_M,
    Paths,
    Places,
    Seen,
    Sight,
    Standing,
    coverage_in,
    joined_coverage,
    joined_seen,
    joined_watched,
    margin_of,
    reaching,
    see,
    watched_in,
)

__all__ = ["operator_numbers", "see_all", "unheard", "watch_places", "watch_streets"]

Ints = NDArray[np.int64]

_NONE = np.zeros(0, dtype=np.int64)


def see_all(
    sight: Sight,
    cameras: Sequence[Camera],
    footprints: Footprints,
    frame: LocalFrame,
    *,
    tiling: Tiling,
    workers: Workers,
    advance: Advance,
) -> Seen:
    """Return what the cameras of a city see.

    Parameters
    ----------
    sight
        What is the same in all tiles.
    cameras
        The n cameras.
    footprints
        All buildings; only those near a tile are handed on with it.
    frame
        Of the city.
    tiling
        Squares that are worked out one by one; views are the same whatever their side.
    workers
        Who works them out.
    advance
        Called with the number of cameras finished since the last call.
    """
    places = np.array([(camera.lon, camera.lat) for camera in cameras]).reshape(-1, 2)
    points = frame.to_metres(places)
    homes = tiling.homes(np.hstack([points, points]))
    boxes = footprints.boxes()

    @cache
    def near(margin_m: float) -> Mapping[Tile, Ints]:
        return tiling.within(boxes, margin_m)

    def standing(tile: Tile, slack_m: float = SLACK_M) -> Standing:
        margin = margin_of(sight.optics.max_reach_m, slack_m)
        return Standing(
            tuple([cameras[i] for i in homes[tile].tolist()]),
            points[homes[tile]],
            footprints.only(near(margin).get(tile, _NONE)),
        )

    if not homes:
        return see(sight, Standing((), points, footprints.only(_NONE)), advance=unheard)
    answers = workers.map(see, sight, list(homes), standing, advance=advance)
    parts = [
        sure(seen, partial(_again, sight, standing, tile))
        for tile, seen in zip(homes, answers, strict=True)
    ]
    return joined_seen(parts, list(homes.values()))


def watch_streets(
    streets: Streets,
    views: Views,
    *,
    levels: Sequence[str],
    watchers: bool = False,
    tiling: Tiling,
    workers: Workers,
    advance: Advance,
) -> Watched:
    """Return how much of each street piece of a city is watched.

    Parameters
    ----------
    streets
        All pieces.
    views
        Of the cameras that count.
    levels
        Keys of the levels.
    watchers
        Whether to say, too, which camera watches what.
    tiling
        Squares that are worked out one by one; what is watched is the same whatever their side.
    workers
        Who works them out.
    advance
        Called with the number of pieces finished since the last call.
    """
    boxes = streets.boxes()
    homes = tiling.homes(boxes)

    def paths(tile: Tile) -> Paths:
        rows = homes[tile]
        return Paths(streets.only(rows), views.only(reaching(views, extent(boxes[rows]))))

    asked = (tuple(levels), watchers)
    if not homes:
        return watched_in(asked, Paths(streets, views), advance=unheard)
    parts = list(workers.map(watched_in, asked, list(homes), paths, advance=advance))
    return joined_watched(parts, list(homes.values()), views.ids)


def watch_places(
    space: PublicSpace,
    views: Views,
    *,
    operator: Ints,
    levels: Sequence[str],
    tiling: Tiling,
    workers: Workers,
    advance: Advance,
) -> Coverage:
    """Return how much public ground of a city is watched.

    Parameters
    ----------
    space
        All of it.
    views
        Of the n cameras that count.
    operator
        Shape (n,): number of each camera's operator, −1 where nobody mapped it.
    levels
        Keys of the levels.
    tiling
        Squares that are worked out one by one.
    workers
        Who works them out.
    advance
        Called with the number of polygons finished since the last call.
    """
    boxes = space.boxes()
    homes = tiling.homes(boxes)

    def places(tile: Tile) -> Places:
        rows = homes[tile]
        cameras = reaching(views, extent(boxes[rows]))
        return Places(space.only(rows), views.only(cameras), operator[cameras])

    if not homes:
        return coverage_in(levels, Places(space, views, operator), advance=unheard)
    parts = workers.map(coverage_in, tuple(levels), list(homes), places, advance=advance)
    return joined_coverage(list(parts))


def operator_numbers(cameras: Sequence[Camera]) -> Ints:
    """Return the number of each camera's operator, −1 where nobody mapped it; shape (n,)."""
    names = sorted({camera.operator for camera in cameras if camera.operator is not None})
    number = {name: i for i, name in enumerate(names)}
    return np.array(
        [-1 if c.operator is None else number[c.operator] for c in cameras], dtype=np.int64
    )


def sure(seen: Seen, again: Callable[[float], Seen]) -> Seen:
    """Return what cameras of a tile see, asked again where buildings farther away have a say.

    Parameters
    ----------
    seen
        Of the tile, among the buildings within `margin_of`.
    again
        Returns the same among those within a margin for cameras that are moved farther, metres.
    """
    slack = SLACK_M
    while seen.views.moved_m.max(initial=0.0) > slack:
        slack *= 2.0
        seen = again(slack)
    return seen


def extent(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the box about some boxes, shape (4,)."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def unheard(_: float) -> None:
    """Tell nobody how much is done."""


def _again(
    sight: Sight, standing: Callable[[Tile, float], Standing], tile: Tile, slack_m: float
) -> Seen:
    return see(sight, standing(tile, slack_m), advance=unheard)
