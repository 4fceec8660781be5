from __future__ import annotations

import random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry, LineString, MultiLineString, Point, box

from tests.makers import feature
from tests.shared_data import helsinki, shared
from vidik.outside.reading import read_extract
from vidik.register.basemap import base_shapes
from vidik.register.water import closed_by_shortest_way, sea

AREA = box(0, 0, 1, 1)
LINE = LineString([(0, 0), (1, 1)])
POINT = Point(0.5, 0.5)


@pytest.mark.parametrize(
    ("geometry", "tags", "shown"),
    [
        (AREA, {"leisure": "park", "name": "Калемегдан"}, ("green", "park", "Калемегдан")),
        (AREA, {"landuse": "cemetery"}, ("green", "cemetery", "")),
        (AREA, {"natural": "water", "name": "Lake"}, ("water", "water", "Lake")),
        (AREA, {"building": "yes", "name": "City hall"}, ("buildings", "building", "")),
        (AREA, {"building": "roof"}, ("buildings", "building", "")),
        (AREA, {"building": "yes", "location": "underground"}, None),
        (AREA, {"highway": "pedestrian", "area": "yes"}, ("streets", "pedestrian", "")),
        (AREA, {"shop": "mall"}, None),
        (AREA, {"landuse": "industrial"}, None),
        (LINE, {"waterway": "stream"}, ("water", "stream", "")),
        (LINE, {"waterway": "stream", "tunnel": "culvert"}, None),
        (LINE, {"railway": "tram"}, ("rail", "tram", "")),
        (LINE, {"railway": "subway", "tunnel": "yes"}, None),
        (LINE, {"highway": "path", "name": "Way"}, ("streets", "path", "Way")),
        (LINE, {"highway": "proposed"}, None),
        (LINE, {"highway": "corridor"}, None),
        (LINE, {"building": "yes"}, None),
        (POINT, {"place": "suburb", "name": "Liman"}, ("places", "suburb", "Liman")),
        (POINT, {"place": "suburb"}, None),
        (POINT, {"shop": "kiosk", "name": "Kiosk"}, None),
    ],
)
def test_layers(
    geometry: Geometry, tags: dict[str, str], shown: tuple[str, str, str] | None
) -> None:
    shapes = base_shapes([feature("way/1", geometry, tags)])
    assert [(s.layer, s.kind, s.name) for s in shapes] == ([] if shown is None else [shown])


def test_shapes_are_cut_at_the_edge() -> None:
    clip = box(0.5, 0.5, 2, 2)
    shapes = base_shapes(
        [
            feature("way/1", AREA, {"leisure": "park"}),
            feature("way/2", LINE, {"highway": "path"}),
            feature("way/3", box(0, 0, 0.5, 0.5), {"leisure": "park"}),  # touches it in a corner
            feature("way/4", box(5, 5, 6, 6), {"leisure": "park"}),
            feature("node/1", Point(0, 0), {"place": "town", "name": "Far"}),
        ],
        clip=clip,
    )
    assert [shape.layer for shape in shapes] == ["green", "streets"]
    assert shapes[0].geometry.equals(box(0.5, 0.5, 1, 1))
    assert shapes[1].geometry.equals(LineString([(0.5, 0.5), (1, 1)]))


KINDS = st.sampled_from(
    [
        (AREA, {"leisure": "park"}),
        (AREA, {"building": "yes"}),
        (LINE, {"highway": "path", "name": "A"}),
        (LINE.reverse(), {"highway": "path", "name": "A"}),
        (POINT, {"place": "town", "name": "B"}),
        (LINE, {"natural": "coastline"}),
    ]
)


