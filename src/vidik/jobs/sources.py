"""One source of a city, read in the form that what it gives asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from vidik.model.feature import Extract
from vidik.model.rules import PublicationRules
from vidik.outside.assembly import joined_extract
from vidik.outside.progress import Advance
from vidik.outside.reading import format_of, read_outlines, read_parts
from vidik.register.buildings import WALL_TAGS
from vidik.register.denial import asks_for
from vidik.report.clearance import HOME_TAGS
from vidik.report.licences import OSM_FORMATS
from vidik.settings import FileSource

__all__ = ["UNKNOWN", "declared_as", "key_of", "parts_of", "read_source", "stepwise"]

#: What stands where nobody said on what terms the data may be used.
UNKNOWN = "unknown"


def key_of(path: Path, found: str) -> str:
    """Return the short name of a file that nobody gave one.

    Parameters
    ----------
    path
        Of the file.
    found
        Its format.
    """
    if found in OSM_FORMATS:
        return "osm"
    plain = re.sub(r"[^a-z0-9]+", "_", path.name.partition(".")[0].lower()).strip("_")[:40]
    return plain if plain[:1].isalpha() else f"file_{plain}"[:40].rstrip("_")


def declared_as(path: Path) -> FileSource:
    """Return a list of cameras as a city file would declare it that knows nothing of its terms.

    Parameters
    ----------
    path
        Of the file.
    """
    osm = (found := format_of(path)) in OSM_FORMATS
    return FileSource(
        key=key_of(path, found),
        name=path.name,
        path=path.name,
        licence="ODbL-1.0" if osm else UNKNOWN,
        attribution="© OpenStreetMap contributors"
        if osm
        else f"{path.name} (nobody said on what terms)",
        gives=("cameras",),
    )


def read_source(
    declared: FileSource,
    path: Path,
    *,
    rules: PublicationRules,
    threads: int,
    progress: Callable[[int, int], None],
) -> Extract:
    """Return what a source holds.

    Parameters
    ----------
    declared, path, rules, threads, progress
        As of `parts_of`.
    """
    return joined_extract(parts_of(declared, path, rules=rules, threads=threads, progress=progress))


def parts_of(
    declared: FileSource,
    path: Path,
    *,
    rules: PublicationRules,
    threads: int,
    folder: Path | None = None,
    progress: Callable[[int, int], None],
) -> Iterator[Extract]:
    """Yield what a source holds, a part at a time where its format allows that.

    A source of nothing but buildings is read with its areas packed: nobody asks for a shape of
    each, except of the few near cameras, and of those that are repaired or denied. The base map
    draws every building of a source that gives it, so there they are features anyway.

    Parameters
    ----------
    declared
        In the city file.
    path
        Of its file.
    rules
        Of publication; the tags that they ask for are read.
    threads
        How many to read with; the result does not depend on it.
    folder
        Where there is room for files on the way; None: in the platform's own place.
    progress
        Told how many bytes have been read, and how many there are.
    """
    if declared.gives != ("buildings",):
        return read_parts(
            path, format=declared.format, source=declared.key, folder=folder, progress=progress
        )

    @cache
    def wanted(key: str) -> bool:
        return key in WALL_TAGS or key in HOME_TAGS or asks_for(key, rules.denied)

    return read_outlines(
        path,
        format=declared.format,
        source=declared.key,
        wanted=wanted,
        threads=threads,
        folder=folder,
        progress=progress,
    )


def stepwise(advance: Advance) -> Callable[[int, int], None]:
    """Return a reader's callback that passes on the bytes read since its last call.

    Parameters
    ----------
    advance
        Told how many they are.
    """
    before = 0

    def tell(done: int, _: int) -> None:
        nonlocal before
        advance(done - before)
        before = done

    return tell
