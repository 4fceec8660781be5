"""The same inputs give the same bytes, in any folder and with any number of threads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.jobs.small_city import write_city
from vidik.jobs import build
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache

pytestmark = pytest.mark.usefixtures("dated")


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_folders_and_thread_counts(tmp_path):
    first = write_city(tmp_path / "one")
    second = write_city(tmp_path / "somewhere" / "else, entirely")
    one = build_city(first, threads=1, cache=Cache(None))
    two = build_city(second, threads=3, cache=Cache(None))
    assert hashes(one.folder) == hashes(two.folder)


def test_pages_that_a_second_process_makes(tmp_path, monkeypatch):
    one = build_city(write_city(tmp_path / "one"), threads=1, cache=Cache(None))
    monkeypatch.setattr(build, "_WORTH_SHARING", 0)
    two = build_city(write_city(tmp_path / "two"), threads=2, cache=Cache(None))
    assert hashes(one.folder) == hashes(two.folder)
    # every page has its time, whoever made it
    assert two.files.keys() == one.files.keys()


def test_a_kept_stage_gives_the_same_bytes(tmp_path):
    city_file = write_city(tmp_path / "city")
    fresh = build_city(city_file, cache=Cache(tmp_path / "cache"))
    before = hashes(fresh.folder)
    assert fresh.kept == ()
    (tmp_path / "city" / "site.run.json").unlink()
    again = build_city(city_file, cache=Cache(tmp_path / "cache"))
    assert {"city", "views", "watched-public", "bands", "tiles-base", "tiles-watch"} <= set(
        again.kept
    )
    assert hashes(again.folder) == before


def test_nothing_changed_nothing_made(tmp_path):
    city_file = write_city(tmp_path / "city")
    assert build_city(city_file, cache=Cache(None)).changed
    assert not build_city(city_file, cache=Cache(None)).changed


def test_a_damaged_output_is_made_again(tmp_path):
    city_file = write_city(tmp_path / "city")
    built = build_city(city_file, cache=Cache(None))
    before = hashes(built.folder)
    (built.folder / "summary.json").write_text("{}")
    assert build_city(city_file, cache=Cache(None)).changed
    assert hashes(built.folder) == before


def test_only_what_changed_is_made_again(tmp_path):
    city_file = write_city(tmp_path / "city")
    build_city(city_file, cache=Cache(tmp_path / "cache"))
    city_file.write_text(city_file.read_text() + "\n[assumptions]\nmax_reach_m = 80\n")
    again = build_city(city_file, cache=Cache(tmp_path / "cache"))
    assert "city" in again.kept
    assert "views" not in again.kept


def test_a_damaged_cache_costs_time_only(tmp_path):
    city_file = write_city(tmp_path / "city")
    before = hashes(build_city(city_file, cache=Cache(tmp_path / "cache")).folder)
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:-7] + b"garbage")
    (tmp_path / "city" / "site.run.json").unlink()
    again = build_city(city_file, cache=Cache(tmp_path / "cache"))
    assert again.kept == ()
    assert hashes(again.folder) == before
