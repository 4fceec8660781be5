"""Links to maps: the pin before the middle of the picture; nothing is fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.coordinates import place
from vidik.register.links import is_link, linked_place
from vidik.register.tags import Unread

HERE = (20.4569, 44.8176)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@44.8176,20.4569,17z",
        "https://maps.google.com/?q=44.8176,20.4569",
        "https://maps.google.com/maps?q=loc:44.8176+20.4569",
        "https://www.google.com/maps/search/?api=1&query=44.8176%2C20.4569",
        "https://www.google.com/maps/place/Trg/@44.9,20.1,17z/data=!4m5!3m4!1s0x4:0x1!8m2!3d44.8176!4d20.4569",
        "https://maps.google.com/maps?ll=44.8176,20.4569&z=16",
        "https://www.openstreetmap.org/?mlat=44.8176&mlon=20.4569#map=18/44.9/20.1",
        "https://www.openstreetmap.org/#map=18/44.8176/20.4569",
        "https://maps.apple.com/?ll=44.8176,20.4569&q=Kamera",
        "https://yandex.com/maps/?ll=20.4569%2C44.8176&z=16",
        "https://yandex.ru/maps/213/?ll=20.1,44.9&pt=20.4569,44.8176",
        "https://2gis.rs/belgrade/geo/20.4569,44.8176",
        "https://waze.com/ul?ll=44.8176,20.4569",
        "geo:44.8176,20.4569?z=18",
        "http://www.google.com/maps/dir//44.8176,20.4569/@44.9,20.1,15z",
    ],
)
def test_a_link(link: str) -> None:
    assert is_link(link)
    assert place(link) == pytest.approx(HERE)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://maps.app.goo.gl/abc123", "a short link says no place"),
        ("https://goo.gl/maps/abc", "a short link says no place"),
        ("https://www.grad.rs/kamere/2024/12", "a link without a place in it"),
        ("https://maps.google.com/?q=95.1,20.2", "not a place on the globe"),
    ],
)
def test_no_place(link: str, why: str) -> None:
    found = place(link)
    assert isinstance(found, Unread)
    assert why in found.reason


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_any_place_comes_back(lat: float, lon: float) -> None:
    text = f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},17z"
    assert place(text) == (float(f"{lon:.6f}"), float(f"{lat:.6f}"))


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    found = linked_place(text)
    assert isinstance(found, Unread) or [float(half) for half in found]
