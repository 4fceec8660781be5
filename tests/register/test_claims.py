from __future__ import annotations

import math
import random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry, LineString, Point, box

from tests.makers import TOWN, feature
from tests.shared_data import helsinki
from vidik.model.frame import LocalFrame
from vidik.model.rejection import Rejection
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_public_space_rules, load_street_rules
from vidik.register.claims import Claims, claims, merge

RULES = load_public_space_rules(load_street_rules())
FIELD = box(0, 0, 20, 10)
ROAD = LineString([(0, 0), (100, 0)])


def claimed(
    *rows: tuple[Geometry, dict[str, str]],
) -> tuple[Claims, tuple[Rejection, ...]]:
    features = [
        feature(f"way/{i}", shapely.transform(shape, TOWN.to_degrees), tags)
        for i, (shape, tags) in enumerate(rows)
    ]
    return claims(features, TOWN, RULES, source="osm")


def kinds_of(shape: Geometry, tags: dict[str, str]) -> set[str]:
    found, rejected = claimed((shape, tags))
    assert rejected == ()
    return {RULES.kinds[kind] for kind in found.kind}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"public_transport": "platform"}, "stop"),
        ({"railway": "platform"}, "stop"),
        ({"place": "square"}, "square"),
        ({"highway": "pedestrian", "area": "yes"}, "square"),
        ({"highway": "pedestrian"}, "square"),
        ({"area:highway": "pedestrian"}, "square"),
        ({"amenity": "marketplace"}, "square"),
        ({"leisure": "playground"}, "playground"),
        ({"leisure": "park"}, "park"),
        ({"leisure": "garden", "access": "yes"}, "park"),
        ({"leisure": "park", "access": "private", "foot": "yes"}, "park"),
        ({"highway": "footway", "area": "yes"}, "street"),
        ({"area:highway": "residential"}, "street"),
        ({"amenity": "parking", "parking": "street_side"}, "street"),
        ({"leisure": "common", "place": "square"}, "square"),
    ],
)
def test_areas_open_to_all_are_public_space(tags: dict[str, str], kind: str) -> None:
    assert kinds_of(FIELD, tags) == {kind}


@pytest.mark.parametrize(
    "tags",
    [
        {"leisure": "park", "access": "private"},
        {"leisure": "park", "access": "customers"},
        {"leisure": "park", "fee": "yes"},
        {"leisure": "garden", "garden:type": "residential"},
        {"railway": "platform", "tunnel": "yes"},
        {"railway": "platform", "layer": "-2"},
        {"highway": "pedestrian", "area": "yes", "indoor": "yes"},
        {"highway": "service", "area": "yes", "service": "parking_aisle"},
        {"amenity": "parking"},
        {"landuse": "cemetery"},
        {"building": "yes"},
        {},
    ],
)
def test_what_is_closed_hidden_or_not_listed_is_not(tags: dict[str, str]) -> None:
    assert kinds_of(FIELD, tags) == set()


def test_a_garden_that_may_be_closed_is_doubtful() -> None:
    found, _ = claimed((FIELD, {"leisure": "garden"}))
    assert found.union.tolist() == [2]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "residential"}, {"street"}),
        ({"highway": "footway", "footway": "sidewalk"}, {"street"}),
        ({"highway": "cycleway", "is_sidepath": "yes"}, {"street"}),
        ({"highway": "platform"}, {"stop"}),
        ({"highway": "footway", "public_transport": "platform"}, {"stop"}),
        ({"highway": "service", "access": "private"}, set()),
        ({"highway": "service", "service": "driveway"}, set()),
        ({"highway": "footway", "tunnel": "yes"}, set()),
        ({"highway": "motorway"}, set()),
        ({"highway": "trail"}, set()),
        ({"railway": "rail"}, set()),
    ],
)
def test_ways_count_as_in_the_table_of_streets_pavements_too(
    tags: dict[str, str], kind: set[str]
) -> None:
    assert kinds_of(ROAD, tags) == kind


def test_a_stop_mapped_as_a_point_is_a_patch_that_is_not_certain() -> None:
    found, _ = claimed((Point(0, 0), {"highway": "bus_stop"}), (Point(9, 9), {"amenity": "bench"}))
    assert found.union.tolist() == [1, 2]
    assert shapely.area(found.shapes) == pytest.approx([math.pi * 1.5**2, math.pi * 9], rel=0.03)


