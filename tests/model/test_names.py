"""Names are the strings they were made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.names import Names

ANY = st.lists(st.text(max_size=12))


@given(ANY)
def test_strings_come_back(given_names):
    names = Names.of(given_names)
    assert len(names) == len(given_names)
    assert list(names) == [names[i] for i in range(len(names))] == given_names
    assert names == given_names == list(names[:])
    assert names == Names.of(tuple(given_names))
    assert Names.of(names) is names
    assert list(names[::-2]) == given_names[::-2]
    assert names != [*given_names, "one more"]
    assert names != "text"


@given(ANY, st.text(max_size=3), st.data())
def test_some_with_a_prefix(given_names, prefix, data):
    numbers = st.lists(st.sampled_from(range(len(given_names)))) if given_names else st.just([])
    which = np.array(data.draw(numbers), dtype=np.int64)
    taken = Names.of(given_names).take(which, prefix=prefix)
    assert taken == [prefix + given_names[i] for i in which]


@given(ANY, ANY)
def test_parts_are_joined_in_order(a, b):
    assert Names.joined([Names.of(a), Names.of(b)]) == a + b
    assert len(Names.joined([])) == 0


def test_there_are_no_others():
    names = Names.of(["way/1", "way/2"])
    assert names[-1] == "way/2"
    for beyond in (2, -3):
        with pytest.raises(IndexError):
            names[beyond]
    with pytest.raises(ValueError, match="do not cover"):
        Names(names.letters, names.offsets[:-1])
