from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from tests.makers import feature
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.rejection import Rejection
from vidik.model.span import Span
from vidik.register.cameras import MOST_DEVICES, cameras, is_camera

SURVEILLANCE = {"man_made": "surveillance"}


def read(
    tags: Mapping[str, str], *, changed: dt.date | None = None
) -> tuple[tuple[Camera, ...], list[tuple[str, str, str]]]:
    """Return the devices of one node, and field, value and reason of what was rejected."""
    node = feature("node/1", Point(24.9, 60.2), SURVEILLANCE | dict(tags), changed=changed)
    found, rejected = cameras([node], source="osm")
    assert all(row.source == "osm" and row.id == "node/1" for row in rejected)
    return found, [(row.field, row.value, row.reason) for row in rejected]


def only(tags: Mapping[str, str]) -> Camera:
    """Return the one device of a node of which everything is understood."""
    (camera,), rejected = read(tags)
    assert rejected == []
    return camera


def test_a_bare_camera_says_only_that_it_exists() -> None:
    assert only({}) == Camera("osm:node/1", "osm", "osm:node/1", 24.9, 60.2, tags=SURVEILLANCE)


def test_every_plain_value_is_read() -> None:
    camera = only(
        {
            "surveillance": "public",
            "surveillance:type": "camera",
            "surveillance:zone": "town",
            "camera:type": "fixed",
            "camera:mount": "wall",
            "camera:direction": "SSW",
            "camera:angle": "15",
            "height": "3-5",
            "operator": "City",
            "operator:type": "government",
            "check_date": "2021-04",
            "start_date": "2030-01-01",
        }
    )
    assert camera.kind is Kind.FIXED
    assert camera.axis == Arc(202.5)
    assert camera.height == Span(3, 4, 5)
    assert camera.tilt == Span.exactly(-15)
    assert (camera.mount, camera.surveillance, camera.zone) == ("wall", "public", "town")
    assert (camera.operator, camera.operator_type) == ("City", "government")
    assert camera.checked == dt.date(2021, 4, 1)
    assert not camera.indoor
    assert not camera.plates


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"man_made": "surveillance"}, True),
        ({"man_made": "mast;surveillance"}, True),
        ({"surveillance:type": "camera"}, True),
        ({"highway": "street_lamp", "surveillance:type": "ALPR"}, True),
        ({"surveillance:type": "guard;camera"}, True),
        ({"surveillance:type": "guard"}, False),
        ({"surveillance": "public"}, False),
        ({"disused:man_made": "surveillance"}, False),
        ({"highway": "speed_camera"}, False),
        ({}, False),
    ],
)
def test_candidates_are_told_by_their_tags(tags: dict[str, str], expected: bool) -> None:
    assert is_camera(tags) is expected


# -- directions ------------------------------------------------------------------------------------


def test_camera_direction_wins_and_a_disagreement_is_noted() -> None:
    (camera,), rejected = read({"camera:direction": "175", "direction": "1"})
    assert camera.axis == Arc(175)
    assert rejected == [("direction", "1", "camera:direction says something else; that was used")]


def test_direction_helps_out_where_camera_direction_is_not_understood() -> None:
    (camera,), rejected = read({"camera:direction": "forward", "direction": "N"})
    assert camera.axis == Arc(0)
    assert [row[:2] for row in rejected] == [("camera:direction", "forward")]


def test_the_same_direction_said_twice_is_no_disagreement() -> None:
    assert only({"camera:direction": "90", "direction": "E"}).axis == Arc(90)


def test_an_unknown_direction_stays_unknown() -> None:
    (camera,), rejected = read({"camera:direction": "396"})
    assert camera.axis is None
    assert rejected == [("camera:direction", "396", "more than 360 degrees")]


# -- several devices -------------------------------------------------------------------------------


def test_a_list_of_directions_is_a_list_of_devices() -> None:
    found, rejected = read({"camera:direction": "290;230;120", "height": "4"})
    assert [camera.id for camera in found] == ["osm:node/1#1", "osm:node/1#2", "osm:node/1#3"]
    assert {camera.location for camera in found} == {"osm:node/1"}
    assert [camera.axis for camera in found] == [Arc(290), Arc(230), Arc(120)]
    assert {camera.height for camera in found} == {Span.exactly(4)}
    assert rejected == []


