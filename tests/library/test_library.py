"""What `import vidik` offers, on a made-up town in files."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

import vidik
from tests.library.rows import ROWS, WATCHES, feature, write
from tests.shared_data import ROOT

BOX = (19.998, 43.998, 20.003, 44.002)


def figures(path: Path) -> tuple[object, ...]:
    """Return all that the town's rows say, and what follows from it."""
    data = vidik.read(path, key="town")
    place = vidik.read_place(data, boundary=BOX, name="Town")
    cameras = vidik.read_cameras(data, place=place)
    buildings = vidik.read_buildings(data, place=place)
    views = vidik.views(cameras, buildings, threads=1)
    watched = vidik.watched(vidik.read_streets(data, place=place), views, threads=1)
    ground = vidik.read_public_space(data, buildings, threads=1)
    return (
        cameras.cameras,
        list(buildings.footprints.ids),
        buildings.footprints.vertices.tobytes(),
        views.views.vertices.tobytes(),
        watched.total_m,
        ground.by_kind_m2,
        vidik.coverage(ground, views, threads=1).coverage,
        sorted(watched.rejected),
    )


@settings(max_examples=6)
@given(order=st.permutations(range(len(ROWS))))
def test_the_order_of_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    shuffled = write(folder / "town.geojson", [ROWS[i] for i in order])
    assert figures(shuffled) == figures(write(folder / "sorted.geojson"))


def test_importing_loads_nothing_that_is_not_asked_for() -> None:
    code = "import sys, vidik; dir(vidik); print([m for m in sys.modules if m[:6] == 'vidik.'])"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(made.stdout) == []
    code = "import sys, vidik; vidik.views; print('matplotlib' in sys.modules)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "False"


def test_every_name_is_there_and_typed() -> None:
    assert set(vidik.__all__) == {*vidik._HOME, "__version__"}
    assert all(getattr(vidik, name) is not None for name in vidik.__all__)
    tree = ast.parse((ROOT / "src" / "vidik" / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        f"{alias.name} {node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vidik.")
        for alias in node.names
    }
    assert typed == {f"{name} vidik.{home}" for name, home in vidik._HOME.items()}
    with pytest.raises(AttributeError, match="no attribute 'track'"):
        vidik.track  # noqa: B018 - asking for it is what raises


def test_what_is_not_said_stays_a_range(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    unknown = next(c for c in cameras.cameras if c.id == "town:c1")
    assert (unknown.axis, unknown.height, unknown.tilt, unknown.lens) == (None,) * 4
    assert buildings.roofs_unknown == 1
    views = vidik.views(cameras, buildings)
    share = vidik.watched(vidik.read_streets(path), views).share["detect"]
    assert 0.0 <= share.least < share.expected < share.most <= 1.0
    assert views.assumptions["ground"] == "level"
    rejected = {(row.id, row.field, row.value) for row in views.rejected}
    assert rejected == {("c5", "camera:direction", "somewhere"), ("c5", "height", "tall")}


def test_sources_of_several_files_stand_side_by_side(tmp_path: Path) -> None:
    walls = write(tmp_path / "walls.geojson", ROWS[:8])
    one = write(tmp_path / "a list.geojson", ROWS[8:11])
    two = vidik.read(
        write(tmp_path / "other.geojson", ROWS[11:]),
        key="citizens",
        name="A list by citizens",
        licence="CC-BY-4.0",
        attribution="Citizens",
    )
    cameras = vidik.read_cameras([one, two])
    assert {camera.id.partition(":")[0] for camera in cameras.cameras} == {"a_list", "citizens"}
    views = vidik.views(cameras, vidik.read_buildings(walls))
    assert [source.key for source in views.sources] == ["walls", "a_list", "citizens"]
    assert "walls.geojson (nobody said on what terms)" in views.credit
    assert "A list by citizens (CC-BY-4.0)" in repr(views)


def test_places_of_the_deny_list_are_in_no_result(tmp_path: Path) -> None:
    shelter = {"amenity": "social_facility", "social_facility": "shelter", "name": "Refuge"}
    door = feature("c7", "Point", [(30, 25)], **WATCHES, height="odd")
    house = feature("b3", "Polygon", [(20, 20), (70, 20), (70, 60), (20, 60)], building="yes")
    house["properties"].update(shelter)
    rows = [house, *(row for row in ROWS if row["properties"]["id"] != "b3"), door]
    path = write(tmp_path / "town.geojson", rows)
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    assert {"town:c3", "town:c7"}.isdisjoint(camera.id for camera in cameras.cameras)
    assert cameras.withheld == 2
    assert len(buildings) == 5, "its walls still hide what is behind them"
    assert not any(row.id == "c7" for row in cameras.rejected)
    # nor if the list of cameras is another file than that which knows of the shelter
    apart = write(tmp_path / "apart.geojson", [row for row in rows if row is not house])
    views = vidik.views(vidik.read_cameras(apart), buildings)
    assert {"apart:c3", "apart:c7"}.isdisjoint(views.views.ids)


def test_cameras_beyond_the_walls_are_counted_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    far = feature("far", "Point", [(5000, 0)], **WATCHES, height="odd")
    cameras = vidik.read_cameras(write(tmp_path / "far.geojson", [*ROWS[8:], far]))
    views = vidik.views(cameras, vidik.read_buildings(path))
    assert "far:far" not in views.views.ids
    assert [row.value for row in views.rejected if row.id == "*"] == ["1 cameras"]
    assert not any(row.id == "far" for row in views.rejected)


def test_made_up_cameras_never_lose_their_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    buildings, streets = vidik.read_buildings(path), vidik.read_streets(path)
    made_up = vidik.synthetic_cameras(buildings, streets, count=5, seed=3)
    again = vidik.synthetic_cameras(buildings, streets, count=5, seed=3)
    assert made_up.cameras == again.cameras
    watched = vidik.watched(streets, vidik.views(made_up, buildings))
    assert watched.synthetic
    assert "watched by made-up cameras" in repr(watched)
    assert "5 made-up cameras, seed 3 (made up, unknown)" in repr(watched)
    assert "Made-up cameras" in watched.credit
    for wrong in ({"count": 0, "seed": 1}, {"count": 1, "seed": -1}):
        with pytest.raises(vidik.InputError, match="must be at least"):
            vidik.synthetic_cameras(buildings, streets, **wrong)


def test_an_own_table_of_optics_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    ours = (ROOT / "src" / "vidik" / "data" / "optics.toml").read_text(encoding="utf-8")
    table = tmp_path / "optics.toml"
    table.write_text(ours.replace('version = "', 'version = "mine, '), encoding="utf-8")
    views = vidik.views(cameras, buildings, optics=table, max_reach_m=30.0)
    assert str(views.assumptions["optics"]).startswith("mine, ")
    assert views.assumptions["reach"] == "up to 30 m"
    assert views.views.reach.max() <= 30.0
    same = vidik.views(cameras, buildings, optics=views.optics)
    assert same.optics == views.optics


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"wall_m": -1.0}, "wall_m.*-1"),
        ({"outward_share": 2.0}, "outward_share.*2"),
        ({"max_reach_m": 0.0}, "max_reach_m"),
        ({"optics": "no such table.toml"}, "no such table.toml.*cannot be read"),
        ({"heights": "no such table.toml"}, "no such table.toml.*cannot be read"),
    ],
)
def test_what_cannot_be_assumed_is_refused(
    tmp_path: Path, wrong: dict[str, object], message: str
) -> None:
    path = write(tmp_path / "town.geojson")
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    with pytest.raises(vidik.InputError, match=message):
        vidik.views(cameras, buildings, **wrong)


