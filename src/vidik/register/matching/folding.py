"""Texts of both lists in one alphabet, whatever their script and diacritics."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vidik.model.names import Names
from vidik.register.matching.kernels import texts as kernels

__all__ = ["Texts", "folded", "written"]

#: Code points from here on stand for themselves: scripts without case and diacritics.
_KNOWN = 0x2100

#: Letters that Unicode does not take apart: Serbian and Macedonian Cyrillic as their Latin
#: alphabets without diacritics, other alphabets much like that, which is what people type.
_SPELT = dict(
    zip(
        "абвгдђежзијклмнопрстћуфхцчшыэєіґαβγδεζηθικλμνξοπρστυφχψωđłøðı",
        "abvgddezzijklmnoprstcufhccsyeeigavgdezitiklmnxoprstyfhpodlodi",
        strict=True,
    )
)
_SPELT |= {"љ": "lj", "њ": "nj", "џ": "dz", "ѕ": "dz", "щ": "sc", "ъ": "", "ь": ""}
_SPELT |= {"ю": "ju", "я": "ja", "æ": "ae", "œ": "oe", "þ": "th"}


@dataclass(frozen=True, eq=False)
class Texts:
    """One column of both lists: which rows say the same, and what tells how alike others are.

    Parameters
    ----------
    value
        Shape (n,): number of the text that each row says; −1: it says nothing.
    count
        Shape (v,): how many rows say each text.
    number
        Shape (v,): hash of the digits in each text; 0: it has none.
    grams, ends
        Pairs of neighbouring letters of each text, sorted: ``grams[ends[t]:ends[t + 1]]``.
    """

    value: NDArray[np.int32]
    count: NDArray[np.int32]
    number: NDArray[np.uint64]
    grams: NDArray[np.uint32]
    ends: NDArray[np.int64]


def folded(names: Names) -> Texts:
    """Return texts in one alphabet: lower case, Latin, without diacritics and punctuation.

    Parameters
    ----------
    names
        One column, the rows of both lists one after the other.

    Examples
    --------
    >>> folded(Names.of(["Трг Ђорђа Вајферта 11", "TRG DJORDJA VAJFERTA, 11", "Trg", ""])).value
    array([ 0,  0,  1, -1], dtype=int32)
    """
    n = len(names)
    letters, offsets, keys, numbers = _folded(names)
    said = np.flatnonzero(keys)
    _, first, inverse, count = np.unique(
        keys[said], return_index=True, return_inverse=True, return_counts=True
    )
    # numbered by who says it first, so that no hash decides an order
    rank = np.argsort(first)
    number_of = np.empty(len(rank), dtype=np.int32)
    number_of[rank] = np.arange(len(rank))
    value = np.full(n, -1, dtype=np.int32)
    value[said] = number_of[inverse]
    which = said[first[rank]]
    ends = np.empty(len(which) + 1, dtype=np.int64)
    grams = np.empty(int((np.diff(offsets)[which] + 1).sum()), dtype=np.uint32)
    kernels.grams(letters, offsets, which, grams, ends)
    return Texts(value, count[rank].astype(np.int32), numbers[which], grams, ends)


def written(names: Names) -> list[str]:
    """Return each text as it is compared.

    Parameters
    ----------
    names
        Any.

    Examples
    --------
    >>> written(Names.of(["Његошева улица, 7", "„Đak“"]))
    ['njegoseva ulica 7', 'dak']
    """
    letters, offsets, _, _ = _folded(names)
    ends = offsets.tolist()
    return [
        letters[begin:end].tobytes().decode("utf-16", "replace") for begin, end in pairwise(ends)
    ]


_Folded = tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint64]]


def _folded(names: Names) -> _Folded:
    """Return the letters of all texts, where each begins, and hashes of the text and its digits."""
    n = len(names)
    # a character of one byte becomes one letter, one of two or three bytes at most three
    letters = np.empty(3 * len(names.letters) // 2 + 1, dtype=np.uint16)
    offsets = np.empty(n + 1, dtype=np.int64)
    keys, numbers = np.empty(n, dtype=np.uint64), np.empty(n, dtype=np.uint64)
    kernels.fold(names.letters, names.offsets, _table(), letters, offsets, keys, numbers)
    return letters, offsets, keys, numbers


@cache
def _table() -> NDArray[np.uint16]:
    """Return up to three folded letters of each code point; a space for what separates words."""
    table = np.zeros((_KNOWN, 3), dtype=np.uint16)
    for code in range(_KNOWN):
        spelt = _spelt(chr(code))
        table[code, : len(spelt)] = [ord(letter) for letter in spelt]
    return table


def _spelt(letter: str) -> Sequence[str]:
    """Return one character in the folded alphabet."""
    found: list[str] = []
    for part in unicodedata.normalize("NFKD", letter.casefold()):
        if part in _SPELT:
            found += _SPELT[part]
        elif part.isalnum():
            found += part
        elif not unicodedata.combining(part):
            found.append(" ")
    return found[:3]
