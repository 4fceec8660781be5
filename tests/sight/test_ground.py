from __future__ import annotations

import numpy as np
import pytest
import shapely

from tests.makers import TOWN, feature, house
from vidik.model.footprints import Footprints
from vidik.model.terrain import Terrain
from vidik.register.buildings import footprints
from vidik.sight.ground import ground_of, ground_under

#: 20 by 20 pixels of 10 m: the ground rises 1 m for every metre east; in the north it is unknown.
ROW, COLUMN = np.mgrid[0:20, 0:20]
SLOPE = Terrain(
    heights=np.where(ROW < 5, np.nan, 500.0 + 10.0 * COLUMN).astype(np.float32),
    affine=(10.0, 0.0, -95.0, 0.0, -10.0, 95.0),
    crs=TOWN.proj,
    frame=TOWN,
)


def buildings(*places: tuple[float, float]) -> Footprints:
    found, _ = footprints(
        [
            feature(f"way/{i}", house(x, y, half=10.0), {"building": "yes"})
            for i, (x, y) in enumerate(places)
        ],
        TOWN,
        source="osm",
    )
    return found


def test_level_ground_is_zero_everywhere() -> None:
    assert ground_of(np.ones((3, 2)), None).tolist() == [0.0] * 3
    assert ground_under(buildings((0, 0), (40, 0)), None).tolist() == [0.0] * 2


def test_a_camera_stands_on_the_ground_at_its_foot() -> None:
    found = ground_of(np.array([[0.0, 0.0], [33.0, -20.0], [0.0, 80.0]]), SLOPE)
    assert found == pytest.approx([595.0, 628.0, np.nan], nan_ok=True, abs=1e-4)


def test_a_building_stands_on_the_mean_of_its_corners() -> None:
    found = ground_under(buildings((0, 0), (40, 0), (0, 80), (900, 0)), SLOPE)
    assert found == pytest.approx([595.0, 635.0, np.nan, np.nan], nan_ok=True, abs=1e-2)
    corners = np.array([[30.0, -10.0], [50.0, -10.0], [50.0, 10.0], [30.0, 10.0]])
    assert found[1] == pytest.approx(SLOPE.ground(corners).mean(), abs=1e-2)


def test_corners_of_courtyards_do_not_count_and_parts_count_together() -> None:
    block = shapely.box(-40, -40, 40, 40) - shapely.box(20, 20, 30, 30)
    wings = [shapely.box(0, 0, 20, 20), shapely.box(40, 0, 60, 20)]
    _, vertices, (rings, parts) = shapely.to_ragged_array(shapely.orient_polygons([block, *wings]))
    found = ground_under(
        Footprints(
            ids=("block", "wings"),
            kind=("yes", "yes"),
            owner=np.array([0, 1, 1]),
            polygon_offsets=parts.astype(np.int64),
            ring_offsets=rings.astype(np.int64),
            vertices=vertices,
            height=np.full((2, 3), np.nan),
            min_height=np.zeros(2),
        ),
        SLOPE,
    )
    assert found == pytest.approx([595.0, 625.0], abs=1e-4)
