from __future__ import annotations

import numpy as np
from shapely import box

from vidik.register.globe import bounds_of, off_globe, swapped_inside

VIENNA = box(16.2, 48.1, 16.6, 48.3)
RIGHT = np.array([[16.37, 48.21], [16.4, 48.2]])


def test_what_is_no_place_is_told() -> None:
    points = np.array([[0, 0], [180, 90], [-180, -90], [181, 0], [0, 91], [np.nan, 0], [0, np.inf]])
    assert off_globe(points).tolist() == [False] * 3 + [True] * 4


def test_swapped_coordinates_are_noticed() -> None:
    assert swapped_inside(RIGHT[:, ::-1], VIENNA) == 2


def test_places_elsewhere_are_not_swapped() -> None:
    assert not swapped_inside(RIGHT, VIENNA)
    assert not swapped_inside(np.array([[20.0, 44.8]]), VIENNA)
    assert not swapped_inside(np.vstack([RIGHT[:1], RIGHT[1:, ::-1]]), VIENNA)
    assert not swapped_inside(np.zeros((0, 2)), VIENNA)


def test_bounds() -> None:
    assert bounds_of(np.vstack([RIGHT, [[np.nan, 0], [999, 0]]])) == (16.37, 48.2, 16.4, 48.21)
    assert bounds_of(np.zeros((0, 2))) is None
