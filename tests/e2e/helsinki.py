"""The real observatory of Helsinki's centre, built once for all browser tests that need it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidik.jobs.build import build_city
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.model.published import Published
from vidik.outside.cache import Cache
from vidik.outside.progress import Silent
from vidik.outside.workers import Threads

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, eq=False)
class Helsinki:
    """What was built, and the value it was built from."""

    folder: Path
    published: Published


def build_helsinki(folder: Path, extract: Path) -> Helsinki:
    """Build the demo's city file over the real extract, unless that was done."""
    folder.mkdir(exist_ok=True)
    city_file, linked = folder / "city.toml", folder / "helsinki.osm.pbf"
    city_file.write_bytes((ROOT / "examples" / "helsinki" / "city.toml").read_bytes())
    if not linked.exists():
        linked.symlink_to(extract)
    cache = Cache(folder / "cache")
    built = build_city(city_file, cache=cache)
    observed = Observation(
        read_inputs(city_file, Silent()), cache, Clock(), Silent(), 2, Threads(2)
    )
    return Helsinki(built.folder, observed.publish()[0])
