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
from vidik.model.tiling import Tile, Tiling, extent
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.progress import Advance
from vidik.outside.workers import Workers
from vidik.sight.coverage import Known
from vidik.sight.cut import Cuts
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

__all__ = [
    "operator_numbers", "see_all", "unheard", "watch_places", "watch_places_by_tile",
    "watch_streets",
]  # fmt: skip

Ints = NDArray[np.int64]

_NONE = np.zeros(0, dtype=np.int64)

# Tiles that views are cut for at once; of more, each cuts its own, and side by side.
_CUT_AT_ONCE = 64


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
    parts = watch_places_by_tile(
        space,
        views,
        operator=operator,
        levels=levels,
        tiling=tiling,
        workers=workers,
        advance=advance,
    )
    return joined_coverage(list(parts.values()))


def watch_places_by_tile(
    space: PublicSpace,
    views: Views,
    *,
    operator: Ints,
    levels: Sequence[str],
    known: Mapping[Tile, Known] | None = None,
    tiling: Tiling,
    workers: Workers,
    advance: Advance,
) -> Mapping[Tile, Coverage]:
    """Return how much public ground of each tile of a city is watched, in the order of the tiles.

    Parameters
    ----------
    space, views, operator, levels, tiling, workers, advance
        As of `watch_places`.
    known
        What is known, by other cameras, of the tiles to work out; None: all, and nothing is known.
    """
    boxes = space.boxes()
    homes = tiling.homes(boxes)
    if not homes:
        nowhere = Places(space, views, operator)
        return {(0, 0): coverage_in(levels, nowhere, advance=unheard)} if known is None else {}
    tiles = [tile for tile in homes if known is None or tile in known]
    cuts = None
    if known is not None and len(tiles) <= _CUT_AT_ONCE:
        reached = [reaching(views, extent(boxes[homes[tile]])) for tile in tiles]
        some = np.unique(np.concatenate([_NONE, *reached]))
        views, operator = views.only(some), operator[some]
        cuts = Cuts.of(views)

    def places(tile: Tile) -> Places:
        rows = homes[tile]
        cameras = reaching(views, extent(boxes[rows]))
        return Places(
            space.only(rows),
            views.only(cameras),
            operator[cameras],
            None if cuts is None else cuts.only(cameras),
            None if known is None else known.get(tile),
        )

    parts = workers.map(coverage_in, tuple(levels), tiles, places, advance=advance)
    return dict(zip(tiles, parts, strict=True))


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


def unheard(_: float) -> None:
    """Tell nobody how much is done."""


def _again(
    sight: Sight, standing: Callable[[Tile, float], Standing], tile: Tile, slack_m: float
) -> Seen:
    return see(sight, standing(tile, slack_m), advance=unheard)
