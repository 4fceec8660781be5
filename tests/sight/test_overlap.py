"""Overlap: against GEOS, face by face, and the laws of areas by depth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from tests.sight.scenes import all_around, look, random_walls
from vidik.model.regions import Regions
from vidik.sight.cut import most
from vidik.sight.overlap import overlap

seeds = st.integers(0, 2**32 - 1)


def regions(polygons: list[Polygon]) -> Regions:
    """Return polygons as regions."""
    turned = [shapely.orient_polygons(p) for p in polygons]
    _, vertices, (rings, offsets) = shapely.to_ragged_array(turned)
    return Regions.of_polygons(vertices, rings.astype(np.int64), offsets.astype(np.int64))


def by_faces(views: list[Polygon], places: list[Polygon], owner: list[int]) -> np.ndarray:
    """Return the areas at each depth, all and by place, shape (1 + p, n).

    GEOS cuts the plane along all lines; each face is asked who covers it.
    """
    lines = [line for p in (*views, *places) for line in shapely.get_parts(p.boundary)]
    noded = shapely.node(shapely.MultiLineString(lines))
    made = np.zeros((1 + len(places), len(views)))
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))):
        inner = shapely.point_on_surface(face)
        depth = len({o for view, o in zip(views, owner, strict=True) if view.contains(inner)})
        made[0, :depth] += face.area
        for i, place in enumerate(places):
            if place.contains(inner):
                made[1 + i, :depth] += face.area
    return made


def scattered(rng: np.random.Generator, count: int) -> list[Polygon]:
    """Return stars in general position."""
    made = []
    for _ in range(count):
        angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
        radius = rng.uniform(1, 9, len(angle))
        ring = rng.uniform(0, 20, 2) + radius[:, None] * np.column_stack(
            [np.cos(angle), np.sin(angle)]
        )
        shape = Polygon(ring)
        made.append(shape if shape.is_valid else shape.convex_hull)
    return made


def crowded(rng: np.random.Generator, count: int) -> list[Polygon]:
    """Return shapes on a coarse grid, so that they share sides, corners and everything."""
    made: list[Polygon] = []
    for _ in range(count):
        x, y = rng.integers(0, 4, 2)
        w, h = rng.integers(1, 4, 2)
        kind = rng.integers(5)
        if kind == 0 and made:
            made.append(made[rng.integers(len(made))])
        elif kind == 1:
            made.append(Polygon([(x, y), (x + w, y), (x, y + w)]))
        elif kind == 2:
            made.append(Polygon([(x, y), (x + w, y + w), (x, y + w)]))
        elif kind == 3:
            made.append(shapely.box(x, y, x + 3, y + 3) - shapely.box(x + 1, y + 1, x + 2, y + 2))
        else:
            made.append(shapely.box(x, y, x + w, y + h))
    return made


@settings(max_examples=120, deadline=None)
@given(seeds, st.sampled_from([scattered, crowded]), st.integers(1, 9), st.integers(0, 4))
def test_equals_geos_face_by_face(seed, shapes, count, others):
    rng = np.random.default_rng(seed)
    views, places = shapes(rng, count), shapes(rng, others)
    found = overlap(regions(views), places=regions(places) if places else None)
    wanted = by_faces(views, places, list(range(count)))
    d = len(found.area_m2)
    assert found.area_m2 == pytest.approx(wanted[0, :d], rel=1e-9, abs=1e-9)
    assert wanted[:, d:] == pytest.approx(0.0, abs=1e-9)
    assert found.places_m2 == pytest.approx(wanted[1:, :d], rel=1e-9, abs=1e-9)
