import json
import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from tests.makers import published, views_of
from tests.report.low_houses import town_of_low_houses
from vidik.model.views import Aim, Aims, Views
from vidik.report.answers import CELL_M, answers
from vidik.sight.answer import who_could_see

TOWN = town_of_low_houses()
VIEWS = TOWN.views
FILES = {path: json.loads(data) for path, data in answers(TOWN)}
INDEX = FILES["answers/index.json"]
CELLS = [FILES[f"answers/{name}.json"] for name in INDEX["cells"]]

#: Corners are whole centimetres, so that nearer to an edge than this the answers may differ.
EDGE_M = 0.02


def read_back(cells):
    """Return the views that stand in the files of some cells."""
    found = [(cell, camera) for cell in cells for camera in cell["cameras"]]
    seen = [view for _, camera in found for view in camera["views"]]
    steps = [np.array(view["corners"]).reshape(-1, 2) for view in seen]
    corners = [np.cumsum(each, axis=0) / 100 for each in steps]
    before = np.cumsum([0, *(len(camera["views"]) for _, camera in found)])
    return Views(
        ids=tuple(camera["id"] for _, camera in found),
        origin=np.array([(camera["x"], camera["y"]) for _, camera in found]).reshape(-1, 2),
        moved_m=np.zeros(len(found)),
        aims=Aims.of([aim_of(*each) for each in found], levels=len(INDEX["levels"])),
        stances=np.array([camera["stances"] for _, camera in found]) + before[:-1, None],
        reach=np.array([view["reach"] for view in seen]),
        offsets=np.cumsum([0, *(len(view["rings"]) for view in seen)]),
        ring_offsets=np.cumsum([0, *(count for view in seen for count in view["rings"])]),
        vertices=np.concatenate([np.empty((0, 2)), *corners]),
        arc=np.array(
            [i in view["arcs"] for view in seen for i in range(sum(view["rings"]))], dtype=bool
        ),
    )


def aim_of(cell, camera):
    readings = cell["readings"][camera["readings"]]
    lenses = [cell["lenses"][i] for i in readings["lens"]]
    return Aim(
        weight=np.array(readings["weight"]),
        fov=np.array([lens["fov"] for lens in lenses]),
        reach=np.array([lens["reach"] for lens in lenses]),
        rise=np.array(readings["rise"]),
        lower=np.array([math.inf if edge is None else edge for edge in readings["lower"]]),
        upper=np.array(readings["upper"]),
        stance=np.array(readings["stance"]),
        share=np.array(camera["share"]),
        start=np.array(camera["start"]),
        width=np.array(camera["width"]),
    )


def cells_near(x, y):
    """Return the cells that the page reads for a point."""
    reach = INDEX["reach_m"]
    columns, rows = (
        range(math.floor((at - reach) / CELL_M), math.floor((at + reach) / CELL_M) + 1)
        for at in (x, y)
    )
    names = [f"{i}_{j}" for i in columns for j in rows if f"{i}_{j}" in INDEX["cells"]]
    return [FILES[f"answers/{name}.json"] for name in names]


def near_an_edge(camera, point):
    """Return whether a point is near an edge of some view of a camera."""
    i = VIEWS.ids.index(camera)
    part = slice(*VIEWS.starts[VIEWS.first[[i, i + 1]]])
    walls = shapely.linestrings(VIEWS.edges[part][~VIEWS.arc[part]].reshape(-1, 2, 2))
    return shapely.distance(walls, shapely.Point(point - VIEWS.origin[i])).min() < EDGE_M


def test_the_files_give_the_librarys_answer():
    project = Transformer.from_crs("EPSG:4326", INDEX["proj"], always_xy=True)
    told = 0
    for point in np.random.default_rng(1).uniform(-100, 100, size=(500, 2)):
        lon, lat = TOWN.place.frame.to_degrees(point[None])[0]
        x, y = project.transform(lon, lat)
        found = {s.id: s.probability for s in who_could_see(read_back(cells_near(x, y)), (x, y))}
        expected = {s.id: s.probability for s in who_could_see(VIEWS, tuple(point))}
        told += len(expected)
        sure = {c for c in found.keys() | expected.keys() if not near_an_edge(c, point)}
        assert sure <= found.keys() & expected.keys()
        for camera in sure:
            assert found[camera] == pytest.approx(expected[camera], abs=1e-6)
    assert told > 500


def test_what_is_not_rounded_comes_back_bit_by_bit():
    back = read_back(CELLS)
    order = [back.ids.index(name) for name in VIEWS.ids]
    back = back.only(order)
    assert max(len(set(row)) for row in VIEWS.stances.tolist()) == 3
    assert max(np.diff(VIEWS.offsets)) > 1
    for name in ("origin", "stances", "reach", "offsets", "ring_offsets", "arc"):
        assert np.array_equal(getattr(back, name), getattr(VIEWS, name)), name
    assert np.abs(back.vertices - VIEWS.vertices).max() <= 0.005 + 1e-12
    for found, aim in zip(back.aims, VIEWS.aims, strict=True):
        # an upper edge above the horizon is as good as one at it
        for name, expected in (vars(aim) | {"upper": np.maximum(aim.upper, 0)}).items():
            assert np.array_equal(getattr(found, name), expected), name


def test_cameras_of_one_kind_share_their_readings():
    cameras = published().cameras
    town = replace(published(), views=views_of(cameras))
    for path, data in answers(town):
        cell = json.loads(data)
        if path != "answers/index.json":
            assert len(cell["readings"]) == 1
            assert len(cell["lenses"]) == 2
            assert {camera["readings"] for camera in cell["cameras"]} == {0}


def test_every_camera_lies_in_its_own_cell_once():
    ids = []
    for name, cell in zip(INDEX["cells"], CELLS, strict=True):
        i, j = map(int, name.split("_"))
        for entry in cell["cameras"]:
            assert (entry["x"] // CELL_M, entry["y"] // CELL_M) == (i, j)
            ids.append(entry["id"])
    assert len(CELLS) == len(FILES) - 1 > 1
    assert sorted(ids) == sorted(VIEWS.ids)


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
    assert INDEX["reach_m"] == VIEWS.reach.max()


def test_a_city_without_cameras_has_an_index_only():
    empty = replace(published(), cameras=(), views=VIEWS.only([]))
    assert [path for path, _ in answers(empty)] == ["answers/index.json"]
