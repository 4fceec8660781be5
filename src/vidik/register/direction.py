"""Where a camera looks, from the values of ``camera:direction`` and ``direction``.

The forms are those of the OpenStreetMap wiki (Key:direction, Tag:man_made=surveillance) and what
people type: degrees, the sixteen points of the compass, ranges clockwise, lists, words.
"""

from __future__ import annotations

import re

from vidik.model.camera import Arc
from vidik.register.tags import NUMBER, Unread, read_each, remembered

__all__ = ["direction", "directions"]

_POINTS = (
    *("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE"),
    *("S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"),
)
_BEARING = {point: 22.5 * i for i, point in enumerate(_POINTS)}
_LETTER = {"north": "N", "east": "E", "south": "S", "west": "W"}
_WORDY_POINT = re.compile(r"(?:(?:north|east|south|west)(?:ern)?[ _-]*){1,3}")

_UNIT = r"(?:\s*(?:°|º|˚|deg|degs|degree|degrees))"
_DASH = r"\s*(?:-|–|—|‐|‑|−|\bto\b|\.\.)\s*"
_DEGREES = re.compile(rf"~?\s*(?P<value>[+-]?{NUMBER}){_UNIT}?")
_RANGE = re.compile(rf"(?P<start>[+-]?{NUMBER}){_UNIT}?{_DASH}(?P<end>-?{NUMBER}){_UNIT}?")
_POINT_RANGE = re.compile(rf"(?P<start>[NESW]{{1,3}}){_DASH}(?P<end>[NESW]{{1,3}})")

#: “360°” names an opening, not a bearing; the bare number 360 is north.
_FULL = re.compile(rf"360{_UNIT}|all(?: directions)?|everywhere|omnidirectional|panorama")

_NOT_A_BEARING = {
    "clockwise": "says how something turns, not where the camera looks",
    "anticlockwise": "says how something turns, not where the camera looks",
    "counterclockwise": "says how something turns, not where the camera looks",
    "forward": "is relative to the drawing of a way, not to north",
    "backward": "is relative to the drawing of a way, not to north",
    "both": "is relative to the drawing of a way, not to north",
    "up": "names no side of the compass",
    "down": "names no side of the compass",
    "variable": "names no side of the compass",
    "various": "names no side of the compass",
    "rotating": "names no side of the compass",
}

_NOT_UNDERSTOOD = Unread("not a direction: degrees, a point of the compass, or a range like 90-270")


@remembered
def directions(text: str) -> tuple[Arc | Unread, ...]:
    """Return one entry for each camera that the value lists.

    Parameters
    ----------
    text
        The whole value; items are separated by ``;``, or by ``,`` where that can be nothing else.

    Examples
    --------
    >>> directions("90;SSW")
    (Arc(start=90.0, width=0.0), Arc(start=202.5, width=0.0))
    """
    if ";" not in text and _lists_with_commas(text):
        text = text.replace(",", ";")
    return read_each(text, direction)


def _lists_with_commas(text: str) -> bool:
    """Return whether commas separate items: “90,270” and “N, S”, but not “22,5”."""
    parts = text.split(",")
    if len(parts) == 1:
        return False
    # One comma between digits with one or two digits after it may be a decimal comma.
    decimal = re.fullmatch(rf"\s*[~+-]?[0-9]+,[0-9]{{1,2}}{_UNIT}?\s*", text)
    return decimal is None


def direction(text: str) -> Arc | Unread:
    """Return the stretch of the compass that one item names.

    Examples
    --------
    >>> direction("270-90")
    Arc(start=270.0, width=180.0)
    >>> direction("forward").reason
    '“forward” is relative to the drawing of a way, not to north'
    """
    text = " ".join(text.split())
    word = text.lower()
    if not word:
        return Unread("empty")
    if _FULL.fullmatch(word):
        return Arc(0.0, 360.0)
    if word in _NOT_A_BEARING:
        return Unread(f"“{word}” {_NOT_A_BEARING[word]}")
    if match := _DEGREES.fullmatch(word):
        return _bearing(match["value"])
    if match := _RANGE.fullmatch(word):
        return _range(match["start"], match["end"])
    if _WORDY_POINT.fullmatch(word):
        letters = "".join(_LETTER[part] for part in re.findall("north|east|south|west", word))
        return _point(letters)
    if match := _POINT_RANGE.fullmatch(text.upper()):
        return _range_of_points(match["start"], match["end"])
    return _point(text.upper())


def _bearing(text: str) -> Arc | Unread:
    if "," in text:
        return Unread("a decimal comma, or two directions? Write 22.5 or 22;5")
    value = float(text)
    if value > 360:
        return Unread("more than 360 degrees")
    if value < -180:
        return Unread("less than -180 degrees")
    bearing = value % 360.0
    return Arc(0.0 if bearing == 360.0 else bearing)  # a hair below zero rounds up to 360


def _range(start: str, end: str) -> Arc | Unread:
    first, last = _bearing(start), _bearing(end)
    if isinstance(first, Unread):
        return first
    if isinstance(last, Unread):
        return last
    if float(end) - float(start) == 360.0:
        return Arc(first.start, 360.0)
    width = (last.start - first.start) % 360.0
    if width == 0.0:
        return Unread("a range that ends where it begins")
    return Arc(first.start, width)


def _point(letters: str) -> Arc | Unread:
    bearing = _BEARING.get(letters)
    return _NOT_UNDERSTOOD if bearing is None else Arc(bearing)


def _range_of_points(start: str, end: str) -> Arc | Unread:
    if start not in _BEARING or end not in _BEARING:
        return _NOT_UNDERSTOOD
    if len(start) == len(end) == 1:
        return Unread(f"from {start} to {end}, or {start} and {end}, or {start + end}?")
    width = (_BEARING[end] - _BEARING[start]) % 360.0
    if width in (0.0, 180.0):
        return Unread(f"from {start} to {end}, or both ways?")
    return Arc(_BEARING[start], width)
