"""Doors of sensitive places, from the city file to the downloads: only cameras shown count."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import shapely

from tests.jobs.small_city import _DEG, _DEG_LON, LAT, LON, Osm, write_city
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache

DISTRICTS = """
[districts]
name = "Districts"
path = "districts.geojson"
licence = "CC0-1.0"
attribution = "City"
"""
EDGES = (LON - 140 * _DEG_LON, LAT - 140 * _DEG, LON + 140 * _DEG_LON, LAT + 140 * _DEG)
SCHOOLS = [-120.0 + 40.0 * i for i in range(7)]


def school_street(**tags: str) -> Osm:
    """Return a street of seven schools, each with a camera before its door that has these tags."""
    osm = Osm()
    osm.way([(-140, 0), (140, 0)], highway="residential", name="Школска")
    for x in SCHOOLS:
        walls = [(x - 8, 10), (x + 8, 10), (x + 8, 22), (x - 8, 22)]
        osm.way(walls, closed=True, building="school", amenity="school", name=f"Школа {x:.0f}")
        osm.node(x, 5, man_made="surveillance", **tags)
    return osm


def build(folder: Path, osm: Osm) -> Path:
    city_file = write_city(folder, osm=osm, more=DISTRICTS)
    area = shapely.box(*EDGES)
    feature = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(area),
        "properties": {"name": "Школски крај"},
    }
    told = {"type": "FeatureCollection", "features": [feature]}
    (folder / "districts.geojson").write_text(json.dumps(told), encoding="utf-8")
    return build_city(city_file, cache=Cache(None), threads=1).folder


def doors(folder: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the table of doors, by level."""
    with (folder / "downloads/district_doors.csv").open(encoding="utf-8", newline="") as file:
        return {row["level"]: row for row in csv.DictReader(file)}


def test_doors_in_view_are_counted_for_the_district(tmp_path: Path) -> None:
    folder = build(tmp_path, school_street(surveillance="public"))
    found = doors(folder)
    row = found["detect"]
    assert (row["name"], row["kind"], row["places"], row["doors"]) == (
        "Школски крај", "school", "7", "7",
    )  # fmt: skip
    # all of them are, possibly; it is told as “5 or more”
    assert (row["least"], row["most"]) == ("2", "5")
    assert 2 <= int(row["expected"]) <= 5
    page = next((folder / "district").glob("*/index.html")).read_text(encoding="utf-8")
    assert "5 or more" in page
    assert "2 or fewer" in page


def test_cameras_on_homes_are_in_no_count_of_doors(tmp_path: Path) -> None:
    hidden = build(tmp_path / "hidden", school_street(camera__mount="doorbell"))
    bare = build(tmp_path / "bare", school_street(surveillance="indoor"))
    told = [
        {level: (row["least"], row["most"]) for level, row in doors(one).items()}
        for one in (hidden, bare)
    ]
    assert told[0] == told[1] == dict.fromkeys(told[0], ("2", "2"))
    districts = json.loads((hidden / "downloads/districts.geojson").read_bytes())["features"]
    assert districts[0]["properties"]["private"] == 7
