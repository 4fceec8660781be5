from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from tests.shared_data import shared
from vidik.errors import InputError
from vidik.outside.lists import LISTS
from vidik.outside.reading import FORMATS, read_extract

GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [1, 2]},
                "properties": {},
            }
        ],
    }
).encode()
OVERPASS = json.dumps(
    {"elements": [{"type": "node", "id": 1, "lon": 1, "lat": 2, "tags": {"a": "b"}}]}
).encode()
XML = b'<osm version="0.6"><node id="1" lat="2" lon="1"><tag k="a" v="b"/></node></osm>'


def refused(path: Path, *, format: str | None = None) -> str:
    """Return the message, without the file's name, with which a file is refused."""
    with pytest.raises(InputError) as caught:
        read_extract(path, format=format, source="s")
    assert caught.value.file == str(path)
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.geojson", GEOJSON),
        ("a.GeoJSON", GEOJSON),
        ("a.json", GEOJSON),
        ("a.json", OVERPASS),
        ("a.osm", XML),
        ("a.osm", b'<?xml version="1.0"?><!-- from an editor --><!DOCTYPE osm>' + XML),
        ("a.osm.gz", gzip.compress(XML, mtime=0)),
        ("no_suffix", GEOJSON),
        ("no_suffix", OVERPASS),
        ("no_suffix", XML),
        ("no_suffix", gzip.compress(XML, mtime=0)),
    ],
)
def test_the_format_is_told_by_suffix_or_content(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (one,) = read_extract(path, source="s").features
    assert (one.geometry.x, one.geometry.y) == (1, 2)


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.osm.pbf") == "no such file"
    assert refused(tmp_path / "no" / "such" / "folder.geojson") == "no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == "a folder, not a file"


@pytest.mark.parametrize(
    "name", ["a.osm.pbf", "a.osm", "a.geojson", "a.gpkg", "a.fgb", "a.parquet"]
)
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    assert refused(path) == "an empty file"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.osm.pbf", GEOJSON, "not OpenStreetMap PBF but JSON"),
        ("a.osm.pbf", XML, "not OpenStreetMap PBF but OpenStreetMap XML"),
        ("a.gpkg", GEOJSON, "not GeoPackage but JSON"),
        ("a.geojson", XML, "not GeoJSON but OpenStreetMap XML"),
        ("a.geojson", OVERPASS, "not GeoJSON but Overpass JSON"),
        ("a.geojson", b"SQLite format 3\0" + bytes(99), "not GeoJSON but GeoPackage"),
        ("a.fgb", b"PAR1" + bytes(99), "not FlatGeobuf but GeoParquet"),
        ("a.parquet", b"fgb\x03fgb\x00" + bytes(99), "not GeoParquet but FlatGeobuf"),
        ("a.osm", b"<osmChange version='0.6'/>", "not OpenStreetMap XML"),
        ("a.osm", b"<?xml version='1.0'?><gpx></gpx>", "not OpenStreetMap XML but GPX"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not XLSX but XLS"),
        ("a.xls", b"lat\tlon\n45\t19\n", "not XLS but CSV"),
        ("a.xlsx", b"<kml/>", "not XLSX but KML"),
        ("a.csv", b"%PDF-1.7\n", "not CSV but PDF"),
        ("a.osm.gz", gzip.compress(GEOJSON, mtime=0), "not OpenStreetMap XML"),
        ("a.osm.gz", b"\x1f\x8b" + bytes(99), "not OpenStreetMap XML"),
        ("a.osm.pbf", b"<html>Not found</html>", "not OpenStreetMap PBF"),
        ("a.md", b"lon,lat\n1,2\n", "not a format that can be read"),
    ],
)
def test_another_format_behind_a_suffix(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path).startswith(f"{message} (")


def test_a_format_may_be_declared(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes(GEOJSON)
    assert len(read_extract(path, format="geojson", source="s").features) == 1
    assert refused(path, format="overpass").startswith("not Overpass JSON but GeoJSON (")
    assert refused(path, format="pbf").startswith("not OpenStreetMap PBF but JSON (")
    assert refused(path, format="shapefile").startswith("no such format: 'shapefile' (one of pbf,")


def test_garbage_raises_nothing_but_input_errors(tmp_path: Path) -> None:
    rng = random.Random(7)
    begins = (b"", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c", b"SQLite format 3\0", b"PAR1")
    for begin in (*begins, b"fgb\x03fgb\x00", b"<osm", b"{", b"\x1f\x8b\x08", b"BZh9"):
        for _ in range(20):
            path = tmp_path / "garbage"
            path.write_bytes(begin + rng.randbytes(rng.randrange(400)))
            refused(path) if path.stat().st_size else None


@pytest.mark.parametrize("name", ["novi_sad.osm.pbf", "vienna.geojson"])
def test_a_real_file_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    whole = shared(name).read_bytes()
    path = tmp_path / name
    for part in (0.001, 0.1, 0.5, 0.99):
        path.write_bytes(whole[: int(len(whole) * part)])
        message = refused(path)
        assert "truncated" in message
        assert "byte" in message or "line" in message


@pytest.mark.parametrize("name", ["novi_sad.osm.pbf", "vienna.geojson"])
def test_progress_counts_bytes(name: str) -> None:
    told: list[tuple[int, int]] = []
    path = shared(name)
    read_extract(path, source="s", progress=lambda *at: told.append(at))
    size = path.stat().st_size
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, size), (size, size))


def test_every_format_has_a_name() -> None:
    maps = {"pbf", "osm", "overpass", "geojson", "gpkg", "fgb", "parquet"}
    assert set(FORMATS) == maps | set(LISTS)
