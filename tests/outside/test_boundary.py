from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from vidik.errors import SettingsError
from vidik.outside.boundary import check_boundary_meets_data, read_boundary

SQUARE = [[[24.0, 60.0], [25.0, 60.0], [25.0, 61.0], [24.0, 61.0], [24.0, 60.0]]]
ISLAND = [[[26.0, 60.0], [27.0, 60.0], [27.0, 61.0], [26.0, 60.0]]]


def polygon(coordinates: object = SQUARE) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def read(folder: Path, document: object) -> Polygon | MultiPolygon | None:
    (folder / "b.geojson").write_text(json.dumps(document), encoding="utf-8")
    return read_boundary("b.geojson", city_file=folder / "city.toml")


def test_data_and_boxes() -> None:
    city_file = Path("city.toml")
    assert read_boundary("data", city_file=city_file) is None
    assert read_boundary((24.0, 60.0, 25.0, 61.0), city_file=city_file) == box(24, 60, 25, 61)


@pytest.mark.parametrize(
    "document",
    [
        polygon(),
        feature(polygon()),
        {"type": "FeatureCollection", "features": [feature(polygon())]},
        {"type": "GeometryCollection", "geometries": [polygon()]},
        {"type": "MultiPolygon", "coordinates": [SQUARE]},
        polygon() | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC::CRS84"}}},
    ],
)
def test_every_form_of_geojson_gives_the_same_area(tmp_path: Path, document: object) -> None:
    area = read(tmp_path, document)
    assert area is not None
    assert area.equals(box(24, 60, 25, 61))


def test_several_polygons_are_one_boundary(tmp_path: Path) -> None:
    document = {
        "type": "FeatureCollection",
        "features": [feature(polygon(c)) for c in (SQUARE, ISLAND)],
    }
    area = read(tmp_path, document)
    assert isinstance(area, MultiPolygon)
    assert len(area.geoms) == 2


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "not GeoJSON"),
        ({}, "Polygons"),
        ({"type": "Point", "coordinates": [24, 60]}, "'Point'"),
        ({"type": "FeatureCollection"}, "features: should be a list"),
        ({"type": "FeatureCollection", "features": [1]}, "features: should be a list"),
        ({"type": "FeatureCollection", "features": []}, "no polygon in it"),
        (feature(None), "geometry: has no geometry"),
        (
            {"type": "FeatureCollection", "features": [feature({"type": "LineString"})]},
            "features[0].geometry.type",
        ),
        (polygon("x"), "coordinates: not a polygon"),
        (polygon([]), "not a polygon"),
        (polygon([[[24, 60], [25, 60]]]), "not a polygon"),
        (polygon([[[24, 60], [25, float("inf")], [25, 61], [24, 60]]]), "not a polygon"),
        (polygon([[[24, 60], [25, 61], [25, 60], [24, 61], [24, 60]]]), "Self-intersection"),
        (polygon([[[60, 124], [60, 125], [61, 125], [60, 124]]]), "swapped"),
        (polygon([[[400, 60], [401, 60], [401, 61], [400, 60]]]), "not on the globe"),
        (polygon([[[-179, 60], [179, 60], [179, 61], [-179, 60]]]), "antimeridian"),
        (
            {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[179, 60], [180, 60], [180, 61], [179, 60]]],
                    [[[-180, 60], [-179, 60], [-180, 61], [-180, 60]]],
                ],
            },
            "antimeridian",
        ),
        (polygon() | {"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}}, "WGS 84"),
    ],
)
def test_bad_boundaries_are_refused_with_a_reason(
    tmp_path: Path, document: object, words: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, document)
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "b.geojson"))


def test_broken_json_is_placed(tmp_path: Path) -> None:
    (tmp_path / "b.geojson").write_text('{"type":\n "Polygon"', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"line 2, column 11: not JSON"):
        read_boundary("b.geojson", city_file=tmp_path / "city.toml")
    (tmp_path / "b.geojson").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not"):
        read_boundary("b.geojson", city_file=tmp_path / "city.toml")
    (tmp_path / "b.geojson").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(SettingsError, match="not GeoJSON"):
        read_boundary("b.geojson", city_file=tmp_path / "city.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_boundary(".", city_file=tmp_path / "city.toml")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(coordinates=anything)
def test_any_coordinates_give_an_area_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, coordinates: object
) -> None:
    try:
        read(tmp_path_factory.mktemp("b"), polygon(coordinates))
    except SettingsError:
        return
    pytest.fail("nothing that is drawn here is a polygon")


def test_a_boundary_outside_the_data_is_refused() -> None:
    data, city_file = (24.0, 60.0, 25.0, 61.0), Path("city.toml")
    check_boundary_meets_data(box(24.5, 60.5, 30, 70), data, city_file=city_file)
    with pytest.raises(SettingsError, match="swapped"):
        check_boundary_meets_data(box(60.1, 24.1, 60.2, 24.2), data, city_file=city_file)
    with pytest.raises(SettingsError, match=r"the data lie within \[24"):
        check_boundary_meets_data(box(0, 0, 1, 1), data, city_file=city_file)
