"""What if: the figures of a city with other cameras, only what these touch worked out anew.

The result is equal, bit by bit, to what working out everything anew would give. What stands where
is what a person says: nothing here looks for a place.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError
from vidik.exposure.again import changed_edges, homes_near, walks_again
from vidik.exposure.first import LIKELY, first_camera
from vidik.exposure.locating import homes_at
from vidik.exposure.seen import BOUNDS, Bound, seen_along
from vidik.exposure.walks import FARTHEST_MM, walks
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.place import left_out, split
from vidik.jobs.run import Clock
from vidik.jobs.sources import declared_as, read_source, stepwise
from vidik.jobs.tiles import (
    operator_numbers,
    see_all,
    watch_places_by_tile,
    watch_streets,
)
from vidik.model.camera import Camera
from vidik.model.change import Change
from vidik.model.coverage import Coverage
from vidik.model.doorsteps import Doorsteps
from vidik.model.first_camera import FirstCamera
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.public_space import PublicSpace
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules, Verdict
from vidik.model.seen import Seen as Along
from vidik.model.source import Source
from vidik.model.streets import Streets
from vidik.model.supposed import Supposed
from vidik.model.tiling import Tile, Tiling, extent
from vidik.model.views import Views
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks
from vidik.model.watched import Watched
from vidik.outside.cache import Cache, cache_folder, digest_of, digest_of_file
from vidik.outside.progress import Progress, Silent
from vidik.outside.reading import format_of
from vidik.outside.workers import Threads
from vidik.register import cameras as devices
from vidik.register.denial import drop_denied
from vidik.report.clearance import classify
from vidik.report.what_if import Figures, figures_of, supposed
from vidik.sight.again import looked_at, reached, seen_again, watched_again
from vidik.sight.tiles import Seen, Sight, joined_coverage

__all__ = [
    "Answer", "Given", "Ground", "Question", "Situation", "changed", "question", "read_given",
    "situation", "what_if",
]  # fmt: skip


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
    work = _Work(ground, threads, progress or Silent())
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
    work = _Work(ground, threads, progress or Silent())
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
        else {**before.places, **work.places(cameras, seen.views, touching)},
        ways=ways,
        along=along,
        walks={
            bound: work.walks_again(before.walks[bound], before.along[bound], along[bound])
            for bound in BOUNDS
        },
        first=work.first(along),
    )


@dataclass(frozen=True, eq=False)
class _Work:
    """The questions that are asked of a city, or of parts of it."""

    ground: Ground
    threads: int
    progress: Progress

    def seen(self, cameras: Sequence[Camera]) -> Seen:
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
        with self.progress.task("Watched metres of street", total=len(streets)) as advance:
            return watch_streets(
                streets,
                views,
                levels=self.ground.levels,
                tiling=self.ground.tiling,
                workers=Threads(self.threads),
                advance=advance,
            )

    def places(
        self, cameras: Sequence[Camera], views: Views, touching: Sequence[Views] | None = None
    ) -> Mapping[Tile, Coverage]:
        ground = self.ground
        tiles, total = None, len(ground.space)
        if touching is not None:
            boxes = ground.space.boxes()
            homes = ground.squares.homes(boxes)
            about = np.array([extent(boxes[rows]) for rows in homes.values()]).reshape(-1, 4)
            names = list(homes)
            tiles = {names[i] for i in reached(touching, about).tolist()}
            total = sum(len(homes[tile]) for tile in tiles)
        with self.progress.task("Watched public space", total=total) as advance:
            return watch_places_by_tile(
                ground.space,
                views,
                operator=operator_numbers(cameras),
                levels=ground.levels,
                only=tiles,
                tiling=ground.squares,
                workers=Threads(self.threads),
                advance=advance,
            )

    def along(self, ways: Watched) -> Mapping[Bound, Along]:
        network, level = self.ground.network, self.ground.level
        return {bound: seen_along(network, ways, level=level, bound=bound) for bound in BOUNDS}

    def walks(self, along: Along, homes: Doorsteps) -> Walks:
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
        ground, homes = self.ground, self.ground.homes
        edges = changed_edges(was, along)
        rows = homes_near(ground.network, homes, edges, budget_mm=ground.budget_mm)
        return walks_again(known, self.walks(along, homes.only(rows)), rows)

    def first(self, along: Mapping[Bound, Along]) -> Mapping[Bound, FirstCamera]:
        ground = self.ground
        return {
            bound: first_camera(ground.network, along[bound], ground.homes, chance=LIKELY[bound])
            for bound in BOUNDS
        }


@dataclass(frozen=True, eq=False)
class Given:
    """Cameras that a person supplies.

    Parameters
    ----------
    cameras
        As the list has them.
    sources
        Who says so.
    rejected
        What was not understood.
    denied
        Areas of the deny-list that stand in the list itself.
    """

    cameras: tuple[Camera, ...] = ()
    sources: tuple[Source, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    denied: tuple[Geometry, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """What difference other cameras make.

    Parameters
    ----------
    figures
        As they are and as they would be.
    added, removed, changed
        How many cameras that watch an outside are new, gone, or not as they were.
    rejected
        What was not understood of the cameras given, and how many of them were left out.
    before, after
        All that the figures are sums of.
    """

    figures: tuple[Supposed, ...]
    added: int
    removed: int
    changed: int
    rejected: tuple[Rejection, ...]
    before: Situation
    after: Situation


@dataclass(frozen=True, eq=False)
class Question:
    """A city as it is, ready to be asked what if.

    Parameters
    ----------
    observation
        The way from its sources to its figures.
    ground
        What stays as it is.
    before
        What follows from its cameras.
    homes_left_out
        How many homes stand too far from any way.
    """

    observation: Observation
    ground: Ground
    before: Situation
    homes_left_out: int

    def answer(
        self,
        given: Given,
        *,
        removed: Iterable[str] = (),
        turned: Mapping[str, float] | None = None,
    ) -> Answer:
        """Return what difference other cameras make.

        Parameters
        ----------
        given
            Cameras that are there, too; one with the id of a present camera takes its place. Those
            outside the boundary and at places of the deny-list are left out, as everywhere.
        removed
            Ids of cameras that are not there.
        turned
            Where the axis of cameras points, degrees clockwise from north, by their id.

        Raises
        ------
        InputError
            If a camera that is taken away or turned is not there, or two things are supposed of
            one.
        """
        observed = self.observation
        counted, rejected = self._counted(given)
        change = Change(counted, frozenset(removed), dict(turned or {}))
        cameras = [one for one in change.applied(observed.told) if not one.indoor]
        after = changed(
            self.ground,
            self.before,
            cameras,
            threads=observed.threads,
            progress=observed.progress,
        )
        was = {camera.id: camera for camera in self.before.cameras}
        now = {camera.id: camera for camera in cameras}
        return Answer(
            figures=supposed(self._figures(self.before), self._figures(after)),
            added=len(now.keys() - was.keys()),
            removed=len(was.keys() - now.keys()),
            changed=sum(was[key] != now[key] for key in was.keys() & now.keys()),
            rejected=rejected,
            before=self.before,
            after=after,
        )

    def _counted(self, given: Given) -> tuple[tuple[Camera, ...], tuple[Rejection, ...]]:
        """Return the cameras that figures count, and what became of the others."""
        city, rules = self.observation.city, self.observation.inputs.rules
        inside, outside = split(given.cameras, city.place)
        verdicts = classify(
            inside, [*city.denied, *given.denied], rules, frame=city.place.frame, homes=city.homes
        )
        told = tuple(one for one in inside if verdicts[one.id].verdict is not Verdict.WITHHELD)
        # of those at places of the deny-list nothing is said, not even which row it was
        gone = {one.location for one in given.cameras} - {one.location for one in told}
        rows = (row for row in given.rejected if f"{row.source}:{row.id}" not in gone)
        return told, (*rows, *left_out(Counter(camera.source for camera in outside)))

    def _figures(self, of: Situation) -> Figures:
        return figures_of(
            of.cameras,
            streets=of.streets,
            places=None if of.places is None else joined_coverage(list(of.places.values())),
            walks=of.walks,
            first=of.first,
            weight=self.ground.homes.weight,
            level=self.ground.level,
            pace_m_per_min=self.observation.inputs.walking.pace_m_per_min,
        )


def question(
    observation: Observation,
    *,
    level: str,
    minutes: float | None = None,
    homes: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ground: bool = True,
) -> Question:
    """Return a city ready to be asked, from what an earlier build or question left, if any did.

    Parameters
    ----------
    observation
        The way from its sources to its figures.
    level
        Key of the level at which walks are in view.
    minutes
        How long a walk takes at most; None: as the table says.
    homes
        Where homes stand, shape (h, 2), metres, and how much each counts; None: those of the map.
    ground
        Whether public ground is asked about, too, which takes longer than all the rest.

    Raises
    ------
    InputError
        If there is no such level, or walks are too long.
    """
    inputs, city = observation.inputs, observation.city
    levels = [one.key for one in inputs.optics.levels]
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    rules = inputs.walking
    minutes = rules.minutes if minutes is None else minutes
    budget = round(1000.0 * minutes * rules.pace_m_per_min)
    if not 0 < budget < FARTHEST_MM:
        longest = FARTHEST_MM / 1000.0 / rules.pace_m_per_min
        raise InputError(
            "walks of so many minutes are not counted",
            value=minutes,
            hint=f"more than 0 and less than {longest:.0f}",
        )
    if homes is None:
        located, kept = observation.doorsteps
        left_out = len(city.dwellings) - len(kept)
    else:
        located, kept = homes_at(city.network, *homes, reach_m=rules.reach_m)
        left_out = len(homes[0]) - len(kept)
    stays = Ground(
        sight=observation.sight,
        footprints=city.footprints,
        frame=city.place.frame,
        streets=city.streets,
        space=city.public_space,
        network=city.network,
        homes=located,
        level=level,
        budget_mm=budget,
        tiling=observation.tiling,
    )
    work = _Work(stays, observation.threads, observation.progress)
    cameras = tuple(camera for camera in observation.told if not camera.indoor)
    seen, ways = observation.seen, observation.watched_ways
    along = work.along(ways)
    key = digest_of(
        "walks",
        inputs.sight_key(),
        seen.views.ids,
        level,
        budget,
        [digest_of(column.tolist()) for column in (located.edge, located.offset_mm)],
    )
    before = Situation(
        cameras=cameras,
        seen=seen,
        streets=observation.watched,
        places=observation.cache.keep(
            "squares",
            digest_of("squares", inputs.sight_key(), seen.views.ids),
            lambda: work.places(cameras, seen.views),
        )
        if ground
        else None,
        ways=ways,
        along=along,
        walks=observation.cache.keep(
            "walks", key, lambda: {bound: work.walks(along[bound], located) for bound in BOUNDS}
        ),
        first=work.first(along),
    )
    return Question(observation, stays, before, left_out)


def what_if(
    city_file: Path,
    *,
    lists: Sequence[Path] = (),
    removed: Collection[str] = (),
    turned: Mapping[str, float] | None = None,
    level: str,
    minutes: float | None = None,
    ground: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> tuple[Question, Answer]:
    """Return what difference other cameras make to the figures of a city.

    Parameters
    ----------
    city_file
        The city file.
    lists
        Files of cameras that are there, too, in any format that Vidik reads.
    removed, turned
        As of `Question.answer`.
    level, minutes, ground
        As of `question`.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where the stages of the city as it is are kept; None: the user's cache folder. Nothing that
        is supposed is kept.

    Raises
    ------
    VidikError
        If the city file, a source or a list cannot be used, or a camera is not there.
    """
    progress, count = progress or Silent(), threads or os.cpu_count() or 1
    inputs = read_inputs(city_file, progress)
    observation = Observation(
        inputs, cache or Cache(cache_folder()), Clock(), progress, count, Threads(count)
    )
    given = read_given(lists, inputs.rules, threads=count, progress=progress)
    # what is misspelt is told before any work begins
    Change(given.cameras, frozenset(removed), dict(turned or {})).applied(observation.told)
    asked = question(observation, level=level, minutes=minutes, ground=ground)
    return asked, asked.answer(given, removed=removed, turned=turned)


def read_given(
    lists: Sequence[Path], rules: PublicationRules, *, threads: int, progress: Progress
) -> Given:
    """Return the cameras of some files; each row is taken for one.

    Parameters
    ----------
    lists
        The files.
    rules
        Of publication; places of the deny-list are dropped here.
    threads
        How many to read with.
    progress
        Told how far reading is.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    cameras: list[Camera] = []
    sources: list[Source] = []
    rejected: list[Rejection] = []
    denied: list[Geometry] = []
    for path in lists:
        if not path.is_file():
            raise InputError("no such file", file=path)
        declared = declared_as(path)
        with progress.task(f"Reading {path.name}", total=path.stat().st_size) as advance:
            extract = read_source(
                declared, path, rules=rules, threads=threads, progress=stepwise(advance)
            )
        kept, areas = drop_denied(extract, rules.denied)
        found, bad = devices.cameras(kept.features, source=declared.key, assume=True)
        cameras += found
        rejected += [*kept.rejected, *bad]
        denied += areas
        sources.append(
            Source(
                key=declared.key,
                name=declared.name,
                format=format_of(path),
                licence=declared.licence,
                attribution=declared.attribution,
                retrieved=None,
                sha256=digest_of_file(path),
            )
        )
    return Given(tuple(cameras), tuple(sources), tuple(rejected), tuple(denied))
