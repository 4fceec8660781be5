"""The browser's answer to “who could see me here” equals the library's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import shapely

from tests.e2e.helsinki import Helsinki
from vidik.sight.answer import who_could_see
from vidik.sight.bands import star_polygon

POINTS = 1000

#: Nearer than this to an edge of a view, or of a picture in it, the two may differ.
EDGE_M = 0.25

ASK = """
async ([module, points]) => {
  const { cellsNear, toMetres, whoCouldSee } = await import(module);
  const read = async (name) => (await fetch(`answers/${name}.json`)).json();
  const index = await read("index");
  const cells = new Map();
  const answers = [];
  for (const [lon, lat] of points) {
    const [x, y] = toMetres(index, lon, lat);
    const near = cellsNear(index, x, y);
    for (const name of near) if (!cells.has(name)) cells.set(name, await read(name));
    answers.push(
      whoCouldSee(index.levels.length, near.map((name) => cells.get(name)), x, y)
        .map((sighting) => [sighting.camera.id, sighting.probability]),
    );
  }
  return answers;
}
"""


def near_an_edge(helsinki: Helsinki, camera: str, point: np.ndarray) -> bool:
    """Return whether a point is near the rim of a camera's view, a reach, or a picture's side."""
    views = helsinki.published.views
    i = views.ids.index(camera)
    aim, offset = views.aims[i], point - views.origin[i]
    distance = float(np.hypot(*offset))
    if star_polygon(views, i).boundary.distance(shapely.Point(offset)) < EDGE_M:
        return True
    if (np.abs(aim.reach - distance) < EDGE_M).any():
        return True
    # only for directions known to a degree does the chance jump at the picture's side
    sharp = aim.start[aim.width == 0]
    sides = [start + sign * fov / 2 for start in sharp for fov in aim.fov for sign in (-1, 1)]
    bearing = np.degrees(np.arctan2(*offset))
    return any(distance * abs(np.sin(np.radians(bearing - side))) < EDGE_M for side in sides)


def test_a_thousand_points(helsinki: Helsinki, helsinki_page, tmp_path: Path):
    published = helsinki.published
    rng = np.random.default_rng(1000)
    west, south, east, north = published.place.boundary.bounds
    lonlat = rng.uniform((west, south), (east, north), (POINTS, 2))
    asked = helsinki_page.evaluate(ASK, ["./assets/answer.js", lonlat.tolist()])
    metres = published.place.frame.to_metres(lonlat)
    seen, differ = 0, []
    for point, got in zip(metres, asked, strict=True):
        expected = {s.id: s.probability for s in who_could_see(published.views, tuple(point))}
        found = {camera: np.array(p) for camera, p in got}
        seen += len(expected)
        for camera in expected.keys() | found.keys():
            same = (
                camera in expected
                and camera in found
                # centimetre corners may turn a bearing by a hair
                and np.abs(expected[camera] - found[camera]).max() < 1e-6
            )
            if not same and not near_an_edge(helsinki, camera, point):
                differ.append((point.tolist(), camera))
    assert seen > POINTS
    assert differ == [], json.dumps(differ[:5])
