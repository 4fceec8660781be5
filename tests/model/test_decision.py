"""Decisions are about what fits them, and made by roles."""

import datetime as dt

import pytest

from vidik.model.decision import Decision, Verdict

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
