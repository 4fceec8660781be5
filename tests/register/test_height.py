from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.span import Span
from vidik.register.height import height, levels
from vidik.register.tags import Unread

NOT_UNDERSTOOD = "not a height: metres, or with a unit like 5 m, 16 ft, 16'6\""


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("5", 5),
        ("5 m", 5),
        ("2.5m", 2.5),
        ("2 m", 2),
        ("4,5", 4.5),
        ("~5", 5),
        ("ca. 5 m", 5),
        ("about 5", 5),
        ("5 metres", 5),
        ("5 m.", 5),
        ("250 cm", 2.5),
        ("16 ft", 4.8768),
        ("16ft", 4.8768),
        ("16 feet", 4.8768),
        ("16'", 4.8768),
        ("102'0\"", 31.0896),
        ("16'6\"", 5.0292),
        ("16 ft 6 in", 5.0292),
        ("16′6″", 5.0292),
        ("16'6", 5.0292),
        ("100", 100),
        ("0.5", 0.5),
    ],
)
def test_reads_a_height(text: str, metres: float) -> None:
    read = height(text, most_m=500)
    assert isinstance(read, Span)
    assert [read.least, read.expected, read.most] == pytest.approx([metres] * 3)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3-5", 3, 5),
        ("3 - 5 m", 3, 5),
        ("3m-5m", 3, 5),
        ("2.5 to 3", 2.5, 3),
        ("10-12 ft", 3.048, 3.6576),
    ],
)
def test_reads_a_range(text: str, least: float, most: float) -> None:
    read = height(text, most_m=500)
    assert isinstance(read, Span)
    assert [read.least, read.most] == pytest.approx([least, most])
    assert read.expected == pytest.approx((least + most) / 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("~", "empty"),
        ("-3", "below the ground"),
        ("-3 m", "below the ground"),
        ("0", "no height at all"),
        ("0-5", "no height at all"),
        ("501", "more than 500 m"),
        ("5 km", NOT_UNDERSTOOD),
        ("5-3", "a range that falls"),
        ("3-4-5", NOT_UNDERSTOOD),
        ("1,000", "a decimal comma, or thousands? Write 4.5"),
        ("high", NOT_UNDERSTOOD),
        ("5;6", NOT_UNDERSTOOD),
        (">5", NOT_UNDERSTOOD),
        ("1st floor", NOT_UNDERSTOOD),
        ("٥", NOT_UNDERSTOOD),
    ],
)
def test_says_what_it_does_not_understand(text: str, reason: str) -> None:
    assert height(text, most_m=500) == Unread(reason)


def test_zero_is_a_height_where_that_is_said() -> None:
    assert height("0", most_m=500, zero=True) == Span.exactly(0)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5", Span.exactly(5)),
        ("2.5", Span.exactly(2.5)),
        ("0", Span.exactly(0)),
        ("3-4", Span(3, 3.5, 4)),
        ("-1", Unread("not a number of levels like 5 or 2.5")),
        ("G+2", Unread("not a number of levels like 5 or 2.5")),
        ("999", Unread("more than 200 levels")),
    ],
)
def test_reads_levels(text: str, read: Span | Unread) -> None:
    assert levels(text) == read


CENTIMETRES = st.integers(1, 50_000)


@given(CENTIMETRES, st.sampled_from(["{}", "{}m", "{} m", "~{}", "{} metres"]))
def test_what_is_written_is_read_back(centimetres: int, form: str) -> None:
    metres = centimetres / 100
    assert height(form.format(metres), most_m=500) == Span.exactly(metres)


@given(st.tuples(CENTIMETRES, CENTIMETRES).map(sorted))
def test_ranges_are_read_back(ends: list[int]) -> None:
    least, most = (end / 100 for end in ends)
    assert height(f"{least}-{most}", most_m=500) == Span(least, (least + most) / 2, most)


@given(st.integers(0, 1600), st.integers(0, 11))
def test_feet_and_inches_are_read_back(feet: int, inches: int) -> None:
    read = height(f"{feet}'{inches}\"", most_m=500, zero=True)
    assert isinstance(read, Span)
    assert read.expected == pytest.approx((12 * feet + inches) * 0.0254)


@given(st.text() | st.text("0123456789.,-–;~ mftinc'\"", max_size=12))
def test_no_text_raises(text: str) -> None:
    assert isinstance(height(text, most_m=500), Span | Unread)
    assert isinstance(levels(text), Span | Unread)
