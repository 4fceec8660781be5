"""What of a request may be told, and that whatever is not shown stays so."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.makers import published
from tests.report.statements import (
    DOORBELL,
    LAT,
    LON,
    METRE,
    NOON,
    RULES,
    SAME,
    decided,
    ground,
    said,
    square,
)
from vidik.model import testimony
from vidik.model.observation import Claim
from vidik.model.origin import Kind, Obtained
from vidik.model.request import REMOVALS, Channel, Request, Standing, Step, Wish
from vidik.report.requests import addresses_of, clear_requests
from vidik.report.secrets import Secrets

DAY = dt.date(2026, 3, 1)
REFERENCE = "KD4Y6-V9EQ9"
NOTHING = {"man_made": "surveillance"}
SHOWN = said("7")
TOLD = testimony.Testimony(
    "list", "The list", Kind.OFFICIAL, Obtained.REQUESTED, SHOWN.place, Claim.PRESENT, DAY, DAY,
    None, False, (), 0.0, {},
)  # fmt: skip
SECRETS = Secrets.of_ids(frozenset({"osm:node/666"}))


def town():
    made = published()
    return replace(made, cameras=(replace(made.cameras[0], told=(TOLD,)), *made.cameras[1:]))


def step(standing=Standing.RECEIVED, days=0, **more):
    return Step(DAY + dt.timedelta(days), NOON, "the editors", standing, **more)


def request(*steps, wish=Wish.NOT_THERE, reference=REFERENCE, **about):
    return Request(reference, wish, Channel.LETTER, (step(), *steps), **about)


def answered(*, reason="seen on the spot", wish=Wish.NOT_THERE, statements=(), **about):
    taken = step(Standing.CORRECTED, 3, reason=reason, rests_on="a photo", statements=statements)
    return request(taken, wish=wish, **about)


def cleared(*requests, statements=(SHOWN,), gone=(), around=None, decisions=()):
    made = town()
    return clear_requests(
        requests,
        made,
        SECRETS,
        statements=statements,
        gone={one.id: one for one in gone},
        decisions=decisions,
        rules=RULES,
        around=around or ground(),
        addresses=addresses_of(made, ()),
    )


def only_status(one):
    empty = (None, "", "", "", "", ())
    return (one.wish, one.reason, one.rests_on, one.forwarded_to, one.role, one.pages) == empty


def test_of_a_camera_that_is_shown_all_is_told_with_its_page():
    (one,) = cleared(answered(statement=SHOWN.id))
    assert one.wish is Wish.NOT_THERE
    assert (one.reason, one.rests_on, one.role) == ("seen on the spot", "a photo", "the editors")
    assert one.pages == (f"camera/{town().cameras[0].slug}/",)
    later = DAY + dt.timedelta(3)
    assert (one.came, one.since, one.answered) == (DAY, later, later)


@pytest.mark.parametrize("wish", sorted(REMOVALS))
def test_a_request_to_remove_points_at_nothing(wish):
    for about in (
        {"statement": SHOWN.id}, {"page": "summary/"}, {"lon": LON, "lat": LAT}, {"page": None},
    ):  # fmt: skip
        (one,) = cleared(answered(wish=wish, **about))
        assert only_status(one)
        assert one.standing is Standing.CORRECTED


def test_what_counts_and_is_not_shown_is_not_told_of():
    hidden = said("8", north=50)
    assert only_status(*cleared(request(statement=hidden.id), statements=(SHOWN, hidden)))
    named = answered(statement=SHOWN.id, statements=(hidden.id,))
    assert only_status(*cleared(named, statements=(SHOWN, hidden)))


def test_of_drafts_and_of_what_was_erased_there_is_only_the_status():
    assert only_status(*cleared(request(statement="ff" * 16)))
    assert only_status(*cleared(answered(statement=SHOWN.id, statements=("ff" * 16,))))


GONE = said("9", north=50, tags=NOTHING)
DOOR = said("10", north=51, tags=DOORBELL)


@pytest.mark.parametrize(
    ("gone", "more", "told"),
    [
        (GONE, {}, True),
        (GONE, {"around": ground(homes=[square(north=50)])}, False),
        (GONE, {"around": ground(denied=[square(north=50)])}, False),
        (GONE, {"around": ground(homes=[square(north=90)])}, True),
        (said("9", tags=DOORBELL), {}, False),
        (said("9", place=False), {}, False),
        # on the same wall as what is hidden, or about the same camera
        (GONE, {"statements": (SHOWN, DOOR)}, False),
        (said("9", north=60), {"statements": (SHOWN, DOOR)}, True),
    ],
)
def test_what_counts_no_more_is_judged_as_if_it_stood_there(gone, more, told):
    (one,) = cleared(answered(statement=gone.id), gone=[gone], **more)
    assert only_status(one) != told
    assert one.pages == ()


def test_what_its_source_says_otherwise_today_leads_to_the_same_page():
    before = said("7", north=40)
    (one,) = cleared(request(statement=before.id), gone=[before])
    assert one.pages == (f"camera/{town().cameras[0].slug}/",)
    # not if it is hidden today, or was then
    hidden = said("8", north=70)
    told = {"statements": (SHOWN, hidden), "gone": [said("8", north=90)]}
    assert only_status(*cleared(request(statement=told["gone"][0].id), **told))
    home = ground(homes=[square(north=40)])
    before = said("7", north=40, tags=NOTHING)
    assert only_status(*cleared(request(statement=before.id), gone=[before], around=home))
    # a row is a place in a file: another one may stand there today
    row = said(None, north=40)
    (one,) = cleared(request(statement=row.id), gone=[row])
    assert (one.wish, one.pages) == (Wish.NOT_THERE, ())


def test_what_was_the_same_camera_as_a_hidden_one_is_not_told_of():
    apart = said("9", north=70)
    pair = decided(SAME, apart, DOOR)
    told = {"gone": [apart], "statements": (SHOWN, DOOR)}
    assert not only_status(*cleared(answered(statement=apart.id), **told))
    assert only_status(*cleared(answered(statement=apart.id), decisions=[pair], **told))


def test_a_place_is_never_shown_and_a_home_not_spoken_of():
    missing = answered(wish=Wish.MISSING, lon=LON, lat=LAT + 50 * METRE)
    (one,) = cleared(missing)
    assert (one.wish, one.pages) == (Wish.MISSING, ())
    assert only_status(*cleared(missing, around=ground(homes=[square(north=50)])))
    beyond = answered(wish=Wish.MISSING, lon=10.0, lat=10.0)
    assert only_status(*cleared(beyond))
    # two places do not share a verdict because neither has a name
    other = replace(missing, reference="5RGKT-RGTTQ", lat=LAT + 500 * METRE)
    found = cleared(missing, other, around=ground(homes=[square(north=50)]))
    told = {one.reference: not only_status(one) for one in found}
    assert told == {missing.reference: False, other.reference: True}


@pytest.mark.parametrize(
    ("page", "told"),
    [("summary/", True), ("street/gazi-street/", True), ("operator/zorica/", False),
     ("street/nowhere/", False), ("camera/osm-node-1/", False)],
)  # fmt: skip
def test_pages_are_named_if_the_site_has_them(page, told):
    (one,) = cleared(request(page=page, wish=Wish.WRONG_DETAIL))
    assert one.pages == ((page,) if told else ())
    assert only_status(one) != told


@pytest.mark.parametrize(
    "reason", ["see osm:node/666", "ask ana@example.org", "call +381 64 123 45 67"]
)
def test_reasons_that_say_what_no_page_may_are_not_told(reason):
    assert only_status(*cleared(answered(statement=SHOWN.id, reason=reason)))


def test_those_that_are_open_come_first_then_the_newest_answers():
    days = {"KD4Y6-V9EQ9": None, "5RGKT-RGTTQ": 9, "18G8G-E8HH6": None, "JGQNF-Y6G9D": 20}
    some = [
        request(*([] if day is None else [step(Standing.PARTLY, day, reason="x")]),
                reference=reference, statement=SHOWN.id)
        for reference, day in days.items()
    ]  # fmt: skip
    for given in (some, some[::-1]):
        found = [one.reference for one in cleared(*given)]
        assert found == ["18G8G-E8HH6", "KD4Y6-V9EQ9", "JGQNF-Y6G9D", "5RGKT-RGTTQ"]
