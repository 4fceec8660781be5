"""Film: from a city file and two points to a short film of the walk between them.

The two points are kept nowhere but in the film itself, which shows the walk: no stage depends on
them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely import Geometry

import vidik
from vidik.errors import InputError
from vidik.exposure.along import in_view_along, watching_along
from vidik.exposure.seen import BOUNDS
from vidik.exposure.ways import line_of
from vidik.jobs.observe import Observation
from vidik.jobs.tiles import unheard, watch_streets
from vidik.jobs.ways import Point, observed_ways
from vidik.model.published import Published
from vidik.model.way import Way
from vidik.outside.assets import type_files
from vidik.outside.cache import Cache
from vidik.outside.film import encoder, write_film
from vidik.outside.progress import Progress, Silent
from vidik.report.film import PER_SECOND, SHORTEST_S, Film
from vidik.report.film_walk import UPRIGHT, WIDE, Walk
from vidik.report.texts import texts_of
from vidik.sight.bands import band_polygons

__all__ = ["Filmed", "film_of", "film_way", "walk_of"]


@dataclass(frozen=True)
class Filmed:
    """What was filmed.

    Parameters
    ----------
    path
        The film.
    seconds
        How long it is.
    minutes
        How long the walk takes.
    number, count
        Which way it is of how many.
    cameras
        How many cameras that are drawn could see the walker somewhere.
    """

    path: Path
    seconds: float
    minutes: float
    number: int
    count: int
    cameras: int


def film_way(
    city_file: Path,
    start: Point,
    end: Point,
    path: Path,
    *,
    level: str,
    way: int = 1,
    upright: bool = False,
    dark: bool = False,
    seconds: float = 60.0,
    language: str = "en",
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Filmed:
    """Write a film of a walk from one point of a city to another.

    Parameters
    ----------
    city_file, start, end, level, way, upright, dark, seconds, language, threads, progress, cache
        As of `film_of`.
    path
        The film; a file that is there is replaced.

    Raises
    ------
    VidikError
        If there is no encoder, an input cannot be used, no such way leads there, or the film cannot
        be written.
    """
    encoder()  # before the work, not after it
    progress = progress or Silent()
    film = film_of(
        city_file, start, end, level=level, way=way, upright=upright, dark=dark, seconds=seconds,
        language=language, threads=threads, progress=progress, cache=cache,
    )  # fmt: skip
    with progress.task("Filming", total=len(film)) as advance:
        write_film(
            path,
            film.frames(),
            size=(film.form.width, film.form.height),
            per_second=PER_SECOND,
            told=film.told,
            advance=advance,
        )
    return Filmed(
        path,
        seconds=len(film) / PER_SECOND,
        minutes=film.walk.minutes,
        number=way,
        count=film.walk.count,
        cameras=len(film.walk.bands),
    )


def film_of(
    city_file: Path,
    start: Point,
    end: Point,
    *,
    level: str,
    way: int = 1,
    upright: bool = False,
    dark: bool = False,
    seconds: float = 60.0,
    language: str = "en",
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Film:
    """Return a film of a walk from one point of a city to another, of which no frame is drawn yet.

    Parameters
    ----------
    city_file
        The city file.
    start, end
        Where the walk begins and ends.
    level
        Key of the level at which a camera sees who walks.
    way
        Which way, as `vidik.jobs.ways.find_ways` numbers all of them: 1 is the quickest one.
    upright
        Higher than wide, for telephones.
    dark
        Light on dark.
    seconds
        How long the film is.
    language
        BCP 47 tag of its words.
    threads
        How many to compute with; None: one per processor. The film does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where results of stages are kept, none of which knows the points; None: the user's cache
        folder.

    Raises
    ------
    VidikError
        If an input cannot be used, or no such way leads there.
    """
    if seconds < SHORTEST_S:
        raise InputError(
            "a film so short has no time to show anything",
            value=seconds,
            hint=f"{SHORTEST_S:g} seconds or more",
        )
    files, texts = type_files(), texts_of(language)
    observed, found = observed_ways(
        city_file, start, end, level=level, threads=threads, progress=progress, cache=cache
    )
    if not 1 <= way <= len(found):
        raise InputError(
            "there is no such way",
            value=way,
            hint=f"1, the quickest, to {len(found)}, the least watched by mapped cameras",
        )
    if not len(found[way - 1].edge):
        raise InputError("the way ends where it begins", hint="take two points apart")
    published, _ = observed.publish()
    return Film(
        published,
        walk_of(observed, published, found[way - 1], level, number=way, count=len(found)),
        files=files,
        texts=texts,
        form=UPRIGHT if upright else WIDE,
        seconds=seconds,
        dark=dark,
        version=vidik.__version__,
    )


def walk_of(
    observed: Observation,
    published: Published,
    way: Way,
    level: str,
    *,
    number: int = 1,
    count: int = 1,
) -> Walk:
    """Return a walk, and what of it is in view of the cameras that may be shown.

    Parameters
    ----------
    observed
        The city.
    published
        What may be shown of it.
    way
        The way that is walked.
    level
        Key of the level.
    number, count
        Which way it is of how many.
    """
    network, views, inputs = observed.city.network, published.views, observed.inputs
    edges = np.unique(way.edge)
    pieces = network.ways.only(edges)
    column = [one.key for one in inputs.optics.levels].index(level)
    watched = watch_streets(
        pieces,
        views,
        levels=[one.key for one in inputs.optics.levels],
        watchers=True,
        tiling=observed.tiling,
        workers=observed.workers,
        advance=unheard,
    )
    assert watched.watchers is not None  # asked for
    watching = watching_along(way, network, watched.watchers, edges, level=column)
    rows = np.unique(watching.camera)
    bands: dict[int, list[tuple[int, Geometry]]] = defaultdict(list)
    for camera, of_level, band, shape in band_polygons(views.only(rows), threads=observed.threads):
        if of_level == column:
            bands[int(rows[camera])].append((band, shape))
    seen = observed.walked_shown[level]
    pace = inputs.walking.pace_m_per_min
    return Walk(
        way=way,
        line=line_of(network, way),
        streets=[network.ways.names[edge] for edge in way.edge.tolist()],
        number=number,
        count=count,
        pace_m_per_min=pace,
        level=level,
        total=way.seen_minutes(pace),
        in_view={bound: in_view_along(way, seen[bound]) for bound in BOUNDS},
        watching=watching,
        bands=bands,
        origin=views.origin,
        private=bool(published.figures.private),
    )
