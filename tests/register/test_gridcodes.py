"""Codes of places, held to what their makers publish and to PROJ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from vidik.register.gridcodes import coded_place

#: encoding.csv of google/open-location-code: latitude, longitude, code.
OPEN = [
    (20.3700625, 2.7821875, "7FG49QCJ+2VX"),
    (47.0000625, 8.0000625, "8FVC2222+22"), (-41.2730625, 174.7859375, "4VCPPQGP+Q9"),
    (47.365562, 8.524968, "8FVC9G8F+6X"), (20.3701135, 2.78223535156, "7FG49QCJ+2VXGJ"),
]  # fmt: skip


@pytest.mark.parametrize(("lat", "lon", "code"), OPEN)
def test_an_open_location_code(lat: float, lon: float, code: str) -> None:
    assert coded_place(code) == pytest.approx((lon, lat), abs=1.3e-4)


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("18S UJ 23480 06470", -77.0352, 38.8895),  # Washington Monument
        ("4QFJ1234567890", -157.9161, 21.4098),  # of the article on MGRS
        ("TQ 300 804", -0.1281, 51.5080),  # Trafalgar Square
        ("NN 16650 71250", -5.0036, 56.7969),  # Ben Nevis
        ("SW 34200 25200", -5.7147, 50.0662),  # Land's End
    ],
)
def test_squares_of_known_places(code: str, lon: float, lat: float) -> None:
    assert coded_place(code) == pytest.approx((lon, lat), abs=1.5e-3)


@given(st.floats(-79, 83), st.floats(-179.9, 179.9))
def test_any_place_in_mgrs_comes_back(lat: float, lon: float) -> None:
    zone = int((lon + 180) // 6) + 1
    crs = f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
    east, north = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    band = "CDEFGHJKLMNPQRSTUVWX"[min(int((lat + 80) // 8), 19)]
    column = "ABCDEFGHJKLMNPQRSTUVWXYZ"[(zone - 1) % 3 * 8 + int(east // 100_000) - 1]
    row = "ABCDEFGHJKLMNPQRSTUV"[(int(north // 100_000) + (5 if zone % 2 == 0 else 0)) % 20]
    code = f"{zone}{band}{column}{row}{int(east % 100_000):05}{int(north % 100_000):05}"
    found = coded_place(code)
    assert found is not None
    back = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*found)
    assert back == pytest.approx((east, north), abs=1.5)


@pytest.mark.parametrize(
    "code",
    ["", "K-12", "AB 1234", "TQ 30 80", "18SUJ1", "99TDQ5705963040", "8FVC9G8F", "9G8F+6X", "XX+XX",
     "2345678", "44.8, 20.4"],
)  # fmt: skip
def test_no_code(code: str) -> None:
    assert coded_place(code) is None


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    coded_place(text)
