"""A way is told from what is walked, and refuses what does not fit together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vidik.model.span import Span
from vidik.model.way import Way

#: Ten metres of a street, of which some may be seen, and two of stairs back towards their tail.
WAY = Way(
    edge=np.array([4, 7]),
    begin_mm=np.array([0, 5_000]),
    end_mm=np.array([10_000, 3_000]),
    slowness=np.array([1.0, 2.0]),
    seen_mm=np.array([[0.0, 1_000.0], [500.0, 1_000.0], [2_000.0, 2_000.0]]),
    effort_mm=14_000,
    watched_mm=2_500,
)


def test_stairs_are_shorter_than_they_take() -> None:
    assert (WAY.length_m, WAY.flat_m) == (12.0, 14.0)
    assert WAY.seen_m == Span(1.0, 1.5, 4.0)
    assert WAY.seen_flat_m == Span(2.0, 2.5, 6.0)
    assert WAY.minutes(7.0) == 2.0
    assert WAY.seen_minutes(2.0) == Span(1.0, 1.25, 3.0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"begin_mm": np.array([0])}, "one beginning"),
        ({"seen_mm": np.zeros((2, 2))}, "in view at least"),
        ({"end_mm": np.array([0, 3_000])}, "nothing is walked"),
        ({"watched_mm": 14_001}, "no longer in view"),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(WAY, **wrong)
