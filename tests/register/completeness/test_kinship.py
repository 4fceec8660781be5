"""Copies are found in made-up lists, and lists that were measured apart are not taken for any."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.makers import TOWN
from vidik.model.campaign import Campaign
from vidik.model.completeness import Fault
from vidik.model.histories import Histories
from vidik.register.completeness.kinship import kinship
from vidik.register.completeness.totals import completeness

JUNE = Campaign(dt.date(2024, 6, 1), dt.date(2024, 6, 30))


def lists(rng, *, copied, cameras=600):
    """Return which cameras two lists have, and where each puts them, degrees."""
    has = rng.random((cameras, 2)) < (0.5, 0.4)
    at = rng.uniform(-2000.0, 2000.0, (cameras, 2))
    one, other = (TOWN.to_degrees(at + rng.normal(0.0, 5.0, at.shape)) for _ in range(2))
    taken = has[:, 0] & (rng.random(cameras) < copied)
    has[taken, 1] = True
    other[taken] = one[taken]
    return has, one, other


def told(has, one, other):
    both = np.flatnonzero(has.all(axis=1))
    kin = kinship(("a", "b"), np.column_stack((both, both)), (one, other))
    return completeness(
        [Histories.of(("a", "b"), has[has.any(axis=1)])],
        campaigns={"a": JUNE, "b": JUNE},
        kinships=[kin],
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_list_that_copied_is_refused_and_leaves_a_bound(seed):
    rng = np.random.default_rng(seed)
    answer = told(*lists(rng, copied=0.3))
    assert [one.fault for one in answer.refusals] == [Fault.COPIED]
    assert answer.bound.most < 600


@pytest.mark.parametrize("seed", range(5))
def test_lists_that_were_measured_apart_are_told(seed):
    answer = told(*lists(np.random.default_rng(seed), copied=0.0))
    assert answer.refusals == ()
    assert answer.total.least < 600 < answer.total.most


def test_numbers_and_citations():
    pairs = np.array([[0, 1], [1, 0], [2, 2]])
    places = (np.zeros((3, 2)), np.ones((3, 2)))
    refs = (["K1", "", "K3"], ["K1", "K2", ""])
    assert kinship(("a", "b"), pairs, places).same == 0
    assert kinship(("a", "b"), pairs, places, refs=refs).same == 0
    refs = (["K1", "", "K3"], ["", "K1", "K3"])
    kin = kinship(("a", "b"), pairs, places, refs=refs, citing=np.array([True, False, True]))
    assert (kin.pairs, kin.same, kin.citing) == (3, 2, 2)
