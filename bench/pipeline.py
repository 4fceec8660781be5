"""The whole way from files to figures: so many cameras among so many buildings, on two threads.

Each run is a process of its own, so that its peak memory is its own; making the files is in
nobody's time. Everything is read a part at a time, as any other country's GeoParquet is, filed
under tiles, and worked out tile by tile, with the lenses and levels of the table in force and
public space as its rules make it of the streets and buildings. By how many cameras the ground is
watched is asked for all ground at the first level, and for public space at every level.

With ``--country`` sizes grow to ten million buildings, and public space is left out, which takes
most of the time.

With ``--cluster`` the same tiles are worked out by two processes of Ray; the digest of all figures
says whether they are the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from bench.city import Recipe, square
from bench.cityfiles import FRAME, CityFiles, write_city
from bench.rounds import machine
from vidik.jobs.country import Country
from vidik.jobs.run import cluster_record
from vidik.model.coverage import Coverage
from vidik.model.feature import Extract
from vidik.model.place import Place
from vidik.outside.cluster import Cluster
from vidik.outside.reading import read_outlines
from vidik.outside.spill import Spill
from vidik.outside.tables import (
    load_heights,
    load_optics,
    load_public_space_rules,
    load_street_rules,
)
from vidik.outside.workers import Threads, Workers
from vidik.register import claims, streets
from vidik.register.cameras import cameras
from vidik.register.packed import packed_footprints
from vidik.sight.aim import OUTWARD_SHARE
from vidik.sight.tiles import Sight, joined_coverage

ROOT = Path(__file__).resolve().parents[1]
THREADS = 2

#: Buildings and cameras of the runs without an argument.
SIZES = ((100_000, 1_000), (1_000_000, 10_000))

#: Those of ``--country``: memory must not grow with them, time no more than they do.
COUNTRY = ((1_000_000, 10_000), (2_000_000, 20_000), (5_000_000, 50_000), (10_000_000, 100_000))


class Account:
    """What each stage took, the peak memory at its end, and a digest of all figures."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, int]] = []
        self._digest = hashlib.sha256()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        begun, used = time.perf_counter(), time.process_time()
        yield
        took = time.perf_counter() - begun, time.process_time() - used
        self.rows.append((name, *took, _peak()))

    def add(self, value: object) -> None:
        """Add what was found to the digest."""
        if isinstance(value, np.ndarray):
            self._digest.update(np.ascontiguousarray(value).tobytes())
        elif is_dataclass(value):
            for field in fields(value):
                self.add(getattr(value, field.name))
        elif isinstance(value, tuple | list):
            for item in value:
                self.add(item)
        else:
            self._digest.update(repr(value).encode())

    def digest(self) -> str:
        """Return the digest."""
        return self._digest.hexdigest()[:16]


def parts_of(path: Path) -> Iterator[Extract]:
    """Yield what a file says, a part at a time."""
    return read_outlines(
        path, format="parquet", source="made", wanted=lambda _: True, threads=THREADS
    )


def file_away(files: CityFiles, country: Country, account: Account) -> None:
    """Read all files and file what they say under the tiles of a country."""
    rules = load_public_space_rules(load_street_rules())
    with account.stage("reading and filing buildings"):
        for part in parts_of(files.buildings):
            made, _ = packed_footprints(
                part.outlines,
                FRAME,
                others=part.features,
                source="made",
                whole=False,
                threads=THREADS,
            )
            country.add_buildings(made)
    with account.stage("settling buildings"):
        for _ in country.settle():
            pass
    with account.stage("reading and filing cameras"):
        for part in parts_of(files.cameras):
            devices, _ = cameras(part.features, source="made", synthetic=True)
            country.add_cameras(tuple(devices))
    with account.stage("reading and filing streets"):
        for part in parts_of(files.streets):
            assert part.bounds is not None
            place = Place("Made-up city", shapely.box(*part.bounds), FRAME)
            ways, _ = streets.streets(part.features, place, rules.streets, source="made")
            ground, _ = claims.claims(part.features, FRAME, rules, source="made")
            country.add_streets(ways, ground)


def run(files: CityFiles, workers: Workers, account: Account, *, space: bool) -> dict[str, Any]:
    """Go all the way, to the streets or to public space as well; return what was found."""
    optics = load_optics()
    sight = Sight(
        optics=optics,
        heights=load_heights(),
        terrain=None,
        wall_m=1.0,
        outward_share=OUTWARD_SHARE,
    )
    found: dict[str, Any] = {}
    rules = load_public_space_rules(load_street_rules())
    with Spill(ROOT / "build") as spill:
        country = Country(spill, FRAME, sight=sight, rules=rules)
        file_away(files, country, account)
        with account.stage("views"):
            for _, seen in country.see(workers):
                account.add(seen.views)
        with account.stage("overlap, all ground, first level"):
            for _, depths in country.overlap(workers):
                account.add(depths)
        with account.stage("watched street"):
            length, watched = 0.0, 0.0
            for _, ways, metres in country.watch_streets(workers):
                account.add(metres)
                length += float(ways.lengths().sum())
                watched += float(metres.expected[:, 0].sum())
            found["street, km"] = round(length / 1000)
            found["of it watched, km"] = round(watched / 1000, 1)
        if space:
            found.update(_watch_space(country, workers, account))
    return found


