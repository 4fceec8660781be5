"""Addresses from names: plain, distinct, and the same whatever else there is."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from vidik.report.slugs import plain, slugs_of


def test_both_scripts_give_one_spelling() -> None:
    assert plain("Трг Доситеја Обрадовића") == plain("Trg Dositeja Obradovića")
    assert plain("Hämeentie 12") == "hameentie-12"


def test_names_that_are_spelt_alike_are_told_apart_by_their_hash() -> None:
    two = slugs_of(["Главна улица", "Glavna ulica", "Трг"])
    assert two["Трг"] == "trg"
    assert len(set(two.values())) == 3
    assert all(slug.startswith("glavna-ulica-") for slug in list(two.values())[:2])
    assert slugs_of(["Glavna ulica", "Главна улица"]) == {k: two[k] for k in list(two)[:2]}


def test_a_name_without_a_latin_letter_has_an_address() -> None:
    assert re.fullmatch(r"name-[0-9a-f]{8}", slugs_of(["東京"])["東京"])


@given(st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_every_name_has_one_address_of_plain_letters(names: list[str]) -> None:
    slugs = slugs_of(names)
    assert slugs.keys() == set(names)
    assert len(set(slugs.values())) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) for slug in slugs.values())
    assert slugs_of(reversed(names)) == slugs
