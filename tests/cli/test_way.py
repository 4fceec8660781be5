"""``vidik way``, in a town with a camera at its main street and a way round."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.jobs.small_city import LAT, LON, Osm, write_city
from vidik.cli import main
from vidik.model.source import Source
from vidik.report.ways import WayTable

M_LON, M_LAT = 1 / 80_060, 1 / 111_320

GPX = "{http://www.topografix.com/GPX/1/1}"


def ring() -> Osm:
    """Return a street of 200 m, a way round of 320 m, houses between, and a path to nowhere."""
    osm = Osm()
    osm.way([(-100, 0), (100, 0)], highway="residential", name="Главна")
    osm.way([(-100, 0), (-100, 60), (100, 60), (100, 0)], highway="footway")
    osm.way([(-90, 10), (90, 10), (90, 50), (-90, 50)], closed=True, building="yes", height="20")
    osm.way([(-100, -140), (100, -140)], highway="footway")
    osm.way([(-100, -20), (-90, -20)], highway="footway")
    about = {"camera__type": "fixed", "camera__direction": "90", "height": "4"}
    about["camera__angle"] = "10"
    osm.node(-60, -4, man_made="surveillance", **about)
    return osm


def point(east: float, north: float) -> str:
    return f"{LON + east * M_LON:.7f},{LAT + north * M_LAT:.7f}"


WEST, EAST = point(-90, -1), point(90, -1)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))
    return write_city(tmp_path / "town", osm=ring())


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["way", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(told: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")] for line in told.splitlines() if "│" in line]


def test_it_tells_of_the_quickest_and_of_the_least_watched_way(city: Path) -> None:
    code, told, _ = run(city, "--from", WEST, "--to", EAST)
    assert code == 0
    quickest, least = rows(told)
    assert quickest[1:4] == ["quickest", "2:15", "180"]
    assert least[1:4] == ["least watched by mapped cameras", "4:15", "340"]
    # the camera surely sees some of the street, and nothing behind the house
    assert "0:00" < quickest[4] <= quickest[5] <= quickest[6] < "2:15"
    assert least[4:7] == ["0:00", "0:00", "0:00"]
    assert least[8] == "yes"
    assert float(least[7].replace(",", "")) > 80.0
    assert "Mapped cameras only: where none is mapped, perhaps nobody looked." in told
    assert "© OpenStreetMap contributors; state of the data: 2026-01-02." in told
    assert "safe" not in told


def test_what_it_writes_can_be_read_again(city: Path, tmp_path: Path) -> None:
    gpx, geojson = tmp_path / "ways.gpx", tmp_path / "ways.geojson"
    assert run(city, "--from", WEST, "--to", EAST, "--gpx", gpx, "--geojson", geojson, "-q")[0] == 0
    document = json.loads(geojson.read_text(encoding="utf-8"))
    assert document["credit"] == "© OpenStreetMap contributors"
    assert document["synthetic"] is False
    first, last = document["features"]
    assert first["properties"]["name"] == "quickest"
    assert last["properties"]["surely_less"] is True
    # back to the corner, round three sides, and on from the next one
    assert len(last["geometry"]["coordinates"]) == 6
    root = ET.parse(gpx).getroot()
    tracks = root.findall(f"{GPX}trk")
    assert [one.findtext(f"{GPX}name") for one in tracks] == [
        "1: quickest", "2: least watched by mapped cameras",
    ]  # fmt: skip
    ends = [
        [float(one.get("lon", "")), float(one.get("lat", ""))]
        for one in tracks[1].iter(f"{GPX}trkpt")
    ]
    assert ends == last["geometry"]["coordinates"]
    about = root.findtext(f"{GPX}metadata/{GPX}desc") or ""
    assert "Mapped cameras only" in about
    assert "© OpenStreetMap contributors, state of the data: 2026-01-02" in about


def kept(folder: Path) -> dict[str, bytes]:
    """Return everything below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_is_kept_of_the_points(city: Path, tmp_path: Path) -> None:
    _, told, progress = run(city, "--from", WEST, "--to", EAST)
    before = kept(tmp_path)
    assert any(name.startswith("cache/") for name in before)
    other = point(40, -1)
    _, also, more = run(city, "--from", other, "--to", EAST)
    # the second call has found what the first one made, and left it as it was
    assert kept(tmp_path) == before
    numbers = [number for one in (WEST, EAST, other) for number in one.split(",")]
    for number in numbers:
        assert number not in told + progress + also + more
        assert not any(number.encode() in content for content in before.values())


def test_a_point_at_a_path_that_meets_no_other_moves_on_to_one_that_does(city: Path) -> None:
    code, told, _ = run(city, "--from", point(-95, -19), "--to", EAST)
    assert code == 0
    assert rows(told)[0][1:4] == ["quickest", "2:19", "185"]


def test_made_up_cameras_are_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))
    more = '\n[[sources]]\nkind = "synthetic"\ncount = 3\nseed = 1\n'
    city = write_city(tmp_path / "town", osm=ring(), more=more)
    written = tmp_path / "ways.geojson"
    code, told, _ = run(city, "--from", WEST, "--to", EAST, "--geojson", written, "-q")
    assert code == 0
    assert "least watched by made-up cameras" in told
    assert "mapped cameras" not in told
    document = json.loads(written.read_text(encoding="utf-8"))
    assert document["synthetic"]
    assert all(one["properties"]["synthetic"] for one in document["features"])


@pytest.mark.parametrize(
    ("start", "code", "said"),
    [
        ("20", 2, "is not longitude,latitude"),
        ("20,44,3", 2, "is not longitude,latitude"),
        ("20,north", 2, "is not longitude,latitude"),
        ("200,44", 2, "is not on the globe"),
        ("nan,44", 2, "is not on the globe"),
        ("44,20", 1, "longitude comes first"),
    ],
)
def test_a_point_that_is_none_is_refused(city: Path, start: str, code: int, said: str) -> None:
    found, _, told = run(city, "--from", start, "--to", EAST, "-q")
    assert found == code
    assert said in " ".join(told.split())


def test_a_level_that_is_none_is_refused(city: Path) -> None:
    code, _, told = run(city, "--from", WEST, "--to", EAST, "--level", "smell", "-q")
    assert code == 1
    assert "no such level: 'smell' (one of monitor, detect" in told


def test_a_file_that_cannot_be_written_is_named(city: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "ways.gpx"
    code, told, error = run(city, "--from", WEST, "--to", EAST, "--gpx", nowhere, "-q")
    assert code == 1
    assert "quickest" in told
    assert str(nowhere) in error


def test_a_table_credits_all_and_is_marked_if_any_source_is_made_up() -> None:
    sources = [
        Source("osm", "A", "pbf", "ODbL-1.0", "A's credit", None, "0" * 64),
        Source("b", "B", "synthetic", "CC0-1.0", "B's credit", None, "0" * 64, synthetic=True),
    ]
    table = WayTable(
        title="", level="", columns={}, lines=(), sources=sources, dated=None, caveat=""
    )
    assert table.credit == "© OpenStreetMap contributors; A's credit; B's credit"
    assert table.synthetic
