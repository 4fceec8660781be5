"""What is packed for QGIS, JOSM and spreadsheets opens with GDAL and says what the tables say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import shapely

from tests.makers import bands_of, camera, overlaps_of, published
from tests.report.towns import town_of
from vidik.jobs.downloads import all_downloads
from vidik.model.published import Published
from vidik.model.rejection import Rejection
from vidik.outside.containers import tables_in
from vidik.report.downloads import SHAPES

TABLES = (
    "cameras", "private", "views", "overlap", "streets", "surveys", "operators", "districts",
    "cells", "district_homes", "district_doors", "rejected",
)  # fmt: skip
SHEETS = (
    "cameras", "private", "streets", "surveys", "operators", "districts", "cells", "district_homes",
    "district_doors", "rejected",
)  # fmt: skip
#: What GDAL calls the types of the dictionary.
TYPES = {
    "text": ("OFTString", "OFSTNone"),
    "integer": ("OFTInteger64", "OFSTNone"),
    "number": ("OFTReal", "OFSTNone"),
    "boolean": ("OFTInteger", "OFSTBoolean"),
    "date": ("OFTDate", "OFSTNone"),
}


def files_of(town: Published, language: str = "en") -> dict[str, bytes]:
    made = all_downloads(town, bands_of(town), overlaps_of(town), level="detect", language=language)
    return {path.removeprefix("downloads/"): data for path, data in made}


@cache
def files() -> dict[str, bytes]:
    return files_of(published())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloads")
    for name, data in files().items():
        (folder / name).write_bytes(data)
    return folder


@cache
def dictionary() -> dict[str, dict[str, str]]:
    """Return the type of each field, by table."""
    found: dict[str, dict[str, str]] = {}
    rows = csv.DictReader(io.StringIO(files()["dictionary.csv"].decode(), newline=""))
    for row in rows:
        table = row["file"].split(".")[0]
        assert ("vidik.xlsx" in row["file"]) is (table in SHEETS)
        found.setdefault(table, {})[row["field"]] = row["type"]
    return found


def test_the_geopackage_has_every_table_and_the_styles(folder: Path) -> None:
    layers = dict(pyogrio.list_layers(folder / "vidik.gpkg").tolist())
    assert layers == {name: SHAPES.get(name) for name in TABLES} | {"layer_styles": None}


@pytest.mark.parametrize("name", TABLES)
def test_a_layer_has_the_fields_of_the_dictionary(folder: Path, name: str) -> None:
    about = pyogrio.read_info(folder / "vidik.gpkg", layer=name)
    told = dict(dictionary()[name])
    assert (told.pop("geometry", None) is not None) is (name in SHAPES)
    assert list(about["fields"]) == list(told)
    types = zip(about["ogr_types"], about["ogr_subtypes"], strict=True)
    assert list(types) == [TYPES[kind] for kind in told.values()]
    if name in SHAPES:
        assert about["crs"] == "EPSG:4326"
        assert about["geometry_name"] == "geometry"
        if about["features"]:
            west, south, east, north = about["total_bounds"]
            assert 24.9 < west <= east < 25.0
            assert 60.1 < south <= north < 60.2
    assert about["layer_metadata"]["attribution"] == "© OpenStreetMap contributors"
    assert about["dataset_metadata"]["licence"] == "ODbL-1.0"


@pytest.mark.parametrize("name", TABLES)
def test_layers_and_files_have_the_same_rows(folder: Path, name: str) -> None:
    _, packed = pyogrio.read_arrow(folder / "vidik.gpkg", layer=name)
    _, single = pyogrio.read_arrow(folder / f"{name}.geojson")
    assert packed.num_rows == single.num_rows
    if name in SHAPES:
        own, other = (
            shapely.normalize(shapely.from_wkb(np.array(table.column(column).to_pylist(), object)))
            for table, column in ((packed, "geometry"), (single, "wkb_geometry"))
        )
        assert shapely.equals_exact(own, other, 1e-9).all() or shapely.equals(own, other).all()


def test_qgis_finds_the_style_of_each_layer(folder: Path) -> None:
    _, styles = pyogrio.read_arrow(folder / "vidik.gpkg", layer="layer_styles")
    for row in styles.to_pylist():
        name = row["f_table_name"]
        assert row["useAsDefault"]
        assert row["f_geometry_column"] == "geometry"
        assert row["styleQML"].encode() == files()[f"{name}.qml"]
        assert row["styleSLD"].encode() == files()[f"{name}.sld"]
        assert row["update_time"] is not None
    assert len(styles) == len(SHAPES)


def test_the_project_opens_layers_that_there_are(folder: Path) -> None:
    root = ET.fromstring(files()["vidik.qgs"])
    layers = set(pyogrio.list_layers(folder / "vidik.gpkg")[:, 0])
    sources = [one.text or "" for one in root.iterfind("projectlayers/maplayer/datasource")]
    assert len(sources) == len(SHAPES)
    for source in sources:
        path, _, layer = source.partition("|layername=")
        assert (folder / path).is_file()
        assert layer in layers


def test_the_workbook_has_typed_columns_and_their_meaning(folder: Path) -> None:
    names = [name for name, _kind in pyogrio.list_layers(folder / "vidik.xlsx").tolist()]
    assert names == [*SHEETS, "dictionary"]
    sheets = tables_in("vidik.xlsx", files()["vidik.xlsx"])
    for name in SHEETS:
        # of a sheet without rows GDAL takes the head for nothing
        columns = [n for n in dictionary()[name] if n != "geometry"] if sheets[name] else []
        assert sheets[name].column_names == columns
    assert isinstance(sheets["streets"].to_pylist()[0]["length_m"], int | float)
    assert isinstance(sheets["surveys"].to_pylist()[0]["surveyed_on"], dt.date)
    meanings = {row["field"]: row["meaning"] for row in sheets["dictionary"].to_pylist()}
    assert meanings["mount"] == "What it is fixed to."
    serbian = tables_in("vidik.xlsx", files_of(published(), "sr-Latn")["vidik.xlsx"])
    meanings = {row["field"]: row["meaning"] for row in serbian["dictionary"].to_pylist()}
    assert meanings["mount"] != "What it is fixed to."


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    row = Rejection("osm", "node/1", "height", "=1+1", "no height")
    data = files_of(town_of([], rejected=[row]))["vidik.xlsx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "/sheet" in n]
    assert sheets
    assert not any("<f>" in sheet for sheet in sheets)
    assert tables_in("a.xlsx", data)["rejected"].to_pylist()[0]["value"] == "'=1+1"


def test_the_same_town_gives_the_same_bytes() -> None:
    assert files_of(published()) == files()


def test_mappers_get_one_node_for_each_object_and_cannot_upload_it(folder: Path) -> None:
    town = town_of(
        [
            camera(1, 0.0, 0.0, operator="Petra Beispiel"),
            camera(2, 9.0, 9.0, synthetic=True),
        ]
    )
    root = ET.fromstring(files_of(town)["review.osm"])
    assert root.get("upload") == "never"
    assert root.get("attribution") == town.attribution
    (node,) = root.findall("node")
    assert int(node.get("id", "")) < 0
    tags = {tag.get("k"): tag.get("v") for tag in node.findall("tag")}
    assert tags["man_made"] == "surveillance"
    assert tags["vidik:object"] == "osm:node/1"
    assert "operator" not in tags, "it may be a person"
    assert not any("withheld" in value for value in tags.values())
    layers = dict(pyogrio.list_layers(folder / "review.osm").tolist())
    assert layers["points"] == "Point"
    assert len(pyogrio.read_arrow(folder / "review.osm", layer="points")[1]) == len(
        {c.location for c in published().cameras}
    )


def test_an_empty_town_has_empty_layers() -> None:
    made = files_of(town_of([]))
    tables = tables_in("vidik.gpkg", made["vidik.gpkg"])
    assert len(tables["cameras"]) == len(tables["views"]) == 0
    assert ET.fromstring(made["review.osm"]).findall("node") == []
