"""Counts of who passes cameras: good rows and bad ones both come back."""

from __future__ import annotations

import pytest

from vidik.errors import InputError
from vidik.outside.footcounts import read_counts

KNOWN = {
    "osm:node/1": ["osm:node/1"],
    "osm:node/2": ["osm:node/2#1", "osm:node/2#2"],
    "osm:node/2#1": ["osm:node/2#1"],
}


def near(lon: float, lat: float) -> list[str]:
    """Return that a camera stands at 20° east and 44° north, and two a degree farther north."""
    return {(20.0, 44.0): ["osm:node/1"], (20.0, 45.0): KNOWN["osm:node/2"]}.get((lon, lat), [])


def test_rows_that_can_be_used_and_rows_that_cannot(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(
        "note,camera,low,high\n"
        "x,osm:node/1,100,900\n"
        "\n"
        "x,osm:node/2,5e1,60.5\n"
        "x,osm:node/2#1,1,2\n"
        "x,osm:node/3,1,2\n"
        "x,osm:node/1,many,2\n"
        "x,osm:node/1\n",
        encoding="utf-8",
    )
    found, rejected = read_counts(path, KNOWN, near=near)
    assert found == {
        "osm:node/1": (100.0, 900.0), "osm:node/2#1": (50.0, 60.5), "osm:node/2#2": (50.0, 60.5),
    }  # fmt: skip
    assert [(one.id, one.field, one.value) for one in rejected] == [
        ("line 5", "*", "osm:node/2#1"),
        ("line 6", "camera", "osm:node/3"),
        ("line 7", "*", "osm:node/1"),
        ("line 8", "*", "osm:node/1"),
    ]


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ("osm:node/1,many,2", "low", "no number above 0"),
        ("osm:node/1,0,2", "low", "above 0"),
        ("osm:node/1,1,inf", "high", "above 0"),
        ("osm:node/1,3,2", "high", "below the low one"),
        ("osm:node/1,3", "high", "no number"),
    ],
)
def test_without_a_row_that_can_be_used_the_first_bad_one_is_named(tmp_path, row, field, why):
    path = tmp_path / "counts.csv"
    path.write_text(f"camera,low,high\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=why) as fault:
        read_counts(path, KNOWN, near=near)
    assert f"line 2, {field}" in str(fault.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no such column"),
        (b"camera,low\n", "no such column"),
        (b"camera,low,high,high\n", "two columns"),
        (b"camera,low,high\n", "it has no rows"),
        (b"camera,low,high\n\xff\n", "cannot be read"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, data, why):
    path = tmp_path / "counts.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=why):
        read_counts(path, KNOWN, near=near)
    with pytest.raises(InputError, match="no such file of counts"):
        read_counts(tmp_path / "none.csv", KNOWN, near=near)


def test_places_stand_for_the_cameras_there(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(
        "lat,lon,low,high\n44,20,1,2\n45,20.0,3,4\n46,20,1,2\n91,20,1,2\n44,east,1,2\n",
        encoding="utf-8",
    )
    found, rejected = read_counts(path, KNOWN, near=near)
    assert found == {
        "osm:node/1": (1.0, 2.0), "osm:node/2#1": (3.0, 4.0), "osm:node/2#2": (3.0, 4.0),
    }  # fmt: skip
    assert [(one.id, one.field, one.value) for one in rejected] == [
        ("line 4", "lon, lat", "20, 46"), ("line 5", "lat", "91"), ("line 6", "lon", "east"),
    ]  # fmt: skip
