"""Bad input: a clear message naming file, place and value, exit code 1, nothing half-written."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.jobs.small_city import CITY, Osm, town, write_city
from vidik.cli import main


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))


def refused(city_file: Path, *words: str) -> str:
    """Build, expect a refusal whose one line holds these words, and nothing written."""
    before = {path.name for path in city_file.parent.iterdir()}
    result = CliRunner().invoke(main, ["build", "--quiet", str(city_file)])
    assert result.exit_code == 1, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in lines[0]
    for word in words:
        assert word in lines[0], lines[0]
    assert {path.name for path in city_file.parent.iterdir()} == before
    return lines[0]


def camera_city(folder: Path, *features: dict[str, object], name: str = "cameras.geojson") -> Path:
    """Return a city whose cameras come from a GeoJSON file of their own."""
    city_file = write_city(folder)
    (folder / name).write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8"
    )
    city_file.write_text(
        CITY.replace("retrieved = 2026-01-03", 'gives = ["buildings", "streets", "basemap"]')
        + f"""
[[sources]]
key = "counted"
name = "Counted by hand"
path = "{name}"
licence = "CC0-1.0"
attribution = "Somebody"
gives = ["cameras"]
"""
    )
    return city_file


def point(lon: float, lat: float, **properties: str) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"man_made": "surveillance", **properties},
    }


def test_no_such_city_file(tmp_path):
    result = CliRunner().invoke(main, ["build", str(tmp_path / "nowhere.toml")])
    assert result.exit_code == 1
    assert "nowhere.toml" in result.stderr


def test_a_missing_source(tmp_path):
    city_file = write_city(tmp_path / "city")
    (city_file.parent / "town.osm").unlink()
    refused(city_file, "city.toml", "sources[0].path", "no such file", "town.osm")


def test_a_misspelt_key(tmp_path):
    city_file = write_city(tmp_path / "city")
    city_file.write_text(CITY.replace("retrieved", "retrievd"))
    refused(city_file, "city.toml", "sources[0].retrievd", "retrieved")


def test_a_wrong_format(tmp_path):
    city_file = write_city(tmp_path / "city")
    (city_file.parent / "town.osm").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    refused(city_file, "town.osm")


def test_a_truncated_pbf(tmp_path, helsinki_pbf):
    city_file = write_city(tmp_path / "city")
    data = helsinki_pbf.read_bytes()
    (city_file.parent / "cut.osm.pbf").write_bytes(data[: len(data) // 2])
    city_file.write_text(CITY.replace("town.osm", "cut.osm.pbf"))
    refused(city_file, "cut.osm.pbf")


def test_a_truncated_xml(tmp_path):
    city_file = write_city(tmp_path / "city")
    text = town().text()
    (city_file.parent / "town.osm").write_text(text[: len(text) // 2])
    refused(city_file, "town.osm")


def test_coordinates_swapped_but_on_the_globe(tmp_path):
    swapped = [point(44.0, 20.0 + i * 1e-4) for i in range(5)]
    refused(camera_city(tmp_path / "city", *swapped), "cameras.geojson", "swapped", "44.0", "first")


def test_coordinates_off_the_globe(tmp_path):
    broken = [point(20.0, 440.0 + i) for i in range(5)]
    refused(camera_city(tmp_path / "city", *broken), "cameras.geojson", "440")


def test_one_row_off_the_globe_is_rejected_not_fatal(tmp_path):
    city_file = camera_city(
        tmp_path / "city", point(20.0, 44.0), point(20.0001, 44.0), point(20.0, 440.0)
    )
    result = CliRunner().invoke(main, ["build", "--quiet", str(city_file)])
    assert result.exit_code == 0, result.output
    assert "440" in (city_file.parent / "site" / "rejected.csv").read_text()


def test_an_empty_city(tmp_path):
    refused(write_city(tmp_path / "city", osm=Osm()), "empty")


def test_a_boundary_elsewhere(tmp_path):
    city_file = write_city(tmp_path / "city")
    city_file.write_text(
        CITY.replace(
            'name = "Test town"', 'name = "Test town"\nboundary = [44.0, 20.0, 44.1, 20.1]'
        )
    )
    refused(city_file, "city.toml", "boundary", "outside the data")


def test_a_city_across_the_antimeridian(tmp_path):
    city_file = write_city(tmp_path / "city")
    city_file.write_text(
        CITY.replace('name = "Test town"', 'name = "Suva"\nboundary = [179.9, -18.2, -179.9, -18]')
    )
    refused(city_file, "city.toml", "antimeridian")


def test_data_across_the_antimeridian(tmp_path):
    far = [point(179.99, 44.0), point(-179.99, 44.0)]
    city_file = camera_city(tmp_path / "city", *far)
    city_file.write_text(
        CITY.replace("town.osm", "cameras.geojson").replace("retrieved = 2026-01-03", "")
    )
    refused(city_file, "antimeridian")


def test_a_licence_that_does_not_fit(tmp_path):
    city_file = write_city(tmp_path / "city")
    city_file.write_text(CITY.replace("ODbL-1.0", "CC-BY-NC-4.0"))
    refused(city_file, "osm", "CC-BY-NC-4.0")


def test_a_language_without_a_catalogue(tmp_path):
    city_file = write_city(tmp_path / "city", more='[output]\nlanguages = ["en", "tlh"]\n')
    refused(city_file, "city.toml", "output.languages[1]", "tlh", "sr-Cyrl, sr-Latn")


def test_a_folder_that_is_not_ours(tmp_path):
    city_file = write_city(tmp_path / "city")
    (city_file.parent / "site").mkdir()
    (city_file.parent / "site" / "thesis.txt").write_text("mine")
    refused(city_file, "site", "not made by Vidik")
    assert (city_file.parent / "site" / "thesis.txt").read_text() == "mine"


def test_dirty_outlines_and_a_camera_deep_inside_are_reported(tmp_path):
    osm = town()
    osm.way([(60, 60), (80, 80), (80, 60), (60, 80)], closed=True, building="yes")
    same = [(90, -60), (120, -60), (120, -30), (90, -30)]
    osm.way(same, closed=True, building="yes")
    osm.way(same, closed=True, building="yes")
    deep = osm.node(105, -45, man_made="surveillance")
    city_file = write_city(tmp_path / "city", osm=osm)
    result = CliRunner().invoke(main, ["build", "--quiet", str(city_file)])
    assert result.exit_code == 0, result.output
    rejected = (city_file.parent / "site" / "rejected.csv").read_text()
    assert "crosses" in rejected
    assert "twice" in rejected or "same outline" in rejected
    page = city_file.parent / "site" / "camera" / f"osm-node-{deep}" / "index.html"
    # 15 m from each wall
    assert "15\u00a0m" in page.read_text()


def test_a_full_disk(tmp_path):
    city_file = write_city(tmp_path / "city")
    assert CliRunner().invoke(main, ["build", "--quiet", str(city_file)]).exit_code == 0
    manifest = (city_file.parent / "site" / "manifest.json").read_bytes()
    city_file.write_text(city_file.read_text() + "\n[assumptions]\nmax_reach_m = 90\n")
    # a limit on the size of any one file is as good as a disk that runs full within it
    limit = 60_000

    def restrict() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [Path(sys.executable).with_name("vidik"), "build", "--quiet", str(city_file)],
        capture_output=True,
        text=True,
        preexec_fn=restrict,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (city_file.parent / "site" / "manifest.json").read_bytes() == manifest
    assert {path.name for path in city_file.parent.iterdir()} == {
        "city.toml", "site", "site.run.json", "town.osm",
    }  # fmt: skip
