"""Decisions are about what fits them, and made by roles."""

import datetime as dt

import pytest

from vidik.model.decision import Decision, Verdict, settled

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def decision(verdict=Verdict.CONFIRMED, role="the editors", reason="seen", **about):
    return Decision(NOON, role, verdict, reason, **about)


def test_a_statement_is_confirmed_alone():
    assert decision(observation="00").verdict == "confirmed"
    for about in ({}, {"origin": "a"}, {"observation": "00", "other": "01"}):
        with pytest.raises(ValueError, match="“confirmed” cannot be said of"):
            decision(**about)


@pytest.mark.parametrize(("role", "reason"), [("", "x"), ("ana@example.org", "x"), ("us", " ")])
def test_it_has_a_role_and_a_reason(role, reason):
    with pytest.raises(ValueError, match="a decision n"):
        decision(role=role, reason=reason, observation="00")


def about(verdict, one="00", other="01"):
    return decision(verdict, observation=one, other=other)


def test_the_last_decision_of_a_pair_holds_whichever_comes_first_in_it():
    same, different = about(Verdict.SAME), about(Verdict.DIFFERENT, "01", "00")
    pair = frozenset(("00", "01"))
    assert settled([same, different]) == {pair: different}
    assert settled([different, same]) == {pair: same}


def test_what_is_taken_back_does_not_hold_and_can_be_decided_again():
    same, back = about(Verdict.SAME), about(Verdict.OPEN)
    assert settled([same, back]) == {}
    assert list(settled([same, back, same]).values()) == [same]
    assert list(settled([about(Verdict.SAME, "02", "03"), same, back]).values()) == [
        about(Verdict.SAME, "02", "03")
    ]


def test_other_decisions_settle_no_pair():
    withdrawn = decision(Verdict.WITHDRAWN, observation="00", other="01")
    assert settled([withdrawn, decision(observation="00")]) == {}
