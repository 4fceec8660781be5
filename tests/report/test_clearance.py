from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import TOWN, camera, house
from tests.report.towns import RULES, clearances_of
from tests.shared_data import helsinki, shared
from vidik.model.feature import Feature
from vidik.model.rules import Verdict
from vidik.outside.reading import read_extract
from vidik.register.cameras import cameras as read_cameras
from vidik.report.clearance import Homes, classify, homes_of

PUBLIC, PRIVATE, WITHHELD = Verdict.PUBLIC, Verdict.PRIVATE, Verdict.WITHHELD


def verdict(one, **context):
    return clearances_of([one], **context)[one.id].verdict


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"camera__type": "dome", "surveillance__type": "camera"},
        {"surveillance": "outdoor", "camera__mount": "wall"},
        {"surveillance": "public", "surveillance__zone": "building"},
        {"surveillance": "outdoor", "surveillance__zone": "bank", "camera__mount": "wall"},
        {"surveillance": "outdoor", "surveillance__zone": "building", "operator": "Stadt Wien"},
        {"surveillance": "outdoor", "surveillance__zone": "building", "highway": "street_lamp"},
        {"operator__type": "private", "surveillance__zone": "parking"},
        {"surveillance": "outdoor", "surveillance__zone": "entrance", "shop": "clothes"},
    ],
)
def test_stays_on_the_map(tags):
    assert verdict(camera(1, 0, 0, **tags)) is PUBLIC


@pytest.mark.parametrize(
    "tags",
    [
        {"camera__mount": "doorbell"},
        {"camera__type": "Doorbell", "operator": "Stadt Wien"},
        {"camera__type": "fixed;doorbell"},
        {"surveillance__zone": "garden", "surveillance": "public"},
        {"building": "house"},
        {"description": "Camera on the balcony of a private house"},
        {"operator": "private"},
        {"operator__type": "private", "surveillance": "outdoor"},
        {"surveillance": "private"},
        {"surveillance": "outdoor", "surveillance__zone": "building", "camera__mount": "wall"},
        {"surveillance": "outdoor", "surveillance__zone": "entrance", "operator": "Hans Müller"},
        {"manufacturer": "Ring"},
    ],
)
def test_is_a_private_dwelling_or_may_be(tags):
    assert verdict(camera(1, 0, 0, **tags)) is PRIVATE


HOMES = Homes(homes=(house(0, 0),))
SHARED = Homes(shared=(house(0, 0),))
OTHERS = Homes(others=(house(0, 0),))


@pytest.mark.parametrize(
    ("homes", "east", "tags", "expected"),
    [
        (HOMES, 0.0, {}, PRIVATE),
        (HOMES, 6.9, {}, PRIVATE),
        (HOMES, 7.1, {}, PUBLIC),
        (HOMES, 5.0, {"surveillance": "public", "surveillance__zone": "street"}, PRIVATE),
        (HOMES, 5.0, {"surveillance__zone": "traffic"}, PUBLIC),
        (HOMES, 5.0, {"operator": "City police"}, PUBLIC),
        (HOMES, 5.0, {"operator": "City police", "camera__mount": "doorbell"}, PRIVATE),
        (SHARED, 5.0, {}, PUBLIC),
        (SHARED, 5.0, {"camera__type": "dome"}, PUBLIC),
        (SHARED, 5.0, {"surveillance": "outdoor"}, PRIVATE),
        (SHARED, 5.0, {"surveillance": "public", "surveillance__zone": "entrance"}, PRIVATE),
        (SHARED, 5.0, {"surveillance": "outdoor", "operator": "Erste Bank"}, PUBLIC),
        (OTHERS, 5.0, {"surveillance": "outdoor", "surveillance__zone": "building"}, PUBLIC),
        (OTHERS, 5.0, {"camera__mount": "doorbell"}, PRIVATE),
    ],
)
def test_the_building_it_hangs_on_counts(homes, east, tags, expected):
    assert verdict(camera(1, east, 0, **tags), homes=homes) is expected


