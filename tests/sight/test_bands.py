"""Bands: polygons that agree with the probability they stand for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import LEVELS, random_walls
from tests.sight.test_stretches import cameras
from vidik.model.bands import band_of
from vidik.sight.answer import who_could_see
from vidik.sight.bands import CHORD_M, band_polygons, star_polygon
from vidik.sight.visibility import areas


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_fall_into_the_band_of_their_probability(seed):
    rng = np.random.default_rng(seed)
    made = cameras(rng, 6, 40.0, random_walls(rng, 25, 60.0))
    shapes = band_polygons(made)
    points = rng.uniform(-60, 60, (40, 2))
    for point in points:
        seen = {s.id: s.probability for s in who_could_see(made, tuple(point))}
        here = shapely.Point(point)
        for camera, level, band, shape in shapes:
            p = seen.get(f"c{camera}", np.zeros(len(LEVELS)))[level]
            if shape.boundary.distance(here) > 2 * CHORD_M:
                assert shape.contains(here) == (band_of(p) == band)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_bands_of_one_camera_and_level_do_not_overlap(seed):
    rng = np.random.default_rng(seed)
    made = cameras(rng, 3, 40.0, random_walls(rng, 25, 60.0))
    whole = areas(made)
    by_camera: dict[tuple[int, int], list[shapely.Geometry]] = {}
    for camera, level, _, shape in band_polygons(made):
        assert shape.is_valid
        by_camera.setdefault((camera, level), []).append(shape)
    for (camera, _), shapes in by_camera.items():
        total = sum(shape.area for shape in shapes)
        # neighbours may cut one and the same circle into different chords
        assert shapely.union_all(shapes).area == pytest.approx(total, rel=1e-3)
        assert total <= whole[camera] * (1 + 1e-3)


def test_chords_lose_little():
    rng = np.random.default_rng(2)
    made = cameras(rng, 30, 80.0, random_walls(rng, 60, 100.0))
    for camera, exact in enumerate(areas(made)):
        lost = 1 - star_polygon(made, camera).area / exact
        assert 0 <= lost + 1e-12 < 2e-3
