from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from vidik.model.feature import Extract, Feature
from vidik.model.frame import LocalFrame
from vidik.model.rejection import Rejection
from vidik.model.rules import Selector
from vidik.outside.tables import load_publication_rules
from vidik.register.denial import asks_for, drop_denied, is_denied
from vidik.register.packed import packed_extract

RULES = load_publication_rules().denied
HOUSE = box(20.0, 44.0, 20.0002, 44.0002)


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "social_facility", "social_facility": "shelter"},
        {"social_facility": "outreach", "social_facility:for": "child;Abused"},
        {"amenity": "refugee_site"},
        {"building": "yes", "refugee": "yes"},
        {"amenity": "clinic", "operator:type": "private"},
        {"healthcare": "clinic", "healthcare:speciality": "abortion"},
        {"building": "yes", "name": "Sigurna kuća Užice"},
        {"name:sr": "Сигурна кућа"},
        {"office": "ngo", "name": "Women's Shelter, Graz"},
        {"building": "house", "alt_name": "FRAUENHAUS"},
    ],
)
def test_denies_places_where_people_hide(tags):
    assert is_denied(tags, RULES)


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "shelter", "shelter_type": "public_transport"},
        {"amenity": "hospital", "operator:type": "public"},
        {"highway": "residential", "name": "Frauenhaus Gasse"},
        {"place": "locality", "name": "Refugee Camp"},
        {"amenity": "restaurant", "name": "Frauenhausen"},
        {"man_made": "surveillance"},
        {},
    ],
)
def test_leaves_the_rest(tags):
    assert not is_denied(tags, RULES)


def test_a_site_owner_adds_tags_and_objects():
    rules = load_publication_rules().extended(
        denied=[
            Selector("asked for", tags={"office": ("lawyer",)}),
            Selector("asked for", ids=("node/7",)),
        ]
    )
    assert is_denied({"office": "lawyer"}, rules.denied)
    assert is_denied({}, rules.denied, object_id="node/7")
    assert not is_denied({}, rules.denied, object_id="node/8")


def test_a_selector_that_selects_everything_is_refused():
    with pytest.raises(ValueError, match="needs tags"):
        Selector("oops")


def extract(*features, rejected=()):
    return Extract(tuple(features), rejected=tuple(rejected))


def test_points_go_and_buildings_become_nameless_walls():
    kept, areas = drop_denied(
        extract(
            Feature("node/1", Point(20, 44), {"amenity": "refugee_site", "name": "Camp"}),
            Feature(
                "way/2",
                HOUSE,
                {
                    "building": "hospital",
                    "building:levels": "3",
                    "height": "tall",
                    "min_height": "2 m",
                    "social_facility": "shelter",
                    "name": "A secret",
                    "addr:street": "Somewhere",
                },
            ),
            Feature("way/3", HOUSE, {"landuse": "residential", "refugee": "yes"}),
            Feature("way/4", HOUSE, {"building": "yes", "name": "Shop"}),
        ),
        RULES,
    )
    assert [(f.id, dict(f.tags)) for f in kept.features] == [
        ("way/2", {"building": "yes", "building:levels": "3", "min_height": "2 m"}),
        ("way/4", {"building": "yes", "name": "Shop"}),
    ]
    assert len(areas) == 3


def test_a_denied_object_leaves_no_rejection_behind():
    kept, _ = drop_denied(
        extract(
            Feature("way/2", HOUSE, {"building": "yes", "social_facility": "shelter"}),
            rejected=[
                Rejection("osm", "way/2", "height", "x", "not a height"),
                Rejection("osm", "way/5", "height", "x", "not a height"),
            ],
        ),
        RULES,
    )
    assert [row.id for row in kept.rejected] == ["way/5"]


def test_nothing_denied_is_nothing_changed():
    before = extract(Feature("way/4", HOUSE, {"building": "yes"}))
    assert drop_denied(before, RULES) == (before, ())


