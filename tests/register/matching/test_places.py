"""Places are rows chained by short distances, none twice and none lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.camera import Kind
from vidik.model.listing import KINDS, Listing
from vidik.register.matching.places import places


@given(st.integers(0, 2**32 - 1), st.integers(0, 30))
def test_the_chains_of_brute_force(seed, n):
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 60, (n, 2)).astype(np.float64)
    rows = Listing.of([f"{k:02}" for k in range(n)], xy, devices=rng.integers(1, 4, n))
    found, place = places(rows, within_m=7.0)
    chain = list(range(n))
    for _ in range(n):
        for i in range(n):
            for j in range(n):
                if np.hypot(*(xy[i] - xy[j])) <= 7.0:
                    chain[i] = min(chain[i], chain[j])
    assert place.tolist() == [sorted(set(chain)).index(first) for first in chain]
    assert found.devices.sum() == rows.devices.sum()
    assert list(found.ids) == [f"{k:02}" for k in sorted(set(chain))]
    for k in range(len(found)):
        assert np.allclose(found.xy[k], xy[place == k].mean(axis=0))
    order = rng.permutation(n)
    again, its = places(rows.take(order), within_m=7.0)
    assert again.ids == found.ids
    assert its.tolist() == place[order].tolist()


def test_a_place_says_what_its_rows_agree_on():
    rows = Listing.of(
        ["1", "2", "3", "4"],
        [[0, 0], [1, 0], [2, 0], [500, 0]],
        name=["Трг", "", "Трг", "Кеј"],
        operator=["б", "а", "", ""],
        kind=["dome", "unknown", "dome", "fixed"],
        direction=[90.0, np.nan, 180.0, 45.0],
    )
    found, _ = places(rows, within_m=5.0)
    assert list(found.name) == ["Трг", "Кеј"]
    assert list(found.operator) == ["б", ""]  # of equals, the first
    assert KINDS[found.kind[0]] == Kind.DOME
    assert np.isnan(found.direction[0])
    assert found.direction[1] == 45.0
