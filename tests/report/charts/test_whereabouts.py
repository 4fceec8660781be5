"""The map of cameras by the list that has them: what is published, at its place, no more."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from tests.makers import house, published, registered
from tests.report.towns import district_of_town
from vidik.model.observation import Claim
from vidik.model.published import Published
from vidik.report.charts.whereabouts import STANDINGS, Whereabouts, whereabouts
from vidik.report.origin import origin_of
from vidik.report.palette import CHART
from vidik.report.texts import texts_of

NAMES = ("In both", "Only in A", "Only in B")
TEXTS = texts_of("en")


def told(*lists: tuple[str, ...], synthetic: bool = False, **more: object) -> Published:
    """Return the town with cameras that these lists have; ``-key`` says that there is none."""
    town = registered(published(synthetic=synthetic))
    pattern = town.cameras[0].told[0]
    cameras = [
        replace(
            camera,
            told=tuple(
                replace(
                    pattern,
                    source=key.removeprefix("-"),
                    claim=Claim.ABSENT if key.startswith("-") else Claim.PRESENT,
                )
                for key in keys
            ),
        )
        for camera, keys in zip(town.cameras, lists, strict=False)
    ]
    return replace(town, cameras=tuple(cameras), **more)


def drawn(town: Published) -> Whereabouts | None:
    return whereabouts(town, "list", "osm", NAMES, origin=origin_of(town, TEXTS), texts=TEXTS)


def signs(chart: Whereabouts) -> dict[str, list[tuple[float, float]]]:
    """Return where the signs of each sort begin, in the map's units."""
    return {
        sort: [
            (float(x), float(y))
            for path in re.findall(rf'class="sign-{sort}" d="([^"]*)"', chart.drawn)
            for x, y in re.findall(r"M([-\d.]+) ([-\d.]+)", path)
        ]
        for sort in STANDINGS
    }


def test_each_camera_has_the_sign_of_the_lists_that_have_it() -> None:
    town = told(("list", "osm"), ("osm",), ("list", "-osm"), ("walk",), ("-list", "-osm"))
    chart = drawn(town)
    assert chart is not None
    assert {sort: len(found) for sort, found in signs(chart).items()} == {
        "both": 1, "one": 1, "other": 1,
    }  # fmt: skip
    assert chart.keys == ("In both: 1", "Only in A: 1", "Only in B: 1")


def test_signs_stand_where_the_cameras_do() -> None:
    town = told(("osm",), ("osm",), ("osm",), ("osm",), ("osm",))
    chart = drawn(town)
    assert chart is not None
    found = np.array(signs(chart)["other"]) + 3.5
    metres = town.place.frame.to_metres(np.array([(c.lon, c.lat) for c in town.cameras]))
    apart = np.linalg.norm(metres[:, None] - metres[None], axis=2)
    on_map = np.linalg.norm(found[:, None] - found[None], axis=2)
    scale = on_map[apart > 0] / apart[apart > 0]
    assert scale.max() / scale.min() < 1.02
    # north is up, east is right
    north, east = metres[:, 1].argmax(), metres[:, 0].argmax()
    assert found[:, 1].argmin() == north
    assert found[:, 0].argmax() == east
    assert found.min() >= 0
    assert found[:, 1].max() <= chart.tall


def test_the_table_says_the_same_by_district() -> None:
    town = told(("list", "osm"), ("osm",), ("list",), ("osm",), ("osm",))
    chart = drawn(town)
    assert chart is not None
    assert chart.grid == (("District", *NAMES), ("All", "1", "1", "3"))
    west = replace(district_of_town(), area=house(0, 0, half=60))
    chart = drawn(replace(town, districts=(west,)))
    assert chart is not None
    assert [row[0] for row in chart.grid] == ["District", west.name, "Outside all districts"]
    sums = [sum(int(row[i]) for row in chart.grid[1:]) for i in (1, 2, 3)]
    assert sums == [1, 1, 3]


def test_no_list_no_map() -> None:
    assert drawn(told(("walk",), (), (), (), ())) is None
    assert drawn(published()) is None


@pytest.mark.parametrize("synthetic", [False, True])
def test_alone_it_has_credit_and_colours_and_a_mark_if_made_up(synthetic: bool) -> None:
    chart = drawn(told(("list", "osm"), ("osm",), synthetic=synthetic))
    assert chart is not None
    root = ET.fromstring(chart.svg(alone=True))
    for element in root.iter():
        kind = element.get("class", "")
        if kind.startswith(("sign-", "map-")):
            assert f'fill="{element.get("fill")}"' in CHART[kind]
    assert "© OpenStreetMap contributors" in chart.reading
    assert ("Synthetic: made up" in chart.svg()) is synthetic
    (about,) = [e for e in root if e.tag.endswith("desc")]
    assert "Only in B: 1." in (about.text or "")
