"""What the map reads beside its tiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import Point

from tests.makers import TOWN, published, published_camera
from vidik.model.basemap import BaseShape
from vidik.model.published import Published
from vidik.model.views import Aims
from vidik.report.dots import MOST_DOTS, field_of
from vidik.report.mapdata import camera_places, map_settings, name_index
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


def test_what_the_map_is_narrowed_by_is_said_or_none() -> None:
    town = published()
    bare = replace(town.cameras[3], zone=None)
    several = replace(town.cameras[1], zone="town; parking;town")
    told = camera_places(replace(town, cameras=(town.cameras[0], several, bare)))
    assert told["operators"] == ["City police", "Trams <&> Co"]
    assert told["zones"] == ["parking", "town"]
    assert [row[3:8] for row in told["cameras"]] == [
        ["fixed", 0, [1], 2024, 5],
        ["panning", 1, [0, 1], 2024, 5],
        ["unknown", None, [], None, 5],
    ]


def test_figures_are_told_of_organisations_with_three_cameras_outside_or_more() -> None:
    town = published()
    names = ("City police", "Trams; City police", "Trams", "operator 3, name withheld", "Trams")
    cameras = tuple(
        replace(camera, operator=name, indoor=i == 4)
        for i, (camera, name) in enumerate(zip(town.cameras, names, strict=True))
    )
    assert camera_places(replace(town, cameras=cameras))["organisations"] == []
    more = (*cameras[:2], replace(cameras[2], operator="Trams;City police"), *cameras[3:])
    told = camera_places(replace(town, cameras=more))
    assert told["organisations"] == [["City police", [0, 1, 2]]]
    assert told["least_cameras"] == 3
    withheld = tuple(replace(camera, operator=names[3]) for camera in town.cameras)
    assert camera_places(replace(town, cameras=withheld))["organisations"] == []


def test_the_best_level_is_one_at_which_ground_is_in_the_picture() -> None:
    def best(**changed: object) -> object:
        aim = replace(published().views.aims[0], **changed)
        return camera_places(
            replace(town, views=replace(town.views, aims=Aims.of([aim] * 5, levels=6)))
        )["cameras"][0][7]

    town = published()
    two = np.full(2, 2.0)
    reach = np.tile([50.0, 40.0, 20.0, 9.0, 4.0, 1.9], (2, 1))
    assert best(reach=reach) == 5
    # too high to reach the ground in that detail
    assert best(reach=reach, rise=two) == 4
    # the picture begins 10 m from the camera's foot
    assert best(reach=reach, rise=two, lower=np.full(2, 0.2)) == 2
    # it looks over everything
    assert best(reach=reach, rise=two, lower=np.zeros(2)) is None
    # a camera without a view, as one indoors
    none = replace(town, views=town.views.only([1, 2, 3, 4]))
    assert camera_places(none)["cameras"][0][7] is None


def test_where_a_camera_looks_is_said_or_none() -> None:
    town = published(synthetic=True)
    inside = replace(town.cameras[3], indoor=True)
    told = camera_places(replace(town, cameras=(town.cameras[0], inside, town.cameras[4])))
    assert [row[8:] for row in told["cameras"]] == [
        [45.0, 0.0, 0, 1],
        [None, None, 1, 0],
        [150.0, 120.0, 0, 0],
    ]


def test_settings_name_what_cameras_watch() -> None:
    town = published()
    rare = replace(town.cameras[0], zone="town;henhouse")
    town = replace(town, cameras=(rare, *town.cameras[1:]))
    assert map_settings(town, ENGLISH, level="detect")["zones"] == {
        "henhouse": "henhouse", "town": "town",
    }  # fmt: skip
    assert map_settings(town, texts_of("mk"), level="detect")["zones"]["town"] == "град"


def names_of(town: Published) -> dict[tuple[str, str], list[float]]:
    slugs = {name: f"{name}'s page" for name in town.streets.names}
    index = name_index(town, slugs, page_bytes=12_000)
    found = {(name, index["kinds"][kind]): rest for name, kind, *rest in index["names"]}
    for (name, kind), rest in found.items():
        assert rest[4:] == ([slugs[name]] if kind == "street" else [])
    return {key: rest[:4] for key, rest in found.items()}


def test_a_street_has_one_box_around_all_its_pieces() -> None:
    town = published()
    streets = replace(town.streets, names=("Gazi Street", "Gazi Street", "Pine Street", ""))
    index = names_of(replace(town, streets=streets, base=()))
    assert list(index) == [("Gazi Street", "street"), ("Pine Street", "street")]
    corners = TOWN.to_metres(np.array(index["Gazi Street", "street"]).reshape(2, 2))
    assert corners == pytest.approx(np.array([[-200.0, 0.0], [200.0, 75.0]]), abs=1.5)


def test_a_street_without_a_page_is_found_and_has_no_address() -> None:
    town = replace(published(), base=())
    index = name_index(town, {"Gazi Street": "gazi-street"}, page_bytes=0)
    assert {row[0]: row[6:] for row in index["names"]} == {
        "Gazi Street": ["gazi-street"], "Pine Street": [], "Улица Ђорђа Васића": [],
    }  # fmt: skip


def test_parks_waters_squares_and_quarters_are_found_too() -> None:
    town = published()
    here = Point(TOWN.lon, TOWN.lat)
    area = here.buffer(0.001)
    more = (
        BaseShape("streets", "pedestrian", "Трг слободе", area),
        BaseShape("places", "square", "Old Square", here),
        BaseShape("buildings", "building", "", area),
        BaseShape("green", "park", "", area),
    )
    index = names_of(replace(town, base=(*town.base, *more)))
    assert set(index) == {
        ("Gazi Street", "street"), ("Pine Street", "street"), ("Улица Ђорђа Васића", "street"),
        ("Lime park", "green"), ("Старица", "water"), ("Test town", "place"),
        ("Трг слободе", "square"), ("Old Square", "square"),
    }  # fmt: skip
    corners = TOWN.to_metres(np.array(index["Lime park", "green"]).reshape(2, 2))
    assert corners == pytest.approx(np.array([[-180.0, -180.0], [-120.0, -120.0]]), abs=1.5)


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
