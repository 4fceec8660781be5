"""``vidik audit switch-on``: what a user sees, and in which order."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.jobs.small_city import write_city
from tests.jobs.test_switch_on import street
from vidik.cli import main


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("switch")
    return write_city(folder / "town", osm=street()), folder / "cache"


@pytest.fixture
def run(town, monkeypatch):
    monkeypatch.setenv("VIDIK_CACHE", str(town[1]))

    def run(*arguments: object, code: int = 0):
        done = CliRunner().invoke(main, ["audit", "switch-on", "-q", *map(str, arguments)])
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_what_a_critic_attacks_comes_first(run, town):
    told = run(town[0], "--draws", 500)
    order = [
        "4 of 4 mapped cameras could take the face",
        "What a critic attacks first",
        "What is assumed, the weakest first",
        "What it would mean",
        "Which assumption matters most",
        "What it would take for 1 false alert a day",
        "Who would carry them",
        "Mapped cameras only. © OpenStreetMap contributors",
    ]
    places = [told.index(line) for line in order]
    assert places == sorted(places)
    assert "comparisons are taken for independent" in told
    assert "an alert is right" in told
    assert run(town[0], "--draws", 500) == told


def test_what_cannot_be_known_stands_as_such(run, town):
    told = run(town[0], "--draws", 500, "--matcher", "mps_2024_25")
    assert "cannot be known" in told
    assert "as it is, whatever the watchlist" in told


def test_for_programs(run, town):
    made = json.loads(run(town[0], "--draws", 500, "--json", "--watchlist", 1000))
    assert made["cameras_that_could"] == 4
    assert made["city"]["false_alerts"]["least"] < made["city"]["false_alerts"]["most"]
    assert {one["name"]: one["low"] for one in made["assumptions"]}["watchlist"] == 1000


def test_groups_and_counts_of_ones_own(run, town, tmp_path):
    mine, counts = tmp_path / "mine.toml", tmp_path / "counts.csv"
    mine.write_text(
        '[[groups]]\nname = "a"\nshare = { exactly = 0.1 }\n'
        'factor = { low = 10, high = 100, shape = "log-uniform" }\n'
        '[[groups]]\nname = "b"\nshare = { exactly = 0.9 }\nfactor = { exactly = 1 }\n'
    )
    counts.write_text("camera,low,high\nosm:node/0,1,2\n")
    told = run(town[0], "--draws", 500, "--assumptions", mine)
    assert "Who would carry the false alerts" in told
    told = run(town[0], "--draws", 500, "--counts", counts, code=1)
    assert "line 2, camera" in told


def test_lists_and_wrong_usage(run, town):
    assert "npl_2023_060" in run("--matchers")
    assert json.loads(run("--schema"))["title"] == "Assumptions"
    assert "CITY_FILE" in run(code=2)
    assert "no such matcher" in run(town[0], "--matcher", "best", code=1)
