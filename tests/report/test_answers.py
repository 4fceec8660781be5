import json
import math

import numpy as np
import pytest
from pyproj import Transformer

from tests.makers import camera, published
from tests.report.towns import town_of
from vidik.report.answers import CELL_M, answers
from vidik.sight.answer import who_could_see

TOWN = town_of(
    [
        camera(i, 37 * i % 380 - 190, 91 * i % 370 - 185, operator="City police")
        for i in range(1, 30)
    ]
)
FILES = {path: json.loads(data) for path, data in answers(TOWN)}
INDEX = FILES["answers/index.json"]


def seen_from(entry, x, y):
    """Answer as the page does: in the star polygon, and the formula of `Aim`."""
    dx, dy = x - entry["x"], y - entry["y"]
    distance, reach = math.hypot(dx, dy), entry["reach"]
    ring = np.array(entry["ring"]).reshape(-1, 2) / 100
    arcs = set(entry["arc"])
    bearing = math.degrees(math.atan2(dx, dy)) % 360
    for i in range(len(ring)):
        a, b = ring[i], ring[(i + 1) % len(ring)]
        cross = a[0] * b[1] - a[1] * b[0]
        if not (a[0] * dy - a[1] * dx >= 0 and dx * b[1] - dy * b[0] >= 0 and cross >= 0):
            continue
        if i in arcs:
            hit = distance <= reach
        else:
            edge = b - a
            hit = edge[0] * (dy - a[1]) - edge[1] * (dx - a[0]) >= 0
        if hit:
            break
    else:
        return None
    aim = entry["aim"]
    p = np.zeros(len(aim["reach"][0]))
    for weight, fov, reaches in zip(aim["weight"], aim["fov"], aim["reach"], strict=True):
        share = 0.0
        for part, start, width in zip(aim["share"], aim["start"], aim["width"], strict=True):
            if width >= 360:
                share += part * min(1.0, fov / 360)
            else:
                off = (bearing - start) % 360
                low, high = off - fov / 2, off + fov / 2
                if width == 0:
                    share += part * (low <= 0 <= high or low <= 360 <= high)
                else:
                    share += part * sum(
                        max(0.0, min(high, width + turn) - max(low, turn)) / width
                        for turn in (-360, 0, 360)
                    )
        p += weight * share * (distance <= np.array(reaches))
    return p


def test_the_files_give_the_librarys_answer():
    rng = np.random.default_rng(1)
    project = Transformer.from_crs("EPSG:4326", INDEX["proj"], always_xy=True)
    checked = 0
    for x, y in rng.uniform(-250, 250, size=(300, 2)):
        lon, lat = TOWN.place.frame.to_degrees(np.array([[x, y]]))[0]
        px, py = project.transform(lon, lat)
        cells = {
            f"answers/{i}_{j}.json"
            for i in range(*around(px))
            for j in range(*around(py))
            if f"{i}_{j}" in INDEX["cells"]
        }
        found = {}
        for cell in cells:
            for entry in FILES[cell]["cameras"]:
                p = seen_from(entry, px, py)
                if p is not None and p.max() > 0:
                    found[entry["id"]] = p
        expected = {s.id: s.probability for s in who_could_see(TOWN.views, (x, y))}
        assert found.keys() == expected.keys()
        for key, p in expected.items():
            assert found[key] == pytest.approx(p, abs=1e-9)
        checked += len(expected)
    assert checked > 300


def around(metres):
    reach = INDEX["reach_m"]
    return math.floor((metres - reach) / CELL_M), math.floor((metres + reach) / CELL_M) + 1


def test_every_camera_lies_in_its_own_cell_once():
    ids = []
    for path, cell in FILES.items():
        if path == "answers/index.json":
            continue
        i, j = map(int, path.removeprefix("answers/").removesuffix(".json").split("_"))
        for entry in cell["cameras"]:
            assert (entry["x"] // CELL_M, entry["y"] // CELL_M) == (i, j)
            ids.append(entry["id"])
    assert sorted(ids) == sorted(TOWN.views.ids)


def test_each_file_carries_credit_and_mark():
    for value in FILES.values():
        assert value["attribution"] == "© OpenStreetMap contributors"
        assert value["synthetic"] is False
    made_up = {p: json.loads(d) for p, d in answers(published(synthetic=True))}
    assert all(value["synthetic"] is True for value in made_up.values())


def test_the_index_names_levels_and_sources():
    assert INDEX["levels"][0]["key"] == "monitor"
    assert INDEX["sources"]["osm"] == {
        "name": "OpenStreetMap, test town",
        "dated": "2024-05-31",
        "retrieved": "2024-06-01",
        "licence": "ODbL-1.0",
    }
    assert INDEX["reach_m"] == 120.0


def test_a_city_without_cameras_has_an_index_only():
    assert [path for path, _ in answers(town_of([]))] == ["answers/index.json"]
