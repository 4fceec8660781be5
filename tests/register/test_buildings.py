from __future__ import annotations

import random
import time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Geometry, LineString, MultiPolygon, Point, Polygon, box

from tests.makers import TOWN, feature
from tests.shared_data import helsinki, shared
from vidik.model.footprints import Footprints
from vidik.model.frame import GRID_M, LocalFrame
from vidik.outside.reading import read_extract
from vidik.register.buildings import footprints, hides_sight, merge

HOUSE = {"building": "house"}


def in_degrees(shape: Geometry) -> Geometry:
    return shapely.transform(shape, TOWN.to_degrees)


def walls(*outlines: Geometry, tags: dict[str, str] | None = None) -> tuple[Footprints, list[str]]:
    """Return the footprints of outlines in metres, and why some were rejected."""
    tags = HOUSE if tags is None else tags
    features = [feature(f"way/{i}", in_degrees(o), tags) for i, o in enumerate(outlines)]
    made, rejected = footprints(features, TOWN, source="osm")
    return made, [f"{row.id} {row.field}: {row.reason}" for row in rejected]


def polygons_of(made: Footprints) -> NDArray[np.object_]:
    return np.asarray(
        shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, made.vertices, (made.ring_offsets, made.polygon_offsets)
        )
    )


def heights_of(tags: dict[str, str]) -> tuple[list[float], float, list[str]]:
    made, why = walls(box(0, 0, 9, 9), tags=HOUSE | tags)
    return made.height[0].tolist(), float(made.min_height[0]), why


# -- what is a wall --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "hides"),
    [
        ({"building": "yes"}, True),
        ({"building:part": "yes"}, True),
        ({"building": "no"}, False),
        ({"building": "no", "building:part": "yes"}, True),
        ({"building": "yes", "building:part": "no"}, True),
        ({"building": "roof"}, False),
        ({"building": "carport"}, False),
        ({"building": "entrance"}, False),
        ({"building": "yes", "location": "underground"}, False),
        ({"building": "yes", "layer": "-1"}, False),
        ({"building": "yes", "layer": "1"}, True),
        ({"building": "yes", "level": "-2;-1"}, False),
        ({"building": "yes", "level": "-1;0"}, True),
        ({"building": "yes", "building:levels": "0"}, False),
        ({"building": "yes", "building:levels": "0", "roof:levels": "1"}, True),
        ({"building": "yes", "building:levels": "0", "height": "4"}, True),
        ({"highway": "service"}, False),
    ],
)
def test_walls_are_told_by_their_tags(tags: dict[str, str], hides: bool) -> None:
    assert hides_sight(tags) is hides


# -- outlines --------------------------------------------------------------------------------------


def test_a_house_becomes_a_ring_of_its_corners() -> None:
    made, why = walls(box(-5, -5, 5, 5))
    assert why == []
    assert made.ids == ("osm:way/0",)
    assert made.vertices.tolist() == [[-5, -5], [5, -5], [5, 5], [-5, 5], [-5, -5]]
    assert np.isnan(made.height).all()
    assert made.min_height.tolist() == [0]


def test_rings_are_turned_the_right_way_and_courtyards_kept() -> None:
    yard = box(0, 0, 20, 20, ccw=False) - box(5, 5, 15, 15)
    made, why = walls(yard, MultiPolygon([box(30, 0, 35, 5), box(40, 0, 45, 5)]))
    assert why == []
    assert made.owner.tolist() == [0, 1, 1]
    rings = np.split(made.vertices, made.ring_offsets[1:-1])
    turns = [shapely.is_ccw(shapely.LinearRing(ring)) for ring in rings]
    assert turns == [True, False, True, True]
    assert polygons_of(made)[0].area == 300


def test_corners_on_a_straight_wall_are_dropped() -> None:
    dense = shapely.segmentize(box(0, 0, 8, 8), 1.0)
    assert walls(dense)[0].vertices.tolist() == walls(box(0, 0, 8, 8))[0].vertices.tolist()


def test_a_crossing_outline_is_repaired_and_reported() -> None:
    made, why = walls(Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))
    assert why == ["way/0 geometry: the outline crosses or touches itself; repaired"]
    assert len(made.owner) == 2
    assert polygons_of(made).tolist() == [g for g in polygons_of(made) if g.is_valid]
    assert shapely.area(polygons_of(made)).sum() == pytest.approx(50, abs=0.01)


