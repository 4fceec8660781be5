import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import TOWN, camera, covered, house, published, space, survey, views_of
from tests.report.towns import RULES, clearances_of, town_of
from vidik.errors import PublicationError
from vidik.model.rejection import Rejection
from vidik.model.surveyed import Surveyed
from vidik.report.gate import publish
from vidik.report.licences import attribution_of, check_licences
from vidik.report.slugs import slug_of

BELL = {"camera__mount": "doorbell"}


def test_public_cameras_are_shown_in_order_of_their_ids():
    town = town_of([camera(3, 0, 0), camera(1, 5, 5), camera(2, 9, 9, **BELL)])
    assert [c.id for c in town.cameras] == ["osm:node/1", "osm:node/3"]
    assert town.views.ids == ("osm:node/1", "osm:node/3")
    assert town.cameras[0].url == "https://www.openstreetmap.org/node/1"
    assert town.cameras[0].slug == "osm-node-1"


def test_the_views_kept_are_those_of_the_cameras_shown():
    everyone = [camera(1, 0, 0), camera(2, 50, 0, **BELL), camera(3, 0, 70), camera(4, 0, 90)]
    town, alone = town_of(everyone), views_of([everyone[0], *everyone[2:]])
    for name in ("origin", "reach", "offsets", "vertices", "arc", "moved_m"):
        assert np.array_equal(getattr(town.views, name), getattr(alone, name))
    assert all(a is not None for a in town.views.aims)


def test_an_indoor_camera_is_shown_without_a_view():
    town = town_of([camera(1, 0, 0, indoor=True), camera(2, 0, 0)])
    assert len(town.cameras) == 2
    assert town.views.ids == ("osm:node/2",)


def test_a_city_without_cameras_can_be_published():
    town = town_of([])
    assert (town.cameras, town.private, town.figures.cameras) == ((), (), 0)


def test_surveys_are_shown_without_what_points_at_a_door_or_a_person():
    small = replace(survey(1, dt.date(2024, 5, 1), 20.0), id="osm:Jelena")
    large = replace(survey(2, dt.date(2023, 5, 1), 60.0), id="osm:Petar")
    town = town_of([camera(1, 0, 0)], surveys=[small, large])
    assert [one.id for one in town.surveys] == ["osm:1"]
    assert town.surveys[0].area == large.area


def test_only_cameras_that_are_shown_are_counted_where_somebody_looked():
    cameras = [camera(1, 0, 0), camera(2, 0, 9, camera__mount="doorbell"), camera(3, 150, 150)]
    town = town_of(cameras, surveys=[survey(1, dt.date(2024, 5, 1), 60.0)])
    assert (town.figures.cameras, town.figures.private, town.figures.looked_cameras) == (3, 1, 1)
    assert town_of(cameras).figures.looked_cameras == 0


def test_a_camera_nobody_judged_stops_the_build():
    made, one = published(), camera(1, 0, 0)
    with pytest.raises(PublicationError, match="never judged"):
        publish(
            made.place,
            rules=RULES,
            sources=made.sources,
            optics=made.optics,
            cameras=[one],
            clearances={},
            views=views_of([one]),
            streets=made.streets,
            public_space=space(),
            coverage=covered(made.optics),
            watched_all=made.watched,
            watched_public=made.watched,
            surveys=(),
            surveyed=Surveyed(),
            base=made.base,
            buildings=0,
        )


def test_tags_are_shown_by_an_allow_list():
    one = camera(
        1, 0, 0, camera__type="dome", note="Hans lives here", operator="Hans Müller",
        phone="+43 1 234 56 78", name="City Hotel", brand="Hans Müller", ref="call +43 1 234 56 78",
        **{"Owner of it": "Hans"},
    )  # fmt: skip
    shown = town_of([one]).cameras[0]
    assert shown.operator == "operator 1, name withheld"
    assert dict(shown.tags) == {
        "brand": "withheld",
        "camera:type": "dome",
        "man_made": "surveillance",
        "name": "City Hotel",
        "note": "withheld",
        "operator": "operator 1, name withheld",
        "other": "withheld",
        "phone": "withheld",
        "ref": "withheld",
    }


def test_fields_with_an_address_in_them_are_withheld():
    shown = town_of([camera(1, 0, 0, surveillance__zone="ask hans@example.org")]).cameras[0]
    assert shown.zone == "withheld"
    assert shown.tags["surveillance:zone"] == "withheld"


