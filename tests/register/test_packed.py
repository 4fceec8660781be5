"""The fast way to walls gives what the slow one gives, bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry, LineString, MultiPolygon, Point, Polygon, box

from tests.makers import TOWN, feature
from tests.shared_data import helsinki, shared
from vidik.model.feature import Extract, Feature
from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M, LocalFrame
from vidik.outside.reading import read_extract
from vidik.register import packed as packed_module
from vidik.register.buildings import WALL_TAGS, footprints
from vidik.register.packed import packed, packed_extract, packed_footprints

HOUSE = {"building": "house"}


def in_degrees(shape: Geometry) -> Geometry:
    return shapely.transform(shape, TOWN.to_degrees)


def same(features: Sequence[Feature], frame: LocalFrame = TOWN, *, threads: int = 1) -> Footprints:
    """Return the footprints of features, made in both ways; they must not differ in a bit."""
    slow, slow_rejected = footprints(features, frame, source="osm")
    outlines, others = packed(features, wanted=WALL_TAGS.__contains__)
    fast, rejected = packed_footprints(
        outlines, frame, others=others, source="osm", threads=threads
    )
    assert rejected == slow_rejected
    assert fast.ids == slow.ids
    assert fast.kind == slow.kind
    for field in fields(Footprints)[2:]:
        ours, theirs = getattr(fast, field.name), getattr(slow, field.name)
        assert ours.dtype == theirs.dtype, field.name
        assert ours.tobytes() == theirs.tobytes(), field.name
    return fast


@pytest.mark.parametrize("threads", [1, 3])
def test_real_cities(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_module, "_CHUNK", 1000)
    for path, frame in (
        (shared("novi_sad.osm.pbf"), LocalFrame(19.84, 45.25)),
        (helsinki(), LocalFrame(24.94, 60.17)),
    ):
        made = same(read_extract(path, source="osm").features, frame, threads=threads)
        assert len(made) > 500


# -- outlines that need care -----------------------------------------------------------------------

SQUARE = box(0, 0, 9, 9)
CAREFUL = {
    "repeated vertices": Polygon([(0, 0), (0, 0), (9, 0), (9, 9), (9, 9), (0, 9), (0, 0)]),
    "a spike": Polygon([(0, 0), (9, 0), (9, 9), (14, 14), (9, 9), (0, 9)]),
    "a spike inward": Polygon([(0, 0), (9, 0), (9, 9), (4, 9), (4, 3), (4, 9), (0, 9)]),
    "a spike along a wall": Polygon([(0, 0), (9, 0), (5, 0), (9, 9), (0, 9)]),
    "collinear": shapely.segmentize(SQUARE, 1.0),
    "the beginning on a straight wall": Polygon([(4, 0), (9, 0), (9, 9), (0, 9), (0, 0)]),
    "a bow-tie": Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]),
    "a courtyard": SQUARE - box(3, 3, 6, 6),
    "two courtyards": SQUARE - box(1, 1, 3, 3) - box(5, 5, 8, 8),
    "a tiny courtyard": SQUARE - box(3, 3, 3.01, 3.01),
    "a courtyard that touches": Polygon(
        [(0, 0), (9, 0), (9, 9), (0, 9)], [[(0, 0), (5, 3), (3, 5)]]
    ),
    "two lobes that touch": Polygon([(0, 0), (4, 4), (8, 0), (8, 8), (4, 4), (0, 8)]),
    "no area": Polygon([(0, 0), (5, 5), (9, 9)]),
    "hardly any area": box(0, 0, 0.09, 0.11),
    "just enough area": box(0, 0, 0.1015625, 0.1015625),
    "a slit that rounding closes": Polygon([(0, 0), (9, 0), (9, 9), (5, 0.0003), (0, 9)]),
    "all in one point": box(1, 1, 1.0001, 1.0001),
    "clockwise": shapely.reverse(SQUARE),
    "several": MultiPolygon([SQUARE, box(20, 0, 25, 5), box(30, 0, 30.01, 0.01)]),
    "several, one with a courtyard": MultiPolygon([SQUARE - box(3, 3, 6, 6), box(20, 0, 25, 5)]),
    "several, one a bow-tie": MultiPolygon([SQUARE, Polygon([(20, 0), (29, 9), (29, 0), (20, 9)])]),
    "wider than a city": box(-90_000, -90_000, 90_000, 90_000),
    "more corners than are counted": Point(0, 0).buffer(50, quad_segs=300),
    "a point": Point(1, 1),
    "a line": LineString([(0, 0), (5, 0), (5, 5)]),
    "empty": Polygon(),
}


@pytest.mark.parametrize("outline", CAREFUL.values(), ids=CAREFUL)
def test_outlines_that_need_care(outline: Geometry) -> None:
    same([feature("way/1", in_degrees(outline), HOUSE)])


def test_all_of_them_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_module, "_CHUNK", 4)
    shapes = [*CAREFUL.values(), *CAREFUL.values()]
    made = same([feature(f"way/{i}", in_degrees(s), HOUSE) for i, s in enumerate(shapes)])
    assert 0 < len(made) < len(CAREFUL)


def test_what_is_far_away_goes_the_slow_way() -> None:
    far = feature("way/1", box(-155.2, -60.3, -155.1, -60.2), HOUSE)
    near = feature("way/2", in_degrees(SQUARE), HOUSE)
    same([far, near], LocalFrame(24.94, 60.17))


def test_no_object_is_no_fault() -> None:
    assert len(same([])) == 0
    assert len(same([feature("way/1", in_degrees(SQUARE), {"highway": "service"})])) == 0


CORNER = st.tuples(st.integers(-12, 12), st.integers(-12, 12))
RINGS = st.lists(CORNER, min_size=3, max_size=9).map(Polygon)
#: The grid itself, so that vertices meet and walls run into one another after rounding.
FINE = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(
    lambda at: (at[0] * GRID_M * 0.75, at[1] * GRID_M * 0.75 + at[0] * 0.2)
)
TAGS = st.fixed_dictionaries(
    {"building": st.sampled_from(["yes", "roof", "house"])},
    optional={
        "height": st.sampled_from(["3", "3 m", "tall", "0", ""]),
        "building:levels": st.sampled_from(["2", "0", "many"]),
        "min_height": st.sampled_from(["1", "9", "low"]),
        "name": st.just("Kula"),
    },
)


@given(
    st.lists(
        st.tuples(st.one_of(RINGS, st.lists(FINE, min_size=3, max_size=7).map(Polygon)), TAGS),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_random_outlines_in_any_order(drawn, random) -> None:
    features = [
        feature(f"way/{i}", in_degrees(outline), tags) for i, (outline, tags) in enumerate(drawn)
    ]
    random.shuffle(features)
    same(features)


def test_packing_an_extract_loses_nothing() -> None:
    areas = [feature(f"way/{i}", in_degrees(SQUARE), HOUSE) for i in range(3)]
    lines = [feature("way/9", in_degrees(LineString([(0, 0), (5, 5)])), {"highway": "path"})]
    extract = packed_extract(Extract((*areas, *lines)), wanted=WALL_TAGS.__contains__)
    assert extract.features == tuple(lines)
    assert extract.outlines.ids == ("way/0", "way/1", "way/2")
    assert extract.outlines.tag_sets == (HOUSE,)
    assert [extract.outlines.shape(i) for i in range(3)] == [one.geometry for one in areas]
