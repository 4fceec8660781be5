"""Texts are equal whatever their script, and as alike as their letters are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.matching.twins import dice
from tests.register.matching.twins import folded as twin
from vidik.model.names import Names
from vidik.register.matching.folding import _SPELT, folded
from vidik.register.matching.kernels.texts import alike
from vidik.report.latin import to_latin

WORDS = st.text("абђњЏш dj đžČ é 12 -„", max_size=12)
ANY = st.text(st.characters(max_codepoint=0x20FF, exclude_categories=["Cs"]), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Трг Ђорђа Вајферта 11", "TRG DJORDJA VAJFERTA, 11"),
        ("Његошева улица", "Njegoševa ulica"),
        ("Џорџа Вашингтона", "dzordza vasingtona"),
        ("Школа „Вук Караџић“", "Skola Vuk Karadzic"),
        ("Łódź", "Lodz"),
        ("Straße", "STRASSE"),
        ("Ќирил и Методиј", "Kiril i Metodij"),
    ],
)
def test_the_same_in_another_script(one, other):
    assert folded(Names.of([one, other])).value.tolist() == [0, 0]


@given(st.lists(WORDS | ANY, max_size=8))
def test_equal_as_the_twin_says(texts):
    found = folded(Names.of(texts))
    said = [twin(text, _SPELT) for text in texts]
    for a, one in zip(found.value.tolist(), said, strict=True):
        assert (a < 0) == (one == "")
        for b, other in zip(found.value.tolist(), said, strict=True):
            assert (a == b) == (one == other)


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_as_alike_as_the_twin_says(texts):
    found = folded(Names.of(texts))
    said = [twin(text, _SPELT) for text in texts]
    for a, one in zip(found.value.tolist(), said, strict=True):
        for b, other in zip(found.value.tolist(), said, strict=True):
            if a >= 0 and b >= 0:
                assert alike(found.grams, found.ends, a, b) == pytest.approx(dice(one, other))


@given(st.text("абвгдђежзијклмнљњопрстћуфхцчџш АБВГДЂЕЖЗИЈКЛМНЉЊОПРСТЋУФХЦЧЏШ", max_size=20))
def test_latin_is_the_same(text):
    value = folded(Names.of([text, to_latin(text)])).value
    assert value[0] == value[1]


def test_rows_and_numbers_are_counted():
    found = folded(Names.of(["A 1", "", "a 1", "A 2", "A"]))
    assert found.value.tolist() == [0, -1, 0, 1, 2]
    assert found.count.tolist() == [2, 1, 1]
    assert len(np.unique(found.number)) == 3
    assert found.number[2] == 0
    apart, together = folded(Names.of(["1 2", "12"])).number
    assert apart != together
