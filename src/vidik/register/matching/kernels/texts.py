"""Loops over texts: letters of any script folded into one, and how alike two of them are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf

__all__ = ["alike", "fold", "grams"]

Ints = NDArray[np.int64]

#: FNV-1a, 64 bits.
_OFFSET, _PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)

_SPACE, _NINE, _ZERO = 32, 57, 48
_D, _J = 100, 106


@jit
def _keyed(key: np.uint64, letter: Any) -> np.uint64:
    return (key ^ np.uint64(letter)) * _PRIME


@jit
def fold(
    letters: NDArray[np.uint8],
    offsets: Ints,
    table: NDArray[np.uint16],
    out: NDArray[np.uint16],
    out_offsets: Ints,
    keys: NDArray[np.uint64],
    numbers: NDArray[np.uint64],
) -> None:
    """Fill in each text as folded letters, with its hash and that of its numbers (0: has none).

    `table` holds up to three letters for each of the first code points; those after it stand for
    themselves. Spaces separate words, one between two; “dj” is written “d”, like “đ”.
    """
    at = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        begin, k, end = at, offsets[i], offsets[i + 1]
        key, number = _OFFSET, _OFFSET
        digits, apart = False, False
        while k < end:
            code = np.int64(letters[k])
            size = 1 if code < 0x80 else (2 if code < 0xE0 else (3 if code < 0xF0 else 4))
            if size > 1:
                code &= 0xFF >> (size + 1)
                for b in range(1, size):
                    code = code << 6 | (letters[k + b] & 0x3F)
            k += size
            for c in range(3):
                known = code < len(table)
                if not known and c > 0:
                    break
                letter = np.int64(table[code, c]) if known else code & 0xFFFF
                if letter == 0:
                    break
                if letter == _SPACE:
                    apart = True
                    continue
                if apart and at > begin:
                    out[at] = _SPACE
                    key = _keyed(key, _SPACE)
                    at += 1
                if letter == _J and at > begin and not apart and out[at - 1] == _D:
                    continue
                if _ZERO <= letter <= _NINE:
                    if digits and (at == begin or not _ZERO <= out[at - 1] <= _NINE):
                        number = _keyed(number, _SPACE)
                    digits = True
                    number = _keyed(number, letter)
                apart = False
                out[at] = letter
                key = _keyed(key, letter)
                at += 1
        out_offsets[i + 1] = at
        keys[i] = key if at > begin else 0
        numbers[i] = number if digits else 0


@jit
def grams(
    letters: NDArray[np.uint16], offsets: Ints, which: Ints, out: NDArray[np.uint32], ends: Ints
) -> None:
    """Fill in the pairs of neighbouring letters of some texts, sorted; a space is around each."""
    at = 0
    ends[0] = 0
    for t in range(len(which)):
        begin, before = at, np.uint32(_SPACE)
        first, last = offsets[which[t]], offsets[which[t] + 1]
        for k in range(first, last + 1):
            letter = np.uint32(letters[k]) if k < last else np.uint32(_SPACE)
            gram = before << np.uint32(16) | letter
            before = letter
            place = at
            while place > begin and out[place - 1] > gram:
                out[place] = out[place - 1]
                place -= 1
            out[place] = gram
            at += 1
        ends[t + 1] = at


@leaf
def alike(grams: Any, ends: Ints, one: int, other: int) -> Any:
    """Return Dice's coefficient of two texts: twice the pairs of letters they share, over all."""
    i, last_i, j, last_j = ends[one], ends[one + 1], ends[other], ends[other + 1]
    total, shared = last_i - i + last_j - j, 0
    while i < last_i and j < last_j:
        a, b = grams[i], grams[j]
        shared += a == b
        i += a <= b
        j += b <= a
    return 2.0 * shared / total
