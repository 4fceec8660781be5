"""Measure: from a city file to the figures of a country, without ever holding it."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import vidik
from vidik.errors import SettingsError
from vidik.jobs.census import Census
from vidik.jobs.country import Country
from vidik.jobs.filing import Overview, file_away, look_over
from vidik.jobs.inputs import Inputs, read_inputs
from vidik.jobs.run import (
    Built,
    Clock,
    assumptions_of,
    cluster_record,
    is_current,
    versions_of,
    workers_of,
    write_run_of,
)
from vidik.model.camera import Camera
from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.estimate import Estimate
from vidik.model.optics import Level
from vidik.model.published import CameraFigures, Cleared, PublicSpaceFigures, Totals
from vidik.model.rules import Verdict
from vidik.model.span import Span
from vidik.model.terrain import Terrain
from vidik.model.tiling import Tiling
from vidik.outside.cache import digest_of_bytes
from vidik.outside.cluster import Cluster
from vidik.outside.press import MARKER, Press
from vidik.outside.progress import Advance, Progress, Silent
from vidik.outside.spill import Spill
from vidik.outside.terrain import read_terrain
from vidik.outside.workers import Workers
from vidik.register.streets import boundary_in_metres
from vidik.report.downloads import csv_of
from vidik.report.figures import camera_figures, joined_cameras
from vidik.report.gate import clear
from vidik.report.inspection import inspect
from vidik.report.manifest import json_bytes, manifest
from vidik.report.secrets import Secrets, ids_of
from vidik.report.summary import totals
from vidik.report.tables import rejected_table, totals_table
from vidik.settings import CitySettings, SyntheticSource
from vidik.sight.tiles import Sight, joined_coverage

__all__ = ["figures_folder", "measure_country"]


def figures_folder(city_file: Path, settings: CitySettings) -> Path:
    """Return the folder that figures alone are written to: beside that of the map.

    Parameters
    ----------
    city_file
        Its path.
    settings
        What it says.
    """
    folder = city_file.parent / settings.output.folder
    return folder.with_name(f"{folder.name}-figures")


def measure_country(
    city_file: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cluster: Cluster | None = None,
    tiling: Tiling | None = None,
) -> Built:
    """Write the figures of what a city file declares, a city or a country.

    Sources are read a part at a time and worked out tile by tile, so memory does not grow with
    them (`vidik.jobs.country`). The figures are those of `vidik.jobs.build.build_city`; nothing
    that lies anywhere is published. The folder is replaced whole when everything is ready.

    Parameters
    ----------
    city_file
        The city file.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cluster
        Whose workers work out the tiles; not started yet. None: this process does.
    tiling
        How the country is cut.

    Returns
    -------
    Built
        The folder and how it came about.

    Raises
    ------
    VidikError
        If an input cannot be used, or an output cannot be written. The old output is then
        untouched, and what was filed on the way is removed.
    """
    progress = progress or Silent()
    threads = threads or os.cpu_count() or 1
    clock = Clock()
    with clock.stage("checking inputs"):
        inputs = read_inputs(city_file, progress)
        _refuse_what_needs_all(inputs)
    folder, key = figures_folder(city_file, inputs.settings), inputs.figures_key()
    if is_current(folder, key):
        return Built(
            folder,
            changed=False,
            kept=("everything",),
            seconds=clock.seconds,
            unused=_unused(inputs.settings),
        )

    def look(path: str, data: bytes) -> None:
        inspect(path, data, cleared, secrets)

    # the folder is taken first: whether it may be replaced shows now, and not hours later
    with Press(folder, inspect=look) as press:
        with Spill(folder.parent) as spill, workers_of(cluster, threads, progress) as workers:
            measured = _Measurement(inputs, spill, clock, progress, threads, workers, tiling)
            cleared, secrets, assumptions = measured.figures()
        with clock.stage("writing"):
            for path, data in _outputs(inputs, cleared, assumptions):
                press.put(path, data)
    record = None if cluster is None else cluster_record(cluster)
    write_run_of(folder, key, clock, threads=threads, kept=(), cluster=record)
    return Built(folder, True, (), clock.seconds, record, unused=_unused(inputs.settings))


def _refuse_what_needs_all(inputs: Inputs) -> None:
    """Refuse what cannot be worked out a part at a time."""
    for number, one in enumerate(inputs.settings.sources):
        if isinstance(one, SyntheticSource):
            raise SettingsError(
                "made-up cameras are placed among all buildings, which are never held at once here",
                file=inputs.city_file,
                place=f"sources[{number}].kind",
                value=one.kind,
                hint="`vidik build` makes them up; here, name a file of cameras",
            )
    if inputs.settings.cameras is not None:
        raise SettingsError(
            "which statements of a register are about one camera is not worked out in parts",
            file=inputs.city_file,
            place="cameras.path",
            value=inputs.settings.cameras.path,
            hint="`vidik build` does; here, name a file of cameras",
        )
    if inputs.settings.surveys:
        raise SettingsError(
            "where somebody looked for cameras is not measured without the whole map",
            file=inputs.city_file,
            place="surveys",
            hint="leave the surveys out, or take `vidik build`",
        )


def _unused(settings: CitySettings) -> tuple[str, ...]:
    """Return what a city file declares that figures alone have no use for."""
    drawn = [one.key for one in settings.sources if "basemap" in one.gives]
    said = {
        "output.languages": settings.output.languages != ("en",),
        "output.since": settings.output.since is not None,
        "districts": settings.districts is not None,
        "homes": settings.homes is not None,
        "tables": bool(settings.tables),
        f"the base map of {', '.join(drawn)}": bool(drawn),
    }
    return tuple(what for what, there in said.items() if there)


@dataclass(frozen=True, eq=False)
class _Hidden:
    """Cameras that are not public: the verdict by location, and what they could be known by."""

    verdicts: dict[str, Verdict]
    ids: set[str]

    def add(self, cameras: Sequence[Camera], verdict: Mapping[str, Verdict]) -> None:
        self.verdicts.update((camera.location, verdict[camera.id]) for camera in cameras)
        self.ids.update(ids_of(cameras))


@dataclass(frozen=True, eq=False)
class _Measurement:
    """The way from sources to figures; each stage leaves its results in the spill."""

    inputs: Inputs
    spill: Spill
    clock: Clock
    progress: Progress
    threads: int
    workers: Workers
    tiling: Tiling | None

    def figures(self) -> tuple[Cleared, Secrets, Mapping[str, Any]]:
        """Return what may be said, what to look for in it, and what was taken for granted."""
        inputs = self.inputs
        with self.clock.stage("looking over"):
            overview = look_over(inputs, progress=self.progress, threads=self.threads)
        place, terrain = overview.place, self._terrain(overview)
        assumed = inputs.settings.assumptions
        country = Country(
            self.spill,
            place.frame,
            sight=Sight(
                optics=inputs.optics,
                heights=inputs.heights,
                terrain=terrain,
                wall_m=assumed.wall_m,
                outward_share=assumed.outward_share,
            ),
            rules=inputs.space_rules,
            boundary=boundary_in_metres(place),
            tiling=self.tiling,
        )
        census = Census(self.spill, place.frame, rules=inputs.rules, tiling=self.tiling)
        with self.clock.stage("reading"):
            rejected = file_away(
                inputs, overview, country, census, progress=self.progress, threads=self.threads
            )
        with self._stage("Buildings"):
            settled = [one for _, one in country.settle()]
        rejected += [row for one in settled for row in one.rejected]
        counted, hidden = self._judge(country, census)
        with self._stage("Views", "What cameras see") as advance:
            for _ in country.see(self.workers, advance=advance):
                pass
        street_m, watched_m = self._streets(country)
        figures = Totals(
            **{one.name: getattr(counted, one.name) for one in fields(counted)},
            street_m=street_m,
            watched_m=watched_m,
            public_space=self._space(country),
            buildings=sum(one.buildings for one in settled),
        )
        cleared = clear(
            place,
            rules=inputs.rules,
            sources=inputs.sources,
            optics=inputs.optics,
            figures=figures,
            synthetic=inputs.settings.synthetic,
            verdicts=hidden.verdicts,
            rejected=dict.fromkeys(rejected),
            dated=overview.dated,
        )
        secrets = Secrets.of_ids(frozenset(hidden.ids))
        roofs_assumed = sum(one.roofs_assumed for one in settled)
        return (
            cleared,
            secrets,
            assumptions_of(inputs, terrain, roofs=figures.buildings, roofs_assumed=roofs_assumed),
        )

    @contextmanager
    def _stage(self, name: str, label: str | None = None) -> Iterator[Advance]:
        with self.clock.stage(name.lower()), self.progress.task(label or name) as advance:
            yield advance

    def _terrain(self, overview: Overview) -> Terrain | None:
        """Return the heights of the ground, which are held whole; None: it is level."""
        declared, place = self.inputs.settings.terrain, overview.place
        if declared is None:
            return None
        with self._stage("Reading the ground", f"Reading {declared.key}"):
            return read_terrain(
                self.inputs.city_file.parent / declared.path,
                place.boundary.bounds,
                place.frame,
                margin_m=self.inputs.optics.max_reach_m,
            )

    def _judge(self, country: Country, census: Census) -> tuple[CameraFigures, _Hidden]:
        """Return how many cameras there are, and those that are not public."""
        counted: list[CameraFigures] = []
        hidden = _Hidden({}, set())
        with self._stage("Cameras") as advance:
            for cameras, clearances in census.judged():
                counted.append(camera_figures(cameras, clearances))
                verdict = {camera.id: clearances[camera.id].verdict for camera in cameras}
                hidden.add([c for c in cameras if verdict[c.id] is not Verdict.PUBLIC], verdict)
                told = (c for c in cameras if verdict[c.id] is not Verdict.WITHHELD)
                country.add_cameras(tuple(camera for camera in told if not camera.indoor))
                advance(len(cameras))
        return joined_cameras(counted), hidden

    def _streets(self, country: Country) -> tuple[float, Mapping[str, Span]]:
        """Return metres of street, and how many of them are watched at each level."""
        levels = [level.key for level in self.inputs.optics.levels]
        lengths: list[float] = []
        sums: list[list[tuple[float, float, float]]] = []
        with self._stage("Streets", "Watched metres of street") as advance:
            for _, ways, watched in country.watch_streets(self.workers, advance=advance):
                lengths.append(math.fsum(ways.lengths().tolist()))
                columns = [a.T.tolist() for a in (watched.least, watched.expected, watched.most)]
                sums.append(
                    [
                        (math.fsum(least), math.fsum(expected), math.fsum(most))
                        for least, expected, most in zip(*columns, strict=True)
                    ]
                )
        return math.fsum(lengths), {
            level: _span(tile[k] for tile in sums) for k, level in enumerate(levels)
        }

    def _space(self, country: Country) -> PublicSpaceFigures:
        """Return how much public space there is, and how much of it is watched."""
        rules, levels = self.inputs.space_rules, self.inputs.optics.levels
        areas: list[Mapping[str, Span]] = []
        with self._stage("Public space") as advance:
            for _, space in country.make_space(self.workers, advance=advance):
                areas.append(space.by_kind(space.open_m2))
        with self._stage("Watched public space") as advance:
            tiles = [one for _, one in country.watch_places(self.workers, advance=advance)]
        return PublicSpaceFigures(
            version=rules.version,
            by_kind_m2={
                kind: _span((s.least, s.expected, s.most) for s in (tile[kind] for tile in areas))
                for kind in rules.kinds
            },
            coverage=joined_coverage(tiles) if tiles else _nothing(levels),
        )


def _nothing(levels: Iterable[Level]) -> Coverage:
    """Return how much is watched where there is no public space."""
    none = Estimate(least=0.0, raw=0.0, most=0.0, standard_error=0.0)
    return Coverage(0.0, tuple(LevelCoverage(level.key, none, (), (), ()) for level in levels))


def _span(parts: Iterable[tuple[float, float, float]]) -> Span:
    """Return the sums of least, expected and most, which their own roundings might put apart."""
    columns = list(zip(*parts, strict=True)) or [(), (), ()]
    least, expected, most = (math.fsum(column) for column in columns)
    return Span(least, max(least, expected), max(least, expected, most))


def _outputs(
    inputs: Inputs, cleared: Cleared, assumptions: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every output; the manifest comes last."""
    said = totals(cleared, version=vidik.__version__, rules=inputs.rules, assumptions=assumptions)
    made = {
        "figures.json": json_bytes(said),
        "figures.csv": csv_of(totals_table(cleared, said)),
        "rejected.csv": csv_of(rejected_table(cleared)),
    }
    yield from made.items()
    record = manifest(
        cleared,
        version=vidik.__version__,
        code=inputs.code,
        versions=versions_of(inputs.settings),
        assumptions=assumptions,
        made=inputs.made or dt.datetime.now(dt.UTC).replace(microsecond=0),
        outputs={path: digest_of_bytes(data) for path, data in made.items()},
    )
    yield MARKER, json_bytes(record)
