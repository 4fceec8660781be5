"""What a million objects are called out of few words: each word once, and the number of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Words"]


@dataclass(frozen=True, eq=False)
class Words(Sequence[str]):
    """A sequence of strings, most of which are repeated.

    Parameters
    ----------
    known
        Each word once.
    codes
        Shape (n,): which word stands at each place.

    Examples
    --------
    >>> words = Words.of(["yes", "house", "yes"])
    >>> words.known, words.codes.tolist(), words == ("yes", "house", "yes")
    (('yes', 'house'), [0, 1, 0], True)
    """

    known: tuple[str, ...]
    codes: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse numbers of no word, and a word that is there twice."""
        if len(set(self.known)) < len(self.known):
            raise ValueError("a word is there twice")
        if len(self.codes) and not 0 <= self.codes.min() <= self.codes.max() < len(self.known):
            raise ValueError("no such word")

    @classmethod
    def of(cls, said: Iterable[str]) -> Words:
        """Return strings as words."""
        if isinstance(said, Words):
            return said
        number: dict[str, int] = {}
        codes = [number.setdefault(word, len(number)) for word in said]
        return cls(tuple(number), np.array(codes, dtype=np.int64))

    @classmethod
    def coded(cls, words: Sequence[str], codes: NDArray[np.int64]) -> Words:
        """Return the word at each place, by its number; words may repeat one another."""
        each = cls.of(words)
        return cls(each.known, each.codes[codes])

    @classmethod
    def joined(cls, parts: Sequence[Words]) -> Words:
        """Return the words of several parts, in the order given."""
        before = np.cumsum([0, *(len(part.known) for part in parts)])
        codes = [part.codes + n for part, n in zip(parts, before, strict=False)]
        return cls.coded(
            [word for part in parts for word in part.known],
            np.concatenate([np.zeros(0, np.int64), *codes]),
        )

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.codes)

    @overload
    def __getitem__(self, which: int) -> str: ...

    @overload
    def __getitem__(self, which: slice) -> Words: ...

    def __getitem__(self, which: int | slice) -> str | Words:
        """Return the word at one place, or those of a slice."""
        if isinstance(which, slice):
            return Words(self.known, self.codes[which])
        return self.known[int(self.codes[which])]

    def __iter__(self) -> Iterator[str]:
        """Yield the word at each place."""
        return (self.known[code] for code in self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence has the same strings in the same order."""
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))
        return NotImplemented

    def take(self, which: NDArray[np.int64]) -> Words:
        """Return the words at some places, in the order given."""
        return Words(self.known, self.codes[which])
