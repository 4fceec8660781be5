"""Loops over pairs of rows: which lie near each other, and what they say of each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.compiled import jit, leaf
from vidik.register.matching.kernels.texts import alike

__all__ = ["around", "count_near", "fill_near", "on_text", "on_value", "on_wheel", "together"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: The key of a cell is its row times this, plus its column.
_ROW = np.int64(1) << np.int64(31)


@jit
def count_near(
    xy: Floats, keys: Ints, others: Floats, other_keys: Ints, radius: float, count: Ints
) -> None:
    """Count the other rows within the radius of each; both in the order of their cells' keys.

    A cell is as wide as the radius, so that what is near lies in three cells of three rows: three
    places in the other list that move on as its rows do.
    """
    first = np.zeros(3, dtype=np.int64)
    for i in range(len(xy)):
        count[i] = 0
        for r in range(3):
            row = keys[i] + (r - 1) * _ROW
            while first[r] < len(others) and other_keys[first[r]] < row - 1:
                first[r] += 1
            j = first[r]
            while j < len(others) and other_keys[j] <= row + 1:
                dx, dy = others[j, 0] - xy[i, 0], others[j, 1] - xy[i, 1]
                count[i] += dx * dx + dy * dy <= radius * radius
                j += 1


@jit
def fill_near(
    xy: Floats,
    keys: Ints,
    others: Floats,
    other_keys: Ints,
    radius: float,
    bins: int,
    near: Any,
    band: Any,
) -> None:
    """Fill in the other rows that `count_near` counts, and the bins of their squared distances."""
    first = np.zeros(3, dtype=np.int64)
    at = 0
    for i in range(len(xy)):
        for r in range(3):
            row = keys[i] + (r - 1) * _ROW
            while first[r] < len(others) and other_keys[first[r]] < row - 1:
                first[r] += 1
            j = first[r]
            while j < len(others) and other_keys[j] <= row + 1:
                dx, dy = others[j, 0] - xy[i, 0], others[j, 1] - xy[i, 1]
                squared = dx * dx + dy * dy
                if squared <= radius * radius:
                    near[at] = j
                    band[at] = min(bins - 1, int(squared / (radius * radius) * bins))
                    at += 1
                j += 1


@jit
def around(
    xy: Floats, keys: Ints, devices: Floats, radius: float, count: Floats, by_band: Floats
) -> None:
    """Add up the devices of the other rows of the same list near each, and by squared distance."""
    first = np.zeros(3, dtype=np.int64)
    scale = len(by_band) / (radius * radius)
    for i in range(len(xy)):
        count[i] = devices[i] - 1.0
        for r in range(3):
            row = keys[i] + (r - 1) * _ROW
            while first[r] < len(xy) and keys[first[r]] < row - 1:
                first[r] += 1
            j = first[r]
            while j < len(xy) and keys[j] <= row + 1:
                dx, dy = xy[j, 0] - xy[i, 0], xy[j, 1] - xy[i, 1]
                squared = dx * dx + dy * dy
                if squared <= radius * radius and i != j:
                    count[i] += devices[j]
                    by_band[min(len(by_band) - 1, int(squared * scale))] += devices[j]
                j += 1


@leaf
def on_text(
    offsets: Ints,
    near: Any,
    value: Any,
    other_value: Any,
    count: Any,
    number: Any,
    grams: Any,
    ends: Ints,
    common: Any,
    high: float,
    low: float,
    levels: int,
    code: Any,
) -> None:
    """Append to the code of each pair how well two texts agree.

    0: one is missing; then from 1, for each step of `common`, the same text, said by at most so
    many rows; the same text, said by more; alike by at least `high`; alike by at least `low` but
    with other digits; alike by at least `low`; different.
    """
    steps = len(common)
    for i in range(len(offsets) - 1):
        a = value[i]
        for e in range(offsets[i], offsets[i + 1]):
            b = other_value[near[e]]
            level = 0
            if a >= 0 and b >= 0:
                if a == b:
                    level = 1
                    while level <= steps and count[a] > common[level - 1]:
                        level += 1
                else:
                    likeness = alike(grams, ends, a, b)
                    level = steps + 5
                    if likeness >= low:
                        other = number[a] != number[b] and number[a] != 0 and number[b] != 0
                        level = steps + (3 if other else (2 if likeness >= high else 4))
            code[e] = code[e] * levels + level


@leaf
def on_value(
    offsets: Ints, near: Any, value: Any, other_value: Any, kinds: int, levels: int, code: Any
) -> None:
    """Append to the code of each pair whether two values agree.

    0: one is missing (below 0); 1 … `kinds`: both have the value 0 … `kinds` − 1, the last standing
    for all that follow; `kinds` + 1: they differ.
    """
    for i in range(len(offsets) - 1):
        a = value[i]
        for e in range(offsets[i], offsets[i + 1]):
            b = other_value[near[e]]
            level = 0
            if a >= 0 and b >= 0:
                level = 1 + min(a, kinds - 1) if a == b else kinds + 1
            code[e] = code[e] * levels + level


@leaf
def on_wheel(
    offsets: Ints, near: Any, angle: Floats, other_angle: Floats, edges: Any, levels: int, code: Any
) -> None:
    """Append to the code of each pair how far apart two directions are.

    0: one is missing (NaN); otherwise the number of edges, degrees, that lie below the difference,
    the first of which is below 0.
    """
    for i in range(len(offsets) - 1):
        a = angle[i]
        for e in range(offsets[i], offsets[i + 1]):
            apart = abs(a - other_angle[near[e]])
            apart = min(apart, 360.0 - apart)
            level = 0
            while level < len(edges) and apart > edges[level]:  # NaN is above nothing
                level += 1
            code[e] = code[e] * levels + level


@jit
def together(offsets: Ints, near: Any, first: Ints) -> None:
    """Fill in the first row of the chain that each row belongs to, by pairs of one list."""
    for i in range(len(first)):
        first[i] = i
    for i in range(len(first)):
        for e in range(offsets[i], offsets[i + 1]):
            a, b = i, int(near[e])
            while first[a] != a:
                a = int(first[a])
            while first[b] != b:
                b = int(first[b])
            first[max(a, b)] = min(a, b)
            first[i] = min(a, b)
    for i in range(len(first)):
        first[i] = first[first[i]]
