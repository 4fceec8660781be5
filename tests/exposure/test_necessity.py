"""How few cameras would do, beside all choices tried one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.exposure.necessity import SHARES, Parts, necessity, parts_of
from vidik.model.necessity import Kept, Necessity
from vidik.model.watchers import Watchers

CAMERAS = 8

some_parts = st.dictionaries(
    st.sets(st.integers(0, CAMERAS - 1), min_size=1, max_size=4).map(
        lambda who: tuple(sorted(who))
    ),
    st.integers(1, 90_000),
    min_size=1,
    max_size=20,
)


def watching(rows: list[tuple[int, int, int, bool, float, float]]) -> Watchers:
    """Return stretches: piece, level, camera, whether surely, from where to where, metres."""
    piece, level, camera, sure, start, end = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    return Watchers(
        pieces=int(piece.max()) + 1,
        ids=tuple(f"osm:node/{i}" for i in range(int(camera.max()) + 1)),
        piece=piece.astype(np.int32),
        level=level.astype(np.int8),
        camera=camera.astype(np.int32),
        chance=np.where(sure, 1.0, 0.5),
        start_m=start.astype(float),
        end_m=end.astype(float),
    )


def tried(parts: Parts, share: float) -> int:
    """Return the fewest cameras that watch enough: all choices, the smallest first."""
    need = ceil(Fraction(str(share)) * sum(parts.values()))
    for count in range(CAMERAS + 1):
        for chosen in combinations(range(CAMERAS), count):
            if sum(n for who, n in parts.items() if set(who) & set(chosen)) >= need:
                return count
    raise AssertionError("all together watch all")


@given(some_parts, st.lists(st.sampled_from([1.0, 0.99, 0.9, 0.75, 0.5, 0.1]), min_size=1))
@settings(max_examples=120, deadline=None)
def test_the_bounds_enclose_what_trying_all_finds(parts, shares):
    found = necessity(parts, CAMERAS, shares=shares)
    assert [one.share for one in found.kept] == sorted(set(shares), reverse=True)
    for one in found.kept:
        # so few are solved to the end
        assert one.least == one.most == tried(parts, one.share)


@given(some_parts)
@settings(max_examples=60, deadline=None)
def test_to_keep_more_never_takes_fewer(parts):
    kept = necessity(parts, CAMERAS, shares=(1.0, 0.9, 0.8, 0.5, 0.2)).kept
    assert [one.least for one in kept] == sorted((one.least for one in kept), reverse=True)


@given(some_parts)
@settings(max_examples=60, deadline=None)
def test_a_camera_beside_its_like_changes_no_number_that_is_needed(parts):
    twice = {tuple(sorted([*who, *(c + CAMERAS for c in who)])): n for who, n in parts.items()}
    one, other = necessity(parts, CAMERAS), necessity(twice, 2 * CAMERAS)
    assert one.kept == other.kept
    assert other.overlap == 1.0
    assert one.watched_m == other.watched_m


def test_parts_are_those_between_all_ends():
    watchers = watching(
        [
            (0, 0, 0, True, 0.0, 10.0),
            (0, 0, 1, False, 4.0, 12.0),
            (0, 1, 1, True, 0.0, 50.0),
            (2, 0, 1, True, 1.0, 2.0),
            (2, 0, 0, True, 2.0, 3.0),
        ]
    )
    assert parts_of(watchers, 0, certain=False) == {(0,): 5000, (0, 1): 6000, (1,): 3000}
    assert parts_of(watchers, 0, certain=True) == {(0,): 11_000, (1,): 1000}
    assert parts_of(watchers, 2, certain=False) == {}


def test_a_street_by_paper_and_pencil():
    # 100 m: two cameras watch a half each, a third all of it but 2 m in the middle
    watchers = watching(
        [
            (0, 0, 0, True, 0.0, 50.0),
            (0, 0, 1, True, 50.0, 100.0),
            (0, 0, 2, True, 0.0, 49.0),
            (0, 0, 2, True, 51.0, 100.0),
        ]
    )
    found = necessity(parts_of(watchers, 0, certain=True), 3)
    assert found == Necessity(
        cameras=3,
        watched_m=100.0,
        overlap_m=98.0,
        kept=(Kept(1.0, 2, 2), Kept(0.99, 2, 2), Kept(0.95, 1, 1)),
    )


def test_a_camera_that_others_make_needless_is_left_out():
    # 0 adds most, so it comes first; with both others it is not needed
    parts = {(0, 1): 30_000, (0, 2): 30_000, (1,): 20_000, (2,): 20_000}
    assert necessity(parts, 3).kept[0] == Kept(1.0, 2, 2)


def test_where_nothing_is_watched_no_camera_is_needed():
    found = necessity({}, 5)
    assert found.kept == tuple(Kept(share, 0, 0) for share in SHARES)
    assert found.overlap == 0.0


@pytest.mark.parametrize("share", [0.0, 1.01, -1.0])
def test_shares_of_nothing_or_of_more_than_all_are_refused(share):
    with pytest.raises(ValueError, match="above 0 and up to 1"):
        necessity({(0,): 1}, 1, shares=[share])


def test_the_solver_says_nothing(capfd):
    necessity({(0, 1): 5, (1, 2): 7, (0, 2): 9}, 3)
    assert capfd.readouterr() == ("", "")


def test_a_number_carries_no_camera():
    names = {*Necessity.__dataclass_fields__, *Kept.__dataclass_fields__}
    assert names == {"cameras", "watched_m", "overlap_m", "kept", "share", "least", "most"}
