"""Who watches which piece."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.model.watchers import Watchers


def made(piece: list[int], *, chances: int | None = None) -> Watchers:
    w = len(piece)
    return Watchers(
        pieces=4,
        ids=("a", "b"),
        piece=np.array(piece, np.int32),
        level=np.zeros(w, np.int8),
        camera=np.arange(w, dtype=np.int32) % 2,
        chance=np.ones(w if chances is None else chances),
        start_m=np.zeros(w),
        end_m=np.ones(w),
    )


def test_each_piece_finds_its_own():
    who = made([0, 2, 2])
    assert len(who) == 3
    assert who.offsets.tolist() == [0, 1, 1, 3, 3]


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="in order"):
        made([2, 0])
    with pytest.raises(ValueError, match="one piece"):
        made([0, 1], chances=1)


def one_camera(chances: list[float], ends: list[tuple[float, float]]) -> Watchers:
    w = len(ends)
    start, end = np.array(ends).T
    return Watchers(
        pieces=1,
        ids=("a",),
        piece=np.zeros(w, np.int32),
        level=np.zeros(w, np.int8),
        camera=np.zeros(w, np.int32),
        chance=np.array(chances),
        start_m=start,
        end_m=end,
    )


def test_what_differs_in_chance_alone_is_joined():
    who = one_camera([0.6, 0.2, 0.16, 1.0, 0.4], [(0, 1), (1, 3), (3, 4), (4, 5), (6, 7)])
    assert who.sure.tolist() == [False, False, False, True, False]
    joined = who.joined()
    assert joined.start_m.tolist() == [0, 4, 6]
    assert joined.end_m.tolist() == [4, 5, 7]
    assert joined.chance == pytest.approx([0.29, 1.0, 0.4])
    classes = who.joined(by_class=True)
    assert classes.start_m.tolist() == [0, 1, 4, 6]
    assert classes.chance == pytest.approx([0.6, 0.56 / 3, 1.0, 0.4])
    again = classes.joined()
    for name in ("start_m", "end_m", "chance"):
        assert getattr(again, name) == pytest.approx(getattr(joined, name))


def test_one_camera_is_not_joined_with_another():
    who = made([0, 0, 1])
    assert len(who.joined()) == 3
    assert len(who.only(np.array([], np.int64)).joined()) == 0
