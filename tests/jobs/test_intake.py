"""Taking a large extract in: read in another process, it says the same as read in this one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import osmium
import pytest

from vidik.errors import InputError
from vidik.jobs import intake
from vidik.jobs.intake import Described, Imported, import_list
from vidik.model.observation import Statement
from vidik.model.origin import Kind
from vidik.outside.database.register import Register
from vidik.outside.progress import Progress

DAY = dt.date(2026, 11, 1)
OSM = Described(
    key="osm", name="OpenStreetMap", kind=Kind.OSM, licence="ODbL-1.0", attribution="©"
)  # fmt: skip


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a PBF of cameras, some of which say what nobody understands, or what people are."""
    path = tmp_path_factory.mktemp("extract") / "city.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 20_001):
            tags = {"man_made": "surveillance", "camera:direction": str(number % 500)}
            tags |= {"operator": "Petar Petrović"} if number % 100 == 0 else {}
            place = (20.4 + number % 200 / 1000, 44.8 + number // 200 / 1000)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags))
    return path


def taken(
    place: Path, extract: Path, progress: Progress | None = None
) -> tuple[Imported, list[Statement]]:
    imported = import_list(str(place), extract, OSM, dated=DAY, progress=progress)
    with Register(str(place)) as opened:
        return imported, list(opened.state())


def test_another_process_reads_the_same(
    extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    salt = "vidik.outside.database.engine.secrets.token_bytes"
    monkeypatch.setattr(salt, lambda size: bytes(size))
    monkeypatch.setattr(intake, "_WORTH_A_PROCESS", 10**9)
    here, said = taken(tmp_path / "here.sqlite", extract)
    monkeypatch.setattr(intake, "_WORTH_A_PROCESS", 0)
    there, told = taken(tmp_path / "there.sqlite", extract)
    assert len(said) == 20_000
    assert told == said
    assert there == here
    assert {one.field for one in here.rejected} == {"camera:direction", "operator"}


def test_what_is_broken_is_said_and_nothing_is_kept(
    extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.osm.pbf"
    data = extract.read_bytes()
    broken.write_bytes(data[: len(data) // 2])
    monkeypatch.setattr(intake, "_WORTH_A_PROCESS", 0)
    with pytest.raises(InputError, match=r"broken.osm.pbf"):
        import_list(str(tmp_path / "r.sqlite"), broken, OSM, dated=DAY)
    with Register(str(tmp_path / "r.sqlite")) as opened:
        assert not list(opened.state())
        assert not opened.editions()
