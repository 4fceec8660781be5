"""Build: from a city file to the folder that is published."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import vidik
from vidik.errors import TooFewError
from vidik.jobs.claims import check_claims
from vidik.jobs.downloads import all_downloads
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
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
from vidik.jobs.switch_on import LEVEL, switched_on_in
from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.model.published_request import PublishedRequest
from vidik.model.switched_on import SwitchedOn
from vidik.outside.beside import Beside, Look, Take
from vidik.outside.cache import Cache, cache_folder, digest_of
from vidik.outside.cluster import Cluster
from vidik.outside.containers import tables_in
from vidik.outside.press import MARKER, Press
from vidik.outside.progress import Progress, Silent
from vidik.outside.tiles import pmtiles
from vidik.report.answers import answers
from vidik.report.changes import changes_json, changes_schema, compare
from vidik.report.files import CHECKSUMS, WrittenFile, checksums
from vidik.report.inspection import inspect
from vidik.report.manifest import json_bytes, manifest
from vidik.report.pages import DEFAULT_LEVEL, Pages
from vidik.report.picture import Drawing, pictures
from vidik.report.summary import summary, summary_schema
from vidik.report.tilefeatures import (
    MAX_ZOOM,
    MIN_ZOOM,
    tile_files,
    tiles_about,
)
from vidik.report.tilefile import tile_folder
from vidik.report.view_tables import BandShape, OverlapShape
from vidik.report.walkdata import walking_files

__all__ = ["build_city"]

#: Pages of which a second process makes half: to start it and to tell it of the city takes as long
#: as a thousand.
_WORTH_SHARING = 2000


def build_city(
    city_file: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
    cluster: Cluster | None = None,
    since: Path | None = None,
) -> Built:
    """Build the observatory that a city file declares.

    The folder named in the city file is replaced whole when everything is ready. The same inputs,
    version and ``SOURCE_DATE_EPOCH`` give the same bytes, in any folder, with any number of threads
    and on any number of machines. Stages whose inputs did not change are taken from the cache.

    Parameters
    ----------
    city_file
        The city file.
    threads
        How many to compute with; None: one per processor.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where results of stages are kept; None: the user's cache folder.
    cluster
        Whose workers work out the tiles of the city; not started yet. None: this process does.
    since
        Folder of an earlier build, for a page about what changed; None: the city file's, if any.

    Returns
    -------
    Built
        The folder and how it came about.

    Raises
    ------
    VidikError
        If an input cannot be used, an output must not be published or cannot be written. The old
        output is then untouched.
    """
    progress = progress or Silent()
    threads = threads or os.cpu_count() or 1
    cache = cache or Cache(cache_folder())
    clock = Clock()
    with clock.stage("checking inputs"):
        inputs = read_inputs(city_file, progress, since=since)
    folder = city_file.parent / inputs.settings.output.folder
    if is_current(folder, inputs.key()):
        return Built(folder, changed=False, kept=("everything",), seconds=clock.seconds)
    with workers_of(cluster, threads, progress) as workers:
        observed = Observation(inputs, cache, clock, progress, threads, workers)
        published, secrets = observed.publish()
        operated = observed.operated(published)
    requests = observed.requests(published, secrets, operated)
    bands, overlaps = observed.bands(published), observed.overlaps(published)
    written: dict[str, WrittenFile] = {}
    levels = [level.key for level in inputs.optics.levels]
    shown = DEFAULT_LEVEL if DEFAULT_LEVEL in levels else levels[0]
    look = partial(inspect, cleared=published.cleared, secrets=secrets, tables_in=tables_in)
    with _one_thread() as meanwhile, _second(look, threads) as second:
        # another program makes them, so that this one can go on
        tiles = {
            name: meanwhile.submit(_tiles, observed, name, features, published)
            for name, features in tile_files(published, bands, overlaps).items()
        }
        with clock.stage("pictures"):
            drawn = dict(pictures(published, bands, level=shown))
        with (
            clock.stage("writing"),
            progress.task("Writing pages and files") as advance,
            Press(folder, inspect=look if second is None else second.look) as press,
        ):

            def put(path: str, data: bytes, seconds: float) -> None:
                written[path] = WrittenFile.of(data)
                clock.files[path] = round(seconds, 6)
                press.put(path, data)
                advance(1)

            outputs = _outputs(
                observed, published, operated, requests, bands, overlaps, shown, tiles, drawn,
                written, partial(_shared, second, put, written),
            )  # fmt: skip
            begun = time.perf_counter()
            for path, data in outputs:
                put(path, data, time.perf_counter() - begun)
                begun = time.perf_counter()
    cache.prune()
    record = None if cluster is None else cluster_record(cluster)
    write_run_of(folder, inputs.key(), clock, threads=threads, kept=cache.found, cluster=record)
    return Built(folder, True, tuple(cache.found), clock.seconds, record, clock.files)


@contextmanager
def _one_thread() -> Iterator[Executor]:
    """Have a thread for what can be made meanwhile; what it did not begin is not waited for."""
    pool = ThreadPoolExecutor(1)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _second(look: Look, threads: int) -> Iterator[Beside | None]:
    """Have a second process where there is a second processor."""
    if threads == 1:
        yield None
        return
    with Beside(look) as second:
        yield second


def _shared(
    second: Beside | None, put: Take, written: Mapping[str, WrittenFile], pages: Pages
) -> Iterator[tuple[str, bytes]]:
    """Yield all pages, or, where a second process makes half of them, the others."""
    if second is None or pages.shared < _WORTH_SHARING:
        yield from pages.all()
        return
    others = second.make(partial(pages.share, 1, 2), put)
    yield from pages.share(0, 2)
    others.result()
    yield pages.names({path: file.size for path, file in written.items()})


def _outputs(
    observed: Observation,
    published: Published,
    operated: Sequence[Operated],
    requests: Sequence[PublishedRequest],
    bands: Sequence[BandShape],
    overlaps: Sequence[OverlapShape],
    shown: str,
    tiles: Mapping[str, Future[bytes]],
    drawn: Mapping[str, Drawing],
    written: Mapping[str, WrittenFile],
    share: Callable[[Pages], Iterator[tuple[str, bytes]]],
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of outputs; the manifest comes last.

    Parameters
    ----------
    observed
        Where it came from.
    published
        What may be shown.
    operated
        What the cameras of each organisation watch together.
    requests
        What was asked to be put right, as far as it may be told.
    bands
        Where each camera sees.
    overlaps
        By how many cameras what is watched.
    shown
        Key of the level that is shown to begin with.
    tiles
        Files of tiles by name, as far as they are made.
    drawn
        The picture of each camera, by the name of its page.
    written
        The outputs made so far; filled by the caller.
    share
        Makes pages; those that it does not yield are put by.
    """
    inputs = observed.inputs
    settings = inputs.settings
    city = observed.city
    assumptions = assumptions_of(
        inputs, observed.terrain, roofs=len(city.footprints), roofs_assumed=city.roofs_assumed
    )
    yield from all_downloads(
        published, bands, overlaps, operated, level=shown, language=settings.output.languages[0]
    )
    report = summary(
        published,
        version=vidik.__version__,
        rules=inputs.rules,
        assumptions=assumptions,
    )
    yield "summary.json", json_bytes(report)
    yield "summary.schema.json", summary_schema()
    yield from answers(published)
    who = observed.ways_shown.watchers
    assert who is not None  # they were asked for
    yield from walking_files(published, city.network, observed.walked_shown, who, inputs.walking)
    for name, made in tiles.items():
        data = made.result()
        yield f"tiles/{name}.pmtiles", data
        yield from tile_folder(f"tiles/{name}", data)

    yield CHECKSUMS, checksums(written)

    def record() -> dict[str, Any]:
        return manifest(
            published,
            version=vidik.__version__,
            code=inputs.code,
            versions=versions_of(settings),
            assumptions=assumptions,
            made=inputs.made or dt.datetime.now(dt.UTC).replace(microsecond=0),
            outputs={path: file.sha256 for path, file in written.items()},
        )

    changes = None
    if inputs.earlier is not None:
        changes = compare(
            inputs.earlier,
            published,
            summary=report,
            manifest=record(),
            departed=observed.departed(inputs.earlier),
            personal=inputs.rules.tags.is_personal,
        )
        yield "changes.json", json_bytes(changes_json(changes, published))
        yield "changes.schema.json", changes_schema()
    yield from share(
        Pages(
            published=published,
            manifest=record(),
            version=vidik.__version__,
            pictures=drawn,
            licences=inputs.rules.licences,
            languages=settings.output.languages,
            operated=operated,
            files=dict(written),
            corrections=inputs.corrections,
            contact=settings.publication.contact,
            changes=changes,
            requests=requests,
            trials=check_claims(None)[0],
            switched=_switched(observed),
        )
    )
    yield from inputs.front_end.items()
    yield MARKER, json_bytes(record())


def _switched(observed: Observation) -> SwitchedOn | None:
    """Return what face recognition would mean here, if it may be told of so many cameras."""
    if LEVEL not in {level.key for level in observed.inputs.optics.levels}:
        return None
    try:
        return switched_on_in(observed)[0]
    except TooFewError:
        return None


def _tiles(
    observed: Observation,
    name: str,
    layers: Callable[[], Mapping[str, Iterator[str]]],
    published: Published,
) -> bytes:
    return observed.cache.keep(
        f"tiles-{name}",
        digest_of(name, observed.inputs.shown_key()),
        lambda: pmtiles(
            layers(),
            name=published.place.name,
            about=tiles_about(published),
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
            threads=observed.threads,
        ),
    )
