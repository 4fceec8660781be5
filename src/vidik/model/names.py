"""Names of a million objects, one after the other: letters and where each name begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from vidik.model import kernels

__all__ = ["Names"]


@dataclass(frozen=True, eq=False)
class Names(Sequence[str]):
    """A sequence of strings without an object for each.

    Parameters
    ----------
    letters
        All names in UTF-8, one after the other.
    offsets
        Shape (n + 1,): name i has the letters ``letters[offsets[i]:offsets[i + 1]]``.

    Examples
    --------
    >>> names = Names.of(["way/7", "way/12"])
    >>> names[1], list(names.take(np.array([1, 0]))), names == ("way/7", "way/12")
    ('way/12', ['way/12', 'way/7'], True)
    """

    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse offsets that do not cover the letters."""
        if not len(self.offsets) or self.offsets[0] != 0 or self.offsets[-1] != len(self.letters):
            raise ValueError("offsets do not cover the letters")

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Return strings as names."""
        if isinstance(names, Names):
            return names
        names = list(names)
        text = "".join(names)
        letters = _letters(text)
        sizes: Iterable[int] = map(len, names)
        if not text.isascii():
            sizes = (len(name.encode("utf-8", "surrogatepass")) for name in names)
        offsets = np.zeros(len(names) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(sizes, np.int64, len(names)), out=offsets[1:])
        return cls(letters, offsets)

    @classmethod
    def joined(cls, parts: Sequence[Names]) -> Names:
        """Return the names of several parts, in the order given."""
        letters = np.concatenate([np.zeros(0, np.uint8), *(part.letters for part in parts)])
        sizes = [np.diff(part.offsets) for part in parts]
        return cls(letters, np.cumsum(np.concatenate([np.zeros(1, np.int64), *sizes])))

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, which: int) -> str: ...

    @overload
    def __getitem__(self, which: slice) -> Names: ...

    def __getitem__(self, which: int | slice) -> str | Names:
        """Return one name, or those of a slice."""
        if isinstance(which, slice):
            return self.take(np.arange(len(self))[which])
        if not -len(self) <= which < len(self):
            raise IndexError(which)
        which %= len(self)
        own = self.letters[self.offsets[which] : self.offsets[which + 1]]
        return own.tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """Yield each name."""
        letters, ends = self.letters.tobytes(), self.offsets.tolist()
        begin = 0
        for end in ends[1:]:
            yield letters[begin:end].decode("utf-8", "surrogatepass")
            begin = end

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence has the same strings in the same order."""
        if isinstance(other, Names):
            return np.array_equal(self.offsets, other.offsets) and np.array_equal(
                self.letters, other.letters
            )
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))
        return NotImplemented

    def take(self, which: NDArray[np.int64], *, prefix: str = "") -> Names:
        """Return some of the names, in the order given, each with a prefix.

        Parameters
        ----------
        which
            Shape (k,): their numbers.
        prefix
            Any.
        """
        begin = _letters(prefix)
        sizes = np.diff(self.offsets)[which]
        offsets = np.zeros(len(which) + 1, dtype=np.int64)
        np.cumsum(sizes + len(begin), out=offsets[1:])
        letters = np.empty(offsets[-1], dtype=np.uint8)
        kernels.gather_letters(self.letters, self.offsets[which], sizes, begin, letters)
        return Names(letters, offsets)


def _letters(text: str) -> NDArray[np.uint8]:
    """Return a string in UTF-8; not of bytes, for which loops would be compiled once more."""
    return np.frombuffer(bytearray(text.encode("utf-8", "surrogatepass")), dtype=np.uint8)
