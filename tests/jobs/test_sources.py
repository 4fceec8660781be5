"""A source of buildings read packed leads to the same city as one read object by object."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely import Polygon
from shapely.geometry import mapping

from tests.jobs.small_city import LAT, LON, write_city
from vidik.jobs import gather as gather_module
from vidik.jobs.gather import City, gather
from vidik.model.footprints import Footprints
from vidik.outside.cityfile import load_city
from vidik.outside.progress import Silent
from vidik.outside.reading import read_extract
from vidik.outside.tables import (
    load_heights,
    load_home_rules,
    load_public_space_rules,
    load_publication_rules,
    load_street_rules,
    load_walking_rules,
)
from vidik.report.clearance import classify

HOUSES = """
[[sources]]
key = "houses"
name = "A made-up list of houses"
path = "{path}"
licence = "ODbL-1.0"
attribution = "© OpenStreetMap contributors"
retrieved = 2026-01-03
gives = ["buildings"]
"""
#: Around the first camera and elsewhere; one crosses itself, one is denied, one is written twice.
ROWS = [
    ((-4, 9), {"building": "apartments", "height": "12"}),
    ((60, 60), {"building": "house", "name": "Sigurna kuća"}),
    ((60, -60), {"building": "yes", "building:levels": "many"}),
    ((60, -60), {"building": "yes", "building:levels": "many"}),
    ((-60, 60), {"building": "roof"}),
    ((-60, -60), {"building": "house", "shop": "kiosk", "name": "Kod Jovana"}),
]


def outline(x: float, y: float) -> Polygon:
    west, south = LON + x / 80_000, LAT + y / 111_000
    return shapely.box(west, south, west + 2e-4, south + 1e-4)


def write_parquet(folder: Path) -> str:
    cross = Polygon([(LON, LAT), (LON + 1e-4, LAT + 1e-4), (LON + 1e-4, LAT), (LON, LAT + 1e-4)])
    shapes = [*(outline(*at) for at, _ in ROWS), cross]
    said = [*(tags for _, tags in ROWS), {"building": "house"}]
    keys = sorted({key for tags in said for key in tags})
    table = pa.table(
        {
            "id": [f"way/{900 + i}" for i in range(len(shapes))],
            **{key: [tags.get(key) for tags in said] for key in keys},
            "geometry": pa.array(shapely.to_wkb(shapes), pa.binary()),
        }
    )
    column = {"encoding": "WKB", "geometry_types": ["Polygon"]}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), folder / "houses.parquet"
    )
    return "houses.parquet"


def write_geojson(folder: Path) -> str:
    rows = [
        {"type": "Feature", "id": f"way/{i}", "properties": tags, "geometry": mapping(outline(*at))}
        for i, (at, tags) in enumerate(ROWS)
    ]
    document = {"type": "FeatureCollection", "features": rows}
    (folder / "houses.geojson").write_text(json.dumps(document), encoding="utf-8")
    return "houses.geojson"


def write_osm(folder: Path) -> str:
    (folder / "houses.osm").write_bytes((folder / "town.osm").read_bytes())
    return "houses.osm"


def gathered(city_file: Path) -> City:
    return gather(
        load_city(city_file),
        city_file,
        rules=load_publication_rules(),
        space_rules=load_public_space_rules(load_street_rules()),
        walking=load_walking_rules(),
        home_rules=load_home_rules(),
        heights=load_heights(),
        progress=Silent(),
        threads=2,
    )


@pytest.mark.parametrize("write", [write_parquet, write_geojson, write_osm])
def test_the_same_city(tmp_path, monkeypatch, write):
    city_file = write_city(tmp_path, more='gives = ["cameras", "streets", "basemap"]\n')
    city_file.write_text(city_file.read_text() + HOUSES.format(path=write(tmp_path)))
    fast = gathered(city_file)

    def one_by_one(declared, path, **_):
        return read_extract(path, format=declared.format, source=declared.key)

    monkeypatch.setattr(gather_module, "read_source", one_by_one)
    slow = gathered(city_file)
    assert len(fast.footprints) >= 4
    assert fast.footprints.ids == slow.footprints.ids
    assert fast.footprints.kind == slow.footprints.kind
    for field in fields(Footprints)[2:]:
        ours, theirs = getattr(fast.footprints, field.name), getattr(slow.footprints, field.name)
        assert ours.tobytes() == theirs.tobytes(), field.name
    assert fast.rejected == slow.rejected
    assert fast.denied == slow.denied
    assert (fast.place, fast.dated, fast.cameras) == (slow.place, slow.dated, slow.cameras)
    rules, frame = load_publication_rules(), fast.place.frame
    verdicts = [
        classify(c.cameras, c.denied, rules, frame=frame, homes=c.homes) for c in (fast, slow)
    ]
    assert verdicts[0] == verdicts[1]
    if write is not write_osm:
        assert len(fast.denied) == 1
    if write is write_parquet:
        assert any("repaired" in row.reason for row in fast.rejected)
        # one house is near a camera, of the others no verdict asks
        assert 0 < len(fast.homes.shared) + len(fast.homes.homes) < len(slow.homes.homes) + 1


def test_of_a_source_that_gives_more_everything_is_a_feature(tmp_path):
    city_file = write_city(tmp_path)
    city = gathered(city_file)
    assert len(city.footprints) == 4
    assert sum(shape.layer == "buildings" for shape in city.base) == 4
