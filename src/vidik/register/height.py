"""Heights and lengths, from values such as ``5``, ``2.5 m``, ``16 ft``, ``102'0"`` and ``3-5``.

The forms are those of the OpenStreetMap wiki (Key:height, Map features/Units) and what people type.
"""

from __future__ import annotations

import re

from vidik.model.span import Span
from vidik.register.tags import NUMBER, Unread, number

__all__ = ["height", "levels"]

_METRES = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters", "mtr"), 1.0),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), 0.01),
    **dict.fromkeys(("ft", "feet", "foot", "'", "′", "’"), 0.3048),
    **dict.fromkeys(("in", "inch", "inches", '"', "″", "”", "''"), 0.0254),
}
_UNITS = "|".join(sorted((re.escape(unit) for unit in _METRES), key=len, reverse=True))
_FEET, _INCHES = r"(?:'|′|’|ft|feet|foot)", r"(?:\"|″|”|''|in|inch|inches)?"

_ABOUT = re.compile(r"(?:~|≈|ca\.?|c\.|circa|approx\.?|approximately|about)\s*")
_LENGTH = re.compile(rf"(?P<value>{NUMBER})\s*(?P<unit>{_UNITS})?\.?")
_FEET_INCHES = re.compile(rf"(?P<feet>{NUMBER})\s*{_FEET}\s*(?P<inches>{NUMBER})\s*{_INCHES}")
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")
_THOUSANDS = re.compile(r"[0-9]{1,3},[0-9]{3}(?![0-9])")

_NOT_UNDERSTOOD = Unread("not a height: metres, or with a unit like 5 m, 16 ft, 16'6\"")

#: Levels above this are a slip of the pen: no building has so many.
_MOST_LEVELS = 200.0


def height(text: str, *, most_m: float, zero: bool = False) -> Span | Unread:
    """Return the height in metres that a value names; of a range, its ends and its middle.

    Parameters
    ----------
    text
        The value. Without a unit it is metres; “about” is read and dropped.
    most_m
        A greater height is not believed.
    zero
        Whether 0 is a height, too.

    Examples
    --------
    >>> height("2.5m", most_m=500)
    Span(least=2.5, expected=2.5, most=2.5)
    >>> height("3-5", most_m=500)
    Span(least=3.0, expected=4.0, most=5.0)
    """
    text = _ABOUT.sub("", text.strip().lower(), count=1)
    if not text:
        return Unread("empty")
    if re.fullmatch(rf"-\s*{NUMBER}\s*(?:{_UNITS})?", text):
        return Unread("below the ground")
    ends = _BETWEEN.split(text)
    if len(ends) > 2:
        return _NOT_UNDERSTOOD
    # “10-12 ft”: the unit of the second holds for the first.
    last = _metres(ends[-1])
    first = _metres(ends[0], unit=_unit_of(ends[-1]))
    if isinstance(first, Unread):
        return first
    if isinstance(last, Unread):
        return last
    if min(first, last) == 0 and not zero:
        return Unread("no height at all")
    if max(first, last) > most_m:
        return Unread(f"more than {most_m:g} m")
    return _span(first, last)


def levels(text: str) -> Span | Unread:
    """Return the number of storeys that a value names: ``5``, ``2.5``, ``3-4``.

    Examples
    --------
    >>> levels("2.5")
    Span(least=2.5, expected=2.5, most=2.5)
    """
    ends = _BETWEEN.split(text.strip())
    if len(ends) > 2 or not all(re.fullmatch(NUMBER, end) for end in ends):
        return Unread("not a number of levels like 5 or 2.5")
    first, last = number(ends[0]), number(ends[-1])
    if max(first, last) > _MOST_LEVELS:
        return Unread(f"more than {_MOST_LEVELS:g} levels")
    return _span(first, last)


def _span(first: float, last: float) -> Span | Unread:
    if first > last:
        return Unread("a range that falls")
    return Span(first, (first + last) / 2, last)


def _unit_of(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    return _METRES[match["unit"]] if match and match["unit"] else 1.0


def _metres(text: str, *, unit: float = 1.0) -> float | Unread:
    if _THOUSANDS.match(text):
        return Unread("a decimal comma, or thousands? Write 4.5")
    if match := _LENGTH.fullmatch(text):
        return number(match["value"]) * (_METRES[match["unit"]] if match["unit"] else unit)
    if match := _FEET_INCHES.fullmatch(text):
        return number(match["feet"]) * 0.3048 + number(match["inches"]) * 0.0254
    return _NOT_UNDERSTOOD