def _watch_space(country: Country, workers: Workers, account: Account) -> dict[str, Any]:
    with account.stage("public space"):
        for _, made in country.make_space(workers):
            account.add(made)
    with account.stage("watched public space, every level, by how many"):
        covered = joined_coverage(list(_coverages(country, workers, account)))
    return {
        "public ground, km²": round(covered.ground_m2 / 1e6, 1),
        "of it watched, km²": round(covered.levels[0].watched.raw / 1e6, 2),
    }


def _coverages(country: Country, workers: Workers, account: Account) -> Iterable[Coverage]:
    for _, covered in country.watch_places(workers):
        account.add(covered)
        yield covered


def alone(count: int, devices: int, *, cluster: bool, space: bool) -> dict[str, Any]:
    """Go all the way, alone in this process; return what there is to say of it."""
    files, account = files_of(count, devices), Account()
    begun = time.perf_counter()
    workers = Cluster(workers=THREADS) if cluster else None
    with workers or nullcontext(Threads(THREADS)) as who:
        found = run(files, who, account, space=space)
    return {
        "rows": account.rows,
        "found": found,
        "digest": account.digest(),
        "seconds": time.perf_counter() - begun,
        "processor": sum(os.times()[:4]),
        "cluster": None if workers is None else cluster_record(workers),
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def files_of(count: int, devices: int) -> CityFiles:
    """Return the files of a city of so many buildings and cameras, made once."""
    folder = ROOT / "build" / "cities" / f"{count}_{devices}"
    done = folder / "done"
    if not done.exists():
        write_city(folder, Recipe(), square(count), cameras=devices)
        done.touch()
    return CityFiles.within(folder)


def told(count: int, devices: int, *, cluster: bool, space: bool) -> dict[str, Any]:
    """Run one size in a process of its own, and return what it says."""
    files_of(count, devices)
    command = [sys.executable, "-m", "bench.pipeline", str(count), str(devices), "--run"]
    command += ["--cluster"] if cluster else []
    command += [] if space else ["--country"]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return dict(json.loads(said))


def table(count: int, devices: int, said: Mapping[str, Any], *, cluster: bool) -> str:
    """Return one run as Markdown."""
    who = "two workers of Ray" if cluster else f"{THREADS} threads"
    lines = [
        f"\n## Files to figures, {devices:,} cameras, {count:,} buildings, {who}\n",
        "| | seconds | of the processor | peak memory so far, MiB |",
        "|---|---|---|---|",
    ]
    for name, seconds, processor, peak in said["rows"]:
        lines.append(f"| {name} | {seconds:,.1f} | {processor:,.1f} | {peak / 2**20:,.0f} |")
    lines.append(
        f"| all | {said['seconds']:,.1f} | {said['processor']:,.1f} | "
        f"{said['rows'][-1][3] / 2**20:,.0f} |"
    )
    figures = ", ".join(f"{name}: {figure:,}" for name, figure in said["found"].items())
    lines.append(f"\n{figures}. Digest of all figures: {said['digest']}.")
    if said["cluster"]:
        lines.append(f"\nThe cluster was ready after {said['cluster']['start_s']:.1f} s.\n")
        lines += ["| tiles | of them | seconds | of tasks | overhead | MiB sent |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [
            f"| {one['task']} | {one['tasks']} | {one['seconds']:.1f} | {one['task_seconds']:.1f} "
            f"| {one['overhead']:.2f} | {one['sent_mib']:,.0f} |"
            for one in said["cluster"]["stages"]
        ]
    return "\n".join(lines)


def growth(made: Sequence[tuple[int, int, Mapping[str, Any]]]) -> str:
    """Return as Markdown how time and memory grow with the country."""
    lines = [
        f"\n## From a city to a country, {THREADS} threads\n",
        "| buildings | cameras | processor seconds | per million buildings | peak memory, MiB |",
        "|---|---|---|---|---|",
    ]
    for count, devices, said in made:
        each = said["processor"] / count * 1e6
        peak = said["rows"][-1][3] / 2**20
        lines.append(
            f"| {count:,} | {devices:,} | {said['processor']:,.0f} | {each:,.0f} | {peak:,.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Run the size that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline")
    parser.add_argument("size", nargs="*", type=int, help="number of buildings and of cameras")
    parser.add_argument("--cluster", action="store_true", help="with two workers of Ray")
    parser.add_argument(
        "--country",
        action="store_true",
        help="from one to ten million buildings, without public space",
    )
    # how a run asks for itself, alone in a process
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if len(chosen.size) not in (0, 2):
        parser.error("a size is a number of buildings and a number of cameras")
    if chosen.run:
        made = alone(*chosen.size, cluster=chosen.cluster, space=not chosen.country)
        print(json.dumps(made))
        return
    print(machine())
    runs = []
    for count, devices in (
        [tuple(chosen.size)] if chosen.size else COUNTRY if chosen.country else SIZES
    ):
        said = told(count, devices, cluster=chosen.cluster, space=not chosen.country)
        runs.append((count, devices, said))
        print(table(count, devices, said, cluster=chosen.cluster), flush=True)
    if len(runs) > 1:
        print(growth(runs))


if __name__ == "__main__":
    main()
