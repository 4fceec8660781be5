"""Who watches which piece."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.model.watchers import Watchers


def made(piece: list[int], *, sure: int | None = None) -> Watchers:
    w = len(piece)
    return Watchers(
        pieces=4,
        ids=("a", "b"),
        piece=np.array(piece, np.int32),
        level=np.zeros(w, np.int8),
        camera=np.arange(w, dtype=np.int32) % 2,
        sure=np.ones(w if sure is None else sure, np.bool_),
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
        made([0, 1], sure=1)
