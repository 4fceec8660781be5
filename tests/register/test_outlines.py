from __future__ import annotations

import random
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from vidik.register.areas import is_area
from vidik.register.outlines import area_of_lines, polygonal, repaired


@pytest.mark.parametrize(
    ("tags", "area"),
    [
        ({"building": "yes"}, True),
        ({"building": "no"}, False),
        ({"highway": "service"}, False),
        ({"highway": "pedestrian", "area": "yes"}, True),
        ({"landuse": "grass", "area": "no"}, False),
        ({"natural": "coastline"}, False),
        ({"natural": "water"}, True),
        ({"waterway": "river"}, False),
        ({"waterway": "riverbank"}, True),
        ({"leisure": "track"}, False),
        ({"man_made": "surveillance"}, True),
        ({"railway": "station"}, True),
        ({"barrier": "wall"}, False),
        ({}, False),
    ],
)
def test_closed_ways_are_areas_by_their_tags(tags: dict[str, str], area: bool) -> None:
    assert is_area(tags) is area


def test_a_bow_tie_keeps_both_lobes() -> None:
    mended = repaired(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    assert isinstance(mended, MultiPolygon)
    assert mended.area == pytest.approx(2)


def test_what_goes_round_twice_is_filled() -> None:
    twice = Polygon([(0, 0), (4, 0), (4, 4), (1, 4), (1, 1), (3, 1), (3, 5), (0, 5)])
    mended = repaired(twice)
    assert mended is not None
    assert mended.is_valid
    assert mended.covers(shapely.Point(2, 2))


def test_what_encloses_nothing_is_nothing() -> None:
    assert repaired(Polygon([(0, 0), (1, 1), (2, 2)])) is None
    assert polygonal(LineString([(0, 0), (1, 1)])) is None


@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_an_outline_in_pieces_in_any_order_closes(rng: random.Random, cuts: int) -> None:
    yard = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(2, 2), (5, 2), (5, 5), (2, 5)]])
    lines = []
    for ring in (yard.exterior, *yard.interiors):
        points = list(ring.coords)
        at = sorted({0, len(points) - 1, *(rng.randrange(len(points)) for _ in range(cuts))})
        for first, last in pairwise(at):
            part = points[first : last + 1]
            lines.append(LineString(part if rng.random() < 0.5 else part[::-1]))
    rng.shuffle(lines)
    area, clean = area_of_lines(lines)
    assert clean
    assert area is not None
    assert area.equals(yard)


def test_an_island_in_a_hole_is_land() -> None:
    rings = [LineString(box(i, i, 9 - i, 9 - i).exterior.coords) for i in range(3)]
    area, _ = area_of_lines(rings)
    assert area is not None
    assert area.area == 81 - 49 + 25


@pytest.mark.parametrize(
    ("boxes", "size"),
    [
        ([(0, 0, 9, 9), (2, 2, 4, 4), (4, 2, 6, 4)], 81 - 8),  # holes side by side
        ([(0, 0, 9, 9), (2, 2, 4, 4), (4, 4, 6, 6)], 81 - 8),  # holes corner to corner
        ([(0, 0, 9, 9), (0, 4, 2, 6)], 81 - 4),  # a hole along the outside
        ([(0, 0, 2, 2), (2, 0, 4, 2)], 8),  # areas side by side
        ([(0, 0, 2, 2), (2, 2, 4, 4)], 8),  # areas corner to corner
    ],
)
def test_rings_that_touch(boxes: list[tuple[int, int, int, int]], size: int) -> None:
    area, _ = area_of_lines([LineString(box(*each).exterior.coords) for each in boxes])
    assert area is not None
    assert area.is_valid
    assert area.area == size


def test_an_open_outline_is_no_area() -> None:
    assert area_of_lines([LineString([(0, 0), (1, 0), (1, 1)])]) == (None, False)
    assert area_of_lines([]) == (None, False)


def test_outlines_that_cross_are_a_guess() -> None:
    rings = [
        LineString(box(0, 0, 2, 2).exterior.coords),
        LineString(box(1, 1, 3, 3).exterior.coords),
    ]
    area, clean = area_of_lines(rings)
    assert area is not None
    assert area.is_valid
    assert not clean
