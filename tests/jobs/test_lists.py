"""A list as a source of a city: it gives cameras, and how it is read counts as an input."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.jobs.small_city import LAT, LON, write_city
from tests.jobs.test_sources import gathered
from vidik.errors import InputError
from vidik.jobs.inputs import Inputs, read_inputs
from vidik.outside.lists import guesses
from vidik.outside.mappingfile import write_mappings
from vidik.outside.progress import Silent

LIST = """
[[sources]]
key = "grad"
name = "A made-up answer of the city"
path = "kamere.csv"
licence = "CC0-1.0"
attribution = "The city"
retrieved = 2026-01-03
gives = ["cameras"]
"""


@pytest.fixture
def city_file(tmp_path: Path) -> Path:
    path = write_city(tmp_path, more=LIST)
    rows = f"Назив;Ширина;Дужина;Смер\nК-1;{LAT};{LON};ЈЗ\nК-2;{LAT};;С\n".replace(".", ",")
    (tmp_path / "kamere.csv").write_bytes(rows.encode("windows-1251"))
    return path


def inputs_of(city_file: Path) -> Inputs:
    return read_inputs(city_file, Silent())


def test_its_rows_are_cameras(city_file: Path) -> None:
    city = gathered(city_file)
    own = [camera for camera in city.cameras if camera.source == "grad"]
    assert [camera.id for camera in own] == ["grad:row 2"]
    assert own[0].axis is not None
    assert own[0].axis.start == 225.0
    assert ("row 3", "geometry") in [(r.id, r.field) for r in city.rejected if r.source == "grad"]


def test_how_it_is_read_is_an_input(city_file: Path) -> None:
    path = city_file.with_name("kamere.csv")
    before = inputs_of(city_file).city_key()
    assert inputs_of(city_file).city_key() == before
    (guess,) = guesses(path, "csv")
    write_mappings(path, [guess.mapping])
    first = inputs_of(city_file).city_key()
    write_mappings(path, [replace(guess.mapping, compass="en")])
    assert len({before, first, inputs_of(city_file).city_key()}) == 3


def test_a_mapping_that_does_not_fit_stops_the_build(city_file: Path) -> None:
    path = city_file.with_name("kamere.csv")
    write_mappings(path, [guesses(path, "csv")[0].mapping])
    path.write_bytes("Назив;Латитуда;Дужина\nК-1;1;2\n".encode("windows-1251"))
    with pytest.raises(InputError, match="row 1 has no such column: 'Ширина'"):
        gathered(city_file)
