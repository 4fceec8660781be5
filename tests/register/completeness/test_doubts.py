"""Refusals: each fault is found where it is, named, and says what would mend it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.register.completeness.literature import histories
from vidik.model.campaign import Campaign, Kinship, Steering
from vidik.model.completeness import Fault
from vidik.model.histories import Histories
from vidik.model.survival import PRIOR, Survival
from vidik.register.completeness.doubts import doubts

SEEN = histories({"10": 40, "01": 30, "11": 20})
MAY = Campaign(dt.date(2024, 5, 1), dt.date(2024, 5, 31))
JUNE = Campaign(dt.date(2024, 6, 1), dt.date(2024, 6, 30))


def found(seen=SEEN, *, a=MAY, b=JUNE, kinships=(), survival=PRIOR):
    campaigns = {name: one for name, one in (("a", a), ("b", b)) if one is not None}
    return doubts(seen, campaigns=campaigns, kinships=kinships, survival=survival)


def test_nothing_is_known_against_two_good_surveys():
    assert found() == ()


@pytest.mark.parametrize("how", Steering)
def test_one_survey_led_by_the_other(how):
    (refusal,) = found(b=Campaign(JUNE.begun, JUNE.ended, {"a": how}))
    assert refusal.fault is Fault.STEERED
    assert refusal.lists == ("b", "a")
    assert refusal.mend
    assert not refusal.fault.leaves_bound


def test_led_by_a_list_that_is_not_asked():
    assert found(b=Campaign(JUNE.begun, JUNE.ended, {"third": Steering.TOWARDS})) == ()


@pytest.mark.parametrize(
    ("kin", "copied"),
    [
        (Kinship(("a", "b"), 20, same=1), False),
        (Kinship(("a", "b"), 20, same=2), False),
        (Kinship(("b", "a"), 20, same=6), True),
        (Kinship(("a", "b"), 200, same=6), False),
        (Kinship(("a", "b"), 20, citing=9), True),
        (Kinship(("a", "third"), 20, same=20), False),
    ],
)
def test_copies(kin, copied):
    assert [one.fault for one in found(kinships=[kin])] == [Fault.COPIED] * copied


@pytest.mark.parametrize(
    ("unclear", "pairs", "refused"), [(2, 20, False), (3, 20, True), (3, 200, False)]
)
def test_of_three_lists_matches_have_to_be_clear(unclear, pairs, refused):
    seen = histories({"100": 40, "010": 30, "001": 9, "110": 20, "101": 9, "011": 9, "111": 9})
    names = seen.lists
    campaigns = dict.fromkeys(names, MAY)
    kin = Kinship((names[0], names[2]), pairs, unclear=unclear)
    faults = [
        one.fault for one in doubts(seen, campaigns=campaigns, kinships=[kin], survival=PRIOR)
    ]
    assert faults == [Fault.UNCLEAR] * refused
    assert not Fault.UNCLEAR.leaves_bound
    # two lists reckon with it
    assert found(kinships=[Kinship(("a", "b"), pairs, unclear=unclear)]) == ()


def years_later(years):
    return Campaign(
        *(day + dt.timedelta(days=round(365.25 * years)) for day in (MAY.begun, MAY.ended))
    )


def test_cameras_come_and_go():
    measured = Survival(0.005, 0.01, 0.015, looked=500, changed=9)
    assert found(b=years_later(0.3)) == ()
    (refusal,) = found(b=years_later(2))
    assert refusal.fault is Fault.OPEN
    assert "730 days" in refusal.reason
    assert "assumed" in refusal.reason
    assert found(b=years_later(2), survival=measured) == ()
    (slow,) = found(b=years_later(6), survival=measured)
    assert "measured" in slow.reason


def test_a_survey_that_took_years_is_open_by_itself():
    long = Campaign(dt.date(2019, 1, 1), dt.date(2024, 12, 31))
    (refusal,) = found(a=long, b=long)
    # two days drawn from six years are two years apart on average
    assert "730 days" in refusal.reason


def test_nobody_knows_when():
    (refusal,) = found(b=None)
    assert refusal.fault is Fault.OPEN
    assert refusal.lists == ("b",)


def test_other_ground():
    faults = [one.fault for one in found(Histories(("a", "b"), np.zeros((2, 2)), left_out=60.0))]
    assert Fault.APART in faults


def test_a_kind_that_one_does_not_look_for():
    refusals = found(histories({"10": 40, "01": 0, "11": 0}))
    assert [one.fault for one in refusals] == [Fault.KINDS, Fault.FEW]
    assert "“b” has none" in refusals[0].reason
    assert [one.fault for one in found(histories({"10": 3, "01": 0, "11": 0}))] == [Fault.FEW]


@pytest.mark.parametrize(("both", "refused"), [(6, True), (7, False)])
def test_too_few_in_common(both, refused):
    faults = [one.fault for one in found(histories({"10": 40, "01": 30, "11": both}))]
    assert faults == [Fault.FEW] * refused


def test_what_cannot_be():
    with pytest.raises(ValueError, match="before it began"):
        Campaign(JUNE.ended, JUNE.begun)
    with pytest.raises(ValueError, match="more than there are"):
        Kinship(("a", "b"), 3, same=4)
