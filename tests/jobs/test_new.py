from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.errors import InputError, OutputError
from vidik.jobs.new import begin_city
from vidik.outside.cityfile import load_city
from vidik.settings import Assumptions, CitySettings, FileSource, Output, PlaceSettings


def test_what_new_writes_is_what_build_reads(tmp_path: Path) -> None:
    extract = tmp_path / "data" / "town.osm.pbf"
    extract.parent.mkdir()
    extract.touch()
    path = begin_city(tmp_path / "novi_sad", extract=extract)
    assert path == tmp_path / "novi_sad" / "city.toml"
    assert load_city(path) == CitySettings(
        place=PlaceSettings(name="Novi Sad"),
        sources=(
            FileSource(
                key="osm",
                name="OpenStreetMap",
                path="../data/town.osm.pbf",
                licence="ODbL-1.0",
                attribution="© OpenStreetMap contributors",
            ),
        ),
        assumptions=Assumptions(),
        output=Output(),
    )


def test_every_example_in_the_comments_is_a_city_file_too(tmp_path: Path) -> None:
    """Uncommented, the city file still loads: its comments are no dead letters."""
    files = ("extract.osm.pbf", "list.geojson", "districts.geojson", "people.csv", "income.csv",
             "ground.tif")  # fmt: skip
    for name in (*files, "optics.toml", "heights.toml", "corrections.toml"):
        (tmp_path / name).touch()
    path = begin_city(tmp_path)
    keys = (
        "[[",
        "[districts]",
        "[homes]",
        "[terrain]",
        "key ",
        "name ",
        "path ",
        "licence ",
        "attribution ",
        "retrieved ",
        "gives ",
    )
    keys += ("kind ", "count ", "seed ", "optics ", "max_reach_m ", "heights ", "target_m ")
    keys += ("district ", "weight ", "value ", "field ", "contact ", "corrections ", "since ")
    lines = [
        line[2:] if line.startswith(tuple(f"# {key}" for key in keys)) else line
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    city = load_city(path)
    assert len(city.sources) == 3
    assert city.synthetic
    assert city.terrain is not None
    assert city.districts is not None
    assert city.homes is not None
    assert [table.key for table in city.tables] == ["income"]
    assert city.publication.corrections == "corrections.toml"
    assert (city.assumptions.max_reach_m, city.assumptions.target_m) == (300, 1.6)


@given(name=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_name_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("city")
    (folder / "extract.osm.pbf").touch()
    try:
        path = begin_city(folder, name=name)
    except InputError:
        assert not name.strip() or "\0" in name
        return
    assert load_city(path).place.name == name.strip()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = begin_city(tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"city\.toml: is there already"):
        begin_city(tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(OutputError, match="is there already"):
        begin_city(path)


def test_an_extract_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nosuch\.pbf: no such file"):
        begin_city(tmp_path / "town", extract=tmp_path / "nosuch.pbf")
    assert not (tmp_path / "town").exists()


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    """A limit on file sizes, in a process of its own, stands in for the full disk."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from vidik.jobs.new import begin_city; from vidik.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try: begin_city(Path(sys.argv[1]))\n"
        "except OutputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "cannot be written: File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100
