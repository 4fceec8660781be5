"""A lower bound: it is Chapman's for two lists, Chao's for equal ones, and holds under doubt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.completeness.literature import HEPATITIS, histories
from vidik.model.histories import Histories
from vidik.register.completeness.bounds import at_least
from vidik.register.completeness.pairs import chapman

counts = st.integers(0, 200)


@given(counts, counts, counts)
def test_two_lists(a, b, both):
    seen = histories({"10": a, "01": b, "11": both})
    assert at_least(seen).expected == pytest.approx(chapman(seen).expected)


def test_equal_lists_give_the_bound_of_chao():
    seen = histories({"001": 30, "010": 30, "100": 30, "011": 10, "101": 10, "110": 10, "111": 4})
    # Chao 1987 with t occasions: (t − 1)/t · f₁²/(2 (f₂ + 1))
    assert at_least(seen).unseen == pytest.approx(2 / 3 * 90**2 / (2 * 31))


def test_hepatitis():
    # 545 were found to be ill in the end, by a test of everybody
    bound = at_least(HEPATITIS)
    assert bound.is_bound
    assert 388 < bound.expected < 545


@given(st.permutations(range(3)), st.lists(counts, min_size=7, max_size=7))
def test_order_and_what_was_seen(order, seven):
    seen = histories({f"{k:03b}": count for k, count in enumerate(seven, 1)})
    bound = at_least(seen)
    assert seen.seen <= bound.least <= bound.expected <= bound.most
    assert at_least(seen.reordered(order)).expected == pytest.approx(bound.expected)


def test_it_holds_where_cameras_differ():
    rng = np.random.default_rng(2)
    below, figures = 0, []
    for _ in range(400):
        easy = rng.beta(1.2, 2.5, 600)[:, None]
        has = rng.random((600, 3)) < easy * (1.0, 0.8, 0.6)
        bound = at_least(Histories.of("abc", has[has.any(axis=1)]))
        below += bound.least <= 600
        figures.append(bound.expected)
    assert below == 400
    assert np.mean(figures) < 600
