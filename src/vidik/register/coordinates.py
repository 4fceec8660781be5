"""Places as people write them: degrees in any form, both in one cell, metres with a comma.

44.8064   44,8064   44°48'23"N   N 44° 48.383'   44 48 23   44:48:23   44.8064, 20.4612
POINT (20.46 44.8)   {"type": "Point", "coordinates": [20.46, 44.8]}   links to maps
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vidik.register.links import is_link, linked_place
from vidik.register.tags import Unread

__all__ = ["latitude", "longitude", "metres", "place"]

_FRACTION = r"(?:[.,][0-9]{1,20})?"
_ANGLE = (
    rf"[+−-]?[0-9]{{1,3}}{_FRACTION}"
    r"(?:\s*[°º˚]"
    rf"(?:\s*[0-9]{{1,2}}{_FRACTION}\s*['′’‘´]"
    rf"(?:\s*[0-9]{{1,2}}{_FRACTION}\s*(?:\"|″|”|“|''|′′|’’))?)?)?"
)
#: With the side of the globe before it or after it; “N 44.8 E 20.4” must not give the E to 44.8.
_SIDED = re.compile(rf"(?:[NSEWO]\s*{_ANGLE}|{_ANGLE}(?:\s*[NSEWO](?![A-Za-z]))?)", re.IGNORECASE)
_PARTS = rf"[+−-]?[0-9]{{1,3}}(?:(?:\s+|:)[0-9]{{1,2}}){{1,2}}{_FRACTION}"
_SPACED = re.compile(rf"(?:[NSEWO]\s*)?{_PARTS}(?:\s*[NSEWO])?", re.IGNORECASE)
#: Two of these; without a comma between them only where both say their side.
_TWO_SPACED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"({_SPACED.pattern})\s*[,;/]\s*({_SPACED.pattern})",
        rf"([NS]\s*{_PARTS})\s+([EWO]\s*{_PARTS})",
        rf"({_PARTS}\s*[NS])\s+({_PARTS}\s*[EWO])",
    )
)
_PLAIN = re.compile(rf"-?[0-9]{{1,3}}{_FRACTION}")
_NUMBER = re.compile(rf"[0-9]+{_FRACTION}")
_WKT = re.compile(
    r"(?:SRID=4326;)?\s*(?:MULTI)?POINT\s*(?:Z?M?\s*)?\(+\s*([^\s(),]+)\s+([^\s(),]+)[^(),]*\)+",
    re.IGNORECASE,
)
#: A point of GeoJSON, or several points of which there is one.
_JSON = re.compile(
    r'"coordinates"\s*:\s*(?:\[\s*){1,2}([-+0-9.eE]+)\s*,\s*([-+0-9.eE]+)[^\[\]]*\](?!\s*,\s*\[)'
)
_JSON_POINT = re.compile(r'"type"\s*:\s*"(?:Multi)?Point"')
#: Portals of cities put a place into brackets behind the address.
_BEHIND = re.compile(r"\([-+0-9.,°\s]+\)\s*$")
_WORD = re.compile(r"[^\W\d_]{2}")
_BETWEEN = re.compile(r"[\s,;/|()\[\]]*")
_LABEL = re.compile(r"\b(?:lat|latitude|lon|lng|long|longitude|gps|wgs ?84)\b\s*[:=.]?", re.I)

_NO_PLACE = Unread("not a latitude and a longitude")


@dataclass(frozen=True, slots=True)
class _Angle:
    """Degrees, and the side of the globe if it was said: ``N``, ``S``, ``E``, ``W``, or “”."""

    degrees: float
    side: str


def latitude(text: str) -> float | Unread:
    """Return the degrees north of the equator that a text says.

    Examples
    --------
    >>> latitude("44°48'36″N"), latitude("44,81")
    (44.81, 44.81)
    """
    return _alone(text, "NS", 90.0, "latitude")


def longitude(text: str) -> float | Unread:
    """Return the degrees east of Greenwich that a text says.

    Examples
    --------
    >>> longitude("20 27 36"), longitude("0.5 W")
    (20.46, -0.5)
    """
    return _alone(text, "EW", 180.0, "longitude")


def place(text: str, *, lon_first: bool = False) -> tuple[float, float] | Unread:
    """Return longitude and latitude that one text says.

    Parameters
    ----------
    text
        Two angles in any form that `latitude` reads, alone or in brackets behind an address; a link
        to a map; a point as WKT or GeoJSON.
    lon_first
        Whether longitude stands first where the text says no side; of WKT and GeoJSON it always
        does.

    Examples
    --------
    >>> place("44,8064; 20,4612")
    (20.4612, 44.8064)
    >>> place("N 44.8 E 20.4")
    (20.4, 44.8)
    """
    text = text.strip()
    if match := _WKT.fullmatch(text):
        return _ordered(match[1], match[2])
    if text.startswith("{"):
        pairs = _JSON.findall(text) if _JSON_POINT.search(text) else []
        return _ordered(*pairs[0]) if len(pairs) == 1 else _NO_PLACE
    if is_link(text):
        linked = linked_place(text)
        return linked if isinstance(linked, Unread) else _ordered(*linked)
    if (match := _BEHIND.search(text)) and _WORD.search(text[: match.start()]):
        text = match[0]
    text = _LABEL.sub("", text)
    if match := next(filter(None, (two.fullmatch(text) for two in _TWO_SPACED)), None):
        north, east = (
            latitude(match[2 if lon_first else 1]),
            longitude(match[1 if lon_first else 2]),
        )
        if isinstance(north, Unread) or isinstance(east, Unread):
            return _NO_PLACE
        return east, north
    found = list(_SIDED.finditer(text))
    rest = _SIDED.sub("", text)
    if len(found) != 2 or not _BETWEEN.fullmatch(rest):
        return _NO_PLACE
    first, second = (_angle(match[0]) for match in found)
    if first is None or second is None:
        return _NO_PLACE
    if {first.side, second.side} == {""}:
        first, second = (second, first) if lon_first else (first, second)
    elif first.side in ("E", "W"):
        first, second = second, first
    if first.side in ("E", "W") or second.side in ("N", "S"):
        return Unread("two latitudes or two longitudes")
    if abs(first.degrees) > 90.0 or abs(second.degrees) > 180.0:
        return Unread("not a place on the globe")
    return second.degrees, first.degrees


def metres(text: str, *, decimal: str = ".") -> float | Unread:
    """Return an easting or a northing.

    Parameters
    ----------
    text
        As it stands; spaces, dots or commas may part the thousands.
    decimal
        What parts the fraction where both readings are possible: ``.`` or ``,``.

    Examples
    --------
    >>> metres("7.457.123,45"), metres("7 457 123"), metres("457,123", decimal=",")
    (7457123.45, 7457123.0, 457.123)
    """
    bare = re.sub(r"[\s'’]", "", text).removesuffix("m")
    other = "," if decimal == "." else "."
    for mark, thousands in ((decimal, other), (other, decimal)):
        grouped = rf"[+-]?[0-9]{{1,3}}(?:\{thousands}[0-9]{{3}})+(?:\{mark}[0-9]{{1,20}})?"
        if re.fullmatch(rf"[+-]?[0-9]{{1,9}}(?:\{mark}[0-9]{{1,20}})?", bare) or re.fullmatch(
            grouped, bare
        ):
            return float(bare.replace(thousands, "").replace(mark, "."))
    return Unread("not a number of metres")


def _alone(text: str, sides: str, most: float, name: str) -> float | Unread:
    if _PLAIN.fullmatch(text):  # nearly always
        value = float(text.replace(",", "."))
        return value if abs(value) <= most else Unread(f"not a {name}: beyond {most:g} degrees")
    text = _LABEL.sub("", text).strip()
    if _SPACED.fullmatch(text):
        angle = _angle(text)
    else:
        angle = _angle(text) if _SIDED.fullmatch(text) else None
    if angle is None:
        return Unread(f"not a {name} in degrees")
    if angle.side and angle.side not in sides:
        return Unread(f"not a {name}: it says {angle.side}")
    if abs(angle.degrees) > most:
        return Unread(f"not a {name}: beyond {most:g} degrees")
    return angle.degrees


def _angle(text: str) -> _Angle | None:
    """Return the angle of a text that is one; None if its minutes or seconds are no such."""
    parts = [float(part.replace(",", ".")) for part in _NUMBER.findall(text)]
    if any(part >= 60.0 for part in parts[1:]) or not 1 <= len(parts) <= 3:
        return None
    # counted in seconds, so that 48' 36" is .81 exactly
    degrees = sum(part * 3600.0 / 60**i for i, part in enumerate(parts)) / 3600.0
    if len(parts) == 1:
        degrees = parts[0]
    side = "".join(letter for letter in text.upper() if letter in "NSEWO").replace("O", "E")
    minus = bool(re.search("[−-]", text))
    if minus and side:
        return None  # “-20 W” is said twice, or contradicts itself
    return _Angle(-degrees if minus or side in ("S", "W") else degrees, side)


def _ordered(lon: str, lat: str) -> tuple[float, float] | Unread:
    try:
        east, north = float(lon), float(lat)
    except ValueError:
        return _NO_PLACE
    if not (abs(east) <= 180.0 and abs(north) <= 90.0):
        return Unread("not a place on the globe")
    return east, north
