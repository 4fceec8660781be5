"""Intervals of what was seen and a lognormal number unseen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vidik.register.completeness.intervals import Z95, log_spread, lognormal_ends


def test_one_case_has_a_closed_form():
    # Chao 1987: what was seen, and f/C to f·C
    spread = log_spread(40.0, 100.0)
    least, most = lognormal_ends(60.0, np.array([40.0]), np.array([spread]), np.ones(1))
    factor = math.exp(Z95 * math.sqrt(math.log(1 + 100.0 / 40.0**2)))
    assert (least, most) == (pytest.approx(60 + 40 / factor), pytest.approx(60 + 40 * factor))


def test_a_mixture_against_drawing_from_it():
    rng = np.random.default_rng(1)
    unseen, spread = np.array([10.0, 40.0, 0.0]), np.array([0.3, 0.6, 0.0])
    weight = np.array([0.5, 0.45, 0.05])
    case = rng.choice(3, 400_000, p=weight)
    drawn = 100.0 + unseen[case] * np.exp(spread[case] * rng.standard_normal(len(case)))
    least, most = lognormal_ends(100.0, unseen, spread, weight)
    assert least == 100.0
    assert most == pytest.approx(np.quantile(drawn, 0.975), rel=0.01)


def test_nothing_unseen():
    none = np.zeros(1)
    assert log_spread(0.0, 0.0) == 0.0
    assert lognormal_ends(7.0, none, none, np.ones(1)) == (7.0, 7.0)
