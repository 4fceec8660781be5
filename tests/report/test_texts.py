"""Words: numbers and dates as the language writes them, and plural forms for the browser."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.camera import Kind
from vidik.model.optics import Level
from vidik.model.span import Span
from vidik.outside.tables import load_optics, load_public_space_rules, load_street_rules
from vidik.report.texts import (
    KINDS,
    LENSES,
    LEVELS,
    SPACES,
    known_languages,
    read_catalogue,
    texts_of,
)

ENGLISH = texts_of("en")

SERBIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

#: src/vidik/report/layout.py web/src/map.ts
msgid "Map"
msgstr "Karta"

#: src/vidik/report/pages.py
msgid "Files"
msgstr "Datoteke"

#: web/src/panel.ts
msgid "%(count)s camera is mapped here"
msgid_plural "%(count)s cameras are mapped here"
msgstr[0] "ovde je ucrtana %(count)s kamera"
msgstr[1] "ovde su ucrtane %(count)s kamere"
msgstr[2] "ovde je ucrtano %(count)s kamera"
"""


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.0004, "under\u00a00.1%"),
        (0.0123, "1.2%"),
        (0.0997, "10%"),
        (0.625, "62%"),
        (1, "100%"),
    ],
)
def test_shares(share: float, text: str) -> None:
    assert ENGLISH.percent(share) == text


@given(st.floats(min_value=1e-12, max_value=1))
def test_something_never_reads_as_nothing(share: float) -> None:
    assert ENGLISH.percent(share) not in ("0%", "0.0%")


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (0, "0\u00a0m"),
        (3.46, "3.5\u00a0m"),
        (76.2, "76\u00a0m"),
        (1234, "1.2\u00a0km"),
        (51_400, "51.4\u00a0km"),
        (1_231_700, "1,232\u00a0km"),
    ],
)
def test_lengths(metres: float, text: str) -> None:
    assert ENGLISH.metres(metres) == text


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (0, "0\u00a0m²"),
        (2384.6, "2,385\u00a0m²"),
        (31_230, "3.1\u00a0ha"),
        (6_000_811, "6\u00a0km²"),
    ],
)
def test_areas(area: float, text: str) -> None:
    assert ENGLISH.square_metres(area) == text


def test_spans_and_dates() -> None:
    assert ENGLISH.span(Span(3, 4, 5)) == "3\u00a0m to 5\u00a0m"
    assert ENGLISH.span(Span.exactly(4)) == "4\u00a0m"
    assert ENGLISH.date(dt.date(2019, 4, 11)) == "11 April 2019"
    assert ENGLISH.date(None) == "date not recorded"


@pytest.mark.parametrize(
    ("degrees", "wind"),
    [(0, "north"), (359, "north"), (45, "north-east"), (202.5, "south-south-west")],
)
def test_winds(degrees: float, wind: str) -> None:
    assert ENGLISH.wind(degrees) == wind


def test_every_lens_of_the_table_has_a_name() -> None:
    assert {lens.name for lenses in load_optics().lenses.values() for lens in lenses} == set(LENSES)


def test_every_kind_and_level_has_a_name() -> None:
    assert set(KINDS) == set(Kind)
    assert list(LEVELS) == ["monitor", "detect", "observe", "recognise", "identify", "face"]
    assert ENGLISH.level_name(Level("own", 3, "mine").key) == "own"
    assert tuple(SPACES) == load_public_space_rules(load_street_rules()).kinds
    assert ENGLISH.space_name("own") == "own"


def test_a_catalogue_translates_and_counts() -> None:
    texts = read_catalogue(SERBIAN.encode(), language="sr-Latn")
    assert texts.gettext("Map") == "Karta"
    assert texts.gettext("Data") == "Data"
    forms = [texts.ngettext("%(count)s camera is mapped here", "many", n) for n in (1, 3, 5)]
    assert [form.split()[1] for form in forms] == ["je", "su", "je"]
    assert texts.metres(1234.5) == "1,2\u00a0km"
    assert texts.date(dt.date(2019, 4, 11)) == "11. april 2019."


def test_the_browser_gets_its_messages_with_their_plural_forms() -> None:
    messages = read_catalogue(SERBIAN.encode(), language="sr-Latn").messages()
    assert messages["language"] == "sr-Latn"
    assert messages["messages"] == {"Map": "Karta"}
    assert messages["plurals"] == {
        "%(count)s camera is mapped here": [
            "ovde je ucrtana %(count)s kamera",
            "ovde su ucrtane %(count)s kamere",
            "ovde je ucrtano %(count)s kamera",
        ]
    }


@pytest.mark.parametrize("language", known_languages())
@given(number=st.integers(0, 10**6))
def test_the_browser_chooses_the_same_plural_form(language: str, number: int) -> None:
    texts = texts_of(language)
    forms = texts.messages()["forms"]
    one = "%(count)s camera on a private home is mapped along this street."
    many = "%(count)s cameras on private homes are mapped along this street."
    known = texts.messages()["plurals"].get(one, [one, many])
    form = forms[number if number < 200 else 100 + number % 100]
    assert texts.ngettext(one, many, number) == known[form]


@pytest.mark.parametrize(
    ("language", "number", "percent", "day"),
    [
        ("en", "1,234.5", "62%", "3 May 2024"),
        ("sr-Cyrl", "1.234,5", "62%", "3. мај 2024."),
        ("mk", "1.234,5", "62\u00a0%", "3 мај 2024\u202fг."),
    ],
)
def test_the_browser_is_told_how_numbers_and_dates_are_written(
    language: str, number: str, percent: str, day: str
) -> None:
    texts = texts_of(language)
    told = texts.messages()
    assert f"1{told['group']}234{told['decimal']}5" == number == texts.number(1234.5, 1)
    assert told["percent"].replace("%(number)s", "62") == percent == texts.percent(0.62)
    assert told["day"] % {"d": 3, "MMMM": told["months"][4], "y": 2024} == day
    assert texts.date(dt.date(2024, 5, 3)) == day