def test_a_place_of_the_deny_list_outweighs_everything():
    one = camera(1, 3, 0, operator="City police", surveillance="public")
    assert verdict(one, denied=[house(0, 0)]) is WITHHELD
    assert verdict(one, denied=[house(20, 0)]) is PUBLIC
    assert verdict(camera(2, 0, 0, camera__mount="doorbell"), denied=[house(0, 0)]) is WITHHELD


def test_devices_at_one_location_share_the_strictest_verdict():
    shown = camera(1, 0, 0)
    hidden = replace(camera(1, 0, 0, camera__mount="doorbell"), id="osm:node/1#2")
    for order in ([shown, hidden], [hidden, shown]):
        assert {c.verdict for c in clearances_of(order).values()} == {PRIVATE}


def test_who_asked_is_shown_no_closer_than_the_street():
    rules = RULES.extended(on_request=["osm:node/1"])
    one = camera(1, 0, 0, operator="City police")
    assert verdict(one, rules=rules) is PRIVATE


def test_no_reason_names_the_camera():
    everyone = [camera(1, 0, 0, camera__mount="doorbell", operator="Hans Müller"), camera(2, 0, 9)]
    for clearance in clearances_of(everyone).values():
        assert "Müller" not in clearance.reason
        assert clearance.reason.endswith(".")


TAGS = st.dictionaries(
    st.sampled_from(["surveillance", "surveillance__zone", "camera__mount", "operator__type"]),
    st.sampled_from(
        ["public", "outdoor", "building", "entrance", "private", "bank", "town", "wall", "doorbell"]
    ),
)


@given(TAGS, st.sampled_from(["camera__mount", "surveillance__zone"]))
def test_a_sign_of_a_dwelling_cannot_be_talked_away(tags, key):
    tags[key] = "doorbell" if key == "camera__mount" else "private_garden"
    for homes in (HOMES, SHARED, OTHERS):
        assert verdict(camera(1, 0, 0, **tags), homes=homes) is PRIVATE


@given(TAGS)
def test_a_home_never_makes_a_camera_more_public(tags):
    one = camera(1, 0, 0, **tags)
    if verdict(one) is PRIVATE:
        assert verdict(one, homes=HOMES) is PRIVATE
        assert verdict(one, homes=SHARED) is PRIVATE


def test_outlines_are_sorted_by_what_they_are_for():
    shape = house(0, 0)
    found = homes_of(
        [
            Feature("way/1", shape, {"building": "detached"}),
            Feature("way/2", shape, {"building": "apartments"}),
            Feature("way/3", shape, {"building": "yes", "building:flats": "12"}),
            Feature("way/4", shape, {"building": "retail"}),
            Feature("way/5", shape, {"building": "yes", "shop": "bakery"}),
            Feature("way/6", shape, {"building": "yes"}),
            Feature("way/7", shape, {"landuse": "residential"}),
            Feature("node/8", shape.centroid, {"building": "house"}),
        ],
        RULES,
    )
    assert (len(found.homes), len(found.shared), len(found.others)) == (1, 2, 2)


def classified(path, *, assume):
    features = read_extract(path, format=None, source="osm", progress=lambda *_: None).features
    found, _ = read_cameras(features, source="osm", assume=assume)
    verdicts = classify(found, (), RULES, frame=TOWN, homes=homes_of(features, RULES))
    return [verdicts[one.id].verdict for one in found]


def test_all_of_helsinki_stays_on_the_map():
    verdicts = classified(helsinki(), assume=False)
    assert (len(verdicts), set(verdicts)) == (221, {PUBLIC})


def test_uzice_is_mostly_unsure():
    verdicts = classified(shared("uzice.geojson"), assume=True)
    assert (verdicts.count(PUBLIC), verdicts.count(PRIVATE)) == (61, 144)


def test_viennas_doorbells_are_private():
    verdicts = classified(shared("vienna.geojson"), assume=True)
    assert verdicts.count(PRIVATE) >= 10
    assert verdicts.count(PUBLIC) > 0.95 * len(verdicts)
