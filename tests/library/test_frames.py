"""GeoDataFrames in and out: the same as files, in any coordinate system."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import vidik
from tests.library.rows import ROWS, feature, write

geopandas = pytest.importorskip("geopandas")
pandas = pytest.importorskip("pandas")

BOX = (19.998, 43.998, 20.003, 44.002)


def frame_of(rows: list[Any] = ROWS) -> Any:
    """Return rows of GeoJSON as a GeoDataFrame."""
    return geopandas.GeoDataFrame.from_features(rows, crs="EPSG:4326")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("town") / "town.geojson")


def parts(data: Any) -> tuple[vidik.Cameras, vidik.Buildings, vidik.WatchedStreets]:
    source = vidik.read(data, key="town")
    place = vidik.read_place(source, boundary=BOX, name="Town")
    cameras = vidik.read_cameras(source, place=place)
    buildings = vidik.read_buildings(source, place=place)
    views = vidik.views(cameras, buildings)
    return cameras, buildings, vidik.watched(vidik.read_streets(source, place=place), views)


def test_a_geodataframe_is_as_good_as_a_file(town: Path) -> None:
    of_file, of_frame = parts(town), parts(frame_of())
    assert of_frame[0].cameras == of_file[0].cameras
    assert of_frame[1].footprints.vertices.tobytes() == of_file[1].footprints.vertices.tobytes()
    np.testing.assert_array_equal(of_frame[1].footprints.height, of_file[1].footprints.height)
    assert of_frame[2].total_m == of_file[2].total_m
    assert of_frame[2].rejected == of_file[2].rejected


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "fgb"])
def test_and_as_the_file_that_it_is_written_to(tmp_path: Path, suffix: str) -> None:
    frame = frame_of().query("id.str.startswith('c')")
    path = tmp_path / f"town.{suffix}"
    frame.to_parquet(path) if suffix == "parquet" else frame.to_file(path)
    of_file = vidik.read_cameras(vidik.read(path, key="town"))
    assert vidik.read_cameras(vidik.read(frame, key="town")).cameras == of_file.cameras


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32634", "EPSG:3395"])
def test_the_coordinate_system_changes_nothing(town: Path, crs: str) -> None:
    here, there = parts(town), parts(frame_of().to_crs(crs))
    for one, other in zip(here[0].cameras, there[0].cameras, strict=True):
        assert one.id == other.id
        assert abs(one.lon - other.lon) < 1e-9
        assert abs(one.lat - other.lat) < 1e-9
    far = np.abs(here[1].footprints.vertices - there[1].footprints.vertices).max()
    assert far <= 1 / 1024, "corners lie on the same grid, but for rounding"
    for level, span in here[2].total_m.items():
        assert there[2].total_m[level].most == pytest.approx(span.most, abs=0.05)


def test_tables_come_in_any_coordinate_system_and_go_back(town: Path) -> None:
    cameras, buildings, watched = parts(town)
    for result in (cameras, buildings, watched):
        degrees, metres = result.to_geodataframe(), result.to_geodataframe(crs="EPSG:32634")
        assert degrees.crs == "EPSG:4326"
        assert metres.crs == "EPSG:32634"
        same = degrees.to_crs(metres.crs)
        assert (metres.geometry.hausdorff_distance(same.geometry) < 1e-6).all()
        assert list(degrees.drop(columns="geometry")) == list(result.to_dataframe())


def test_a_table_carries_its_units_sources_and_assumptions(town: Path) -> None:
    cameras, buildings, watched = parts(town)
    table = watched.to_dataframe()
    total = watched.total_m["detect"]
    assert table["detect_least_m"].sum() == pytest.approx(total.least)
    assert table["detect_expected_m"].sum() == pytest.approx(total.expected)
    assert table["detect_most_m"].sum() == pytest.approx(total.most)
    assert table.attrs["credit"] == watched.credit
    assert table.attrs["assumptions"]["target"] == "1.6 m"
    json.dumps(table.attrs)  # so that Parquet can keep them
    known = cameras.to_dataframe().set_index("id")
    assert known.loc["town:c4", "direction_start_deg"] == 45.0
    assert known.loc["town:c2", "height_expected_m"] == 4.0
    assert np.isnan(known.loc["town:c1", "height_most_m"])
    walls = buildings.to_geodataframe().set_index("id")
    assert walls.loc["town:b1", "height_least_m"] == 5.0
    assert walls["area_m2"].to_numpy() == pytest.approx(walls.to_crs("EPSG:32634").area, rel=2e-3)


def test_views_are_classes_of_probability(town: Path) -> None:
    cameras, buildings, _ = parts(town)
    views = vidik.views(cameras, buildings)
    table = views.to_geodataframe(level="detect")
    assert set(table["level"]) == {"detect"}
    assert set(table["camera"]) <= set(views.views.ids)
    assert (table["probability_above"] < table["probability_up_to"]).all()
    assert table.geometry.is_valid.all()
    areas = table.to_crs("EPSG:32634").area.to_numpy()
    assert table["area_m2"].to_numpy() == pytest.approx(areas, rel=2e-3)
    assert len(views.to_dataframe()) > len(views.to_dataframe(level="detect")) == len(table)
    with pytest.raises(vidik.InputError, match="no such level"):
        views.to_geodataframe(level="blurry")


def test_overlap_and_public_space_as_tables(town: Path) -> None:
    cameras, buildings, _ = parts(town)
    views = vidik.views(cameras, buildings)
    overlap = vidik.overlap(views, level="detect")
    table = overlap.to_dataframe()
    assert table["possible_m2"].is_monotonic_decreasing
    shapes = overlap.to_geodataframe(level="detect", crs="EPSG:32634")
    assert shapes.area.sum() == pytest.approx(table["possible_m2"][0], rel=5e-3)
    ground = vidik.read_public_space(town, buildings)
    table = vidik.coverage(ground, views).to_dataframe().set_index("level")
    assert list(table.index) == list(views.levels)
    assert (table["least_m2"] <= table["expected_m2"]).all()
    assert (table["most_share"] <= 1.0).all()
    assert ground.to_geodataframe()["open_m2"].sum() > 0.0


def test_who_could_see_a_point_as_a_table(town: Path) -> None:
    cameras, buildings, _ = parts(town)
    table = vidik.views(cameras, buildings).at(20.0, 44.0).to_dataframe()
    assert table["distance_m"].is_monotonic_increasing
    assert table["detect_probability"].between(0.0, 1.0).all()


def test_values_of_pandas_are_values_of_tags() -> None:
    rows = [
        feature("1", "Point", [(0, 0)], man_made="surveillance"),
        feature("2", "Point", [(1, 0)], man_made="surveillance"),
    ]
    frame = frame_of(rows).assign(
        height=[4.0, float("nan")],
        count=np.array([2, 1]),
        indoor=[True, False],
        check_date=[pandas.Timestamp("2024-05-31"), pandas.NaT],
        note=pandas.array([None, "x"], dtype="string"),
    )
    first, second, third = vidik.read_cameras(frame).cameras
    assert first.tags["height"] == "4"
    assert (first.tags["indoor"], third.tags["indoor"]) == ("yes", "no")
    assert first.checked == dt.date(2024, 5, 31)
    assert second.id == "frame:1#2"
    assert third.tags.keys() == {"man_made", "count", "indoor", "note"}


def test_an_index_with_a_name_is_a_column() -> None:
    frame = frame_of(ROWS[8:]).drop(columns="id")
    keys = [("node", i) for i in range(len(frame))]
    frame.index = pandas.MultiIndex.from_tuples(keys, names=["element", "id"])
    assert vidik.read_cameras(frame).cameras[0].id == "frame:node/0"


def test_a_boundary_may_be_a_geodataframe_in_metres(town: Path) -> None:
    area = geopandas.GeoDataFrame(geometry=[shapely.box(*BOX)], crs="EPSG:4326")
    place = vidik.read_place(town, boundary=area.to_crs("EPSG:32634"))
    assert place.boundary.bounds == pytest.approx(BOX, abs=1e-5)


def test_frames_that_cannot_be_read_are_refused(town: Path) -> None:
    frame = frame_of()
    with pytest.raises(vidik.InputError, match=r"GeoDataFrame: crs: names no.*set_crs"):
        vidik.read_cameras(frame.set_crs(None, allow_override=True))
    with pytest.raises(vidik.InputError, match="has no column of shapes"):
        vidik.read_cameras(geopandas.GeoDataFrame({"man_made": ["surveillance"]}))
    with pytest.raises(vidik.InputError, match=r"neither a path nor a GeoDataFrame.*DataFrame"):
        vidik.read_cameras(pandas.DataFrame(frame.drop(columns="geometry")))
    with pytest.raises(vidik.InputError, match="two columns have one name: 'height'"):
        vidik.read_cameras(frame.assign(tall="1").rename(columns={"tall": "height"}))
    swapped = frame.set_geometry(shapely.transform(frame.geometry.array, lambda xy: xy[:, ::-1]))
    place = vidik.read_place(town)
    with pytest.raises(vidik.InputError, match="longitude and latitude swapped"):
        vidik.read_cameras(swapped.set_crs("EPSG:4326"), place=place)
    elsewhere = frame.to_crs("EPSG:3857").set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(vidik.InputError, match=r"row 1.*in degrees"):
        vidik.read_buildings(elsewhere)


def test_rows_without_a_shape_are_not_lost() -> None:
    frame = frame_of(ROWS[8:])
    frame.loc[0, "geometry"] = None
    cameras = vidik.read_cameras(frame)
    assert [(row.id, row.field) for row in cameras.rejected if row.field == "geometry"] == [
        ("c1", "geometry")
    ]


def test_what_the_caller_gave_is_left_as_it_was() -> None:
    frame = frame_of()
    before = frame.copy()
    vidik.read_cameras(frame)
    assert frame.equals(before)
    assert list(frame) == list(before)
