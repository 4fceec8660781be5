from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pyproj import Transformer

from vidik.model.frame import LocalFrame
from vidik.model.terrain import Terrain

FRAME = LocalFrame(lon=19.84, lat=45.25)
#: A raster of 12 by 10 pixels of 20 m about the centre of the frame, turned a little.
UTM = "EPSG:32634"
CENTRE = Transformer.from_crs("EPSG:4326", UTM, always_xy=True).transform(FRAME.lon, FRAME.lat)
TURNED = (19.0, 6.0, CENTRE[0] - 6 * 19 - 5 * 6, 6.0, -19.0, CENTRE[1] - 6 * 6 + 5 * 19)

rasters = arrays(
    np.float32, (10, 12), elements=st.floats(0, 200, width=32) | st.just(float("nan"))
).filter(lambda heights: not np.isnan(heights).all())
places = arrays(np.float64, (20, 2), elements=st.floats(-150, 150))


def terrain(heights: np.ndarray, **fields: object) -> Terrain:
    return Terrain(**{"heights": heights, "affine": TURNED, "crs": UTM, "frame": FRAME} | fields)


def height_at(raster: Terrain, x: float, y: float) -> float:
    """Return the height at one point: degree by degree, pixel by pixel."""
    lon, lat = FRAME.to_degrees(np.array([[x, y]]))[0]
    east, north = Transformer.from_crs("EPSG:4326", raster.crs, always_xy=True).transform(lon, lat)
    a, b, c, d, e, f = raster.affine
    column = (e * (east - c) - b * (north - f)) / (a * e - b * d)
    row = (a * (north - f) - d * (east - c)) / (a * e - b * d)
    rows, columns = raster.heights.shape
    if not (-0.5 <= column <= columns - 0.5 and -0.5 <= row <= rows - 0.5):
        return math.nan
    column, row = min(max(column, 0), columns - 1), min(max(row, 0), rows - 1)
    total = 0.0
    for j in range(rows):
        for i in range(columns):
            weight = max(0.0, 1 - abs(column - i)) * max(0.0, 1 - abs(row - j))
            if weight > 0:
                total += weight * float(raster.heights[j, i])
    return total


@settings(max_examples=30)
@given(heights=rasters, points=places)
def test_the_ground_is_what_a_slow_reader_finds(heights: np.ndarray, points: np.ndarray) -> None:
    raster = terrain(heights)
    slow = [height_at(raster, x, y) for x, y in points.tolist()]
    assert raster.ground(points) == pytest.approx(slow, abs=1e-3, nan_ok=True)


@given(slope=st.floats(-1, 1), fall=st.floats(-1, 1), points=places)
def test_a_slope_stays_a_slope(slope: float, fall: float, points: np.ndarray) -> None:
    """Bilinear interpolation knows a plane exactly, up to what single precision holds."""
    row, column = np.mgrid[0:10, 0:12]
    raster = terrain((100 + slope * column + fall * row).astype(np.float32))
    x, y = Transformer.from_crs(FRAME.proj, UTM, always_xy=True).transform(*points.T)
    a, b, c, d, e, f = TURNED
    at = np.linalg.solve([[a, b], [d, e]], [x - c, y - f])
    within = (at[0] > 0) & (at[0] < 11) & (at[1] > 0) & (at[1] < 9)
    expected = 100 + slope * at[0] + fall * at[1]
    assert raster.ground(points)[within] == pytest.approx(expected[within], abs=1e-4)


@settings(max_examples=30)
@given(
    heights=rasters,
    centre=arrays(np.float64, 2, elements=st.floats(-200, 200)),
    radius=st.floats(1, 100),
    seed=st.integers(0, 2**32 - 1),
)
def test_no_ground_in_a_circle_is_beyond_its_bounds(
    heights: np.ndarray, centre: np.ndarray, radius: float, seed: int
) -> None:
    raster = terrain(heights)
    rng = np.random.default_rng(seed)
    turn, far = rng.uniform(0, 2 * math.pi, 200), radius * np.sqrt(rng.uniform(0, 1, 200))
    inside = centre + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    low, high = raster.between(centre, radius)
    ground = raster.ground(inside)
    known = ground[~np.isnan(ground)]
    assert not known.size or (low - 1e-4 <= known.min() and known.max() <= high + 1e-4)
    lowest, highest = raster.range_m
    assert math.isnan(low) or lowest <= low <= high <= highest


def test_bounds_are_near_where_the_circle_is_small() -> None:
    row, _ = np.mgrid[0:10, 0:12]
    low, high = terrain((10.0 * row).astype(np.float32)).between(np.zeros(2), 1.0)
    assert high - low <= 20.0


def test_far_away_nothing_is_known() -> None:
    raster = terrain(np.ones((10, 12), np.float32))
    assert np.isnan(raster.ground(np.array([[5000.0, 0.0]]))).all()
    assert np.isnan(raster.between(np.array([5000.0, 0.0]), 100.0)).all()
    assert raster.ground(np.zeros((0, 2))).shape == (0,)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"heights": np.zeros((0, 3), np.float32)}, "not a raster"),
        ({"heights": np.zeros(3, np.float32)}, "not a raster"),
        ({"heights": np.full((2, 2), np.nan, np.float32)}, "says nothing"),
        ({"affine": (1.0, 1.0, 0.0, 1.0, 1.0, 0.0)}, "without area"),
    ],
)
def test_what_is_no_raster_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        terrain(**{"heights": np.ones((10, 12), np.float32)} | fields)
