"""The loops that take apart what files hold, compiled: bytes in, arrays out.

Well-known binary (OGC 06-103r4, 8.2; Z and M as ISO and as PostGIS write them), on a machine that
puts the low byte first, as all do that PyArrow runs on. What is anything but a plain area is left
to a library. Ids are told from numbers, and from one another by a number made of each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit

__all__ = ["are_plain", "copy_areas", "measure_areas", "numbers_of"]

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_POLYGON, _MULTIPOLYGON = 3, 6


@jit
def _word(data: Bytes, at: int, little: bool) -> Any:
    """Return the bits of 8 bytes as they stand for a number."""
    word = np.uint64(0)
    if little:
        for k in range(8):
            word |= np.uint64(data[at + k]) << np.uint64(8 * k)
    else:
        for k in range(8):
            word |= np.uint64(data[at + k]) << np.uint64(56 - 8 * k)
    return word


@jit
def _count(data: Bytes, at: int, little: bool) -> Any:
    """Return the whole number of 4 bytes."""
    a, b, c, d = np.int64(data[at]), np.int64(data[at + 1]), data[at + 2], data[at + 3]
    if little:
        return a | b << 8 | np.int64(c) << 16 | np.int64(d) << 24
    return a << 24 | b << 16 | np.int64(c) << 8 | np.int64(d)


@jit
def _kind(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """Return the kind of shape that begins here, and how many numbers a point has; 0: unknown."""
    if at + 9 > end or data[at] > 1:
        return 0, 0
    code = _count(data, at + 1, data[at] == 1)
    numbers = 2
    if code & 0x80000000:
        numbers += 1
    if code & 0x40000000:
        numbers += 1
    if code & 0x20000000:  # names its coordinate system
        return 0, 0
    code &= 0x1FFFFFFF
    if code >= 4000 or (code >= 1000 and numbers > 2):
        return 0, 0
    if code >= 3000:
        numbers += 2
    elif code >= 1000:
        numbers += 1
    return code % 1000, numbers


@jit
def measure_areas(data: Bytes, begins: Ints, ends: Ints, counts: Ints) -> None:
    """Fill in how many polygons, rings and vertices each row has, shape (n, 3).

    Zeros for a row that is anything but a polygon or multipolygon whose rings are closed and have
    four vertices or more each.
    """
    for i in range(len(begins)):
        counts[i, 0], counts[i, 1], counts[i, 2] = 0, 0, 0
        at, end = begins[i], ends[i]
        kind, _ = _kind(data, at, end)
        if kind == _POLYGON:
            polygons = 1
        elif kind == _MULTIPOLYGON:
            polygons = _count(data, at + 5, data[at] == 1)
            at += 9
        else:
            continue
        rings, vertices, sound = 0, 0, polygons > 0
        p = 0
        while sound and p < polygons:
            kind, numbers = _kind(data, at, end)
            if kind != _POLYGON:
                sound = False
                break
            little = data[at] == 1
            here = _count(data, at + 5, little)
            at += 9
            sound = here > 0
            r = 0
            while sound and r < here:
                if at + 4 > end:
                    sound = False
                    break
                size = _count(data, at, little)
                at += 4
                if size < 4 or size > (end - at) // (8 * numbers):
                    sound = False
                    break
                last = at + 8 * numbers * (size - 1)
                sound = _word(data, at, little) == _word(data, last, little)
                sound &= _word(data, at + 8, little) == _word(data, last + 8, little)
                at = last + 8 * numbers
                vertices += size
                r += 1
            rings += here
            p += 1
        if sound and at == end:
            counts[i, 0], counts[i, 1], counts[i, 2] = polygons, rings, vertices


@jit
def copy_areas(
    data: Bytes,
    begins: Ints,
    counts: Ints,
    polygon_offsets: Ints,
    ring_offsets: Ints,
    bits: Any,
) -> None:
    """Fill in the rows that were measured, one after the other; coordinates as their bits.

    Offsets begin with a 0 that is there already.
    """
    p, r, v = 0, 0, 0
    for i in range(len(begins)):
        if counts[i, 0] == 0:
            continue
        at = begins[i]
        kind, _ = _kind(data, at, at + 9)
        if kind == _MULTIPOLYGON:
            at += 9
        for _polygon in range(counts[i, 0]):
            _, numbers = _kind(data, at, at + 9)
            little = data[at] == 1
            rings = _count(data, at + 5, little)
            at += 9
            for _ring in range(rings):
                size = _count(data, at, little)
                at += 4
                after = at + 8 * numbers * size
                if little:  # as the machine holds them: three times as fast
                    words = data[at:after].view(np.uint64)
                    for k in range(size):
                        bits[v + k, 0], bits[v + k, 1] = words[numbers * k], words[numbers * k + 1]
                else:
                    for k in range(size):
                        bits[v + k, 0] = _word(data, at + 8 * numbers * k, little)
                        bits[v + k, 1] = _word(data, at + 8 * numbers * k + 8, little)
                at, v = after, v + size
                r += 1
                ring_offsets[r] = v
            p += 1
            polygon_offsets[p] = r


@jit
def are_plain(letters: Bytes, offsets: Ints) -> bool:
    """Return whether all ids stand for themselves.

    They are visible ASCII without blanks, and no mere numbers, to which a kind may belong.
    """
    for i in range(len(offsets) - 1):
        number = True
        for at in range(offsets[i], offsets[i + 1]):
            letter = letters[at]
            if letter < 33 or letter > 126:
                return False
            number = number and (letter == 45 or 48 <= letter <= 57)
        if number:
            return False
    return True


@jit
def numbers_of(letters: Bytes, offsets: Ints, out: Any) -> None:
    """Fill in a number for each name: the same for equal names, and nearly never for others."""
    for i in range(len(offsets) - 1):
        mixed = np.uint64(14695981039346656037)
        for at in range(offsets[i], offsets[i + 1]):
            mixed = (mixed ^ np.uint64(letters[at])) * np.uint64(1099511628211)
        mixed ^= mixed >> np.uint64(29)
        out[i] = mixed * np.uint64(0x9E3779B97F4A7C15)