def test_private_cameras_become_stretches_of_the_nearest_street():
    bells = [camera(1, -50, 3, **BELL), camera(2, 60, -4, **BELL), camera(3, 3, 150, **BELL)]
    town = town_of(bells)
    assert [(s.street, s.cameras) for s in town.private] == [
        ("Gazi Street", 2),
        ("Улица Ђорђа Васића", 1),
    ]
    assert town.figures.private == 3
    line = shapely.transform(town.private[0].line, TOWN.to_metres)
    assert line.length == pytest.approx(400.0)


def test_a_private_camera_far_from_any_street_is_only_counted():
    made = published()
    far = camera(1, -190, 190, **BELL)  # 115 m from Pine Street, 190 m from the next one
    town = town_of([far])
    assert (town.private, town.figures.private) == ((), 1)
    assert made.streets.names[1] == "Pine Street"


def test_rejections_give_no_hidden_camera_away():
    everyone = [camera(1, 0, 0), camera(2, 9, 9, **BELL), camera(3, -100, -100)]
    verdicts = clearances_of(everyone, denied=[house(-100, -100)])
    rows = [
        Rejection("osm", "node/1", "camera:direction", "up", "“up” is no direction"),
        Rejection("osm", "node/1", "phone", "12345", "“12345” is no number"),
        Rejection("osm", "node/2", "camera:direction", "Hans's door", "“Hans's door” is none"),
        Rejection("osm", "node/3", "camera:direction", "in", "no direction"),
        Rejection("osm", "way/9", "geometry", "", "crosses itself"),
    ]
    town = town_of(everyone, clearances=verdicts, rejected=rows)
    told = {(row.id, row.field, row.value) for row in town.rejected}
    assert told == {
        ("node/1", "camera:direction", "up"),
        ("node/1", "phone", "withheld"),
        ("withheld", "camera:direction", "withheld"),
        ("way/9", "geometry", ""),
    }
    assert not any("Hans" in row.reason or "12345" in row.reason for row in town.rejected)


def test_withheld_cameras_are_in_two_figures_only():
    everyone = [camera(1, 0, 0, operator="City police"), camera(2, 60, 60)]
    town = town_of(everyone, clearances=clearances_of(everyone, denied=[house(0, 0)]))
    f = town.figures
    assert (f.cameras, f.withheld, f.on_map, f.private) == (2, 1, 1, 0)
    assert (f.locations, f.operator_known, sum(f.by_kind.values())) == (1, 0, 1)
    assert [c.id for c in town.cameras] == ["osm:node/2"]


def test_made_up_cameras_mark_the_whole_city():
    assert not town_of([camera(1, 0, 0)]).synthetic
    assert town_of([camera(1, 0, 0), camera(2, 0, 0, synthetic=True)]).synthetic
    made_up = town_of([camera(1, 0, 0)], sources=published(synthetic=True).sources)
    assert made_up.synthetic
    assert made_up.cameras[0].synthetic


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "CC-BY-SA-4.0", "proprietary", "made up", ""])
def test_sources_that_cannot_be_merged_stop_the_build(licence):
    bad = replace(published().sources[0], key="list", name="A list", licence=licence)
    with pytest.raises(PublicationError) as fault:
        town_of([], sources=[*published().sources, bad])
    assert "list" in str(fault.value)
    assert repr(licence) in str(fault.value)
    assert "CC0-1.0" in str(fault.value)


def test_every_credit_stands_once_and_openstreetmap_always():
    osm = published().sources[0]
    other = replace(osm, key="b", format="geojson", attribution="City of X", licence="CC0-1.0")
    assert attribution_of([osm, other, osm]) == "© OpenStreetMap contributors; City of X"
    assert attribution_of([replace(osm, attribution="")]) == "© OpenStreetMap contributors"
    check_licences([osm, other], RULES)


@given(st.text())
def test_a_slug_is_a_plain_folder_name(text):
    slug = slug_of(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 100


def test_slugs_that_collide_get_numbers():
    one, other = camera(1, 0, 0), camera(1, 0, 0, source="osm:node")
    other = replace(other, id="osm:node:1", location="osm:node:1", source="osm")
    town = town_of([one, other])
    assert {c.slug for c in town.cameras} == {"osm-node-1", "osm-node-1--2"}


@given(st.permutations([1, 2, 3, 4, 5]))
def test_the_order_of_the_input_changes_nothing(order):
    def made(numbers):
        return town_of(
            [
                camera(i, 30 * i, 9, operator=f"Person {i}", **(BELL if i % 2 else {}))
                for i in numbers
            ]
        )

    one, other = made(order), made([1, 2, 3, 4, 5])
    assert one.cameras == other.cameras
    assert one.figures.by_kind == other.figures.by_kind
    assert [(s.street, s.cameras) for s in one.private] == [
        (s.street, s.cameras) for s in other.private
    ]
