"""Serbian in Latin letters: known words, and laws that hold for every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.report.latin import to_latin

SMALL = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = ["a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj"]
LATIN += ["o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š"]
SERBIAN = st.text(alphabet=SMALL + SMALL.upper())
ELSE = st.text(
    alphabet=st.characters(blacklist_characters=SMALL + SMALL.upper(), blacklist_categories=["Cs"])
)


def back(text: str) -> str:
    """Return small Serbian Latin in Cyrillic: a twin, right where no word has н+ј, л+ј or д+ж."""
    for latin, cyrillic in sorted(zip(LATIN, SMALL, strict=True), key=lambda pair: -len(pair[0])):
        text = text.replace(latin, cyrillic)
    return text


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Његош", "Njegoš"),
        ("ЊЕГОШ", "NJEGOŠ"),
        ("Џџ", "Dždž"),
        ("Љиљана", "Ljiljana"),
        ("ЉИЉАНА", "LJILJANA"),
        ("КРАЉ", "KRALJ"),
        ("КОЊ и коњ", "KONJ i konj"),
        ("Љ. Ненадовић", "Lj. Nenadović"),
        ("Ђорђе Чворић, шах и жаба", "Đorđe Čvorić, šah i žaba"),
        ("надживети, инјекција", "nadživeti, injekcija"),
        (
            'на <a href="%(url)s">OpenStreetMap-у</a> (CSV)',
            'na <a href="%(url)s">OpenStreetMap-u</a> (CSV)',
        ),
    ],
)
def test_known_words(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


def test_the_alphabet() -> None:
    assert to_latin(" ".join(SMALL)) == " ".join(LATIN)
    assert to_latin(" ".join(SMALL.upper())) == " ".join(letter.capitalize() for letter in LATIN)


@given(ELSE)
def test_what_is_not_serbian_cyrillic_stays(text: str) -> None:
    assert to_latin(text) == text


@given(st.lists(st.one_of(SERBIAN, ELSE)).map("".join))
def test_no_serbian_cyrillic_is_left_and_latin_is_left_alone(text: str) -> None:
    latin = to_latin(text)
    assert not re.search(f"[{SMALL}{SMALL.upper()}]", latin)
    assert to_latin(latin) == latin


@given(SERBIAN)
def test_three_letters_become_two(text: str) -> None:
    assert len(to_latin(text)) == len(text) + sum(letter in "љњџ" for letter in text.lower())


@given(SERBIAN)
def test_case_is_kept(text: str) -> None:
    assert to_latin(text).lower() == to_latin(text.lower())
    assert to_latin(text.upper()) in (to_latin(text).upper(), to_latin(text.upper()[:1]))


@given(SERBIAN.map(str.lower).filter(lambda text: not re.search("[нл]ј|дж", text)))
def test_it_can_be_undone(text: str) -> None:
    assert back(to_latin(text)) == text