@given(st.lists(KINDS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_features_changes_nothing(
    kinds: list[tuple[Geometry, dict[str, str]]], rng: random.Random
) -> None:
    features = [feature(f"way/{i}", shape, tags) for i, (shape, tags) in enumerate(kinds)]
    mixed = features.copy()
    rng.shuffle(mixed)
    one, two = (base_shapes(each, clip=box(-1, -1, 0.7, 0.7)) for each in (features, mixed))
    assert [s.geometry.normalize().wkb for s in one] == [s.geometry.normalize().wkb for s in two]
    assert [(s.layer, s.kind, s.name) for s in one] == [(s.layer, s.kind, s.name) for s in two]


# -- water -----------------------------------------------------------------------------------------

CLIP = box(0, 0, 10, 10)


def test_the_sea_lies_to_the_right_of_its_coast() -> None:
    eastward = LineString([(-1, 4), (11, 4)])
    south = sea([eastward], CLIP)
    north = sea([eastward.reverse()], CLIP)
    assert south is not None
    assert north is not None
    assert south.equals(box(0, 0, 10, 4))
    assert north.equals(box(0, 4, 10, 10))


def test_an_island_is_no_sea_and_a_lagoon_is() -> None:
    ring = box(2, 2, 4, 4).exterior
    around = sea(
        [LineString(ring.coords)] if ring.is_ccw else [LineString(ring.coords[::-1])], CLIP
    )
    within = sea(
        [LineString(ring.coords[::-1])] if ring.is_ccw else [LineString(ring.coords)], CLIP
    )
    assert around is not None
    assert within is not None
    assert around.equals(CLIP - box(2, 2, 4, 4))
    assert within.equals(box(2, 2, 4, 4))


def test_a_coast_in_pieces_is_joined() -> None:
    pieces = [LineString([(5, 4), (11, 4)]), LineString([(-1, 4), (5, 4)])]
    assert sea(pieces, CLIP).equals(box(0, 0, 10, 4))


def test_a_coast_that_stops_just_short_of_the_edge_is_drawn_to_it() -> None:
    short = sea([LineString([(0.001, 4), (9.999, 4)])], CLIP)
    assert short is not None
    assert short.equals(box(0, 0, 10, 4))


def test_a_broken_coast_floods_nothing() -> None:
    assert sea([LineString([(-1, 4), (5, 4)])], CLIP) is None
    assert sea([LineString([(20, 4), (25, 4)])], CLIP) is None


def test_a_river_cut_off_is_closed_by_the_shortest_way() -> None:
    banks = [
        LineString([(0, 0), (9, 0)]),
        LineString([(0, 1), (5, 1)]),
        LineString([(9, 1), (5, 1)]),
    ]
    river = closed_by_shortest_way(banks)
    assert river is not None
    assert river.equals(box(0, 0, 9, 1))


def test_an_island_in_a_river_that_is_cut_off_stays() -> None:
    banks = [LineString([(0, 0), (9, 0)]), LineString([(0, 3), (9, 3)])]
    island = LineString(box(4, 1, 5, 2).exterior.coords)
    river = closed_by_shortest_way([*banks, island])
    assert river is not None
    assert river.area == 27 - 1


def test_a_single_straight_bank_is_no_river() -> None:
    assert closed_by_shortest_way([LineString([(0, 0), (9, 0)])]) is None


def test_a_cut_off_lake_is_drawn_all_the_same() -> None:
    lake = MultiLineString([[(0, 0), (9, 0)], [(0, 1), (9, 1)]])
    (shape,) = base_shapes([feature("relation/1", lake, {"natural": "water", "name": "Lake"})])
    assert (shape.layer, shape.name) == ("water", "Lake")
    assert shape.geometry.equals(box(0, 0, 9, 1))


def test_helsinki_has_its_bay() -> None:
    extract = read_extract(helsinki(), source="osm")
    assert extract.bounds is not None
    clip = box(*extract.bounds)
    shapes = base_shapes(extract.features, clip=clip)
    (bay,) = (shape.geometry for shape in shapes if shape.kind == "sea")
    assert bay.covers(Point(24.943, 60.178))  # Kaisaniemenlahti
    assert not bay.intersects(Point(24.9414, 60.1719))  # the railway station
    assert not bay.intersects(Point(24.9465, 60.1780))  # Siltasaari
    assert all(clip.buffer(1e-9).covers(shape.geometry) for shape in shapes)


def test_novi_sad_has_its_river() -> None:
    shapes = base_shapes(read_extract(shared("novi_sad.osm.pbf"), source="osm").features)
    water = [shape.geometry for shape in shapes if shape.layer == "water"]
    danube, town = Point(19.8575, 45.2515), Point(19.8451, 45.2551)
    assert any(one.covers(danube) for one in water)
    assert not any(shapely.intersects(one, town) for one in water)
