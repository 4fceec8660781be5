"""The example city files load, and say what the README says of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.shared_data import ROOT
from vidik.outside.cityfile import load_city

EXAMPLES = sorted((ROOT / "examples").glob("*/city.toml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_loads_when_its_extract_is_beside_it(example: Path, tmp_path: Path) -> None:
    shutil.copy(example, tmp_path)
    (tmp_path / f"{example.parent.name}.osm.pbf").touch()
    city = load_city(tmp_path / "city.toml")
    assert city.synthetic == (example.parent.name == "novi_sad")


def test_the_examples_are_the_two_of_the_readme() -> None:
    assert [path.parent.name for path in EXAMPLES] == ["helsinki", "novi_sad"]
