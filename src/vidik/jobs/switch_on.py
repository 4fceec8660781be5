"""Switch on: what face recognition on its mapped cameras would mean for a city."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.audit.against import held_against
from vidik.audit.alerts import footfall
from vidik.audit.assuming import DRAWS, middles
from vidik.audit.projection import projection
from vidik.errors import InputError, TooFewError
from vidik.exposure.footfall import passing
from vidik.exposure.seen import BOUNDS, Bound
from vidik.jobs.gather import City
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.assumed import Assumed
from vidik.model.camera import Camera
from vidik.model.frame import LocalFrame
from vidik.model.passers import Passers
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.model.switched_on import CityPart, SwitchedOn
from vidik.outside.cache import Cache, cache_folder
from vidik.outside.footcounts import read_counts
from vidik.outside.progress import Progress, Silent
from vidik.outside.switch_on import read_assumptions
from vidik.outside.workers import Threads
from vidik.register.districts import within
from vidik.report.operators import LEAST_CAMERAS, operated_by
from vidik.report.switch_on import parts_told

__all__ = ["LEVEL", "switch_on", "switched_on_in"]

#: At which a camera could take a face: what makers ask for, not EN 62676-4's *identify*.
LEVEL = "face"

#: Side of the squares of a city without districts, metres.
_SQUARE_M = 500.0

#: So far from a place where somebody counted a camera may stand, metres.
_NEAR_M = 25.0

#: A number that is so many times higher or lower in 95 of 100 cases has a logarithm of this spread.
_SIGMAS = 1.959964

#: Draws begin here, so that the same city gives the same figures.
_SEED = 20261201


def switch_on(
    city_file: Path,
    *,
    assumptions: Path | None = None,
    counts: Path | None = None,
    watchlist: int | None = None,
    matcher: str | None = None,
    level: str = LEVEL,
    operator: str | None = None,
    allowed: float = 1.0,
    draws: int = DRAWS,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> tuple[SwitchedOn, tuple[Rejection, ...]]:
    """Return what switching face recognition on would mean for the city of a city file.

    Parameters
    ----------
    city_file
        The city file.
    assumptions, counts, watchlist, matcher, level, operator, allowed, draws
        As of `switched_on_in`.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where the stages of the city are kept; None: the user's cache folder.

    Returns
    -------
    found, rejected
        As of `switched_on_in`.

    Raises
    ------
    VidikError
        If the city file or a source cannot be used, or as of `switched_on_in`.
    """
    progress, count = progress or Silent(), threads or os.cpu_count() or 1
    # what is misspelt there is said before any work begins
    read_assumptions(assumptions, matcher=matcher)
    observed = Observation(
        read_inputs(city_file, progress),
        cache or Cache(cache_folder()),
        Clock(),
        progress,
        count,
        Threads(count),
    )
    return switched_on_in(
        observed,
        assumptions=assumptions,
        counts=counts,
        watchlist=watchlist,
        matcher=matcher,
        level=level,
        operator=operator,
        allowed=allowed,
        draws=draws,
    )


def switched_on_in(
    observed: Observation,
    *,
    assumptions: Path | None = None,
    counts: Path | None = None,
    watchlist: int | None = None,
    matcher: str | None = None,
    level: str = LEVEL,
    operator: str | None = None,
    allowed: float = 1.0,
    draws: int = DRAWS,
) -> tuple[SwitchedOn, tuple[Rejection, ...]]:
    """Return what switching face recognition on would mean, and rows of counts not understood.

    The cameras are those that watch an outside and may be shown: none on a home, none at a place of
    the deny-list.

    Parameters
    ----------
    observed
        The city.
    assumptions
        A file of one's own; None: what comes with Vidik is supposed.
    counts
        A table of who passes cameras; of the others a model says it. None: of all.
    watchlist
        How many people are on it; None: as the assumptions say.
    matcher
        Key of one that was published; None: likewise.
    level
        Key of the level at which a camera could take a face.
    operator
        Whose cameras; None: everybody's.
    allowed
        False alerts a day that the inverse is about.
    draws
        How often the assumptions are drawn.

    Returns
    -------
    found
        What it would mean.
    rejected
        Rows of the counts that cannot be used.

    Raises
    ------
    VidikError
        If a file cannot be used, or too few cameras could take a face: then the figures would be
        about single ones.
    """
    supposed, given = read_assumptions(assumptions, matcher=matcher)
    if watchlist is not None:
        supposed = replace(supposed, watchlist=Assumed.exactly(watchlist, source="as asked"))
        given |= {"watchlist"}
    cameras, mapped, by_bound = _able(observed, level, operator)
    modelled, homes = by_bound["expected"], float(len(observed.doorsteps[0]))
    counted, rejected = (
        ({}, ())
        if counts is None
        else read_counts(counts, _ids(cameras), near=_near(cameras, observed.city.place.frame))
    )
    passers = _passers(cameras, modelled, counted, supposed.camera_factor)
    known = passers.counted > 0.0
    walks = footfall(supposed, middles(supposed.by_name), homes, float(modelled.sum()))
    parts, part = _parts(observed.city, cameras)
    found = projection(
        supposed,
        passers,
        area=part,
        areas=len(parts),
        homes=homes,
        rng=np.random.default_rng(_SEED),
        draws=draws,
        allowed=allowed,
    )
    return SwitchedOn(
        place=observed.city.place.name,
        level=level,
        operator=operator,
        mapped=mapped,
        passers=passers,
        per_walk=Span(*(float(by_bound[bound].sum()) for bound in BOUNDS)),
        homes=homes,
        counted=len(counted),
        parts=parts,
        part=part,
        assumptions=supposed,
        given=given,
        projection=found,
        synthetic=any(camera.synthetic for camera in cameras),
        attribution=" ".join(source.attribution for source in observed.inputs.sources),
        against=held_against(walks * modelled[known], passers.counted[known]),
    ), rejected


def _able(
    observed: Observation, level: str, operator: str | None
) -> tuple[Sequence[Camera], int, Mapping[Bound, NDArray[np.float64]]]:
    """Return the cameras that could take a face, of how many, and how many walks pass each.

    Walks are those of one in the whole city: what there is of one home, by what it weighs.
    """
    levels = [one.key for one in observed.inputs.optics.levels]
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    watchers = observed.ways_shown.watchers
    assert watchers is not None  # they were asked for
    by_id = {camera.id: camera for camera in observed.told}
    cameras = [by_id[one] for one in watchers.ids]
    own = [i for i, one in enumerate(cameras) if operator is None or operated_by(one, operator)]
    weight = float(observed.doorsteps[0].weight.sum())
    walks = observed.footfall / weight if weight > 0.0 else observed.footfall
    network, number = observed.city.network, levels.index(level)
    passes = {
        bound: passing(network, walks, watchers, level=number, bound=bound)[own] for bound in BOUNDS
    }
    able = np.flatnonzero(passes["expected"] > 0.0)
    if len(able) < LEAST_CAMERAS:
        raise TooFewError(
            f"{len(able)} mapped cameras could take the face of a passer-by; of fewer than "
            f"{LEAST_CAMERAS} nothing is said, for it would be about single cameras",
            file=observed.inputs.city_file,
            place="operator" if operator else f"level {level}",
            value=operator,
            hint="it takes cameras and homes that are mapped; or another level",
        )
    some = {bound: values[able] for bound, values in passes.items()}
    return [cameras[own[i]] for i in able], len(own), some


def _ids(cameras: Sequence[Camera]) -> Mapping[str, Sequence[str]]:
    """Return ids of cameras by their own and by that of their location."""
    found: dict[str, list[str]] = defaultdict(list)
    for camera in cameras:
        for name in {camera.id, camera.location}:
            found[name].append(camera.id)
    return found


def _near(cameras: Sequence[Camera], frame: LocalFrame) -> Callable[[float, float], Sequence[str]]:
    """Return what finds the cameras nearest to a place; several if they hang at one pole."""
    places = frame.to_metres(np.array([(camera.lon, camera.lat) for camera in cameras]))

    def find(lon: float, lat: float) -> Sequence[str]:
        apart = np.hypot(*(places - frame.to_metres(np.array([[lon, lat]]))).T)
        nearest = float(apart.min())
        if nearest > _NEAR_M:
            return ()
        return [cameras[i].id for i in np.flatnonzero(apart <= nearest + 1e-3).tolist()]

    return find


def _passers(
    cameras: Sequence[Camera],
    per_walk: NDArray[np.float64],
    counted: Mapping[str, tuple[float, float]],
    factor: float,
) -> Passers:
    """Return who passes cameras: as counted, or else as modelled."""
    people, modelled = np.zeros(len(cameras)), per_walk.copy()
    spread = np.full(len(cameras), math.log(factor) / _SIGMAS)
    for i, camera in enumerate(cameras):
        if camera.id in counted:
            low, high = counted[camera.id]
            spread[i] = 0.5 * math.log(high / low) / _SIGMAS
            modelled[i], people[i] = 0.0, math.sqrt(low * high) * math.exp(0.5 * spread[i] ** 2)
    return Passers(modelled, people, spread)


def _parts(city: City, cameras: Sequence[Camera]) -> tuple[tuple[CityPart, ...], NDArray[np.int64]]:
    """Return the parts of the city of which something may be said, and in which cameras stand."""
    places = np.array([(camera.lon, camera.lat) for camera in cameras])
    if city.districts:
        parts = [CityPart(one.name, one.area) for one in city.districts]
        part = within([one.area for one in city.districts], places)
    else:
        frame = city.place.frame
        cells, part = np.unique(
            np.floor(frame.to_metres(places) / _SQUARE_M).astype(np.int64),
            axis=0,
            return_inverse=True,
        )
        parts = [CityPart("", _square(cell, frame)) for cell in cells]
        part = part.ravel()
    kept, part = parts_told(part, len(parts))
    return tuple(parts[i] for i in kept), part


def _square(cell: NDArray[np.int64], frame: LocalFrame) -> shapely.Polygon:
    west, south = (cell * _SQUARE_M).tolist()
    square = shapely.box(west, south, west + _SQUARE_M, south + _SQUARE_M)
    turned = shapely.transform(square, frame.to_degrees)
    assert isinstance(turned, shapely.Polygon)
    return turned
