"""Builds that are stopped at any moment leave the old output or the new one, never half."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forking import FOREVER, Forks
from tests.jobs.small_city import write_city

#: Builds that are killed before they are done, and that come to their end.
KILLS, FINISHED = 50, 5


class Builds:
    """A city, and builds of it that can be cut short."""

    def __init__(self, folder: Path) -> None:
        self.city_file = write_city(folder)
        self.site = folder / "site"
        self.epoch = 1_700_000_000
        self.forks = Forks("tests.jobs.forker", str(self.city_file))

    def run(self, seconds: float = FOREVER, number: int = signal.SIGKILL) -> int:
        """Build, for no longer than some seconds; every build has its own date."""
        self.epoch += 86_400
        return self.forks.run(str(self.epoch), seconds, number).status

    def made(self) -> str:
        """Return the date of the output, after checking every byte of it."""
        manifest = json.loads((self.site / "manifest.json").read_bytes())
        found = {
            path.relative_to(self.site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.site.rglob("*")
            if path.is_file()
        }
        del found["manifest.json"]
        assert found == manifest["outputs"]
        return manifest["made"]


@pytest.fixture
def builds(tmp_path: Path) -> Iterator[Builds]:
    made = Builds(tmp_path / "city")
    yield made
    made.forks.close()


@pytest.mark.timeout(900)
def test_killed_at_random_moments(builds):
    assert builds.run() == 0
    begun = time.monotonic()
    assert builds.run() == 0
    usual = time.monotonic() - begun
    rng = random.Random(2026)
    killed = finished = 0
    standing = builds.made()
    while killed < KILLS or finished < FINISHED:
        # every other kill is aimed at the end, where the folders change places: later after a kill,
        # earlier after a build that got away, as builds take longer on a busy machine
        aimed = bool(rng.getrandbits(1))
        status = builds.run(usual * (rng.uniform(0.85, 1.15) if aimed else rng.random()))
        now = builds.made()
        if status == -signal.SIGKILL:
            killed += 1
            usual *= 1.1 if aimed else 1.0
        else:
            assert status == 0
            assert now != standing
            finished += 1
            usual *= 0.93
        standing = now
    assert builds.run() == 0
    # nothing of the killed builds lies about
    assert {path.name for path in builds.site.parent.iterdir()} == {
        "cache", "city.toml", "site", "site.run.json", "town.osm",
    }  # fmt: skip


@pytest.mark.timeout(300)
def test_ctrl_c_leaves_the_old_output(builds):
    assert builds.run() == 0
    rng = random.Random(7)
    for _ in range(10):
        standing = builds.made()
        status = builds.run(rng.uniform(0.0, 0.4), signal.SIGINT)
        now = builds.made()
        assert (status == 130 and now == standing) or now != standing
