from __future__ import annotations

import random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, Polygon, box

from tests.makers import TOWN, feature
from tests.shared_data import helsinki
from vidik.model.frame import LocalFrame
from vidik.model.place import Place
from vidik.model.streets import Streets
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_street_rules
from vidik.register.streets import boundary_in_metres, merge, streets

RULES = load_street_rules()
STREET = {"highway": "residential", "name": "Кнез Михаилова"}


def town(shape: Polygon) -> Place:
    """Return a place with a boundary in metres."""
    return Place("Town", shapely.transform(shape, TOWN.to_degrees), TOWN)


PLACE = town(box(-100, -100, 100, 100))


def cut(
    *lines: shapely.Geometry, place: Place = PLACE, tags: dict[str, str] | None = None
) -> Streets:
    features = [
        feature(
            f"way/{i}", shapely.transform(line, TOWN.to_degrees), STREET if tags is None else tags
        )
        for i, line in enumerate(lines)
    ]
    made, rejected = streets(features, place, RULES, source="osm")
    assert rejected == ()
    return made


def test_a_street_inside_is_kept_as_it_is() -> None:
    made = cut(LineString([(0, 0), (10, 0), (10, 5)]))
    assert made.ids == ("osm:way/0",)
    assert made.names == ("Кнез Михаилова",)
    assert made.classes == ("residential",)
    assert made.vertices.tolist() == [[0, 0], [10, 0], [10, 5]]
    assert made.lengths().tolist() == [15]


def test_a_street_outside_is_left_out() -> None:
    assert len(cut(LineString([(200, 0), (210, 0)]))) == 0
    assert len(cut()) == 0


def test_the_boundary_cuts_and_the_pieces_keep_order_and_direction() -> None:
    made = cut(
        LineString([(90, -50), (110, -50), (110, 0), (90, 0), (90, 20), (110, 20), (110, 30)])
    )
    assert made.ids == ("osm:way/0", "osm:way/0/2")
    pieces = np.split(made.vertices, made.offsets[1:-1])
    assert np.allclose(pieces[0], [[90, -50], [100, -50]], atol=0.01)
    assert np.allclose(pieces[1], [[100, 0], [90, 0], [90, 20], [100, 20]], atol=0.01)


def test_a_street_of_several_lines_has_several_pieces() -> None:
    made = cut(MultiLineString([[(0, 0), (5, 0)], [(10, 0), (15, 0)]]))
    assert made.ids == ("osm:way/0", "osm:way/0/2")


def test_points_that_repeat_are_dropped() -> None:
    made = cut(LineString([(0, 0), (0, 0), (0, 0.0001), (5, 0)]), LineString([(1, 1), (1, 1.0001)]))
    assert made.vertices.tolist() == [[0, 0], [5, 0]]


@pytest.mark.parametrize(
    ("tags", "counts"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "footway", "footway": "sidewalk"}, False),
        ({"highway": "service", "service": "alley"}, True),
        ({"highway": "service", "service": "driveway"}, False),
        ({"highway": "motorway"}, False),
        ({"highway": "residential", "access": "private"}, False),
        ({"highway": "residential", "access": "private", "foot": "yes"}, True),
        ({"highway": "residential", "access": "destination"}, True),
        ({"highway": "footway", "tunnel": "yes"}, False),
        ({"highway": "footway", "level": "-1"}, False),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"highway": "pedestrian", "type": "multipolygon"}, False),
        ({"highway": "construction"}, False),
        ({"highway": "proposed"}, False),
        ({"railway": "tram"}, False),
    ],
)
def test_what_counts_as_public_street(tags: dict[str, str], counts: bool) -> None:
    assert len(cut(LineString([(0, 0), (5, 0)]), tags=tags)) == counts


def test_a_class_that_nobody_knows_is_rejected() -> None:
    line = shapely.transform(LineString([(0, 0), (5, 0)]), TOWN.to_degrees)
    made, rejected = streets(
        [feature("way/1", line, {"highway": "trail"}), feature("node/1", Point(0, 0), STREET)],
        PLACE,
        RULES,
        source="osm",
    )
    assert len(made) == 0
    assert [(row.id, row.field, row.value) for row in rejected] == [("way/1", "highway", "trail")]