@given(lon=st.floats(-179, 179), lat=st.floats(-80, 80), bearing=st.floats(0, 360))
def test_the_area_of_a_point_is_a_disc_of_the_stated_radius(lon, lat, bearing):
    _, (area,) = drop_denied(extract(Feature("node/1", Point(lon, lat), {"refugee": "yes"})), RULES)
    frame = LocalFrame(lon, lat)
    ray = np.array([np.sin(np.radians(bearing)), np.cos(np.radians(bearing))])
    inside, outside = frame.to_degrees(np.array([ray * 29.7, ray * 30.1]))
    assert shapely.contains_xy(area, *inside)
    assert not shapely.contains_xy(area, *outside)


def test_the_area_of_an_outline_or_line_reaches_beyond_it():
    for shape in (Polygon(HOUSE), LineString(HOUSE.exterior.coords)):
        _, (area,) = drop_denied(extract(Feature("way/1", shape, {"refugee": "yes"})), RULES)
        frame = LocalFrame(20.0, 44.0)
        near, far = frame.to_degrees(np.array([[-14.8, 5.0], [-15.2, 5.0]]))
        assert shapely.contains_xy(area, *near)
        assert not shapely.contains_xy(area, *far)


@pytest.mark.parametrize("ids", [(), ("way/2",)])
def test_packed_places_are_dropped_like_others(ids):
    rules = load_publication_rules().extended(
        denied=[Selector("asked for", ids=ids)] if ids else []
    )
    said = [
        {"building": "house"},
        {"building": "yes", "name": "Sigurna kuća", "height": "8", "phone": "1"},
        {"building": "house", "name:de": "Am Platz"},
        {"amenity": "refugee_site"},
    ]
    features = [Feature(f"way/{i}", HOUSE, tags) for i, tags in enumerate(said)]
    extract = Extract((*features, Feature("node/1", Point(20, 44), said[3])))
    plain, areas = drop_denied(extract, rules.denied)
    packed, packed_areas = drop_denied(
        packed_extract(extract, wanted=lambda key: asks_for(key, rules.denied)), rules.denied
    )
    left = [
        *packed.features,
        *(Feature(i, HOUSE, {}) for i in packed.outlines.ids),
    ]
    assert sorted(f.id for f in left) == sorted(f.id for f in plain.features)
    walls = {f.id: dict(f.tags) for f in plain.features if f.id in {w.id for w in packed.features}}
    assert {f.id: dict(f.tags) for f in packed.features} == walls
    assert walls["way/1"] == {"building": "yes", "height": "8"}
    assert len(areas) == 3 + len(ids)
    assert {a.wkb for a in areas} == {a.wkb for a in packed_areas}


def test_the_tags_that_the_rules_ask_for():
    kept = ("building", "height", "amenity", "social_facility:for", "name", "name:de", "alt_name")
    assert all(asks_for(key, RULES) for key in kept)
    assert not any(asks_for(key, RULES) for key in ("roof:colour", "addr:postcode"))


#: Few words, so that what is drawn often matches.
keys = st.sampled_from(["amenity", "name", "name:sr", "operator", "highway"])
words = st.sampled_from(["shelter", "clinic", "safe house", "Safe House Užice", "yes"])
values = st.tuples(words)
selectors = st.builds(
    Selector,
    st.just("drawn"),
    tags=st.dictionaries(keys, values | st.just(("*",)), max_size=2),
    phrases=st.dictionaries(st.sampled_from(["name*|operator", "operator"]), values, max_size=1),
    ids=st.sampled_from([("node/1",), ("node/1", "node/2")]),
) | st.builds(
    Selector, st.just("drawn"), tags=st.dictionaries(keys, values, min_size=1, max_size=2)
)


@given(
    st.lists(selectors, max_size=4),
    st.dictionaries(keys, words, max_size=4),
    st.sampled_from(["", "node/1", "node/3"]),
)
def test_no_selector_is_passed_over(drawn, tags, object_id):
    rules = replace(RULES, selectors=tuple(drawn))
    named_after = "highway" in tags
    wanted = any(
        selector.matches(tags, object_id=object_id)
        for selector in drawn
        if not (named_after and selector.phrases)
    )
    assert is_denied(tags, rules, object_id=object_id) == wanted
