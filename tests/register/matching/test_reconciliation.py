"""What holds of two lists whatever they say."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from bench.lists import Author, dressed, listed, pair
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.model.listing import KINDS, Listing
from vidik.model.reconciliation import VISIT, Count, Reconciliation, Side, Standing
from vidik.register.matching.reconciliation import reconcile

SEEDS = st.integers(0, 2**32 - 1)

OFFICE = Author("a", share=0.8, error_m=8.0, wrong=0.1)
STREET = Author("b", share=0.7, error_m=12.0, latin=0.7, bare=0.5, wrong=0.1)


def lists(seed: int, cameras: int = 40) -> tuple[Listing, Listing]:
    """Return two lists of a small town, on a grid, so that moving them changes no bit."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 60 * np.sqrt(cameras), (cameras // 2, 2))
    xy = np.vstack([corners, rng.choice(corners, cameras // 2) + rng.normal(0, 10, 2)])
    made = pair(rng, dressed(rng, xy), (OFFICE, STREET))
    return moved(made.one, (0.0, 0.0)), moved(made.other, (0.0, 0.0))


def moved(listing: Listing, by: tuple[float, float]) -> Listing:
    """Return a list somewhere else, on a grid of half a metre."""
    columns = {field.name: getattr(listing, field.name) for field in fields(listing)}
    return Listing(**{**columns, "xy": np.round(listing.xy * 2) / 2 + by})


def same(one: Reconciliation, other: Reconciliation, *, slack: float = 0.0) -> bool:
    """Return whether two answers are equal, in every bit or nearly."""

    def alike(a: object, b: object) -> bool:
        if isinstance(a, np.ndarray) and a.dtype.kind == "f":
            return np.allclose(a, b, rtol=0.0, atol=slack)
        return np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b

    counts = all(
        abs(getattr(getattr(one, name), end) - getattr(getattr(other, name), end)) <= slack * 1e3
        for name in ("both", "only_one", "only_other")
        for end in ("least", "expected", "most")
    )
    sides = all(
        alike(getattr(getattr(one, side), field.name), getattr(getattr(other, side), field.name))
        for side in ("one", "other")
        for field in fields(Side)
    )
    rows = all(alike(getattr(one, n), getattr(other, n)) for n in ("pairs", "devices", "chance"))
    return counts and sides and rows


def turned(side: Side, order: np.ndarray) -> Side:
    """Return the rows of a side in another order."""
    columns = {field.name: getattr(side, field.name) for field in fields(Side)}
    return Side(
        **{
            name: tuple(column[i] for i in order) if isinstance(column, tuple) else column[order]
            for name, column in columns.items()
        }
    )


@settings(max_examples=25)
@given(SEEDS)
def test_the_order_of_rows_changes_no_bit(seed):
    one, other = lists(seed)
    found = reconcile(one, other)
    order = np.random.default_rng(seed).permutation(len(one))
    again = reconcile(one.take(order), other)
    # row i of the shuffled list is row order[i]
    assert np.array_equal(again.one.alone, found.one.alone[order])
    assert again.one.standing == turned(found.one, order).standing
    assert {(order[i], j) for i, j in again.pairs.tolist()} == set(map(tuple, found.pairs.tolist()))
    assert again.linkage.sigma_m == found.linkage.sigma_m
    assert again.both == found.both


@settings(max_examples=25)
@given(SEEDS)
def test_swapping_the_lists_swaps_the_answer(seed):
    one, other = lists(seed)
    found = reconcile(one, other)
    assert same(reconcile(other, one), found.swapped())
    assert same(found.swapped().swapped(), found)


@settings(max_examples=25)
@given(SEEDS, st.booleans())
def test_a_list_against_itself_matches_fully(seed, shuffled):
    one, _ = lists(seed)
    order = np.random.default_rng(seed).permutation(len(one)) if shuffled else np.arange(len(one))
    found = reconcile(one, one.take(order))
    assert sorted((i, order[j]) for i, j in found.pairs.tolist()) == [
        (i, i) for i in range(len(one))
    ]
    assert (found.one.alone < 0.05).all()
    assert found.both.expected == pytest.approx(len(one), rel=0.02)


def test_identical_rows_are_paired_the_first_with_the_first():
    ids = ["c", "a", "b", "far"]
    xy = np.array([[0, 0], [0, 0], [0, 0], [500, 0]])
    one = Listing.of(ids, xy, name=["Трг"] * 4, direction=[np.nan] * 4)
    found = reconcile(one, one)
    assert found.pairs.tolist() == [[i, i] for i in range(4)]
    assert set(found.one.standing) == {Standing.MATCHED}
    fewer = reconcile(one, one.take(np.array([2, 0, 3])))
    assert fewer.pairs.tolist() == [[1, 0], [2, 1], [3, 2]]


@settings(max_examples=25)
@given(SEEDS, st.tuples(*[st.integers(-(2**16), 2**16)] * 2))
def test_moving_both_lists_changes_nothing(seed, by):
    one, other = lists(seed)
    found = reconcile(one, other)
    assert same(reconcile(moved(one, by), moved(other, by)), found, slack=1e-6)


@pytest.mark.parametrize("by", [(24.0, -18.0), (0.0, 40.0)])
def test_a_shift_of_one_list_is_found(by):
    one, other = lists(3, cameras=400)
    found = reconcile(one, other)
    again = reconcile(one, moved(other, by))
    assert found.linkage.shift_m == (0.0, 0.0)
    assert again.linkage.shift_m == pytest.approx(by, abs=3.0)
    assert again.linkage.sigma_m == pytest.approx(found.linkage.sigma_m, rel=0.05)
    same_pairs = set(map(tuple, again.pairs.tolist())) & set(map(tuple, found.pairs.tolist()))
    assert len(same_pairs) > 0.9 * len(found.pairs)
    swapped = reconcile(moved(other, by), one).linkage.shift_m
    assert swapped == (-again.linkage.shift_m[0], -again.linkage.shift_m[1])


@settings(max_examples=25)
@given(SEEDS)
def test_a_row_far_away_changes_nothing_else(seed):
    one, other = lists(seed)
    known = reconcile(one, other).linkage
    found = reconcile(one, other, linkage=known, threshold=0.4)
    longer = Listing.of(
        [*one.ids, "zz"],
        np.vstack([one.xy, [50_000.0, -90_000.0]]),
        name=[*one.name, "Нигде"],
        operator=[*one.operator, ""],
        mount=[*one.mount, ""],
        direction=[*one.direction, np.nan],
        kind=[*kinds(one), "unknown"],
    )
    again = reconcile(longer, other, linkage=known, threshold=0.4)
    assert again.pairs.tolist() == found.pairs.tolist()
    assert again.one.standing[-1] == Standing.ALONE
    assert again.one.alone[-1] == 1.0
    assert np.allclose(again.chance, found.chance, rtol=0.0, atol=1e-6)
    assert np.allclose(again.one.alone[:-1], found.one.alone, rtol=0.0, atol=1e-6)


@settings(max_examples=25)
@given(SEEDS)
def test_what_was_learned_gives_the_same_again(seed):
    one, other = lists(seed)
    found = reconcile(one, other)
    again = reconcile(one, other, linkage=found.linkage)
    assert again.pairs.tolist() == found.pairs.tolist()
    # messages began elsewhere, and stopped when they were nearly still
    assert np.allclose(again.one.alone, found.one.alone, rtol=0.0, atol=5e-3)


def kinds(listing: Listing) -> list[str]:
    return [str(KINDS[k]) for k in listing.kind.tolist()]


@settings(max_examples=40)
@given(SEEDS, st.booleans())
def test_rows_have_no_more_partners_than_devices(seed, locations):
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 250, (40, 2))
    author = Author("a", 0.8, 8.0, together_m=30.0 if locations else 0.0)
    one, _ = listed(rng, dressed(rng, xy), author)
    other, _ = listed(rng, dressed(rng, xy), STREET)
    found = reconcile(one, other)
    for side, own in enumerate((one, other)):
        used = np.bincount(found.pairs[:, side], weights=found.devices, minlength=len(own))
        assert (used <= own.devices).all()
    assert len(np.unique(found.pairs, axis=0)) == len(found.pairs)
    assert ((found.chance > 0.0) & (found.chance <= 1.0)).all()
    for side in (found.one, found.other):
        assert ((side.alone >= 0.0) & (side.alone <= 1.0)).all()
    total = found.both.expected + found.only_one.expected
    assert total == pytest.approx(float(one.devices.sum()))


def test_a_location_is_matched_with_its_cameras():
    rng = np.random.default_rng(4)
    spots = rng.uniform(0, 4000, (60, 2))
    official = Listing.of(
        [f"l{k}" for k in range(60)],
        spots,
        devices=np.full(60, 3),
        name=[f"Трг {k}" for k in range(60)],
    )
    street = Listing.of(
        [f"s{k}" for k in range(120)],
        np.repeat(spots, 2, axis=0) + rng.normal(0.0, 10.0, (120, 2)),
        name=[f"Trg {k // 2}" if k % 3 else "" for k in range(120)],
    )
    found = reconcile(official, street)
    assert (found.pairs[:, 0] == found.pairs[:, 1] // 2).mean() > 0.95
    assert len(found.pairs) > 110
    assert found.both.expected == pytest.approx(120, abs=6)
    assert found.only_one.expected == pytest.approx(60, abs=6)


def test_what_would_settle_it():
    # two cameras on a pole, one of them in the other list: the direction would tell which
    rng = np.random.default_rng(5)
    xy = np.repeat(rng.uniform(0, 3000, (80, 2)), 2, axis=0) + rng.normal(0, 2, (160, 2))
    towards = rng.uniform(0, 360, 160)
    which = np.arange(0, 160, 2)
    one = Listing.of([f"a{k}" for k in range(160)], xy, direction=towards)
    said = towards[which].copy()
    said[:10] = np.nan
    other = Listing.of(
        [f"b{k}" for k in which], xy[which] + rng.normal(0, 3, (80, 2)), direction=said
    )
    found = reconcile(one, other)
    asked = [what for what in found.other.settles[:10] if what]
    assert len(asked) >= 5
    assert set(asked) == {"direction"}
    assert all(
        (what == "") == (standing != Standing.AMBIGUOUS)
        for side in (found.one, found.other)
        for what, standing in zip(side.settles, side.standing, strict=True)
    )
    assert VISIT not in asked


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_lists(n, m):
    one, other = (Listing.of([str(k) for k in range(size)], np.zeros((size, 2))) for size in (n, m))
    found = reconcile(one, other)
    assert len(found.pairs) <= min(n, m)
    assert len(found.one.alone) == n
    assert len(found.other.alone) == m


def test_a_list_that_is_none_is_refused():
    with pytest.raises(ValueError, match="share an id"):
        Listing.of(["a", "a"], np.zeros((2, 2)))
    with pytest.raises(ValueError, match="no place"):
        Listing.of(["a"], [[np.nan, 0.0]])
    with pytest.raises(ValueError, match="compass"):
        Listing.of(["a"], [[0.0, 0.0]], direction=[360.0])
    with pytest.raises(ValueError, match="no camera"):
        Listing.of(["a"], [[0.0, 0.0]], devices=[0])
    with pytest.raises(ValueError, match="of name"):
        Listing.of(["a"], [[0.0, 0.0]], name=["x", "y"])
    with pytest.raises(ValueError, match="least <= expected"):
        Count(1.0, 2.0, 3.0)


@given(st.lists(st.text("aб\0", max_size=3), max_size=8))
def test_ids_have_to_differ(ids):
    if len(set(ids)) == len(ids):
        assert list(Listing.of(ids, np.zeros((len(ids), 2))).ids) == ids
    else:
        with pytest.raises(ValueError, match="share an id"):
            Listing.of(ids, np.zeros((len(ids), 2)))
