"""Ground cut into cells: all of it, each place in one, none that is small."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from vidik.register.completeness.squares import names_of, squares, strata

metres = st.integers(-4000, 4000)
boxes = st.builds(
    lambda x, y, wide, high: shapely.box(x, y, x + wide, y + high),
    metres, metres, st.integers(30, 3000), st.integers(30, 3000),
)  # fmt: skip


@given(
    st.lists(boxes, min_size=1, max_size=5), st.sampled_from([250.0, 400.0, 700.0]),
    st.integers(0, 2**32),
)  # fmt: skip
def test_each_place_is_in_one_cell_and_none_is_small(parts, side, seed):
    ground = shapely.union_all(parts)
    # one part at least holds a square of the grid, wherever it stands
    assume(max(min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in shapely.bounds(parts)) >= 2 * side)
    cut = squares(ground, side)
    areas = shapely.area(cut.outlines)
    assert areas.sum() == pytest.approx(ground.area * (1 - cut.uncovered), rel=1e-6)
    assert shapely.union_all(cut.outlines).area == pytest.approx(areas.sum(), rel=1e-6)
    assert areas.min() >= max(side**2 / 2, 250.0**2) * (1 - 1e-6)
    assert len(set(cut.ids)) == len(cut.ids)
    rng = np.random.default_rng(seed)
    west, south, east, north = ground.bounds
    places = rng.uniform([west, south], [east, north], (40, 2))
    places = places[shapely.contains_xy(ground, *places.T)]
    for place, cell in zip(places, cut.cell_of(places).tolist(), strict=True):
        holds = np.flatnonzero(shapely.contains_xy(list(cut.outlines), *place)).tolist()
        assert holds == ([cell] if cell >= 0 else [])


def test_whole_squares_are_left_as_they_are():
    cut = squares(shapely.box(0, 0, 1000, 500), 250.0)
    assert cut.ids == ("A2", "B2", "C2", "D2", "A1", "B1", "C1", "D1")
    assert {one.area for one in cut.outlines} == {62_500.0}
    assert cut.uncovered == 0.0


def test_a_margin_goes_to_the_square_beside_it_and_an_island_to_none():
    ground = shapely.union_all([shapely.box(0, 0, 1100, 500), shapely.box(5000, 0, 5100, 100)])
    cut = squares(ground, 500.0)
    assert sorted(shapely.area(cut.outlines).tolist()) == [250_000.0, 300_000.0]
    assert cut.uncovered == pytest.approx(10_000 / 560_000)
    assert cut.cell_of(np.array([[1050.0, 20.0], [5050.0, 50.0]])).tolist() == [1, -1]


@pytest.mark.parametrize(
    ("ground", "side", "why"),
    [
        (shapely.box(0, 0, 100, 100), 250.0, "holds no square"),
        (shapely.box(0, 0, 1000, 1000), 100.0, "too small"),
        (shapely.box(0, 0, 2e5, 2e5), 250.0, "more than 250,000"),
    ],
)
def test_what_cannot_be_cut(ground, side, why):
    with pytest.raises(ValueError, match=why):
        squares(ground, side)


@given(st.sets(st.tuples(st.integers(-40, 800), st.integers(-40, 40)), min_size=1, max_size=50))
def test_names_tell_squares_apart_whatever_their_order(tiles):
    order = sorted(tiles)
    names = dict(zip(order, names_of(order), strict=True))
    assert len(set(names.values())) == len(order)
    assert dict(zip(order[::-1], names_of(order[::-1]), strict=True)) == names


def test_a_cell_is_of_the_district_that_has_most_of_it():
    cells = [shapely.box(x, 0, x + 10, 10) for x in (0, 10, 20, 40)]
    parts = {"West": shapely.box(-5, 0, 14, 10), "East": shapely.box(14, 0, 30, 10)}
    assert strata(cells, parts, elsewhere="none") == ["West", "East", "East", "none"]
    assert strata(cells, {}, elsewhere="") == [""] * 4
