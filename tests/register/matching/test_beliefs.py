"""Chances are those of all matchings: exactly without circles, nearly with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.matching.twins import marginals
from vidik.register.matching.kernels.beliefs import sweep


def believed(odds: np.ndarray, devices: list[int], other_devices: list[int]) -> np.ndarray:
    """Return the devices that each pair is expected to share, by the loop."""
    n, m = odds.shape
    row, near = np.nonzero(odds)
    offsets = np.searchsorted(row, np.arange(n + 1))
    message, total = np.zeros(len(row)), np.ones(m)
    alone, chance = np.empty(n), np.empty(len(row))
    own = [np.array(d, dtype=np.float64) for d in (devices, other_devices)]
    for _ in range(500):
        edges = (offsets, near.astype(np.int32), odds[row, near])
        if sweep(*edges, *own, message, total, alone, chance) < 1e-12:
            break
    found = np.zeros_like(odds)
    found[row, near] = chance
    assert np.allclose(alone, 1.0 - found.sum(axis=1) / own[0])
    assert np.allclose(found.sum(axis=0) / own[1], 1.0 - 1.0 / total)
    return found


def random_tree(rng: np.random.Generator, n: int, m: int) -> np.ndarray:
    """Return odds of pairs that form no circle."""
    odds = np.zeros((n, m))
    joined = list(range(n + m))
    for i, j in rng.permutation([(i, j) for i in range(n) for j in range(m)]).tolist():
        a, b = joined[i], joined[n + j]
        if a != b and rng.random() < 0.8:
            joined = [a if one == b else one for one in joined]
            odds[i, j] = 10.0 ** rng.uniform(-3, 4)
    return odds


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 5))
def test_exact_without_circles(seed, n, m):
    odds = random_tree(np.random.default_rng(seed), n, m)
    found = believed(odds, [1] * n, [1] * m)
    assert np.allclose(found, marginals(odds), atol=1e-6)


def test_nearly_right_with_circles():
    rng = np.random.default_rng(7)
    off = []
    for _ in range(60):
        odds = 10.0 ** rng.uniform(-2, 1.5, (4, 4)) * (rng.random((4, 4)) < 0.8)
        off.append(np.abs(believed(odds, [1] * 4, [1] * 4) - marginals(odds)))
    assert np.max(off) < 0.12
    assert np.mean(off) < 0.02


@pytest.mark.parametrize(("devices", "others"), [([2, 1], [1, 1, 3]), ([3], [2, 1, 1])])
def test_a_row_of_several_devices_is_as_many_rows(devices, others):
    rng = np.random.default_rng(3)
    odds = 10.0 ** rng.uniform(-1, 1, (len(devices), len(others)))
    copies = np.repeat(np.repeat(odds, devices, axis=0), others, axis=1)
    found = believed(odds, devices, others)
    apart = believed(copies, [1] * sum(devices), [1] * sum(others))
    summed = np.add.reduceat(apart, np.cumsum([0, *devices[:-1]]), axis=0)
    summed = np.add.reduceat(summed, np.cumsum([0, *others[:-1]]), axis=1)
    assert np.allclose(found, summed)
