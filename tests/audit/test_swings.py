"""Swings: of a product of assumptions they are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.assumptions import between
from vidik.audit.swings import OWN_ERROR, log_odds, swings
from vidik.model.assumed import Assumed

ratios = st.lists(st.floats(1.5, 1e4), min_size=1, max_size=6)


@given(ratios)
def test_of_a_product_each_has_its_share_of_the_variance(times):
    assumed = {str(k): between(2.0, 2.0 * ratio) for k, ratio in enumerate(times)}
    made = swings(lambda values: math.prod(values.values()), assumed)
    whole = sum(math.log(ratio) ** 2 for ratio in times)
    assert sum(one.share for one in made) == pytest.approx(1.0)
    assert [one.share for one in made] == sorted((one.share for one in made), reverse=True)
    middle = math.prod(2.0 * math.sqrt(ratio) for ratio in times)
    for one in made:
        ratio = times[int(one.name)]
        assert one.share == pytest.approx(math.log(ratio) ** 2 / whole)
        assert one.low == pytest.approx(middle * ratio**-0.475)
        assert one.high == pytest.approx(middle * ratio**0.475)


def test_what_has_no_say_is_left_out_and_errors_of_cameras_are_not():
    assumed = {"a": between(1.0, 4.0), "b": between(1.0, 9.0), "c": Assumed.exactly(2.0)}
    made = swings(lambda values: values["a"] * values["c"], assumed)
    assert [one.name for one in made] == ["a"]
    made = swings(lambda values: values["a"] * values["c"], assumed, own_error=1.0)
    assert [one.name for one in made] == [OWN_ERROR, "a"]
    assert made[0].low == pytest.approx(4.0 * math.exp(-1.959964 - 0.5), rel=1e-5)
    assert made[0].share == pytest.approx(1.0 / (1.0 + math.log(4.0) ** 2 / 12.0), rel=1e-5)


def test_last_digits_are_no_say():
    assumed = {"a": between(1.0, 4.0), "b": between(1.0, 9.0)}
    made = swings(lambda values: values["a"] / values["b"] * (1.0 * values["b"]), assumed)
    assert [one.name for one in made] == ["a"]


def test_more_may_be_less():
    (one,) = swings(lambda values: 1.0 / values["a"], {"a": between(1.0, 100.0)})
    assert one.low > one.high


def test_odds():
    assert log_odds(np.array([0.5, 0.9])) == pytest.approx([0.0, math.log(9.0)])
