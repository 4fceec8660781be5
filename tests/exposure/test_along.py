"""What of a way is in view as one walks it, against sums of the way and points in polygons."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.exposure.along import in_view_along, places_along, watching_along
from vidik.model.along import InView, Watching
from vidik.model.seen import Seen
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork
from vidik.model.watchers import Watchers
from vidik.model.way import Way

#: Two edges in a line, 10 m and 20 m, and stairs of 6 m that take twice as long.
LENGTHS = np.array([10_000, 20_000, 6_000])
SLOWNESS = np.array([1.0, 1.0, 2.0])


def network(*, covered: tuple[bool, ...] = (False, False, False)) -> WalkNetwork:
    ends = np.array([0.0, 10.0, 30.0, 36.0])
    vertices = np.array([[a, 0.0] for pair in pairwise(ends) for a in pair])
    streets = Streets(("a", "b", "c"), ("", "", ""), ("footway",) * 3, np.arange(0, 7, 2), vertices)
    return WalkNetwork(
        ways=streets,
        nodes=np.column_stack([ends, np.zeros(4)]),
        tail=np.arange(3),
        head=np.arange(1, 4),
        length_mm=LENGTHS,
        effort_mm=(LENGTHS * SLOWNESS).astype(np.int64),
        counted=np.ones(3, bool),
        covered=np.array(covered),
    )


def way(edge: list[int], begin: list[int], end: list[int]) -> Way:
    edges = np.array(edge)
    effort = (np.abs(np.subtract(end, begin)) * SLOWNESS[edges]).sum()
    return Way(
        edge=edges,
        begin_mm=np.array(begin),
        end_mm=np.array(end),
        slowness=SLOWNESS[edges],
        seen_mm=np.zeros((3, len(edge))),
        effort_mm=int(effort),
        watched_mm=0,
    )


THERE = way([0, 1, 2], [4_000, 0, 0], [10_000, 20_000, 6_000])
BACK = way([2, 1, 0], [6_000, 20_000, 10_000], [0, 0, 4_000])


def seen(parts: list[tuple[int, float, float, float]]) -> Seen:
    rows = sorted(parts)
    counts = np.bincount([row[0] for row in rows], minlength=3)
    return Seen(
        np.concatenate([[0], np.cumsum(counts)]),
        np.array([row[1] for row in rows], float),
        np.array([row[2] for row in rows], float),
        np.array([row[3] for row in rows], float),
    )


def test_what_is_seen_lies_where_it_is_walked() -> None:
    parts = seen([(0, 0, 5_000, 1.0), (1, 3_000, 4_000, 0.5), (2, 1_000, 2_000, 1.0)])
    there = in_view_along(THERE, parts)
    # of the first metres a part is not walked; a metre of stairs takes two
    assert there.start_mm.tolist() == [0, 9_000, 28_000]
    assert there.end_mm.tolist() == [1_000, 10_000, 30_000]
    back = in_view_along(BACK, parts)
    assert back.start_mm.tolist() == [8_000, 28_000, 37_000]
    assert back.end_mm.tolist() == [10_000, 29_000, 38_000]
    assert back.share.tolist() == [1.0, 0.5, 1.0]


def test_an_edge_may_be_walked_at_both_ends_of_a_way() -> None:
    # out of the middle of an edge, and into it again from its other end
    round_ = way([1, 1], [15_000, 0], [20_000, 5_000])
    found = in_view_along(round_, seen([(1, 0, 20_000, 1.0)]))
    assert found.start_mm.tolist() == [0, 5_000]
    assert found.end_mm.tolist() == [5_000, 10_000]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 5_900), st.integers(1, 2_000), st.floats(0.0, 1.0)
        ),
        max_size=6,
    ),
    st.lists(st.floats(0.0, 38_000.0), min_size=1, max_size=5),
)
def test_time_in_view_so_far_is_the_sum_of_every_millimetre(
    rows: list[tuple[int, int, int, float]], at: list[float]
) -> None:
    parts: list[tuple[int, float, float, float]] = []
    for edge, start, length, share in sorted(rows):
        taken = [end for other, _, end, _ in parts if other == edge]
        start = max([start, *map(int, taken)])
        end = min(start + length, int(LENGTHS[edge]))
        if end > start:
            parts.append((edge, start, end, share))
    for walked in (THERE, BACK):
        found = in_view_along(walked, seen(parts))
        for until in map(round, sorted(at)):
            assert found.until(until) == pytest.approx(_twin(walked, parts, until), abs=1e-6)
        assert found.until(walked.effort_mm) <= walked.effort_mm + 1e-6


def _twin(walked: Way, parts: list[tuple[int, float, float, float]], until: int) -> float:
    """Walk millimetre by millimetre, and add up what is seen of each."""
    total, gone = 0.0, 0.0
    for edge, begin, end, slow in zip(
        walked.edge.tolist(), walked.begin_mm.tolist(), walked.end_mm.tolist(),
        walked.slowness.tolist(), strict=True,
    ):  # fmt: skip
        step = 1 if end > begin else -1
        middles = np.arange(begin, end, step) + 0.5 * step
        share = np.zeros(len(middles))
        for of, low, high, own in parts:
            if of == edge:
                share[(middles > low) & (middles < high)] = own
        efforts = gone + slow * np.arange(len(middles))
        part = np.clip(until - efforts, 0.0, slow)
        total += float(share @ part)
        gone += slow * len(middles)
    return total


def watchers(rows: list[tuple[int, int, int, bool, float, float]], pieces: int) -> Watchers:
    columns = list(zip(*sorted(rows), strict=True))
    return Watchers(
        pieces,
        ("x", "y"),
        np.array(columns[0], np.int32),
        np.array(columns[1], np.int8),
        np.array(columns[2], np.int32),
        np.where(columns[3], 1.0, 0.5),
        np.array(columns[4], float),
        np.array(columns[5], float),
    )


#: Piece, level, camera, certain, from and to; pieces are the edges 1 and 2.
ROWS = [
    (0, 1, 0, True, 2.0, 5.0),
    (0, 1, 1, False, 4.0, 25.0),
    (0, 0, 1, True, 0.0, 20.0),
    (1, 1, 0, False, 0.0, 1.0),
]


def test_who_could_see_a_place_is_who_sees_it_there() -> None:
    walked = way([1, 2], [0, 0], [20_000, 6_000])
    found = watching_along(walked, network(), watchers(ROWS, 2), np.array([1, 2]), level=1)
    assert found.at(1_000) == {}
    assert found.at(3_000) == {0: True}
    assert found.at(4_500) == {0: True, 1: False}
    assert found.at(19_000) == {1: False}  # what reaches beyond the edge ends with it
    assert found.at(21_000) == {0: False}
    assert found.at(23_000) == {}


def test_the_way_back_meets_them_in_the_other_order() -> None:
    walked = way([2, 1], [6_000, 20_000], [0, 0])
    found = watching_along(walked, network(), watchers(ROWS, 2), np.array([1, 2]), level=1)
    assert found.at(9_000) == {}
    assert found.at(11_000) == {0: False}
    assert found.at(13_000) == {1: False}
    assert found.at(29_000) == {0: True}


def test_under_the_ground_nobody_is_seen() -> None:
    walked = way([1, 2], [0, 0], [20_000, 6_000])
    below = network(covered=(False, True, False))
    found = watching_along(walked, below, watchers(ROWS, 2), np.array([1, 2]), level=1)
    assert found.at(3_000) == {}
    assert found.at(21_000) == {0: False}


def test_places_follow_effort() -> None:
    line = np.array([[4.0, 0.0], [10.0, 0.0], [30.0, 0.0], [36.0, 0.0]])
    efforts = np.array([0.0, 6_000.0, 26_000.0, 32_000.0, 38_000.0])
    # half of the time on the stairs is half of the stairs
    assert places_along(THERE, line, efforts)[:, 0] == pytest.approx([4.0, 10.0, 30.0, 33.0, 36.0])


@pytest.mark.parametrize(
    "make",
    [
        lambda: InView(np.array([1.0]), np.array([0.0]), np.array([1.0])),
        lambda: InView(np.array([2.0, 1.0]), np.array([3.0, 4.0]), np.ones(2)),
        lambda: InView(np.zeros(1), np.ones(1), np.ones(2)),
        lambda: Watching(np.zeros(1, int), np.ones(1, bool), np.ones(1), np.zeros(1)),
        lambda: Watching(np.zeros(2, int), np.ones(1, bool), np.zeros(1), np.ones(1)),
    ],
)
def test_values_check_themselves(make: object) -> None:
    with pytest.raises(ValueError):
        make()  # type: ignore[operator]  # parametrised as object
