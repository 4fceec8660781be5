"""Re-surveys: as few cells as keep the promise, drawn by chance alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.register.completeness.design import Cells, resurvey

N = 240
DISTRICT = np.array(["old"] * 140 + ["new"] * 100)


def city(rng, *, uneven=1.5):
    """Return the cameras of each cell of two districts, and the share that a list has of them."""
    mean = np.where(DISTRICT == "old", 12.0, 5.0)
    return rng.negative_binomial(uneven, uneven / (uneven + mean)), np.where(
        DISTRICT == "old", 0.6, 0.4
    )


def cells(listed, other=None, common=None, *, side_m=250.0, stratum=DISTRICT):
    none = np.zeros(len(listed))
    return Cells(
        ids=[f"{i:03d}" for i in range(len(listed))],
        stratum=list(stratum),
        listed=np.asarray(listed, dtype=np.float64),
        other=none if other is None else np.asarray(other, dtype=np.float64),
        common=none if common is None else np.asarray(common, dtype=np.float64),
        side_m=side_m,
    )


def surveyed_anew(rng, design, cameras, share, *, times):
    """Return the errors of totals, as shares, of surveys that follow a design."""
    errors = np.zeros(times)
    for i in range(times):
        listed, estimate = rng.binomial(cameras, share), 0.0
        for one in design.allotments:
            district = np.flatnonzero(one.stratum == DISTRICT)
            looked = rng.choice(district, one.drawn, replace=False)
            again = rng.binomial(listed[looked], 0.7).sum()
            new = rng.binomial(cameras[looked] - listed[looked], 0.7).sum()
            estimate += listed[district].sum() * (1.0 + new / (again + 1.0))
        errors[i] = estimate / cameras.sum() - 1.0
    return errors


@pytest.mark.parametrize("wanted", [0.15, 0.1, 0.06])
def test_the_promise_is_kept(wanted):
    """The slow twin: survey made-up cities again and again, as the design says."""
    rng = np.random.default_rng(1)
    found, kept = [], []
    for _ in range(20):
        cameras, share = city(rng)
        listed = rng.binomial(cameras, share)
        # a second list tells how much the first has
        both = rng.binomial(listed, 0.5)
        second = both + rng.binomial(cameras - listed, 0.5)
        design = resurvey(cells(listed, second, both), half_width=wanted, seed=3, detection=0.7)
        assert design.suffices
        assert all(one.learned for one in design.allotments)
        errors = surveyed_anew(rng, design, cameras, share, times=100)
        found.append(1.96 * np.sqrt(np.mean(errors**2)) / design.half_width)
        kept.append(np.mean(np.abs(errors) <= design.half_width))
    assert np.mean(found) <= 1.06
    assert np.mean(kept) >= 0.94


def test_fewer_cells_would_not_do():
    """Against every allotment there is, in a city of three districts with few cells."""
    stratum = ["a"] * 9 + ["b"] * 7 + ["c"] * 8
    listed = np.r_[np.full(9, 30.0), np.full(7, 5.0), np.full(8, 80.0)]

    def asked(wanted):
        return resurvey(cells(listed, stratum=stratum), half_width=wanted, seed=1)

    def half_width(drawn):
        variance = sum(
            1.5 * 2.0 * listed * ((1.0 + size / (k * 0.7 * listed)) * size / k / 0.7 - 1.0)
            for listed, size, k in zip((270.0, 35.0, 640.0), (9, 7, 8), drawn, strict=True)
        )
        return 1.96 * np.sqrt(variance) / 1890.0

    for wanted in (0.09, 0.12, 0.16):
        design = asked(wanted)
        drawn = [one.drawn for one in design.allotments]
        assert design.half_width == pytest.approx(half_width(drawn), rel=1e-4)
        fewest = min(
            sum(some)
            for some in product(range(2, 10), range(2, 8), range(2, 9))
            if half_width(some) <= wanted
        )
        assert fewest <= sum(drawn) <= fewest + 2


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from([0.05, 0.1, 0.2, 0.4]))
def test_more_cells_tell_more_and_the_seed_names_the_draw(seed, wanted):
    listed = np.random.default_rng(5).poisson(6.0, N)
    design = resurvey(cells(listed), half_width=wanted, seed=seed)
    assert resurvey(cells(listed), half_width=wanted, seed=seed) == design
    closer = resurvey(cells(listed), half_width=wanted / 1.5, seed=seed)
    assert len(closer.cells) >= len(design.cells)
    assert closer.half_width <= design.half_width
    assert len(set(design.cells)) == sum(one.drawn for one in design.allotments)
    assert set(design.cells) <= set(cells(listed).ids)


def test_what_is_in_a_cell_has_no_say_in_whether_it_is_drawn():
    listed = np.arange(N) % 2 * 12.0
    counts = np.zeros(N)
    for seed in range(400):
        design = resurvey(cells(listed), half_width=0.2, seed=seed)
        counts[[int(one) for one in design.cells]] += 1
    for district in ("old", "new"):
        own = counts[district == DISTRICT]
        full = own[listed[district == DISTRICT] > 0.0].mean()
        empty = own[listed[district == DISTRICT] == 0.0].mean()
        assert full == pytest.approx(empty, rel=0.1)


def test_the_order_of_cells_changes_nothing():
    listed = np.random.default_rng(5).poisson(6.0, N)
    given_ = cells(listed)
    order = np.random.default_rng(6).permutation(N)
    mixed = Cells(
        [given_.ids[i] for i in order], [given_.stratum[i] for i in order], given_.listed[order],
        given_.other[order], given_.common[order], 250.0,
    )  # fmt: skip
    assert resurvey(mixed, half_width=0.15, seed=9) == resurvey(given_, half_width=0.15, seed=9)


def test_more_than_the_city_can_tell():
    design = resurvey(cells(np.full(N, 0.1)), half_width=0.01, seed=1)
    assert len(design.cells) == N
    assert not design.suffices


def test_a_complete_list_needs_next_to_nothing():
    design = resurvey(cells(np.full(N, 5.0)), half_width=0.05, seed=1, share_listed=1.0)
    assert [one.drawn for one in design.allotments] == [2, 2]
    assert design.half_width == 0.0


def test_nothing_points_at_a_door():
    with pytest.raises(ValueError, match="too small to be published"):
        cells(np.ones(N), side_m=100.0)


@pytest.mark.parametrize(
    "wrong", [{"half_width": 0.0}, {"detection": 0.0}, {"share_listed": 1.5}, {"clustering": 0.5}]
)
def test_what_cannot_be_asked(wrong):
    with pytest.raises(ValueError, match=r"share|clustering"):
        resurvey(cells(np.ones(N)), **{"half_width": 0.1, "seed": 1, **wrong})
