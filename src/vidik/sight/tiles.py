"""Tiles: what the cameras of one tile see, and how much of the ground of one tile is watched.

Whoever goes through a city, on one machine or on many, asks these questions of its tiles and joins
the answers in the order of the tiles; so it does not matter who answers which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Camera
from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.estimate import Estimate
from vidik.model.footprints import Footprints
from vidik.model.heights import Heights
from vidik.model.optics import Optics
from vidik.model.public_space import PublicSpace
from vidik.model.regions import Regions
from vidik.model.streets import Streets
from vidik.model.terrain import Terrain
from vidik.model.views import Aims, Views
from vidik.model.watched import Watched
from vidik.model.watchers import Watchers
from vidik.sight.aim import FREE_STANDING, aim
from vidik.sight.coverage import Known, coverage
from vidik.sight.cut import Cuts, most
from vidik.sight.mounting import mount
from vidik.sight.overlap import overlap
from vidik.sight.stances import stances_of
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls, outlines

__all__ = [
    "SLACK_M", "Paths", "Places", "Seen", "Sight", "Square", "Standing", "coverage_in",
    "depths_in", "joined_coverage", "joined_seen", "joined_watched", "margin_of", "reaching", "see",
    "watched_in",
]  # fmt: skip

#: No camera but one whose place is wrong is moved farther than this to come out of a wall, metres.
SLACK_M = 100.0

Advance = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Sight:
    """What the views of all tiles depend on, besides cameras and buildings.

    Parameters
    ----------
    optics, heights
        The tables in force.
    terrain
        None: the ground is level.
    wall_m
        A camera no farther than this from a wall hangs on it.
    outward_share
        Of the wall cameras whose direction is unknown, the share that looks away from the wall.
    """

    optics: Optics
    heights: Heights
    terrain: Terrain | None
    wall_m: float
    outward_share: float


def margin_of(reach_m: float, slack_m: float = SLACK_M) -> float:
    """Return how far about its tile the buildings decide what a camera sees, metres.

    Parameters
    ----------
    reach_m
        The greatest reach of any camera.
    slack_m
        How far cameras may be moved, at most; the buildings twice that far say where to.
    """
    return max(reach_m, slack_m) + slack_m


@dataclass(frozen=True, eq=False)
class Standing:
    """The cameras of a tile and what stands about them.

    Parameters
    ----------
    cameras
        All inside the tile.
    points
        Shape (n, 2): where they are mapped, metres.
    footprints
        At least the buildings that reach nearer to the tile than `margin_of`; others change
        nothing. Their order has to be that of the whole city.
    """

    cameras: tuple[Camera, ...]
    points: NDArray[np.float64]
    footprints: Footprints

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.cameras)


@dataclass(frozen=True, eq=False)
class Seen:
    """What the cameras of a tile see.

    Parameters
    ----------
    views
        Of the cameras, in their order.
    on_wall
        Ids of those that hang on a wall.
    """

    views: Views
    on_wall: frozenset[str]


def see(sight: Sight, standing: Standing, *, threads: int = 1, advance: Advance) -> Seen:
    """Return what the cameras of a tile see.

    Parameters
    ----------
    sight
        What is the same in all tiles.
    standing
        The tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of cameras finished since the last call.
    """
    cameras, footprints = standing.cameras, standing.footprints
    mounted = mount(standing.points, outlines(footprints), wall_m=sight.wall_m)
    reach = sight.optics.max_reach_m
    aims = [
        aim(
            camera,
            sight.optics,
            sight.heights,
            outward=float(outward),
            outward_share=sight.outward_share,
        )
        for camera, outward in zip(cameras, mounted.outward, strict=True)
    ]
    stances = stances_of(
        cameras,
        mounted.points,
        footprints,
        sight.heights,
        terrain=sight.terrain,
        radius_m=reach,
    )
    seen = views(
        [camera.id for camera in cameras],
        mounted.points,
        Walls.of(footprints),
        aims=Aims.of(aims, levels=len(sight.optics.levels)),
        stances=stances,
        max_reach_m=reach,
        moved_m=mounted.moved_m,
        threads=threads,
        advance=advance,
    )
    hanging = (
        camera.id
        for camera, outward in zip(cameras, mounted.outward, strict=True)
        if not np.isnan(outward) and camera.mount not in FREE_STANDING
    )
    return Seen(seen, frozenset(hanging))


def reaching(views: Views, box: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the cameras whose views may reach into a box, rising.

    Parameters
    ----------
    views
        Of any cameras.
    box
        Shape (4,): west, south, east and north, metres.
    """
    # rounding must not leave out a camera that touches the box
    low, high = views.boxes[:, :2] - 1.0, views.boxes[:, 2:] + 1.0
    return np.flatnonzero((low <= box[2:]).all(axis=1) & (high >= box[:2]).all(axis=1))