def test_bad_data_are_refused_with_file_row_field_and_value(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    with pytest.raises(vidik.InputError, match=r"nowhere\.geojson: no such file"):
        vidik.read_cameras(tmp_path / "nowhere.geojson")
    with pytest.raises(vidik.InputError, match="neither a path nor a GeoDataFrame: 'int'"):
        vidik.read_cameras(7)
    with pytest.raises(vidik.InputError, match="no data were given"):
        vidik.read_buildings([])
    with pytest.raises(vidik.InputError, match=r"two sources have one key.*vidik\.read"):
        vidik.read_cameras([path, path])
    with pytest.raises(vidik.InputError, match=r"town\.geojson: key.*'Not a key'"):
        vidik.read(path, key="Not a key")
    with pytest.raises(vidik.InputError, match="read already"):
        vidik.read(vidik.read(path), name="Later")
    walls = write(tmp_path / "walls.geojson", ROWS[:5])
    with pytest.raises(
        vidik.InputError, match=r"walls\.geojson: b0: none of its 5 rows.*every_row"
    ):
        vidik.read_cameras(walls)


def test_a_list_of_nothing_but_cameras(tmp_path: Path) -> None:
    rows = [feature("k", "Point", [(0, 0)], direction="90"), feature("l", "Point", [(9, 0)])]
    path = write(tmp_path / "list.geojson", rows)
    with pytest.raises(vidik.InputError, match="none of its 2 rows says that it is a camera"):
        vidik.read_cameras(path)
    cameras = vidik.read_cameras(path, every_row=True)
    assert [camera.id for camera in cameras.cameras] == ["list:k", "list:l"]


def test_coordinates_that_are_swapped_are_refused(tmp_path: Path) -> None:
    rows = json.loads(json.dumps(ROWS[8:]))
    for row in rows:
        row["geometry"]["coordinates"].reverse()
    place = vidik.read_place(write(tmp_path / "town.geojson"))
    with pytest.raises(vidik.InputError, match=r"swapped\.geojson.*longitude and latitude swapped"):
        vidik.read_cameras(write(tmp_path / "swapped.geojson", rows), place=place)


@pytest.mark.parametrize(
    ("boundary", "message"),
    [
        ((20.0, 44.0), "boundary"),
        ((20.1, 44.0, 20.0, 44.1), "antimeridian"),
        ((10.0, 10.0, 11.0, 11.0), "outside the data"),
        ("no such boundary.geojson", "no such file"),
        (42, "no boundary.*int"),
    ],
)
def test_a_boundary_that_is_none_is_refused(tmp_path: Path, boundary: object, message: str) -> None:
    path = write(tmp_path / "town.geojson")
    with pytest.raises(vidik.InputError, match=message):
        vidik.read_place(path, boundary=boundary)


def test_what_was_read_for_two_places_is_not_put_together(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    small = vidik.read_place(path, boundary=(19.999, 43.999, 20.001, 44.0))
    buildings = vidik.read_buildings(path)
    views = vidik.views(vidik.read_cameras(path), buildings)
    with pytest.raises(vidik.InputError, match=r"two places.*read_place"):
        vidik.watched(vidik.read_streets(path, place=small), views)
    with pytest.raises(vidik.InputError, match=r"two places.*read_place"):
        vidik.read_public_space(path, buildings, place=small)


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    views = vidik.views(vidik.read_cameras(path), vidik.read_buildings(path))
    with pytest.raises(vidik.InputError, match=r"no such level: 'blurry'.*monitor, detect"):
        vidik.overlap(views, level="blurry")


def test_a_city_that_was_made_up_says_so(tmp_path: Path) -> None:
    data = vidik.read(write(tmp_path / "town.geojson"), synthetic=True)
    cameras = vidik.read_cameras(data)
    assert cameras.synthetic
    assert all(camera.synthetic for camera in cameras.cameras)
    assert "7 made-up cameras" in repr(cameras)
    assert "(made up, unknown)" in repr(vidik.read_streets(data))


def test_a_place_without_a_mapped_camera_is_a_result_too(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    bare = tmp_path / "bare.osm"
    bare.write_text(
        '<osm version="0.6"><bounds minlat="44" minlon="20" maxlat="44.001" maxlon="20.001"/>'
        '<node id="1" version="1" lat="44.0005" lon="20.0005"><tag k="shop" v="bakery"/></node>'
        "</osm>",
        encoding="utf-8",
    )
    cameras, buildings = vidik.read_cameras(bare), vidik.read_buildings(path)
    assert len(cameras) == 0
    views = vidik.views(cameras, buildings)
    assert len(views.at(20.0, 44.0)) == 0
    watched = vidik.watched(vidik.read_streets(path), views)
    assert watched.share["monitor"] == vidik.Span(0.0, 0.0, 0.0)
    assert vidik.overlap(views).possible_m2["monitor"] == ()
    ground = vidik.coverage(vidik.read_public_space(path, buildings), views)
    assert ground.share["monitor"].most == 0.0
    assert "0 mapped cameras" in repr(cameras)


def test_the_ground_may_have_heights(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    raster = tmp_path / "ground.tif"
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "crs": "EPSG:4326"}
    grid = Affine(0.0002, 0.0, 19.98, 0.0, -0.0002, 44.02)
    with rasterio.open(raster, "w", width=200, height=200, transform=grid, **profile) as file:
        file.write(np.full((200, 200), 80.0, np.float32), 1)
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    level, flat = vidik.views(cameras, buildings), vidik.views(cameras, buildings, terrain=raster)
    assert flat.assumptions["ground"] == "ground.tif"
    assert flat.sources[-1].name == "ground.tif"
    streets = vidik.read_streets(path)
    same = vidik.watched(streets, level).total_m["detect"]
    assert vidik.watched(streets, flat).total_m["detect"].most == pytest.approx(same.most)
    with pytest.raises(vidik.InputError, match=r"no such ground\.tif"):
        vidik.views(cameras, buildings, terrain=tmp_path / "no such ground.tif")


def test_a_boundary_may_be_a_file_or_a_shape(tmp_path: Path) -> None:
    path, file = write(tmp_path / "town.geojson"), tmp_path / "boundary.geojson"
    file.write_text(shapely.to_geojson(shapely.box(*BOX)), encoding="utf-8")
    of_file = vidik.read_place(path, boundary=file)
    assert of_file == vidik.read_place(path, boundary=shapely.box(*BOX))
    assert of_file == vidik.read_place(path, boundary=BOX)
    assert of_file.frame == vidik.Place.about("town.geojson", shapely.box(*BOX)).frame
    for wrong in (shapely.Point(20, 44), shapely.box(0, 0, 4e5, 5e6)):
        with pytest.raises(vidik.InputError, match="boundary"):
            vidik.read_place(path, boundary=wrong)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(vidik.InputError, match=r"boundary\.geojson: line 1"):
        vidik.read_place(path, boundary=file)


def test_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "town.geojson")
    cameras, buildings = vidik.read_cameras(path), vidik.read_buildings(path)
    one, many = (vidik.views(cameras, buildings, threads=n) for n in (1, 3))
    assert one.views.vertices.tobytes() == many.views.vertices.tobytes()
    streets = vidik.read_streets(path)
    assert vidik.watched(streets, one, threads=1).total_m == vidik.watched(streets, many).total_m
