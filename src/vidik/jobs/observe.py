"""Observe: from what the sources say of a city to what may be shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.exposure.footfall import footfall
from vidik.exposure.from_home import from_home
from vidik.exposure.locating import homes_at
from vidik.exposure.seen import BOUNDS, Bound, seen_by_level
from vidik.exposure.sensitive import doors_in_view, fronts
from vidik.exposure.streets import in_all
from vidik.exposure.surveyed import surveyed
from vidik.jobs.gather import City, gather
from vidik.jobs.inputs import Inputs
from vidik.jobs.run import Clock
from vidik.jobs.tiles import operator_numbers, see_all, unheard, watch_places, watch_streets
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage
from vidik.model.doorsteps import Doorsteps
from vidik.model.earlier import Earlier
from vidik.model.from_home import FromHome
from vidik.model.operated import Operated
from vidik.model.place import Place
from vidik.model.published import Published, PublishedCamera
from vidik.model.published_request import PublishedRequest
from vidik.model.rules import Clearance, Verdict
from vidik.model.seen import Seen as Walked
from vidik.model.sensitive import DoorViews
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.surveyed import Surveyed
from vidik.model.terrain import Terrain
from vidik.model.tiling import Tiling
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.cache import Cache, digest_of
from vidik.outside.progress import Progress
from vidik.outside.terrain import read_terrain
from vidik.outside.workers import Workers
from vidik.report.gate import classify, departed, publish
from vidik.report.homes import WalkedHomes
from vidik.report.judging import Surroundings, squares
from vidik.report.operators import LEAST_CAMERAS, by_operator
from vidik.report.requests import addresses_of, clear_requests
from vidik.report.secrets import Secrets, secrets_of
from vidik.report.view_tables import BandShape, OverlapShape
from vidik.sight.bands import band_polygons, seen_polygons
from vidik.sight.chords import polygonal
from vidik.sight.depth_classes import depth_classes
from vidik.sight.tiles import Seen, Sight

__all__ = ["Observation", "on_ground"]


@dataclass(frozen=True, eq=False)
class Observation:
    """The way from sources to what may be shown, stage by stage; each stage is kept.

    Parameters
    ----------
    inputs
        All that the result depends on.
    cache
        Where results of stages are kept.
    clock
        Told how long each stage takes.
    progress
        Told how far each stage is.
    threads
        How many to compute with; results do not depend on it.
    workers
        Who works out the tiles of the city; results do not depend on them either.
    tiling
        How the city is cut.
    """

    inputs: Inputs
    cache: Cache
    clock: Clock
    progress: Progress
    threads: int
    workers: Workers
    tiling: Tiling = field(default_factory=Tiling)

    @cached_property
    def city(self) -> City:
        """What the sources say."""
        with self.clock.stage("reading"):
            return self.cache.keep(
                "city",
                self.inputs.city_key(),
                lambda: gather(
                    self.inputs.settings,
                    self.inputs.city_file,
                    rules=self.inputs.rules,
                    space_rules=self.inputs.space_rules,
                    walking=self.inputs.walking,
                    home_rules=self.inputs.home_rules,
                    heights=self.inputs.heights,
                    progress=self.progress,
                    threads=self.threads,
                    registered=self.inputs.registered,
                ),
            )

    @cached_property
    def terrain(self) -> Terrain | None:
        """Heights of the ground as far as cameras see; None: it is taken as level."""
        declared, place = self.inputs.settings.terrain, self.city.place
        if declared is None:
            return None
        with self.clock.stage("reading the ground"), self.progress.task(f"Reading {declared.key}"):
            return read_terrain(
                self.inputs.city_file.parent / declared.path,
                place.boundary.bounds,
                place.frame,
                margin_m=self.inputs.optics.max_reach_m,
            )

    @cached_property
    def sight(self) -> Sight:
        """What views depend on besides cameras and buildings."""
        assumed = self.inputs.settings.assumptions
        return Sight(
            optics=self.inputs.optics,
            heights=self.inputs.heights,
            terrain=self.terrain,
            wall_m=assumed.wall_m,
            outward_share=assumed.outward_share,
        )

    @cached_property
    def clearances(self) -> Mapping[str, Clearance]:
        """The verdict on each camera, by id."""
        city = self.city
        return classify(
            city.cameras, city.denied, self.inputs.rules, frame=city.place.frame, homes=city.homes
        )

    @cached_property
    def told(self) -> tuple[Camera, ...]:
        """The cameras that figures count: all but those at places of the deny-list."""
        return tuple(
            camera
            for camera in self.city.cameras
            if self.clearances[camera.id].verdict is not Verdict.WITHHELD
        )

    @cached_property
    def seen(self) -> Seen:
        """What those of them see that do not watch an inside."""
        outdoors = [camera for camera in self.told if not camera.indoor]
        with self.clock.stage("views"):
            return self.cache.keep("views", self.inputs.sight_key(), lambda: self._views(outdoors))

    @cached_property
    def watched(self) -> Watched:
        """How much of each street they watch."""
        with self.clock.stage("streets"):
            return self._watched("watched", self.city.streets, self.seen.views)

    @cached_property
    def watched_ways(self) -> Watched:
        """How much of each of the ways that people walk they watch."""
        if len(self.shown) == len(self.seen.views):
            return replace(self.ways_shown, watchers=None)
        with self.clock.stage("ways"):
            return self._watched("ways", self.city.network.ways, self.seen.views)

    @cached_property
    def ways_shown(self) -> Watched:
        """How much of the ways those watch that are shown, and which of them."""
        with self.clock.stage("ways that the cameras shown see"):
            return self._watched("ways-public", self.city.network.ways, self.shown, watchers=True)

    @cached_property
    def walked(self) -> Mapping[str, Mapping[Bound, Walked]]:
        """Which parts of the ways that people walk they see, by level and bound."""
        return seen_by_level(self.city.network, self.watched_ways)

    @cached_property
    def walked_shown(self) -> Mapping[str, Mapping[Bound, Walked]]:
        """Which parts of the ways those see that are shown, by level and bound."""
        return seen_by_level(self.city.network, self.ways_shown)

    @cached_property
    def coverage(self) -> Coverage:
        """How much public ground they watch."""
        with self.clock.stage("public space"):
            return self._coverage(self.seen.views)

    @cached_property
    def surveyed(self) -> Surveyed:
        """How much of streets and public space somebody looked at for cameras."""
        city = self.city
        return surveyed(
            city.surveys,
            city.place.frame,
            streets=city.streets,
            space=city.public_space,
            footprints=city.footprints,
        )

    @cached_property
    def doorsteps(self) -> tuple[Doorsteps, NDArray[np.int64]]:
        """Homes at their places along the network, and which of all homes these are."""
        city = self.city
        with self.clock.stage("homes"):
            return homes_at(
                city.network,
                city.dwellings.places,
                city.dwellings.weight,
                reach_m=self.inputs.walking.reach_m,
            )

    @cached_property
    def footfall(self) -> NDArray[np.float64]:
        """How many walks lead along each of the ways, if a home has as many as it weighs."""
        homes, _ = self.doorsteps

        def make() -> NDArray[np.float64]:
            with self.progress.task("Walks along the ways", total=len(homes)) as advance:
                return footfall(
                    self.city.network,
                    homes,
                    budget_mm=self.inputs.walking.budget_mm,
                    threads=self.threads,
                    advance=advance,
                )

        with self.clock.stage("walks along the ways"):
            return self.cache.keep("footfall", digest_of("footfall", self.inputs.city_key()), make)

    @cached_property
    def walked_from_home(self) -> WalkedHomes:
        """What all walks from homes come to, home by home."""
        told = self._from_home("from-home", self.walked, self.seen.views)
        alike = len(self.shown) == len(self.seen.views)
        return WalkedHomes(
            dwellings=self.city.dwellings,
            rules=self.inputs.home_rules,
            walking=self.inputs.walking,
            all=told,
            shown=told
            if alike
            else self._from_home(
                "from-home-public", self.walked_shown, self.shown, before=(self.walked, told)
            ),
        )

    @cached_property
    def doors(self) -> DoorViews:
        """How surely somebody at the doors of sensitive places is in view of those shown."""
        places = self.city.sensitive
        lines, owner = fronts(places)
        with self.clock.stage("doors of sensitive places"):
            watched = self._watched("doors", lines, self.shown)
        return DoorViews(places, watched.levels, *doors_in_view(lines, owner, watched, len(places)))

    @cached_property
    def shown(self) -> Views:
        """Views of those that are shown."""
        public = {c.id for c in self.told if self.clearances[c.id].verdict is Verdict.PUBLIC}
        views = self.seen.views
        return views.only([i for i, camera in enumerate(views.ids) if camera in public])

    def publish(self) -> tuple[Published, Secrets]:
        """Return what may be shown, and what to look for in every output."""
        city, inputs, clearances = self.city, self.inputs, self.clearances
        seen = self.seen.views
        with self.clock.stage("streets that the cameras shown watch"):
            watched_public = self._watched(
                "watched-public", city.streets, self.shown, watchers=True
            )
        watched_all = watched_public if len(self.shown) == len(seen) else self.watched
        published = publish(
            city.place,
            rules=inputs.rules,
            sources=inputs.sources,
            optics=inputs.optics,
            cameras=city.cameras,
            clearances=clearances,
            views=seen,
            streets=city.streets,
            public_space=city.public_space,
            coverage=self.coverage,
            watched_all=watched_all,
            watched_public=watched_public,
            surveys=city.surveys,
            surveyed=self.surveyed,
            base=city.base,
            buildings=len(city.footprints),
            rejected=city.rejected,
            dated=city.dated,
            on_wall=self.seen.on_wall,
            districts=city.districts,
            doors=self.doors,
            testimonies=city.testimonies,
            compared=city.compared,
            walked=self.walked_from_home,
            tables=city.tables,
            statistics=inputs.settings.statistics,
        )
        return published, secrets_of(city.cameras, clearances, published)

    def departed(self, earlier: Earlier) -> frozenset[str]:
        """Return which cameras of an earlier build may be named as gone."""
        places = {one: (row["lon"], row["lat"]) for one, row in earlier.cameras.items()}
        city = self.city
        return departed(
            places,
            city.cameras,
            clearances=self.clearances,
            denied=city.denied,
            rules=self.inputs.rules,
        )

    def operated(self, published: Published) -> tuple[Operated, ...]:
        """Return what the cameras of each organisation watch together, of those that are shown."""
        views, streets = published.views, published.streets
        row = {camera: i for i, camera in enumerate(views.ids)}
        with self.clock.stage("operators"):
            pieces = shapely.STRtree(shapely.box(*streets.boxes().T))

            def watched_m(cameras: Sequence[PublishedCamera]) -> Mapping[str, Span] | None:
                outdoors = [row[camera.id] for camera in cameras if camera.id in row]
                if len(outdoors) < LEAST_CAMERAS:
                    return None
                own = views.only(outdoors)
                reach = own.widest[:, None]
                around = shapely.box(*np.hstack([own.origin - reach, own.origin + reach]).T)
                near = np.unique(pieces.query(around)[1])
                return in_all(
                    watch_streets(
                        streets.only(near),
                        own,
                        levels=[level.key for level in self.inputs.optics.levels],
                        tiling=self.tiling,
                        workers=self.workers,
                        advance=unheard,
                    )
                )

            def make() -> tuple[Operated, ...]:
                return tuple(
                    Operated(
                        name=name,
                        cameras=tuple(camera.id for camera in cameras),
                        locations=len({camera.location for camera in cameras}),
                        watched_m=watched_m(cameras),
                    )
                    for name, cameras in by_operator(published.cameras).items()
                )

            return self.cache.keep(
                "operators", digest_of("operators", self.inputs.shown_key()), make
            )

    def requests(
        self, published: Published, secrets: Secrets, operated: Sequence[Operated]
    ) -> tuple[PublishedRequest, ...]:
        """Return what may be told of what people asked to have put right."""
        registered, city = self.inputs.registered, self.city
        if registered is None or not registered.requests:
            return ()
        mapped = squares(city.place.frame.to_degrees(city.streets.vertices))
        return clear_requests(
            registered.requests,
            published,
            secrets,
            statements=registered.statements,
            gone=registered.gone,
            decisions=registered.decisions,
            rules=self.inputs.rules,
            around=Surroundings(mapped, city.homes, city.denied),
            addresses=addresses_of(published, operated),
        )

    def _views(self, cameras: Sequence[Camera]) -> Seen:
        """Return what the cameras see."""
        with self.progress.task("What cameras see", total=len(cameras)) as advance:
            return see_all(
                self.sight,
                cameras,
                self.city.footprints,
                self.city.place.frame,
                tiling=self.tiling,
                workers=self.workers,
                advance=advance,
            )

    def _from_home(
        self,
        stage: str,
        seen: Mapping[str, Mapping[Bound, Walked]],
        views: Views,
        *,
        before: tuple[Mapping[str, Mapping[Bound, Walked]], FromHome] | None = None,
    ) -> FromHome:
        """Return the figures of each home by the cameras that see so much."""
        homes, kept = self.doorsteps

        def make() -> FromHome:
            total = len(homes) * len(seen) * len(BOUNDS)
            with self.progress.task("Walks from homes", total=total) as advance:
                return from_home(
                    self.city.network,
                    seen,
                    homes,
                    self.city.dwellings.places[kept],
                    self.inputs.walking,
                    before=before,
                    threads=self.threads,
                    advance=advance,
                )

        with self.clock.stage("walks" if stage == "from-home" else "walks by the cameras shown"):
            return self.cache.keep(stage, digest_of(self.inputs.sight_key(), views.ids), make)

    def _watched(
        self, stage: str, streets: Streets, seen: Views, *, watchers: bool = False
    ) -> Watched:
        """Return how much of each street the cameras watch, and, if asked, which of them."""

        def make() -> Watched:
            with self.progress.task("Watched metres of street", total=len(streets)) as advance:
                return watch_streets(
                    streets,
                    seen,
                    levels=[level.key for level in self.inputs.optics.levels],
                    watchers=watchers,
                    tiling=self.tiling,
                    workers=self.workers,
                    advance=advance,
                )

        return self.cache.keep(stage, digest_of(self.inputs.sight_key(), seen.ids), make)

    def _coverage(self, seen: Views) -> Coverage:
        """Return how much public ground is watched."""
        outdoors = [camera for camera in self.told if not camera.indoor]

        def make() -> Coverage:
            space = self.city.public_space
            with self.progress.task("Watched public space", total=len(space)) as advance:
                return watch_places(
                    space,
                    seen,
                    operator=operator_numbers(outdoors),
                    levels=[level.key for level in self.inputs.optics.levels],
                    tiling=self.tiling,
                    workers=self.workers,
                    advance=advance,
                )

        return self.cache.keep("coverage", digest_of(self.inputs.sight_key(), seen.ids), make)

    def bands(self, published: Published) -> Sequence[BandShape]:
        """Return where each camera that is shown sees, in longitude and latitude."""
        views, optics = published.views, self.inputs.optics

        def make() -> list[BandShape]:
            with self.progress.task("Views for the map", total=len(views)) as advance:
                shapes = band_polygons(views, threads=self.threads, advance=advance)
            ground = on_ground([shape for *_, shape in shapes], self.city.place)
            return [
                (views.ids[camera], optics.levels[level].key, band, shape)
                for (camera, level, band, _), shape in zip(shapes, ground, strict=True)
                if not shape.is_empty
            ]

        with self.clock.stage("views for the map"):
            return self.cache.keep("bands", digest_of(self.inputs.sight_key(), views.ids), make)

    def overlaps(self, published: Published) -> Sequence[OverlapShape]:
        """Return by how many of the cameras that are shown the ground is watched."""
        views, levels = published.views, self.inputs.optics.levels
        all_levels, owners = range(len(levels)), np.arange(len(views))

        def make() -> list[OverlapShape]:
            made: list[OverlapShape] = []
            with self.progress.task("Overlap for the map", total=len(levels)) as advance:
                seen, sure = (
                    seen_polygons(views, all_levels, certain=certain, threads=self.threads)
                    for certain in (False, True)
                )
                before: dict[bool, tuple[NDArray[np.object_], list[tuple[int, Geometry]]]] = {}
                for level in all_levels:
                    for certain, shapes in ((False, seen[level]), (True, sure[level])):
                        # where cameras reach no farther at one level than at the next
                        if certain not in before or not _same(shapes, before[certain][0]):
                            found = list(depth_classes(shapes, owners, threads=self.threads))
                            ground = on_ground([one.shape for one in found], self.city.place)
                            depths = [one.depth for one in found]
                            before[certain] = shapes, list(zip(depths, ground, strict=True))
                        made += [
                            (levels[level].key, certain, depth, shape)
                            for depth, shape in before[certain][1]
                            if not shape.is_empty
                        ]
                    advance(1)
            return made

        with self.clock.stage("overlap for the map"):
            return self.cache.keep("overlap", digest_of(self.inputs.sight_key(), views.ids), make)


def _same(some: NDArray[np.object_], others: NDArray[np.object_]) -> bool:
    """Return whether shapes are the same, corner by corner."""
    return bool(shapely.equals_exact(some, others).all())


def on_ground(shapes: Sequence[Geometry], place: Place) -> Sequence[Geometry]:
    """Return shapes in longitude and latitude, cut by the boundary of a place.

    Parameters
    ----------
    shapes
        (Multi)polygons in metres of its frame.
    place
        Beyond its boundary nobody read the buildings, so nothing can be said there.
    """
    ground = shapely.transform(np.array(shapes, object), place.frame.to_degrees)
    # what is valid in metres may touch itself when it is rounded to degrees
    broken = ~shapely.is_valid(ground)
    ground[broken] = shapely.make_valid(ground[broken])
    shapely.prepare(place.boundary)
    over = ~shapely.contains_properly(place.boundary, ground)
    ground[over] = shapely.intersection(ground[over], place.boundary)
    return [polygonal(shape) for shape in ground]
