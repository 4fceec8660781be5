from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.makers import TOWN, feature, house
from vidik.model.footprints import Footprints
from vidik.outside.tables import load_heights
from vidik.register.buildings import footprints, kind_of, merge
from vidik.register.roofs import roof_heights, with_roofs

HEIGHTS = load_heights()
KINDS = sorted({kind for row in HEIGHTS.roof for kind in row.kinds} | {"yes", "hovel", ""})


def town(*buildings: dict[str, str], half: float = 5.0) -> Footprints:
    found, _ = footprints(
        [
            feature(f"way/{i}", house(40.0 * i, 0.0, half=half), tags)
            for i, tags in enumerate(buildings)
        ],
        TOWN,
        source="osm",
    )
    return found


@given(st.data())
def test_the_arrays_say_what_the_table_says_of_each_building(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 30))
    kind = data.draw(st.lists(st.sampled_from(KINDS), min_size=n, max_size=n))
    area = data.draw(arrays(np.float64, n, elements=st.floats(0.01, 1e5)))
    known = data.draw(arrays(np.bool_, n))
    begins = data.draw(arrays(np.float64, n, elements=st.sampled_from([0.0, 3.0, 40.0])))
    mapped = np.where(known[:, None], [[4.0, 5.0, 6.0]], np.nan)

    filled = roof_heights(mapped, kind, area, HEIGHTS, min_height=begins)

    for i in range(n):
        span = HEIGHTS.roof_of(kind[i], area[i])
        expected = [begins[i] + v for v in (span.least, span.expected, span.most)]
        assert filled[i].tolist() == ([4.0, 5.0, 6.0] if known[i] else expected)
    assert not np.isnan(filled).any()
    assert (np.diff(filled, axis=1) >= 0).all()
    assert np.isnan(mapped).any() == (not known.all())  # what was given stays as it was


@given(kind=st.sampled_from(KINDS), area=st.floats(0.01, 1e5))
def test_nothing_is_thought_to_be_lower_than_a_shed(kind: str, area: float) -> None:
    assert HEIGHTS.roof_of(kind, area).least >= 2.2


def test_a_small_outline_is_no_tower() -> None:
    assert HEIGHTS.roof_of("yes", 12.0).most == 8.0
    assert HEIGHTS.roof_of("apartments", 12.0).most == 8.0
    assert HEIGHTS.roof_of("water_tower", 12.0).most == 80.0
    spans = [HEIGHTS.roof_of("yes", area) for area in (12.0, 80.0, 200.0, 500.0, 5000.0)]
    assert sorted(span.most for span in spans) == [span.most for span in spans]


def test_a_building_keeps_the_height_it_has_and_gets_the_one_it_lacks() -> None:
    found = with_roofs(
        town(
            {"building": "house", "height": "7"},
            {"building": "house"},
            {"building": "garage"},
            {"building:part": "yes", "min_height": "20"},
            half=10.0,
        ),
        HEIGHTS,
    )
    assert found.kind == ("house", "house", "garage", "part")
    house_, garage, part = (HEIGHTS.roof_of(k, 400.0) for k in ("house", "garage", "part"))
    assert found.height[0].tolist() == [7.0, 7.0, 7.0]
    assert found.height[1].tolist() == [house_.least, house_.expected, house_.most]
    assert found.height[2].tolist() == [garage.least, garage.expected, garage.most]
    assert found.height[3].tolist() == [20 + v for v in (part.least, part.expected, part.most)]


def test_filling_twice_changes_nothing_and_filling_commutes_with_merging() -> None:
    a = town({"building": "yes"}, {"building": "shed"})
    b = replace(town({"building": "apartments"}), ids=("other:way/0",))
    once = with_roofs(merge([a, b]), HEIGHTS)
    assert (with_roofs(once, HEIGHTS).height == once.height).all()
    parts = merge([with_roofs(a, HEIGHTS), with_roofs(b, HEIGHTS)])
    assert (parts.height == once.height).all()
    assert parts.kind == once.kind == ("yes", "shed", "apartments")


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"building": "house"}, "house"),
        ({"building": " House ;yes"}, "house"),
        ({"building": "yes", "building:part": "tower"}, "yes"),
        ({"building": "no", "building:part": "tower"}, "tower"),
        ({"building:part": "yes"}, "part"),
        ({"building": "yes"}, "yes"),
    ],
)
def test_the_kind_of_a_building(tags: dict[str, str], kind: str) -> None:
    assert kind_of(tags) == kind


def test_areas_leave_courtyards_out_and_add_the_parts_of_a_building() -> None:
    ring = shapely.box(0, 0, 30, 20) - shapely.box(10, 5, 20, 15)
    polygons = shapely.orient_polygons(
        [ring, shapely.box(50, 0, 60, 10), shapely.box(0, 50, 1, 51)]
    )
    _, vertices, (rings, parts) = shapely.to_ragged_array(polygons)
    found = Footprints(
        ids=("a", "b"),
        kind=("yes", "yes"),
        owner=np.array([0, 0, 1]),
        polygon_offsets=parts.astype(np.int64),
        ring_offsets=rings.astype(np.int64),
        vertices=vertices + 12345.0,
        height=np.full((2, 3), np.nan),
        min_height=np.zeros(2),
    )
    assert found.areas_m2().tolist() == [30 * 20 - 100 + 100, 1.0]
    assert merge([]).areas_m2().shape == (0,)
