"""Plans of tests: that tests planned so do what they are to do, simulated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from vidik.errors import InputError
from vidik.jobs.trial_plan import Clustered, past_trials, planned


@pytest.mark.parametrize("groups", [2, 4])
def test_a_worse_group_is_seen_as_often_as_planned_and_none_is_as_seldom(groups):
    """With Holm's procedure among all groups, of numbers of errors that are drawn."""
    rng = np.random.default_rng(20261201)
    truth, factor = 0.01, 3.0
    found = planned(0.05, truth, groups=groups, factor=factor)
    (plan,) = [one for one in found.groups if "is seen" in one.asked]
    each = plan.trials // 2

    def seen(rates) -> np.ndarray:
        errors = rng.binomial(each, rates, size=(4000, groups))
        own, others = errors[:, 1:], errors[:, :1]
        p = binom.sf(own - 1, own + others, 0.5)
        order = np.argsort(p, axis=1)
        steps = np.take_along_axis(p, order, axis=1) <= 0.05 / np.arange(groups - 1, 0, -1)
        rejected = np.zeros_like(p, dtype=bool)
        np.put_along_axis(rejected, order, np.logical_and.accumulate(steps, axis=1), axis=1)
        return rejected

    worse = np.full(groups, truth)
    worse[-1] = factor * truth
    assert seen(worse)[:, -1].mean() >= 0.77
    assert seen(np.full(groups, truth)).any(axis=1).mean() <= 0.05 + 0.01


def test_people_who_pass_several_times_may_err_as_many_times():
    people = Clustered(6, (0.0, 0.3, 1.0))
    found = planned(0.02, 0.004, people=people)
    assert found.for_good is not None
    design, efforts = found.for_good
    assert [one.correlation for one in efforts] == [0.0, 0.3, 1.0]
    assert efforts[0].people < efforts[1].people < efforts[2].people == design.trials
    assert [one.errors for one in efforts] == [3, 7, 18]  # of effects 1, 2.5 and 6
    assert found.no_error is not None
    assert {one.errors for one in found.no_error[1]} == {0}


def test_every_plan_of_a_test_that_ends_early_keeps_its_word():
    for every in (1, 50, 400):
        found = planned(0.02, 0.005, every=every)
        assert found.sequence is not None
        truth, _, claim = found.sequence.courses
        assert claim.support <= 0.05
        assert truth.support >= 0.75


def test_what_was_not_said_is_not_made_up():
    found = planned(0.02)
    assert (found.no_error, found.smallest, found.for_good) == (None,) * 3
    assert (found.to_measure, found.sequence) == (None, None)
    assert found.groups == ()
    assert all(one.days is None for _, efforts in found.shown for one in efforts)


def test_past_trials_are_all_there_each_with_both_denominators():
    past, rejected = past_trials(None)
    assert rejected == ()
    assert len(past) == 2 * len({one.key for one in past}) == 46
    for one in past:
        assert one.shown is None or one.shown.of > 0


def test_a_fault_is_told():
    with pytest.raises(InputError, match=r"cannot be planned: .*nobody passes 0 times"):
        planned(0.1, people=Clustered(0))
    with pytest.raises(InputError, match=r"no rate is 3 times 0\.5"):
        planned(0.6, 0.5, groups=2, factor=3.0)
    with pytest.raises(InputError, match=r"passes it is over, before a look after 1,000,000"):
        planned(0.02, 0.005, every=10**6)
