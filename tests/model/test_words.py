"""Words are the strings they were made of, each kept once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.words import Words

FEW = st.lists(st.sampled_from(["yes", "house", "garage", ""]))


@given(FEW)
def test_strings_come_back(said):
    words = Words.of(said)
    assert len(words) == len(said)
    assert list(words) == [words[i] for i in range(len(words))] == said
    assert words == said == list(words[:])
    assert list(words[::-1]) == said[::-1]
    assert len(words.known) == len(set(said))
    assert Words.of(words) is words
    assert words != [*said, "one more"]
    assert words != "yes"


@given(FEW, FEW)
def test_parts_are_joined_in_order(a, b):
    assert Words.joined([Words.of(a), Words.of(b)]) == a + b
    assert len(Words.joined([])) == 0


def test_words_by_number_may_repeat_one_another():
    words = Words.coded(["yes", "no", "yes"], np.array([2, 1, 0]))
    assert words == ("yes", "no", "yes")
    assert words.known == ("yes", "no")
    assert words.take(np.array([1, 1])) == ["no", "no"]


def test_a_word_stands_once_and_a_number_for_one():
    with pytest.raises(ValueError, match="twice"):
        Words(("a", "a"), np.zeros(0, np.int64))
    with pytest.raises(ValueError, match="no such word"):
        Words(("a",), np.array([1]))
