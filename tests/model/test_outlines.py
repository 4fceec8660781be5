"""Packed outlines: taken apart, joined and turned back into shapes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from vidik.model.outlines import Outlines
from vidik.model.polygons import Polygons, ranges

YARD = box(0, 0, 9, 9) - box(3, 3, 6, 6)
PAIR = MultiPolygon([box(20, 0, 25, 5), YARD])
SHAPES = [YARD, PAIR, box(30, 0, 31, 1)]
#: The second and the third say the same in another order.
SAID = [
    {"building": "yes"},
    {"building": "house", "layer": "1"},
    {"layer": "1", "building": "house"},
]


def outlines(*which: int, name: str = "way") -> Outlines:
    parts, owner = shapely.get_parts([SHAPES[i] for i in which], return_index=True)
    return Outlines(
        ids=tuple(f"{name}/{k}" for k in range(len(which))),
        tag_sets=tuple(SAID),
        tags_of=np.array(which, dtype=np.int64),
        offsets=np.searchsorted(owner, np.arange(len(which) + 1)),
        polygons=Polygons.of(parts),
    )


def told(some: Outlines) -> list[object]:
    return [(some.ids[i], dict(some.tags(i)), some.shape(i)) for i in range(len(some))]


WHICH = st.lists(st.integers(0, 2), max_size=5)


@given(WHICH)
def test_shapes_come_back(which):
    some = outlines(*which)
    assert [shape for _, _, shape in told(some)] == [SHAPES[i] for i in which]
    assert [tuple(b) for b in some.boxes().tolist()] == [SHAPES[i].bounds for i in which]


@given(st.lists(WHICH, max_size=4))
def test_joining_is_putting_one_after_the_other(each):
    parts = [outlines(*which, name=f"part {k}") for k, which in enumerate(each)]
    assert told(Outlines.joined(parts)) == [one for part in parts for one in told(part)]


@given(WHICH, st.data())
def test_taking_some_is_leaving_the_others(which, data):
    some = outlines(*which)
    numbers = st.lists(st.sampled_from(range(len(which)))) if which else st.just([])
    taken = data.draw(numbers)
    assert told(some.take(np.array(taken, dtype=np.int64))) == [told(some)[i] for i in taken]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5))))
def test_ranges(pairs):
    starts, lengths = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    assert ranges(starts, lengths).tolist() == [a + i for a, n in pairs for i in range(n)]


@pytest.mark.parametrize(
    "change",
    [
        {"ids": ("way/0",)},
        {"tags_of": np.array([0, 3, 0])},
        {"offsets": np.array([0, 1, 1, 4])},
        {"offsets": np.array([0, 1, 2, 3])},
        {"polygons": Polygons.empty()},
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(change):
    some = outlines(0, 1, 2)
    given_fields = {
        f: getattr(some, f) for f in ("ids", "tag_sets", "tags_of", "offsets", "polygons")
    }
    with pytest.raises(ValueError):
        Outlines(**(given_fields | change))


def test_offsets_that_do_not_cover_the_vertices_are_refused():
    sound = Polygons.of(np.array([YARD], dtype=object))
    for polygon_offsets, ring_offsets, vertices in (
        (sound.polygon_offsets[:-1], sound.ring_offsets, sound.vertices),
        (sound.polygon_offsets, sound.ring_offsets[:-1], sound.vertices),
        (sound.polygon_offsets, sound.ring_offsets, sound.vertices[:-1]),
        (sound.polygon_offsets[:0], sound.ring_offsets, sound.vertices),
    ):
        with pytest.raises(ValueError):
            Polygons(polygon_offsets, ring_offsets, vertices)
