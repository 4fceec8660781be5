from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.tags import Unread, day, first_of, items


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("a;b", ("a", "b")),
        (" a ; b ", ("a", "b")),
        ("a;b;", ("a", "b")),
        ("a;;b", ("a", "", "b")),
        ("", ("",)),
        (";", ("",)),
    ],
)
def test_lists_are_split_at_semicolons(text: str, parts: tuple[str, ...]) -> None:
    assert items(text) == parts


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2021-04-25", dt.date(2021, 4, 25)),
        ("2021-04", dt.date(2021, 4, 1)),
        ("2021", dt.date(2021, 1, 1)),
        ("2021-4-5", dt.date(2021, 4, 5)),
        (" 2021-04-25T12:30:00Z", dt.date(2021, 4, 25)),
        ("2021-02-30", Unread("no such day in the calendar")),
        ("2021-13", Unread("no such day in the calendar")),
        ("1021-04-25", Unread("not a year between 1990 and 2100")),
        ("25.04.2021", Unread("not a date like 2021-04-25")),
        ("2021-04-25 or so", Unread("not a date like 2021-04-25")),
        ("", Unread("not a date like 2021-04-25")),
    ],
)
def test_reads_days(text: str, read: dt.date | Unread) -> None:
    assert day(text) == read


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_days_are_read_back(date: dt.date) -> None:
    assert day(date.isoformat()) == date


@given(st.text() | st.text("0123456789-T:Z ", max_size=20))
def test_no_text_raises(text: str) -> None:
    assert isinstance(day(text), dt.date | Unread)
    assert items(text)


def test_the_first_key_with_a_value_is_taken() -> None:
    assert first_of({"a": " ", "b": "2", "c": "3"}, ("a", "b", "c")) == ("b", "2")
    assert first_of({}, ("a",)) is None
