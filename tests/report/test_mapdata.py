"""What the map reads beside its tiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.makers import TOWN, published, published_camera
from vidik.report.dots import MOST_DOTS, field_of
from vidik.report.mapdata import camera_places, map_settings, street_index
from vidik.report.nearby import NEAR_M, streets_nearby
from vidik.report.texts import texts_of

ENGLISH = texts_of("en")


def test_settings_name_levels_and_letters() -> None:
    settings = map_settings(published(), ENGLISH, level="detect")
    assert [level["key"] for level in settings["levels"]] == [
        "monitor", "detect", "observe", "recognise", "identify", "face",
    ]  # fmt: skip
    assert set("Ђђ") < set(settings["letters"])
    assert " " not in settings["letters"]
    west, south, east, north = settings["bounds"]
    assert west < TOWN.lon < east
    assert south < TOWN.lat < north


def test_places_are_those_of_the_cameras_shown() -> None:
    town = published()
    assert [place[0] for place in camera_places(town)["cameras"]] == [c.slug for c in town.cameras]


def test_a_street_has_one_box_around_all_its_pieces() -> None:
    town = published()
    streets = replace(town.streets, names=("Gazi Street", "Gazi Street", "Pine Street", ""))
    slugs = {"Gazi Street": "gazi-street", "Pine Street": "pine-street"}
    rows = street_index(replace(town, streets=streets), slugs)["streets"]
    index = {name: box for name, *box, _ in rows}
    assert {name: slug for name, *_, slug in rows} == slugs
    assert list(index) == ["Gazi Street", "Pine Street"]
    corners = TOWN.to_metres(np.array(index["Gazi Street"]).reshape(2, 2))
    assert corners == pytest.approx(np.array([[-200.0, 0.0], [200.0, 75.0]]), abs=1.5)


def test_a_camera_stands_at_the_nearest_street_with_a_name() -> None:
    town = published()
    near = published_camera(1, -100, 70)
    unnamed = published_camera(2, 74, -150)
    far = published_camera(3, -100, 75 + NEAR_M + 1)
    found = streets_nearby(replace(town, cameras=(near, unnamed, far)))
    assert found == {near.id: "Pine Street"}
    assert streets_nearby(replace(town, cameras=())) == {}


@pytest.mark.parametrize("cameras", [0, 1, 221, 2765, 100_000])
def test_dots_are_never_too_many(cameras: int) -> None:
    bare, aimed = cameras // 2, cameras // 4
    figures = replace(published().figures, cameras=cameras, bare=bare, direction_known=aimed)
    field = field_of(figures, ENGLISH)
    assert len(field.rows) <= MOST_DOTS + 3
    assert len(field.rows) * field.each >= cameras
    assert sum(count for _, count, _ in field.key) == cameras
    assert all(x < field.width and y < field.height for x, y, _ in field.rows)


def test_bars_of_the_legend_are_shares_of_public_space() -> None:
    town = published()
    space = town.figures.public_space
    level = replace(
        space.coverage.levels[0],
        possible_m2=(500.0, 300.0, 100.0, 40.0, 30.0, 20.0, 20.0, 20.0, 10.0),
        certain_m2=(200.0,),
    )
    coverage = replace(space.coverage, ground_m2=1000.0, levels=(level,))
    figures = replace(town.figures, public_space=replace(space, coverage=coverage))
    settings = map_settings(replace(town, figures=figures), ENGLISH, level="detect")
    depths = {one["key"]: one["depths"] for one in settings["levels"]}
    assert depths[level.level] == {
        "overlap": pytest.approx([0.2, 0.2, 0.07, 0.02, 0.01]),
        "certain": pytest.approx([0.2, 0.0, 0.0, 0.0, 0.0]),
    }
    assert all(not shares for key, shares in depths.items() if key != level.level)
