"""The made-up city: sound outlines, free cameras, the same numbers in any order, densities."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely
from bench.city import BUILDINGS_PER_KM2, City, Recipe, city, square, stream
from hypothesis import given, settings
from hypothesis import strategies as st

from vidik.model.frame import GRID_M
from vidik.sight.walls import outlines

RECIPES = [Recipe(), Recipe(dense=True), Recipe(seed=7, low_share=0.5)]


def arrays(piece: City) -> dict[str, np.ndarray]:
    """Return all arrays of a city by name."""
    found = {}
    for part in (piece.footprints, piece.streets, piece.cameras):
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                found[f"{type(part).__name__}.{field.name}"] = value
    return found


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_outlines_are_sound_and_disjoint_and_cameras_stand_outside(recipe):
    made = city(recipe, square(4000), cameras=3000)
    polygons = outlines(made.footprints)
    assert shapely.is_valid(polygons).all()
    assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    pairs = first < second
    shared = shapely.intersection(polygons[first[pairs]], polygons[second[pairs]])
    assert (shapely.area(shared) == 0).all()
    assert (shapely.length(shared) > 0).sum() > len(polygons) / 10  # terraces share whole walls
    points = shapely.points(made.cameras.points)
    assert len(made.cameras) == 3000
    inside, _ = shapely.STRtree(polygons).query(points, predicate="dwithin", distance=0.01)
    assert len(inside) == 0
    for vertices in (made.footprints.vertices, made.streets.vertices, made.cameras.points):
        assert (vertices / GRID_M == np.round(vertices / GRID_M)).all()


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_densities(recipe):
    made = city(recipe, square(16_000), cameras=2000)
    n = len(made.footprints)
    assert n / made.area_km2 == pytest.approx(BUILDINGS_PER_KM2, rel=0.03)
    vertices = np.diff(made.footprints.ring_offsets) - 1
    assert vertices.mean() == pytest.approx(78 if recipe.dense else 8.3, rel=0.03)
    assert recipe.dense or (vertices.min() == 4 and vertices.max() == 20)
    street_km = made.streets.lengths().sum() / 1000
    assert street_km / made.area_km2 == pytest.approx(20.0, rel=0.03)
    height = made.footprints.height[:, 1]
    assert (height < 4.0).mean() == pytest.approx(recipe.low_share, abs=0.005)
    assert ((height < 4.0) | ((height >= 6.0) & (height <= 25.0))).all()
    assert made.cameras.dome.mean() == pytest.approx(0.3, abs=0.04)
    known = ~made.cameras.dome
    assert ((made.cameras.fov[known] >= 60.0) & (made.cameras.fov[known] <= 110.0)).all()
    assert (made.cameras.fov[~known] == 360.0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(0, 2**32))
def test_a_tile_is_the_same_alone_and_among_others(i, j, seed):
    recipe = Recipe(seed=seed)
    (alone,) = stream(recipe, [(i, j)], cameras=3)
    *_, last = stream(recipe, [(i + 1, j), (i, j - 1), (i, j)], cameras=9)
    for name, values in arrays(alone).items():
        np.testing.assert_array_equal(values, arrays(last)[name], err_msg=name)
    assert alone.footprints.ids == last.footprints.ids


def test_cameras_do_not_move_houses():
    few, many = (city(Recipe(), square(500), cameras=n) for n in (0, 900))
    assert len(few.cameras) == 0
    np.testing.assert_array_equal(few.footprints.vertices, many.footprints.vertices)
    np.testing.assert_array_equal(few.streets.vertices, many.streets.vertices)


def test_streets_of_neighbouring_tiles_meet():
    left, right = stream(Recipe(), [(0, 0), (1, 0)])
    ends = {tuple(end) for end in left.streets.vertices}
    assert len(ends & {tuple(end) for end in right.streets.vertices}) == 5


def test_a_share_must_be_one():
    with pytest.raises(ValueError, match=r"not at 1\.5"):
        Recipe(low_share=1.5)
