"""Homes by what `import vidik` offers: what is found, what it weighs, what was not understood."""

from __future__ import annotations

from pathlib import Path
from random import Random

import geopandas
import pytest
import shapely

import vidik
from tests.library.rows import ROWS, feature, place, write

BOX = (19.998, 43.998, 20.003, 44.002)
STREET = {"addr__street": "Главна"}
#: To the four houses of the rows: a main door, two addresses, and a shop that is no home.
HOMES = [
    feature("d1", "Point", [(-45, -30)], entrance="main"),
    feature("a1", "Point", [(-60, 30)], addr__housenumber="3", **STREET),
    feature("a2", "Point", [(-40, 50)], addr__housenumber="5", **STREET),
    feature("a3", "Point", [(30, 30)], addr__housenumber="7", shop="bakery", **STREET),
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("homes") / "town.geojson", [*ROWS, *HOMES])


def read(path: Path) -> vidik.HomePlaces:
    data = vidik.read(path, key="town")
    return vidik.read_homes(data, place=vidik.read_place(data, boundary=BOX, name="Town"))


def test_doors_before_addresses_before_the_middle_of_a_house(town: Path) -> None:
    found = read(town)
    # the garage is no home, and the shop's house is one by its middle
    assert found.dwellings.by_rule == {"entrance": 1, "address": 2, "building": 2}
    assert found.dwellings.left_out == {"for vehicles": 1}
    assert repr(found).startswith("Town: 5 homes (1 by entrance, 2 by address, 2 by building)")
    assert found.assumptions["weights"] == "equal"
    assert found.rejected == ()
    door = found.to_geodataframe().query("found_by == 'entrance'").geometry.iloc[0]
    assert (door.x, door.y) == pytest.approx(tuple(place(-45, -30)), abs=1e-6)


def test_homes_are_a_table_that_says_where_it_is_from(town: Path) -> None:
    table = read(town).to_geodataframe(crs="EPSG:32634")
    assert list(table.columns) == ["found_by", "weight", "geometry"]
    assert set(table.geom_type) == {"Point"}
    assert table["weight"].tolist() == [1.0] * 5
    assert table.attrs["assumptions"]["rules of homes"]


def test_the_order_of_rows_changes_nothing(town: Path, tmp_path: Path) -> None:
    rows = [*ROWS, *HOMES]
    Random(4).shuffle(rows)
    first, again = read(town), read(write(tmp_path / "town.geojson", rows))
    assert again.lonlat.tolist() == first.lonlat.tolist()
    assert again.dwellings.found_by.tolist() == first.dwellings.found_by.tolist()


def test_homes_outside_the_boundary_are_left_out(town: Path) -> None:
    data = vidik.read(town, key="town")
    west = vidik.read_place(data, boundary=(19.998, 43.998, 20.0, 44.002), name="West")
    found = vidik.read_homes(data, place=west)
    assert len(found) == 3
    assert (found.lonlat[:, 0] < 20.0).all()


def test_dwellings_count_where_nearly_all_are_told(tmp_path: Path) -> None:
    flats = {"b0": "12", "b1": "3", "b2": "4", "b3": "5"}
    rows = [
        {**row, "properties": {**row["properties"], "building:flats": flats[name]}}
        for row in ROWS
        if (name := row["properties"]["id"]) in flats
    ]
    found = read(write(tmp_path / "town.geojson", rows))
    assert sorted(found.dwellings.weight.tolist()) == [3.0, 4.0, 5.0, 12.0]
    assert found.assumptions["weights"] == "dwellings"
    rows[0]["properties"]["building:flats"] = "a dozen"
    found = read(write(tmp_path / "town.geojson", rows))
    assert found.dwellings.weight.tolist() == [1.0] * 4
    assert [(row.source, row.id, row.field, row.value) for row in found.rejected] == [
        ("town", "b0", "building:flats", "a dozen")
    ]


def test_walks_set_out_from_the_homes_that_were_read(town: Path) -> None:
    data = vidik.read(town, key="town")
    whole = vidik.read_place(data, boundary=BOX, name="Town")
    views = vidik.views(
        vidik.read_cameras(data, place=whole), vidik.read_buildings(data, place=whole), threads=1
    )
    network = vidik.read_network(data, place=whole)
    homes = vidik.read_homes(data, place=whole)
    walks = vidik.walks(network, views, homes, threads=1)
    points = geopandas.GeoDataFrame(geometry=shapely.points(homes.lonlat), crs="EPSG:4326")
    assert walks.share == vidik.walks(network, views, points, threads=1).share
    assert walks.share.expected > 0.0
    assert walks.assumptions["weights"] == "equal"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(vidik.InputError, match=r"nowhere\.geojson"):
        vidik.read_homes(tmp_path / "nowhere.geojson")
