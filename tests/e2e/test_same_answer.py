"""The browser's answer to “who could see me here” equals the library's."""

from __future__ import annotations

import json

import numpy as np
import shapely
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.helsinki import Helsinki
from tests.report.low_houses import town_of_low_houses
from vidik.model.views import Views
from vidik.report.answers import answers
from vidik.sight.answer import who_could_see

POINTS = 1000

#: Nearer than this to an edge of a view, or of a picture in it, the two may differ.
EDGE_M = 0.25

#: Id and probabilities of each camera that the browser names for a point.
Told = list[tuple[str, list[float]]]

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


def near_an_edge(views: Views, camera: str, point: np.ndarray) -> bool:
    """Return whether a point is near an edge of a camera's views, a reach, or a picture's edge."""
    i = views.ids.index(camera)
    aim, offset = views.aims[i], point - views.origin[i]
    distance = float(np.hypot(*offset))
    part = slice(*views.starts[views.first[[i, i + 1]]])
    walls = shapely.linestrings(views.edges[part][~views.arc[part]].reshape(-1, 2, 2))
    if shapely.distance(walls, shapely.Point(offset)).min(initial=np.inf) < EDGE_M:
        return True
    reaches = np.append(aim.ground_reach(), views.reach[views.first[i] : views.first[i + 1]])
    if (np.abs(reaches - distance) < EDGE_M).any():
        return True
    # only for directions known to a degree does the chance jump at the edges of the picture
    axes = np.radians(aim.start[aim.width == 0])[:, None]
    half = np.radians(aim.fov) / 2
    bearing = np.arctan2(*offset)
    aside = distance * np.sin(bearing - np.concatenate([axes - half, axes + half]))
    with np.errstate(divide="ignore"):
        limits = np.concatenate([aim.rise / aim.lower, aim.rise / aim.upper])
    ahead = distance * np.cos(bearing - axes) - limits
    return bool((np.abs(aside) < EDGE_M).any() or (np.abs(ahead) < EDGE_M).any())


def differences(views: Views, points: np.ndarray, told: list[Told]) -> tuple[int, list[object]]:
    """Return how many sightings the library has at some points, and where the browser differs."""
    seen, differ = 0, []
    for point, got in zip(points, told, strict=True):
        expected = {s.id: s.probability for s in who_could_see(views, tuple(point))}
        found = {camera: np.array(p) for camera, p in got}
        seen += len(expected)
        for camera in expected.keys() | found.keys():
            same = (
                camera in expected
                and camera in found
                # centimetre corners may turn a bearing by a hair
                and np.abs(expected[camera] - found[camera]).max() < 1e-6
            )
            if not same and not near_an_edge(views, camera, point):
                differ.append((point.tolist(), camera))
    return seen, differ


def test_a_thousand_points(helsinki: Helsinki, helsinki_page: Page) -> None:
    published = helsinki.published
    rng = np.random.default_rng(1000)
    west, south, east, north = published.place.boundary.bounds
    lonlat = rng.uniform((west, south), (east, north), (POINTS, 2))
    told = helsinki_page.evaluate(ASK, ["./assets/answer.js", lonlat.tolist()])
    points = published.place.frame.to_metres(lonlat)
    seen, differ = differences(published.views, points, told)
    assert seen > POINTS
    assert differ == [], json.dumps(differ[:5])


def test_a_thousand_points_among_low_houses(open_page: Open, site: str) -> None:
    town = town_of_low_houses()
    files = dict(answers(town))

    def put(page: Page) -> None:
        page.route(
            "**/answers/*.json",
            lambda route: route.fulfill(body=files[f"answers/{route.request.url.rsplit('/')[-1]}"]),
        )

    page = open_page(f"{site}/", prepare=put)
    points = np.random.default_rng(1000).uniform(-100, 100, (POINTS, 2))
    lonlat = town.place.frame.to_degrees(points)
    told = page.evaluate(ASK, ["./assets/answer.js", lonlat.tolist()])
    seen, differ = differences(town.views, points, told)
    assert seen > POINTS
    assert differ == [], json.dumps(differ[:5])
