"""No outline near a place is left out."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from tests.makers import feature
from vidik.model.frame import LocalFrame
from vidik.register.near import outlines_near
from vidik.register.packed import packed

AT = st.tuples(st.integers(-30, 30), st.integers(-30, 30))


@pytest.mark.parametrize("latitude", [0.0, 45.25, -80.0, 89.0])
@settings(max_examples=30)
@given(st.lists(AT, max_size=6), st.lists(AT, max_size=6), st.integers(0, 9))
def test_all_that_are_near_and_few_others(latitude, corners, places, metres):
    frame = LocalFrame(19.84, latitude)
    flat = [box(x, y, x + 3, y + 2) for x, y in corners]
    outlines, _ = packed(
        [feature(f"way/{i}", shapely.transform(s, frame.to_degrees)) for i, s in enumerate(flat)],
        wanted=str.isascii,
    )
    lonlat = frame.to_degrees(np.array(places, dtype=np.float64).reshape(-1, 2))
    found = outlines_near(outlines, lonlat, metres=metres)
    away = [min((s.distance(Point(at)) for at in places), default=1e9) for s in flat]
    ids = {one.id for one in found}
    assert {f"way/{i}" for i, d in enumerate(away) if d <= metres} <= ids
    # a corner of a box may be nearer to a place than the box is wide
    assert ids <= {f"way/{i}" for i, d in enumerate(away) if d <= 1.05 * metres * 2**0.5 + 0.1}
    assert all(one.geometry.equals(outlines.shape(int(one.id[4:]))) for one in found)
