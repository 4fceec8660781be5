"""What may go into OpenStreetMap: clean, confirmed, the map's own words, for a mapper."""

from xml.etree import ElementTree as ET

import osmium
import pytest

from tests.report.statements import (
    CONFIRMED,
    DOORBELL,
    LIST,
    OSM,
    RULES,
    SAME,
    SHOP,
    decided,
    ground,
    judged,
    origin,
    said,
    square,
)
from vidik.model.decision import Verdict as Decided
from vidik.model.observation import Claim
from vidik.report.giving import VOCABULARY, OnMap, give, osm_change

NODE = OnMap(1, 4, 20.4123456, 44.8123456, {"man_made": "surveillance", "operator": "Polizei"})


def given(
    *statements,
    decisions=(),
    origins=(LIST, OSM),
    unpublished=None,
    on_map=None,
    around=None,
    together=(),
):
    return give(
        judged(*statements, around=around),
        {one.key: one for one in origins},
        rules=RULES,
        decisions=decisions,
        unpublished=unpublished or {},
        on_map=on_map or {},
        together=together,
    )


def confirmed(*statements):
    return [decided(CONFIRMED, one) for one in statements]


def nodes(given):
    root = ET.fromstring(osm_change(given, attribution="© list"))
    return [
        (parent.tag, dict(node.attrib), {t.get("k"): t.get("v") for t in node})
        for parent in root
        for node in parent
    ]


def test_a_confirmed_camera_of_a_free_list_is_given_with_source_and_day():
    one = said(tags=SHOP | {"surveillance:type": "ANPR", "camera:direction": "SSW"})
    ((action, attributes, tags),) = nodes(given(one, decisions=confirmed(one)))
    assert action == "create"
    assert attributes == {"id": "-1", "lat": "44.8123456", "lon": "20.4123456"}
    assert tags == SHOP | {
        "surveillance:type": "ALPR", "camera:direction": "202.5", "source": "The list",
        "check_date": "2025-03-01",
    }  # fmt: skip


@pytest.mark.parametrize("licence", sorted(RULES.licences))
def test_the_table_says_which_licences_may_go_into_the_map(licence):
    one = said()
    (found,) = given(one, decisions=confirmed(one), origins=[origin("list", licence=licence)])
    free = licence in {"CC0-1.0", "PDDL-1.0", "CC-BY-4.0-waiver"}
    assert (found.reason is None) == free
    if not free:
        assert licence in found.reason


@pytest.mark.parametrize(
    ("statement", "options", "why"),
    [
        (said(), {"decisions": []}, "Nobody confirmed it"),
        (
            said(),
            {"origins": [origin("list", licence="LicenseRef-restricted")]},
            "does not allow it",
        ),
        (said(), {"origins": [origin("list", synthetic=True)]}, "made up"),
        (said(), {"unpublished": {"list": "a draft"}}, "not published: a draft"),
        (said(claim=Claim.ABSENT), {}, "nothing is deleted"),
        (said(tags=DOORBELL), {}, "doorbell"),
        (said(place=False), {}, "It has no place"),
        (said(), {"around": ground(denied=[square(half=30)])}, "deny-list"),
        (said("node/1", origin="osm"), {}, "from the map"),
    ],
)
def test_what_is_not_given_says_why(statement, options, why):
    (found,) = given(statement, **{"decisions": confirmed(statement), **options})
    assert why in found.reason
    assert found.tags is None
    assert nodes([found]) == []


def test_only_words_of_the_map_are_given():
    tags = SHOP | {
        "note": "call me", "name": "MUP", "image": "https://x", "addr:street": "X", "level": "2",
        "camera:direction": "where it looks", "camera:tilt": "1" * 300, "operator": "Ana Anić",
    }  # fmt: skip
    one = said(tags=tags)
    ((_, _, told),) = nodes(given(one, decisions=confirmed(one)))
    assert told.keys() <= VOCABULARY | {"source", "check_date"}
    assert not {"operator", "camera:direction", "camera:tilt"} & told.keys()


def test_what_the_map_may_have_already_waits_for_a_decision():
    one, mapped = said(), said("node/1", origin="osm", north=9)
    found = {g.statement.id: g for g in given(one, mapped, decisions=confirmed(one))}
    assert "osm:node/1 is 9 m from there" in found[one.id].reason
    no = decided(Decided.DIFFERENT, one, mapped)
    found = {g.statement.id: g for g in given(one, mapped, decisions=[*confirmed(one), no])}
    assert found[one.id].reason is None


def test_what_seems_to_be_the_same_waits_however_far_it_is():
    one, mapped = said(), said("node/1", origin="osm", north=60)
    options = {"decisions": confirmed(one), "together": [{one.id, mapped.id}]}
    found = {g.statement.id: g for g in given(one, mapped, **options)}
    assert "osm:node/1 is 60 m from there" in found[one.id].reason


def test_a_node_of_the_map_gets_what_it_lacks_and_keeps_what_it_says():
    one, mapped = said(), said("node/1", origin="osm", north=9)
    decisions = [*confirmed(one), decided(SAME, one, mapped)]
    found = given(one, mapped, decisions=decisions)
    assert any("no version is known" in (g.reason or "") for g in found)
    ((action, attributes, tags),) = nodes(
        given(one, mapped, decisions=decisions, on_map={"node/1": NODE})
    )
    assert (action, attributes["id"], attributes["version"]) == ("modify", "1", "4")
    assert tags["operator"] == "Polizei"
    assert tags["camera:type"] == "dome"


def test_a_node_that_says_all_of_it_is_left_alone():
    one, mapped = said(), said("node/1", origin="osm", north=9)
    full = OnMap(1, 4, 20.0, 44.0, {**SHOP, "camera:type": "fixed"})
    found = given(
        one,
        mapped,
        decisions=[*confirmed(one), decided(SAME, one, mapped)],
        on_map={"node/1": full},
    )
    assert nodes(found) == []


def test_one_camera_of_two_lists_is_given_once():
    one, other = said(), said("9", origin="more", north=4)
    decisions = [*confirmed(one, other), decided(SAME, one, other)]
    found = given(one, other, decisions=decisions, origins=[LIST, origin("more")])
    assert len(nodes(found)) == 1
    undecided = given(one, other, decisions=confirmed(one, other), origins=[LIST, origin("more")])
    assert sum("is it the same?" in (g.reason or "") for g in undecided) == 1


def test_cameras_of_one_list_on_one_pole_are_all_given():
    some = [said(str(i)) for i in range(3)]
    assert len(nodes(given(*some, decisions=confirmed(*some)))) == 3


def test_the_file_is_an_osm_change_that_osmium_reads(tmp_path):
    one, mapped = said("7", north=400), said("node/1", origin="osm", north=9)
    other = said("8")
    decisions = [*confirmed(one, other), decided(SAME, other, mapped)]
    data = osm_change(
        given(one, other, mapped, decisions=decisions, on_map={"node/1": NODE}), attribution="© l"
    )
    root = ET.fromstring(data)
    assert (root.tag, root.get("version"), root.get("upload")) == ("osmChange", "0.6", "never")
    assert [child.tag for child in root] == ["create", "modify"]  # and never delete
    for node in root.iter("node"):
        assert -90 <= float(node.get("lat")) <= 90
        assert (int(node.get("id")) < 0) == (node.get("version") is None)
        assert not {"user", "uid", "changeset"} & node.attrib.keys()
    file = tmp_path / "a.osc"
    file.write_bytes(data)
    read = [(n.id, n.version) for n in osmium.FileProcessor(str(file)) if n.is_node()]
    assert read == [(-1, 0), (1, 4)]
