"""Filing: the sources of a country read a part at a time, and filed under its tiles."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vidik.jobs.census import Census
from vidik.jobs.country import Country
from vidik.jobs.gather import denied_areas
from vidik.jobs.inputs import Inputs
from vidik.jobs.place import Bounds, left_out, place_of, refuse_empty, refuse_swapped, split
from vidik.jobs.sources import parts_of, stepwise
from vidik.jobs.understood import cameras_in, understood
from vidik.model.camera import Camera
from vidik.model.feature import Extract
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules
from vidik.outside.progress import Progress
from vidik.register.cameras import is_camera
from vidik.register.denial import drop_denied
from vidik.register.globe import bounds_of
from vidik.settings import FileSource

__all__ = ["Overview", "file_away", "look_over"]


@dataclass(frozen=True, eq=False)
class Overview:
    """What has to be known of all sources before anything can be filed.

    Parameters
    ----------
    place
        Its name, boundary and frame.
    dated
        State of the newest source, if any says so.
    cameras
        Shape (n, 2): longitude and latitude of all cameras of all sources.
    """

    place: Place
    dated: dt.date | None
    cameras: NDArray[np.float64]


@dataclass
class _Source:
    """What one source holds, as far as it has been read."""

    bounds: list[Bounds] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    places: list[NDArray[np.float64]] = field(default_factory=list)
    first: tuple[str, float, float] | None = None


def look_over(inputs: Inputs, *, progress: Progress, threads: int) -> Overview:
    """Return where the data lie, and the cameras among them.

    Parameters
    ----------
    inputs
        The city file and its tables.
    progress
        Told how far reading is.
    threads
        How many to read with; the result does not depend on it.

    Raises
    ------
    InputError
        If a source cannot be read, holds nothing in the boundary, or has its coordinates swapped.
    """
    found: dict[str, _Source] = {}
    for one, part in _parts(inputs, "Looking over", progress=progress, threads=threads):
        seen = found.setdefault(one.key, _Source())
        seen.bounds += [part.bounds] if part.bounds else []
        seen.days += [part.dated] if part.dated else []
        cameras = _cameras(one, part, inputs.rules)
        if cameras:
            told = [(camera.id, camera.lon, camera.lat) for camera in cameras]
            seen.places.append(np.array([place for _, *place in told]))
            seen.first = min(told if seen.first is None else (seen.first, *told))
    place = place_of(
        inputs.settings,
        inputs.city_file,
        {key: bounds_of(np.array(s.bounds).reshape(-1, 2)) for key, s in found.items()},
    )
    for one in _files(inputs):
        own = found.get(one.key)
        if own is not None and own.first is not None:
            path = inputs.city_file.parent / one.path
            refuse_swapped(path, np.concatenate(own.places), own.first, place)
    return Overview(
        place=place,
        dated=max((day for seen in found.values() for day in seen.days), default=None),
        cameras=np.concatenate(
            [np.zeros((0, 2)), *(points for seen in found.values() for points in seen.places)]
        ),
    )


def file_away(
    inputs: Inputs,
    overview: Overview,
    country: Country,
    census: Census,
    *,
    progress: Progress,
    threads: int,
) -> list[Rejection]:
    """Read the sources into a country and its census, and return what was not understood.

    Parameters
    ----------
    inputs
        The city file and its tables.
    overview
        Of the same sources.
    country, census
        Take what the sources say.
    progress
        Told how far reading is.
    threads
        How many to compute with; the result does not depend on it.

    Raises
    ------
    InputError
        If a source cannot be read, or none of it lies in the boundary.
    """
    place = overview.place
    rejected: list[Rejection] = []
    outside: Counter[str] = Counter()
    anything = False
    number = {one.key: i for i, one in enumerate(inputs.settings.sources)}
    census.add_denied(denied_areas(inputs.settings, inputs.city_file))
    for one, part in _parts(inputs, "Reading", progress=progress, threads=threads):
        extract, areas = drop_denied(part, inputs.rules.denied)
        said = understood(
            one,
            extract,
            place,
            rules=inputs.space_rules,
            storey=inputs.settings.assumptions.metres_per_level,
            whole=False,
            threads=threads,
        )
        inside, beyond = split(said.cameras, place)
        country.add_buildings(said.footprints, source=number[one.key])
        country.add_streets(said.streets, said.claims)
        census.add_cameras(inside)
        census.add_denied(areas)
        census.add_homes(extract, overview.cameras)
        gone = {camera.location.partition(":")[2] for camera in beyond}
        # a hall that is a market, too, has one outline, and its fault is one
        own = dict.fromkeys((*extract.rejected, *said.rejected))
        rejected += [row for row in own if row.id not in gone]
        outside.update(camera.source for camera in beyond)
        anything |= bool(len(said.footprints) or len(said.streets) or said.cameras)
    if not anything:
        refuse_empty(place, inputs.city_file)
    return [*rejected, *left_out(outside)]


def _cameras(one: FileSource, part: Extract, rules: PublicationRules) -> tuple[Camera, ...]:
    """Return the cameras of a part that are not of the deny-list."""
    if "cameras" not in one.gives:
        return ()
    alone = one.gives == ("cameras",)
    # the deny-list need not be asked of anything else here
    some = tuple(feature for feature in part.features if alone or is_camera(feature.tags))
    kept, _ = drop_denied(Extract(some), rules.denied)
    return cameras_in(one, kept)[0]


def _files(inputs: Inputs) -> Iterator[FileSource]:
    """Yield the sources that are files."""
    yield from (one for one in inputs.settings.sources if isinstance(one, FileSource))


def _parts(
    inputs: Inputs, doing: str, *, progress: Progress, threads: int
) -> Iterator[tuple[FileSource, Extract]]:
    """Yield every part of every source that is a file."""
    for one in _files(inputs):
        path = inputs.city_file.parent / one.path
        with progress.task(f"{doing} {one.key}", total=path.stat().st_size) as advance:
            told = stepwise(advance)
            for part in parts_of(
                one,
                path,
                rules=inputs.rules,
                threads=threads,
                folder=inputs.city_file.parent,
                progress=told,
            ):
                yield one, part
