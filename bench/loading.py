"""A synthetic country of buildings, loaded by Vidik and by its peers, in one run.

    python bench/loading.py [BUILDINGS ...]

Writes the buildings as GeoParquet into a temporary folder (seeded, 8.3 corners each on average),
and prints for each number of buildings a Markdown table: seconds, ratio to Vidik with its spread
over rounds, and the peak memory of a process of its own that does nothing else.

Vidik ends with footprints: projected, on the grid, sound, without needless corners, in order of
id, repetitions noted, heights read. No peer does all of that; each says what it does.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from vidik.model.frame import GRID_M, LocalFrame, snap
from vidik.outside.assembly import joined_extract
from vidik.outside.reading import read_extract, read_outlines
from vidik.register.buildings import WALL_TAGS, footprints
from vidik.register.packed import packed_footprints

SEED = 20261124
FRAME = LocalFrame(19.8, 45.2)
ROUNDS = 3
#: As dense as the measured design: 2,105 buildings per square kilometre.
PITCH_M = 1000 / np.sqrt(2105)


def write_buildings(path: Path, count: int) -> None:
    """Write stars of 4 to 13 corners, no two of which touch, with ids and tags, in random order."""
    rng = np.random.default_rng(SEED)
    corners = rng.choice(np.arange(4, 14), count, p=_SHARES)
    side = int(np.ceil(np.sqrt(count)))
    cells = rng.permutation(count)
    centre = (np.column_stack([cells % side, cells // side]) - side / 2) * PITCH_M
    offsets = np.concatenate([[0], np.cumsum(corners + 1)])
    owner = np.repeat(np.arange(count), corners + 1)
    number = (np.arange(offsets[-1]) - offsets[owner]) % corners[owner]
    angle = 2 * np.pi * (number + 0.3 * (owner % 7)) / corners[owner]
    reach = rng.uniform(0.25, 0.45, count)[owner] * PITCH_M * np.where(number % 3 == 1, 0.7, 1.0)
    metres = centre[owner] + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    # as OpenStreetMap has them: seven decimals
    degrees = np.round(FRAME.to_degrees(metres), 7)
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, degrees, (offsets, np.arange(count + 1))
    )
    sides = ("xmin", "ymin", "xmax", "ymax")
    table = pa.table(
        {
            "id": [f"way/{i}" for i in rng.permutation(count) + 100_000_000],
            "building": rng.choice(["yes", "house", "apartments"], count),
            "building:levels": pa.array(
                np.where(rng.random(count) < 0.3, rng.integers(1, 12, count).astype(str), None)
            ),
            "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
            "bbox": pa.StructArray.from_arrays(list(shapely.bounds(shapes).T.copy()), sides),
        }
    )
    covering = {"bbox": {side: ["bbox", side] for side in sides}}
    column = {"encoding": "WKB", "geometry_types": ["Polygon"], "covering": covering}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}),
        path,
        row_group_size=100_000,
        compression="zstd",
    )


#: Of buildings with 4 to 13 corners; 8.3 on average.
_SHARES = np.array([5, 8, 10, 12, 18, 17, 12, 8, 6, 4]) / 100


def vidik(path: Path, threads: int) -> object:
    """Load with Vidik."""
    extract = joined_extract(
        list(read_outlines(path, source="s", wanted=WALL_TAGS.__contains__, threads=threads))
    )
    return packed_footprints(
        extract.outlines, FRAME, others=extract.features, source="s", threads=threads
    )


def decoded(path: Path) -> shapely.Geometry:
    """Read one column and decode it: degrees, no more."""
    return shapely.from_wkb(pq.read_table(path, columns=["geometry"])["geometry"].to_numpy())


def projected(path: Path) -> object:
    """Decode, project and round the vertices to the grid: nothing is checked or tidied."""
    shapes = decoded(path)
    return shapely.set_coordinates(shapes, snap(FRAME.to_metres(shapely.get_coordinates(shapes))))


def on_grid(path: Path) -> object:
    """Decode, project, and have GEOS put the shapes on the grid, valid."""
    shapes = shapely.transform(decoded(path), FRAME.to_metres)
    return shapely.set_precision(shapes, GRID_M)


def slowly(path: Path) -> object:
    """Load as Vidik does where a shape is not plain: a feature for each building."""
    return footprints(read_extract(path, source="s").features, FRAME, source="s")


WORK: dict[str, Callable[[Path], object]] = {
    "Vidik, two threads": lambda path: vidik(path, 2),
    "Vidik, one thread": lambda path: vidik(path, 1),
    "PyArrow + from_wkb (degrees)": decoded,
    "PyArrow + from_wkb + pyproj + rounding (unchecked)": projected,
    "PyArrow + from_wkb + pyproj + set_precision": on_grid,
    "Vidik's slow twin": slowly,
}
#: Take minutes on a million buildings.
SLOW = ("PyArrow + from_wkb + pyproj + set_precision", "Vidik's slow twin")


def peak_mb(name: str, path: Path) -> float:
    """Return the peak memory of a fresh process that does one piece of work, megabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return float(pool.apply(_peak_mb, (name, path)))


def _peak_mb(name: str, path: Path) -> float:
    WORK[name](path)
    # not that of getrusage, which a child inherits from its parent
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def compare(count: int, folder: Path) -> None:
    """Time everything in turn, round by round, and print a table."""
    path = folder / f"{count}.parquet"
    write_buildings(path, count)
    vidik(path, 2)  # compiles
    names = [name for name in WORK if name not in SLOW or count <= 200_000]
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            begun = time.perf_counter()
            made = WORK[name](path)
            seconds[name].append(time.perf_counter() - begun)
            del made
    ours = seconds[names[0]]
    size = path.stat().st_size / 2**20
    print(f"\n### {count:,} buildings, GeoParquet of {size:,.0f} MB, {ROUNDS} rounds\n")
    print("| | seconds | Vidik, two threads, is faster by | peak memory, MB |\n|---|---|---|---|")
    for name, values in seconds.items():
        ratios = [b / a for a, b in zip(ours, values, strict=True)]
        spread = f"{statistics.median(ratios):.1f}× ({min(ratios):.1f}–{max(ratios):.1f})"
        print(
            f"| {name} | {statistics.median(values):.2f} | {'' if values is ours else spread} "
            f"| {peak_mb(name, path):,.0f} |",
            flush=True,
        )


def main() -> None:
    """Compare all numbers of buildings given, or two."""
    with tempfile.TemporaryDirectory() as folder:
        for count in [int(text) for text in sys.argv[1:]] or [200_000, 1_000_000]:
            compare(count, Path(folder))


if __name__ == "__main__":
    main()
