"""Words as people type them, brought to one spelling, whatever the script and the marks.

“Булевар краља Петра I”, “BULEVAR KRALJA PETRA I” and “bulevar kralja petra i” are one street. What
is made here is for comparing and is never shown.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["plain", "readable", "words_of"]

#: Serbian and Macedonian letters, as they are typed without marks; the rest is decomposed.
_LATIN = str.maketrans(
    dict(zip("абвгдежзијклмнопрстуфхцчш", "abvgdezzijklmnoprstufhccs", strict=True))
    | {"ђ": "dj", "ћ": "c", "љ": "lj", "њ": "nj", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ѕ": "dz"}
    | {"й": "j", "ы": "y", "э": "e", "ю": "ju", "я": "ja", "щ": "sc", "ъ": "", "ь": "", "ё": "e"}
    | {"đ": "dj", "ð": "dj", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae"}
)
#: Joiners are letters of some scripts; all else that only directs how text is shown can be made to
#: show another text than there is.
_JOINERS = frozenset("\u200c\u200d")
_NO_WORD = re.compile(r"[^0-9a-z]+")


def plain(text: str) -> str:
    """Return a text in small Latin letters without marks, its words parted by single spaces.

    Parameters
    ----------
    text
        In Cyrillic or Latin letters.

    Examples
    --------
    >>> plain("Ђорђа  Јовановића") == plain("ĐORĐA JOVANOVIĆA") == "djordja jovanovica"
    True
    >>> plain("Геогр. ширина (WGS84)")
    'geogr sirina wgs84'
    """
    if text.isascii():
        return " ".join(_NO_WORD.split(text.lower())).strip()
    # Composed first: й and ѓ are letters of their own, not letters with a mark.
    letters = unicodedata.normalize("NFKC", text).lower().translate(_LATIN)
    bare = unicodedata.normalize("NFKD", letters)
    return " ".join(
        _NO_WORD.split("".join(c for c in bare if not unicodedata.combining(c)))
    ).strip()


def readable(text: str) -> str:
    r"""Return a text without characters that nobody sees: controls, turns of direction, half pairs.

    Terminals obey some of them, and pages are read in another order for others.

    Parameters
    ----------
    text
        From a stranger; ends of lines and tabs stay.

    Examples
    --------
    >>> readable("K\u202e-1 \x1b[31mred")
    'K-1  [31mred'
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter.isprintable() or letter in "\n\t" or letter in _JOINERS:
        return letter
    kind = unicodedata.category(letter)
    if kind in ("Zs", "Co"):  # spaces that do not break, letters of private alphabets
        return letter
    return " " if kind in ("Cc", "Zl", "Zp") else ""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as `plain` spells them."""
    return tuple(plain(text).split())