def test_what_only_rounding_spoils_is_said_to_be_so() -> None:
    slit = Polygon([(0, 0), (10, 0), (10, 10), (5, 0.0003), (0, 10)])
    made, why = walls(slit)
    assert why == [
        "way/0 geometry: the outline touches itself when its corners are rounded to 1 mm; repaired"
    ]
    assert shapely.is_valid(polygons_of(made)).all()


@pytest.mark.parametrize(
    ("outline", "why"),
    [
        (Polygon([(0, 0), (9, 0), (9, 0.0001)]), "the outline encloses nothing"),
        (box(0, 0, 0.01, 0.01), "the outline encloses nothing"),
        (Polygon(), "the outline encloses nothing"),
        (Point(1, 1), "mapped as a point, without an outline"),
        (LineString([(0, 0), (5, 0), (5, 5)]), "the outline is not closed"),
    ],
)
def test_what_has_no_area_is_no_wall(outline: Geometry, why: str) -> None:
    made, rejected = walls(outline, box(20, 20, 30, 30))
    assert rejected == [f"way/0 geometry: {why}"]
    assert made.ids == ("osm:way/1",)


def test_a_building_on_the_other_side_of_the_world_is_rejected() -> None:
    far = feature("way/1", box(-155.2, -60.3, -155.1, -60.2), HOUSE)
    near = feature("way/2", in_degrees(box(0, 0, 9, 9)), HOUSE)
    made, rejected = footprints([far, near], LocalFrame(24.94, 60.17), source="osm")
    assert "osm:way/2" in made.ids
    assert len(made) + len(rejected) == 2


def test_a_tiny_courtyard_is_filled() -> None:
    made, why = walls(box(0, 0, 9, 9) - box(4, 4, 4.05, 4.05))
    assert why == []
    assert len(made.ring_offsets) - 1 == 1


# -- repetitions -----------------------------------------------------------------------------------


def test_the_same_outline_counts_once() -> None:
    turned = Polygon([(9, 9), (9, 0), (0, 0), (0, 9)])
    made, why = walls(box(0, 0, 9, 9), turned, box(0, 0, 9, 8))
    assert made.ids == ("osm:way/0", "osm:way/2")
    assert why == ["way/1 geometry: the same outline as way/0; counted once"]


def test_the_same_outline_at_another_height_is_another_part() -> None:
    outline = in_degrees(box(0, 0, 9, 9))
    low = feature("way/1", outline, {"building": "yes", "height": "10"})
    high = feature("way/2", outline, {"building:part": "yes", "height": "20", "min_height": "10"})
    made, rejected = footprints([low, high], TOWN, source="osm")
    assert len(made) == 2
    assert rejected == ()


# -- heights ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "height"),
    [
        ({"height": "12"}, [12, 12, 12]),
        ({"building:height": "12 m"}, [12, 12, 12]),
        ({"est_height": "12"}, [12, 12, 12]),
        ({"height": "10-12"}, [10, 11, 12]),
        ({"building:levels": "4"}, [10, 12, 16]),
        ({"building:levels": "3", "roof:levels": "1"}, [10, 12, 16]),
        ({"building:levels": "3-5"}, [7.5, 12, 20]),
        ({"height": "12", "building:levels": "9"}, [12, 12, 12]),
    ],
)
def test_heights(tags: dict[str, str], height: list[float]) -> None:
    assert heights_of(tags) == (height, 0, [])


@pytest.mark.parametrize(
    ("tags", "least", "field"),
    [
        ({"height": "tall", "building:levels": "4"}, 10, "height"),
        ({"height": "-3", "building:levels": "4"}, 10, "height"),
        ({"height": "9999", "building:levels": "4"}, 10, "height"),
        ({"building:levels": "G+2", "height": "12"}, 12, None),
    ],
)
def test_levels_help_out_where_the_height_is_not_understood(
    tags: dict[str, str], least: float, field: str | None
) -> None:
    height, _, why = heights_of(tags)
    assert height[0] == least
    assert [row.split()[1] for row in why] == ([f"{field}:"] if field else [])


@pytest.mark.parametrize(
    ("tags", "floor", "noted"),
    [
        ({"min_height": "4", "height": "12"}, 4, 0),
        ({"min_height": "0", "height": "12"}, 0, 0),
        ({"building:min_level": "2", "building:levels": "6"}, 6, 0),
        ({"min_height": "4"}, 4, 0),
        ({"min_height": "12", "height": "12"}, 0, 1),
        ({"min_height": "low", "height": "12"}, 0, 1),
    ],
)
def test_where_a_part_begins(tags: dict[str, str], floor: float, noted: int) -> None:
    _, begins, why = heights_of(tags)
    assert begins == floor
    assert len(why) == noted