def test_lists_of_one_length_are_spread_over_the_devices() -> None:
    found, rejected = read(
        {
            "camera:direction": "N;S",
            "camera:type": "fixed;dome",
            "camera:angle": "10;20",
            "height": "3;4",
            "camera:mount": "wall;pole",
            "surveillance:zone": "street;entrance",
            "surveillance:type": "camera;ALPR",
        }
    )
    assert rejected == []
    assert [camera.kind for camera in found] == [Kind.FIXED, Kind.DOME]
    assert [camera.tilt for camera in found] == [Span.exactly(-10), Span.exactly(-20)]
    assert [camera.height for camera in found] == [Span.exactly(3), Span.exactly(4)]
    assert [camera.mount for camera in found] == ["wall", "pole"]
    assert [camera.zone for camera in found] == ["street", "entrance"]
    assert [camera.plates for camera in found] == [False, True]


def test_a_list_of_another_length_is_rejected() -> None:
    found, rejected = read({"camera:direction": "0;120;240", "camera:type": "fixed;dome"})
    assert [camera.kind for camera in found] == [Kind.UNKNOWN] * 3
    assert rejected == [("camera:type", "fixed;dome", "a list of 2 for 3 cameras")]


def test_a_list_of_types_alone_is_a_list_of_devices() -> None:
    found, _ = read({"camera:type": "fixed;dome", "camera:direction": "90"})
    assert [(camera.kind, camera.axis) for camera in found] == [
        (Kind.FIXED, Arc(90)),
        (Kind.DOME, Arc(90)),
    ]


def test_one_camera_may_watch_several_zones() -> None:
    camera = only({"surveillance:zone": "entrance;area", "surveillance:type": "camera;ALPR"})
    assert camera.zone == "entrance;area"
    assert camera.plates


@pytest.mark.parametrize("key", ["camera:count", "surveillance:count", "count"])
def test_counted_cameras_are_devices(key: str) -> None:
    found, rejected = read({key: "3", "camera:direction": "90"})
    assert len(found) == 3
    assert {camera.axis for camera in found} == {Arc(90)}
    assert rejected == []


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        ("0", f"not between 1 and {MOST_DEVICES} cameras"),
        ("65", f"not between 1 and {MOST_DEVICES} cameras"),
        ("100000000", f"not between 1 and {MOST_DEVICES} cameras"),
        ("2-3", "not a number of cameras"),
        ("many", "not a number of cameras"),
        ("-1", "not a number of cameras"),
        ("", "not a number of cameras"),
    ],
)
def test_a_count_that_is_not_believed_is_noted(count: str, reason: str) -> None:
    found, rejected = read({"camera:count": count})
    assert len(found) == 1
    assert rejected == [("camera:count", count, reason)]


def test_more_devices_than_directions_leaves_some_without() -> None:
    found, rejected = read({"camera:count": "4", "camera:direction": "N;S"})
    assert [camera.axis for camera in found] == [Arc(0), Arc(180), None, None]
    assert rejected == [
        ("camera:direction", "N;S", "2 directions for 4 cameras; the others have none")
    ]


def test_more_directions_than_devices_counts_the_directions() -> None:
    found, rejected = read({"camera:count": "2", "direction": "0;120;240"})
    assert [camera.axis for camera in found] == [Arc(0), Arc(120), Arc(240)]
    assert rejected == [("camera:count", "2", "direction lists 3 directions; these were used")]


def test_a_bad_item_of_a_list_is_a_device_without_that_value() -> None:
    found, rejected = read({"camera:direction": "90;?"})
    assert [camera.axis for camera in found] == [Arc(90), None]
    assert [row[:2] for row in rejected] == [("camera:direction", "?")]


# -- kinds and types -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"camera:type": "fixed"}, Kind.FIXED),
        ({"camera:type": "Dome"}, Kind.DOME),
        ({"camera:type": "panning"}, Kind.PANNING),
        ({"camera:type": "PTZ"}, Kind.PANNING),
        ({"revolving": "yes"}, Kind.PANNING),
        ({"camera:type": "dome", "revolving": "yes"}, Kind.DOME),
    ],
)
def test_kinds(tags: dict[str, str], kind: Kind) -> None:
    assert only(tags).kind is kind


