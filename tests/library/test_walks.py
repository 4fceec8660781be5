"""Walks from homes by what `import vidik` offers, on Helsinki beside the twin."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

import vidik
from tests.exposure.walk_twin import walked_to_all
from vidik.exposure.seen import seen_along
from vidik.jobs.tiles import unheard, watch_streets
from vidik.model.tiling import Tiling
from vidik.outside.workers import Threads

BUDGET_MM = 320_000  # four minutes


@pytest.fixture(scope="module")
def city(helsinki_pbf: Path) -> tuple[vidik.WalkingNetwork, vidik.CameraViews, vidik.Buildings]:
    data = vidik.read(helsinki_pbf)
    buildings = vidik.read_buildings(data)
    return (
        vidik.read_network(data),
        vidik.views(vidik.read_cameras(data), buildings),
        buildings,
    )


def test_the_figures_of_helsinki_are_those_of_the_twin(city) -> None:
    network, views, buildings = city
    found = vidik.walks(network, views, buildings, minutes=4)
    assert len(found) == len(buildings) == 559
    own = network.network
    watched = watch_streets(
        own.ways, views.views, levels=views.levels, tiling=Tiling(), workers=Threads(2),
        advance=unheard,
    )  # fmt: skip
    for bound in ("expected", "most"):
        seen = seen_along(own, watched, level="detect", bound=bound)
        for home in (7, 333):
            wanted = walked_to_all(own, seen, found.homes, home, BUDGET_MM)
            walks = found.walks[bound]
            given = walks.reached_m[home], walks.walked_m[home], walks.seen_m[home]
            # the twin takes every millimetre for its middle, and an edge's end for none
            assert given == pytest.approx(wanted, rel=2e-4)


def test_least_is_below_what_is_expected_and_that_below_most(city) -> None:
    network, views, buildings = city
    found = vidik.walks(network, views, buildings)
    least, expected, most = (found.walks[b].share for b in ("least", "expected", "most"))
    assert (least <= expected + 1e-12).all()
    assert (expected <= most + 1e-12).all()
    assert found.share.expected == pytest.approx(0.163, abs=0.002)
    near, far = found.within(1), found.within(5)
    assert near.least == 0.0
    # where a metre is rather not seen than seen, the first camera is not expected
    assert near.expected < near.most <= far.most
    table = found.to_geodataframe()
    assert (table["first_least_m"].fillna(np.inf) <= table["first_most_m"].fillna(np.inf)).all()
    assert "16% of their walks in view of mapped cameras" in repr(found)
    assert found.credit == "© OpenStreetMap contributors, state of 2019-04-21"


def test_homes_of_ones_own_count_by_their_weight(city) -> None:
    network, views, _ = city
    two = shapely.points([[24.9384, 60.1699], [24.9507, 60.1669]])
    homes = geopandas.GeoDataFrame({"weight": [3.0, 1.0]}, geometry=two, crs="EPSG:4326")
    found = vidik.walks(network, views, homes.to_crs("EPSG:3879"))
    shares = found.walks["expected"].share
    assert found.share.expected == pytest.approx((3 * shares[0] + shares[1]) / 4)
    assert found.lonlat == pytest.approx(shapely.get_coordinates(two), abs=1e-7)


def test_a_home_far_from_any_way_is_left_out_and_said(city) -> None:
    network, views, _ = city
    far = geopandas.GeoDataFrame(geometry=shapely.points([[24.5, 60.0]]), crs="EPSG:4326")
    found = vidik.walks(network, views, far)
    assert len(found) == 0
    assert found.assumptions["homes left out"] == "1, more than 150 m from any way"
    assert found.share == vidik.Span(0.0, 0.0, 0.0)


@pytest.mark.parametrize("minutes", [0, -3, 27])
def test_walks_that_are_not_counted_are_refused(city, minutes: float) -> None:
    with pytest.raises(vidik.InputError, match="more than 0 and less than 26"):
        vidik.walks(*city, minutes=minutes)


def test_what_is_no_home_is_refused(city) -> None:
    network, views, _ = city
    lines = geopandas.GeoDataFrame(
        geometry=[shapely.LineString([[24.9, 60.1], [25.0, 60.2]])], crs="EPSG:4326"
    )
    with pytest.raises(vidik.InputError, match="a GeoDataFrame of points"):
        vidik.walks(network, views, lines)
    points = geopandas.GeoDataFrame(
        {"weight": [-1.0]}, geometry=shapely.points([[24.94, 60.17]]), crs="EPSG:4326"
    )
    with pytest.raises(vidik.InputError, match="weighs 0 or more"):
        vidik.walks(network, views, points)


def test_the_network_is_a_table(city) -> None:
    network, _, _ = city
    table = network.to_geodataframe()
    assert len(table) == len(network) == 8253
    assert table["length_m"].sum() / 1000 > network.length_m / 1000 > 50
    assert set(table.geom_type) == {"LineString"}
    assert (table["effort_m"] >= 0.999 * table["length_m"]).all()
    assert table.attrs["assumptions"]["pace"] == "80 m/min"
