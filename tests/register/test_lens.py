from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.lens import LENS_KEYS, read_lens

KNOWN = {"focal_length_mm": "2.8", "sensor_width_mm": "5.37", "image_width_px": "1920"}


@pytest.mark.parametrize(
    "tags",
    [
        KNOWN,
        {"camera:focal_length": "2.8 mm", "camera:sensor_width": "5,37", "image_width": "1920 px"},
        KNOWN | {"image_width_px": "1920x1080"},
        {"focal_length": "2.8", "sensor_width": "5.37mm", "camera:resolution": "1920 × 1080"},
    ],
)
def test_a_lens_needs_its_three_numbers(tags: dict[str, str]) -> None:
    assert read_lens(tags) == ((2.8, 5.37, 1920), ())


def test_nothing_said_is_nothing_wrong() -> None:
    assert read_lens({"height": "5"}) == (None, ())


def test_a_part_of_a_lens_is_noted() -> None:
    lens, unread = read_lens({"focal_length_mm": "2.8"})
    assert lens is None
    assert [(key, why.reason) for key, _, why in unread] == [
        ("focal_length_mm", "of no use without sensor width and image width")
    ]


@pytest.mark.parametrize("focal", ["2.8-12", "wide", "0", "99999", "-3"])
def test_a_lens_that_is_not_one_number_is_noted(focal: str) -> None:
    lens, unread = read_lens(KNOWN | {"focal_length_mm": focal})
    assert lens is None
    assert [(key, text) for key, text, _ in unread] == [("focal_length_mm", focal)]


@given(
    st.dictionaries(st.sampled_from(LENS_KEYS), st.text() | st.text("0123456789.x m", max_size=9))
)
def test_no_text_raises(tags: dict[str, str]) -> None:
    lens, _ = read_lens(tags)
    assert lens is None or all(number > 0 for number in lens)
