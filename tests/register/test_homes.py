"""Entrances, addresses and buildings of a map as homes."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box

from vidik.model.district import District
from vidik.model.feature import Extract, Feature
from vidik.model.frame import LocalFrame
from vidik.model.number_table import HomeWeights
from vidik.model.place import Place
from vidik.outside.tables import load_home_rules
from vidik.register.homes import by_district, districts_of, homes, tabled

FRAME = LocalFrame(20.0, 45.0)
PLACE = Place(
    name="town",
    boundary=box(*FRAME.to_degrees(np.array([[-500.0, -500.0], [500.0, 500.0]])).ravel()),
    frame=FRAME,
)
RULES = load_home_rules()


def house(number, east, north, half=6.0, **tags):
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)], dtype=float)
    shape = Polygon(FRAME.to_degrees(np.add(corners, (east, north))))
    return Feature(f"way/{number}", shape, {"building": "yes", **spelt(tags)})


def point(number, east, north, **tags):
    (place,) = FRAME.to_degrees(np.array([[east, north]], dtype=float))
    return Feature(f"node/{number}", Point(place), spelt(tags))


def spelt(tags):
    return {key.replace("__", ":"): value for key, value in tags.items()}


def read(*features, rules=RULES):
    return homes([("osm", Extract(tuple(features)))], PLACE, rules)


def places(found):
    return [(round(e), round(n)) for e, n in found.places.tolist()]


def test_entrances_before_addresses_before_the_middle():
    found, bad = read(
        house(1, 0, 0),
        point(1, 6, 0, entrance="main"),
        point(2, -6, 0, entrance="exit"),
        point(3, 1, 1, addr__housenumber="1", addr__street="Прва"),
        house(2, 100, 0),
        point(4, 101, 1, addr__housenumber="3", addr__street="Прва"),
        house(3, 200, 0),
        house(4, 300, 0, addr__housenumber="7"),
    )
    assert (places(found), bad) == ([(6, 0), (200, 0), (300, 0), (101, 1)], ())
    assert found.by_rule == {"entrance": 1, "address": 2, "building": 1}
    assert found.weighed == "equal"
    assert found.weight.tolist() == [1.0] * 4


def test_an_address_needs_no_building_but_an_entrance_does():
    found, _ = read(point(1, 0, 0, addr__housenumber="1"), point(2, 50, 0, entrance="yes"))
    assert places(found) == [(0, 0)]


def test_the_same_address_twice_is_one_home_and_another_street_s_is_not():
    same = {"addr__housenumber": "5a", "addr__street": "Прва"}
    found, _ = read(
        point(1, 0, 0, **same),
        point(2, 10, 0, **{**same, "addr__housenumber": "5A"}),
        point(3, 20, 0, addr__housenumber="5a", addr__street="Друга"),
        point(4, 400, 0, **same),
    )
    assert places(found) == [(0, 0), (20, 0), (400, 0)]


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"building": "garage"}, "for vehicles"),
        ({"building": "church"}, "for a belief"),
        ({"building": "yes", "shop": "supermarket"}, "something else than a home"),
        ({"building": "no"}, "no building that people are in"),
    ],
)
def test_nobody_lives_there(tags, reason):
    found, _ = read(house(1, 0, 0, **tags), point(1, 6, 0, entrance="main"))
    assert (len(found), found.left_out) == (0, {reason: 1})


def test_people_live_above_a_shop_where_the_building_says_so():
    found, _ = read(house(1, 0, 0, building="apartments", shop="bakery"))
    assert len(found) == 1


def test_a_shed_is_too_small_and_a_shop_s_address_is_no_home():
    found, _ = read(house(1, 0, 0, half=2.0), point(1, 50, 0, addr__housenumber="2", shop="bakery"))
    assert (len(found), found.left_out) == (0, {"too small to live in": 1})


def test_what_lies_outside_or_is_a_line_is_none():
    line = Feature("way/9", LineString([(20.0, 45.0), (20.001, 45.0)]), {"building": "yes"})
    found, _ = read(house(1, 900, 0), line)
    assert len(found) == 0


def test_dwellings_weigh_only_where_nearly_all_are_counted():
    counted = [house(i, 30 * i, 0, building__flats=f"{i + 1}") for i in range(9)]
    found, _ = read(*counted, house(9, 0, 100))
    assert found.weighed == "dwellings"
    assert found.weight.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 5]  # the last one: the middle
    few, _ = read(*counted, house(9, 0, 100), house(10, 30, 100))
    assert (few.weighed, set(few.weight.tolist())) == ("equal", {1.0})


def test_doors_of_a_building_share_its_dwellings():
    found, _ = read(
        house(1, 0, 0, building__flats="12"),
        point(1, 6, 0, entrance="staircase"),
        point(2, -6, 0, entrance="staircase"),
    )
    assert found.weight.tolist() == [6.0, 6.0]


def test_a_number_that_nobody_can_read_comes_back():
    found, bad = read(house(1, 0, 0, building__flats="about ten"))
    assert len(found) == 1
    assert [(row.id, row.field, row.value) for row in bad] == [
        ("way/1", "building:flats", "about ten")
    ]


def test_the_order_of_the_map_changes_nothing():
    features = [
        house(1, 0, 0), point(1, 6, 0, entrance="main"), house(2, 100, 0),
        point(2, 101, 1, addr__housenumber="3"), point(3, 99, 1, addr__housenumber="3"),
        house(3, 10, 0, building="garage"), point(4, 0, 200, addr__housenumber="9"),
    ]  # fmt: skip
    first, _ = read(*features)
    for seed in range(5):
        mixed = features.copy()
        Random(seed).shuffle(mixed)
        again, _ = read(*mixed)
        assert again.places.tolist() == first.places.tolist()
        assert again.found_by.tolist() == first.found_by.tolist()


def test_rows_of_a_table_are_homes_inside_the_boundary():
    lonlat = FRAME.to_degrees(np.array([(0.0, 10.0), (900.0, 0.0)]))
    found, bad = tabled(HomeWeights({}, lonlat, np.array([3.0, 9.0])), PLACE, source="people")
    assert (places(found), found.weight.tolist()) == ([(0, 10)], [3.0])
    assert (found.by_rule, found.weighed) == ({"table": 1}, "table")
    assert [(row.source, row.field, row.value) for row in bad] == [("people", "*", "1")]


def test_homes_of_a_district_share_its_number():
    found, _ = read(*(house(i, 50 * i, 0) for i in range(5)))
    corners = FRAME.to_degrees(np.array([[-20.0, -20.0], [70.0, 20.0], [80.0, 20.0], [170, 21]]))
    parts = (
        District("A", "osm", box(*corners[:2].ravel()), {}),
        District("B", "osm", box(corners[2, 0], corners[0, 1], *corners[3]), {}),
    )
    table = HomeWeights({"A": 30.0}, np.zeros((0, 2)), np.zeros(0))
    names = districts_of(found, parts, PLACE)
    assert names.tolist() == ["A", "A", "B", "B", None]
    weighed, bad = by_district(found, table, names, source="people")
    # two in A share 30; those of no number weigh as the middle one of the others
    assert weighed.weight.tolist() == [15.0] * 5
    assert weighed.weighed == "table"
    assert [(row.source, row.id, row.value) for row in bad] == [
        ("people", "*", ""),
        ("people", "B", ""),
    ]
