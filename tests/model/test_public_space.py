from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.makers import space
from vidik.model.span import Span

TOWN = space()


def test_sums_grow_from_union_to_union() -> None:
    assert TOWN.by_kind(TOWN.open_m2) == {
        "square": Span(500, 500, 500),
        "street": Span(1600, 2000, 2800),
    }
    assert TOWN.by_kind(np.array([0.0, 1.0, 0.0, 5.0]))["street"] == Span(1, 1, 6)


def test_a_kind_without_ground_has_none() -> None:
    bare = replace(TOWN, kinds=("square", "street", "park"))
    assert bare.by_kind(bare.open_m2)["park"] == Span.exactly(0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"union": np.zeros(3, dtype=np.int64)}, "one kind, union and open area"),
        ({"open_m2": np.array([1.0, 2.0, 3.0])}, "one kind, union and open area"),
        ({"polygon_offsets": np.arange(4)}, "do not cover the rings"),
        ({"vertices": np.zeros((3, 2))}, "do not cover the vertices"),
        ({"vertices": np.full((20, 2), np.nan)}, "finite"),
        ({"open_m2": np.array([1.0, 2.0, 3.0, -1.0])}, "not negative"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(TOWN, **change)
