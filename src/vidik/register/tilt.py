"""How far a camera looks up or down, from the values of ``camera:angle`` and ``camera:tilt``."""

from __future__ import annotations

import re

from vidik.model.span import Span
from vidik.register.tags import NUMBER, Unread, number

__all__ = ["depression", "elevation"]

_ANGLE = rf"[+-]?{NUMBER}"
_UNIT = r"\s*(?:°|º|˚|deg|degrees?)?"
_SINGLE = re.compile(rf"~?\s*(?P<value>{_ANGLE}){_UNIT}")
_RANGE = re.compile(rf"(?P<first>{_ANGLE}){_UNIT}\s*(?:-|–|—|\bto\b)\s*(?P<last>{_ANGLE}){_UNIT}")

_NOT_UNDERSTOOD = Unread("not an angle in degrees")


def depression(text: str) -> Span | Unread:
    """Return the tilt that a value of ``camera:angle`` names: degrees *below* the horizontal.

    The editors offer 0 (level) to 90 (straight down). A negative angle is not read: one mapper
    means a camera that looks up, another writes the sign of ``camera:tilt``, and the two differ by
    twice the angle. Greater angles (95, 280, 360 occur) are directions or fields of view in the
    wrong tag.

    Examples
    --------
    >>> depression("30°")
    Span(least=-30.0, expected=-30.0, most=-30.0)
    """
    ends = _ends(text)
    if isinstance(ends, Unread):
        return ends
    least, most = ends
    if least < 0:
        return Unread("below zero: does it look up, or is it the sign of camera:tilt?")
    if most > 90:
        return Unread("more than 90 degrees below the horizontal")
    return Span(0.0 - most, 0.0 - (least + most) / 2, 0.0 - least)


def elevation(text: str) -> Span | Unread:
    """Return the tilt that a value of ``camera:tilt`` names: degrees above the horizontal.

    Negative looks down, −90 to 90. A tag with that sign is rare, and some will mean *below* by a
    positive number; a surveillance camera hardly ever looks up, so what is above 0 is not read.

    Examples
    --------
    >>> elevation("-15")
    Span(least=-15.0, expected=-15.0, most=-15.0)
    """
    ends = _ends(text)
    if isinstance(ends, Unread):
        return ends
    least, most = ends
    if most > 0:
        return Unread("above zero: does it look up, or is it the sign of camera:angle?")
    if least < -90:
        return Unread("more than 90 degrees below the horizontal")
    return Span(least, (least + most) / 2, most)


def _ends(text: str) -> tuple[float, float] | Unread:
    """Return the least and the greatest angle named."""
    text = text.strip().lower()
    if match := _SINGLE.fullmatch(text):
        value = _signed(match["value"])
        return value, value
    if match := _RANGE.fullmatch(text):
        first, last = _signed(match["first"]), _signed(match["last"])
        return min(first, last), max(first, last)
    return _NOT_UNDERSTOOD if text else Unread("empty")


def _signed(text: str) -> float:
    return -number(text[1:]) if text.startswith("-") else number(text.lstrip("+"))
