"""Ageing: what statements still weigh, how many cameras are there still, where to look again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.estimating import places_of
from vidik.jobs.ground import districts_of
from vidik.jobs.parts import parts_of
from vidik.jobs.told import Told, told
from vidik.model.decision import settled
from vidik.model.rejection import Rejection
from vidik.model.resolved import Resolution, Resolved
from vidik.model.resurvey import Task
from vidik.model.span import Span
from vidik.model.survival import DAYS_PER_YEAR, Survival
from vidik.model.tiling import Tiling
from vidik.outside.sheet import save_csv, save_text
from vidik.register.completeness.ageing import survival
from vidik.register.completeness.looks import gone_again, histories, seen_on, tracks
from vidik.register.completeness.squares import names_of
from vidik.register.completeness.tasks import tasks
from vidik.register.resolving import frame_of, resolve
from vidik.report.field_form import Outline, as_geojson

__all__ = ["COLUMNS", "LEAST_AREA_M", "Aged", "Ranked", "Weight", "age", "rank", "write_tasks"]

#: Smaller squares are no areas to send somebody to: they would point at a street.
LEAST_AREA_M = 1000.0

#: Of the table of tasks.
COLUMNS = ("area", "cameras", "expected_there", "unclear", "share_of_doubt", "synthetic")


@dataclass(frozen=True, slots=True)
class Weight:
    """What the statements of one source and one year still weigh.

    Parameters
    ----------
    source
        Its key.
    year
        In which somebody saw what they say.
    statements
        How many.
    chance
        That what one of them says is so still: the mean of all.
    """

    source: str
    year: int
    statements: int
    chance: Span


@dataclass(frozen=True, eq=False)
class Aged:
    """What time has left of what sources list.

    Parameters
    ----------
    on
        The day that is asked about.
    survival
        How long cameras stay.
    followed
        Sources from which that was learned, if it was.
    weights
        By source and year.
    cameras
        That the sources list, one that several list once.
    absent
        Of these: said to be absent by somebody who looked later.
    standing
        Of the others: expected to be there still.
    synthetic
        Whether a source is made up.
    """

    on: dt.date
    survival: Survival
    followed: tuple[str, ...]
    weights: tuple[Weight, ...]
    cameras: int
    absent: int
    standing: Span
    synthetic: bool


@dataclass(frozen=True, eq=False)
class Ranked:
    """Areas by what looking at them again would tell.

    Parameters
    ----------
    on
        The day that is asked about.
    tasks
        The most worth first.
    shapes
        Longitude and latitude of each area that has an outline, by name.
    survival
        How long cameras stay.
    absent
        Cameras that are left out: somebody who looked later says that they are absent.
    unnamed
        Cameras in areas that are not named because they have too few, together as well.
    synthetic
        Whether a source is made up.
    rejected
        What was not understood of the districts.
    """

    on: dt.date
    tasks: tuple[Task, ...]
    shapes: dict[str, Geometry]
    survival: Survival
    absent: int
    unnamed: int
    synthetic: bool
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True, eq=False)
class _Seen:
    """What sources say, and when it was seen.

    Parameters
    ----------
    said
        By the sources.
    resolution
        The cameras that it is about.
    last
        Of each, the day on which somebody last saw it.
    survival
        How long cameras stay.
    followed
        Sources from which that was learned.
    """

    said: Told
    resolution: Resolution
    last: tuple[dt.date, ...]
    survival: Survival
    followed: tuple[str, ...]

    @property
    def there(self) -> list[tuple[Resolved, dt.date]]:
        """The cameras that nobody missed since they were last seen, and when that was."""
        return [
            (one, day)
            for one, day in zip(self.resolution.cameras, self.last, strict=True)
            if gone_again(one.against, day) is None
        ]


def _seen(register: str, sources: Sequence[str], on: dt.date) -> _Seen:
    said = told(register, sources, on=on, states=True)
    kinds = {key: one.kind for key, one in said.origins.items()}
    resolution = resolve(
        (one for rows in said.statements.values() for one in rows),
        said.decisions,
        accuracy_m={key: kind.usual_accuracy_m for key, kind in kinds.items()},
    )
    followed = {
        key: tracks(states, kinds[key].usual_accuracy_m) for key, states in said.states.items()
    }
    found = survival(*histories(followed, resolution))
    last = tuple(
        max(
            seen_on(one, looks_again=kinds[one.observation.origin].looks_again)
            for one in camera.statements
        )
        for camera in resolution.cameras
    )
    return _Seen(said, resolution, last, found, () if found.is_assumed else tuple(followed))


def _years(days: Sequence[dt.date], on: dt.date) -> NDArray[np.float64]:
    """Return the years since each day; a day that is yet to come counts as today."""
    return np.array([max((on - day).days, 0) / DAYS_PER_YEAR for day in days], np.float64)


def age(register: str, sources: Sequence[str], *, on: dt.date | None = None) -> Aged:
    """Return how fast cameras go, and how many of those that sources list are there still.

    Parameters
    ----------
    register
        A file, or the address of a database.
    sources
        Their keys.
    on
        The day that is asked about; None: today.

    Raises
    ------
    InputError
        If there is no such source, or one has no camera with a place.
    """
    on = on or dt.datetime.now(dt.UTC).date()
    seen = _seen(register, sources, on)
    there = seen.there
    devices = np.array([one.devices for one, _ in there], np.float64)
    chances = seen.survival.chances(_years([day for _, day in there], on))
    cameras = sum(one.devices for one in seen.resolution.cameras)
    return Aged(
        on=on,
        survival=seen.survival,
        followed=seen.followed,
        weights=_weights(seen, on),
        cameras=cameras,
        absent=cameras - int(devices.sum()),
        standing=Span(*(devices @ chances).tolist()),
        synthetic=seen.said.synthetic,
    )


def _weights(seen: _Seen, on: dt.date) -> tuple[Weight, ...]:
    """Return what statements weigh, by source and year."""
    made = []
    for key, origin in seen.said.origins.items():
        by_year: dict[int, list[dt.date]] = defaultdict(list)
        for one in seen.said.there(key):
            day = seen_on(one, looks_again=origin.kind.looks_again)
            by_year[day.year].append(day)
        for year in sorted(by_year):
            chances = seen.survival.chances(_years(by_year[year], on)).mean(axis=0)
            made.append(Weight(key, year, len(by_year[year]), Span(*chances.tolist())))
    return tuple(made)


def rank(
    register: str,
    sources: Sequence[str],
    *,
    districts: Path | None = None,
    name: str | None = None,
    side_m: float = 2000.0,
    on: dt.date | None = None,
) -> Ranked:
    """Return areas by what looking at them again would tell of how many cameras there are.

    Parameters
    ----------
    register
        A file, or the address of a database.
    sources
        Their keys.
    districts, name
        As of `vidik.jobs.parts.parts_of`; None: areas are squares.
    side_m
        Length of their sides, metres, `LEAST_AREA_M` or more.
    on
        The day that is asked about; None: today.

    Raises
    ------
    InputError
        If there is no such source, one has no camera with a place, squares are too small, or the
        districts cannot be read.
    """
    if not side_m >= LEAST_AREA_M:
        raise InputError(f"areas have sides of {LEAST_AREA_M:.0f} m or more", value=side_m)
    on = on or dt.datetime.now(dt.UTC).date()
    parts, bad = ((), ()) if districts is None else parts_of(districts, name)
    seen = _seen(register, sources, on)
    there = seen.there
    places = places_of([one.lead for one, _ in there])
    if parts:
        shapes: dict[str, Geometry] = {one.name: one.area for one in parts}
        area = districts_of(places, {one.name: one.area for one in parts})
    else:
        shapes, area = _squares(seen, places, side_m)
    devices = np.array([one.devices for one, _ in there], np.int64)
    doubt = _doubt(seen)
    made = tasks(
        np.repeat(np.array(area, dtype=np.str_), devices).tolist(),
        np.repeat(_years([day for _, day in there], on), devices),
        survival=seen.survival,
        matched=np.repeat(
            np.array([max(doubt.get(s.id, 0.0) for s in one.statements) for one, _ in there]),
            devices,
        ),
    )
    cameras = int(devices.sum())
    return Ranked(
        on=on,
        tasks=made,
        shapes={one.area: shapes[one.area] for one in made if one.area in shapes},
        survival=seen.survival,
        absent=sum(one.devices for one in seen.resolution.cameras) - cameras,
        unnamed=cameras - sum(one.cameras for one in made),
        synthetic=seen.said.synthetic,
        rejected=bad,
    )


def _squares(
    seen: _Seen, places: NDArray[np.float64], side_m: float
) -> tuple[dict[str, Geometry], list[str]]:
    """Return squares by name, and that of each place."""
    frame = frame_of([one.lead for one in seen.resolution.cameras])
    tiling = Tiling(side_m)
    metres = frame.to_metres(places)
    homes = tiling.homes(np.hstack([metres, metres]))
    names = names_of([*homes])
    area = [""] * len(places)
    for rows, name in zip(homes.values(), names, strict=True):
        for row in rows.tolist():
            area[row] = name
    outlines = [
        shapely.transform(shapely.box(*tiling.box(tile)), frame.to_degrees) for tile in homes
    ]
    return dict(zip(names, outlines, strict=True)), area


def _doubt(seen: _Seen) -> dict[str, float]:
    """Return the chance of unclear rows to be another source's camera, by id, as nobody settled it.

    Of two rows that may be one camera, one alone has the doubt.
    """
    decided = {id for pair in settled(seen.said.decisions) for id in pair}
    doubt: dict[str, float] = {}
    for compared in seen.resolution.compared:
        side = compared.found.other
        for row, why, alone in zip(compared.others, side.settles, side.alone.tolist(), strict=True):
            # only what is unclear has something that would settle it
            if why and row.id not in decided:
                doubt[row.id] = max(doubt.get(row.id, 0.0), 1.0 - min(max(alone, 0.0), 1.0))
    return doubt


def write_tasks(ranked: Ranked, file: Path) -> int:
    """Write areas to look at again, and return how many.

    Parameters
    ----------
    ranked
        As of `rank`.
    file
        ``.csv`` or ``.geojson``; one that is there is replaced.

    Raises
    ------
    InputError
        If the file has another suffix.
    OutputError
        If it cannot be written.
    """
    rows = [
        dict(
            zip(
                COLUMNS,
                (one.area, one.cameras, round(one.standing, 1), one.doubtful,
                 round(one.share, 4), ranked.synthetic),
                strict=True,
            )
        )
        for one in ranked.tasks
    ]  # fmt: skip
    if file.suffix == ".csv":
        told_of = [{**row, "synthetic": str(ranked.synthetic).lower()} for row in rows]
        return save_csv(file, COLUMNS, [[*row.values()] for row in told_of])
    if file.suffix != ".geojson":
        raise InputError("not a format for tasks", file=file, hint=".csv or .geojson")
    outlines = [
        Outline(one.area, ranked.shapes.get(one.area), row)
        for one, row in zip(ranked.tasks, rows, strict=True)
    ]
    about = {"name": f"Areas to look at again, as of {ranked.on}", "synthetic": ranked.synthetic}
    save_text(file, as_geojson(outlines, about))
    return len(rows)
