"""Stretches cut out of street pieces: against the slow way, one line at a time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import substring

from vidik.model.streets import Streets

SPOT = st.tuples(*[st.integers(-40, 40).map(float)] * 2)
LINE = st.lists(SPOT, min_size=2, max_size=6).filter(lambda line: len(set(line)) > 1)
SHARES = st.tuples(*[st.integers(0, 4096).map(lambda n: n / 4096)] * 2).map(sorted)


def streets_of(lines: list[list[tuple[float, float]]]) -> Streets:
    return Streets(
        ids=tuple(f"way/{i}" for i in range(len(lines))),
        names=("",) * len(lines),
        classes=("residential",) * len(lines),
        offsets=np.cumsum([0, *map(len, lines)]),
        vertices=np.concatenate(lines),
    )


@given(st.data(), st.lists(LINE, min_size=1, max_size=4))
def test_a_stretch_is_what_one_gets_by_walking_along_the_piece(data, lines):
    streets = streets_of(lines)
    rows = data.draw(st.lists(st.tuples(st.integers(0, len(lines) - 1), SHARES), max_size=6))
    piece = np.array([row for row, _ in rows], dtype=np.int64)
    ends = np.array([share for _, share in rows]).reshape(-1, 2) * streets.lengths()[piece, None]
    offsets, vertices = streets.cut(piece, ends[:, 0], ends[:, 1])
    for i, (row, (start, end)) in enumerate(zip(piece, ends, strict=True)):
        line = shapely.LineString(lines[row])
        ours = shapely.LineString(vertices[offsets[i] : offsets[i + 1]])
        slow = substring(line, start, end)
        assert ours.length == pytest.approx(end - start, abs=1e-9)
        assert shapely.hausdorff_distance(ours, slow) < 1e-9


def test_the_whole_piece_has_its_vertices_once():
    line = [(0.0, 0.0), (3.0, 0.0), (3.0, 4.0)]
    streets = streets_of([[(9.0, 9.0), (9.0, 8.0)], line, [(9.0, 9.0), (9.0, 8.0)]])
    offsets, vertices = streets.cut(np.array([1]), np.array([0.0]), np.array([7.0]))
    assert offsets.tolist() == [0, 3]
    assert vertices.tolist() == [list(spot) for spot in line]


def test_no_stretch_is_no_line():
    none = np.zeros(0)
    offsets, vertices = streets_of([[(0.0, 0.0), (1.0, 0.0)]]).cut(
        none.astype(np.int64), none, none
    )
    assert offsets.tolist() == [0]
    assert vertices.shape == (0, 2)
