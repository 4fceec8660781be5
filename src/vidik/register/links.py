"""The place that a link to a map leads to, as the makers of maps write it into addresses."""

from __future__ import annotations

import re

from vidik.register.tags import Unread

__all__ = ["is_link", "linked_place"]

_DEGREES = r"(-?[0-9]{1,3}\.[0-9]{1,20})"
_PAIR = rf"{_DEGREES}\s*[, ]\s*{_DEGREES}"

#: Where latitude and longitude stand, the best first: the pin before the middle of the picture.
_LATITUDE_FIRST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d{_DEGREES}!4d{_DEGREES}",
        rf"[?&]mlat={_DEGREES}&mlon={_DEGREES}",
        rf"[?&](?:q|query|destination|daddr|latlng|cbll|viewpoint)=(?:loc:)?\s*{_PAIR}",
        rf"/(?:search|place|dir)/+{_PAIR}",
        rf"[?&](?:ll|sll|center|near)=\s*{_PAIR}",
        rf"^geo:{_PAIR}",
        rf"@{_PAIR}",
        rf"#map=[0-9.]+/{_DEGREES}/{_DEGREES}",
        rf"[?&]lat=?{_DEGREES}&(?:lon|lng|long)={_DEGREES}",
        rf"[=/]{_PAIR}",
    )
)
#: Yandex and 2GIS put longitude first.
_LONGITUDE_FIRST = tuple(
    re.compile(pattern)
    for pattern in (rf"[?&](?:pt|whatshere\[point\])={_PAIR}", rf"[?&]ll={_PAIR}", rf"/{_PAIR}")
)
_LONGITUDE_HOSTS = re.compile(r"//(?:[\w-]+\.)*(?:yandex|2gis)\.")
#: How addresses write what stands between two numbers.
_UNPACKED = {"+": " ", "%20": " ", "%2C": ",", "%3A": ":", "%5B": "[", "%5D": "]"}
_PACKED = re.compile(r"\+|%20|%2C|%3A|%5B|%5D", re.IGNORECASE)
_SHORT = re.compile(r"//(?:maps\.app\.goo\.gl|goo\.gl|g\.co|bit\.ly|tinyurl\.com|osm\.org/go)/")


def is_link(text: str) -> bool:
    """Return whether a text is a link."""
    return "://" in text or text.startswith("geo:")


def linked_place(text: str) -> tuple[str, str] | Unread:
    """Return longitude and latitude of a link as texts; nothing is fetched.

    Parameters
    ----------
    text
        The link, with whatever stands around it.

    Examples
    --------
    >>> linked_place("https://www.google.com/maps/@44.8176,20.4569,17z")
    ('20.4569', '44.8176')
    >>> linked_place("https://yandex.com/maps/?ll=20.4569%2C44.8176&z=16")
    ('20.4569', '44.8176')
    """
    if _SHORT.search(text):
        return Unread("a short link says no place: open it, and copy the long one")
    plain = _PACKED.sub(lambda match: _UNPACKED[match[0].upper()], text)
    if _LONGITUDE_HOSTS.search(plain):
        for pattern in _LONGITUDE_FIRST:
            if match := pattern.search(plain):
                return match[1], match[2]
    for pattern in _LATITUDE_FIRST:
        if match := pattern.search(plain):
            return match[2], match[1]
    return Unread("a link without a place in it")