@pytest.mark.parametrize("text", ["panorama", "doorbell", "unknown", "bullet", ""])
def test_an_unknown_kind_is_noted(text: str) -> None:
    (camera,), rejected = read({"camera:type": text})
    assert camera.kind is Kind.UNKNOWN
    assert rejected == [("camera:type", text, "not one of fixed, panning, dome")]


@pytest.mark.parametrize("text", ["guard", "gunshot_detector", "guard;microphone"])
def test_what_has_no_picture_is_no_camera(text: str) -> None:
    found, rejected = read({"surveillance:type": text})
    assert found == ()
    assert rejected == [("*", f"surveillance:type={text}", "watches, but is no camera")]


def test_a_guard_beside_a_camera_is_noted_and_the_camera_stays() -> None:
    found, rejected = read({"surveillance:type": "camera;guard"})
    assert len(found) == 1
    assert rejected == [("surveillance:type", "guard", "watches, but is no camera")]


@pytest.mark.parametrize("text", ["ALPR", "ANPR", "alpr"])
def test_plates(text: str) -> None:
    assert only({"surveillance:type": text}).plates


def test_an_unknown_type_is_noted_and_stays_a_camera() -> None:
    (camera,), rejected = read({"surveillance:type": "facial"})
    assert not camera.plates
    assert rejected == [("surveillance:type", "facial", "not camera or ALPR")]


def test_what_is_out_of_use_watches_nobody() -> None:
    found, rejected = read({"disused": "yes"})
    assert found == ()
    assert rejected == [("*", "disused=yes", "out of use")]


# -- inside and outside ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "indoor"),
    [
        ({"surveillance": "indoor"}, True),
        ({"indoor": "yes"}, True),
        ({"indoor": "room"}, True),
        ({"indoor": "no"}, False),
        ({"location": "underground"}, True),
        ({"level": "-1"}, True),
        ({"level": "-2;-1"}, True),
        ({"level": "-1;0"}, False),
        ({"level": "1"}, False),
        ({"layer": "-1"}, True),
        ({"layer": "-1", "level": "0"}, False),
        ({"surveillance": "public;indoor"}, False),
    ],
)
def test_indoor(tags: dict[str, str], indoor: bool) -> None:
    assert only(tags).indoor is indoor


def test_a_misplaced_zone_is_noted_and_kept() -> None:
    (camera,), rejected = read({"surveillance": "traffic"})
    assert camera.surveillance == "traffic"
    assert rejected == [
        (
            "surveillance",
            "traffic",
            "not public, outdoor or indoor; that belongs to surveillance:zone",
        )
    ]


# -- heights, tilts, lenses, days ------------------------------------------------------------------


def test_the_height_of_the_camera_wins_over_that_of_the_object() -> None:
    (camera,), rejected = read({"height": "8", "camera:height": "6", "est_height": "7"})
    assert camera.height == Span.exactly(6)
    assert [row[0] for row in rejected] == ["height"]


def test_an_estimate_counts_where_nothing_else_does() -> None:
    assert only({"est_height": "5"}).height == Span.exactly(5)


def test_an_absurd_height_is_noted() -> None:
    (camera,), rejected = read({"height": "5000"})
    assert camera.height is None
    assert rejected == [("height", "5000", "more than 500 m")]


def test_tilt_wins_over_angle() -> None:
    (camera,), rejected = read({"camera:tilt": "-10", "camera:angle": "20"})
    assert camera.tilt == Span.exactly(-10)
    assert [row[0] for row in rejected] == ["camera:angle"]


def test_a_known_lens() -> None:
    tags = {"focal_length_mm": "2.8", "sensor_width_mm": "5.37", "image_width_px": "1920"}
    assert only(tags).lens == (2.8, 5.37, 1920)


@pytest.mark.parametrize(
    ("tags", "changed", "checked"),
    [
        ({}, None, None),
        ({}, dt.date(2020, 1, 1), dt.date(2020, 1, 1)),
        ({"check_date": "2021-05-01"}, dt.date(2020, 1, 1), dt.date(2021, 5, 1)),
        ({"check_date": "2019-05-01"}, dt.date(2020, 1, 1), dt.date(2020, 1, 1)),
        ({"survey:date": "2021"}, None, dt.date(2021, 1, 1)),
        ({"survey_date": "2020-01-01;2022-02-02"}, None, dt.date(2022, 2, 2)),
    ],
)
def test_the_newest_day_on_which_somebody_looked(
    tags: dict[str, str], changed: dt.date | None, checked: dt.date | None
) -> None:
    (camera,), rejected = read(tags, changed=changed)
    assert camera.checked == checked
    assert rejected == []


