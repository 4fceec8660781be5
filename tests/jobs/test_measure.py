"""Figures measured a part at a time, tile by tile, are those of the build that holds everything."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

import vidik
from tests.jobs.small_city import LAT, LON, write_city
from tests.jobs.test_cluster import vidik as run_vidik
from tests.jobs.test_leaks import secret_town
from tests.jobs.test_reproducible import hashes
from tests.shared_data import helsinki, shared
from vidik.cli import main
from vidik.errors import InputError, OutputError, SettingsError
from vidik.jobs.build import build_city
from vidik.jobs.inputs import read_inputs
from vidik.jobs.measure import measure_country
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock, assumptions_of
from vidik.model.frame import LocalFrame
from vidik.model.place import Place
from vidik.model.tiling import Tiling
from vidik.outside import areas, osm
from vidik.outside.blobs import pieces
from vidik.outside.cache import Cache
from vidik.outside.progress import Advance, Silent
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_street_rules
from vidik.outside.workers import Threads
from vidik.register.buildings import footprints
from vidik.register.streets import streets
from vidik.register.synthetic import synthetic_cameras
from vidik.report.downloads import csv_of
from vidik.report.manifest import json_bytes
from vidik.report.summary import summary
from vidik.report.tables import rejected_table

#: What a summary says that figures alone leave out, or put otherwise.
ONLY_A_CITY = {"$schema", "caveats", "surveyed", "from_home"}


@pytest.fixture(autouse=True)
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")


def said(folder: Path, name: str) -> dict[str, Any]:
    return dict(json.loads((folder / name).read_bytes()))


def both(city_file: Path, **how: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the summary of a build and the figures measured, as far as both should say the same.

    What was rejected has to be the same, row for row.
    """
    built = build_city(city_file, threads=2, cache=Cache(None)).folder
    measured = measure_country(city_file, threads=2, **how).folder
    assert (measured / "rejected.csv").read_bytes() == (built / "rejected.csv").read_bytes()
    return in_common(said(built, "summary.json"), said(measured, "figures.json"))


