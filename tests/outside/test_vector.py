from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyogrio.raw import write
from pyproj import CRS, Transformer
from shapely import Geometry, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.geojson import extract_of_geojson
from vidik.outside.reading import read_extract

CAMERA = {"man_made": "surveillance"}


def row(geometry: Geometry | dict[str, Any] | None, properties: Any = None, **more: Any) -> Any:
    shape = json.loads(shapely.to_geojson(geometry)) if isinstance(geometry, Geometry) else geometry
    return {"type": "Feature", "geometry": shape, "properties": properties, **more}


def collection(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(rows), **more}


def read(*rows: Any, **more: Any) -> Extract:
    return extract_of_geojson(collection(*rows, **more), file=Path("a.geojson"), source="s")


def saved(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


# -- GeoJSON: ids, tags ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        (row(Point(1, 2), {}), "row 1"),
        (row(Point(1, 2), None), "row 1"),
        (row(Point(1, 2), {}, id="node/123"), "node/123"),
        (row(Point(1, 2), {}, id=123), "123"),
        (row(Point(1, 2), {"@id": "node/123"}), "node/123"),
        (row(Point(1, 2), {"id": 123}), "123"),
        (row(Point(1, 2), {"id": 123, "type": "way"}), "way/123"),
        (row(Point(1, 2), {"osm_id": 123.0, "osm_type": "N"}), "node/123"),
        (row(Point(1, 2), {"@id": 123, "@type": "relation"}), "relation/123"),
        (row(Point(1, 2), {"fid": "A-7"}), "A-7"),
        (row(Point(1, 2), {"id": None}), "row 1"),
        (row(Point(1, 2), {"id": 5, "type": ["way"]}), "5"),
    ],
)
def test_ids(feature: Any, expected: str) -> None:
    (one,) = read(feature).features
    assert one.id == expected


def test_ids_that_repeat_are_told_apart() -> None:
    extract = read(*(row(Point(1, 2), {"id": 7}) for _ in range(3)))
    assert [one.id for one in extract.features] == ["7", "7, row 2", "7, row 3"]


@pytest.mark.parametrize(
    ("properties", "tags"),
    [
        ({"height": "4", "operator": "Град"}, {"height": "4", "operator": "Град"}),
        ({"height": 4, "tilt": 4.5, "count": 2.0}, {"height": "4", "tilt": "4.5", "count": "2"}),
        ({"indoor": True, "lit": False}, {"indoor": "yes", "lit": "no"}),
        ({"height": None, "name": " "}, {}),
        ({"direction": [90, 270]}, {"direction": "90;270"}),
        ({"extra": {"a": [1]}}, {"extra": '{"a": [1]}'}),
        ({"id": 5, "type": "node", "tags": {"height": "4"}}, {"height": "4"}),
        ({"tags": '{"height": "4"}'}, {"height": "4"}),
        ({"tags": "cctv, street", "height": 3}, {"tags": "cctv, street", "height": "3"}),
        ({"tags": {"height": "4"}, "height": "9", "zone": "a"}, {"height": "4", "zone": "a"}),
        ({"type": "bullet"}, {"type": "bullet"}),
    ],
)
def test_columns_become_tags(properties: dict[str, Any], tags: dict[str, str]) -> None:
    (one,) = read(row(Point(1, 2), properties)).features
    assert one.tags == tags


@pytest.mark.parametrize(
    "properties",
    [
        {"user": "Ana", "uid": 7, "changeset": 8},
        {"@user": "Ana", "@uid": 7, "@changeset": 8},
        {"osm_user": "Ana", "osm_uid": 7},
        {"meta": {"user": "Ana", "timestamp": "2020-05-01T10:00:00Z"}},
        {"tags": {"user": "Ana", "height": "4"}},
        {"deep": [{"User": "Ana"}]},
    ],
)
def test_nobody_is_named(properties: dict[str, Any]) -> None:
    assert "Ana" not in repr(read(row(Point(1, 2), properties)))


@pytest.mark.parametrize(
    "properties",
    [
        {"@timestamp": "2020-05-01T10:00:00Z"},
        {"timestamp": "2020-05-01"},
        {"meta": {"timestamp": "2020-05-01T10:00:00Z"}},
    ],
)
def test_the_day_of_the_last_change_is_kept(properties: dict[str, Any]) -> None:
    extract = read(row(Point(1, 2), properties))
    assert extract.features[0].changed == extract.dated == dt.date(2020, 5, 1)