@dataclass(frozen=True, eq=False)
class Paths:
    """The streets of a tile, and who may watch them.

    Parameters
    ----------
    streets
        Pieces, each of one tile alone.
    views
        Of all cameras that may reach them (`reaching`), in the order of the whole city.
    """

    streets: Streets
    views: Views

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.streets)


def watched_in(
    asked: tuple[Sequence[str], bool], paths: Paths, *, threads: int = 1, advance: Advance
) -> Watched:
    """Return how much of the streets of a tile is watched.

    Parameters
    ----------
    asked
        Keys of the levels, and whether to say who watches what.
    paths
        The tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of pieces finished since the last call.
    """
    levels, watchers = asked
    return watched(
        paths.streets,
        paths.views,
        levels=levels,
        watchers=watchers,
        threads=threads,
        advance=advance,
    )


@dataclass(frozen=True, eq=False)
class Places:
    """The public space of a tile, and who may watch it.

    Parameters
    ----------
    space
        Polygons, each of one tile alone.
    views
        Of all cameras that may reach them, in the order of the whole city.
    operator
        Shape (n,): number of each camera's operator, −1 where nobody mapped it.
    cuts
        What they see at all levels; None: that is worked out for this tile alone.
    known
        What is known of the tile by other cameras.
    """

    space: PublicSpace
    views: Views
    operator: NDArray[np.int64]
    cuts: Cuts | None = None
    known: Known | None = None

    def __len__(self) -> int:
        """Return the number of polygons."""
        return len(self.space)


def coverage_in(
    levels: Sequence[str], places: Places, *, threads: int = 1, advance: Advance
) -> Coverage:
    """Return how much of the public space of a tile is watched.

    Parameters
    ----------
    levels
        Their keys.
    places
        The tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of polygons when all are finished.
    """
    found = coverage(
        places.views,
        places.space,
        levels=levels,
        operator=places.operator,
        cuts=places.cuts,
        known=places.known,
        threads=threads,
    )
    advance(len(places))
    return found


@dataclass(frozen=True, eq=False)
class Square:
    """The ground of a tile, and who may watch it.

    Parameters
    ----------
    box
        West, south, east and north, metres.
    views
        Of all cameras that may reach it, in the order of the whole city.
    """

    box: tuple[float, float, float, float]
    views: Views

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.views)


def depths_in(
    level: int, square: Square, *, threads: int = 1, advance: Advance
) -> NDArray[np.float64]:
    """Return the square metres of a tile that may be watched by at least one camera, two, ….

    Parameters
    ----------
    level
        Column of the cameras' reaches.
    square
        The tile.
    threads
        How many to compute with; the result does not depend on it.
    advance
        Called with the number of cameras when all are finished.
    """
    west, south, east, north = square.box
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    tile = Regions.of_polygons(np.array(corners), np.array([0, 5]), np.array([0, 1]))
    seen = most(square.views, level, threads=threads)
    found = overlap(seen, places=tile, threads=threads).places_m2[0]
    advance(len(square))
    return np.asarray(np.maximum(found, 0.0), dtype=np.float64)


