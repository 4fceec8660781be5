"""Mappings saved beside their lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidik.errors import InputError, OutputError
from vidik.model.mapping import Column, Mapping
from vidik.outside.mappingfile import mapping_path, read_mappings, write_mappings

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=12)
FIELDS = st.sampled_from([None, "latitude", "coordinates, longitude first", "camera:direction"])
COLUMNS = st.builds(
    Column, name=TEXTS, field=FIELDS, why=TEXTS, sure=st.floats(0, 1).map(lambda x: round(x, 2))
) | st.builds(Column, name=TEXTS, personal=st.just(True), why=TEXTS)
MAPPINGS = st.builds(
    Mapping,
    columns=st.lists(COLUMNS, min_size=1, max_size=4).map(tuple),
    sheet=st.none() | TEXTS,
    header=st.integers(0, 99),
    encoding=st.none() | st.just("windows-1251"),
    delimiter=st.none() | st.sampled_from([";", "\t"]),
    crs=st.just("EPSG:3908"),
    decimal=st.sampled_from([".", ","]),
    compass=st.sampled_from(["en", "sr"]),
    drawn=st.booleans(),
    header_rows=st.sampled_from([1, 2]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MAPPINGS, min_size=1, max_size=3))
def test_what_is_written_reads_back(tmp_path: Path, mappings: list[Mapping]) -> None:
    path = write_mappings(tmp_path / "lista.csv", mappings)
    assert path.name == "lista.csv.mapping.toml"
    assert read_mappings(path) == tuple(mappings)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "says of no table"),
        ("x = [", "not TOML"),
        ("[[tables]]\nheader = 1\n", "a table without columns"),
        ("[[tables]]\nhedaer = 1\n[[tables.columns]]\nname = 'a'\n", "no such key: 'hedaer'"),
        ("[[tables]]\n[[tables.columns]]\nname = 'a'\nfield = 'a b'\n", "no such field"),
        ("[[tables]]\n[[tables.columns]]\nname = 'a'\nxfield = 'a'\n", "xfield"),
        ("[[tables]]\n[[tables.columns]]\nname = 'tel'\nfield='ref'\npersonal = true\n", "people"),
        ("[[tables]]\ndecimal = ';'\n[[tables.columns]]\nname = 'a'\n", "decimal"),
    ],
)
def test_what_cannot_be(tmp_path: Path, text: str, why: str) -> None:
    path = mapping_path(tmp_path / "a.csv")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=why) as caught:
        read_mappings(path)
    assert caught.value.file == str(path)


def test_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_mappings(tmp_path / "a.toml")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_mappings(tmp_path / "nowhere" / "a.csv", [Mapping(())])
