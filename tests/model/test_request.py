"""Requests go from being received to an answer, and say what they have to say."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.request import ANSWERS, Channel, Request, Standing, Step, Wish

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = NOON.date()


def step(standing=Standing.RECEIVED, day=DAY, role="the editors", **told):
    said = {} if standing in (Standing.RECEIVED, Standing.LOOKED_AT) else {"reason": "seen"}
    if standing is Standing.DECLINED:
        said["rests_on"] = "rule 3"
    if standing is Standing.FORWARDED:
        said["forwarded_to"] = "City of Užice"
    return Step(day, NOON, role, standing, **{**said, **told})


def request(*steps, wish=Wish.WRONG_PLACE, **about):
    about = about or {"statement": "00" * 16}
    return Request("KD4Y6-V9EQ9", wish, Channel.LETTER, steps or (step(),), **about)


#: The same as the way to an answer, drawn as a picture: who may follow whom.
WAYS = {
    ("received", "looked-at"), ("received", "answer"), ("looked-at", "answer"),
    ("answer", "reopened"), ("reopened", "looked-at"), ("reopened", "answer"),
}  # fmt: skip


@given(st.lists(st.sampled_from(Standing), max_size=6))
def test_only_steps_that_can_follow_do(standings):
    names = ["answer" if one in ANSWERS else one.value for one in standings]
    fits = names[:1] == ["received"] and all(pair in WAYS for pair in pairwise(names))
    try:
        made = request(*map(step, standings)) if standings else None
    except ValueError:
        assert not fits
    else:
        assert fits or made is None
        if made is not None:
            assert (made.answered is not None) == (standings[-1] in ANSWERS)


def test_it_is_answered_on_the_day_of_the_answer_that_stands():
    days = [DAY + dt.timedelta(n) for n in (0, 3, 10, 20)]
    ways = (Standing.RECEIVED, Standing.DECLINED, Standing.REOPENED, Standing.PARTLY)
    made = request(*map(step, ways, days))
    assert (made.came, made.answered) == (days[0], days[3])
    assert request(*made.steps[:3]).answered is None
    with pytest.raises(ValueError, match="before the step of"):
        replace(made, steps=(*made.steps, step(Standing.REOPENED, DAY)))


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"role": " "}, "names a role"),
        ({"role": "ana@example.org"}, "names a role"),
        ({"standing": Standing.CORRECTED, "reason": " "}, "“corrected” needs a reason"),
        ({"standing": Standing.REOPENED, "reason": ""}, "“reopened” needs a reason"),
        ({"standing": Standing.DECLINED, "rests_on": ""}, "needs the rule or the evidence"),
        ({"standing": Standing.FORWARDED, "forwarded_to": ""}, "says to whom"),
        ({"standing": Standing.PARTLY, "forwarded_to": "them"}, "not forwarded to anybody"),
        ({"standing": Standing.DECLINED, "statements": ("00",)}, "no statements come of"),
    ],
)
def test_a_step_says_who_and_why(told, message):
    with pytest.raises(ValueError, match=message):
        step(**told)


@pytest.mark.parametrize(
    ("wish", "about", "message"),
    [
        (Wish.WRONG_PLACE, {"page": None}, "about one statement, one page or one place"),
        (Wish.NOT_THERE, {"page": "summary/", "statement": "00"}, "about one statement"),
        (Wish.WRONG_DETAIL, {"page": "https://example.org/"}, "not the address of a page"),
        (Wish.WRONG_DETAIL, {"page": "../"}, "not the address of a page"),
        (Wish.MISSING, {"page": "summary/"}, "needs its place"),
        (Wish.MISSING, {"lon": 20.0}, "a longitude without a latitude"),
        (Wish.MISSING, {"lon": 20.0, "lat": 91.0}, "not a place on the globe"),
    ],
)
def test_it_is_about_one_thing(wish, about, message):
    with pytest.raises(ValueError, match=message):
        request(wish=wish, **about)


@pytest.mark.parametrize("wish", [Wish.HOME, Wish.PERSON, Wish.SHELTER, Wish.DATA_PROTECTION])
def test_who_asks_to_be_left_out_need_not_be_pointed_at(wish):
    assert request(wish=wish, page=None).statements == ()


def test_it_names_all_statements_once():
    first, second = "00" * 16, "01" * 16
    corrected = step(Standing.CORRECTED, statements=(second, first))
    assert request(step(), corrected).statements == (first, second)