def joined_seen(parts: Sequence[Seen], cameras: Sequence[NDArray[np.int64]]) -> Seen:
    """Return what all cameras see.

    Parameters
    ----------
    parts
        Of tiles, at least one.
    cameras
        Of each tile, the places of its cameras among all.
    """
    order = np.argsort(np.concatenate(cameras))
    return Seen(
        Views.joined([part.views for part in parts]).only(order),
        frozenset().union(*(part.on_wall for part in parts)),
    )


def joined_watched(
    parts: Sequence[Watched], pieces: Sequence[NDArray[np.int64]], ids: tuple[str, ...]
) -> Watched:
    """Return how much of all streets is watched.

    Parameters
    ----------
    parts
        Of tiles, at least one.
    pieces
        Of each tile, the places of its pieces among all.
    ids
        Of all cameras.
    """
    order = np.argsort(np.concatenate(pieces))
    piece = np.concatenate([rows[part.piece] for rows, part in zip(pieces, parts, strict=True)])
    by_piece = np.argsort(piece, kind="stable")

    def of_pieces(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(part, name) for part in parts])[order]

    def of_stretches(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(part, name) for part in parts])[by_piece]

    return Watched(
        levels=parts[0].levels,
        least=of_pieces("least"),
        expected=of_pieces("expected"),
        most=of_pieces("most"),
        piece=piece[by_piece],
        level=of_stretches("level").astype(np.int64),
        band=of_stretches("band").astype(np.int64),
        start_m=of_stretches("start_m"),
        end_m=of_stretches("end_m"),
        watchers=_joined_watchers([part.watchers for part in parts], pieces, ids),
    )


def _joined_watchers(
    parts: Sequence[Watchers | None], pieces: Sequence[NDArray[np.int64]], ids: tuple[str, ...]
) -> Watchers | None:
    some = [part for part in parts if part is not None]
    if not some:
        return None
    number = {key: i for i, key in enumerate(ids)}
    piece = np.concatenate(
        [rows[part.piece] for rows, part in zip(pieces, some, strict=True)]
    ).astype(np.int32)
    camera = np.concatenate(
        [np.array([number[key] for key in part.ids], dtype=np.int32)[part.camera] for part in some]
    )
    order = np.argsort(piece, kind="stable")
    return Watchers(
        pieces=sum(map(len, pieces)),
        ids=ids,
        piece=piece[order],
        level=np.concatenate([part.level for part in some])[order],
        camera=camera[order],
        chance=np.concatenate([part.chance for part in some])[order],
        start_m=np.concatenate([part.start_m for part in some])[order],
        end_m=np.concatenate([part.end_m for part in some])[order],
    )


def joined_coverage(parts: Sequence[Coverage]) -> Coverage:
    """Return how much public ground of all tiles is watched: sums, taken in the order given.

    Parameters
    ----------
    parts
        Of tiles, at least one, of the same levels.
    """
    return Coverage(
        ground_m2=float(np.sum([part.ground_m2 for part in parts])),
        levels=tuple(map(_joined_level, zip(*(part.levels for part in parts), strict=True))),
    )


def _joined_level(parts: Sequence[LevelCoverage]) -> LevelCoverage:
    least, raw, most, error = np.array(
        [(w.least, w.raw, w.most, w.standard_error**2) for w in (part.watched for part in parts)]
    ).sum(axis=0)
    return LevelCoverage(
        level=parts[0].level,
        watched=Estimate(
            # sums of floats: rounding may put one past the other
            least=float(min(least, most)),
            raw=float(raw),
            most=float(most),
            standard_error=float(np.sqrt(error)),
        ),
        certain_m2=_by_depth([part.certain_m2 for part in parts]),
        possible_m2=_by_depth([part.possible_m2 for part in parts]),
        operators_m2=_by_depth([part.operators_m2 for part in parts]),
    )


def _by_depth(parts: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the sum of areas by depth; what is not as deep as others adds nothing there."""
    total = np.zeros(max(map(len, parts)))
    for areas in parts:
        total[: len(areas)] += areas
    return tuple(total.tolist())
