"""GeoParquet with its areas packed: the same rows as read one by one."""

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
from pyproj import CRS
from shapely import Geometry, LineString, MultiPolygon, Point, Polygon, box

from tests.outside.packing import packed, same_packed, unpacked
from vidik.errors import InputError
from vidik.outside import areas
from vidik.outside.reading import read_extract, read_outlines
from vidik.outside.wkb import areas_of_wkb

YARD = box(0, 0, 9, 9) - box(3, 3, 6, 6)
ROWS: list[Geometry | bytes | None] = [
    box(0, 0, 1, 1),
    YARD,
    MultiPolygon([box(20, 0, 25, 5), YARD]),
    MultiPolygon([box(20, 0, 25, 5), box(22, 2, 27, 7)]),
    Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
    Polygon([(0, 0), (0, 0), (5, 0), (5, 5), (5, 5)]),
    Polygon([(0, 0), (2, 0), (4, 0), (4, 4), (2, 2)]),
    Polygon([(0, 0), (1, 0), (2, 0)]),
    Polygon([(0, 0), (9, 0), (9, 9)], [[(8, 1), (9, 3), (8, 3)]]),
    Polygon(),
    MultiPolygon(),
    Point(1, 2),
    LineString([(0, 0), (1, 1)]),
    None,
    b"",
    b"no shape",
    box(500, 0, 501, 1),
    box(0, 0, float("nan"), 1),
    shapely.force_3d(box(2, 2, 3, 3), 7.0),
]


def wkb(shape: Geometry | bytes | None, **how: Any) -> bytes | None:
    return shape if shape is None or isinstance(shape, bytes) else shapely.to_wkb(shape, **how)


def saved(
    path: Path, shapes: list[Any], *, group: int = 1000, column: Any = None, **columns: Any
) -> Path:
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], **(column or {})}},
    }
    encoded = pa.array([wkb(shape) for shape in shapes], pa.binary())
    table = pa.table({"geometry": encoded, **columns})
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), path, row_group_size=group
    )
    return path


@pytest.mark.parametrize("at_once", [3, 1000])
def test_every_kind_of_row(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(areas, "_ROWS", at_once)
    fast = same_packed(saved(tmp_path / "a.parquet", ROWS, group=7))
    assert len(fast.outlines) == 7
    assert {"row 4", "row 5"} <= {feature.id for feature in fast.features}  # repaired


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
@pytest.mark.parametrize("again", [(), (1,), (8, 1), (2, 2, 3)])
def test_ids_that_come_again_much_later(tmp_path, monkeypatch, at_once, again):
    monkeypatch.setattr(areas, "_ROWS", at_once)
    ids = [f"way/{number}" for number in (*range(1, 10), *again, 10, *again)]
    shapes = [box(number, 0, number + 1, 1) for number in range(len(ids))]
    fast = same_packed(saved(tmp_path / "a.parquet", shapes, group=4, id=ids))
    assert len(set(fast.outlines.ids)) == len(ids)


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing(tmp_path, monkeypatch, threads):
    monkeypatch.setattr(areas, "_ROWS", 5)
    path = saved(tmp_path / "a.parquet", ROWS * 5)
    ids = [feature.id for feature in unpacked(packed(path, threads=threads))]
    assert ids == sorted(feature.id for feature in read_extract(path, source="s").features)


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["way/1", "way/2", "way/1", "way/3"]},
        {"id": ["a b", " a ", "", None]},
        {"id": [7, 8, 7, 9]},
        {"id": [7.0, None, 8.0, 9.5]},
        {"osm_id": [7, 8, 9, 9], "osm_type": ["way", "n", "relation", "street"]},
        {"@id": [None, "x", "y", "1"], "id": ["7", "8", "9", "10"], "@type": ["way"] * 4},
        {"fid": ["-12", "12", "1-2", "٣"]},
        {"building": ["yes", None, "house", "yes"], "height": [3.0, 4.5, float("nan"), None]},
        {"building": [True, False, None, True], "levels": [1, 2, 2, None]},
        {"type": ["way", "bullet", "node", None], "building": ["yes"] * 4},
        {
            "tags": ['{"building": "yes", "height": "4"}', "cctv", None, "{broken"],
            "height": [9] * 4,
        },
        {"tags": [[("building", "yes")], [], None, [("user", "Ana")]]},
        {"names": [{"primary": "Kula"}, None, {"primary": None}, {"primary": "B"}]},
        {"user": ["Ana"] * 4, "osm_uid": [1] * 4, "@changeset": [2] * 4, "building": ["yes"] * 4},
        {
            "timestamp": [
                dt.datetime(2020, 5, 1, 23, 59, tzinfo=dt.UTC),
                None,
                dt.datetime(2021, 5, 1, tzinfo=dt.UTC),
                None,
            ]
        },
        {"timestamp": ["2020-05-01T10:00:00Z", "soon", None, "2019-01-01"]},
        {"meta": [{"timestamp": "2020-05-01T10:00:00Z"}] * 4},
        {"none": pa.nulls(4), "blob": [b"x", b"y", None, b""]},
        {
            "day": [dt.date(2020, 1, 1)] * 4,
            "word": pa.array(["a", "b", "a", None]).dictionary_encode(),
        },
    ],
    ids=lambda columns: " ".join(columns),
)
def test_columns_say_the_same(tmp_path, columns):
    kind = (
        pa.map_(pa.string(), pa.string())
        if isinstance(columns.get("tags", [""])[0], list)
        else None
    )
    if kind is not None:
        columns = {"tags": pa.array(columns["tags"], kind)}
    same_packed(
        saved(
            tmp_path / "a.parquet",
            [box(i, 0, i + 1, 1) for i in range(3)] + [Point(1, 2)],
            **columns,
        )
    )


