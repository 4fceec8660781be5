"""Recorded walks: where cameras could see who recorded one; nothing of a walk is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.exposure.tracks import (
    Along,
    beside,
    inside,
    shifted,
    spread_over,
    steps_of,
    stretches,
    track_of,
    within,
)
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.jobs.tiles import unheard, watch_streets
from vidik.model.fixes import Fixes
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.rules import Verdict
from vidik.model.tiling import Tiling
from vidik.model.track import Track
from vidik.model.track_rules import TrackRules
from vidik.model.views import Views
from vidik.model.walked import Walked
from vidik.outside.cache import Cache, cache_folder
from vidik.outside.progress import Progress
from vidik.outside.tables import load_track_rules
from vidik.outside.walkfile import read_walk_file
from vidik.outside.workers import Threads
from vidik.register.fixes import FAST, fixes_of
from vidik.sight.bands import CHORD_M, seen_polygons
from vidik.sight.tiles import reaching

__all__ = ["COPIES", "WalkSeen", "read_fixes", "walk_seen", "walked_in"]

Ints = NDArray[np.int64]

#: Of a level: where the walker is in view for certain, how likely, and which camera may see where.
Found: TypeAlias = tuple[Along, Along, Along]

#: Places about each fix at which the walker may have been.
COPIES = 32

#: Legs that are worked out together.
_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class WalkSeen:
    """Where cameras of a city could see who recorded a walk.

    Parameters
    ----------
    walked
        The stretches.
    private
        Ids of cameras of private homes, which are told by their number alone.
    rejected
        What of the recording could not be used.
    synthetic
        Whether any of the cameras was made up.
    """

    walked: Walked
    private: frozenset[str]
    rejected: tuple[Rejection, ...]
    synthetic: bool


def read_fixes(
    path: Path, rules: TrackRules, *, radius_m: float | None = None
) -> tuple[Fixes, tuple[Rejection, ...]]:
    """Return the fixes of a recorded walk, and what of it could not be used.

    Parameters
    ----------
    path
        Of a GPX, GeoJSON or FIT file.
    rules
        How a recording is understood.
    radius_m
        How far off its places are; None: as each says, or else the rules.

    Raises
    ------
    InputError
        If the file cannot be read, or nobody walked so.
    """
    if radius_m is not None and not 0.0 <= radius_m <= rules.worst_m:
        raise InputError(
            "no radius that a recording has", place="radius_m", value=radius_m,
            hint=f"0 to {rules.worst_m:g} metres",
        )  # fmt: skip
    raw = list(read_walk_file(path))
    fixes, rejected = fixes_of(raw, rules)
    fast = sum(row.reason == FAST for row in rejected)
    if 2 * fast > len(raw):
        raise InputError(
            f"{fast:,} of {len(raw):,} places are farther on than anybody walks",
            file=path,
            hint="a ride is no walk",
        )
    if fixes is None:
        first = rejected[0] if rejected else None
        raise InputError(
            "no two places between which somebody walked",
            file=path,
            place=None if first is None else first.id,
            hint=None if first is None else f"{first.field} {first.reason}",
        )
    if radius_m is not None:
        fixes = Fixes(fixes.lonlat, fixes.seconds, np.full(len(fixes), radius_m), fixes.part)
    return fixes, rejected


def walked_in(
    fixes: Fixes,
    views: Views,
    place: Place,
    *,
    levels: Sequence[str],
    level: str | None = None,
    rules: TrackRules,
    copies: int = COPIES,
    threads: int = 1,
) -> Walked:
    """Return where cameras could see who recorded a walk.

    Parameters
    ----------
    fixes
        The recording.
    views
        Of the cameras that count.
    place
        Whose metres the views are in; outside its boundary nothing is known.
    levels
        Keys of all levels.
    level
        Key of one of them; None: all.
    rules
        How a recording is understood.
    copies
        At how many places about each fix the walker is looked for.
    threads
        How many to compute with; the result does not depend on it.

    Raises
    ------
    InputError
        If no part of the walk lies in the place.
    """
    track = track_of(fixes, place.frame, rules)
    ground = inside(track, shapely.transform(place.boundary, place.frame.to_metres))
    if not len(ground.what):
        raise InputError(
            "the walk lies outside the boundary of the place", file=place.name,
            hint="longitude comes first",
        )  # fmt: skip
    columns = list(range(len(levels))) if level is None else [list(levels).index(level)]
    legs = np.flatnonzero(track.known)
    near = _near(track, legs, views)
    some = views.only(near)
    exact = track.radius_m[legs] == 0.0
    asked = (some, tuple(levels), columns, threads)
    parts = [
        *(_sharp(track, few, *asked) for few in _chunks(legs[exact])),
        *([_band(track, legs[~exact], copies, *asked)] if not exact.all() else []),
    ]
    found = [
        (
            Along.joined(part[i][0] for part in parts),
            Along.joined(part[i][1] for part in parts),
            Along.joined(_of_all(part[i][2], near) for part in parts),
        )
        for i in range(len(columns))
    ]
    return stretches(
        track,
        found,
        levels=tuple(levels[k] for k in columns),
        ids=views.ids,
        known=ground,
    )


def _near(track: Track, legs: Ints, views: Views) -> Ints:
    """Return the cameras that may see somebody on some legs."""
    if not len(legs):
        return np.zeros(0, np.int64)
    ends, wide = track.places[np.concatenate([legs, legs + 1])], track.radius_m[legs].max() + 1.0
    return reaching(views, np.concatenate([ends.min(axis=0) - wide, ends.max(axis=0) + wide]))


def _chunks(legs: Ints) -> list[Ints]:
    return [legs[i : i + _CHUNK] for i in range(0, len(legs), _CHUNK)]


def _sharp(
    track: Track,
    legs: Ints,
    views: Views,
    levels: Sequence[str],
    columns: Sequence[int],
    threads: int,
) -> list[Found]:
    """Return what is found of legs that are where they are, cut by the views themselves."""
    lines = shifted(track, legs, spread_over(1))
    watched = watch_streets(
        lines,
        views,
        levels=levels,
        watchers=True,
        tiling=Tiling(),
        workers=Threads(threads),
        advance=unheard,
    )
    lengths = lines.lengths()
    made = []
    for k in columns:
        chance = steps_of(watched, lengths, legs, k)
        made.append((chance.certain(), chance, beside(watched, lengths, legs, k)))
    return made


def _band(
    track: Track,
    legs: Ints,
    copies: int,
    views: Views,
    levels: Sequence[str],
    columns: Sequence[int],
    threads: int,
) -> list[Found]:
    """Return what is found of legs that are somewhere in a band."""
    most = seen_polygons(views, columns, threads=threads)
    least = seen_polygons(views, columns, certain=True, threads=threads)
    # arcs are chords that stray so far: the band is wider by as much
    seen = [within(track, legs, row, wider_m=CHORD_M) for row in most]
    sure = [
        within(track, legs, np.array([shapely.union_all(row)]), wider_m=CHORD_M, inward=True)
        for row in least
    ]
    chances: list[list[Along]] = [[] for _ in columns]
    somewhere = np.unique(np.concatenate([one.start for one in seen]).astype(np.int64))
    for few in _chunks(somewhere):
        lines = shifted(track, few, spread_over(copies))
        watched = watch_streets(
            lines, views, levels=levels, tiling=Tiling(), workers=Threads(threads), advance=unheard
        )
        lengths = lines.lengths()
        for own, k in zip(chances, columns, strict=True):
            own.append(steps_of(watched, lengths, few, k))
    return [
        (one, Along.joined(chance), other)
        for one, chance, other in zip(sure, chances, seen, strict=True)
    ]


def _of_all(parts: Along, cameras: Ints) -> Along:
    """Return parts of some cameras as parts of all."""
    return Along(cameras[parts.what], parts.start, parts.end, parts.share)


def walk_seen(
    city_file: Path,
    walk_file: Path,
    *,
    level: str | None = None,
    radius_m: float | None = None,
    threads: int,
    progress: Progress,
) -> WalkSeen:
    """Return where cameras of a city could see who recorded a walk.

    The city is kept as a build keeps it; of the walk nothing is kept, whatever it is called.

    Parameters
    ----------
    city_file
        What declares the city.
    walk_file
        The recording: GPX, GeoJSON or FIT.
    level
        Key of one level; None: all.
    radius_m
        How far off the places of the recording are; None: as each says, or else the rules.
    threads
        How many to compute with; the result does not depend on it.
    progress
        Told how far the reading of the city is.

    Raises
    ------
    VidikError
        If city or walk cannot be used.
    """
    rules = load_track_rules()
    fixes, rejected = read_fixes(walk_file, rules, radius_m=radius_m)
    inputs = read_inputs(city_file, progress)
    levels = tuple(one.key for one in inputs.optics.levels)
    if level is not None and level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    seen = Observation(inputs, Cache(cache_folder()), Clock(), progress, threads, Threads(threads))
    walked = walked_in(
        fixes, seen.seen.views, seen.city.place, levels=levels, level=level, rules=rules,
        threads=threads,
    )  # fmt: skip
    private = {key for key, one in seen.clearances.items() if one.verdict is Verdict.PRIVATE}
    made_up = any(one.synthetic for one in inputs.sources) or any(c.synthetic for c in seen.told)
    return WalkSeen(walked, frozenset(private), rejected, made_up)
