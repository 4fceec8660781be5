from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from vidik.errors import InputError
from vidik.model.frame import LocalFrame
from vidik.model.terrain import Terrain
from vidik.outside.terrain import read_terrain

FRAME = LocalFrame(lon=19.84, lat=45.25)
BOUNDS = (19.83, 45.24, 19.85, 45.26)
POINTS = np.array([[0.0, 0.0], [700.0, -900.0], [-1000.0, 1100.0], [333.25, 41.5]])


def rise(metres: np.ndarray) -> np.ndarray:
    """Return the height of the made-up ground: a slope over the frame of the city."""
    return 120.0 + metres[:, 0] / 100 - metres[:, 1] / 50


def write(
    path: Path, *, crs: str | None = "EPSG:32634", step: float = 25.0, **more: object
) -> Path:
    """Write the made-up ground about the city, in the system given, 200 by 240 pixels."""
    turn = Transformer.from_crs("EPSG:4326", crs or "EPSG:32634", always_xy=True)
    x, y = turn.transform(FRAME.lon, FRAME.lat)
    affine = Affine(step, 0, x - 100 * step, 0, -step, y + 120 * step)
    row, column = np.mgrid[0:240, 0:200]
    places = (affine.c + step * (column.ravel() + 0.5), affine.f - step * (row.ravel() + 0.5))
    degrees = np.column_stack(turn.transform(*places, direction="INVERSE"))
    heights = rise(FRAME.to_metres(degrees)).reshape(240, 200)
    edit = more.pop("edit", None)
    if callable(edit):
        heights = edit(heights)
    bands = int(str(more.pop("bands", 1)))
    profile = {
        "driver": "GTiff",
        "dtype": "float32",
        "width": 200,
        "height": 240,
        "count": bands,
        "crs": crs,
        "transform": affine,
    }
    units, scale = more.pop("units", None), more.pop("scale", None)
    with (
        warnings.catch_warnings(action="ignore", category=NotGeoreferencedWarning),
        rasterio.open(path, "w", **profile | more) as raster,
    ):
        for band in range(bands):
            raster.write(heights.astype(raster.dtypes[0]), band + 1)
        if units:
            raster.units = (units,)
        if scale:
            raster.scales, raster.offsets = (scale,), (100.0,)
    return path


def read(path: Path, *, margin_m: float = 300.0) -> Terrain:
    return read_terrain(path, BOUNDS, FRAME, margin_m=margin_m)


@pytest.mark.parametrize(
    ("crs", "step"),
    [
        ("EPSG:32634", 25.0),  # UTM
        ("EPSG:4326", 0.0003),  # degrees
        ("EPSG:3035", 25.0),  # Europe's equal-area grid, whose axes stand north first
        ("EPSG:3857", 25.0),
        ("EPSG:32634+5773", 25.0),  # with a vertical datum
    ],
)
def test_the_ground_is_the_same_in_any_coordinate_system(
    tmp_path: Path, crs: str, step: float
) -> None:
    found = read(write(tmp_path / "ground.tif", crs=crs, step=step))
    assert found.ground(POINTS) == pytest.approx(rise(POINTS), abs=0.01)


def test_only_what_the_city_needs_is_read(tmp_path: Path) -> None:
    found = read(write(tmp_path / "ground.tif"), margin_m=100.0)
    west, south, east, north = BOUNDS
    low, high = FRAME.to_metres(np.array([[west, south], [east, north]]))
    size = (high - low + 200.0) / 25.0
    assert (np.array(found.heights.shape[::-1]) - size < 10).all()
    corners = np.array([low - 100.0, high + 100.0])
    assert not np.isnan(found.ground(corners)).any()


def test_no_data_is_no_data(tmp_path: Path) -> None:
    def hole(heights: np.ndarray) -> np.ndarray:
        heights[100:140, 80:120] = -9999.0
        return heights

    found = read(write(tmp_path / "ground.tif", edit=hole, nodata=-9999.0))
    assert np.isnan(found.ground(np.zeros((1, 2)))).all()
    assert found.ground(POINTS[1:2]) == pytest.approx(rise(POINTS[1:2]), abs=0.01)


@pytest.mark.parametrize(
    ("units", "metres"), [("m", 1.0), ("metre", 1.0), ("ft", 0.3048), ("US survey foot", 0.3048006)]
)
def test_units_become_metres(tmp_path: Path, units: str, metres: float) -> None:
    found = read(write(tmp_path / "ground.tif", units=units))
    assert found.ground(POINTS) == pytest.approx(rise(POINTS) * metres, abs=0.01)


def test_scaled_whole_numbers_become_metres(tmp_path: Path) -> None:
    path = write(
        tmp_path / "ground.tif",
        dtype="int16",
        scale=0.01,
        edit=lambda heights: np.rint((heights - 100.0) / 0.01),
    )
    assert read(path).ground(POINTS) == pytest.approx(rise(POINTS), abs=0.02)


def test_a_file_beside_the_raster_says_nothing(tmp_path: Path) -> None:
    """The hash of the raster stands in the manifest; nothing else may change what it says."""
    path = write(tmp_path / "ground.tif")
    before = read(path).ground(POINTS)
    (tmp_path / "ground.tif.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><Offset>500</Offset></PAMRasterBand></PAMDataset>"
    )
    assert (read(path).ground(POINTS) == before).all()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"crs": None}, "not georeferenced.*gdal_translate"),
        ({"transform": Affine.identity()}, "not georeferenced"),
        ({"bands": 3}, "one band.*3 bands"),
        ({"dtype": "complex64"}, "plain numbers.*complex64"),
        ({"units": "fathom"}, "unknown unit of height.*fathom"),
        ({"nodata": 7.0, "edit": lambda h: h * 0 + 7}, "no data there"),
        ({"edit": lambda h: h * 0 - 9999}, "-9999.0.*a_nodata"),
        ({"edit": lambda h: h * 0 + np.inf}, "no ground is"),
        ({"transform": Affine(25, 0, 1e5, 0, -25, 9e6)}, "lies elsewhere"),
        ({"crs": "EPSG:27700", "transform": Affine(25, 0, 4e5, 0, -25, 3e5)}, "place"),
    ],
)
def test_what_cannot_be_used_says_why(tmp_path: Path, more: dict[str, object], words: str) -> None:
    path = tmp_path / "ground.tif"
    with pytest.raises(InputError, match=rf"ground\.tif.*{words}"):
        read(write(path, **more))


def test_what_is_no_geotiff_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ground.tif"
    with pytest.raises(InputError, match=r"ground\.tif: not a GeoTIFF"):
        read(path)
    path.write_bytes(b"II*\0 and then nothing")
    with pytest.raises(InputError, match=r"ground\.tif: not a GeoTIFF"):
        read(path)
    whole = write(tmp_path / "whole.tif").read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(InputError, match=r"ground\.tif: not a GeoTIFF"):
        read(path)
