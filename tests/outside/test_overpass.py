from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiLineString, Point, box

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.overpass import extract_of_overpass
from vidik.outside.reading import read_extract

CORNERS = [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)]
GEOMETRY = [{"lon": lon, "lat": lat} for lon, lat in CORNERS]
NODES = [
    {"type": "node", "id": i, "lon": lon, "lat": lat} for i, (lon, lat) in enumerate(CORNERS[:4])
]
BUILDING = {"type": "way", "id": 1, "tags": {"building": "yes"}}
CAMERA = {"type": "node", "id": 9, "lon": 1, "lat": 2, "tags": {"man_made": "surveillance"}}


def read(*elements: Any, **more: Any) -> Extract:
    answer = {"version": 0.6, "elements": list(elements), **more}
    return extract_of_overpass(answer, file=Path("answer.json"), source="osm")


def shapes(extract: Extract) -> dict[str, Any]:
    return {one.id: one.geometry for one in extract.features}


def test_nodes_with_tags_are_points_and_nobody_is_named() -> None:
    extract = read(
        CAMERA | {"user": "Ana", "uid": 7, "changeset": 8, "timestamp": "2020-05-01T10:00:00Z"},
        osm3s={"timestamp_osm_base": "2024-10-22T00:00:00Z"},
    )
    (camera,) = extract.features
    assert (camera.id, camera.geometry) == ("node/9", Point(1, 2))
    assert camera.changed == dt.date(2020, 5, 1)
    assert extract.dated == dt.date(2024, 10, 22)
    assert extract.bounds == (1, 2, 1, 2)
    assert "Ana" not in repr(extract)


@pytest.mark.parametrize(
    "elements",
    [
        [BUILDING | {"geometry": GEOMETRY}],
        [BUILDING | {"nodes": [0, 1, 2, 3, 0], "geometry": GEOMETRY}],
        [BUILDING | {"nodes": [0, 1, 2, 3, 0]}, *NODES],
        [*NODES, BUILDING | {"nodes": [0, 1, 2, 3, 0]}],
        [{"type": "way", "id": 1, "nodes": [0, 1, 2, 3, 0]}, BUILDING, *NODES],
    ],
)
def test_ways_are_drawn_in_place_or_through_their_nodes(elements: list[Any]) -> None:
    extract = read(*elements)
    assert list(shapes(extract)) == ["way/1"]
    assert shapes(extract)["way/1"].equals(box(0, 0, 3, 3))
    assert extract.rejected == ()


def test_relations_are_drawn_in_place_or_through_their_ways() -> None:
    hole = [{"lon": lon, "lat": lat} for lon, lat in [(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)]]
    tags = {"type": "multipolygon", "building": "yes"}
    drawn = {
        "type": "relation",
        "id": 5,
        "tags": tags,
        "members": [
            {"type": "way", "ref": 1, "role": "outer", "geometry": GEOMETRY},
            {"type": "way", "ref": 2, "role": "inner", "geometry": hole},
            {"type": "node", "ref": 9, "role": "entrance", "lon": 0, "lat": 0},
        ],
    }
    plain = drawn | {"members": [{"type": "way", "ref": i, "role": ""} for i in (1, 2)]}
    ways = [
        {"type": "way", "id": 1, "nodes": [0, 1, 2, 3, 0]},
        {"type": "way", "id": 2, "geometry": hole},
    ]
    for extract in (read(drawn), read(plain, *ways, *NODES)):
        assert shapes(extract)["relation/5"].area == 8
        assert extract.rejected == ()


def test_centres_stand_for_what_is_not_drawn() -> None:
    centre = {"center": {"lon": 1.5, "lat": 1.5}}
    extract = read(
        BUILDING | {"nodes": [0, 1, 2, 3, 0]} | centre,
        {"type": "relation", "id": 5, "tags": {"man_made": "surveillance"}} | centre,
    )
    assert shapes(extract) == {"way/1": Point(1.5, 1.5), "relation/5": Point(1.5, 1.5)}
    assert extract.rejected == ()


def test_ways_cut_off_are_noted() -> None:
    cut = [*GEOMETRY[:2], None, *GEOMETRY[3:]]
    extract = read(
        BUILDING | {"geometry": cut},
        {"type": "way", "id": 2, "tags": {"natural": "water"}, "geometry": cut},
    )
    assert shapes(extract) == {"way/2": MultiLineString([[(0, 0), (3, 0)], [(0, 3), (0, 0)]])}
    assert [row.id for row in extract.rejected] == ["way/1", "way/2"]


def test_a_node_without_a_place_is_rejected() -> None:
    extract = read(
        CAMERA | {"lat": None},
        CAMERA | {"id": 10, "lat": "2"},
        CAMERA | {"id": 11, "lat": 99},
    )
    assert extract.features == ()
    assert [row.reason for row in extract.rejected] == ["not a place on the globe"] * 3


def test_what_is_no_object_is_rejected() -> None:
    extract = read(
        CAMERA, {"type": "count", "id": 0}, {"type": "node"}, 5, {"type": "way", "id": "1"}
    )
    assert len(extract.features) == 1
    assert [row.id for row in extract.rejected] == [f"element {i}" for i in (2, 3, 4, 5)]


def test_a_server_that_broke_off_is_not_believed() -> None:
    remark = 'runtime error: Query timed out in "query" at line 3 after 26 seconds.'
    with pytest.raises(InputError, match="the server broke off") as caught:
        read(CAMERA, remark=remark)
    assert caught.value.value == remark


def test_no_elements_is_no_answer() -> None:
    with pytest.raises(InputError, match="no list of elements"):
        extract_of_overpass({}, file=Path("answer.json"), source="osm")


def test_an_answer_is_told_from_geojson_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"elements": [CAMERA]}), encoding="utf-8")
    assert len(read_extract(path, source="osm").features) == 1
    assert len(read_extract(path, format="overpass", source="osm").features) == 1
    with pytest.raises(InputError, match="not GeoJSON but Overpass JSON"):
        read_extract(path, format="geojson", source="osm")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ELEMENTS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["node", "way", "relation", "x"]) | JSON,
        "id": st.integers(0, 3) | JSON,
        "lon": JSON,
        "lat": JSON,
        "nodes": st.lists(st.integers(0, 3)) | JSON,
        "geometry": st.lists(st.sampled_from(GEOMETRY)) | JSON,
        "members": st.lists(st.just({"type": "way", "ref": 1})) | JSON,
        "center": JSON,
        "tags": st.just({"building": "yes", "type": "multipolygon"}) | JSON,
        "timestamp": JSON,
    },
)


@given(st.lists(ELEMENTS, max_size=5))
def test_no_answer_raises(elements: list[Any]) -> None:
    extract = read(*elements)
    assert len({one.id for one in extract.features}) == len(extract.features)
