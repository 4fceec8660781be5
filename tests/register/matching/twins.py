"""Slow, obvious twins of the loops that match lists."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def marginals(odds: Floats) -> Floats:
    """Return the chance of each pair, all matchings counted with the product of their odds."""
    n, m = odds.shape
    total, sums = 0.0, np.zeros((n, m))
    for partners in itertools.product(range(-1, m), repeat=n):
        taken = [j for j in partners if j >= 0]
        if len(set(taken)) < len(taken):
            continue
        pairs = [(i, j) for i, j in enumerate(partners) if j >= 0]
        weight = float(np.prod([odds[pair] for pair in pairs]))
        total += weight
        for pair in pairs:
            sums[pair] += weight
    return sums / total


def best_value(value: Floats, room: list[int], other_room: list[int]) -> float:
    """Return the greatest value of any set of pairs in which no row is in too many."""
    pairs = [(i, j) for i, j in np.ndindex(*value.shape) if value[i, j] > 0]
    best = 0.0
    for chosen in itertools.product([False, True], repeat=len(pairs)):
        some = list(itertools.compress(pairs, chosen))
        rows, others = Counter(i for i, _ in some), Counter(j for _, j in some)
        if all(rows[i] <= room[i] for i in rows) and all(
            others[j] <= other_room[j] for j in others
        ):
            best = max(best, sum(float(value[pair]) for pair in some))
    return best


def near(xy: Floats, others: Floats, radius: float) -> set[tuple[int, int]]:
    """Return the pairs of rows at most so far apart."""
    squared = ((xy[:, None] - others[None]) ** 2).sum(axis=2)
    return {(int(i), int(j)) for i, j in np.argwhere(squared <= radius * radius)}


def dice(one: str, other: str) -> float:
    """Return how alike two folded texts are."""
    grams = [Counter(a + b for a, b in itertools.pairwise(f" {text} ")) for text in (one, other)]
    shared = sum((grams[0] & grams[1]).values())
    return 2 * shared / (grams[0].total() + grams[1].total())


def folded(text: str, spelt: dict[str, str]) -> str:
    """Return a text in the folded alphabet."""
    out = ""
    for letter in text:
        for part in unicodedata.normalize("NFKD", letter.casefold()):
            if part in spelt:
                out += spelt[part]
            elif part.isalnum():
                out += part
            elif not unicodedata.combining(part):
                out += " "
    return re.sub("dj+", "d", " ".join(out.split()))