def test_a_way_is_as_wide_as_it_is_mapped() -> None:
    found, _ = claimed((ROAD, {"highway": "footway", "width": "3"}))
    assert found.union.tolist() == [0]
    whole = 100 * 3 + math.pi * 1.5**2
    assert 0 <= whole - found.shapes[0].area < 0.03 * math.pi * 1.5**2 + 0.01


def test_a_way_wider_than_long_does_not_reach_beyond_its_ends() -> None:
    found, _ = claimed((LineString([(0, 0), (12, 0)]), {"highway": "steps", "width": "64"}))
    assert found.shapes[0].bounds == pytest.approx((0, -32, 12, 32), abs=0.001)


def test_an_unknown_width_grows_from_union_to_union() -> None:
    found, _ = claimed((ROAD, {"highway": "residential"}))
    assert found.union.tolist() == [0, 1, 2]
    least, expected, most = found.shapes
    assert expected.covers(least)
    assert most.covers(expected)


def test_faults_of_the_map_are_noted() -> None:
    _, rejected = claimed(
        (ROAD, {"highway": "footway", "width": "wide"}),
        (ROAD, {"leisure": "park"}),
        (Point(0, 0), {"leisure": "playground"}),
        (ROAD, {"highway": "pedestrian", "area": "yes"}),
    )
    assert [(row.id, row.field) for row in rejected] == [
        ("way/0", "width"),
        ("way/1", "geometry"),
        ("way/2", "geometry"),
        ("way/3", "geometry"),
    ]


def test_what_the_frame_cannot_hold_is_noted() -> None:
    far = LineString([(120, 0), (121, 1)])  # a quarter of the globe away
    features = [
        feature("way/1", far, {"highway": "residential"}),
        feature("way/2", far.buffer(0.5), {"leisure": "park"}),
        feature("way/3", shapely.transform(ROAD, TOWN.to_degrees), {"highway": "footway"}),
    ]
    found, rejected = claims(features, TOWN, RULES, source="osm")
    assert {(row.id, row.field) for row in rejected} == {
        ("way/1", "geometry"),
        ("way/2", "geometry"),
    }
    assert found.union.tolist() == [0, 1, 2]


def test_a_shape_bound_to_a_grid_is_refused() -> None:
    bound = np.array([shapely.set_precision(FIELD, 0.5)])
    with pytest.raises(ValueError, match="grid"):
        Claims(bound, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))


TAGS = st.sampled_from(
    [
        {"highway": "residential"},
        {"highway": "footway", "width": "wide"},
        {"leisure": "park"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "bus_stop"},
    ]
)
SHAPES = st.sampled_from([ROAD, FIELD, Point(3, 3), LineString([(0, 0), (5, 5), (5, 9)])])


@given(st.lists(st.tuples(SHAPES, TAGS), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_features_changes_nothing(rows, rng: random.Random) -> None:
    features = [
        feature(f"way/{i}", shapely.transform(shape, TOWN.to_degrees), tags)
        for i, (shape, tags) in enumerate(rows)
    ]
    mixed = features.copy()
    rng.shuffle(mixed)
    (one, bad), (two, worse) = (claims(f, TOWN, RULES, source="osm") for f in (features, mixed))
    assert shapely.to_wkb(one.shapes).tolist() == shapely.to_wkb(two.shapes).tolist()
    assert (one.kind.tolist(), one.union.tolist()) == (two.kind.tolist(), two.union.tolist())
    assert bad == worse


def test_sources_are_joined_in_order() -> None:
    one, two = (claimed((shape, {"leisure": "park"}))[0] for shape in (FIELD, box(5, 5, 9, 9)))
    assert shapely.area(merge([one, two]).shapes) == pytest.approx([200, 16])
    assert len(merge([]).shapes) == 0


def test_helsinki() -> None:
    extract = read_extract(helsinki(), source="osm")
    found, rejected = claims(extract.features, LocalFrame(24.944, 60.172), RULES, source="osm")
    assert set(np.unique(found.kind)) == {RULES.kinds.index(kind) for kind in RULES.kinds}
    assert shapely.is_valid(found.shapes).all()
    assert {row.field for row in rejected} == {"geometry"}
