from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.span import Span
from vidik.register.tags import Unread
from vidik.register.tilt import depression, elevation


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", Span.exactly(0)),
        ("15", Span.exactly(-15)),
        ("30°", Span.exactly(-30)),
        ("22,5", Span.exactly(-22.5)),
        ("90", Span.exactly(-90)),
        ("30-60", Span(-60, -45, -30)),
        ("-20", Unread("below zero: does it look up, or is it the sign of camera:tilt?")),
        ("95", Unread("more than 90 degrees below the horizontal")),
        ("360", Unread("more than 90 degrees below the horizontal")),
        ("steep", Unread("not an angle in degrees")),
        ("", Unread("empty")),
    ],
)
def test_angle_counts_downward(text: str, read: Span | Unread) -> None:
    assert depression(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0", Span.exactly(0)),
        ("-15", Span.exactly(-15)),
        ("-60 to -30", Span(-60, -45, -30)),
        ("15", Unread("above zero: does it look up, or is it the sign of camera:angle?")),
        ("-91", Unread("more than 90 degrees below the horizontal")),
    ],
)
def test_tilt_counts_upward(text: str, read: Span | Unread) -> None:
    assert elevation(text) == read


@given(st.integers(0, 900))
def test_both_say_the_same_with_opposite_signs(tenths: int) -> None:
    assert depression(f"{tenths / 10}") == elevation(f"-{tenths / 10}")


@given(st.text() | st.text("0123456789.,-–°+ to", max_size=10))
def test_no_text_raises(text: str) -> None:
    assert isinstance(depression(text), Span | Unread)
    assert isinstance(elevation(text), Span | Unread)
