"""Which objects of a map are sensitive places, and where one stands before their doors."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import Geometry, Point, Polygon

from tests.makers import TOWN, feature
from vidik.model.feature import Extract, Feature
from vidik.model.place import Place
from vidik.model.sensitive import SensitivePlace
from vidik.outside.tables import load_publication_rules
from vidik.register.buildings import footprints
from vidik.register.denial import drop_denied
from vidik.register.sensitive import kinds_of, sensitive_places

RULES = load_publication_rules()
PLACE = Place(
    "Town",
    Polygon(TOWN.to_degrees(np.array([[-200, -200], [200, -200], [200, 200], [-200, 200]]))),
    TOWN,
)
HOUSE = {"building": "yes"}


def found(*features: Feature) -> tuple[SensitivePlace, ...]:
    """Return what is sensitive among features; those that say so are walls, too."""
    walls, _ = footprints([f for f in features if "building" in f.tags], TOWN, source="osm")
    return sensitive_places((("osm", one) for one in features), RULES.counted, PLACE, walls)


def spot(x: float, y: float) -> Geometry:
    return shapely.transform(Point(x, y), TOWN.to_degrees)


def box(x: float, y: float, width: float = 20.0, height: float = 10.0) -> Geometry:
    return shapely.transform(shapely.box(x, y, x + width, y + height), TOWN.to_degrees)


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"amenity": "school"}, ["school"]),
        ({"amenity": "kindergarten"}, ["kindergarten"]),
        ({"amenity": "university"}, ["university"]),
        ({"amenity": "place_of_worship"}, ["worship"]),
        ({"amenity": "clinic"}, ["health"]),
        ({"amenity": "courthouse"}, ["court"]),
        ({"amenity": "polling_station"}, ["polling"]),
        ({"amenity": "school", "polling_station": "12"}, ["school", "polling"]),
        ({"office": "political_party"}, ["party"]),
        ({"office": "union"}, ["union"]),
        ({"place": "square", "highway": "pedestrian"}, ["square"]),
        ({"amenity": "cafe", "office": "lawyer", "place": "suburb"}, []),
    ],
)
def test_kinds(tags, kinds):
    assert sorted(kinds_of(tags, RULES.counted)) == sorted(kinds)


def test_every_kind_has_a_reason():
    assert all(one.reason for own in RULES.counted.values() for one in own)
    assert len(RULES.counted) == 10


def test_shelters_and_private_clinics_are_no_places_at_all():
    rows = (
        feature("node/1", spot(0, 0), {"amenity": "clinic", "operator:type": "private"}),
        feature("node/2", spot(9, 0), {"amenity": "school", "refugee": "yes"}),
        feature("node/3", spot(50, 0), {"amenity": "school"}),
    )
    kept, _ = drop_denied(Extract(rows), RULES.denied)
    assert [one.id for one in found(*kept.features)] == ["osm:node/3"]


def test_what_lies_outside_the_boundary_is_not_of_the_place():
    assert found(feature("node/1", spot(500, 0), {"amenity": "school"})) == ()


def test_without_a_mapped_door_it_is_anywhere_along_the_outline():
    (one,) = found(feature("way/1", box(0, 0), HOUSE | {"amenity": "courthouse", "name": "Court"}))
    assert (one.name, one.kind, one.doors) == ("Court", "court", 0)
    # half a metre before 20 × 10 m
    assert one.front.length == pytest.approx(2 * (21 + 11), abs=0.05)
    assert one.front.distance(shapely.box(0, 0, 20, 10)) == pytest.approx(0.5, abs=0.01)


def test_before_a_mapped_door_and_nowhere_else():
    building = feature("way/1", box(0, 0), HOUSE | {"amenity": "courthouse"})
    side, back = (
        feature("node/2", spot(5, 0), {"entrance": "yes"}),
        feature("node/3", spot(20, 5), {"entrance": "yes"}),
    )
    (one,) = found(building, side)
    assert one.doors == 1
    assert one.front.bounds == pytest.approx((5 - 1.94, -0.5, 5 + 1.94, -0.5), abs=0.02)
    (both,) = found(building, side, back)
    assert both.doors == 2
    assert both.front.length == pytest.approx(2 * one.front.length, abs=0.02)
    # a main door makes others unlikely; emergency exits and doors elsewhere are none of it
    main = feature("node/4", spot(20, 5), {"entrance": "main"})
    (front,) = found(building, side, main)
    assert front.doors == 1
    assert front.front.bounds[0] == pytest.approx(20.5, abs=0.02)
    others = (
        feature("node/5", spot(5, 10), {"entrance": "emergency"}),
        feature("node/6", spot(60, 0), {"entrance": "yes"}),
    )
    assert found(building, *others)[0].doors == 0


def test_a_point_in_a_building_has_the_buildings_outline():
    (one,) = found(
        feature("way/1", box(0, 0), HOUSE), feature("node/2", spot(3, 3), {"office": "union"})
    )
    assert one.front.length == pytest.approx(64.0, abs=0.05)
    (alone,) = found(feature("node/2", spot(3, 3), {"office": "union"}))
    assert alone.front.length == pytest.approx(np.pi, rel=0.02)


def test_nobody_stands_inside_the_house_next_door():
    (one,) = found(
        feature("way/1", box(0, 0), HOUSE | {"amenity": "courthouse"}),
        feature("way/2", box(20, -5, 20, 20), HOUSE),
    )
    # the side towards the neighbour is none
    assert one.front.length == pytest.approx(64.0 - 11.0 - 2 * 0.5, abs=0.1)


def test_a_square_is_looked_at_all_across():
    (one,) = found(feature("way/1", box(0, 0, 40, 30), {"place": "square"}))
    assert one.front.length == pytest.approx(8 * 30.0, abs=0.1)
    assert one.front.bounds == pytest.approx((2.5, 0.0, 37.5, 30.0), abs=0.05)
