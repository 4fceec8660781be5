import csv
import io
import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import bands_of, camera, homes_of_town, optics, overlaps_of, published
from tests.report.towns import district_of_town, operated_in, town_of
from vidik.model.rejection import Rejection
from vidik.register.formulas import safe_cell
from vidik.report.downloads import DICTIONARY_FIELDS, downloads

NAMES = (
    "cameras", "private", "views", "overlap", "streets", "surveys", "operators", "districts",
    "cells", "district_homes", "district_doors", "rejected",
)  # fmt: skip


def files_of(town):
    return dict(downloads(town, bands_of(town), overlaps_of(town), operated_in(town)))


TOWN = replace(
    published(),
    districts=(district_of_town(),),
    homes=homes_of_town(optics(), districts=True),
)
FILES = files_of(TOWN)


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_every_table_comes_in_three_formats():
    assert set(FILES) == {
        *(f"downloads/{name}.{end}" for name in NAMES for end in ("geojson", "parquet", "csv")),
        "downloads/dictionary.csv",
        "rejected.csv",
    }
    assert FILES["rejected.csv"] == FILES["downloads/rejected.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_the_formats_agree_and_the_dictionary_explains_each_field(name):
    told = [
        r["field"] for r in rows_of(FILES["downloads/dictionary.csv"]) if f"{name}.csv" in r["file"]
    ]
    texts = rows_of(FILES[f"downloads/{name}.csv"])
    collection = json.loads(FILES[f"downloads/{name}.geojson"])
    table = pq.read_table(pa.BufferReader(FILES[f"downloads/{name}.parquet"]))
    assert list(texts[0]) == told == table.column_names
    own = [field for field in told if field not in ("geometry", "attribution")]
    for feature in collection["features"]:
        assert list(feature["properties"]) == own
    assert len(texts) == len(collection["features"]) == table.num_rows
    for i, feature in enumerate(collection["features"]):
        cells = table.slice(i, 1).to_pylist()[0]
        for field in own:
            value = feature["properties"][field]
            other = cells[field].isoformat() if hasattr(cells[field], "isoformat") else cells[field]
            assert other == value
            assert texts[i][field] == cell_of(value)


def cell_of(value):
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return safe_cell(value) if isinstance(value, str) else repr(value)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_is_from(name):
    for row in rows_of(FILES[f"downloads/{name}.csv"]):
        assert row["source"] == "osm"
        assert row["licence"] == "ODbL-1.0"
        assert row["attribution"] == "© OpenStreetMap contributors"
        assert row["synthetic"] == "false"


def test_made_up_rows_say_so_in_every_format():
    files = files_of(town_of([camera(1, 0, 0, synthetic=True), camera(2, 9, 9)]))
    assert [r["synthetic"] for r in rows_of(files["downloads/cameras.csv"])] == ["true", "false"]
    assert {r["synthetic"] for r in rows_of(files["downloads/streets.csv"])} == {"true"}
    collection = json.loads(files["downloads/views.geojson"])
    assert collection["synthetic"] is True
    about = pq.read_schema(pa.BufferReader(files["downloads/cameras.parquet"])).metadata
    assert about[b"synthetic"] == b"true"


def test_the_dictionary_has_something_to_say_about_each_field():
    rows = rows_of(FILES["downloads/dictionary.csv"])
    assert tuple(rows[0]) == DICTIONARY_FIELDS
    for row in rows:
        assert all(row[key] for key in ("file", "field", "type", "meaning", "source"))
        assert row["meaning"].endswith(".")


@pytest.mark.parametrize("name", ["cameras", "private", "views", "streets"])
def test_shapes_are_geojson_as_the_rfc_wants_it(name):
    collection = json.loads(FILES[f"downloads/{name}.geojson"])
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert collection["attribution"] == "© OpenStreetMap contributors"
    shapes = shapely.get_parts(shapely.from_geojson(FILES[f"downloads/{name}.geojson"]))
    west, south, east, north = shapely.total_bounds(shapes)
    assert 24.9 < west < east < 25.0
    assert 60.1 < south <= north < 60.2
    for shape in shapely.get_parts(shapes):
        if shape.geom_type == "Polygon":
            assert shape.exterior.is_ccw
            assert not any(ring.is_ccw for ring in shape.interiors)
    points = shapely.get_coordinates(shapes)
    assert np.array_equal(points, np.round(points, 7))


@pytest.mark.parametrize("name", ["cameras", "private", "views", "streets"])
def test_parquet_is_geoparquet(name):
    table = pq.read_table(pa.BufferReader(FILES[f"downloads/{name}.parquet"]))
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    assert geo["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == sorted({s.geom_type for s in shapes})
    assert column["bbox"] == shapely.total_bounds(shapes).tolist()
    same = shapely.get_parts(shapely.from_geojson(FILES[f"downloads/{name}.geojson"]))
    assert all(shapely.equals_exact(a, b) for a, b in zip(shapes, same, strict=True))


def test_an_empty_city_has_empty_tables():
    files = files_of(town_of([]))
    assert rows_of(files["downloads/cameras.csv"]) == []
    assert json.loads(files["downloads/cameras.geojson"])["features"] == []
    table = pq.read_table(pa.BufferReader(files["downloads/cameras.parquet"]))
    assert table.num_rows == 0
    assert json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]["geometry_types"] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    row = Rejection("osm", "node/1", "height", f"{start}1+1", "no height")
    data = files_of(town_of([], rejected=[row]))["rejected.csv"]
    assert rows_of(data)[0]["value"] == f"'{start}1+1"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_any_text_survives_the_csv(text):
    town = town_of([], rejected=[Rejection("osm", "node/1", "height", text, "no height")])
    data = files_of(town)["rejected.csv"]
    # what looks like a telephone number was withheld at the gate already
    (shown,) = town.rejected
    assert shown.value in (text, "withheld") or shown.value.endswith("…")
    assert rows_of(data)[0]["value"] == safe_cell(shown.value)
    assert data.endswith(b"\r\n")


def test_the_same_city_gives_the_same_bytes():
    homes = homes_of_town(optics(), districts=True)
    again = replace(published(), districts=(district_of_town(),), homes=homes)
    assert files_of(again) == FILES
