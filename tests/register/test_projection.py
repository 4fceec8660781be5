"""Places come to the grid exactly where PROJ puts them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.frame import GRID_M, LocalFrame, snap
from vidik.register.projection import projection

FRAMES = [
    LocalFrame(19.84, 45.25), LocalFrame(-179.99, 0.0), LocalFrame(25.0, 89.5),
    LocalFrame(0.1, -33.3),
]  # fmt: skip


def by_proj(frame, lonlat):
    return snap(frame.to_metres(lonlat)) / GRID_M


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("spread", [0.01, 0.7, 15.0])
def test_polynomials_give_the_points_that_proj_gives(frame, spread):
    rng = np.random.default_rng(5)
    lonlat = np.array([frame.lon, frame.lat]) + rng.uniform(-spread, spread, (20_000, 2))
    lonlat = np.clip(lonlat, (-180, -90), (180, 90))
    ready = projection(frame, lonlat, worth_it=1)
    assert len(ready.coefficients) > 0
    assert np.array_equal(ready.on_grid(lonlat), by_proj(frame, lonlat))


def test_points_in_the_middle_between_two_of_the_grid():
    frame = FRAMES[0]
    east = (np.arange(4000) + 0.5) * GRID_M
    lonlat = frame.to_degrees(np.column_stack([east, 7 * east]))
    ready = projection(frame, lonlat, worth_it=1)
    assert np.array_equal(ready.on_grid(lonlat), by_proj(frame, lonlat))


def test_few_places_are_left_to_proj():
    lonlat = np.array([[19.84, 45.25], [19.9, 45.3]])
    assert len(projection(FRAMES[0], lonlat).coefficients) == 0


@given(
    st.lists(
        st.tuples(st.floats(-200, 200), st.floats(-100, 100))
        | st.sampled_from(
            [(float("nan"), 1.0), (1.0, float("inf")), (180.0, 90.0), (-180.0, -90.0)]
        ),
        min_size=1,
    ),
    st.sampled_from(FRAMES),
)
def test_any_numbers_at_all(places, frame):
    lonlat = np.array(places)
    ours = projection(frame, lonlat, worth_it=1).on_grid(lonlat)
    theirs = by_proj(frame, lonlat)
    held = np.isfinite(theirs).all(axis=1)
    assert np.array_equal(ours[held], theirs[held])
    assert not np.isfinite(ours[~held]).all(axis=1).any()
