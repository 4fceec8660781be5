"""What may be published: from no differences of published figures a home can be told."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.outside.tables import load_publication_rules
from vidik.report.holding_back import publishable

FLOORS = load_publication_rules().homes


def enough(weight: np.ndarray) -> bool:
    return len(weight) >= FLOORS.least and weight.max() <= FLOORS.heaviest * weight.sum()


def atoms(weight, cell, district_of, told):
    """Return the sets whose sums can be had: all homes that are in the same published sets."""
    _, districts, cells = told
    sets = defaultdict(list)
    for home, square in enumerate(cell):
        district = district_of[square]
        inside = ("place",)
        if district >= 0 and districts[district]:
            inside += (("district", int(district)),)
        if cells[square]:
            inside += (("cell", int(square)),)
        sets[inside].append(weight[home])
    return [np.array(one) for one in sets.values()]


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1))
def test_every_set_that_sums_can_be_had_of_is_large_enough(seed):
    rng = np.random.default_rng(seed)
    cells = int(rng.integers(1, 14))
    district_of = rng.integers(-1, 4, cells)
    homes = int(rng.integers(1, 60))
    cell = rng.choice(cells, homes, p=rng.dirichlet(np.full(cells, 0.6)))
    weight = rng.choice([0.0, 1.0, 40.0], homes, p=[0.2, 0.7, 0.1])
    told = publishable(weight, cell, district_of, FLOORS)
    whole, districts, shown = told
    if not whole:
        assert not enough(weight) or not weight.any()
        assert not districts.any()
        assert not shown.any()
        return
    assert all(enough(one) for one in atoms(weight, cell, district_of, told))
    for group, those in ((cell, shown), (district_of[cell], districts)):
        assert all(weight[group == number].any() for number in np.flatnonzero(those))


def numbered(*sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


def test_a_square_with_few_homes_takes_the_smallest_other_one_along():
    cell = numbered(20, 9, 4)
    whole, districts, cells = publishable(np.ones(33), cell, np.zeros(3, int), FLOORS)
    assert whole
    assert districts.tolist() == [True]
    assert cells.tolist() == [True, False, False]


def test_squares_that_are_all_large_enough_are_all_published():
    cell = numbered(20, 9, 5)
    _, districts, cells = publishable(np.ones(34), cell, np.array([0, 1, -1]), FLOORS)
    assert districts.tolist() == [True, True]
    assert cells.tolist() == [True, True, True]


def test_a_district_with_few_homes_takes_another_one_along():
    cell = numbered(20, 9, 4)
    _, districts, cells = publishable(np.ones(33), cell, np.array([0, 1, 2]), FLOORS)
    assert districts.tolist() == [True, False, False]
    assert cells.tolist() == [True, False, False]


def test_one_home_that_outweighs_the_others_is_not_told_of():
    weight = np.ones(30)
    weight[0] = 500.0
    cell = numbered(10, 20)
    assert publishable(weight, cell, np.zeros(2, int), FLOORS)[0] is False
    weight[0] = 11.0
    _, _, cells = publishable(weight, cell, np.zeros(2, int), FLOORS)
    assert cells.tolist() == [False, False]


def test_of_homes_that_do_not_count_nothing_is_said():
    cell = numbered(10, 20)
    weight = np.where(cell == 0, 0.0, 1.0)
    _, districts, cells = publishable(weight, cell, np.array([0, 1]), FLOORS)
    assert districts.tolist() == cells.tolist() == [False, True]
    assert publishable(np.zeros(30), cell, np.array([0, 1]), FLOORS)[0] is False


def test_four_homes_are_too_few_for_anything():
    assert publishable(np.ones(4), numbered(4), np.zeros(1, int), FLOORS)[0] is False
