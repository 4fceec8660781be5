"""From buildings to figures in memory: so many cameras among so many buildings, on two threads.

What `bench.pipeline` does tile by tile for whatever city, this does at once for one that fits into
memory, and of which everything but the walls is known: where each camera looks and how far it sees
(100 m), and the polygons of public space, ribbons of 9 m along all streets without what buildings
cover. Making those polygons is a union by GEOS and in nobody's time; reading buildings is in it.

The run is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from bench.city import TILE_M, Cameras, Recipe, city, square
from bench.cityfiles import FRAME, write_city
from bench.rounds import ROOT, machine
from bench.views import aims_of
from vidik.model.regions import Regions
from vidik.model.streets import Streets
from vidik.outside.assembly import joined_extract
from vidik.outside.reading import read_outlines
from vidik.register.buildings import WALL_TAGS
from vidik.register.packed import packed_footprints
from vidik.sight.cut import most
from vidik.sight.overlap import overlap
from vidik.sight.stretches import watched
from vidik.sight.visibility import views
from vidik.sight.walls import Walls, outlines

THREADS = 2
REACH_M = 100.0

# Half the width of a street.
_HALF_M = 4.5


@dataclass(frozen=True)
class Made:
    """A city on disk.

    Parameters
    ----------
    buildings
        GeoParquet, in degrees.
    rest
        Cameras, streets and public space, in metres, as NumPy's arrays.
    """

    buildings: Path
    rest: Path


def made(buildings: int, cameras: int) -> Made:
    """Return a made-up city, which is written the first time."""
    folder = ROOT / "build" / "direct" / f"{buildings}-{cameras}"
    files = Made(folder / "buildings.parquet", folder / "rest.npz")
    if not files.rest.exists():
        tiles = square(buildings)
        write_city(folder, Recipe(), tiles, cameras=0)
        parts, grounds = [], []
        for i, count in enumerate(np.diff(np.arange(len(tiles) + 1) * cameras // len(tiles))):
            part = city(Recipe(), [tiles[i]], cameras=int(count))
            ways = shapely.from_ragged_array(
                shapely.GeometryType.LINESTRING, part.streets.vertices, (part.streets.offsets,)
            )
            ribbons = shapely.union_all(shapely.buffer(ways, _HALF_M, cap_style="flat"))
            houses = shapely.union_all(outlines(part.footprints))
            west, south = tiles[i][0] * TILE_M, tiles[i][1] * TILE_M
            box = shapely.box(west, south, west + TILE_M, south + TILE_M)
            grounds += shapely.get_parts(ribbons.intersection(box).difference(houses)).tolist()
            parts.append(part)
        grounds = [g for g in grounds if g.geom_type == "Polygon"]
        _, corners, (rings, polygons) = shapely.to_ragged_array(shapely.orient_polygons(grounds))
        np.savez(
            files.rest,
            ground=corners,
            rings=rings,
            polygons=polygons,
            streets=np.concatenate([part.streets.vertices for part in parts]),
            ways=np.concatenate([[0], *(np.diff(part.streets.offsets) for part in parts)]).cumsum(),
            points=np.concatenate([part.cameras.points for part in parts]),
            axis=np.concatenate([part.cameras.axis for part in parts]),
            fov=np.concatenate([part.cameras.fov for part in parts]),
            height=np.concatenate([part.cameras.height for part in parts]),
        )
    return files


def run(files: Made) -> dict[str, object]:
    """Go all the way; return the seconds of each stage and what was found."""
    seconds: dict[str, tuple[float, float]] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        begun, used = time.perf_counter(), time.process_time()
        yield
        seconds[name] = time.perf_counter() - begun, time.process_time() - used

    with stage("reading buildings"):
        extract = joined_extract(
            read_outlines(
                files.buildings,
                format="parquet",
                source="made",
                wanted=WALL_TAGS.__contains__,
                threads=THREADS,
            )
        )
        houses, _ = packed_footprints(
            extract.outlines, FRAME, others=extract.features, source="made", threads=THREADS
        )
        del extract
    with stage("reading cameras, streets and public space"), np.load(files.rest) as rest:
        cameras = Cameras(*(rest[name] for name in ("points", "axis", "fov", "height")))
        ways = tuple(map(str, range(len(rest["ways"]) - 1)))
        streets = Streets(ways, ways, ways, rest["ways"], rest["streets"])
        ground = Regions.of_polygons(rest["ground"], rest["rings"], rest["polygons"])
    with stage("index of walls"):
        walls = Walls.of(houses)
        assert walls.ground.solid
    with stage("views"):
        seen = views(
            [str(i) for i in range(len(cameras.points))],
            cameras.points,
            walls,
            aims=aims_of(cameras, reach=REACH_M),
            max_reach_m=REACH_M,
            threads=THREADS,
        )
    with stage("overlap, every depth, all ground"):
        regions = most(seen, 0, threads=THREADS)
        depths = overlap(regions, threads=THREADS).area_m2
    with stage("shares of public space, every depth"):
        shares = overlap(regions, places=ground, outside=False, threads=THREADS).area_m2
    with stage("watched street"):
        metres = watched(streets, seen, levels=["seen"], threads=THREADS).most[:, 0].sum()
    public = ground.areas.sum()
    return {
        "seconds": seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "said": f"{len(houses):,} buildings, {len(cameras.points):,} cameras. Seen: "
        f"{depths[0] / 1e6:.3f} km² by one camera or more, {depths[1] / 1e6:.3f} by two or more; "
        f"of public space {shares[0] / public:.2%} of {public / 1e6:.2f} km²; "
        f"of streets {metres / streets.lengths().sum():.2%} of "
        f"{streets.lengths().sum() / 1000:,.0f} km.",
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.direct")
    parser.add_argument("buildings", nargs="?", type=int, default=1_000_000)
    parser.add_argument("cameras", nargs="?", type=int, default=10_000)
    parser.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    files = made(chosen.buildings, chosen.cameras)
    if chosen.run:
        print(json.dumps(run(files)))
        return
    print(machine())
    command = [sys.executable, "-m", "bench.direct", str(chosen.buildings), str(chosen.cameras)]
    # what is compiled is compiled before, and the file is in the system's cache
    for _ in range(2):
        done = subprocess.run([*command, "--run"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    print("\n| | seconds | of the processor |\n|---|---|---|")
    for name, (wall, used) in found["seconds"].items():
        print(f"| {name} | {wall:.2f} | {used:.2f} |")
    total = np.sum(list(found["seconds"].values()), axis=0)
    print(f"| all | {total[0]:.2f} | {total[1]:.2f} |")
    print(f"| peak memory, MiB | {found['peak_mib']:,.0f} | |")
    print(f"\n{found['said']}")


if __name__ == "__main__":
    main()