def test_a_day_that_is_none_is_noted() -> None:
    (camera,), rejected = read({"check_date": "last spring"})
    assert camera.checked is None
    assert rejected == [("check_date", "last spring", "not a date like 2021-04-25")]


# -- places ----------------------------------------------------------------------------------------


def test_an_area_or_a_line_stands_for_a_point_on_it() -> None:
    ring = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (3, 1), (3, 3), (1, 3)]])
    shapes = [
        feature("way/1", ring, SURVEILLANCE),
        feature("way/2", LineString([(0, 0), (0, 2)]), SURVEILLANCE),
    ]
    (area, line), rejected = cameras(shapes, source="osm")
    assert ring.intersects(Point(area.lon, area.lat))
    assert (line.lon, line.lat) == (0, 1)
    assert rejected == ()


@pytest.mark.parametrize("place", [Point(), Point(200, 10), Point(10, 95), Point(float("nan"), 1)])
def test_a_camera_without_a_place_is_rejected_whole(place: Point) -> None:
    found, rejected = cameras([feature("node/1", place, SURVEILLANCE)], source="osm")
    assert found == ()
    assert [row.field for row in rejected] == ["geometry"]


# -- lists of cameras ------------------------------------------------------------------------------


def test_a_list_of_cameras_need_not_say_so_in_every_row() -> None:
    rows = [
        feature("row 1", Point(1, 1), {"height": "4"}),
        feature("row 2", Point(1, 1), {"man_made": "mast"}),
        feature("row 3", Point(1, 1), {"surveillance:type": "guard"}),
    ]
    assert cameras(rows, source="list") == ((), ())
    found, rejected = cameras(rows, source="list", assume=True)
    assert [camera.id for camera in found] == ["list:row 1"]
    assert [(row.id, row.field, row.value) for row in rejected] == [
        ("row 2", "*", "man_made=mast"),
        ("row 3", "*", "surveillance:type=guard"),
    ]


def test_made_up_cameras_stay_marked() -> None:
    found, _ = cameras([feature("1", Point(1, 1), SURVEILLANCE)], source="s", synthetic=True)
    assert found[0].synthetic


# -- laws ------------------------------------------------------------------------------------------

KEYS = (
    *(
        "camera:direction",
        "direction",
        "camera:type",
        "surveillance:type",
        "surveillance",
        "height",
    ),
    *("camera:angle", "camera:tilt", "camera:count", "check_date", "level", "indoor", "man_made"),
)
VALUES = (
    st.text(max_size=8)
    | st.text("0123456789;,.-° NESW", max_size=12)
    | st.sampled_from(
        ["90;270", "fixed;dome", "2", "3", "camera;guard", "guard", "5 m", "-1", "surveillance"]
    )
)
TAGS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)


@given(st.lists(TAGS, max_size=6))
def test_every_candidate_is_accepted_or_rejected(rows: list[dict[str, str]]) -> None:
    features = [feature(f"node/{i}", box(i, 0, i + 1, 1), tags) for i, tags in enumerate(rows)]
    found, rejected = cameras(features, source="osm")
    accepted = {camera.location for camera in found}
    refused = {f"osm:{row.id}" for row in rejected if row.field in ("*", "geometry")}
    assert accepted.isdisjoint(refused)
    assert accepted | refused == {f"osm:{one.id}" for one in features if is_camera(one.tags)}
    assert len({camera.id for camera in found}) == len(found)
    assert all(isinstance(row, Rejection) for row in rejected)


@given(st.lists(TAGS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_features_changes_nothing(
    rows: list[dict[str, str]], rng: random.Random
) -> None:
    features = [feature(f"node/{i}", Point(i, 0), tags) for i, tags in enumerate(rows)]
    mixed = features.copy()
    rng.shuffle(mixed)
    assert cameras(mixed, source="osm") == cameras(features, source="osm")
