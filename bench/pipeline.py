"""The whole way from files to figures: so many cameras among so many buildings, on two threads.

Each size runs once, in a process of its own, so that its peak memory is its own; making the files
is in nobody's time. Everything is read as any other city's GeoParquet is, with the lenses and
levels of the table in force. Cameras are taken where they are: those of the made-up city stand in
front of their walls.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.city import Recipe, square
from bench.cityfiles import FRAME, CityFiles, write_city
from bench.rounds import NotRunError, machine
from vidik.model.footprints import Footprints
from vidik.model.place import Place
from vidik.model.streets import Streets
from vidik.model.views import Aim, Views
from vidik.model.watched import Watched
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_optics, load_street_rules
from vidik.register import buildings, streets
from vidik.register.cameras import cameras
from vidik.sight.aim import aim
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls

ROOT = Path(__file__).resolve().parents[1]
THREADS = 2

#: Buildings and cameras of the runs without an argument.
SIZES = ((100_000, 1_000), (1_000_000, 10_000), (10_000_000, 100_000))

#: More buildings than this are never in memory at once.
AT_ONCE = 2_000_000

T = TypeVar("T")


def read_buildings(files: CityFiles) -> Footprints:
    """Return the outlines by Vidik's reader."""
    extract = read_extract(files.buildings, format="parquet", source="made")
    made, _ = buildings.footprints(extract.features, FRAME, source="made")
    return made


def read_cameras(files: CityFiles) -> tuple[list[str], NDArray[np.float64], list[Aim]]:
    """Return ids, places in metres and aims."""
    extract = read_extract(files.cameras, format="parquet", source="made")
    devices, _ = cameras(extract.features, source="made", synthetic=True)
    optics = load_optics()
    points = np.array([(device.lon, device.lat) for device in devices])
    return (
        [device.id for device in devices],
        FRAME.to_metres(points),
        [aim(device, optics) for device in devices],
    )


def read_streets(files: CityFiles) -> Streets:
    """Return the streets."""
    extract = read_extract(files.streets, format="parquet", source="made")
    assert extract.bounds is not None
    place = Place("Made-up city", shapely.box(*extract.bounds), FRAME)
    made, _ = streets.streets(extract.features, place, load_street_rules(), source="made")
    return made


def see(ids: list[str], points: NDArray[np.float64], aims: list[Aim], houses: Footprints) -> Views:
    """Return the views by Vidik's engine, its index of walls included."""
    return views(
        ids,
        points,
        Walls.of(houses),
        reach=np.array([aim.reach.max() for aim in aims]),
        aims=aims,
        moved_m=np.zeros(len(ids)),
        threads=THREADS,
    )


def watch(ways: Streets, seen: Views) -> Watched:
    """Return the watched metres of street at every level."""
    levels = [level.key for level in load_optics().levels]
    return watched(ways, seen, levels=levels, threads=THREADS)


def overlap(seen: Views) -> None:
    """Find by how many cameras each place is seen."""
    del seen
    raise NotRunError("the engine has no overlap")


def shares(seen: Views, houses: Footprints) -> None:
    """Find what share of public space is watched."""
    del seen, houses
    raise NotRunError("the engine knows no public space as ground")


def in_tiles(files: CityFiles) -> None:
    """Go all the way tile by tile, for a city that does not fit into memory."""
    del files
    raise NotRunError("the engine reads no tiles")


class Account:
    """What each stage took, and the peak memory at its end."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float | str, int]] = []

    def timed(self, name: str, work: Callable[[], T]) -> T:
        """Return what a stage makes."""
        begun = time.perf_counter()
        made = work()
        self.rows.append((name, time.perf_counter() - begun, _peak()))
        return made

    def timed_if_any(self, name: str, work: Callable[[], object]) -> None:
        """Run a stage that the engine may not have."""
        try:
            self.timed(name, work)
        except NotRunError as reason:
            self.rows.append((name, f"not run: {reason}", _peak()))


def run(files: CityFiles, *, tiles: bool) -> None:
    """Go all the way, at once or in tiles; print the account as JSON."""
    account = Account()
    if tiles:
        account.timed_if_any("all, tile by tile", lambda: in_tiles(files))
    else:
        houses = account.timed("reading buildings", lambda: read_buildings(files))
        ids, points, aims = account.timed("reading cameras", lambda: read_cameras(files))
        ways = account.timed("reading streets", lambda: read_streets(files))
        seen = account.timed("views", lambda: see(ids, points, aims, houses))
        account.timed("watched street", lambda: watch(ways, seen))
        account.timed_if_any("overlap", lambda: overlap(seen))
        account.timed_if_any("public space", lambda: shares(seen, houses))
    print(json.dumps(account.rows))


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


def table(count: int, devices: int) -> str:
    """Return one run as Markdown."""
    files_of(count, devices)
    command = [sys.executable, "-m", "bench.pipeline", str(count), str(devices), "--run"]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    rows: list[tuple[str, float | str, int]] = json.loads(said)
    lines = [
        f"\n## Files to figures, {devices:,} cameras, {count:,} buildings, {THREADS} threads\n",
        "| | seconds | peak memory so far, MiB |",
        "|---|---|---|",
    ]
    for name, took, peak in rows:
        shown = took if isinstance(took, str) else f"{took:,.1f}"
        lines.append(f"| {name} | {shown} | {peak / 2**20:,.0f} |")
    total = sum(took for _, took, _ in rows if not isinstance(took, str))
    lines.append(f"| all that was run | {total:,.1f} | {rows[-1][2] / 2**20:,.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Run the size that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline")
    parser.add_argument("size", nargs="*", type=int, help="number of buildings and of cameras")
    # how a run asks for itself, alone in a process
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if len(chosen.size) not in (0, 2):
        parser.error("a size is a number of buildings and a number of cameras")
    if chosen.run:
        count, devices = chosen.size
        run(files_of(count, devices), tiles=count > AT_ONCE)
        return
    print(machine())
    for count, devices in [tuple(chosen.size)] if chosen.size else SIZES:
        print(table(count, devices), flush=True)


if __name__ == "__main__":
    main()