def test_only_the_tags_that_are_asked_for(tmp_path):
    path = saved(tmp_path / "a.parquet", [box(0, 0, 1, 1)], building=["yes"], name=["Kula"])
    (part,) = read_outlines(path, source="s", wanted={"building"}.__contains__)
    assert part.outlines.tag_sets == ({"building": "yes"},)


@pytest.mark.parametrize("crs", ["EPSG:32634", "OGC:CRS84", "EPSG:3857"])
def test_any_coordinate_system(tmp_path, crs):
    shapes = [box(4e5 + i, 5e6, 4e5 + i + 1, 5e6 + 1) for i in range(3)]
    if crs == "OGC:CRS84":
        shapes = [box(i, 0, i + 1, 1) for i in range(3)]
    column = {"crs": CRS.from_user_input(crs).to_json_dict()}
    same_packed(saved(tmp_path / "a.parquet", [*shapes, Point(4, 5)], column=column))


def test_native_shapes_come_packed_too(tmp_path):
    points = pa.StructArray.from_arrays(
        [pa.array([0.0, 1, 1, 0]), pa.array([0.0, 0, 1, 0])], ["x", "y"]
    )
    rings = pa.ListArray.from_arrays(pa.array([0, 4], pa.int32()), points)
    column = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), rings)
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "polygon"}},
    }
    table = pa.table({"geometry": column}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet")
    assert len(same_packed(tmp_path / "a.parquet").outlines) == 1


def test_most_places_off_the_globe_are_refused_in_the_same_words(tmp_path):
    path = saved(tmp_path / "a.parquet", [box(500, 0, 501, 1)] * 2 + [box(0, 0, 1, 1)])
    with pytest.raises(InputError) as slow:
        read_extract(path, source="s")
    with pytest.raises(InputError) as fast:
        packed(path)
    assert str(fast.value) == str(slow.value)


@pytest.mark.parametrize(
    "change", [{"encoding": "wkx"}, {"crs": None}, {"crs": {"type": "none"}}, None]
)
def test_faults_of_the_whole_file_are_told_in_the_same_words(tmp_path, change):
    path = saved(tmp_path / "a.parquet", [box(0, 0, 1, 1)] * 9, column=change)
    if change is None:
        path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError) as slow:
        read_extract(path, source="s")
    with pytest.raises(InputError) as fast:
        packed(path)
    assert str(fast.value) == str(slow.value)


