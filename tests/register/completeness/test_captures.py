"""Rows to capture histories: only ground that every survey looked at, chances as they are."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.histories import Histories
from vidik.model.observation import Claim, Observation, Statement
from vidik.model.resolved import Resolved
from vidik.register.completeness.captures import Rows, captures, linked_captures, units

LOOKED = {"official": {"c1", "c2"}, "street": {"c2", "c3"}}


def rows(alone, cell, *, devices=None, stratum=None):
    n = len(alone)
    return Rows(
        np.array(alone, dtype=np.float64),
        np.ones(n, dtype=np.int64) if devices is None else np.array(devices),
        cell,
        ["all"] * n if stratum is None else stratum,
    )


def test_only_common_ground_counts():
    has = np.array([[1, 1], [1, 0], [0, 1], [1, 0]], dtype=bool)
    old, new = captures(LOOKED, has, ["c2", "c2", "c2", "c1"], ["old", "old", "new", "old"])
    assert (old.stratum, new.stratum) == ("new", "old")
    assert new.counts.tolist() == [[0, 0], [1, 1]]
    assert (new.left_out, old.left_out) == (1, 0)


def test_no_common_ground_leaves_nothing():
    (only,) = captures({"a": {"c1"}, "b": {"c2"}}, np.eye(2, dtype=bool), ["c1", "c2"], ["", ""])
    assert (only.seen, only.left_out) == (0, 2)


def test_certain_matches_are_chances_of_nought_and_one():
    one, other = rows([0, 0, 1], ["c2"] * 3), rows([0, 0, 1, 1], ["c2"] * 4)
    (linked,) = linked_captures(LOOKED, one, other, both=(2.0, 2.0))
    assert linked.counts.tolist() == [[0, 2], [1, 2]]
    assert linked.variance == 0.0


def test_chances_and_several_devices():
    one = rows([0.2, 1.0], ["c2", "c2"], devices=[3, 2])
    other = rows([0.2, 0.2, 0.2], ["c2"] * 3)
    (linked,) = linked_captures(LOOKED, one, other, both=(1.0, 3.0))
    assert linked.sizes.tolist() == pytest.approx([5.0, 3.0])
    assert linked.shared(0, 1) == pytest.approx(2.4)
    assert linked.variance == pytest.approx(0.48)


def test_a_wider_interval_of_all_matches_widens_that_of_each_stratum():
    one = rows([0.5] * 8, ["c2"] * 8, stratum=["x"] * 4 + ["y"] * 4)
    narrow = linked_captures(LOOKED, one, one, both=(4.0, 4.0))
    wide = linked_captures(LOOKED, one, one, both=(4 - 1.96 * 4, 4 + 1.96 * 4))
    assert [x.variance for x in narrow] == pytest.approx([1.0, 1.0])
    assert sum(x.variance for x in wide) == pytest.approx(16.0, rel=1e-3)


def test_what_lies_outside_is_counted_apart():
    one, other = rows([1.0, 1.0], ["c1", "c2"], devices=[4, 1]), rows([1.0], ["c3"])
    (linked,) = linked_captures(LOOKED, one, other, both=(0.0, 0.0))
    assert (linked.seen, linked.left_out) == (1.0, 5.0)


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from(["c1", "c2", "c3"])), max_size=30
    ),
    st.randoms(),
)
def test_the_order_of_rows_changes_nothing(drawn, random):
    drawn = [row for row in drawn if row[0] or row[1]]
    shuffled = random.sample(drawn, len(drawn))

    def counted(some):
        has = np.array([row[:2] for row in some], dtype=bool).reshape(-1, 2)
        return captures(LOOKED, has, [row[2] for row in some], ["all"] * len(some))

    for one, other in zip(counted(drawn), counted(shuffled), strict=True):
        assert one.counts.tolist() == other.counts.tolist()
        assert one.seen + one.left_out == len(drawn)


@pytest.mark.parametrize(
    ("lists", "counts", "message"),
    [
        (("a",), np.zeros(2), "two lists"),
        (("a", "a"), np.zeros((2, 2)), "own name"),
        (("a", "b"), np.zeros((2, 2, 2)), "shape"),
        (("a", "b"), np.full((2, 2), -1.0), "negative"),
        (("a", "b"), np.ones((2, 2)), "no list has"),
    ],
)
def test_what_no_lists_have_counted(lists, counts, message):
    with pytest.raises(ValueError, match=message):
        Histories(lists, counts)


def test_columns_that_do_not_fit():
    with pytest.raises(ValueError, match="different lengths"):
        Rows(np.zeros(2), np.ones(3, dtype=np.int64), ["c"] * 2, [""] * 2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        rows([1.5], ["c1"])


def said(origin, number, devices=1):
    day = dt.date(2024, 1, 1)
    one = Observation(origin, None, Claim.PRESENT, 20.0, 44.0, None, None, devices, {}, number)
    return Statement(one.id, one, f"row {number}", "sha", day, day)


def test_rows_of_several_devices_have_no_more_than_their_own():
    mast, one = said("official", 1, 5), said("street", 1)
    pair = said("street", 2, 2)
    cameras = [
        Resolved((mast, one), 5),
        # the two devices of a row may be at two places of another list
        Resolved((said("official", 2, 3), pair), 3),
        Resolved((said("official", 3, 3), pair), 3),
        Resolved((said("street", 3),), 1),
    ]
    has, owner = units(cameras, ["official", "street"])
    assert has.sum(axis=0).tolist() == [11, 4]
    assert owner.tolist() == [0] * 5 + [1] * 3 + [2] * 3 + [3]
    assert has[:5].tolist() == [[True, True], *[[True, False]] * 4]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, unique=True), max_size=20))
def test_single_devices_are_in_the_lists_that_state_them(drawn):
    cameras = [Resolved(tuple(said(key, i) for key in keys), 1) for i, keys in enumerate(drawn)]
    has, owner = units(cameras, ["a", "b", "c"])
    assert has.tolist() == [[key in keys for key in "abc"] for keys in drawn]
    assert owner.tolist() == [*range(len(drawn))]