def both_of_a_real_city(city_file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the same, without the pages and tiles of a whole city."""
    inputs = read_inputs(city_file, Silent())
    observed = Observation(inputs, Cache(None), Clock(), Silent(), 2, Threads(2))
    published, _ = observed.publish()
    city = observed.city
    assumed = assumptions_of(
        inputs, observed.terrain, roofs=len(city.footprints), roofs_assumed=city.roofs_assumed
    )
    report = summary(published, version=vidik.__version__, rules=inputs.rules, assumptions=assumed)
    measured = measure_country(city_file, threads=2).folder
    rejected = csv_of(rejected_table(published.cleared))
    assert (measured / "rejected.csv").read_bytes() == rejected
    return in_common(json.loads(json_bytes(report)), said(measured, "figures.json"))


def in_common(
    report: dict[str, Any], figures: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a summary says, and what figures alone say, but for what only one of them has."""
    del report["cameras"]["on_map"], report["streets"]["by_name"]
    return (
        {key: value for key, value in report.items() if key not in ONLY_A_CITY},
        {key: value for key, value in figures.items() if key not in ONLY_A_CITY},
    )


# -- a town of GeoParquet --------------------------------------------------------------------------

SOURCE = """
[[sources]]
key = "{key}"
name = "Made-up {key}"
path = "{key}.parquet"
licence = "ODbL-1.0"
attribution = "Made up"
gives = ["{key}"]
"""
Row = tuple[str, Any, dict[str, str]]


def degrees(x: float, y: float) -> tuple[float, float]:
    return LON + x / 80_000, LAT + y / 111_000


def placed(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy / (80_000, 111_000) + (LON, LAT))


def rows() -> dict[str, list[Row]]:
    """Return a town over several tiles: houses that cross, repeat and break, streets, cameras."""
    rng = random.Random(4)
    houses: list[Row] = []
    for i in range(120):
        x, y = rng.uniform(-700, 700), rng.uniform(-700, 700)
        shape = box(x, y, x + rng.uniform(6, 60), y + rng.uniform(6, 60))
        said = {"building": rng.choice(["yes", "house", "shop", "garage"])}
        said |= {"height": f"{rng.randint(3, 20)}"} if i % 3 else {}
        houses.append((f"way/{1000 + i}", placed(shape), said))
    # the same outline again, once with other heights
    houses += [(f"way/{2000 + i}", *houses[i][1:]) for i in (3, 17, 50)]
    houses.append(("way/2100", houses[60][1], {**houses[60][2], "height": "33"}))
    cross = Polygon([(0, 0), (40, 40), (40, 0), (0, 40)])
    houses.append(("way/2200", placed(cross), {"building": "house", "height": "high"}))
    houses.append(("way/2201", placed(box(300, 300, 330, 330)), {"building": "civic",
                   "social_facility": "shelter", "name": "Kuća"}))  # fmt: skip
    ways: list[Row] = [
        (f"way/{3000 + i}", placed(LineString([(-900, 130 * i), (900, 130 * i + 40)])),
         {"highway": "residential", "name": f"Ulica {i}"})
        for i in range(-5, 6)
    ]  # fmt: skip
    ways.append(("way/3900", placed(box(-200, -90, -120, 40)), {"leisure": "park"}))
    ways.append(("way/3901", placed(LineString([(0, 0), (5, 5)])), {"highway": "elf_path"}))
    eye = {"man_made": "surveillance"}
    devices: list[Row] = [
        (f"node/{4000 + i}", placed(Point(rng.uniform(-700, 700), rng.uniform(-700, 700))),
         eye | ({"camera:direction": f"{rng.randint(0, 359)}"} if i % 2 else {})
         | ({"operator": f"Firma {i % 5} d.o.o."} if i % 3 else {}))
        for i in range(40)
    ]  # fmt: skip
    devices.append(("node/4900", placed(Point(315, 315)), eye | {"height": "secret"}))
    devices.append(("node/4901", placed(Point(10, 60)), eye | {"camera:direction": "away"}))
    devices.append(("node/4902", placed(Point(5000, 60)), eye | {"height": "too far"}))
    doorbell = eye | {"camera:mount": "doorbell", "height": "very"}
    devices.append(("node/4903", placed(Point(-33, 71)), doorbell))
    devices.append(("node/4904", None, eye))
    return {"buildings": houses, "streets": ways, "cameras": devices}


def save(path: Path, table: list[Row], group: int) -> None:
    keys = sorted({key for *_, tags in table for key in tags})
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    made = pa.table(
        {
            "id": [name for name, *_ in table],
            **{key: [tags.get(key) for *_, tags in table] for key in keys},
            "geometry": pa.array([shape and shape.wkb for _, shape, _ in table], pa.binary()),
        }
    )
    pq.write_table(
        made.replace_schema_metadata({"geo": json.dumps(geo)}), path, row_group_size=group
    )


def write_parquet_town(folder: Path, *, shuffled: int | None = None, group: int = 1000) -> Path:
    """Write the town and its city file; shuffled: the rows of each file in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, table in rows().items():
        if shuffled is not None:
            random.Random(shuffled).shuffle(table)
        save(folder / f"{key}.parquet", table, group)
    west, south = degrees(-800, -700)
    east, north = degrees(800, 900)
    city_file = folder / "city.toml"
    place = f'[place]\nname = "Town"\nboundary = [{west}, {south}, {east}, {north}]\n'
    text = place + "".join(SOURCE.format(key=key) for key in rows())
    city_file.write_text(text, encoding="utf-8")
    return city_file


def test_a_town_in_parts_is_the_town_of_the_build(tmp_path, monkeypatch):
    monkeypatch.setattr(areas, "_ROWS", 16)
    city_file = write_parquet_town(tmp_path, group=48)
    summary, figures = both(city_file)
    assert figures == summary
    cameras = figures["cameras"]
    assert (cameras["total"], cameras["withheld"], cameras["private"]) == (43, 1, 1)
    reasons = figures["rejected"]["by_reason"]
    assert reasons["They stand outside the boundary of this observatory."] == 1
    assert reasons["no shape that can be read"] == 1
    assert sum("the same outline as" in reason for reason in reasons) == 3
    assert figures["assumptions"]["heights"]["roofs"] == figures["buildings"]
    assert figures["public_space"]["watched"]["monitor"]["possible_by_cameras_m2"][1] > 100


@pytest.fixture(scope="module")
def town_of_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet_town(tmp_path_factory.mktemp("town"))


def without_hashes(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in figures.items() if key != "sources"}


@given(
    at_once=st.integers(1, 150),
    group=st.integers(1, 150),
    shuffled=st.none() | st.integers(0, 99),
    threads=st.integers(1, 3),
)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_of_any_size_and_order_measure_the_same(
    town_of_parts, tmp_path_factory, at_once, group, shuffled, threads
):
    whole = said(measure_country(town_of_parts).folder, "figures.json")
    city_file = write_parquet_town(tmp_path_factory.mktemp("t"), shuffled=shuffled, group=group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "_ROWS", at_once)
        patch.setattr(areas, "_GROUP", at_once)
        folder = measure_country(city_file, threads=threads).folder
    assert without_hashes(said(folder, "figures.json")) == without_hashes(whole)
    other = town_of_parts.parent / "site-figures"
    assert (folder / "rejected.csv").read_bytes() == (other / "rejected.csv").read_bytes()


@pytest.mark.parametrize("side_m", [512.0, 1024.0])
def test_tiles_of_another_side_measure_the_same_but_for_what_is_sampled(
    town_of_parts, tmp_path, side_m
):
    whole = said(measure_country(town_of_parts).folder, "figures.json")
    city_file = write_parquet_town(tmp_path)
    folder = measure_country(city_file, tiling=Tiling(side_m)).folder
    figures = said(folder, "figures.json")
    same_but_for_sums(figures, without_hashes(whole))


def same_but_for_sums(one: Any, other: Any, place: str = "") -> None:
    """Compare two sets of figures, sums of floats and what is sampled to their tolerances."""
    if isinstance(other, dict):
        for key, value in other.items():
            if key.startswith("expected_") and "expected_error_m2" in other:
                continue
            same_but_for_sums(one[key], value, f"{place}.{key}")
        if "expected_error_m2" in other:
            error = one["expected_error_m2"] + other["expected_error_m2"]
            assert abs(one["expected_m2"] - other["expected_m2"]) <= 5 * error, place
    elif isinstance(other, list):
        # the last depths may be slivers of a rounding
        for i, value in enumerate(other):
            same_but_for_sums(one[i] if i < len(one) else 0.0, value, f"{place}.{i}")
    elif isinstance(other, float):
        # sums of another order, rounded to 0.01: by one of these at most
        assert one == pytest.approx(other, abs=0.0101), place
    else:
        assert one == other, place


def test_what_must_stay_hidden_is_in_no_file(tmp_path):
    town, hidden = secret_town()
    asked = f'\n[publication]\nhide = ["osm:node/{hidden.ids[-1]}"]\n'
    city_file = write_city(tmp_path, osm=town, more=asked)
    summary, figures = both(city_file)
    assert figures == summary
    assert figures["cameras"]["withheld"] == 2
    for path in (tmp_path / "site-figures").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [one for one in hidden.ids if str(one) in text]
        assert not [name for name in hidden.names if name in text]
        if path.suffix == ".csv":
            table = list(csv.DictReader(text.splitlines()))
            assert {row["licence"] for row in table} == {"ODbL-1.0"}
            assert {row["attribution"] for row in table} == {"© OpenStreetMap contributors"}


def test_a_cluster_writes_the_same_bytes(tmp_path):
    alone = measure_country(write_parquet_town(tmp_path / "one"), threads=1)
    city_file = write_parquet_town(tmp_path / "two")
    ended = run_vidik("measure", str(city_file), "--cluster", "--threads", "2", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert hashes(city_file.parent / "site-figures") == hashes(alone.folder)
    assert "Cluster: 2 workers, ready after" in ended.stderr
    run = said(city_file.parent, "site-figures.run.json")
    tasks = [stage["task"] for stage in run["cluster"]["stages"]]
    assert tasks == ["views", "streets", "ground", "public space"]
    assert run["peak_memory_mib"] > 50


# -- real cities -----------------------------------------------------------------------------------

REAL = """
[place]
name = "A real city"

[[sources]]
key = "osm"
name = "OpenStreetMap"
path = "city.osm.pbf"
licence = "ODbL-1.0"
attribution = "© OpenStreetMap contributors"
gives = ["buildings", "streets"{more}]
"""


@pytest.mark.timeout(900)
def test_novi_sad(tmp_path, monkeypatch):
    (tmp_path / "city.osm.pbf").symlink_to(shared("novi_sad.osm.pbf"))
    city_file = tmp_path / "city.toml"
    more = SOURCE.format(key="cameras").replace(".parquet", ".geojson")
    city_file.write_text(REAL.format(more="") + more, encoding="utf-8")
    write_made_up_cameras(city_file, 300)
    # as of a file too large for its nodes to be held, in parts as small as can be
    monkeypatch.setattr(osm, "pieces", partial(pieces, piece_bytes=1))
    monkeypatch.setattr(osm, "_LARGE_BYTES", 0)
    monkeypatch.setattr(osm, "_BATCH", 7)
    summary, figures = both_of_a_real_city(city_file)
    assert figures["cameras"]["total"] >= 300
    assert figures["buildings"] > 28_000
    # where the boundary cuts, a polygon is cut twice here, and sums are taken tile by tile
    same_but_for_sums(figures, summary)
    assert figures["streets"]["length_m"] == summary["streets"]["length_m"]


def write_made_up_cameras(city_file: Path, count: int) -> None:
    """Write cameras along walls and streets of a city; they stand in no file of the real world."""
    extract = read_extract(city_file.parent / "city.osm.pbf", source="osm")
    frame = LocalFrame(19.8135, 45.253)
    walls, _ = footprints(extract.features, frame, source="osm")
    place = Place("Novi Sad", box(*extract.bounds), frame)
    ways, _ = streets(extract.features, place, load_street_rules(), source="osm")
    made = synthetic_cameras(walls, ways, frame, count=count, seed=1, source="cameras")
    features = [
        {
            "type": "Feature",
            "id": one.id,
            "properties": dict(one.tags),
            "geometry": shapely.geometry.mapping(one.geometry),
        }
        for one in made
    ]
    document = {"type": "FeatureCollection", "features": features}
    path = city_file.parent / "cameras.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.timeout(900)
def test_helsinki(tmp_path):
    (tmp_path / "city.osm.pbf").symlink_to(helsinki())
    city_file = tmp_path / "city.toml"
    city_file.write_text(REAL.format(more=', "cameras"'), encoding="utf-8")
    summary, figures = both_of_a_real_city(city_file)
    assert figures["cameras"]["total"] >= 221
    same_but_for_sums(figures, summary)


# -- what goes wrong -------------------------------------------------------------------------------


class Stopping:
    """Progress that is stopped at one of its tasks."""

    def __init__(self, label: str, error: BaseException) -> None:
        self._label = label
        self._error = error

    @contextmanager
    def task(self, label: str, *, total: float | None = None) -> Iterator[Advance]:
        if label == self._label:
            raise self._error
        yield lambda _: None


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OutputError("the disk is full")])
@pytest.mark.parametrize(
    "label",
    ["Reading streets", "Buildings", "Cameras", "What cameras see", "Watched public space"],
)
def test_whoever_stops_it_leaves_nothing_behind(tmp_path, label, error):
    city_file = write_parquet_town(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(type(error)):
        measure_country(city_file, progress=Stopping(label, error))
    assert {path.name for path in tmp_path.iterdir()} == before
    folder = measure_country(city_file).folder
    whole = hashes(folder)
    city_file.write_text(city_file.read_text().replace('"Town"', '"Village"'))
    with pytest.raises(type(error)):
        measure_country(city_file, progress=Stopping(label, error))
    assert hashes(folder) == whole
    assert {path.name for path in tmp_path.iterdir()} == {
        *before, "site-figures", "site-figures.run.json",
    }  # fmt: skip


def test_nothing_changed_nothing_measured(tmp_path):
    city_file = write_parquet_town(tmp_path)
    assert measure_country(city_file).changed
    again = measure_country(city_file)
    assert not again.changed
    assert again.kept == ("everything",)


def test_a_folder_of_somebody_else_is_left_alone_before_any_work(tmp_path):
    city_file = write_parquet_town(tmp_path)
    (tmp_path / "site-figures").mkdir()
    (tmp_path / "site-figures" / "notes.txt").write_text("mine")
    stopped = Stopping("Looking over buildings", AssertionError("work has begun"))
    with pytest.raises(OutputError, match="was not made by Vidik"):
        measure_country(city_file, progress=stopped)


MADE_UP = """
[[sources]]
kind = "synthetic"
count = 5
"""
SURVEYS = """
[[surveys]]
kind = "synthetic"
"""


@pytest.mark.parametrize(("more", "place"), [(MADE_UP, "sources[3].kind"), (SURVEYS, "surveys")])
def test_what_needs_all_at_once_is_refused(tmp_path, more, place):
    city_file = write_parquet_town(tmp_path)
    city_file.write_text(city_file.read_text() + more)
    with pytest.raises(SettingsError) as caught:
        measure_country(city_file)
    assert caught.value.place == place
    assert "vidik build" in str(caught.value)


def test_swapped_coordinates_are_refused(tmp_path):
    city_file = write_parquet_town(tmp_path)
    table = [
        (n, s and shapely.transform(s, lambda p: p[:, ::-1]), t) for n, s, t in rows()["cameras"]
    ]
    save(tmp_path / "cameras.parquet", table, 1000)
    with pytest.raises(InputError, match="with longitude and latitude swapped"):
        measure_country(city_file)


def test_a_boundary_around_nothing_is_refused(tmp_path):
    city_file = write_parquet_town(tmp_path)
    west, south = degrees(600, 895)
    east, north = degrees(601, 896)
    lines = city_file.read_text().splitlines()
    lines[2] = f"boundary = [{west}, {south}, {east}, {north}]"
    city_file.write_text("\n".join(lines))
    for name in ("buildings", "streets", "cameras"):
        far = [("way/1", placed(box(0, 0, 900, 900)), {"landuse": "meadow"})]
        save(tmp_path / f"{name}.parquet", [("node/1", None, {})] if name == "cameras" else far, 9)
    with pytest.raises(InputError, match="the city is empty"):
        measure_country(city_file)


def test_the_command_says_what_it_did_not_use(tmp_path):
    city_file = write_city(tmp_path)
    done = CliRunner().invoke(main, ["measure", str(city_file), "--threads", "1"])
    assert done.exit_code == 0
    assert "Not used for figures: the base map of osm." in done.stderr
    assert "What cameras see:" in done.stderr
    assert done.stdout == (
        f"{tmp_path / 'site-figures'} is written: figures.json, figures.csv, rejected.csv.\n"
    )
    again = CliRunner().invoke(main, ["measure", str(city_file), "-q"])
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