def test_the_height_of_a_level_is_an_assumption() -> None:
    house = feature("way/1", in_degrees(box(0, 0, 9, 9)), HOUSE | {"building:levels": "2"})
    made, _ = footprints(
        [house],
        TOWN,
        source="osm",
        metres_per_level=3.5,
        least_metres_per_level=3.0,
        most_metres_per_level=5.0,
    )
    assert made.height.tolist() == [[6, 7, 10]]


# -- several sources, laws -------------------------------------------------------------------------


def test_no_buildings_are_no_fault() -> None:
    made, rejected = footprints([], TOWN, source="osm")
    assert len(made) == 0
    assert rejected == ()
    assert len(merge([])) == 0
    assert len(merge([made, made])) == 0


def test_sources_are_joined_in_order() -> None:
    one, _ = walls(box(0, 0, 9, 9) - box(3, 3, 6, 6), box(20, 0, 29, 9))
    two, _ = footprints(
        [feature("row 1", in_degrees(MultiPolygon([box(40, 0, 45, 5), box(50, 0, 55, 5)])), HOUSE)],
        TOWN,
        source="city",
    )
    both = merge([one, two])
    assert both.ids == ("osm:way/0", "osm:way/1", "city:row 1")
    assert both.owner.tolist() == [0, 1, 2, 2]
    joined = [*polygons_of(one), *polygons_of(two)]
    assert polygons_of(both).tolist() == joined


CORNERS = st.lists(
    st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=3, max_size=9
).map(lambda points: Polygon([(x / 2, y / 2) for x, y in points]))
OUTLINES = st.lists(CORNERS, max_size=6)


@given(OUTLINES)
def test_whatever_was_drawn_the_walls_are_sound(outlines: list[Polygon]) -> None:
    made, why = walls(*outlines)
    polygons = polygons_of(made)
    assert shapely.is_valid(polygons).all()
    assert (shapely.area(polygons) >= 0.01).all()
    assert (np.rint(made.vertices / GRID_M) * GRID_M == made.vertices).all()
    assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()
    assert (np.diff(made.owner) >= 0).all()
    # Every outline is a wall, or it is said why not.
    whole = {row.split()[0] for row in why if "repaired" not in row}
    assert {f"osm:{name}" for name in whole}.isdisjoint(made.ids)
    assert len(made) + len(whole) == len(outlines)


@given(OUTLINES, st.randoms(use_true_random=False))
def test_the_order_of_the_features_changes_nothing(
    outlines: list[Polygon], rng: random.Random
) -> None:
    features = [feature(f"way/{i}", in_degrees(o), HOUSE) for i, o in enumerate(outlines)]
    mixed = features.copy()
    rng.shuffle(mixed)
    (one, why), (two, also) = (footprints(f, TOWN, source="osm") for f in (features, mixed))
    assert one.ids == two.ids
    assert why == also
    assert one.vertices.tobytes() == two.vertices.tobytes()


# -- real cities -----------------------------------------------------------------------------------


def test_helsinki() -> None:
    extract = read_extract(helsinki(), source="osm")
    made, rejected = footprints(extract.features, LocalFrame(24.944, 60.172), source="osm")
    assert len(made) + sum(row.field == "geometry" for row in rejected) == sum(
        hides_sight(one.tags) for one in extract.features
    )
    assert len(made) == 559
    assert sum(":relation/" in name for name in made.ids) > 50
    assert (np.bincount(made.owner) > 0).all()
    assert len(made.ring_offsets) - 1 > len(made.owner)  # courtyards
    assert np.isfinite(made.height[:, 1]).sum() == 261
    assert shapely.is_valid(polygons_of(made)).all()


def test_thirty_thousand_buildings_take_seconds() -> None:
    extract = read_extract(shared("novi_sad.osm.pbf"), source="osm")
    begun = time.process_time()
    made, rejected = footprints(extract.features, LocalFrame(19.8135, 45.253), source="osm")
    assert time.process_time() - begun < 10  # it takes one; the machine may be slow
    assert len(made) == 28097
    assert shapely.is_valid(polygons_of(made)).all()
    assert {row.reason for row in rejected} == {
        "the outline is not closed",
        "mapped as a point, without an outline",
    }
