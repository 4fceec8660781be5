"""Places in whatever form people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.coordinates import latitude, longitude, metres, place
from vidik.register.tags import Unread

LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)


@pytest.mark.parametrize(
    "text",
    [
        "44.8064", "44,8064", " 44.8064° ", "44°48'23.04\"N", "44° 48′ 23.04″ N", "N 44° 48.384'",
        "44 48 23.04", "lat: 44.8064", "N44.8064", "44º48'23,04''",
    ],
)  # fmt: skip
def test_a_latitude(text: str) -> None:
    assert latitude(text) == pytest.approx(44.8064, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "degrees"), ("Beograd", "degrees"), ("95", "beyond"), ("20.4 E", "says E"),
        ("44°75'", "degrees"), ("44.8, 20.4", "degrees"), ("-44.8 S", "degrees"),
        ("4962345.2", "degrees"), ("NaN", "degrees"), ("٤٤", "degrees"), ("1e1", "degrees"),
    ],
)  # fmt: skip
def test_no_latitude(text: str, why: str) -> None:
    found = latitude(text)
    assert isinstance(found, Unread)
    assert why in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "44.8064, 20.4612", "44.8064 20.4612", "44,8064; 20,4612", "44,8064, 20,4612",
        "44,8064,20,4612", "(44.8064, 20.4612)", "N44.8064 E20.4612", "44.8064N 20.4612E",
        "20.4612 E, 44.8064 N", "POINT (20.4612 44.8064)", "POINT Z (20.4612 44.8064 71)",
        "44°48'23.04\"N 20°27'40.32\"E", "lat 44.8064 lon 20.4612", "44.8064/20.4612",
        "https://www.google.com/maps/@44.8064,20.4612,17z",
        "https://maps.example/?q=44.8064,20.4612&z=1",
    ],
)  # fmt: skip
def test_both_in_one(text: str) -> None:
    assert place(text) == pytest.approx((20.4612, 44.8064), abs=1e-9)


@pytest.mark.parametrize(
    "text",
    ["", "44.8", "44,20", "Knez Mihailova 12, 3", "44.8, 20.4, 71", "144.8, 20.4", "44 N, 20 N",
     "POINT (a b)", "POINT (200 44)", "https://maps.example/place", "12/2021 i 13/2021"],
)  # fmt: skip
def test_not_both(text: str) -> None:
    assert isinstance(place(text), Unread)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("7457123.45", ".", 7457123.45), ("7457123,45", ",", 7457123.45),
        ("7.457.123,45", ".", 7457123.45), ("7,457,123.45", ",", 7457123.45),
        ("7 457 123", ".", 7457123.0), ("457,123", ",", 457.123), ("457,123", ".", 457123.0),
        ("-12.5 m", ".", -12.5), ("7\xa0457\xa0123", ".", 7457123.0),
    ],
)  # fmt: skip
def test_metres(text: str, decimal: str, value: float) -> None:
    assert metres(text, decimal=decimal) == value


@pytest.mark.parametrize("text", ["", "12 x", "1.2.3", "nan", "inf", "1e5", "1" * 40])
def test_no_metres(text: str) -> None:
    assert isinstance(metres(text), Unread)


@given(LATITUDES, LONGITUDES, st.sampled_from([", ", "; ", " "]), st.booleans())
def test_any_place_reads_back(lat: float, lon: float, between: str, comma: bool) -> None:
    texts = [f"{lat:.9f}", f"{lon:.9f}"]
    if comma:
        texts = [text.replace(".", ",") for text in texts]
    assert place(between.join(texts)) == pytest.approx((lon, lat), abs=1e-9)
    assert place(between.join(texts[::-1]), lon_first=True) == pytest.approx((lon, lat), abs=1e-9)


@given(LATITUDES, LONGITUDES)
def test_degrees_minutes_and_seconds_are_the_same_place(lat: float, lon: float) -> None:
    def written(value: float, sides: str) -> str:
        seconds = round(abs(value) * 3600, 4)
        degrees, minutes = int(seconds // 3600), int(seconds // 60 % 60)
        return f"{degrees}°{minutes}'{seconds % 60:.4f}\"{sides[value < 0]}"

    north, east = written(lat, "NS"), written(lon, "EW")
    if "60.0000" in north + east:
        return
    assert latitude(north) == pytest.approx(lat, abs=1e-7)
    assert longitude(east) == pytest.approx(lon, abs=1e-7)
    assert place(f"{east} {north}") == pytest.approx((lon, lat), abs=1e-7)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for read in (latitude, longitude, place, metres):
        assert read(text) is not None
