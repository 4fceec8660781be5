"""Rows of lists: every row is a feature or rejected, and cameras come of what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import Point

from vidik.model.camera import Kind
from vidik.model.feature import Feature
from vidik.model.located import Located
from vidik.model.mapping import Column, Mapping
from vidik.model.rejection import Rejection
from vidik.model.row import Row
from vidik.outside.listwords import load_list_words
from vidik.register.cameras import cameras
from vidik.register.listed import features_of_list
from vidik.register.tags import Unread

WORDS = load_list_words()
NOVI_SAD = (19.70, 45.18, 19.96, 45.34)


def read(
    fields: Sequence[str | None], *rows: Sequence[str], compass: str = "en", **more: object
) -> tuple[list[Feature], list[Rejection]]:
    names = [f"c{i}" for i in range(len(fields))]
    mapping = Mapping(
        tuple(Column(name, field) for name, field in zip(names, fields, strict=True)),
        compass=compass,
    )
    table = [Row(i, f"row {i}", tuple(cells)) for i, cells in enumerate(rows, start=2)]
    return features_of_list(table, names, mapping, WORDS, source="s", **more)


def tags_of(field: str, text: str, **more: str) -> dict[str, str]:
    (feature,), _ = read(("latitude", "longitude", field), ("45.2", "19.8", text), **more)
    return dict(feature.tags)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("camera:type", "Фиксна", "fixed"), ("camera:type", "PTZ", "panning"),
        ("camera:type", "fiksna, PTZ", "fixed;panning"), ("camera:type", "čudna", "čudna"),
        ("camera:mount", "на стубу", "pole"), ("camera:count", "3 ком.", "3"),
        ("camera:count", "2.0", "2"), ("camera:count", "2 kamere", "2"),
        ("camera:count", "više", "više"), ("check_date", "12.5.2023.", "2023-05-12"),
        ("check_date", "25/04/2021", "2021-04-25"), ("check_date", "04/25/2021", "2021-04-25"),
        ("check_date", "05/04/2021", "05/04/2021"), ("start_date", "2019", "2019"),
        ("height", "4,5 m", "4,5 m"), ("operator", "=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_values(field: str, text: str, value: str) -> None:
    assert tags_of(field, text)[field] == value


@pytest.mark.parametrize(
    ("compass", "text", "value"),
    [
        ("sr", "S", "N"), ("sr", "ЈЗ", "SW"), ("sr", "sever i jug", "N;S"), ("sr", "90", "90"),
        ("sr", "С, И", "N;E"), ("de", "NO", "NE"), ("en", "S", "S"), ("sr", "90;270", "90;270"),
    ],
)  # fmt: skip
def test_sides_of_the_compass(compass: str, text: str, value: str) -> None:
    assert tags_of("camera:direction", text, compass=compass)["camera:direction"] == value


def test_several_cameras_in_a_row() -> None:
    features, _ = read(
        ("latitude", "longitude", "camera:count", "camera:direction", "camera:direction"),
        ("45.2", "19.8", "3 kom", "90", "270"),
    )
    found, _ = cameras(features, source="s", assume=True)
    assert [camera.id for camera in found] == ["s:row 2#1", "s:row 2#2", "s:row 2#3"]
    assert [camera.axis and camera.axis.start for camera in found] == [90.0, 270.0, None]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3 fiksne i 1 PTZ", ["fixed"] * 3 + ["panning"]), ("2 x купола", ["dome"] * 2),
        ("1 PTZ, 2 fiksne", ["panning", "fixed", "fixed"]), ("2 čudne", None), ("fiksna 2", None),
    ],
)  # fmt: skip
def test_kinds_that_are_counted(text: str, kinds: list[str] | None) -> None:
    tags = tags_of("camera:type", text)
    assert tags["camera:type"] == (text if kinds is None else ";".join(kinds))
    assert tags.get("camera:count") == (None if kinds is None else str(len(kinds)))


def test_a_whole_camera() -> None:
    features, rejected = read(
        ("latitude", "longitude", "camera:type", "height", "operator", "check_date"),
        ("45,2", "19,8", "kupola", "4,5", "Град Нови Сад", "3. 5. 2024."),
    )
    (camera,), bad = cameras(features, source="s", assume=True)
    assert not rejected
    assert not bad
    assert (camera.kind, camera.operator) == (Kind.DOME, "Град Нови Сад")
    assert (camera.lon, camera.lat) == (19.8, 45.2)
    assert str(camera.checked) == "2024-05-03"


def test_eastings_and_northings() -> None:
    turn = Transformer.from_crs("EPSG:3908", "EPSG:4326", always_xy=True)
    back = Transformer.from_crs("EPSG:4326", "EPSG:3908", always_xy=True)
    x, y = back.transform(19.8370, 45.2551)
    features, rejected = read(
        ("easting", "northing"),
        (f"{x:.3f}", f"{y:.3f}"),
        ("7.409.000,00", "?"),
        turn=lambda points: np.column_stack(turn.transform(points[:, 0], points[:, 1])),
    )
    assert features[0].geometry.distance(Point(19.8370, 45.2551)) < 1e-7
    assert [(r.id, r.field, r.value) for r in rejected] == [("row 3", "geometry", "?")]


def test_a_row_with_its_coordinates_exchanged_is_put_right_and_noted() -> None:
    features, rejected = read(("latitude", "longitude"), ("19.83", "45.25"), box=NOVI_SAD)
    assert features[0].geometry == Point(19.83, 45.25)
    assert [r.reason for r in rejected] == ["latitude and longitude were exchanged; put right"]


def test_a_row_outside_of_the_city_stays_where_it_says() -> None:
    features, rejected = read(("latitude", "longitude"), ("44.8", "20.4"), box=NOVI_SAD)
    assert features[0].geometry == Point(20.4, 44.8)
    assert not rejected


def test_personal_cells_are_left_out_and_not_repeated() -> None:
    features, rejected = read(
        ("latitude", "longitude", "description"), ("45.2", "19.8", "zvati 064/123-45-67")
    )
    assert features[0].tags == {}
    assert [(r.field, r.value) for r in rejected] == [("description", "")]


def test_addresses() -> None:
    def locate(text: str, town: str) -> Located | Unread:
        if (text, town) == ("Dunavska 1", "Novi Sad"):
            return Located(19.8, 45.2, 15.0, "house number", ("may be another",))
        return Unread("no street of this name is on the map")

    features, rejected = read(
        ("address", "addr:city"), ("Dunavska 1", "Novi Sad"), ("Foo 2", ""), locate=locate
    )
    assert features[0].tags == {
        "addr:full": "Dunavska 1",
        "addr:city": "Novi Sad",
        "vidik:accuracy_m": "15",
        "vidik:located_by": "house number",
    }
    assert [(r.id, r.field, r.reason) for r in rejected] == [
        ("row 2", "address", "may be another"),
        ("row 3", "geometry", "no street of this name is on the map"),
    ]


def test_an_address_and_nothing_to_find_it_by() -> None:
    _, rejected = read(("addr:street", "addr:housenumber"), ("Dunavska", "1"))
    assert rejected[0].value == "Dunavska 1"
    assert "nothing was given" in rejected[0].reason


def test_the_header_once_more() -> None:
    _, rejected = read(("latitude", "longitude"), ("c0", "C1"))
    assert [(r.field, r.reason) for r in rejected] == [("*", "the names of the columns once more")]


CELLS = st.text("abč 0123456789.,@°'-=+", max_size=10)
FIELDS = st.sampled_from(
    [
        None,
        "latitude",
        "longitude",
        "easting",
        "northing",
        "coordinates",
        "address",
        "check_date",
        "camera:count",
        "camera:direction",
        "description",
    ]
)


@given(
    st.lists(FIELDS, min_size=1, max_size=5),
    st.lists(st.lists(CELLS, max_size=6), max_size=10),
)
def test_every_row_is_accounted_for(fields: list[str | None], rows: list[list[str]]) -> None:
    features, rejected = read(fields, *rows)
    told = {f.id for f in features} | {r.id for r in rejected if r.field in ("*", "geometry")}
    assert told == {f"row {i}" for i, row in enumerate(rows, start=2) if any(row)}
    assert len({f.id for f in features}) == len(features)
    assert not {f.id for f in features} & {r.id for r in rejected if r.field in ("*", "geometry")}


@given(st.lists(st.tuples(st.floats(0.001, 89), st.floats(-179, 179)), min_size=1, max_size=8))
def test_places_are_kept(places: list[tuple[float, float]]) -> None:
    features, rejected = read(
        ("latitude", "longitude"), *((f"{lat:.9f}", f"{lon:.9f}") for lat, lon in places)
    )
    assert not rejected
    found = [(f.geometry.y, f.geometry.x) for f in features]
    assert found == [pytest.approx(place, abs=1e-8) for place in places]


# -- what lists of authorities taught --------------------------------------------------------------


def test_nothing_filled_in_is_no_place_off_africa() -> None:
    features, (rejected,) = read(("latitude", "longitude"), ("0", "0.0"))
    assert not features
    assert rejected.reason == "what stands where no place was filled in"


def test_degrees_in_parts() -> None:
    fields = ["latitude", "latitude", "latitude", "longitude", "longitude", "longitude"]
    features, rejected = read(
        fields, ("45", "15", "18", "19", "50", "24"), ("45", "", "18", "19", "50", "24")
    )
    assert [(f.geometry.y, f.geometry.x) for f in features] == [pytest.approx((45.255, 19.84))]
    assert [r.reason for r in rejected] == ["a part of the latitude is missing"]


@pytest.mark.parametrize(
    ("said", "kinds", "count"),
    [
        ({"camera:count": "2 fiksne + 1 PTZ"}, "fixed;fixed;panning", "3"),
        ({"camera:count": "3 фиксне камере"}, "fixed;fixed;fixed", "3"),
        ({"camera:count:fixed": "1", "camera:count:panning": "2"}, "fixed;panning;panning", "3"),
        ({"camera:count:fixed": "0", "camera:count:dome": "1"}, "dome", "1"),
        ({"camera:count": "4 (četiri)"}, None, "4"),
    ],
)
def test_cameras_counted_by_kind(said: dict[str, str], kinds: str | None, count: str) -> None:
    (feature,), rejected = read(
        ["latitude", "longitude", *said], ("45.25", "19.83", *said.values())
    )
    assert feature.tags.get("camera:type") == kinds
    assert feature.tags["camera:count"] == count
    assert not rejected


def test_counts_that_contradict_each_other_are_told_of() -> None:
    (feature,), (rejected,) = read(
        ["latitude", "longitude", "camera:count", "camera:count:fixed"],
        ("45.25", "19.83", "5", "2"),
    )
    assert feature.tags["camera:count"] == "5"
    assert (rejected.field, rejected.value) == ("camera:count", "5")
    assert rejected.reason == "the kinds that are counted beside it add up to 2"


def test_a_sum_is_no_camera() -> None:
    fields = ["name", "latitude", "longitude", "camera:count"]
    features, rejected = read(
        fields,
        ("K", "45.25", "19.83", "2"),
        ("Укупно:", "", "", "48"),
        ("Total", "45.26", "19.84", "1"),
    )
    assert [f.tags["name"] for f in features] == ["K", "Total"]  # a filling station
    assert [(r.field, r.value, r.reason) for r in rejected] == [
        ("*", "Укупно:", "a sum, not a camera")
    ]


def test_codes_are_places() -> None:
    features, rejected = read(
        ["coordinates"], ("34T DQ 57059 62831",), ("8GP2RF94+2Q",), ("AB 12",)
    )
    assert [(round(f.geometry.x, 3), round(f.geometry.y, 3)) for f in features] == [
        (20.457, 44.818), (20.457, 44.818),
    ]  # fmt: skip
    assert len(rejected) == 1