def test_the_file_may_say_its_bounds_and_its_day() -> None:
    extract = read(row(Point(1, 2)), bbox=[0, 0, 5, 6], timestamp="2024-10-22T09:00:00Z")
    assert extract.bounds == (0, 0, 5, 6)
    assert extract.dated == dt.date(2024, 10, 22)
    assert read(row(Point(1, 2)), bbox=[0, 0, "x", 6]).bounds == (1, 2, 1, 2)
    assert read(row(Point(1, 2)), bbox=[0, 0, -9, 5, 6, 9]).bounds == (0, 0, 5, 6)


# -- GeoJSON: shapes -------------------------------------------------------------------------------


def test_shapes_that_cannot_be_read_are_rejected_with_their_text() -> None:
    extract = read(
        row(Point(1, 2)),
        row(None, id="none"),
        row({"type": "Point", "coordinates": ["1", "2"]}),
        row({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}),
        row({"type": "Circle", "coordinates": [1, 2]}),
        row(Point()),
        5,
    )
    assert len(extract.features) == 1
    assert [(r.id, r.field, r.reason) for r in extract.rejected] == [
        (name, "geometry", "no shape that can be read")
        for name in ("none", "row 3", "row 4", "row 5", "row 6", "row 7")
    ]
    assert extract.rejected[1].value == '{"type": "Point", "coordinates": ["1", "2"]}'


def test_height_above_sea_is_dropped() -> None:
    (one,) = read(row({"type": "Point", "coordinates": [1, 2, 300]})).features
    assert one.geometry == Point(1, 2)


def test_crossing_outlines_are_repaired_and_noted() -> None:
    extract = read(row(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])))
    assert extract.features[0].geometry.area == 2
    assert [r.reason for r in extract.rejected] == [
        "the outline crosses or touches itself; repaired"
    ]


def test_several_points_are_several_features() -> None:
    extract = read(
        row(MultiPoint([(1, 2), (3, 4)]), id="pole"), row(MultiPoint([(5, 6)]), id="one")
    )
    assert [one.id for one in extract.features] == ["pole/1", "pole/2", "one"]
    assert all(one.geometry.geom_type == "Point" for one in extract.features)


# -- GeoJSON: places -------------------------------------------------------------------------------


def test_a_row_off_the_globe_is_rejected_by_its_value() -> None:
    extract = read(row(Point(1, 2)), row(Point(3, 4)), row(Point(16.3, 148.2), id="x"))
    assert [(r.id, r.value, r.reason) for r in extract.rejected] == [
        ("x", "POINT (16.3 148.2)", "not a place on the globe")
    ]


def test_a_file_with_latitude_first_is_refused() -> None:
    with pytest.raises(InputError, match="most places are not on the globe") as caught:
        read(row(Point(-33.9, 151.2)), row(Point(-33.8, 151.1)))
    assert caught.value.hint == "longitude comes first"
    assert (caught.value.place, caught.value.value) == ("row 1", [-33.9, 151.2])


def test_a_file_in_metres_is_refused() -> None:
    with pytest.raises(InputError, match="not on the globe") as caught:
        read(row(Point(2776000, 8437000)), row(Point(2776100, 8437100)))
    assert caught.value.hint == "longitude and latitude, in degrees"


def test_an_old_file_may_name_its_coordinate_system() -> None:
    metres = Transformer.from_crs(4326, 3857, always_xy=True).transform(24.94, 60.17)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    (one,) = read(row(Point(*metres)), crs=crs).features
    assert (one.geometry.x, one.geometry.y) == pytest.approx((24.94, 60.17))
    crs["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert read(row(Point(24.94, 60.17)), crs=crs).features[0].geometry == Point(24.94, 60.17)


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "EPSG:999999"}}, {"type": "link"}, "EPSG:3857"]
)
def test_an_unknown_coordinate_system_is_refused(crs: Any) -> None:
    with pytest.raises(InputError, match="coordinate system"):
        read(row(Point(1, 2)), crs=crs)


# -- GeoJSON: files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [row(Point(1, 2)), collection(row(Point(1, 2))), {"type": "Point", "coordinates": [1, 2]}],
)
def test_documents(document: Any) -> None:
    assert len(extract_of_geojson(document, file=Path("a"), source="s").features) == 1


@pytest.mark.parametrize("document", [[], 5, None, {}, {"type": "Topology"}, {"type": []}])
def test_what_is_no_geojson_is_refused(document: Any) -> None:
    with pytest.raises(InputError, match="not GeoJSON"):
        extract_of_geojson(document, file=Path("a"), source="s")


