"""The library's figures of Helsinki are those that a build publishes, to the digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import vidik
from tests.shared_data import ROOT
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.published import Published
from vidik.model.span import Span
from vidik.outside.cache import Cache
from vidik.outside.progress import Silent
from vidik.outside.workers import Threads
from vidik.report.summary import summary


@dataclass(frozen=True)
class Built:
    """What a build publishes, and the city file it is built from."""

    city_file: Path
    published: Published
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, helsinki_pbf: Path) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("helsinki")
    city_file = folder / "city.toml"
    city_file.write_bytes((ROOT / "examples" / "helsinki" / "city.toml").read_bytes())
    (folder / "helsinki.osm.pbf").symlink_to(helsinki_pbf)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIDIK_CACHE", str(folder / "cache"))
        inputs = read_inputs(city_file, Silent())
        cache = Cache(folder / "cache")
        observed = Observation(inputs, cache, Clock(), Silent(), 2, Threads(2))
        published, _ = observed.publish()
        report = summary(published, version="", rules=inputs.rules, assumptions={})
        yield Built(city_file, published, report)


@dataclass(frozen=True)
class Made:
    """The same, made by what `import vidik` offers, step by step."""

    cameras: vidik.Cameras
    buildings: vidik.Buildings
    views: vidik.CameraViews
    watched: vidik.WatchedStreets
    coverage: vidik.WatchedGround


@pytest.fixture(scope="module")
def made(helsinki_pbf: Path) -> Made:
    data = vidik.read(helsinki_pbf, name="OpenStreetMap, centre of Helsinki, April 2019")
    place = vidik.read_place(data, name="Helsinki, centre")
    cameras = vidik.read_cameras(data, place=place)
    buildings = vidik.read_buildings(data, place=place)
    views = vidik.views(cameras, buildings)
    return Made(
        cameras,
        buildings,
        views,
        vidik.watched(vidik.read_streets(data, place=place), views),
        vidik.coverage(vidik.read_public_space(data, buildings), views),
    )


def metres(span: Span) -> list[float]:
    return [round(value, 2) for value in (span.least, span.expected, span.most)]


def of(row: dict[str, Any], unit: str) -> list[float]:
    return [row[f"{bound}_{unit}"] for bound in ("least", "expected", "most")]


def same_as_the_summary(
    report: dict[str, Any], watched: vidik.WatchedStreets, coverage: vidik.WatchedGround
) -> None:
    streets, space = report["streets"], report["public_space"]
    assert round(watched.length_m, 2) == streets["length_m"]
    assert watched.total_m.keys() == streets["watched"].keys()
    for level, row in streets["watched"].items():
        assert metres(watched.total_m[level]) == of(row, "m")
        share = watched.share[level]
        assert [round(v, 6) for v in (share.least, share.expected, share.most)] == of(row, "share")
    for street, row in zip(watched.by_street(), streets["by_name"], strict=True):
        assert (street.name, round(street.length_m, 2)) == (row["name"], row["length_m"])
        assert all(
            metres(street.watched_m[k]) == of(row["watched"][k], "m") for k in row["watched"]
        )
    assert round(coverage.ground_m2, 2) == space["ground_m2"]
    for level, row in space["watched"].items():
        found = coverage.levels[level]
        assert metres(found.watched.span) == of(row, "m2")
        assert round(found.watched.standard_error, 2) == row["expected_error_m2"]
        for areas, name in (
            (found.certain_m2, "certain_by_cameras_m2"),
            (found.possible_m2, "possible_by_cameras_m2"),
            (found.operators_m2, "possible_by_operators_m2"),
        ):
            assert [round(area, 2) for area in areas[:20]] == row[name]


def test_step_by_step_the_figures_are_those_of_a_build(built: Built, made: Made) -> None:
    same_as_the_summary(built.summary, made.watched, made.coverage)
    assert len(made.cameras) == built.summary["cameras"]["total"]
    assert len(made.buildings) == built.summary["buildings"]
    assert made.watched.sources == built.published.sources
    assert made.watched.dated == built.published.dated
    assert made.coverage.credit == "© OpenStreetMap contributors, state of 2019-04-21"


def test_a_city_file_gives_the_same(built: Built, made: Made) -> None:
    city = vidik.read_city(built.city_file)
    same_as_the_summary(built.summary, city.watched, city.coverage)
    assert len(city.cameras) == built.summary["cameras"]["total"]
    assert city.observation.cache.found, "what the build kept is not worked out again"
    assert city.place == built.published.place
    assert city.buildings.roofs_unknown == made.buildings.roofs_unknown
    assert city.surveyed == built.published.figures.surveyed
    assert ".watched" in repr(city)


def test_nothing_that_was_not_understood_is_lost(built: Built, made: Made) -> None:
    assert len(made.coverage.rejected) > 400
    of_all = set(vidik.read_city(built.city_file).watched.rejected)
    assert of_all == {*made.watched.rejected, *made.coverage.rejected}


def test_who_could_see_a_point(made: Made) -> None:
    found = made.views.at(24.944295, 60.171634)
    assert len(found) == 51
    distances = [one.distance_m for one in found.sightings]
    assert distances == sorted(distances)
    assert repr(found).startswith("Helsinki, centre: 51 mapped cameras could see this point")
    with pytest.raises(vidik.InputError, match="outside the boundary"):
        made.views.at(60.171634, 24.944295)


def test_ground_that_many_watch_is_ground_that_few_watch(made: Made) -> None:
    found = vidik.overlap(made.views, level="detect")
    (possible,), (certain,) = found.possible_m2.values(), found.certain_m2.values()
    assert list(possible) == sorted(possible, reverse=True)
    assert sum(certain[:1]) <= possible[0]
    # what is watched of public space is a part of what is watched
    assert made.coverage.levels["detect"].possible_m2[0] < possible[0]


def test_a_result_says_what_it_rests_on(made: Made) -> None:
    first, second, third = repr(made.watched).split("\n")
    assert first.startswith("Helsinki, centre: 56.8 km of public street; watched by mapped cameras")
    assert second == (
        "sources: OpenStreetMap, centre of Helsinki, April 2019 (ODbL-1.0); "
        "state of the data: 2019-04-21"
    )
    assert "optics " in third
    assert "not understood (.rejected)" in third
    assert "<script" not in made.watched._repr_html_()


def test_a_path_gives_the_walls_that_data_read_before_give(made: Made, helsinki_pbf: Path) -> None:
    place = made.buildings.place
    packed = vidik.read_buildings(helsinki_pbf, place=place, threads=2).footprints
    assert list(packed.ids) == list(made.buildings.footprints.ids)
    assert packed.vertices.tobytes() == made.buildings.footprints.vertices.tobytes()
