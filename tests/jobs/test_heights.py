"""What a build says of heights: the table, the buildings it was used for, and the ground."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from tests.jobs.small_city import LAT, LON, write_city
from vidik.errors import InputError, PublicationError
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache

TERRAIN = """
[terrain]
name = "Heights of the ground"
path = "ground.tif"
licence = "CC0-1.0"
attribution = "Land survey of Somewhere"
"""


def summary_of(city_file: Path) -> dict[str, object]:
    folder = build_city(city_file, cache=Cache(None)).folder
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    jsonschema.validate(summary, json.loads((folder / "summary.schema.json").read_bytes()))
    return summary


def add(city_file: Path, text: str) -> None:
    city_file.write_text(city_file.read_text(encoding="utf-8") + text, encoding="utf-8")


def ground(path: Path, *, west: float = LON - 0.02) -> Path:
    """Write a raster of 100 by 100 pixels over the town, from 80 m to 120 m."""
    heights = np.linspace(80, 120, 10_000, dtype=np.float32).reshape(100, 100)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        dtype="float32",
        width=100,
        height=100,
        count=1,
        crs="EPSG:4326",
        transform=Affine(0.0004, 0, west, 0, -0.0004, LAT + 0.02),
    ) as raster:
        raster.write(heights, 1)
    return path


def test_the_table_and_what_was_assumed_are_named(tmp_path: Path) -> None:
    assumed = summary_of(write_city(tmp_path / "city"))["assumptions"]
    # the four blocks have three levels each
    told = {"version": "2026-11", "target_m": 1.6, "roofs_assumed": 0, "roofs": 4}
    assert assumed["heights"] == told
    assert assumed["ground"] == "level: no source says how high it is"


def test_a_table_and_a_target_of_ones_own(tmp_path: Path) -> None:
    city_file = write_city(tmp_path / "city")
    text = files("vidik").joinpath("data", "heights.toml").read_text(encoding="utf-8")
    (city_file.parent / "mine.toml").write_text(text.replace("2026-11", "mine"), encoding="utf-8")
    add(city_file, '\n[assumptions]\nheights = "mine.toml"\ntarget_m = 0\n')
    town = city_file.parent / "town.osm"
    town.write_text(town.read_text().replace("building:levels", "levels"), encoding="utf-8")
    assumed = summary_of(city_file)["assumptions"]
    told = {"version": "mine", "target_m": 0, "roofs_assumed": 4, "roofs": 4}
    assert assumed["heights"] == told


def test_the_ground_is_a_source_like_the_others(tmp_path: Path) -> None:
    city_file = write_city(tmp_path / "city")
    raster = ground(city_file.parent / "ground.tif")
    add(city_file, TERRAIN)
    summary = summary_of(city_file)
    source = next(one for one in summary["sources"] if one["key"] == "terrain")
    assert source["format"] == "geotiff"
    assert source["sha256"] == hashlib.sha256(raster.read_bytes()).hexdigest()
    assert "Land survey of Somewhere" in summary["attribution"]
    low, high = (float(word) for word in summary["assumptions"]["ground"].split() if "." in word)
    assert 80 < low < high < 120
    manifest = json.loads((city_file.parent / "site" / "manifest.json").read_bytes())
    assert source in manifest["inputs"]
    assert manifest["versions"]["rasterio"] == rasterio.__version__


def test_another_raster_is_another_build(tmp_path: Path) -> None:
    city_file = write_city(tmp_path / "city")
    path = ground(city_file.parent / "ground.tif")
    add(city_file, TERRAIN)
    assert build_city(city_file, cache=Cache(None)).changed
    assert not build_city(city_file, cache=Cache(None)).changed
    ground(path, west=LON - 0.021)
    assert build_city(city_file, cache=Cache(None)).changed


def test_ground_that_may_not_be_used_or_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    city_file = write_city(tmp_path / "city")
    ground(city_file.parent / "ground.tif", west=LON + 5)
    add(city_file, TERRAIN)
    with pytest.raises(InputError, match=r"ground\.tif.*elsewhere"):
        build_city(city_file, cache=Cache(None))
    city_file.write_text(city_file.read_text().replace("CC0-1.0", "CC-BY-4.0"))
    with pytest.raises(PublicationError, match="terrain"):
        build_city(city_file, cache=Cache(None))
