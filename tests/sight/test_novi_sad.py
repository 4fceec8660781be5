"""Vienna's cameras on the streets of Novi Sad: real optics, heights and walls, against shadows."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import LineString

from tests.shared_data import shared
from tests.sight.prisms import (
    clear_of_edges,
    seen_along_lines,
    seen_by_shadows,
    wedge,
)
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.frame import LocalFrame, snap
from vidik.model.stances import Stances
from vidik.model.views import Aim
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_optics
from vidik.register import buildings, cameras
from vidik.sight.aim import lenses_of
from vidik.sight.visibility import areas, contains, sectors, views
from vidik.sight.walls import Walls, outlines

COUNT = 200

#: Agreed difference in area, as a share of the whole disc.
AGREED = 1e-11
CENTRE = LocalFrame(19.84, 45.25)
OPTICS = load_optics()


def looks(camera: Camera) -> Aim:
    """Return the aim of a camera by its mapped direction and its kind's lenses."""
    lenses = lenses_of(camera, OPTICS)
    around = camera.axis is None or camera.kind is Kind.PANNING
    arc = Arc(0.0, 360.0) if around or camera.axis is None else camera.axis
    return Aim.level(
        weight=np.array([lens.weight for lens in lenses]),
        fov=np.array([lens.field_of_view_deg for lens in lenses]),
        reach=np.array([[lens.reach_m(level.ppm) for level in OPTICS.levels] for lens in lenses]),
        share=np.ones(1),
        start=np.array([arc.start]),
        width=np.array([arc.width]),
    )


def test_viennas_cameras_among_the_walls_of_novi_sad():
    rng = np.random.default_rng(2026)
    city = read_extract(shared("novi_sad.osm.pbf"), source="osm").features
    outline, _ = buildings.footprints(city, CENTRE, source="osm")
    known = outline.height[:, 1]
    # where no height is mapped, a fifth of the buildings are garages and sheds
    drawn = np.where(rng.random(len(known)) < 0.2, rng.uniform(1.8, 3.0, len(known)), 9.0)
    tops = np.where(np.isnan(known), drawn, known)
    polygons = outlines(outline)
    tree = shapely.STRtree(polygons)

    found, _ = cameras.cameras(
        read_extract(shared("vienna.geojson"), source="s").features, source="s"
    )
    measured = [camera for camera in found if camera.height is not None]
    chosen = [measured[i] for i in rng.choice(len(measured), COUNT, replace=False)]
    eye = np.array([camera.height.expected for camera in chosen if camera.height])

    streets = [one.geometry for one in city if "highway" in one.tags]
    lines = [line for line in streets if isinstance(line, LineString)]
    picked = rng.choice(len(lines), 10 * COUNT, replace=False)
    midway = shapely.line_interpolate_point([lines[i] for i in picked], 0.5, normalized=True)
    points = snap(CENTRE.to_metres(shapely.get_coordinates(midway)))
    within = [
        np.unique(tree.query(shapely.points(points), predicate="dwithin", distance=metres)[0])
        for metres in (0.05, 20.0)
    ]
    points = points[np.setdiff1d(within[1], within[0])[:COUNT]]
    assert len(points) == len(eye) == COUNT

    # as much as half as high, to see over more of them, and as high as they are
    tops = np.stack([0.5 * tops, tops])
    seen = views(
        [camera.id for camera in chosen],
        points,
        Walls.of(outline),
        aims=[looks(camera) for camera in chosen],
        stances=Stances(
            eye=np.repeat(eye[:, None], 2, axis=1), target=np.zeros((COUNT, 2)), tops=tops
        ),
        max_reach_m=80.0,
    )
    # many see over something, and then the two stances differ
    assert (seen.stances[:, 0] != seen.stances[:, 1]).sum() >= COUNT / 4
    offsets, start, width = sectors(seen.aims)
    seen_areas = areas(seen)
    for i, point in enumerate(points):
        reach = float(seen.widest[i])
        rows = np.sort(tree.query(shapely.Point(point), predicate="dwithin", distance=reach))
        local = [shapely.transform(polygons[row], lambda xy, p=point: xy - p) for row in rows]
        part = slice(offsets[i], offsets[i + 1])
        picture = shapely.union_all(
            [wedge(*arc, 10 * reach) for arc in zip(start[part], width[part], strict=True)]
        )
        places = rng.uniform(-reach, reach, (100, 2))
        in_picture = shapely.contains_xy(picture, places) & (np.hypot(*places.T) <= reach)
        inside = contains(seen, i, places + point)
        clear = clear_of_edges(seen.only([i]), places + point)
        for stance in range(2):
            roofs, lens = tops[stance, outline.owner[rows]], float(eye[i])
            twin = seen_by_shadows(local, roofs, eye=lens, target=0.0, reach=reach, wedge=picture)
            area = seen_areas[seen.stances[i, stance]]
            assert abs(area - twin) <= AGREED * math.pi * reach**2
            free = seen_along_lines(local, roofs, places, eye=lens, target=0.0) & in_picture
            assert (inside[:, stance] == free)[clear].all()
