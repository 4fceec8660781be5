"""Cameras that a person supplies: a tender's list, a plan, one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely import Geometry

from vidik.errors import InputError
from vidik.jobs.sources import declared_as, read_source, stepwise
from vidik.model.camera import Camera
from vidik.model.rejection import Rejection
from vidik.model.rules import PublicationRules
from vidik.model.source import Source
from vidik.outside.cache import digest_of_file
from vidik.outside.progress import Progress
from vidik.outside.reading import format_of
from vidik.register import cameras as devices
from vidik.register.denial import drop_denied

__all__ = ["Given", "read_given"]


@dataclass(frozen=True, eq=False)
class Given:
    """Cameras that a person supplies.

    Parameters
    ----------
    cameras
        As the list has them.
    sources
        Who says so.
    rejected
        What was not understood.
    denied
        Areas of the deny-list that stand in the list itself.
    """

    cameras: tuple[Camera, ...] = ()
    sources: tuple[Source, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    denied: tuple[Geometry, ...] = ()


def read_given(
    lists: Sequence[Path], rules: PublicationRules, *, threads: int, progress: Progress
) -> Given:
    """Return the cameras of some files; each row is taken for one.

    Parameters
    ----------
    lists
        The files.
    rules
        Of publication; places of the deny-list are dropped here.
    threads
        How many to read with.
    progress
        Told how far reading is.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    cameras: list[Camera] = []
    sources: list[Source] = []
    rejected: list[Rejection] = []
    denied: list[Geometry] = []
    for path in lists:
        if not path.is_file():
            raise InputError("no such file", file=path)
        declared = declared_as(path)
        with progress.task(f"Reading {path.name}", total=path.stat().st_size) as advance:
            extract = read_source(
                declared, path, rules=rules, threads=threads, progress=stepwise(advance)
            )
        kept, areas = drop_denied(extract, rules.denied)
        found, bad = devices.cameras(kept.features, source=declared.key, assume=True)
        cameras += found
        rejected += [*kept.rejected, *bad]
        denied += areas
        sources.append(
            Source(
                key=declared.key,
                name=declared.name,
                format=format_of(path),
                licence=declared.licence,
                attribution=declared.attribution,
                retrieved=None,
                sha256=digest_of_file(path),
            )
        )
    return Given(tuple(cameras), tuple(sources), tuple(rejected), tuple(denied))
