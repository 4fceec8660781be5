"""A build that compares itself with an earlier one, from files on the disk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.jobs.small_city import Osm, town, write_city
from vidik.errors import InputError, SettingsError
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an earlier build, of the town with one camera more."""
    osm = town()
    osm.node(70, 5, man_made="surveillance", camera__type="dome")
    folder = build_city(write_city(tmp_path_factory.mktemp("spring"), osm=osm), cache=Cache(None))
    return folder.folder


def built(folder: Path, since: Path, osm: Osm | None = None) -> Path:
    return build_city(write_city(folder, osm=osm), cache=Cache(None), since=since).folder


def test_what_went_since_is_said(tmp_path: Path, spring: Path) -> None:
    site = built(tmp_path, spring)
    told = json.loads((site / "changes.json").read_bytes())
    assert len(told["cameras"]["gone"]) == 1
    assert told["cameras"]["added"] == told["cameras"]["changed"] == []
    assert [one["about"] for one in told["making"]] == ["data"]
    assert told["made_alike"] is True
    assert "Gone from the sources: 1" in (site / "changes/index.html").read_text("utf-8")
    assert 'href="./changes/"' in (site / "index.html").read_text("utf-8")


def test_what_is_on_a_home_now_is_a_count(tmp_path: Path, spring: Path) -> None:
    osm = town()
    osm.node(70, 5, man_made="surveillance", camera__mount="doorbell")
    told = json.loads((built(tmp_path, spring, osm) / "changes.json").read_bytes())
    assert told["cameras"]["gone"] == []
    assert told["cameras"]["no_longer_shown"] == 1


def test_without_an_earlier_build_there_is_no_such_page(spring: Path) -> None:
    assert not (spring / "changes").exists()
    assert not (spring / "changes.json").exists()


def test_an_earlier_build_that_cannot_be_used_is_refused(tmp_path: Path, spring: Path) -> None:
    city_file = write_city(tmp_path / "city")
    with pytest.raises(InputError, match="no folder that `vidik build` wrote"):
        build_city(city_file, cache=Cache(None), since=tmp_path)
    copy = shutil.copytree(spring, tmp_path / "copy")
    (copy / "summary.json").write_text("{}")
    with pytest.raises(InputError, match="not the file that the earlier build wrote"):
        build_city(city_file, cache=Cache(None), since=copy)
    other = city_file.read_text("utf-8").replace("Test town", "Other town")
    city_file.write_text(other, "utf-8")
    with pytest.raises(InputError, match="another place"):
        build_city(city_file, cache=Cache(None), since=spring)


def test_the_folder_that_is_replaced_is_no_earlier_build(tmp_path: Path) -> None:
    city_file = write_city(tmp_path, more='\n[output]\nsince = "site"\n')
    with pytest.raises(SettingsError, match="about to be replaced"):
        build_city(city_file, cache=Cache(None))
