"""Statements pass the rules of publication, and where nobody knows, they are not shown."""

import pytest

from tests.report.statements import (
    DOORBELL,
    SHOP,
    ground,
    judged,
    said,
    square,
)
from vidik.errors import PublicationError
from vidik.model.rules import Verdict
from vidik.report.last_look import last_look

NOTHING = {"man_made": "surveillance"}


def verdicts(found):
    return [one.clearance.verdict for one in found]


def test_what_speaks_for_an_institution_is_shown_with_its_tags():
    (one,) = judged(said(tags=SHOP | {"note": "ask Ana", "phone": "1"}))
    assert one.public
    assert one.tags == SHOP


@pytest.mark.parametrize(
    ("statement", "around", "verdict"),
    [
        (said(tags=DOORBELL), ground(), Verdict.PRIVATE),
        (said(tags=NOTHING), ground(homes=[square()]), Verdict.PRIVATE),
        (said(tags=NOTHING), ground(homes=[square(north=500)]), Verdict.PUBLIC),
        (said(), ground(denied=[square(half=30)]), Verdict.WITHHELD),
        (said(tags=SHOP | {"description": "Frauenhaus"}), ground(), Verdict.WITHHELD),
        (said(place=False), ground(), Verdict.WITHHELD),
        (said(north=200_000), ground(), Verdict.WITHHELD),
        (said("Ana, +381 64 123 45 67"), ground(), Verdict.WITHHELD),
    ],
)
def test_homes_denied_places_and_what_nobody_knows_are_not(statement, around, verdict):
    (one,) = judged(statement, around=around)
    assert (one.clearance.verdict, dict(one.tags)) == (verdict, {} if not one.public else NOTHING)


def test_what_another_list_says_of_the_same_camera_hides_it_too():
    doorbell, listed = said("1", tags=DOORBELL), said("2", north=8)
    apart = judged(doorbell, listed)
    assert {one.statement.observation.object for one in apart if one.public} == {"2"}
    found = judged(doorbell, listed, together=[{doorbell.id, listed.id}])
    assert verdicts(found) == [Verdict.PRIVATE] * 2


def test_what_hangs_on_the_same_wall_is_hidden_too():
    found = judged(said("1", tags=DOORBELL), said("2", north=1), said("3", north=30))
    by_object = {one.statement.observation.object: one for one in found}
    assert not by_object["2"].public
    assert by_object["3"].public


def test_the_place_of_one_without_a_map_hides_nobody():
    lost, listed = said("1", place=False), said("2")
    found = judged(lost, listed, together=[{lost.id, listed.id}])
    assert sorted(one.public for one in found) == [False, True]


def test_names_that_may_be_a_persons_are_not_shown():
    named = {**SHOP, "operator": "Ana Anić"}
    pseudonyms = [
        said(str(i), north=1000 * i, tags=SHOP | {"operator": "person 0123abcd"}) for i in range(4)
    ]
    for one in judged(said("x", north=90, tags=named), *pseudonyms):
        assert one.public
        assert "operator" not in one.tags


def test_the_order_changes_nothing():
    some = [said("1", tags=DOORBELL), said("2", north=1), said("3", north=30)]
    assert judged(*some) == judged(*reversed(some))


@pytest.mark.parametrize("trace", ["{lon}, {lat}", "{lat} {lon}", "x{id}", '"node/123456789"'])
def test_the_last_look_finds_what_is_not_shown(trace):
    hidden = said("node/123456789", origin="osm", tags=DOORBELL)
    look = last_look(judged(hidden, said("2", north=500)))
    look("a.csv", b"20.4123456,44.9123456")
    text = trace.format(lon=hidden.observation.lon, lat=hidden.observation.lat, id=hidden.id)
    with pytest.raises(PublicationError, match=r"a\.csv: must not be published"):
        look("a.csv", text.replace("x", "").encode())
