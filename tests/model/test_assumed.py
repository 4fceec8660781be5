"""Assumed, and what is made of it: what cannot be is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.audit.assumptions import NPL, SUPPOSED, between
from vidik.audit.intervals import rate
from vidik.model.assumed import Assumed
from vidik.model.assumptions import Group
from vidik.model.passers import Passers
from vidik.model.projection import Projected


@pytest.mark.parametrize(
    ("low", "high", "shape", "why"),
    [
        (2.0, 1.0, "uniform", "low <= high"),
        (-1.0, 1.0, "uniform", "0 <= low"),
        (float("nan"), 1.0, "uniform", "no numbers"),
        (1.0, float("inf"), "uniform", "no numbers"),
        (0.0, 1.0, "log-uniform", "above 0"),
        (1.0, 2.0, "exactly", "not exact"),
        (0.1, 0.2, "counted", "its count"),
        (0.1, 0.2, "normal", "no such shape"),
    ],
)
def test_what_is_no_number_between_ends(low, high, shape, why):
    with pytest.raises(ValueError, match=why):
        Assumed(low, high, shape, "guess")


def test_doubt():
    assert between(1.0, 2.0).is_doubtful
    assert Assumed.counted(rate(1, 2)).is_doubtful
    assert not Assumed.exactly(3.0).is_doubtful


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"captured": between(0.5, 1.5)}, "captured is a share"),
        ({"listed": between(0.5, 1.5)}, "listed is a share"),
        ({"watchlist": Assumed.exactly(0.0)}, "at least one person"),
        ({"people": between(0.0, 5.0, "uniform")}, "more than none"),
        ({"camera_factor": 0.5}, "camera_factor is 1 or more"),
        ({"camera_factor": float("nan")}, "camera_factor is 1 or more"),
        ({"groups": (Group("a", between(0.1, 0.2), between(1.0, 2.0)),)}, "two or more"),
        ({"groups": (Group("a", between(0.1, 2.0), between(1.0, 2.0)),) * 2}, "shares of groups"),
    ],
)
def test_assumptions_that_cannot_be(more, why):
    with pytest.raises(ValueError, match=why):
        replace(SUPPOSED, **more)


def test_matchers_that_cannot_be():
    with pytest.raises(ValueError, match="a rate is a share"):
        replace(NPL, false_positive=between(0.5, 1.5))
    with pytest.raises(ValueError, match="no watchlist"):
        replace(NPL, per="comparison")
    assert NPL.scales
    assert replace(NPL, watchlist=None, per="comparison").scales
    assert not replace(NPL, watchlist=None).scales


def test_passers_that_cannot_be():
    one, two = np.ones(1), np.ones(2)
    for columns, why in (
        ((one, two, one), "per camera"),
        ((-one, 0 * one, one), "0 or more"),
        ((one, one, one), "not both"),
        ((np.array([np.nan]), 0 * one, one), "0 or more"),
    ):
        with pytest.raises(ValueError, match=why):
            Passers(*columns)


def test_a_figure_out_of_order():
    with pytest.raises(ValueError, match="least <= middle"):
        Projected(2.0, 1.0, 3.0, 1.0, 1.0)
