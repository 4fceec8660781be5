"""Ways between two points by what `import vidik` offers, on Helsinki beside networkx."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
import shapely
from matplotlib import pyplot as plt

import vidik
from tests.exposure.way_twin import graph_of
from tests.library.test_widget import scene
from vidik.jobs.ways import place_on

mpl.use("Agg")

STATION, ESPLANADE = (24.9384, 60.1699), (24.9507, 60.1669)

City = tuple[vidik.WalkingNetwork, vidik.CameraViews]


@pytest.fixture(scope="module")
def city(helsinki_pbf: Path) -> City:
    data = vidik.read(helsinki_pbf)
    views = vidik.views(vidik.read_cameras(data), vidik.read_buildings(data))
    return vidik.read_network(data), views


@pytest.fixture(scope="module")
def found(city: City) -> vidik.Ways:
    return vidik.ways(*city, STATION, ESPLANADE)


def test_the_ends_of_the_choice_are_those_of_networkx(city: City, found: vidik.Ways) -> None:
    network, _ = city
    start, end = (
        place_on(network.network, network.place, point, reach_m=150.0, name="")
        for point in (STATION, ESPLANADE)
    )
    graph = graph_of(network.network, found.seen["expected"], start, end)
    for way, before, after in (
        (found.ways[0], "effort", "watched"),
        (found.ways[-1], "watched", "effort"),
    ):
        for *_, told in graph.edges(data=True):
            told["w"] = told[before] * 2**40 + told[after]
        best = nx.dijkstra_path_length(graph, "start", "end", weight="w")
        sizes = {"effort": way.effort_mm, "watched": way.watched_mm}
        assert sizes[before] * 2**40 + sizes[after] == best


def test_the_table_says_what_each_minute_costs(found: vidik.Ways) -> None:
    table = found.to_geodataframe()
    assert len(table) == len(found) == 11
    assert table["name"].tolist() == [
        "quickest", *["between"] * 9, "least watched by mapped cameras",
    ]  # fmt: skip
    least, expected, most = (
        table[f"in_view_{bound}_min"] for bound in ("least", "expected", "most")
    )
    assert (least <= expected).all()
    assert (expected <= most).all()
    assert (most <= table["minutes"] + 1e-3).all()
    assert (np.diff(table["minutes"]) > 0.0).all()
    price = table["price_m"].to_numpy()
    assert np.isnan(price[0])
    assert (np.diff(price[1:]) > 0.0).all()
    # of the first step by hand, but for the rounding of each edge
    step = np.diff(table["minutes"])[2] / -np.diff(expected)[2]
    assert table["price_min"][3] == pytest.approx(step, rel=1e-2)
    assert table["price_m"][3] == pytest.approx(80.0 * table["price_min"][3])
    # no camera of Helsinki has a direction, so nothing is sure
    assert table["surely_less"].tolist() == [None, *[False] * 10]


def test_the_lines_are_as_long_as_the_ways_and_meet_their_ends(found: vidik.Ways) -> None:
    table = found.to_geodataframe(crs="EPSG:3879")
    assert table.length.to_numpy() == pytest.approx(table["length_m"].to_numpy(), rel=1e-3)
    degrees = found.to_geodataframe()
    for line in degrees.geometry:
        first, last = shapely.get_coordinates(line)[[0, -1]]
        assert np.hypot(*(first - STATION)) < 0.0005
        assert np.hypot(*(last - ESPLANADE)) < 0.0005


def test_the_most_telling_are_some_of_all(city: City, found: vidik.Ways) -> None:
    few = vidik.ways(*city, STATION, ESPLANADE, most=3)
    minutes = [way.minutes(80.0) for way in found.ways]
    assert [way.minutes(80.0) for way in few.ways][::2] == minutes[:: len(minutes) - 1]
    assert few.ways[1].minutes(80.0) in minutes
    told = repr(few)
    assert "the quickest way takes 11.3 min, 2.8 (0.0 to 11.3) in view of mapped cameras" in told
    assert "the least watched by mapped cameras 35.9 min" in told
    assert "1 between" in told


def test_back_is_as_long_as_there(city: City, found: vidik.Ways) -> None:
    back = vidik.ways(*city, ESPLANADE, STATION)
    assert [(w.effort_mm, w.watched_mm) for w in back.ways] == [
        (w.effort_mm, w.watched_mm) for w in found.ways
    ]


def test_fewer_cameras_never_expose_the_least_watched_way_more(city: City) -> None:
    network, views = city
    fewer = vidik.views(
        vidik.Cameras(
            title="some", sources=views.sources, dated=views.dated, rejected=(), assumptions={},
            cameras=views.cameras[::2], withheld=0,
        ),
        vidik.Buildings(
            title="the same", sources=views.sources, dated=views.dated, rejected=(),
            assumptions={}, place=views.place, footprints=views.footprints, roofs_unknown=0,
            denied=(),
        ),
    )  # fmt: skip
    all_of, some = (
        vidik.ways(network, one, STATION, ESPLANADE).ways[-1].watched_mm for one in (views, fewer)
    )
    # rounded once an edge, of which a way has a hundred
    assert some <= all_of + 100


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ((60.1699, 24.9384), "longitude comes first"),
        ((float("nan"), 60.17), "outside the boundary"),
    ],
)
def test_a_point_that_is_nowhere_is_refused(
    city: City, start: tuple[float, float], said: str
) -> None:
    with pytest.raises(vidik.InputError, match=f"start: .*{said}"):
        vidik.ways(*city, start, ESPLANADE)


def test_a_point_far_from_any_way_is_refused(city: City) -> None:
    network, _ = city
    north_of_all = (24.9384, float(network.place.boundary.bounds[3]))
    with pytest.raises(vidik.InputError, match="end: no way that people walk within 1 m"):
        place_on(network.network, network.place, north_of_all, reach_m=1.0, name="end")


def test_what_does_not_fit_together_is_refused(city: City) -> None:
    network, views = city
    with pytest.raises(vidik.InputError, match="no such level"):
        vidik.ways(network, views, STATION, ESPLANADE, level="smell")


def test_to_where_one_stands_there_is_one_way_of_no_length(city: City) -> None:
    here = vidik.ways(*city, STATION, STATION)
    assert here.to_dataframe()["name"].tolist() == ["quickest, and least watched by mapped cameras"]
    assert here.ways[0].length_m == 0.0
    assert "none is less watched by mapped cameras" in repr(here)


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_says_what_it_shows_and_who_says_so(found: vidik.Ways, dark: bool) -> None:
    ax = found.plot(dark=dark)
    texts = [one.get_text() for one in ax.get_legend().get_texts()]
    assert texts == [
        "quickest", "between", "least watched of them", "in view for certain",
        "the fuller, the likelier", "possibly in view",
    ]  # fmt: skip
    assert "may see who walks them, at level detect" in ax.get_title(loc="left")
    caption = "\n".join(one.get_text() for one in ax.texts)
    assert "Mapped cameras only" in caption
    assert "© OpenStreetMap contributors, state of 2019-04-21" in caption
    plt.close(ax.figure)


def test_the_map_has_each_way_and_what_is_in_view_of_it(found: vidik.Ways) -> None:
    made = found.explore()
    shown = scene(made)
    assert shown["ground"] == "ways"
    lines = shown["layers"]["streets"]["features"]
    roles = [one["properties"]["role"] for one in lines]
    assert roles == ["quickest", *["between"] * 9, "least"]
    for line, (name, length, (least, expected, most)), way in zip(
        lines, shown["streets"], found.ways, strict=True
    ):
        assert shown["streets"][line["properties"]["street"]][0] == name
        assert f"{way.minutes(80.0):.1f} min" in name
        assert 0.0 <= least <= expected <= most <= length
        assert length == pytest.approx(way.length_m, abs=0.06)
    seen = shown["layers"]["watched"]["features"]
    assert {one["properties"]["level"] for one in seen} == {"detect"}
    west, south, east, north = shown["bounds"]
    corners = np.concatenate([one["geometry"]["coordinates"] for one in [*lines, *seen]])
    assert (corners > (west, south)).all()
    assert (corners < (east, north)).all()
    assert "Mapped cameras only" in made.document


def test_a_way_of_no_length_can_be_drawn(city: City) -> None:
    here = vidik.ways(*city, STATION, STATION)
    plt.close(here.plot().figure)
    assert scene(here.explore())["layers"]["watched"]["features"] == []
