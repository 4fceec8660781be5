"""Overlap of Helsinki's mapped cameras among its mapped buildings, against GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.sight.scenes import all_around
from tests.sight.test_overlap import regions
from vidik.model.frame import LocalFrame
from vidik.outside.reading import read_extract
from vidik.register import buildings, cameras
from vidik.sight.chords import polygons
from vidik.sight.cut import most
from vidik.sight.mounting import mount
from vidik.sight.overlap import overlap
from vidik.sight.visibility import areas, views
from vidik.sight.walls import Walls, outlines

CHORD_M = 1e-4


def test_every_mapped_camera(helsinki_pbf):
    extract = read_extract(helsinki_pbf, source="osm")
    frame = LocalFrame(24.944295, 60.171634)
    found, _ = cameras.cameras(extract.features, source="osm")
    footprints, _ = buildings.footprints(extract.features, frame, source="osm")
    mounted = mount(
        frame.to_metres(np.array([(c.lon, c.lat) for c in found])), outlines(footprints)
    )
    seen = views(
        [c.id for c in found], mounted.points, Walls.of(footprints),
        aims=[all_around(100.0)] * len(found),
    )  # fmt: skip
    part = most(seen, 0)
    assert part.areas.sum() == pytest.approx(areas(seen).sum(), rel=1e-12)
    # public space that touches nothing and ground that shares every wall with the views
    west, south, east, north = shapely.total_bounds(polygons(part))
    middle = 0.5 * (west + east)
    halves = regions(
        [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    )
    depths = overlap(part, places=halves)
    assert depths.area_m2.sum() == pytest.approx(part.areas.sum(), rel=1e-9)
    assert depths.places_m2.sum(axis=0) == pytest.approx(depths.area_m2, rel=1e-9, abs=1e-6)
    assert (np.diff(depths.area_m2) <= 1e-9 * depths.area_m2[0]).all()
    union = shapely.union_all(polygons(part, chord_m=CHORD_M), grid_size=1e-6)
    assert depths.area_m2[0] == pytest.approx(union.area, rel=1e-5)
