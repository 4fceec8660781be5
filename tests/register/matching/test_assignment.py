"""Pairs are chosen so that no other set is better."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.register.matching.twins import best_value
from vidik.register.matching.assignment import assign

SEEDS = st.integers(0, 2**32 - 1)


def scene(seed: int) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Return a few pairs with chances, and devices."""
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 5, 2).tolist()
    devices = (rng.integers(1, 3, n), rng.integers(1, 3, m)) if rng.random() < 0.5 else (
        np.ones(n, dtype=np.int64),
        np.ones(m, dtype=np.int64),
    )  # fmt: skip
    pairs = np.argwhere(rng.random((n, m)) < 0.7)
    return pairs, np.round(rng.random(len(pairs)), rng.integers(1, 4)), devices


@given(SEEDS)
def test_no_set_of_pairs_is_better(seed):
    pairs, chance, devices = scene(seed)
    chosen, threshold = assign(pairs, chance, devices, threshold=0.2)
    assert threshold == 0.2
    value = np.full([len(own) for own in devices], -1.0)
    value[tuple(pairs.T)] = chance - 0.2
    got = float((chosen * (chance - 0.2)).sum())
    assert np.isclose(got, best_value(value, *(own.tolist() for own in devices)))
    for side, own in enumerate(devices):
        assert (np.bincount(pairs[:, side], weights=chosen, minlength=len(own)) <= own).all()


@given(SEEDS)
def test_no_threshold_gives_a_better_f1(seed):
    pairs, chance, devices = scene(seed)

    def expected(chosen: np.ndarray) -> float:
        return 2 * (chosen * chance).sum() / max(chosen.sum() + chance.sum(), 1e-9)

    best = expected(assign(pairs, chance, devices)[0])
    for threshold in np.linspace(0.0, 0.99, 34).tolist():
        assert expected(assign(pairs, chance, devices, threshold=threshold)[0]) <= best + 1e-9


def test_one_pair_may_share_several_devices():
    pairs = np.array([[0, 0], [0, 1]])
    devices = (np.array([3]), np.array([2, 1]))
    chosen, _ = assign(pairs, np.array([1.9, 0.8]), devices, threshold=0.5)
    assert chosen.tolist() == [2, 1]


def test_long_chains_are_turned_round():
    # each row prefers the one that the next has to have, by less than the last one would lose
    n = 2000
    pairs = np.array([[i, j] for i in range(n) for j in (i, i + 1) if j < n])
    chance = np.where(pairs[:, 0] == pairs[:, 1], 0.6, 0.60002)
    ones = np.ones(n, dtype=np.int64)
    chosen, _ = assign(pairs, chance, (ones, ones), threshold=0.1)
    assert chosen.sum() == n
    assert (chosen[chance == 0.6] == 1).all()
