"""Ways: from a city file and two points to the ways between them, on the user's own machine.

The two points, and what is found of them, are kept nowhere: no stage depends on them.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from vidik.errors import InputError
from vidik.exposure.locating import homes_at
from vidik.exposure.seen import Bound
from vidik.exposure.ways import connected, line_of, telling, ways
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.doorsteps import Doorsteps
from vidik.model.place import Place
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.model.walking_rules import WalkingRules
from vidik.model.way import Way
from vidik.outside.cache import Cache, cache_folder
from vidik.outside.progress import Progress, Silent
from vidik.outside.sheet import save_text
from vidik.outside.workers import Threads
from vidik.report.ways import WayTable, way_table, ways_geojson, ways_gpx

__all__ = [
    "Point",
    "find_ways",
    "observed_ways",
    "place_on",
    "way_lines",
    "ways_between",
    "write_ways",
]

#: Longitude and latitude, degrees.
Point = tuple[float, float]

_MAPPED = "Mapped cameras only: where none is mapped, perhaps nobody looked."
_MADE_UP = "Made-up cameras: they do not exist."


def find_ways(
    city_file: Path,
    start: Point,
    end: Point,
    *,
    level: str,
    most: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> WayTable:
    """Return the ways between two points of a city that trade time for time in view.

    Parameters
    ----------
    city_file
        The city file.
    start, end
        Where they begin and end.
    level
        Key of the level at which a camera sees who walks.
    most
        How many ways to tell of, the most telling ones; None: all.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where results of stages are kept, none of which knows the points; None: the user's cache
        folder.

    Raises
    ------
    VidikError
        If an input cannot be used, a point is not on the network, or no way leads there.
    """
    observed, found = observed_ways(
        city_file, start, end, level=level, threads=threads, progress=progress, cache=cache
    )
    city, inputs = observed.city, observed.inputs
    if most is not None:
        found = telling(found, most)
    synthetic = inputs.settings.synthetic
    return WayTable(
        title=city.place.name,
        level=level,
        columns=way_table(
            found,
            inputs.walking.pace_m_per_min,
            whose="made-up cameras" if synthetic else "mapped cameras",
        ),
        lines=way_lines(city.network, found, city.place, start),
        sources=inputs.sources,
        dated=city.dated,
        caveat=_MADE_UP if synthetic else _MAPPED,
    )


def observed_ways(
    city_file: Path,
    start: Point,
    end: Point,
    *,
    level: str,
    threads: int | None,
    progress: Progress | None,
    cache: Cache | None,
) -> tuple[Observation, tuple[Way, ...]]:
    """Return a city, and all ways between two points of it, from quickest to least watched.

    Parameters
    ----------
    city_file, start, end, level, threads, progress, cache
        As of `find_ways`.

    Raises
    ------
    VidikError
        If an input cannot be used, a point is not on the network, or no way leads there.
    """
    progress = progress or Silent()
    threads = threads or os.cpu_count() or 1
    inputs = read_inputs(city_file, progress)
    levels = [one.key for one in inputs.optics.levels]
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    observed = Observation(
        inputs, cache or Cache(cache_folder()), Clock(), progress, threads, Threads(threads)
    )
    city = observed.city
    found = ways_between(
        city.network, observed.walked[level], city.place, start, end, rules=inputs.walking
    )
    return observed, found


def write_ways(table: WayTable, *, gpx: Path | None, geojson: Path | None) -> None:
    """Write ways as files of their user's own.

    Parameters
    ----------
    table
        The ways.
    gpx, geojson
        Where; None: not at all. A file that is there is replaced.

    Raises
    ------
    OutputError
        If one cannot be written.
    """
    if gpx is not None:
        save_text(gpx, ways_gpx(table))
    if geojson is not None:
        save_text(geojson, ways_geojson(table))


def ways_between(
    network: WalkNetwork,
    seen: Mapping[Bound, Seen],
    place: Place,
    start: Point,
    end: Point,
    *,
    rules: WalkingRules,
) -> tuple[Way, ...]:
    """Return the ways between two points, from the quickest to the least watched.

    Parameters
    ----------
    network
        The ways that people walk.
    seen
        Which parts of them are seen, at one level.
    place
        Whose network it is.
    start, end
        Where they begin and end.
    rules
        How far from the network a point may be.

    Raises
    ------
    InputError
        If a point is outside the place or too far from any way, or no way leads there.

    Notes
    -----
    A point stands at the nearest place of the network. If no way leads from there to the other one,
    it stands at the nearest place from which one does, if that is not too far.
    """
    points = {"start": start, "end": end}
    at = [
        place_on(network, place, point, reach_m=rules.reach_m, name=name)
        for name, point in points.items()
    ]
    if found := ways(network, seen, *at):
        return found
    # one of them is at ways that meet no others: it moves on to those of the other one
    reached = [connected(network, one) for one in at]
    alone = int(reached[0].sum() > reached[1].sum())
    near = homes_at(
        replace(network, covered=network.covered | ~reached[1 - alone]),
        place.frame.to_metres(np.array([[start, end][alone]])),
        np.ones(1),
        reach_m=rules.reach_m,
    )[0]
    if not len(near):
        raise InputError(
            "no mapped way leads from the start to the end",
            place=list(points)[alone],
            value=[start, end][alone],
            hint="the ways there meet no others; take a point at a street nearby",
        )
    at[alone] = near
    return ways(network, seen, *at)


def place_on(
    network: WalkNetwork, place: Place, point: Point, *, reach_m: float, name: str
) -> Doorsteps:
    """Return the place of the network that is nearest to a point.

    Parameters
    ----------
    network
        The ways that people walk.
    place
        Whose they are.
    point
        Inside its boundary.
    reach_m
        How far from the network it may be, metres.
    name
        What the point is called, for messages.

    Raises
    ------
    InputError
        If it is outside the boundary, or too far from any way.
    """
    inside = all(map(math.isfinite, point)) and shapely.intersects_xy(place.boundary, *point)
    if not inside:
        raise InputError(
            "outside the boundary of the place, where no ways were read",
            place=name,
            value=point,
            hint="longitude comes first",
        )
    metres = place.frame.to_metres(np.array([point]))
    at, _ = homes_at(network, metres, np.ones(1), reach_m=reach_m)
    if not len(at):
        raise InputError(f"no way that people walk within {reach_m:g} m", place=name, value=point)
    return at


def way_lines(
    network: WalkNetwork, found: Sequence[Way], place: Place, start: Point
) -> list[LineString]:
    """Return ways as lines in longitude and latitude.

    Parameters
    ----------
    network, place
        As of `ways_between`.
    found
        The ways.
    start
        Where they begin: a way that ends there is a line of no length.
    """

    def corners(way: Way) -> NDArray[np.float64]:
        if len(way.edge):
            return place.frame.to_degrees(line_of(network, way))
        return np.array([start, start])

    return [LineString(corners(way)) for way in found]