# -- a part of the world ---------------------------------------------------------------------------


def covered(path: Path, shapes: list[Geometry], group: int) -> Path:
    sides = ("xmin", "ymin", "xmax", "ymax")
    corners = shapely.bounds(shapes)
    boxes = pa.StructArray.from_arrays(list(corners.T.copy()), list(sides))
    column = {"covering": {"bbox": {side: ["bbox", side] for side in sides}}}
    return saved(path, shapes, group=group, column=column, bbox=boxes)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20),
    st.tuples(*[st.integers(-1, 10)] * 4),
    st.integers(1, 6),
)
def test_a_box_gives_what_meets_it(tmp_path_factory, places, corners, group):
    (x0, x1), (y0, y1) = sorted(corners[:2]), sorted(corners[2:])
    shapes = [box(x, y, x + 1, y + 1) for x, y in places]
    path = covered(tmp_path_factory.mktemp("box") / "a.parquet", shapes, group)
    parts = list(read_outlines(path, source="s", box=(x0, y0, x1, y1)))
    ids = [object_id for part in parts for object_id in part.outlines.ids]
    window = shapely.box(x0, y0, x1, y1)
    assert ids == [f"row {i}" for i, s in enumerate(shapes, 1) if s.intersects(window)]


def test_groups_of_rows_that_lie_elsewhere_are_not_read(tmp_path, monkeypatch):
    path = covered(tmp_path / "a.parquet", [box(i, 0, i + 0.5, 1) for i in range(50)], 10)
    read: list[int] = []
    before = pq.ParquetFile.iter_batches

    def noting(file, *args, row_groups, **more):
        read.extend(row_groups)
        return before(file, *args, row_groups=row_groups, **more)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", noting)
    (part,) = read_outlines(path, source="s", box=(21.2, 0, 22.2, 1))
    assert read == [2]
    assert part.outlines.ids == ("row 22", "row 23")


# -- well-known binary -----------------------------------------------------------------------------


@pytest.mark.parametrize("byte_order", [0, 1])
@pytest.mark.parametrize("flavor", ["extended", "iso"])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_both_orders_of_bytes_and_heights_that_are_dropped(byte_order, flavor, dimensions):
    shapes = [YARD, MultiPolygon([box(20, 0, 25, 5), YARD])]
    how = {"byte_order": byte_order, "flavor": flavor, "output_dimension": dimensions}
    raised = [shapely.force_3d(s, 5.0) for s in shapes] if dimensions == 3 else shapes
    polygons, counts = areas_of_wkb(pa.array([wkb(s, **how) for s in raised], pa.binary()))
    assert counts.tolist() == [1, 2]
    assert polygons.shapes().tolist() == shapely.get_parts(shapes).tolist()


@given(st.data())
def test_damaged_bytes_are_never_read_as_something_else(data):
    whole = bytearray(shapely.to_wkb(data.draw(st.sampled_from([YARD, MultiPolygon([YARD])]))))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, min(40, len(whole) - 1)))] = data.draw(st.integers(0, 255))
    damaged = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    polygons, counts = areas_of_wkb(pa.array([damaged, bytes(shapely.to_wkb(YARD))], pa.binary()))
    assert counts[1] == 1
    if counts[0]:
        theirs = shapely.get_parts(shapely.force_2d(shapely.from_wkb(damaged)))
        ours = polygons.shapes()[: counts[0]]
        assert [shapely.to_wkb(s) for s in ours] == [shapely.to_wkb(s) for s in theirs]


def test_a_slice_of_a_column_is_read_where_it_lies():
    column = pa.array([wkb(box(i, 0, i + 1, 1)) for i in range(5)], pa.binary())[2:4]
    polygons, counts = areas_of_wkb(column)
    assert counts.tolist() == [1, 1]
    assert polygons.vertices.min(axis=0).tolist() == [2, 0]
    assert np.array_equal(areas_of_wkb(pa.array([1, 2]))[1], [0, 0])