def test_a_way_too_far_away_is_rejected() -> None:
    near = shapely.transform(LineString([(0, 0), (5, 0)]), TOWN.to_degrees)
    made, rejected = streets(
        [
            feature("way/1", LineString([(120, 0), (121, 1)]), STREET),
            feature("way/2", LineString([*near.coords, (120, 0)]), STREET),
            feature("way/3", near, STREET),
        ],
        PLACE,
        RULES,
        source="osm",
    )
    assert made.ids == ("osm:way/3",)
    assert [(row.id, row.field) for row in rejected] == [
        ("way/1", "geometry"),
        ("way/2", "geometry"),
    ]


def test_every_rule_says_why() -> None:
    texts = [*RULES.classes.values(), *RULES.others.values()]
    texts += [rule.reason for rule in RULES.exclusions]
    assert all(len(text) > 5 for text in texts)


def test_a_place_on_both_sides_of_the_antimeridian_is_one() -> None:
    east, west = box(179.99, 0, 180, 0.02), box(-180, 0, -179.99, 0.02)
    place = Place("Islands", shapely.MultiPolygon([east, west]), LocalFrame(180.0, 0.01))
    boundary = boundary_in_metres(place)
    assert boundary.geom_type == "Polygon"
    line = LineString([(179.995, 0.01), (-179.995, 0.01)])
    made, _ = streets([feature("way/1", line, STREET)], place, RULES, source="osm")
    assert made.lengths().tolist() == pytest.approx([1113.2], abs=1)


def test_sources_are_joined_in_order() -> None:
    one, two = cut(LineString([(0, 0), (5, 0)])), cut(LineString([(0, 1), (7, 1), (7, 2)]))
    both = merge([one, two, cut()])
    assert both.lengths().tolist() == [5, 8]
    assert both.names == one.names + two.names
    assert len(merge([])) == 0


LINES = st.lists(
    st.lists(
        st.tuples(st.integers(-150, 150), st.integers(-150, 150)),
        min_size=2,
        max_size=6,
        unique=True,
    ).map(LineString),
    max_size=5,
)
SHAPES = st.sampled_from(
    [
        box(-100, -100, 100, 100),
        Point(0, 0).buffer(90),
        box(-100, -100, 100, 100) - box(-30, -30, 30, 30),
    ]
)


@given(LINES, SHAPES)
def test_cutting_keeps_what_is_inside_and_nothing_else(
    lines: list[LineString], shape: Polygon
) -> None:
    place = town(shape)
    made = cut(*lines, place=place)
    assert len(set(made.ids)) == len(made)
    boundary = boundary_in_metres(place)
    inside = sum(line.intersection(boundary).length for line in lines if line.is_simple)
    simple = [line.is_simple for line in lines]
    kept = sum(
        length
        for name, length in zip(made.ids, made.lengths(), strict=True)
        if simple[int(name.split("/")[1])]
    )
    assert kept == pytest.approx(inside, abs=0.1)
    assert shapely.covers(boundary.buffer(0.01), shapely.points(made.vertices)).all()


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_features_changes_nothing(
    lines: list[LineString], rng: random.Random
) -> None:
    features = [
        feature(f"way/{i}", shapely.transform(line, TOWN.to_degrees), STREET)
        for i, line in enumerate(lines)
    ]
    mixed = features.copy()
    rng.shuffle(mixed)
    one, two = (streets(each, PLACE, RULES, source="osm")[0] for each in (features, mixed))
    assert one.ids == two.ids
    assert one.vertices.tobytes() == two.vertices.tobytes()


def test_helsinki() -> None:
    extract = read_extract(helsinki(), source="osm")
    assert extract.bounds is not None
    place = Place("Helsinki", box(*extract.bounds), LocalFrame(24.944, 60.172))
    made, rejected = streets(extract.features, place, RULES, source="osm")
    assert 50_000 < made.lengths().sum() < 65_000
    assert {row.value for row in rejected} == {"trail"}
    assert "Aleksanterinkatu" in made.names
