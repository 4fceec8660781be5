"""Ids that rows share are told apart as one by one, in whatever parts they come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vidik.model.names import Names
from vidik.outside.distinct import Distinct
from vidik.outside.rows import told_apart

PARTS = st.lists(st.lists(st.sampled_from([f"way/{i}" for i in range(60)]), max_size=8))


@given(PARTS)
def test_as_one_by_one(parts):
    rows = [name for part in parts for name in part]
    distinct, taken, first = Distinct(lambda row: rows[:row]), set(), 0
    for part in parts:
        found = distinct.told_apart(Names.of(part), first)
        assert found == told_apart(part, taken, label="row", first=first + 1)
        first += len(part)


def test_many_stay_as_they_are():
    asked: list[int] = []

    def before(row: int) -> list[str]:
        asked.append(row)
        return [f"way/{i}" for i in range(row)]

    distinct = Distinct(before)
    for first in range(0, 40_000, 10_000):
        ids = Names.of(f"way/{i}" for i in range(first, first + 10_000))
        assert distinct.told_apart(ids, first) is ids
    assert asked == []
    (again,) = distinct.told_apart(Names.of(["way/7"]), 40_000)
    assert again == "way/7, row 40001"
    assert asked == [40_000]
