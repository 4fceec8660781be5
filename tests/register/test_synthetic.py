from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from vidik.errors import InputError
from vidik.model.feature import Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import LocalFrame
from vidik.model.streets import Streets
from vidik.register.synthetic import DIRECTION_FORMS, NO_DIRECTION, synthetic_cameras

FRAME = LocalFrame(19.84, 45.25)


def block_town(blocks: int = 5) -> tuple[Footprints, Streets]:
    """Return blocks of 40 m by 40 m with courtyards, and streets 20 m wide between them."""
    outlines = [
        shapely.orient_polygons(
            box(x + 10, y + 10, x + 50, y + 50) - box(x + 20, y + 20, x + 40, y + 40)
        )
        for x in range(0, blocks * 60, 60)
        for y in range(0, blocks * 60, 60)
    ]
    _, vertices, (rings, polygons) = shapely.to_ragged_array(outlines)
    n = len(outlines)
    footprints = Footprints(
        ids=tuple(f"osm:way/{i}" for i in range(n)),
        kind=("yes",) * n,
        owner=np.arange(n),
        polygon_offsets=polygons.astype(np.int64),
        ring_offsets=rings.astype(np.int64),
        vertices=vertices,
        height=np.full((n, 3), np.nan),
        min_height=np.zeros(n),
    )
    ways = [
        way
        for a in range(0, blocks * 60 + 1, 60)
        for b in range(0, blocks * 60, 60)
        for way in ([(a, b), (a, b + 60)], [(b, a), (b + 60, a)])
    ]
    streets = Streets(
        ids=tuple(f"osm:way/{1000 + i}" for i in range(len(ways))),
        names=("",) * len(ways),
        classes=("residential",) * len(ways),
        offsets=np.arange(0, 2 * len(ways) + 1, 2),
        vertices=np.array(ways, dtype=np.float64).reshape(-1, 2),
    )
    return footprints, streets


TOWN = block_town()
NO_WALLS = Footprints(
    (), (), *(np.zeros(n, np.int64) for n in (0, 1, 1)), *(np.zeros(s) for s in ((0, 2), (0, 3), 0))
)
NO_STREETS = Streets((), (), (), np.zeros(1, np.int64), np.zeros((0, 2)))


def made_up(count: int = 1000, seed: int = 1, source: str = "synthetic") -> tuple[Feature, ...]:
    return synthetic_cameras(*TOWN, FRAME, count=count, seed=seed, source=source)


def metres(features: tuple[Feature, ...]) -> np.ndarray:
    return FRAME.to_metres(shapely.get_coordinates([f.geometry for f in features]))


def same(a: tuple[Feature, ...], b: tuple[Feature, ...]) -> bool:
    return [(f.id, f.geometry.wkb, f.tags) for f in a] == [
        (f.id, f.geometry.wkb, f.tags) for f in b
    ]


@settings(max_examples=20)
@given(count=st.integers(1, 300), seed=st.integers(0, 2**40))
def test_as_many_as_asked_for_numbered_and_marked(count: int, seed: int) -> None:
    cameras = made_up(count, seed)
    ids = [f"synthetic/{n}" for n in range(1, len(cameras) + 1)]
    assert [camera.id for camera in cameras] == ids
    lists = [camera.tags.get("camera:direction", "").split(";") for camera in cameras]
    assert sum(map(len, lists)) == count
    assert all(camera.tags["synthetic"] == "yes" for camera in cameras)
    assert all(camera.tags["man_made"] == "surveillance" for camera in cameras)
    assert same(cameras, made_up(count, seed))


def test_other_seeds_and_other_sources_give_other_cameras() -> None:
    assert not same(made_up(20), made_up(20, seed=2))
    assert not same(made_up(20), made_up(20, source="more"))


def test_six_in_ten_hang_on_outer_walls_and_none_stands_inside() -> None:
    footprints, _ = TOWN
    outlines = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        footprints.vertices,
        (footprints.ring_offsets, footprints.polygon_offsets),
    )
    points = shapely.points(metres(made_up()))
    town = shapely.union_all(outlines)
    distance = shapely.distance(points, town)
    assert distance.min() > 0.05
    assert (distance < 0.2).mean() == pytest.approx(0.6, abs=0.02)
    courtyards = shapely.union_all([shapely.Polygon(o.interiors[0]) for o in outlines])
    assert not shapely.intersects(points, courtyards).any()


def test_wall_cameras_look_outward_mostly() -> None:
    cameras = made_up(4000)
    xy = metres(cameras)
    block = (xy // 60) * 60 + 30
    # Which side of its block a camera hangs on gives the outward bearing.
    off = xy - block
    on_wall = np.isclose(np.abs(off).max(axis=1), 20.1, atol=0.05)
    east = np.abs(off[:, 0]) > np.abs(off[:, 1])
    outward = np.where(east, np.where(off[:, 0] > 0, 90, 270), np.where(off[:, 1] > 0, 0, 180))
    turned = [
        abs((int(camera.tags["camera:direction"]) - outward[i] + 180) % 360 - 180)
        for i, camera in enumerate(cameras)
        if on_wall[i] and camera.tags.get("camera:direction", "").isdigit()
    ]
    assert len(turned) > 500
    assert np.mean(np.array(turned) < 90) == pytest.approx(78 / 81, abs=0.02)


def test_proportions_and_messy_values() -> None:
    cameras = made_up(20_000)
    share = {
        key: np.mean([key in camera.tags for camera in cameras])
        for key in ("camera:direction", "camera:type", "camera:mount", "surveillance:zone")
    }
    assert share["camera:direction"] == pytest.approx(0.40, abs=0.02)
    assert share["camera:type"] == pytest.approx(0.75, abs=0.05)
    assert share["camera:mount"] == pytest.approx(0.70, abs=0.02)
    assert share["surveillance:zone"] == pytest.approx(0.45, abs=0.02)
    bare = np.mean([set(camera.tags) == {"man_made", "synthetic"} for camera in cameras])
    assert bare == pytest.approx(0.1, abs=0.02)

    directions = [c.tags["camera:direction"] for c in cameras if "camera:direction" in c.tags]
    forms = {
        "number": r"(?!370)\d+",
        "range": r"\d+-\d+",
        "list": r"\d+;\d+",
        "letters": r"[NESW]{1,3}",
        "other": "|".join(map(re.escape, NO_DIRECTION)),
    }
    for form, pattern in forms.items():
        found = np.mean([re.fullmatch(pattern, text) is not None for text in directions])
        assert found == pytest.approx(DIRECTION_FORMS[form] / 101_510, abs=0.01)
    assert any("ft" in camera.tags.get("height", "") for camera in cameras)
    assert {c.tags.get("operator", "Made-up ")[:8] for c in cameras} == {"Made-up "}


def test_poles_alone_and_walls_alone() -> None:
    footprints, streets = TOWN
    poles = synthetic_cameras(NO_WALLS, streets, FRAME, count=50, seed=1, source="s")
    assert "wall" not in {camera.tags.get("camera:mount") for camera in poles}
    walls = synthetic_cameras(footprints, NO_STREETS, FRAME, count=50, seed=1, source="s")
    assert {camera.tags.get("camera:mount", "wall") for camera in walls} == {"wall"}


def test_an_empty_city_is_refused() -> None:
    with pytest.raises(InputError, match="no walls or streets"):
        synthetic_cameras(NO_WALLS, NO_STREETS, FRAME, count=5, seed=1, source="s")


def test_some_poles_carry_two() -> None:
    xy = metres(made_up(2000))
    assert len(np.unique(xy, axis=0)) < 2000
