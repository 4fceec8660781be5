"""No trace of what is hidden in any byte of a build, and a build that leaks is noticed.

A made-up town has cameras on private dwellings, a shelter and a private clinic. Every file is taken
apart (tiles decoded, tables read, escapes undone) and searched for their ids, places and names. The
search itself is tested with builds that go around the gate.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from mapbox_vector_tile import decode

from tests.jobs.small_city import LAT, LON, Osm, town, write_city
from vidik.errors import PublicationError
from vidik.jobs import build, gather, observe
from vidik.jobs.build import build_city
from vidik.jobs.downloads import all_downloads
from vidik.model.frame import LocalFrame
from vidik.model.published import PrivateStretch
from vidik.model.rules import Clearance, Verdict
from vidik.outside.cache import Cache
from vidik.outside.containers import tables_in
from vidik.report import gate, showing
from vidik.report.tilefile import tile_metadata, tiles_in, unpacked

DEG, DEG_LON = 1 / 111_320, 1 / 111_320 / 0.7193
FRAME = LocalFrame(LON, LAT)


@dataclass
class Hidden:
    """What must not be found."""

    ids: list[int] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def secret_town() -> tuple[Osm, Hidden]:
    """Return the town, and what in it must stay hidden."""
    osm, hidden = town(), Hidden()
    osm.count = 7_310_000_000  # ids that cannot be anything else

    def hide(x: float, y: float, **tags: str) -> None:
        hidden.ids.append(osm.node(x, y, **tags))
        hidden.places.append((LON + x * DEG_LON, LAT + y * DEG))

    eye = {"man_made": "surveillance", "surveillance:type": "camera"}
    corners = [(-120, 20), (-100, 20), (-100, 40), (-120, 40)]
    osm.way(corners, closed=True, building="house")
    hide(-112.34, 20.5, **eye, operator="Zorica Skrivena")
    hide(-30.21, 19.7, **eye, camera__mount="doorbell", camera__direction="to Skrivena's",
         operator="Zvonko Skriven", phone="+381 11 7654321", height="very")  # fmt: skip
    hide(60.87, -71.2, **eye, surveillance="indoor", surveillance__zone="private_house",
         operator="Skrivenović")  # fmt: skip
    corners = [(100, -60), (130, -60), (130, -30), (100, -30)]
    shelter = osm.way(corners, closed=True, building="civic", social_facility="shelter",
                      name="Kuća Nadežda", height="secret", addr__street="Skrivena")  # fmt: skip
    hidden.ids.append(shelter)
    hide(99.3, -41.9, **eye, operator="Fondacija Nadežda", camera__direction="north-ish")
    hide(-110.4, -110.6, amenity="clinic", operator__type="private", name="Ordinacija Tišina")
    hide(-105.7, -111.3, **eye, surveillance="public", operator="Ordinacija Tišina d.o.o.")
    hide(35.4, 129.9, **eye, operator="Grad d.o.o.", ref="asked")
    hidden.names += [
        "Zorica Skrivena", "Zvonko Skriven", "7654321", "Skrivenović", "Nadežda", "Tišina",
        "Jelena Javna", "jelena@example.org", "to Skrivena", "asked",
    ]  # fmt: skip
    osm.count += 1
    osm.node(5.5, 90.2, **eye, operator="Jelena Javna", contact__email="jelena@example.org")
    return osm, hidden


def built(folder: Path) -> tuple[Path, Hidden]:
    osm, hidden = secret_town()
    asked = f'\n[publication]\nhide = ["osm:node/{hidden.ids[-1]}"]\n'
    asked += '[output]\nlanguages = ["sr-Latn", "sr-Cyrl", "en"]\n'
    done = build_city(write_city(folder, osm=osm, more=asked), cache=Cache(None), threads=1)
    return done.folder, hidden


# -- taking files apart ----------------------------------------------------------------------------


TILES = (".pmtiles", ".mvt")


def tiles_of(path: str, data: bytes) -> Iterator[tuple[tuple[int, int, int], bytes]]:
    """Yield zoom, column and row, and the content, of the tiles in a file or the one that it is."""
    if path.endswith(".pmtiles"):
        yield from tiles_in(data)
    else:
        z, x, y = map(int, path.removesuffix(".mvt").split("/")[-3:])
        yield (z, x, y), unpacked(data)


def texts_in(path: str, data: bytes) -> Iterator[str]:
    """Yield all text of a file, with escapes undone."""
    if path.endswith(TILES):
        if path.endswith(".pmtiles"):
            yield json.dumps(tile_metadata(data), ensure_ascii=False)
        for _, tile in tiles_of(path, data):
            yield tile.decode("utf-8", errors="replace")
    elif path.endswith(".parquet"):
        table = pq.read_table(pa.BufferReader(data))
        yield str(table.schema.metadata)
        yield str(
            table.drop_columns([c for c in ("geometry",) if c in table.column_names]).to_pydict()
        )
    elif path.endswith(".walk"):
        yield gzip.decompress(data).decode("utf-8", errors="replace")
    elif path.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield html.unescape(archive.read(name).decode("utf-8"))
    else:  # a GeoPackage holds its texts as they are
        text = data.decode("utf-8", errors="replace")
        yield text
        yield html.unescape(text)
        if path.endswith("json"):
            yield json.dumps(json.loads(data), ensure_ascii=False)


def shapes_in(path: str, data: bytes) -> Iterator[shapely.Geometry]:
    """Yield every shape of a file, in longitude and latitude."""
    if path.endswith(".geojson"):
        for feature in json.loads(data)["features"]:
            if feature["geometry"]:
                yield shapely.from_geojson(json.dumps(feature["geometry"]))
    elif path.endswith(".parquet"):
        table = pq.read_table(pa.BufferReader(data))
        if "geometry" in table.column_names:
            yield from shapely.from_wkb(table["geometry"].to_pylist())
    elif path.endswith((".gpkg", ".xlsx")):
        for table in tables_in(path, data).values():
            if "geometry" in table.column_names:
                yield from shapely.from_wkb(table["geometry"].to_pylist())
            if "lon" in table.column_names:
                yield from shapely.points(table["lon"].to_pylist(), table["lat"].to_pylist())
    elif path.endswith(".osm"):
        for node in ET.fromstring(data).iter("node"):
            yield shapely.Point(float(node.get("lon", "")), float(node.get("lat", "")))
    elif path.endswith(".csv"):
        for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
            if row.get("geometry"):
                yield shapely.from_wkt(row["geometry"])
            if row.get("lon"):
                yield shapely.Point(float(row["lon"]), float(row["lat"]))
    elif path.endswith(TILES):
        for (z, x, y), tile in tiles_of(path, data):
            for name, layer in decode(tile, default_options={"y_coord_down": True}).items():
                if name not in ("buildings", "streets"):  # walls and streets are no cameras
                    for one in layer["features"]:
                        shape = shapely.geometry.shape(one["geometry"])
                        yield shapely.transform(
                            shape, lambda p, at=(z, x, y), n=layer["extent"]: unproject(p, at, n)
                        )


def unproject(points: np.ndarray, tile: tuple[int, int, int], extent: int) -> np.ndarray:
    """Return longitude and latitude of coordinates in a tile."""
    z, x, y = tile
    lon = (x + points[:, 0] / extent) / 2**z * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y + points[:, 1] / extent) / 2**z))))
    return np.column_stack([lon, lat])


def pairs_in(path: str, text: str, data: bytes) -> Iterator[tuple[float, float]]:
    """Yield every pair of numbers in a file that may be a place, in either order."""
    if path.startswith("answers/") and path != "answers/index.json":
        for one in json.loads(data)["cameras"]:
            yield tuple(FRAME.to_degrees(np.array([[one["x"], one["y"]]]))[0])
        return
    number = r"(-?\d{1,3}\.\d{4,})"
    for a, b in re.findall(rf"(?={number}[^0-9.-]{{1,6}}{number})", text):
        yield float(a), float(b)
        yield float(b), float(a)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.hypot((one[0] - other[0]) / DEG_LON, (one[1] - other[1]) / DEG)


def leaks_in(folder: Path, hidden: Hidden) -> set[str]:
    """Return “file: what” for every trace of something hidden."""
    found = set()
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file() or path.startswith("assets/"):
            continue
        data = file.read_bytes()
        for text in texts_in(path, data):
            found |= {
                f"{path}: {one}" for one in (*map(str, hidden.ids), *hidden.names) if one in text
            }
            if not path.startswith("downloads/") and not path.endswith(TILES):
                found |= {
                    f"{path}: place"
                    for pair in pairs_in(path, text, data)
                    for place in hidden.places
                    if metres_between(pair, place) < 2.5
                }
        for shape in shapes_in(path, data):
            near = 2.5 if shape.geom_type in ("Point", "MultiPoint") else 0.03
            if path.endswith(TILES) and near < 1:
                continue  # a corner in a tile is no more exact than a walker's step
            for corner in shapely.get_coordinates(shape):
                if any(metres_between(tuple(corner), place) < near for place in hidden.places):
                    found.add(f"{path}: {shape.geom_type}")
    return found


# -- the tests -------------------------------------------------------------------------------------
# Parts of Vidik are replaced below on purpose: each replacement is a hole in the gate.


def test_nothing_hidden_is_in_any_byte(tmp_path):
    folder, hidden = built(tmp_path)
    assert leaks_in(folder, hidden) == set()
    cameras = json.loads((folder / "summary.json").read_bytes())["cameras"]
    assert (cameras["private"], cameras["withheld"]) == (4, 2)
    assert cameras["total"] == cameras["on_map"] + 6
    private = json.loads((folder / "downloads/private.geojson").read_bytes())["features"]
    assert sum(f["properties"]["cameras"] for f in private) >= 1


def test_nothing_hidden_is_beside_the_folder(tmp_path):
    folder, hidden = built(tmp_path)
    for file in folder.parent.iterdir():
        if file.is_file() and file.name not in ("town.osm", "city.toml"):
            text = file.read_text(encoding="utf-8")
            assert not any(one in text for one in (*map(str, hidden.ids), *hidden.names))


def all_public(cameras, *_, **__):
    return {one.id: Clearance(Verdict.PUBLIC, "A mistake.") for one in cameras}


def nothing_denied(extract, _):
    return extract, ()


def names_as_they_stand(cameras, *_, **__):
    return {one.operator: one.operator for one in cameras}


def rows_as_they_stand(rejected, *_, **__):
    return tuple(sorted(rejected))


def tags_as_they_stand(camera, *_):
    return camera.tags


def exact_places(cameras, *_, **__):
    return tuple(
        PrivateStretch("", shapely.LineString([(c.lon, c.lat), (c.lon, c.lat + 1e-6)]), 1, False)
        for c in cameras
    )


@pytest.mark.parametrize(
    ("where", "what", "mistake"),
    [
        (observe, "classify", all_public),
        (gather, "drop_denied", nothing_denied),
        (showing, "operator_labels", names_as_they_stand),
        (gate, "rejections", rows_as_they_stand),
        (showing, "tags_of", tags_as_they_stand),
        (gate, "stretches", exact_places),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_build_with_a_hole_in_the_gate_is_noticed(tmp_path, monkeypatch, where, what, mistake):
    monkeypatch.setattr(where, what, mistake)
    try:
        folder, hidden = built(tmp_path)
    except PublicationError:
        assert not (tmp_path / "site").exists()  # noticed by the press
    else:
        assert leaks_in(folder, hidden)


def test_an_output_that_goes_around_the_gate_stops_the_press(tmp_path, monkeypatch):
    def around(published, *shapes, **options):
        raw = json.dumps({"attribution": published.attribution, "ids": secret_town()[1].ids})
        yield "downloads/raw.json", raw.encode()
        yield from all_downloads(published, *shapes, **options)

    monkeypatch.setattr(build, "all_downloads", around)
    with pytest.raises(PublicationError, match=r"downloads/raw\.json"):
        built(tmp_path)
    assert not (tmp_path / "site").exists()


def test_the_search_finds_what_is_planted_in_every_format(tmp_path, monkeypatch):
    monkeypatch.setattr(observe, "classify", all_public)
    folder, hidden = built(tmp_path)
    files = {leak.partition(":")[0] for leak in leaks_in(folder, hidden)}
    assert {
        "cameras.json", "downloads/cameras.csv", "downloads/cameras.geojson",
        "downloads/cameras.parquet", "downloads/review.osm", "downloads/vidik.gpkg",
        "downloads/vidik.xlsx", "downloads/views.csv", "downloads/views.geojson",
        "downloads/views.parquet", "rejected.csv", "tiles/watch.pmtiles",
        "tiles/watch-monitor.pmtiles",
    } <= files  # fmt: skip
    assert any(path.startswith("answers/") for path in files)
    assert any(path.startswith("walking/") for path in files)
    assert any(path.startswith("camera/") for path in files)


def test_what_is_hidden_leaves_no_trace_in_overlaps_and_ways(tmp_path):
    def made(name, *, doorbell):
        osm = town()
        if doorbell:
            tags = {"man_made": "surveillance", "camera__mount": "doorbell"}
            osm.node(0, -5, **tags, camera__direction="0")
        city_file = write_city(tmp_path / name, osm=osm)
        folder = build_city(city_file, cache=Cache(None)).folder
        files = [folder / "downloads/overlap.csv", *sorted((folder / "walking").iterdir())]
        assert len(files) > 2
        return [file.read_bytes() for file in files]

    assert made("with", doorbell=True) == made("without", doorbell=False)
