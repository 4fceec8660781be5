"""How wide a line of text is, near enough to break it: SVG breaks none by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

__all__ = ["width_of", "wrapped"]

#: Widths as parts of the size of type, a little more than those of Source Sans 3 in semibold.
_PLAIN, _CAPITAL = 0.58, 0.71
_OTHERS: Mapping[str, float] = {
    " \u00a0\u202f": 0.22,
    ".,:;'’|!()[]-–·ilIjІіј": 0.31,
    "frt": 0.38,
    "acegksvxyzčćšžавгезкстухчѓѕ0123456789": 0.53,
    "%": 0.84,
    "mwMWШЩЖЮФМшщжюфмыњљЊЉ—@…": 0.94,
}
_WIDTHS = {letter: width for letters, width in _OTHERS.items() for letter in letters}


def width_of(text: str, size: float) -> float:
    """Return how wide a line is, in the unit of its size.

    Parameters
    ----------
    text
        The line.
    size
        Of the type.

    Examples
    --------
    >>> width_of("Street", 10) < width_of("STREET", 10)
    True
    """
    return size * sum(map(_letter, text))


@cache
def _letter(letter: str) -> float:
    return _WIDTHS.get(letter, _CAPITAL if letter.isupper() else _PLAIN)


@lru_cache(maxsize=4096)
def wrapped(text: str, *, size: float, width: float) -> tuple[str, ...]:
    """Return a text as lines that fit; a word that is longer than a line is cut.

    Parameters
    ----------
    text
        In words.
    size
        Of the type.
    width
        Of the longest line, in the same unit.

    Examples
    --------
    >>> wrapped("able to tell that a person is there", size=10, width=100)
    ('able to tell that a', 'person is there')
    """
    lines: list[str] = []
    for word in _pieces(text, size, width):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _pieces(text: str, size: float, width: float) -> Iterator[str]:
    """Yield the words of a text, none of them wider than a line."""
    for word in text.split(" "):
        while width_of(word, size) > width:
            fits = next(
                n for n in range(len(word), 0, -1) if n == 1 or width_of(word[:n], size) <= width
            )
            yield word[:fits]
            word = word[fits:]
        if word:
            yield word
