"""Bands: polygons that agree with the probability they stand for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sight.scenes import LEVELS, all_around, low_town
from vidik.model.bands import band_of
from vidik.model.views import Aims, Views
from vidik.sight.answer import who_could_see
from vidik.sight.bands import CHORD_M, band_polygons, seen_polygons
from vidik.sight.chords import polygonal, polygons
from vidik.sight.cut import most
from vidik.sight.visibility import areas

seeds = st.integers(0, 2**32 - 1)

#: The curves of near and far limits are drawn as steps no wider than this, metres.
STEP_M = 1.0


def town(seed: int, cameras: int, *, limited: bool) -> Views:
    """Return views over low houses, with or without near and far limits of the picture."""
    made = low_town(seed, cameras=cameras, levels=len(LEVELS))
    if limited:
        return made
    free = [
        replace(aim, lower=np.full(len(aim.weight), np.inf), upper=np.zeros(len(aim.weight)))
        for aim in made.aims
    ]
    return replace(made, aims=Aims.of(free))


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_points_fall_into_the_band_of_their_probability(seed):
    made = town(seed, 4, limited=False)
    shapes = band_polygons(made)
    points = np.random.default_rng(seed).uniform(-60, 60, (40, 2))
    for point in points:
        seen = {s.id: s.probability for s in who_could_see(made, tuple(point))}
        here = shapely.Point(point)
        for camera, level, band, shape in shapes:
            p = seen.get(made.ids[camera], np.zeros(len(LEVELS)))[level]
            if shape.boundary.distance(here) > 2 * CHORD_M:
                assert shape.contains(here) == (band_of(p) == band)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_near_and_far_limits_are_off_by_a_step_at_most(seed):
    made = town(seed, 3, limited=True)
    shapes = band_polygons(made)
    rng = np.random.default_rng(seed)
    off = 0
    asked = 0
    for point in rng.uniform(-60, 60, (60, 2)):
        seen = {s.id: s.probability for s in who_could_see(made, tuple(point))}
        for camera, p in ((c, seen.get(c)) for c in made.ids):
            here = [
                (level, band)
                for number, level, band, shape in shapes
                if made.ids[number] == camera and shape.intersects(shapely.Point(point))
            ]
            said = {} if p is None else dict(enumerate(band_of(p).tolist()))
            drawn = {level: {b for a, b in here if a == level} for level in range(len(LEVELS))}
            asked += len(LEVELS)
            off += sum(said.get(level, -1) not in (bands or {-1}) for level, bands in drawn.items())
    # steps lie along two thin curves of each reading, of which one camera may have eight
    assert off <= 0.25 * asked


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_bands_of_one_camera_and_level_do_not_overlap(seed):
    made = town(seed, 3, limited=True)
    whole = areas(made)[made.stances].max(axis=1)
    by_camera: dict[tuple[int, int], list[shapely.Geometry]] = {}
    for camera, level, _, shape in band_polygons(made):
        assert shape.is_valid
        by_camera.setdefault((camera, level), []).append(shape)
    for (camera, _), shapes in by_camera.items():
        total = sum(shape.area for shape in shapes)
        # neighbours may cut one and the same circle into different chords
        assert shapely.union_all(shapes).area == pytest.approx(total, rel=5e-3)
        assert total <= whole[camera] * (1 + 5e-3)


def test_threads_change_nothing():
    made = town(3, 20, limited=True)
    one, three = band_polygons(made), band_polygons(made, threads=3)
    assert [row[:3] for row in one] == [row[:3] for row in three]
    assert all(a[3].equals_exact(b[3], 0.0) for a, b in zip(one, three, strict=True))


def test_chords_lose_little():
    made = replace(town(2, 30, limited=False), aims=Aims.of([all_around(60.0)] * 30))
    drawn = shapely.area(seen_polygons(made, [0], certain=True)[0])
    for camera, exact in enumerate(areas(made)[made.stances[:, 0]]):
        assert -1e-9 <= 1 - drawn[camera] / exact < 1e-2


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([0.0, 20_000.0]))
def test_bands_together_are_all_that_is_seen(seed, east):
    made = town(seed, 4, limited=True)
    # far from the centre, corners are rounded and shapes may have to be mended
    far = replace(made, origin=made.origin + np.array([east, 0.0]))
    bands = band_polygons(far)
    for certain in (False, True):
        for level, whole in enumerate(seen_polygons(made, range(len(LEVELS)), certain=certain)):
            alone = seen_polygons(made, [level], certain=certain)[0]
            assert shapely.area(alone) == pytest.approx(shapely.area(whole), abs=1e-6)
            for camera, shape in enumerate(whole):
                drawn = sum(
                    part.area
                    for who, at, band, part in bands
                    if (who, at) == (camera, level) and (band == 5 or not certain)
                )
                # where one circle ends and another goes on, their chords differ
                assert drawn == pytest.approx(shape.area, rel=5e-3, abs=CHORD_M * shape.length)


def test_areas_are_kept_whatever_they_come_with():
    box = shapely.box(0, 0, 1, 1)
    both = shapely.MultiPolygon([box, shapely.box(2, 0, 3, 1)])
    line = shapely.LineString([(5, 5), (6, 6)])
    assert polygonal(shapely.GeometryCollection([both, line])).equals(both)
    assert polygonal(shapely.GeometryCollection([box, line])).equals(box)
    assert polygonal(both, least_m2=1.0).is_empty


def test_rings_that_touch_themselves_keep_their_area():
    # where low houses stand, a cut ring follows one and the same ray out and back
    part = most(town(1, 4, limited=False), 0)
    drawn = shapely.area(polygons(part))
    assert drawn == pytest.approx(part.areas, rel=1e-2, abs=0.1)
