"""What follows from the cameras of a city, anew or only where other cameras touch it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vidik.exposure.again import changed_edges, homes_near, walks_again
from vidik.exposure.first import LIKELY, first_camera
from vidik.exposure.seen import BOUNDS, Bound, seen_along
from vidik.exposure.walks import walks
from vidik.jobs.tiles import operator_numbers, see_all, watch_places_by_tile, watch_streets
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.doorsteps import Doorsteps
from vidik.model.first_camera import FirstCamera
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.public_space import PublicSpace
from vidik.model.regions import Regions
from vidik.model.seen import Seen as Along
from vidik.model.streets import Streets
from vidik.model.tiling import Tile, Tiling, extent
from vidik.model.views import Views
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks
from vidik.model.watched import Watched
from vidik.outside.progress import Progress, Silent
from vidik.outside.workers import Threads
from vidik.sight.again import looked_at, reached, seen_again, watched_again
from vidik.sight.coverage import Known
from vidik.sight.cut import Cuts
from vidik.sight.tiles import Seen, Sight

__all__ = ["Ground", "Situation", "Work", "changed", "situation"]

#: Public ground has no polygon that reaches from one of these squares into another.
SQUARES = Tiling(512.0)


@dataclass(frozen=True, eq=False)
class Ground:
    """What a change of cameras leaves as it is.

    Parameters
    ----------
    sight
        What views depend on besides cameras and buildings.
    footprints
        The walls.
    frame
        Of the city.
    streets
        The public streets.
    space
        The public ground.
    network
        The ways that people walk.
    homes
        Where they set out from.
    level
        Key of the level at which walks are in view.
    budget_mm
        Effort of the longest walk, millimetres.
    tiling
        How the city is cut.
    squares
        How its public ground is cut, smaller: what is touched is worked out square by square.
    """

    sight: Sight
    footprints: Footprints
    frame: LocalFrame
    streets: Streets
    space: PublicSpace
    network: WalkNetwork
    homes: Doorsteps
    level: str
    budget_mm: int
    tiling: Tiling = field(default_factory=Tiling)
    squares: Tiling = SQUARES

    @property
    def levels(self) -> tuple[str, ...]:
        """Keys of the levels, from the least to the most detail."""
        return tuple(level.key for level in self.sight.optics.levels)


@dataclass(frozen=True, eq=False)
class Situation:
    """What follows from the cameras of a city.

    Parameters
    ----------
    cameras
        Those that watch an outside, in order of their id.
    seen
        What they see.
    streets
        How much of the public streets they watch.
    places
        How much of the public ground of each square; None: nobody asked.
    ways
        How much of the ways that people walk.
    along
        Which parts of these are seen, at the level of the walks.
    walks
        All walks from all homes.
    first
        The first camera on the way from each.
    """

    cameras: tuple[Camera, ...]
    seen: Seen
    streets: Watched
    places: Mapping[Tile, Coverage] | None
    ways: Watched
    along: Mapping[Bound, Along]
    walks: Mapping[Bound, Walks]
    first: Mapping[Bound, FirstCamera]


def situation(
    ground: Ground, cameras: Sequence[Camera], *, threads: int = 1, progress: Progress | None = None
) -> Situation:
    """Return what follows from cameras, everything worked out anew.

    Parameters
    ----------
    ground
        The city without them.
    cameras
        Those that watch an outside, in order of their id.
    threads
        How many to compute with; the result does not depend on it.
    progress
        Told how far the work is.
    """
    work = Work(ground, threads, progress or Silent())
    seen = work.seen(cameras)
    ways = work.watched(ground.network.ways, seen.views)
    along = work.along(ways)
    return Situation(
        cameras=tuple(cameras),
        seen=seen,
        streets=work.watched(ground.streets, seen.views),
        places=work.places(cameras, seen.views),
        ways=ways,
        along=along,
        walks={bound: work.walks(along[bound], ground.homes) for bound in BOUNDS},
        first=work.first(along),
    )


def changed(
    ground: Ground,
    before: Situation,
    cameras: Sequence[Camera],
    *,
    threads: int = 1,
    progress: Progress | None = None,
) -> Situation:
    """Return what follows from other cameras: bit by bit what `situation` returns.

    Parameters
    ----------
    ground, threads, progress
        As of `situation`.
    before
        What followed from the cameras before.
    cameras
        Those now, in order of their id.
    """
    work = Work(ground, threads, progress or Silent())
    was = {camera.id: camera for camera in before.cameras}
    now = {camera.id: camera for camera in cameras}
    gone = [i for i, camera in enumerate(before.cameras) if now.get(camera.id) != camera]
    fresh = [camera for camera in cameras if was.get(camera.id) != camera]
    if not gone and not fresh:
        return before
    again = work.seen(fresh)
    seen = seen_again(before.seen, again, tuple(now))
    touching = (before.seen.views.only(gone), again.views)

    def watched(streets: Streets, known: Watched) -> Watched:
        pieces = looked_at(touching, streets)
        return watched_again(known, work.watched(streets.only(pieces), seen.views), pieces)

    ways = watched(ground.network.ways, before.ways)
    along = work.along(ways)
    return Situation(
        cameras=tuple(cameras),
        seen=seen,
        streets=watched(ground.streets, before.streets),
        places=None
        if before.places is None
        else {**before.places, **work.places_again(before.places, cameras, seen.views, touching)},
        ways=ways,
        along=along,
        walks={
            bound: work.walks_again(before.walks[bound], before.along[bound], along[bound])
            for bound in BOUNDS
        },
        first=work.first(along),
    )


@dataclass(frozen=True, eq=False)
class Work:
    """The questions that are asked of a city, or of parts of it.

    Parameters
    ----------
    ground, threads, progress
        As of `situation`.
    """

    ground: Ground
    threads: int
    progress: Progress

    def seen(self, cameras: Sequence[Camera]) -> Seen:
        """Return what cameras see."""
        ground = self.ground
        with self.progress.task("What cameras see", total=len(cameras)) as advance:
            return see_all(
                ground.sight,
                cameras,
                ground.footprints,
                ground.frame,
                tiling=ground.tiling,
                workers=Threads(self.threads),
                advance=advance,
            )

    def watched(self, streets: Streets, views: Views) -> Watched:
        """Return how much of streets, or of ways, is watched."""
        with self.progress.task("Watched metres of street", total=len(streets)) as advance:
            return watch_streets(
                streets,
                views,
                levels=self.ground.levels,
                tiling=self.ground.tiling,
                workers=Threads(self.threads),
                advance=advance,
            )

    def places(self, cameras: Sequence[Camera], views: Views) -> Mapping[Tile, Coverage]:
        """Return how much public ground is watched, by square."""
        return self._places(cameras, views, len(self.ground.space))

    def places_again(
        self,
        known: Mapping[Tile, Coverage],
        cameras: Sequence[Camera],
        views: Views,
        touching: Sequence[Views],
    ) -> Mapping[Tile, Coverage]:
        """Return how much public ground is watched in the squares that some views reach.

        At a level at which they do not, it is what is known.
        """
        ground = self.ground
        boxes = ground.space.boxes()
        homes = ground.squares.homes(boxes)
        about = np.array([extent(boxes[rows]) for rows in homes.values()]).reshape(-1, 4)
        names = list(homes)
        tiles = [names[i] for i in reached(touching, about).tolist()]
        by_level = zip(*(Cuts.of(one).possible for one in touching), strict=True)
        changed = tuple(Regions.joined(both) for both in by_level)
        return self._places(
            cameras,
            views,
            sum(len(homes[tile]) for tile in tiles),
            {tile: Known(known[tile], changed) for tile in tiles},
        )

    def _places(
        self,
        cameras: Sequence[Camera],
        views: Views,
        total: int,
        known: Mapping[Tile, Known] | None = None,
    ) -> Mapping[Tile, Coverage]:
        ground = self.ground
        with self.progress.task("Watched public space", total=total) as advance:
            return watch_places_by_tile(
                ground.space,
                views,
                operator=operator_numbers(cameras),
                levels=ground.levels,
                known=known,
                tiling=ground.squares,
                workers=Threads(self.threads),
                advance=advance,
            )

    def along(self, ways: Watched) -> Mapping[Bound, Along]:
        """Return which parts of the ways are seen at the level of the walks."""
        network, level = self.ground.network, self.ground.level
        return {bound: seen_along(network, ways, level=level, bound=bound) for bound in BOUNDS}

    def walks(self, along: Along, homes: Doorsteps) -> Walks:
        """Return all walks from some homes."""
        ground = self.ground
        with self.progress.task("Walks from homes", total=len(homes)) as advance:
            return walks(
                ground.network,
                along,
                homes,
                budget_mm=ground.budget_mm,
                threads=self.threads,
                advance=advance,
            )

    def walks_again(self, known: Walks, was: Along, along: Along) -> Walks:
        """Return all walks from all homes, of those far from any change what is known."""
        ground, homes = self.ground, self.ground.homes
        edges = changed_edges(was, along)
        rows = homes_near(ground.network, homes, edges, budget_mm=ground.budget_mm)
        return walks_again(known, self.walks(along, homes.only(rows)), rows)

    def first(self, along: Mapping[Bound, Along]) -> Mapping[Bound, FirstCamera]:
        """Return the first camera on the way from each home."""
        ground = self.ground
        return {
            bound: first_camera(ground.network, along[bound], ground.homes, chance=LIKELY[bound])
            for bound in BOUNDS
        }
