"""A small made-up town as a built folder: every output that a browser may ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.makers import bands_of, overlaps_of, watched_ways, ways
from tests.switched import switched_on_town
from vidik.exposure.seen import seen_by_level
from vidik.jobs.claims import check_claims
from vidik.jobs.downloads import all_downloads
from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.outside.assets import front_end
from vidik.outside.tables import load_walking_rules
from vidik.outside.tiles import pmtiles
from vidik.report.answers import answers
from vidik.report.files import CHECKSUMS, WrittenFile, checksums
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.pages import Pages
from vidik.report.picture import pictures
from vidik.report.tilefeatures import (
    MAX_ZOOM,
    MIN_ZOOM,
    tile_files,
    tiles_about,
)
from vidik.report.tilefile import tile_folder
from vidik.report.walkdata import walking_files

__all__ = ["write_town"]


def write_town(
    folder: Path,
    town: Published,
    languages: Sequence[str] = ("en",),
    *,
    operated: Sequence[Operated] = (),
    **told: Any,
) -> Path:
    """Write a town as `vidik build` would, and return the folder.

    What `pages` may be told besides is handed on.
    """
    written: dict[str, WrittenFile] = {}
    for path, content in _files(town, languages, operated, written, told):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        written[path] = WrittenFile.of(content)
    return folder


def _files(
    town: Published,
    languages: Sequence[str],
    operated: Sequence[Operated],
    written: Mapping[str, WrittenFile],
    told: Mapping[str, Any],
) -> Iterator[tuple[str, bytes]]:
    bands, overlaps = bands_of(town), overlaps_of(town)
    for name, layers in tile_files(town, bands, overlaps).items():
        tiles = pmtiles(
            layers(),
            name=name,
            about=tiles_about(town),
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
        )
        yield f"tiles/{name}.pmtiles", tiles
        yield from tile_folder(f"tiles/{name}", tiles)
    drawn = dict(pictures(town, bands))
    yield from answers(town)
    network = ways()
    watched = watched_ways(network, town)
    assert watched.watchers is not None
    seen = seen_by_level(network, watched)
    yield from walking_files(town, network, seen, watched.watchers, load_walking_rules())
    yield from all_downloads(
        town, bands, overlaps, operated, level=DEFAULT_LEVEL, language=languages[0]
    )
    for name in ("summary.json", "summary.schema.json", "manifest.json"):
        yield name, json.dumps({"attribution": town.attribution}).encode()
    yield CHECKSUMS, checksums(written)
    yield from Pages(
        published=town,
        manifest={},
        version="0.0.0",
        pictures=drawn,
        languages=languages,
        operated=operated,
        files=written,
        trials=check_claims(None)[0],
        switched=switched_on_town(),
        **told,
    ).all()
    yield from front_end().items()
