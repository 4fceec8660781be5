"""Candidates are the rows that lie near each other, none left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.matching.twins import near
from vidik.errors import InputError
from vidik.register.matching.candidates import BANDS, _falling, candidates, degree

SEEDS = st.integers(0, 2**32 - 1)


def ones(n: int) -> np.ndarray:
    return np.ones(n, dtype=np.int64)


@given(SEEDS, st.integers(0, 40), st.integers(0, 40), st.sampled_from([1.0, 12.0, 300.0]))
def test_the_pairs_of_brute_force(seed, n, m, radius):
    rng = np.random.default_rng(seed)
    # on whole metres, so that many lie on the edge of cells and just at the radius
    xy, others = (rng.integers(-50, 50, (k, 2)).astype(np.float64) for k in (n, m))
    found = candidates(xy, others, ones(n), ones(m), radius=radius)
    pairs = np.column_stack([found.rows[found.place], found.others[found.near]])
    assert {tuple(pair) for pair in pairs.tolist()} == near(xy, others, radius)
    assert len(pairs) == len(near(xy, others, radius))
    squared = ((xy[pairs[:, 0]] - others[pairs[:, 1]]) ** 2).sum(axis=1)
    assert (np.abs(found.squared[found.band] - squared) <= radius**2 / BANDS * 0.51).all()
    crowd = [len(near(xy[[i]], xy, radius)) - 1 for i in range(n)]
    assert found.crowd.tolist() == [crowd[i] for i in found.rows.tolist()]
    if n and m:
        assert degree(xy, others, radius=radius) == pytest.approx(len(pairs) / min(n, m))


def test_a_row_at_the_end_of_the_world_costs_nothing():
    xy = np.array([[0.0, 0.0], [2e7, -1e7]])
    found = candidates(xy, xy + 1.0, ones(2), ones(2), radius=5.0)
    assert len(found) == 2


def test_devices_count_among_the_others():
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [90.0, 0.0]])
    found = candidates(xy, xy, np.array([4, 1, 2]), ones(3), radius=5.0)
    assert dict(zip(found.rows.tolist(), found.crowd.tolist(), strict=True)) == {0: 4, 1: 4, 2: 1}


def test_clustering_is_one_where_there_is_none():
    rng = np.random.default_rng(1)
    xy, others = rng.uniform(0, 3000, (2, 4000, 2))
    found = candidates(xy, others, ones(4000), ones(4000), radius=60.0)
    assert np.abs(found.clustering - 1.0).max() < 0.3
    # and high where rows stand in twos
    twice = np.repeat(xy[:2000], 2, axis=0) + rng.normal(0.0, 3.0, (4000, 2))
    found = candidates(twice, twice, ones(4000), ones(4000), radius=60.0)
    assert found.clustering[0] > 3.0
    assert found.clustering[-1] < 1.0


def test_rows_without_places_of_their_own_are_refused(monkeypatch):
    monkeypatch.setattr("vidik.register.matching.candidates.MOST", 99)
    with pytest.raises(InputError, match="same place"):
        candidates(np.zeros((10, 2)), np.zeros((10, 2)), ones(10), ones(10), radius=5.0)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_what_falls_fits_best(counts):
    found = _falling(np.array(counts, dtype=np.float64))
    assert (np.diff(found) <= 1e-12).all()
    # no other falling steps over the same rings are nearer: the fit is the min–max of means
    best = [
        min(max(np.mean(counts[a : b + 1]) for b in range(i, len(counts))) for a in range(i + 1))
        for i in range(len(counts))
    ]
    assert np.allclose(found, best)
