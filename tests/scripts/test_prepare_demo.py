from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared_data import ROOT
from vidik.outside.cityfile import load_city


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of what the script needs, so that no demo of this tree is touched."""
    for folder in ("scripts", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def prepare(tree: Path, *args: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, "-B", str(tree / "scripts" / "prepare_demo.py"), *args]
    return subprocess.run(script, capture_output=True, text=True, check=False, cwd=tree)


def test_an_extract_is_linked_beside_the_city_file(tree: Path) -> None:
    extract = tree / "somewhere.osm.pbf"
    extract.write_bytes(b"data")
    for _ in range(2):
        assert prepare(tree, "novi_sad", "--extract", str(extract)).returncode == 0
    named = tree / "demo" / "novi_sad" / "novi_sad.osm.pbf"
    assert named.read_bytes() == b"data"
    assert load_city(named.parent / "city.toml").synthetic
    # Once there, it need not be named again, and naming the link itself does no harm.
    assert prepare(tree, "novi_sad").returncode == 0
    assert prepare(tree, "novi_sad", "--extract", str(named)).returncode == 0
    assert named.read_bytes() == b"data"


def test_a_file_of_the_users_is_not_replaced(tree: Path) -> None:
    named = tree / "demo" / "novi_sad" / "novi_sad.osm.pbf"
    named.parent.mkdir(parents=True)
    named.write_bytes(b"mine")
    (tree / "other.osm.pbf").write_bytes(b"other")
    done = prepare(tree, "novi_sad", "--extract", "other.osm.pbf")
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert named.read_bytes() == b"mine"
    assert prepare(tree, "novi_sad", "--extract", str(named)).returncode == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["novi_sad"], "make demo CITY=novi_sad EXTRACT=path/to/novi_sad.osm.pbf"),
        (["atlantis"], "there are: helsinki, novi_sad"),
        (["novi_sad", "--extract", "nosuch.osm.pbf"], "no such file"),
        (["novi_sad", "--extract", "examples/novi_sad/city.toml"], "needs an extract in .osm.pbf"),
    ],
)
def test_what_is_missing_is_said(tree: Path, args: list[str], words: str) -> None:
    done = prepare(tree, *args)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