LINES = [json.dumps(row(Point(i, i), {"i": i})) for i in range(3)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ndjson", "\n".join(LINES)),
        ("a.geojsonl", "\r\n".join(LINES) + "\r\n\r\n"),
        ("a.geojsonseq", "\x1e" + "\n\x1e".join(LINES)),
        ("a.geojson", "\ufeff" + json.dumps(collection(*map(json.loads, LINES)))),
        ("a.json", json.dumps(collection(*map(json.loads, LINES)), indent=1)),
    ],
)
def test_dialects(tmp_path: Path, name: str, text: str) -> None:
    extract = read_extract(saved(tmp_path / name, text), source="s")
    assert [one.tags["i"] for one in extract.features] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("name", "text", "message", "place"),
    [
        (
            "a.geojson",
            '{"type": "FeatureCollection", "features": [',
            "ends too early",
            "line 1, column 44",
        ),
        (
            "a.geojson",
            json.dumps(collection(*map(json.loads, LINES)))[:-9],
            "ends too early",
            "line 1",
        ),
        ("a.geojson", '{"type": "Feature",\n "geometry: null}', "ends too early", "line 2"),
        (
            "a.geojson",
            '{"type": "FeatureCollection",\n "features": [}',
            "not JSON",
            "line 2, column 15",
        ),
        ("a.ndjson", "\n".join([*LINES, '{"type": ']), "ends too early", "line 4"),
        ("a.ndjson", "\n".join([LINES[0], "what?", LINES[1]]), "not JSON", "line 2"),
        ("a.geojson", "[" * 100_000, "not JSON that can be read", None),
        ("a.geojson", '{"a": ' + "9" * 5000 + "}", "not JSON that can be read", None),
    ],
)
def test_broken_json_is_refused_with_its_place(
    tmp_path: Path, name: str, text: str, message: str, place: str | None
) -> None:
    path = saved(tmp_path / name, text)
    with pytest.raises(InputError, match=message) as caught:
        read_extract(path, source="s")
    assert caught.value.file == str(path)
    assert str(caught.value.place).startswith(str(place))


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes('{"name": "Užice"}'.encode("cp1250"))
    with pytest.raises(InputError, match="not text in UTF-8") as caught:
        read_extract(path, source="s")
    assert caught.value.place == "byte 11"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
GEOMETRIES = JSON | st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["Point", "LineString", "Polygon", "MultiPoint", "GeometryCollection"]
        )
    },
    optional={"coordinates": JSON, "geometries": JSON},
)
FEATURES = st.fixed_dictionaries(
    {}, optional={"geometry": GEOMETRIES, "properties": JSON, "id": JSON}
)


@given(st.lists(FEATURES | JSON, max_size=5))
def test_every_row_is_accepted_or_rejected(rows: list[Any]) -> None:
    try:
        extract = read(*rows)
    except InputError:
        return  # most rows off the globe
    ids = {one.id for one in extract.features} | {r.id for r in extract.rejected}
    assert len(extract.features) + len(extract.rejected) >= len(rows)
    assert len(ids) >= len(rows)
    assert shapely.is_valid([one.geometry for one in extract.features]).all()


# -- GeoPackage, FlatGeobuf ------------------------------------------------------------------------

SHAPES = [Point(24.94, 60.17), None, Point(24.95, 60.18)]
COLUMNS: dict[str, list[Any]] = {
    "osm_id": [1, 2, 3],
    "height": ["4", None, "5 m"],
    "user": ["Ana"] * 3,
}


def write_vector(
    path: Path,
    shapes: list[Geometry | None],
    columns: dict[str, list[Any]],
    *,
    crs: str | None = "EPSG:4326",
    kind: str = "Point",
    **options: Any,
) -> Path:
    write(
        path,
        np.array([None if s is None else shapely.to_wkb(s) for s in shapes], dtype=object),
        [np.array(v, dtype=object if isinstance(v[0], str) else None) for v in columns.values()],
        list(columns),
        geometry_type=kind,
        crs=crs,
        driver={".gpkg": "GPKG", ".fgb": "FlatGeobuf"}[path.suffix],
        SPATIAL_INDEX="NO",  # an index of FlatGeobuf allows no empty rows
        **options,
    )
    return path


