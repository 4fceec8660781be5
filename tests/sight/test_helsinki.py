"""All of Helsinki's mapped cameras against CGAL, both fed the same snapped geometry."""

from __future__ import annotations

import numpy as np
import pyvispoly
import shapely
from shapely import Point

from tests.sight.prisms import stand
from tests.sight.scenes import disc_area, edges, look
from vidik.model.frame import GRID_M, LocalFrame
from vidik.outside.reading import read_extract
from vidik.register import buildings, cameras
from vidik.sight.mounting import DEEP_M, mount
from vidik.sight.visibility import areas
from vidik.sight.walls import outlines

REACH_M = 100.0
AGREED = 1e-9


def test_every_mapped_camera(helsinki_pbf):
    extract = read_extract(helsinki_pbf, source="osm")
    frame = LocalFrame(24.944295, 60.171634)
    found, _ = cameras.cameras(extract.features, source="osm")
    assert len(found) == 221
    walls, _ = buildings.footprints(extract.features, frame, source="osm")
    polygons = outlines(walls)
    # a thinned union on the grid, as CGAL takes neither crossing nor touching outlines
    city = shapely.set_precision(
        shapely.union_all(polygons).buffer(2 * GRID_M, join_style="mitre"), GRID_M
    )
    # on the grid, but not bound to it, so that cutting out a window bends no wall
    city = shapely.set_precision(city, 0)
    blocks = shapely.get_parts(city)
    mounted = mount(frame.to_metres(np.array([(c.lon, c.lat) for c in found])), blocks)
    # a quarter of them are mapped on or in a building
    assert 40 <= (mounted.moved_m > 0).sum() <= 70
    assert (mounted.moved_m >= DEEP_M).sum() >= 10
    # the same town as solid buildings, all cameras at once
    among = areas(stand(list(blocks), mounted.points, reach=REACH_M))
    differ = []
    for camera, point, solid in zip(found, mounted.points, among, strict=True):
        half = 1.5 * REACH_M
        window = shapely.box(*(point - half), *(point + half))
        ground = window.difference(city)
        free = next(p for p in shapely.get_parts(ground) if p.covers(Point(point)))
        free = shapely.orient_polygons(shapely.transform(free, lambda xy, p=point: xy - p))
        ours = areas(look(edges(free), reach=REACH_M))[0]
        arena = pyvispoly.PolygonWithHoles(
            [pyvispoly.Point(*xy) for xy in free.exterior.coords[:-1]],
            [[pyvispoly.Point(*xy) for xy in ring.coords[:-1]] for ring in free.interiors],
        )
        seen = pyvispoly.VisibilityPolygonCalculator(arena).compute_visibility_polygon(
            pyvispoly.Point(0, 0)
        )
        ring = np.array([(float(p.x()), float(p.y())) for p in seen.boundary()])
        theirs = abs(disc_area(ring, REACH_M))
        if max(abs(ours - theirs), abs(solid - theirs)) > AGREED * theirs:
            differ.append((camera.id, ours, solid, theirs))
    assert differ == []
