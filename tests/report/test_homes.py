"""Figures of homes as the gate lets them through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import box

from tests.makers import TOWN as FRAME
from vidik.model.district import District
from vidik.model.dwellings import Dwellings
from vidik.model.from_home import FromHome, Nearness
from vidik.model.number_table import DistrictNumbers
from vidik.model.span import Span
from vidik.outside.tables import load_home_rules, load_publication_rules, load_walking_rules
from vidik.report.homes import WalkedHomes, home_figures, square

FLOORS = load_publication_rules().homes


def walked(places, *, seed=0, weight=None):
    """Return homes whose figures are drawn at random, in order."""
    rng = np.random.default_rng(seed)
    h = len(places)
    weight = np.ones(h) if weight is None else weight
    distances = np.sort(rng.random((h, 1, 3)) * 900, axis=2)
    distances[rng.random(h) < 0.2, :, 2] = np.inf
    own = FromHome(
        places=places,
        weight=weight,
        levels=("detect",),
        share=np.sort(rng.random((h, 1, 3)), axis=2),
        metres=distances,
        minutes=distances / 80.0,
    )
    dwellings = Dwellings(places, weight, np.full(h, 1), "equal")
    return WalkedHomes(dwellings, load_home_rules(), load_walking_rules(), own, own)


def crowd(*groups, seed=3):
    """Return so many places in each square (column, row)."""
    rng = np.random.default_rng(seed)
    return np.concatenate(
        [100.0 * (np.array(cell) + 0.98 * rng.random((count, 2))) for cell, count in groups]
    )


def district(name, west, south, east, north):
    corners = FRAME.to_degrees(np.array([[west, south], [east, north]], dtype=float))
    return District(name, "osm", box(*corners.ravel()), {})


PLACES = crowd(((0, 0), 12), ((1, 0), 7), ((2, 0), 9), ((-1, -1), 6), ((5, 5), 6))


def test_squares_have_the_means_and_medians_of_their_homes():
    own = walked(PLACES)
    found = home_figures(own, (), FRAME, FLOORS)
    assert [(cell.column, cell.row) for cell in found.cells] == [
        (-1, -1), (0, 0), (1, 0), (2, 0), (5, 5),
    ]  # fmt: skip
    begin = 0
    for (column, row), count in (((0, 0), 12), ((1, 0), 7), ((2, 0), 9)):
        rows = slice(begin, begin + count)
        begin += count
        (cell,) = (one for one in found.cells if (one.column, one.row) == (column, row))
        told = cell.figures.levels["detect"]
        mean = own.all.share[rows, 0].mean(axis=0)
        assert (told.share.least, told.share.expected, told.share.most) == pytest.approx(
            mean, abs=0.00501
        )
        median = np.sort(own.all.metres[rows, 0, 1])[(count + 1) // 2 - 1]
        assert told.metres.expected == pytest.approx(median, abs=5.001)
        near = (own.all.minutes[rows, 0, 1] <= 5).mean()
        assert told.within[5].expected == pytest.approx(near, abs=0.00501)


def test_numbers_of_homes_are_rounded_but_for_the_whole():
    found = home_figures(walked(PLACES), (), FRAME, FLOORS)
    assert [cell.figures.homes for cell in found.cells] == [5, 10, 5, 10, 5]
    assert found.whole.homes == 40


def test_a_square_with_few_homes_is_counted_and_takes_another_along():
    places = crowd(((0, 0), 12), ((1, 0), 7), ((2, 0), 2))
    found = home_figures(walked(places), (), FRAME, FLOORS)
    assert [(cell.column, cell.row) for cell in found.cells] == [(0, 0)]
    assert (found.cells_kept, found.cells_kept_homes) == (2, 9)


def test_of_four_homes_nothing_is_said():
    assert home_figures(walked(crowd(((0, 0), 4))), (), FRAME, FLOORS) is None
    assert home_figures(walked(np.zeros((0, 2))), (), FRAME, FLOORS) is None


def test_squares_tell_of_the_cameras_shown_and_districts_of_all():
    own = walked(PLACES)
    nothing = replace(
        own.all,
        share=np.zeros_like(own.all.share),
        metres=np.full_like(own.all.metres, np.inf),
        minutes=np.full_like(own.all.minutes, np.inf),
    )
    parts = (district("All", -1000, -1000, 1000, 1000),)
    found = home_figures(replace(own, shown=nothing), parts, FRAME, FLOORS)
    assert {cell.figures.levels["detect"].metres for cell in found.cells} == {
        Nearness(None, None, None)
    }
    assert {cell.figures.levels["detect"].share for cell in found.cells} == {Span(0.0, 0.0, 0.0)}
    assert found.districts[0].figures.levels["detect"].share == found.whole.levels["detect"].share


def test_a_square_counts_for_the_district_of_most_of_its_homes():
    places = np.concatenate([crowd(((0, 0), 20)), crowd(((3, 0), 60))])
    west = np.sort(places[:20, 0])[5]  # five of the first square lie west of it
    parts = (district("East", west + 0.01, -50, 1000, 150), district("West", -50, -50, west, 150))
    found = home_figures(walked(places), parts, FRAME, FLOORS)
    assert [(one.name, one.figures.homes) for one in found.districts] == [("East", 80)]
    assert found.districts_kept == 1


def test_how_alike_homes_are_is_told_of_many_alone():
    places = np.concatenate([crowd(((0, 0), 30), ((1, 0), 30)), crowd(((9, 9), 20))])
    parts = (district("Many", -50, -50, 250, 150), district("Few", 850, 850, 1050, 1050))
    own = walked(places)
    found = home_figures(own, parts, FRAME, FLOORS)
    many, few = found.districts
    assert few.spread is None
    shares = np.sort(own.all.share[:60, 0, 1])
    told = many.spread["detect"].share
    assert told.tenth == pytest.approx(shares[5], abs=6e-4)
    assert told.half == pytest.approx(shares[29], abs=6e-4)
    assert told.nine_tenths == pytest.approx(shares[53], abs=6e-4)
    assert 0.0 <= found.between["detect"][1] <= 1.0


def test_the_distribution_rises():
    found = home_figures(walked(crowd(((0, 0), 200))), (), FRAME, FLOORS)
    shares = found.metres_to_first["detect"]
    assert list(shares) == sorted(shares)
    assert len(shares) == len(found.classes)


def test_numbers_of_districts_are_compared_from_five_on():
    groups = [((3 * i, 0), 20) for i in range(6)]
    parts = [district(f"D{i}", 300 * i - 50, -50, 300 * i + 150, 150) for i in range(6)]
    own = walked(crowd(*groups))
    table = DistrictNumbers("income", "Income", {f"D{i}": 10.0 * i for i in range(6)})
    (told,) = home_figures(own, parts, FRAME, FLOORS, tables=[table]).comparisons
    assert [name for name, _ in told.values] == [f"D{i}" for i in range(6)]
    correlation = told.levels["detect"]
    assert -1 <= correlation.low <= correlation.expected <= correlation.high <= 1
    few = replace(table, values={"D1": 1.0, "D2": 2.0, "D3": 3.0, "D4": 4.0, "elsewhere": 9.0})
    (told,) = home_figures(own, parts, FRAME, FLOORS, tables=[few]).comparisons
    assert (len(told.values), told.levels) == (4, {})


def test_a_square_is_one_in_metres():
    metres = FRAME.to_metres(np.array(square(-2, 3, 100.0, FRAME).exterior.coords))
    assert metres[:4] == pytest.approx(
        np.array([(-200, 300), (-100, 300), (-100, 400), (-200, 400)]), abs=1e-3
    )
