"""At how many doors one could be seen: from no sums of what is published a door can be read off."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry, MultiLineString, Point

from vidik.model.rules import DoorFloors
from vidik.model.sensitive import DoorCounts, DoorViews, SensitivePlace
from vidik.model.span import Span
from vidik.outside.tables import load_publication_rules
from vidik.report.doors import doors_told

FLOORS = load_publication_rules().doors


def house(spot: float, *, half: float = 4.0) -> Geometry:
    """Return where one stands before a house, one every 30 m."""
    return shapely.box(30 * spot - half, -half, 30 * spot + half, half).boundary


def place(front: Geometry, kind: str = "school") -> SensitivePlace:
    return SensitivePlace("osm:node/1", kind, "", Point(), front, 0)


def views(*rows: tuple[SensitivePlace, tuple[float, float, float]]) -> DoorViews:
    """Return places, and least, expected and most of each."""
    bounds = np.array([row for _, row in rows]).reshape(-1, 3)
    return DoorViews(
        tuple(one for one, _ in rows), ("detect",), *(bounds[:, [k]] for k in range(3))
    )


def told(seen: DoorViews, *districts: int) -> dict[tuple[int, str], DoorCounts]:
    numbers = np.array(districts or [0] * len(seen.places))
    return dict(doors_told(seen, numbers, FLOORS))


def at(
    spots: list[int], kind: str = "school", row: tuple[float, float, float] = (0.0, 0.5, 1.0)
) -> list[tuple[SensitivePlace, tuple[float, float, float]]]:
    return [(place(house(spot), kind), row) for spot in spots]


@settings(max_examples=300)
@given(st.integers(0, 2**32 - 1))
def test_every_set_that_sums_can_be_had_of_has_enough_doors(seed: int) -> None:
    rng = np.random.default_rng(seed)
    spots = int(rng.integers(1, 30))
    count = int(rng.integers(1, 60))
    spot, district = rng.integers(0, spots, count), rng.integers(-1, 3, count)
    kind = rng.choice(["school", "polling", "worship"], count, p=rng.dirichlet(np.ones(3)))
    bounds = np.sort(rng.random((count, 3)).round(), axis=1)
    rows = [
        (place(house(int(at)), str(what)), tuple(row))
        for at, what, row in zip(spot, kind, bounds.tolist(), strict=True)
    ]
    found = doors_told(views(*rows), district, FLOORS)
    inside = defaultdict(set)
    for number, what in found:
        for i in np.flatnonzero((district == number) & (kind == what)):
            inside[int(spot[i])].add((number, what))
    atoms = defaultdict(list)
    for door, sets in inside.items():
        atoms[frozenset(sets)].append(door)
    assert all(len(doors) >= FLOORS.at_least for doors in atoms.values())
    for (number, what), one in found.items():
        assert one.doors == len(set(spot[(district == number) & (kind == what)].tolist()))
        span = one.in_view["detect"]
        assert FLOORS.hidden <= span.least <= span.expected <= span.most
        assert span.most <= one.doors - FLOORS.hidden
    # nothing depends on the order in which places come
    order = rng.permutation(count)
    assert doors_told(views(*(rows[i] for i in order)), district[order], FLOORS) == found


def test_of_few_doors_nothing_is_told() -> None:
    assert told(views(*at([0, 1, 2, 3]))) == {}
    assert list(told(views(*at([0, 1, 2, 3, 4])))) == [(0, "school")]
    assert told(views(*at([0, 1, 2, 3, 4])), 0, 0, 0, 1, 1) == {}
    assert told(views(*at([0, 1, 2, 3, 4])), 0, 0, 0, 0, -1) == {}


def test_doors_are_counted_in_whole_numbers() -> None:
    seen, perhaps, never = (1.0, 1.0, 1.0), (0.0, 0.45, 1.0), (0.0, 0.0, 0.0)
    rows = [*at([0, 1, 2], row=seen), *at([3, 4], row=perhaps), *at([5, 6, 7], row=never)]
    (one,) = told(views(*rows)).values()
    assert (one.doors, one.in_view["detect"]) == (8, Span(3.0, 4.0, 5.0))


@pytest.mark.parametrize("row", [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)])
def test_all_or_none_in_view_reads_as_all_or_none_but_two(row: tuple[float, float, float]) -> None:
    other = tuple(1.0 - bound for bound in row)
    every, but_two, but_three = (
        told(views(*at(list(range(left)), row=other), *at(list(range(left, 9)), row=row)))
        for left in (0, 2, 3)
    )
    assert every == but_two != but_three


def test_places_in_one_house_have_one_door() -> None:
    # two practices in a house, and a school that is mapped as its ground, too
    rows = [*at([0, 1, 2, 3, 3]), (place(house(0, half=12.0)), (0.0, 0.0, 0.0))]
    assert told(views(*rows)) == {}
    (one,) = told(views(*rows, *at([4]))).values()
    assert one.doors == 5
    # it is in view if it is at one of them
    assert one.in_view["detect"].most == 3.0


def test_of_kinds_that_share_a_door_only_the_larger_one_is_told() -> None:
    schools = at(list(range(7)))
    voting = at([3, 4, 5, 6, 7, 8], "polling")
    assert list(told(views(*schools, *voting))) == [(0, "school")]
    apart = at([7, 8, 9, 10, 11], "polling")
    assert list(told(views(*schools, *apart))) == [(0, "school"), (0, "polling")]


def test_where_other_houses_stand_all_around_there_is_no_door() -> None:
    rows = [*at([0, 1, 2, 3]), *[(place(MultiLineString()), (0.0, 0.0, 0.0))] * 3]
    assert told(views(*rows)) == {}


def test_a_city_without_such_places() -> None:
    assert told(views()) == {}


@pytest.mark.parametrize(("at_least", "hidden"), [(5, 0), (4, 2), (3, 2)])
def test_floors_that_hide_nothing_are_refused(at_least: int, hidden: int) -> None:
    with pytest.raises(ValueError, match="neither of no door nor of all"):
        DoorFloors(at_least=at_least, hidden=hidden)
