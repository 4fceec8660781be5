"""Hindsight: what past trials could have shown, by hand and simulated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from vidik.audit.hindsight import could_have_shown


def test_what_the_largest_trial_could_have_shown():
    """Ten false alerts among 3,147,436 faces."""
    found = could_have_shown(3_147_436, 10)
    assert 1.0 / found.bound == pytest.approx(1_050_643, rel=1e-4)
    # nine of ten, by hand: 11 of 1,024 tosses
    assert found.ratio is not None
    p = found.ratio / (1.0 + found.ratio)
    assert 10 * p**9 * (1 - p) + p**10 == pytest.approx(0.8)
    assert could_have_shown(15_600, 0).ratio == math.inf
    assert could_have_shown(15_600, None).ratio is None
    assert math.isinf(could_have_shown(100, 5).ratio)
    assert could_have_shown(50, 6).ratio is None  # not rare
    assert could_have_shown(100, 9).difference is None  # too few for a normal distribution
    assert not math.isinf(could_have_shown(100, 6).ratio)


def test_the_difference_that_a_trial_would_have_shown_simulated():
    found = could_have_shown(2_632, 2_554)
    assert found.difference is not None
    rng = np.random.default_rng(5)
    half, rate = 1_316, 2_554 / 2_632
    sides = (rate - found.difference / 2, rate + found.difference / 2)
    one, other = (rng.binomial(half, side, size=20_000) / half for side in sides)
    spread = np.sqrt((one * (1 - one) + other * (1 - other)) / half)
    assert (np.abs(one - other) / spread > norm.ppf(0.975)).mean() == pytest.approx(0.8, abs=0.02)
