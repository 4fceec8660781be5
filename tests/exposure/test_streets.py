"""Watched metres per street and for the whole city."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.exposure.streets import by_street, in_all
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.watched import Watched

STREETS = Streets(
    ids=("a", "b", "c"),
    names=("Трг", "", "Трг"),
    classes=("footway",) * 3,
    offsets=np.array([0, 2, 4, 7]),
    vertices=np.array([[0, 0], [3, 4], [0, 0], [0, 9], [0, 0], [1, 0], [1, 1]], float),
)
WATCHED = Watched(
    levels=("detect",),
    least=np.array([[1.0], [0.0], [0.5]]),
    expected=np.array([[2.0], [3.0], [1.0]]),
    most=np.array([[5.0], [9.0], [2.0]]),
    **{name: np.zeros(0, np.int64) for name in ("piece", "level", "band")},
    start_m=np.zeros(0),
    end_m=np.zeros(0),
)


def test_pieces_of_one_name_are_one_street():
    nameless, square = by_street(STREETS, WATCHED)
    assert (nameless.name, nameless.length_m) == ("", 9.0)
    assert (square.name, square.length_m) == ("Трг", 7.0)
    assert square.watched_m == {"detect": Span(1.5, 3.0, 7.0)}


def test_the_streets_add_up_to_the_city():
    rows = by_street(STREETS, WATCHED)
    total = in_all(WATCHED)["detect"]
    for part in ("least", "expected", "most"):
        assert sum(getattr(r.watched_m["detect"], part) for r in rows) == pytest.approx(
            getattr(total, part)
        )
    assert sum(row.length_m for row in rows) == pytest.approx(STREETS.lengths().sum())


def test_a_city_without_streets():
    empty = Streets((), (), (), np.zeros(1, np.int64), np.zeros((0, 2)))
    nothing = Watched(
        levels=("detect",),
        least=np.zeros((0, 1)),
        expected=np.zeros((0, 1)),
        most=np.zeros((0, 1)),
        **{name: np.zeros(0, np.int64) for name in ("piece", "level", "band")},
        start_m=np.zeros(0),
        end_m=np.zeros(0),
    )
    assert by_street(empty, nothing) == ()
    assert in_all(nothing) == {"detect": Span.exactly(0.0)}
