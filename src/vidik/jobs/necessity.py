"""Necessity: how few of its cameras an operator would need, from a city file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from vidik.errors import InputError
from vidik.exposure.necessity import SHARES, necessity, parts_of
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.jobs.tiles import watch_streets
from vidik.model.camera import Camera
from vidik.model.necessity import Necessity
from vidik.model.streets import Streets
from vidik.model.tiling import Tiling
from vidik.model.views import Views
from vidik.outside.cache import Cache, cache_folder
from vidik.outside.progress import Progress, Silent
from vidik.outside.workers import Threads
from vidik.report.operators import LEAST_CAMERAS, operated_by
from vidik.sight.again import reached

__all__ = ["necessity_in", "necessity_of"]


def necessity_of(
    streets: Streets,
    views: Views,
    cameras: Sequence[Camera],
    *,
    operator: str,
    levels: Sequence[str],
    level: str,
    certain: bool,
    shares: Sequence[float] = SHARES,
    threads: int = 1,
    progress: Progress | None = None,
) -> Necessity:
    """Return how few of its cameras would watch as much street as all of an operator's.

    Parameters
    ----------
    streets
        The public streets.
    views
        What the cameras see.
    cameras
        In the order of the views.
    operator
        Its name, as the tag ``operator`` has it.
    levels
        Keys of all levels.
    level
        Key of the level.
    certain
        Whether only what is seen for certain counts, or all that may be seen.
    shares
        Of the watched metres, which are to be kept.
    threads
        How many to compute with; the result does not depend on it.
    progress
        Told how far the work is.

    Raises
    ------
    InputError
        If there is no such level or share, or the operator has too few cameras: then the numbers
        would be about single ones.
    """
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    for share in shares:
        if not 0.0 < share <= 1.0:
            raise InputError("is no share", value=share, hint="above 0 and up to 1")
    own = [i for i, camera in enumerate(cameras) if operated_by(camera, operator)]
    if len(own) < LEAST_CAMERAS:
        raise InputError(
            f"has {len(own)} mapped cameras that watch an outside; of fewer than {LEAST_CAMERAS} "
            "nothing is said, for it would be about single cameras",
            place="operator",
            value=operator,
            hint="the name as it stands in the tag operator",
        )
    seen = views.only(own)
    some = streets.only(reached([seen], streets.boxes()))
    with (progress or Silent()).task("Who watches which street", total=len(some)) as advance:
        found = watch_streets(
            some,
            seen,
            levels=levels,
            watchers=True,
            tiling=Tiling(),
            workers=Threads(threads),
            advance=advance,
        ).watchers
    assert found is not None  # it was asked for
    parts = parts_of(found, list(levels).index(level), certain=certain)
    return necessity(parts, len(own), shares=shares)


def necessity_in(
    city_file: Path,
    *,
    operator: str,
    level: str,
    certain: bool = False,
    shares: Sequence[float] = SHARES,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> tuple[Necessity, Observation]:
    """Return how few of its cameras an operator would need in a city, and the city.

    Parameters
    ----------
    city_file
        The city file.
    operator, level, certain, shares
        As of `necessity_of`.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where the stages of the city are kept; None: the user's cache folder.

    Raises
    ------
    VidikError
        If the city file or a source cannot be used, or as of `necessity_of`.
    """
    progress, count = progress or Silent(), threads or os.cpu_count() or 1
    inputs = read_inputs(city_file, progress)
    observed = Observation(
        inputs, cache or Cache(cache_folder()), Clock(), progress, count, Threads(count)
    )
    found = necessity_of(
        observed.city.streets,
        observed.seen.views,
        [camera for camera in observed.told if not camera.indoor],
        operator=operator,
        levels=[one.key for one in inputs.optics.levels],
        level=level,
        certain=certain,
        shares=shares,
        threads=count,
        progress=progress,
    )
    return found, observed
