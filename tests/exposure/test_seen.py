"""Which parts of the ways are seen, as the views tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.exposure.networks import network_of
from vidik.exposure.seen import seen_along
from vidik.model.watched import Watched

NETWORK = network_of(np.array([[0, 0], [10, 0], [30, 0]]), np.array([[0, 1], [1, 2]]))

#: Of the second edge 5 m for certain, then 4 m of a class around .375 that come to 1.2 m.
WATCHED = Watched(
    levels=("monitor", "detect"),
    least=np.array([[0.0, 0.0], [0.0, 5.0]]),
    expected=np.array([[0.0, 0.0], [0.0, 6.2]]),
    most=np.array([[3.0, 0.0], [0.0, 9.0]]),
    piece=np.array([0, 1, 1]),
    level=np.array([0, 1, 1]),
    band=np.array([0, 2, 5]),
    start_m=np.array([1.0, 15.0, 10.0]),
    end_m=np.array([4.0, 19.0, 15.0]),
)


@pytest.mark.parametrize(
    ("bound", "parts", "shares"),
    [
        ("least", [(10e3, 15e3)], [1.0]),
        ("expected", [(10e3, 15e3), (15e3, 19e3)], [1.0, 0.3]),
        ("most", [(10e3, 15e3), (15e3, 19e3)], [1.0, 1.0]),
    ],
)
def test_parts_come_to_the_metres_of_their_edge(bound, parts, shares):
    found = seen_along(NETWORK, WATCHED, level="detect", bound=bound)
    assert found.offsets.tolist() == [0, 0, len(parts)]
    assert list(zip(found.start_mm, found.end_mm, strict=True)) == parts
    assert found.share.tolist() == pytest.approx(shares)
    column = getattr(WATCHED, bound)[:, 1]
    assert found.seen_mm.tolist() == pytest.approx((1000 * column).tolist())


def test_under_the_ground_nothing_is_seen():
    under = replace(NETWORK, covered=np.array([False, True]))
    assert seen_along(under, WATCHED, level="detect", bound="most").offsets.tolist() == [0, 0, 0]


def test_what_is_seen_at_one_level_alone():
    found = seen_along(NETWORK, WATCHED, level="monitor", bound="most")
    assert found.seen_mm.tolist() == [3000.0, 0.0]
