"""Serbian in Latin letters, from Cyrillic, so that one translation serves both scripts."""

from __future__ import annotations

import re

__all__ = ["to_latin"]

_LETTERS = {
    **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
}
_CYRILLIC = re.compile(f"[{''.join(_LETTERS)}{''.join(_LETTERS).upper()}]")


def to_latin(text: str) -> str:
    """Return a Serbian text in Latin letters.

    Every letter of the Serbian Cyrillic alphabet has its one counterpart, so no word needs an
    exception. All else stays as it is: names in Latin letters, placeholders, tags, addresses, and
    letters of other Cyrillic alphabets.

    Parameters
    ----------
    text
        In Cyrillic, or mixed.
    """
    return _CYRILLIC.sub(_latin, text)


def _latin(found: re.Match[str]) -> str:
    letter = found[0]
    latin = _LETTERS[letter.lower()]
    if letter.islower():
        return latin
    return latin.upper() if len(latin) == 1 or _in_capitals(found) else latin.capitalize()


def _in_capitals(found: re.Match[str]) -> bool:
    """Return whether the letter beside a capital is one too: ЊЕГОШ, but Његош."""
    text, (start, end) = found.string, found.span()
    after, before = text[end : end + 1], text[:start][-1:]
    return (after if after.isalpha() else before).isupper()