@pytest.mark.parametrize("suffix", ["gpkg", "fgb"])
def test_gdal_formats(tmp_path: Path, suffix: str) -> None:
    extract = read_extract(write_vector(tmp_path / f"a.{suffix}", SHAPES, COLUMNS), source="s")
    rows = [(one.id, one.geometry.x, one.tags.get("height")) for one in extract.features]
    assert rows == [("1", 24.94, "4"), ("3", 24.95, "5 m")]
    assert [(r.id, r.field) for r in extract.rejected] == [("2", "geometry")]
    assert extract.bounds == (24.94, 60.17, 24.95, 60.18)
    assert "Ana" not in repr(extract)


@pytest.mark.parametrize("suffix", ["gpkg", "fgb"])
@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:3067", "EPSG:4326"])
def test_any_coordinate_system_becomes_degrees(tmp_path: Path, suffix: str, crs: str) -> None:
    turn = Transformer.from_crs(4326, crs, always_xy=True)
    house = box(24.94, 60.17, 24.95, 60.18)
    there = shapely.transform(house, lambda p: np.column_stack(turn.transform(p[:, 0], p[:, 1])))
    path = write_vector(
        tmp_path / f"a.{suffix}", [there], {"building": ["yes"]}, crs=crs, kind="Polygon"
    )
    (one,) = read_extract(path, source="s").features
    assert one.geometry.hausdorff_distance(house) < 1e-8


@pytest.mark.parametrize("suffix", ["gpkg", "fgb"])
@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_shapes_without_a_coordinate_system_are_refused(tmp_path: Path, suffix: str) -> None:
    path = write_vector(tmp_path / f"a.{suffix}", SHAPES, COLUMNS, crs=None)
    with pytest.raises(InputError, match="names no coordinate system"):
        read_extract(path, source="s")


def test_every_layer_of_a_geopackage_is_read(tmp_path: Path) -> None:
    path = write_vector(tmp_path / "a.gpkg", SHAPES[:1], {"id": [1]}, layer="cameras")
    write_vector(
        path, [box(24, 60, 25, 61)], {"id": [1]}, layer="houses", kind="Polygon", append=True
    )
    extract = read_extract(path, source="s")
    assert [one.id for one in extract.features] == ["1", "houses 1"]


@pytest.mark.parametrize("suffix", ["gpkg", "fgb"])
def test_a_truncated_vector_file_is_refused(tmp_path: Path, suffix: str) -> None:
    many: list[Geometry | None] = [Point(24 + i / 1000, 60) for i in range(2000)]
    names = [f"camera number {i}" for i in range(2000)]
    path = write_vector(tmp_path / f"a.{suffix}", many, {"name": names})
    whole = path.read_bytes()
    for part in (0.02, 0.3, 0.6, 0.95):
        path.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(InputError) as caught:
            read_extract(path, source="s")
        assert caught.value.file == str(path)


# -- GeoParquet ------------------------------------------------------------------------------------

NATIVE = {
    "point": [Point(1, 2), None, Point(3, 4)],
    "linestring": [LineString([(0, 0), (1, 1)]), None, LineString([(2, 2), (3, 3), (4, 5)])],
    "polygon": [box(0, 0, 9, 9) - box(2, 2, 3, 3), None, box(5, 5, 6, 6)],
    "multipolygon": [
        MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]),
        None,
        MultiPolygon([box(5, 5, 6, 6)]),
    ],
}
_POINT = pa.struct([("x", pa.float64()), ("y", pa.float64())])


def _xy(points: Any) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in points]


