"""Sensitive places by what `import vidik` offers, on Helsinki."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

import vidik


@pytest.fixture(scope="module")
def found(helsinki_pbf: Path) -> vidik.SensitivePlaces:
    data = vidik.read(helsinki_pbf)
    views = vidik.views(vidik.read_cameras(data), vidik.read_buildings(data))
    return vidik.sensitive_places(data, views)


def test_the_table_is_for_ones_own_machine_and_says_so(found: vidik.SensitivePlaces) -> None:
    table = found.to_geodataframe()
    assert len(table) == len(found) > 20
    assert set(table["kind"]) <= set(found.kinds)
    assert {"school", "worship", "square"} <= set(table["kind"])
    assert "your own machine" in table.attrs["assumptions"]["for"]
    assert not any("camera" in name for name in table.columns)
    for level in found.levels:
        least, expected, most = (table[f"{level}_{b}"] for b in ("least", "expected", "most"))
        assert ((least <= expected) & (expected <= most)).all()
    assert 0.0 < table["detect_expected"].sum() < len(table)
    assert "mapped cameras could see the doors of" in repr(found)


def test_counts_add_up_over_kinds(found: vidik.SensitivePlaces) -> None:
    sums = [found.in_view(kind)["detect"].expected for kind in found.kinds]
    k = found.levels.index("detect")
    assert sum(sums) == pytest.approx(found.expected[:, k].sum())
    with pytest.raises(vidik.InputError, match="no such kind of place"):
        found.in_view("bank")


def test_districts_are_told_as_counts_and_small_ones_left_out(
    found: vidik.SensitivePlaces,
) -> None:
    west, south, east, north = found.place.boundary.bounds
    middle = 0.5 * (west + east)
    halves = geopandas.GeoDataFrame(
        {"name": ["West", "East"]},
        geometry=[shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)],
        crs="EPSG:4326",
    )
    table = found.by_district(halves)
    whole = [sum(one.kind == kind for one in found.places) for kind in found.kinds]
    own = table[table["level"] == "detect"]
    assert own["places"].sum() == sum(whole)
    figures = ["doors", "least", "expected", "most"]
    few = own["doors"].isna()
    assert (own.loc[own["places"] < 5, "doors"].isna()).all()
    assert own.loc[few, figures].isna().all(axis=None)
    rest = own.loc[~few, figures]
    assert len(rest) > 0
    assert (rest["doors"] <= own.loc[~few, "places"]).all()
    assert ((rest[figures] == rest[figures].round()) & (rest[figures] >= 2)).all(axis=None)
    assert (rest["most"] <= rest["doors"] - 2).all()
    assert not np.isin(table.columns, ["id", "geometry", "title"]).any()
    with pytest.raises(vidik.InputError, match="no districts in it"):
        found.by_district(halves.rename(columns={"name": "title"}))
