"""In which language a list names the sides of the compass: “S” is south, or sever, the north."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from vidik.model.list_words import ListWords
from vidik.register.spelling import plain

__all__ = ["compass_of", "in_english", "is_ambiguous"]

_ENGLISH = frozenset({"n", "ne", "e", "se", "s", "sw", "w", "nw"})
#: Headings that only English has; who writes so means south.
_ENGLISH_HEADINGS = frozenset({"direction", "bearing", "heading", "facing", "orientation"})


def compass_of(texts: Iterable[str], words: ListWords) -> str:
    """Return the language that most of the words are of that no other has.

    Parameters
    ----------
    texts
        As they stand.
    words
        That are known.
    """
    said = Counter(word for text in texts for word in plain(text).split())
    for language, known in words.compass.items():
        own = sum(said[word] for word in known.keys() - _ENGLISH)
        if own > sum(said[word] for word in _ENGLISH - known.keys()):
            return language
    return "en"


def is_ambiguous(heading: str, texts: Iterable[str], words: ListWords) -> bool:
    """Return whether nothing tells if “S” is south: no other side that is named, and no heading.

    Parameters
    ----------
    heading
        Of the column.
    texts
        As they stand in it.
    words
        That are known.
    """
    said = {word for text in texts for word in plain(text).split()}
    if "s" not in said or _ENGLISH_HEADINGS & set(plain(heading).split()):
        return False
    languages = [
        (_ENGLISH, "S"),
        *((known.keys(), known.get("s")) for known in words.compass.values()),
    ]
    for word in said - {"s"}:
        souths = {s for known, s in languages if word in known}
        if len(souths) == 1:
            return False  # whoever writes this word means one thing by “S”
    return True


def in_english(text: str, words: Mapping[str, str]) -> str:
    """Return the sides of the compass that a text lists in English letters, if it lists such.

    Parameters
    ----------
    text
        As it stands; degrees and what is not known stay as they are.
    words
        Of the language; empty for English.
    """
    if not words:
        return text
    parts = [part.strip() for part in re.split(r"[;,/]|\s+(?:i|и|und)\s+", text)]
    sides = [words.get(plain(part)) for part in parts]
    return ";".join(side for side in sides if side) if all(sides) else text