def _rings(polygon: Polygon) -> list[list[dict[str, float]]]:
    return [_xy(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]


def native(encoding: str) -> pa.Array:
    """Return the shapes of `NATIVE` as GeoArrow has them."""
    make: dict[str, Any] = {
        "point": lambda s: _xy(s.coords)[0],
        "linestring": lambda s: _xy(s.coords),
        "polygon": _rings,
        "multipolygon": lambda s: [_rings(part) for part in s.geoms],
    }
    depth = {"point": 0, "linestring": 1, "polygon": 2, "multipolygon": 3}[encoding]
    kind: pa.DataType = _POINT
    for _ in range(depth):
        kind = pa.list_(kind)
    return pa.array([s and make[encoding](s) for s in NATIVE[encoding]], kind)


def write_parquet(path: Path, shapes: pa.Array, encoding: str = "WKB", **column: Any) -> Path:
    rows = len(shapes)
    table = pa.table(
        {
            "geometry": shapes,
            "id": pa.array(range(rows)),
            "tags": pa.array([[("height", "4")]] * rows, pa.map_(pa.string(), pa.string())),
            "seen": pa.array([dt.date(2020, 5, 1)] * rows),
            "bbox": pa.array([{"xmin": 0.0}] * rows),
        }
    )
    covering = {"bbox": {"xmin": ["bbox", "xmin"]}}
    described = {"encoding": encoding, "geometry_types": [], "covering": covering, **column}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": described}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def wkb(*shapes: Geometry | None) -> pa.Array:
    return pa.array([None if s is None else shapely.to_wkb(s) for s in shapes], pa.binary())


def test_geoparquet(tmp_path: Path) -> None:
    shapes = wkb(Point(24.94, 60.17), None, Point(24.95, 60.18))
    extract = read_extract(write_parquet(tmp_path / "a.parquet", shapes), source="s")
    assert [(one.id, one.geometry.x) for one in extract.features] == [("0", 24.94), ("2", 24.95)]
    assert extract.features[0].tags == {"height": "4", "seen": "2020-05-01"}
    assert [(r.id, r.field) for r in extract.rejected] == [("1", "geometry")]


@pytest.mark.parametrize("encoding", NATIVE)
def test_native_encodings(tmp_path: Path, encoding: str) -> None:
    path = write_parquet(tmp_path / "a.geoparquet", native(encoding), encoding)
    extract = read_extract(path, source="s")
    expected = [shape for shape in NATIVE[encoding] if shape is not None]
    assert [one.geometry for one in extract.features] == expected
    assert [r.id for r in extract.rejected] == ["1"]


def test_geoparquet_in_another_coordinate_system(tmp_path: Path) -> None:
    crs = CRS.from_epsg(3857).to_json_dict()
    metres = Transformer.from_crs(4326, 3857, always_xy=True).transform(24.94, 60.17)
    path = write_parquet(tmp_path / "a.parquet", wkb(Point(*metres)), crs=crs)
    (one,) = read_extract(path, source="s").features
    assert (one.geometry.x, one.geometry.y) == pytest.approx((24.94, 60.17))


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"crs": None}, "names no coordinate system"),
        ({"crs": {"type": "?"}}, "a coordinate system that is not known"),
        ({"encoding": "TWKB"}, "an unknown encoding"),
        ({"encoding": "polygon"}, "shapes cannot be read"),
    ],
)
def test_geoparquet_that_cannot_be_understood_is_refused(
    tmp_path: Path, column: dict[str, Any], message: str
) -> None:
    path = write_parquet(tmp_path / "a.parquet", wkb(Point(1, 2)), **column)
    with pytest.raises(InputError, match=message):
        read_extract(path, source="s")


def test_broken_wkb_is_rejected_with_its_bytes(tmp_path: Path) -> None:
    shapes = pa.array([shapely.to_wkb(Point(1, 2)), b"\x01\x02"], pa.binary())
    extract = read_extract(write_parquet(tmp_path / "a.parquet", shapes), source="s")
    assert [(r.id, r.value) for r in extract.rejected] == [("1", "0102")]


@pytest.mark.parametrize(
    "metadata", [None, {"geo": "{"}, {"geo": "{}"}, {"geo": '{"columns": {"a": 1}}'}]
)
def test_plain_parquet_is_refused(tmp_path: Path, metadata: dict[str, str] | None) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata(metadata), path)
    with pytest.raises(InputError, match=r"GeoParquet|column of shapes"):
        read_extract(path, source="s")


def test_truncated_parquet_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", wkb(Point(1, 2)))
    whole = path.read_bytes()
    for end in range(4, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(InputError) as caught:
            read_extract(path, source="s")
        assert caught.value.file == str(path)


def test_half_a_pair_of_letters_comes_to_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    tags = {"name": "a\ud800b", "operator": "\u202ex", "\ud800k": "v"}
    place = {"type": "Point", "coordinates": [19.8, 45.2]}
    path.write_text(json.dumps({"type": "Feature", "properties": tags, "geometry": place}))
    (feature,) = read_extract(path, source="s").features
    assert feature.tags == {"name": "ab", "operator": "x", "k": "v"}


def test_json_that_is_no_geojson_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"lat": 45.2, "lon": 19.8}]')
    with pytest.raises(InputError, match="saved as CSV"):
        read_extract(path, source="s")
    path.write_text('{"spatialReference": {"wkid": 102100}, "features": [{"attributes": {}}]}')
    with pytest.raises(InputError, match="f=geojson"):
        read_extract(path, source="s", format="geojson")
