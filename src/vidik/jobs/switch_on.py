"""Switch on: what face recognition on its mapped cameras would mean for a city."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.audit.against import held_against
from vidik.audit.alerts import footfall
from vidik.audit.assuming import DRAWS, middles
from vidik.audit.projection import projection
from vidik.errors import InputError
from vidik.exposure.footfall import passing
from vidik.exposure.seen import BOUNDS
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.assumed import Assumed
from vidik.model.assumptions import Assumptions
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

__all__ = ["LEVEL", "Able", "able_to", "switch_on", "switched_on_of"]

#: At which a camera could take a face: what makers ask for, not EN 62676-4's *identify*.
LEVEL = "face"

#: Side of the squares of a city without districts, metres.
_SQUARE_M = 500.0

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
    """Return what switching face recognition on would mean, and rows of counts not understood.

    The cameras are those that watch an outside and may be shown: none on a home, none at a place of
    the deny-list.

    Parameters
    ----------
    city_file
        The city file.
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
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where the stages of the city are kept; None: the user's cache folder.

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
    progress, count = progress or Silent(), threads or os.cpu_count() or 1
    inputs = read_inputs(city_file, progress)
    levels = [one.key for one in inputs.optics.levels]
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    observed = Observation(
        inputs, cache or Cache(cache_folder()), Clock(), progress, count, Threads(count)
    )
    able = able_to(observed, level=level, operator=operator)
    if len(able.cameras) < LEAST_CAMERAS:
        raise InputError(
            f"{len(able.cameras)} mapped cameras could take the face of a passer-by; of fewer than "
            f"{LEAST_CAMERAS} nothing is said, for it would be about single cameras",
            file=city_file,
            place="operator" if operator else f"level {level}",
            value=operator,
            hint="cameras and homes that are mapped, and another --level",
        )
    counted, rejected = ({}, ()) if counts is None else read_counts(counts, _ids(able.cameras))
    return switched_on_of(
        observed, able, supposed, given=given, counted=counted, allowed=allowed, draws=draws
    ), rejected


@dataclass(frozen=True, eq=False)
class Able:
    """The cameras that could take the face of a passer-by.

    Parameters
    ----------
    level
        Key of the level at which they could.
    operator
        Whose cameras were asked about; None: everybody's.
    mapped
        How many there are, those included that could not.
    cameras
        Those that could.
    per_walk
        Shape (n,): how often a walk in the city passes each where it could, in expectation.
    together
        The same of all, if what is not known of their lenses and directions is resolved downwards,
        in expectation, and upwards.
    """

    level: str
    operator: str | None
    mapped: int
    cameras: Sequence[Camera]
    per_walk: NDArray[np.float64]
    together: Span


def able_to(observed: Observation, *, level: str = LEVEL, operator: str | None = None) -> Able:
    """Return the cameras that could take a face: of those that watch an outside and may be shown.

    Parameters
    ----------
    observed
        The city.
    level
        Key of one of its levels.
    operator
        Whose cameras; None: everybody's.
    """
    watchers = observed.ways_shown.watchers
    assert watchers is not None  # they were asked for
    by_id = {camera.id: camera for camera in observed.told}
    cameras = [by_id[one] for one in watchers.ids]
    own = [i for i, one in enumerate(cameras) if operator is None or operated_by(one, operator)]
    weight = float(observed.doorsteps[0].weight.sum())
    walks = observed.footfall / weight if weight > 0.0 else observed.footfall
    number = [one.key for one in observed.inputs.optics.levels].index(level)
    by_bound = {
        bound: passing(observed.city.network, walks, watchers, level=number, bound=bound)[own]
        for bound in BOUNDS
    }
    able = np.flatnonzero(by_bound["expected"] > 0.0)
    return Able(
        level,
        operator,
        len(own),
        [cameras[own[i]] for i in able],
        by_bound["expected"][able],
        Span(*(float(by_bound[bound].sum()) for bound in BOUNDS)),
    )


def switched_on_of(
    observed: Observation,
    able: Able,
    supposed: Assumptions,
    *,
    given: frozenset[str] = frozenset(),
    counted: Mapping[str, tuple[float, float]] = MappingProxyType({}),
    allowed: float = 1.0,
    draws: int = DRAWS,
) -> SwitchedOn:
    """Return what switching face recognition on would mean for a city that was observed.

    Parameters
    ----------
    observed
        The city.
    able
        Its cameras that could take a face, at least three.
    supposed
        What is supposed.
    given
        Names of what a file of one's own supposes.
    counted
        Who passes cameras in a day, at least and at most, by their ids; of the others a model says
        it.
    allowed, draws
        As of `switch_on`.
    """
    passers = _passers(able.cameras, able.per_walk, counted, supposed.camera_factor)
    parts, part = _parts(observed, able.cameras)
    homes = float(len(observed.doorsteps[0]))
    known = passers.counted > 0.0
    middle = middles(supposed.by_name)
    walks = footfall(supposed, middle, homes, float(able.per_walk.sum()))
    return SwitchedOn(
        place=observed.city.place.name,
        level=able.level,
        operator=able.operator,
        mapped=able.mapped,
        passers=passers,
        per_walk=able.together,
        homes=homes,
        counted=len(counted),
        parts=parts,
        part=part,
        assumptions=supposed,
        given=given,
        projection=projection(
            supposed,
            passers,
            area=part,
            areas=len(parts),
            homes=homes,
            rng=np.random.default_rng(_SEED),
            draws=draws,
            allowed=allowed,
        ),
        synthetic=any(camera.synthetic for camera in able.cameras),
        attribution=" ".join(source.attribution for source in observed.inputs.sources),
        against=held_against(walks * able.per_walk[known], passers.counted[known]),
    )


def _ids(cameras: Sequence[Camera]) -> Mapping[str, Sequence[str]]:
    """Return ids of cameras by their own and by that of their location."""
    found: dict[str, list[str]] = defaultdict(list)
    for camera in cameras:
        for name in {camera.id, camera.location}:
            found[name].append(camera.id)
    return found


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


def _parts(
    observed: Observation, cameras: Sequence[Camera]
) -> tuple[tuple[CityPart, ...], NDArray[np.int64]]:
    """Return the parts of the city of which something may be said, and in which cameras stand."""
    city = observed.city
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
