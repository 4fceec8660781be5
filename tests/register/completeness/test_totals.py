"""Strata added up; refused where lists depend on each other, with a bound where one holds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.register.completeness.literature import DIABETES, HEPATITIS, histories
from vidik.model.campaign import Campaign, Kinship, Steering
from vidik.model.completeness import Fault, Method
from vidik.model.histories import Histories
from vidik.register.completeness.pairs import chapman
from vidik.register.completeness.totals import completeness

JUNE = Campaign(dt.date(2024, 6, 1), dt.date(2024, 6, 30))


def asked(*strata, **led):
    names = strata[0].lists
    campaigns = {name: Campaign(JUNE.begun, JUNE.ended, led.get(name, {})) for name in names}
    return completeness(strata, campaigns=campaigns)


def stratum(name, only_one, only_other, both):
    counts = np.array([[0.0, only_other], [only_one, both]])
    return Histories(("a", "b"), counts, name)


def test_one_stratum_is_its_own_total():
    seen = stratum("", 30, 20, 25)
    answer = asked(seen)
    assert answer.total == chapman(seen)
    assert answer.bound is None
    assert answer.refusals == ()
    assert answer.strata[0].sizes == {"a": 55.0, "b": 45.0}


def test_strata_find_what_differences_hide():
    # one district is easy and the other hard in both lists: together they seem nearly complete
    easy, hard = stratum("easy", 90, 90, 810), stratum("hard", 90, 90, 10)
    together = chapman(stratum("", 180, 180, 820))
    apart = asked(easy, hard).total
    assert apart.method is Method.SUM
    assert apart.expected == pytest.approx(1000 + 926.4, abs=5)
    assert together.most < apart.least


def test_a_stratum_that_cannot_be_told_leaves_a_bound():
    good, poor, blind = stratum("1", 30, 20, 25), stratum("2", 40, 30, 3), stratum("3", 50, 0, 0)
    answer = asked(good, poor, blind)
    assert answer.total is None
    assert [row.bound is not None for row in answer.strata] == [False, True, False]
    assert answer.bound.is_bound
    expected = answer.strata[0].total.expected + answer.strata[1].bound.expected + 50
    assert answer.bound.expected == pytest.approx(expected)
    assert {one.fault for one in answer.refusals} == {Fault.FEW, Fault.KINDS}


def test_nothing_is_said_where_one_was_led_by_the_other():
    answer = asked(stratum("", 30, 20, 25), b={"a": Steering.AWAY})
    assert (answer.total, answer.bound) == (None, None)
    assert answer.strata[0].seen == 75


def test_a_copy_leaves_a_bound():
    seen = stratum("", 30, 20, 25)
    answer = completeness(
        [seen],
        campaigns={"a": JUNE, "b": JUNE},
        kinships=[Kinship(("a", "b"), 25, same=20)],
    )
    assert answer.total is None
    assert answer.bound.expected == pytest.approx(chapman(seen).expected)


def test_a_model_that_nothing_could_contradict_is_refused():
    # it says 1,313, and 545 were found in the end (Chao et al. 2001); the bound holds
    answer = asked(HEPATITIS)
    assert answer.total is None
    assert [one.fault for one in answer.refusals] == [Fault.MISFIT]
    assert answer.bound.expected < 545
    assert asked(DIABETES).total is not None


def test_lists_that_no_model_explains_are_refused():
    # four lists of cameras that differ: nobody is in two or three of them
    mixed = histories(
        {"0001": 400, "0010": 400, "0100": 400, "1000": 400, "1111": 900, "0011": 5, "0101": 50,
         "1001": 5, "0110": 5, "1010": 60, "1100": 5, "0111": 1, "1011": 90, "1101": 1, "1110": 1}
    )  # fmt: skip
    assert [one.fault for one in asked(mixed).refusals] == [Fault.MISFIT]
    never = histories({"001": 90, "010": 80, "100": 70, "011": 0, "101": 0, "110": 0, "111": 8})
    answer = asked(never)
    assert answer.total is None


def test_every_figure_says_what_it_rests_on():
    for total in (
        asked(stratum("", 30, 20, 25)).total,
        asked(DIABETES).total,
        asked(HEPATITIS).bound,
        asked(stratum("x", 30, 20, 25), stratum("y", 30, 20, 25)).total,
    ):
        assert {"closure", "ground", "interval"} <= set(total.assumptions)
        assert total.seen > 0
        assert total.twice > 0
        least, expected, most = total.share_listed
        assert 0 < least <= expected <= most <= 1


@settings(max_examples=20)
@given(st.lists(st.tuples(*[st.integers(10, 90)] * 3), min_size=2, max_size=4), st.randoms())
def test_the_order_of_strata_changes_nothing(drawn, random):
    strata = [stratum(str(i), *row) for i, row in enumerate(drawn)]
    one, other = asked(*strata).total, asked(*random.sample(strata, len(strata))).total
    assert one.expected == pytest.approx(other.expected)
    assert one.most == pytest.approx(other.most)
    assert one.seen <= one.least <= one.expected <= one.most


def test_the_interval_of_a_sum_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(600):
        strata = []
        for name, cameras, found in (("x", 200, (0.6, 0.5)), ("y", 150, (0.3, 0.4))):
            has = rng.random((cameras, 2)) < found
            strata.append(Histories.of(("a", "b"), has[has.any(axis=1)], stratum=name))
        total = asked(*strata).total
        held += total is not None and total.least <= 350 <= total.most
    assert 0.93 <= held / 600 <= 0.97


def test_dependent_surveys_of_a_made_up_city_are_refused():
    """Volunteers who check an official list find what it has; without that word, they mislead."""
    rng = np.random.default_rng(6)
    official = rng.random(1000) < 0.4
    street = rng.random(1000) < np.where(official, 0.9, 0.2)
    has = np.column_stack((official, street))
    seen = Histories.of(("official", "street"), has[has.any(axis=1)])
    told = asked(seen, street={"official": Steering.TICKED})
    assert told.total is None
    assert told.refusals[0].fault is Fault.STEERED
    assert asked(seen).total.most < 1000


@settings(max_examples=60)
@given(
    st.integers(2, 4).flatmap(
        lambda t: st.lists(
            st.sampled_from([0, 0, 1, 2, 5, 30, 400]), min_size=2**t - 1, max_size=2**t - 1
        )
    )
)
def test_whatever_was_counted_there_is_a_figure_or_a_reason(counts):
    t = (len(counts) + 1).bit_length() - 1
    seen = histories({f"{k:0{t}b}": count for k, count in enumerate(counts, 1)})
    answer = asked(seen)
    assert (answer.total is None) == bool(answer.refusals)
    for figure in (answer.total, answer.bound):
        if figure is not None:
            assert seen.seen <= figure.least + 1e-9 <= figure.most + 1e-9


@pytest.mark.parametrize("strata", [[], [stratum("x", 1, 1, 1)] * 2])
def test_strata_need_names(strata):
    with pytest.raises(ValueError, match="own name"):
        completeness(strata, campaigns={})
