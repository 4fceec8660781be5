"""Against: a model that is off by a factor, and one that is only noise."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.audit.against import held_against


def test_of_few_counts_nothing_is_said():
    assert held_against(np.ones(4), np.ones(4)) is None


def test_what_is_off_everywhere_and_what_is_off_here_and_there():
    rng = np.random.default_rng(1)
    model = rng.lognormal(3.0, 2.0, 20_000)
    counted = 7.0 * model * rng.lognormal(0.0, np.log(5.0) / 1.96, len(model))
    found = held_against(model, counted)
    assert found.times == pytest.approx(7.0, rel=0.03)
    assert found.factor == pytest.approx(5.0, rel=0.03)
    assert found.order > 0.6
    assert abs(held_against(model, rng.permutation(model)).order) < 0.02


def test_a_model_that_is_the_same_everywhere_has_no_order():
    assert held_against(np.ones(9), np.arange(1.0, 10.0)).order == 0.0
