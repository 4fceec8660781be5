"""Loading a country of buildings: Vidik beside PyArrow, Shapely, pyproj and pyosmium.

The buildings are made up (seeded, 8.3 corners each on average) and written as GeoParquet; a PBF is
that of Novi Sad. Vidik ends with footprints: projected, on the grid, sound, without needless
corners, in order of id, repetitions noted, heights read. No peer does all of that; each says what
it does. One step that both do is measured by itself: the well-known binary of a column taken apart.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import osmium
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from bench.rounds import Contender, Contest, NotRunError, main
from bench.scenes import NOVI_SAD
from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M, LocalFrame, snap
from vidik.outside.assembly import joined_extract
from vidik.outside.reading import read_outlines
from vidik.outside.wkb import areas_of_wkb
from vidik.register.buildings import WALL_TAGS
from vidik.register.packed import packed_footprints

SEED = 20261124
FRAME = LocalFrame(19.8, 45.2)
#: As dense as the measured design: 2,105 buildings per square kilometre.
PITCH_M = 1000 / np.sqrt(2105)


def file_of(count: int) -> Path:
    """Return a file of so many buildings, which is written the first time."""
    path = Path(tempfile.gettempdir()) / "vidik-bench" / f"buildings-{SEED}-{count}.parquet"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        written = path.with_suffix(f".{os.getpid()}")
        write_buildings(written, count)
        written.rename(path)
    return path


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


def vidik(path: Path, threads: int) -> Footprints:
    """Load with Vidik."""
    extract = joined_extract(
        read_outlines(path, source="s", wanted=WALL_TAGS.__contains__, threads=threads)
    )
    found, _ = packed_footprints(
        extract.outlines, FRAME, others=extract.features, source="s", threads=threads
    )
    return found


def decoded(path: Path, *, threads: bool = False) -> NDArray[np.object_]:
    """Read one column and decode it: degrees, no more."""
    column = pq.read_table(path, columns=["geometry"], use_threads=threads)["geometry"]
    return np.asarray(shapely.from_wkb(column.to_numpy()))


def projected(path: Path) -> object:
    """Decode, project and round the vertices to the grid: nothing is checked or tidied."""
    shapes = decoded(path)
    return shapely.set_coordinates(shapes, snap(FRAME.to_metres(shapely.get_coordinates(shapes))))


def on_grid(path: Path) -> object:
    """Decode, project, and have GEOS put the shapes on the grid, valid."""
    shapes = shapely.transform(decoded(path), FRAME.to_metres)
    return shapely.set_precision(shapes, GRID_M)


def from_pbf(path: Path) -> object:
    """Have pyosmium make the areas of all buildings, and decode them: degrees, no more."""
    factory, made = osmium.geom.WKBFactory(), []
    buildings = osmium.filter.KeyFilter("building")
    for area in osmium.FileProcessor(str(path)).with_areas().with_filter(buildings):
        if isinstance(area, osmium.osm.Area):
            try:
                made.append(factory.create_multipolygon(area))
            except RuntimeError:  # what is not valid has no area
                continue
    return shapely.from_wkb(made)


def one_step() -> Contest:
    """Return the contest of the one step that all take: binary in, vertices out."""
    count = 200_000
    table = pq.read_table(file_of(count), columns=["geometry"])
    column = table["geometry"].combine_chunks()
    values = column.to_numpy(zero_copy_only=False)

    def shapes(_: int) -> object:
        return shapely.from_wkb(values)

    def arrays(_: int) -> object:
        return shapely.to_ragged_array(shapely.from_wkb(values))

    return Contest(
        f"One step of loading: the well-known binary of {count:,} buildings taken apart",
        "buildings per second",
        [
            Contender(
                "Vidik: Arrow's memory → arrays", lambda _: areas_of_wkb(column), count, count
            ),
            Contender("from_wkb: bytes → Shapely's objects", shapes, count, count),
            Contender("the same + to_ragged_array: → arrays", arrays, count, count),
        ],
    )


def column_alone() -> Contest:
    """Return the contest from the file to what stands in its column of shapes, no more."""
    count = 1_000_000
    path = file_of(count)

    def taken_apart(_: int) -> None:
        with pq.ParquetFile(path) as file:
            for rows in file.iter_batches(65_536, columns=["geometry"], use_threads=False):
                areas_of_wkb(rows.column(0))

    return Contest(
        f"From the file to the corners of {count:,} buildings, in degrees, one thread",
        "buildings per second",
        [
            Contender("Vidik: PyArrow + arrays", taken_apart, count, count),
            Contender("PyArrow + from_wkb: objects", lambda _: decoded(path), count, count),
            Contender(
                "the same + to_ragged_array: arrays",
                lambda _: shapely.to_ragged_array(decoded(path)),
                count,
                count,
            ),
        ],
    )


def geoparquet(count: int, *, checked: bool) -> Contest:
    """Return the contest on a file of so many buildings.

    Parameters
    ----------
    count
        Of buildings.
    checked
        Whether to run the peer that checks what it makes, too; it takes minutes for a million.
    """
    path = file_of(count)
    peers: list[tuple[str, Callable[[Path], object]]] = [
        ("PyArrow + from_wkb: objects in degrees", decoded),
        ("the same + pyproj + rounding, nothing checked", projected),
        ("the same + pyproj + set_precision, valid on the grid", on_grid),
    ]
    return Contest(
        f"Loading {count:,} buildings from GeoParquet, one thread",
        "buildings per second",
        [
            Contender("Vidik", lambda _: vidik(path, 1), count, count),
            *(
                Contender(name, lambda _, work=work: work(path), count, count)
                for name, work in peers[: 3 if checked else 2]
            ),
        ],
        lambda: [f"The file has {path.stat().st_size / 2**20:,.0f} MiB."],
        rounds=3 if checked else 5,
    )


def two_threads() -> Contest:
    """Return the contest of Vidik with itself, and with the peer that does least."""
    count = 1_000_000
    path = file_of(count)
    return Contest(
        f"Loading {count:,} buildings from GeoParquet, two threads beside one",
        "buildings per second",
        [
            Contender("Vidik, two threads", lambda _: vidik(path, 2), count, count),
            Contender("Vidik, one thread", lambda _: vidik(path, 1), count, count),
            Contender(
                "PyArrow, two threads, + from_wkb: objects in degrees",
                lambda _: decoded(path, threads=True),
                count,
                count,
            ),
        ],
        on_the_wall=True,
    )


def pbf() -> Contest:
    """Return the contest on Novi Sad's buildings."""
    if not NOVI_SAD.exists():
        raise NotRunError(f"{NOVI_SAD.name} is not there; VIDIK_SHARED names its folder")
    count = len(vidik(NOVI_SAD, 1))
    return Contest(
        f"Loading the {count:,} buildings of Novi Sad from PBF, one thread",
        "buildings per second",
        [
            Contender(
                "Vidik, and all else that is mapped", lambda _: vidik(NOVI_SAD, 1), count, count
            ),
            Contender(
                "pyosmium (areas) + from_wkb: objects in degrees",
                lambda _: from_pbf(NOVI_SAD),
                count,
                count,
            ),
        ],
    )


CASES: dict[str, Callable[[], Contest]] = {
    "one_step": one_step,
    "column": column_alone,
    "city": lambda: geoparquet(200_000, checked=True),
    "country": lambda: geoparquet(1_000_000, checked=False),
    "two_threads": two_threads,
    "pbf": pbf,
}

if __name__ == "__main__":
    main("bench.loading", CASES)
