"""Lists from file to features: guessed, confirmed, read; every row accounted for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from shapely import Point

from tests.outside.sheets import packed
from tests.outside.test_kml import PLACES, POINTS
from vidik.errors import InputError
from vidik.model.camera import Kind
from vidik.model.feature import Extract
from vidik.model.located import Located
from vidik.model.mapping import Column, Mapping
from vidik.outside.assembly import joined_extract
from vidik.outside.lists import companions_of, guesses, read_list_parts
from vidik.outside.mappingfile import write_mappings
from vidik.outside.reading import format_of, read_extract
from vidik.register.cameras import cameras

NOVI_SAD = (19.70, 45.18, 19.96, 45.34)
LIST = """Списак камера;;;;;;;
Град Нови Сад, 2024;;;;;;;
Р. бр.;Назив;Улица и број;Ширина;Дужина;Смер;Број камера;Пријавио
1;К-01;Булевар ослобођења 12;45,2551;19,8370;С;2;Петар
2;К-02;Змај Јовина 3;45,2561;19,8451;ЈЗ;1 ком;Ана
3;К-03;Дунавска 1;19,8461;45,2571;исток;1;

4;К-04;Дунавска 5;;;;1;
Укупно:;;;;;;5;
"""


def read(path: Path, **more: object) -> Extract:
    kind = format_of(path)
    return joined_extract(read_list_parts(path, kind, source="s", **more))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "kamere.csv").write_bytes(LIST.encode("windows-1251"))
    return tmp_path / "kamere.csv"


def test_the_whole_way(path: Path) -> None:
    (guess,) = guesses(path, "csv", box=NOVI_SAD)
    assert guess.mapping.encoding == "windows-1251"
    assert (guess.mapping.header, guess.mapping.compass) == (3, "sr")
    extract = read(path, box=NOVI_SAD)
    assert [f.id for f in extract.features] == ["row 4", "row 5", "row 6"]
    assert extract.features[1].tags == {
        "name": "К-02", "addr:full": "Змај Јовина 3", "camera:direction": "SW", "camera:count": "1",
    }  # fmt: skip
    assert [(r.id, r.field) for r in extract.rejected] == [
        ("row 6", "coordinates"), ("row 8", "geometry"), ("row 9", "*"),
    ]  # fmt: skip
    assert "Петар" not in repr(extract)
    found, _ = cameras(extract.features, source="s", assume=True)
    assert len(found) == 4


def test_a_row_without_coordinates_is_found_by_its_address(path: Path) -> None:
    found = read(path, box=NOVI_SAD, locate=lambda *_: Located(19.8, 45.2, 15.0, "house number"))
    assert found.features[-1].id == "row 8"
    assert found.features[-1].tags["vidik:located_by"] == "house number"


def test_a_confirmed_mapping_is_used(path: Path) -> None:
    (guess,) = guesses(path, "csv")
    columns = [replace(c, field=None) if c.field == "name" else c for c in guess.mapping.columns]
    saved = write_mappings(path, [replace(guess.mapping, columns=tuple(columns))])
    assert companions_of(path) == (saved,)
    assert "name" not in read(path).features[0].tags


def test_a_mapping_without_places(path: Path) -> None:
    (guess,) = guesses(path, "csv")
    columns = [replace(c, field=None) for c in guess.mapping.columns]
    write_mappings(path, [replace(guess.mapping, columns=tuple(columns))])
    with pytest.raises(InputError, match="says of no column where anything is"):
        read(path)


def test_columns_may_move_but_not_go(path: Path) -> None:
    write_mappings(path, [guesses(path, "csv")[0].mapping])
    lines = [line.split(";") for line in LIST.splitlines()]
    moved = "\n".join(";".join(line[::-1]) for line in lines)
    path.write_bytes(moved.encode("windows-1251"))
    assert read(path).features[0].tags["name"] == "К-01"
    path.write_bytes(LIST.replace("Дужина", "Дужина2").encode("windows-1251"))
    with pytest.raises(InputError, match="row 3 has no such column: 'Дужина'"):
        read(path)
    path.write_bytes("Списак\n".encode("windows-1251"))
    with pytest.raises(InputError, match="there is no such row"):
        read(path)


def test_a_guess_that_is_not_sure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("X;Y\n409000;5010000\n409100;5010100\n")
    with pytest.raises(InputError, match="not sure how to read it") as caught:
        read(path)
    assert "a.csv.mapping.toml" in str(caught.value)
    assert len(read(path, box=NOVI_SAD).features) == 2


def test_a_list_without_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("naziv;operator\nK1;grad\n")
    with pytest.raises(InputError, match="no column says where anything is: 'naziv, operator'"):
        read(path)


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Spisak\nNaziv;Koordinate;\n;N;E\nK-1;45,25;19,83\n")
    write_mappings(path, [guesses(path, "csv")[0].mapping])
    assert [(f.id, f.tags) for f in read(path).features] == [("row 4", {"name": "K-1"})]


def test_sheets(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["O ovom spisku"])
    for name in ("Sever", "Jug"):
        sheet = book.create_sheet(name)
        sheet.append(["Naziv", "lat", "lon", "Tip kamere"])
        sheet.append([name, 45.25, 19.83, "PTZ"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    extract = read(path)
    assert [f.id for f in extract.features] == ["sheet Sever, row 2", "sheet Jug, row 2"]
    assert [(r.id, r.field) for r in extract.rejected] == [("sheet Sheet", "*")]
    (one, _), _ = cameras(extract.features, source="s", assume=True)
    assert one.kind is Kind.PANNING
    write_mappings(path, [replace(guesses(path, "xlsx")[1].mapping, sheet="Istok")])
    with pytest.raises(InputError, match="a sheet that is not there: 'Istok'"):
        read(path)


@pytest.mark.parametrize("zipped", [False, True])
def test_placemarks(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / ("a.kmz" if zipped else "a.kml")
    path.write_bytes(packed({"doc.kml": PLACES}) if zipped else PLACES.encode())
    extract = read_extract(path, source="s")
    ids = [f.id for f in extract.features]
    assert ids == [*(f"placemark {i}" for i in (1, 2, 3, 4)), "placemark 5/1", "placemark 5/2"]
    tags = extract.features[0].tags
    assert (tags["camera:direction"], tags["camera:type"]) == ("SW", "panning")
    assert tags["name"] == "К-1"
    assert {r.id for r in extract.rejected} == {"placemark 6", "placemark 7", "placemark 8"}


def test_map_data_with_a_mapping_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kamere.geojson"
    rows = [
        {"type": "Feature", "properties": {"Смер": "ЈЗ", "Пријавио": "Петар"}, "geometry": place}
        for place in ({"type": "Point", "coordinates": [19.83, 45.25]}, None)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    assert read_extract(path, source="s").features[0].tags["Смер"] == "ЈЗ"
    write_mappings(path, [guesses(path, "geojson")[0].mapping])
    extract = read_extract(path, source="s")
    assert [(f.id, f.tags) for f in extract.features] == [("row 1", {"camera:direction": "SW"})]
    assert [(r.id, r.reason) for r in extract.rejected] == [("row 2", "no shape that can be read")]


def test_waypoints(tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_text(POINTS)
    extract = read_extract(tmp_path / "a.gpx", source="s")
    assert [(f.id, f.geometry) for f in extract.features] == [("waypoint 1", Point(19.83, 45.25))]
    assert extract.features[0].tags["check_date"] == "2024-05-03T10:00:00Z"
    assert str(extract.features[0].changed) == "2024-05-03"
    assert {r.id for r in extract.rejected} == {"track 1", "waypoint 2"}


def test_places_that_are_not_on_the_globe(tmp_path: Path) -> None:
    content = PLACES.replace("19.83,45.25,80", "45.25,219.83")
    (tmp_path / "a.kml").write_text(content)
    extract = read_extract(tmp_path / "a.kml", source="s")
    assert ("placemark 1", "not a place on the globe") in [
        (r.id, r.reason) for r in extract.rejected
    ]


def test_nothing_that_nobody_sees_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = (
        "na\u200bme,lat,lon,opis\nK\u202e1\u202c,45.25,19.83,\x1b[31mcrveno\x07\nK2,45.2\x1b,x,\n"
    )
    path.write_text(text, encoding="utf-8")
    (guess,) = guesses(path, "csv")
    assert guess.mapping.columns[0].name == "name"
    extract = read(path)
    assert extract.features[0].tags == {"name": "K1", "description": "[31mcrveno"}
    assert all(one.isprintable() for bad in extract.rejected for one in (bad.value, bad.reason))


def test_a_file_of_which_no_row_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{i}" for i in range(100_000)))
    with pytest.raises(InputError, match="row 1: no row can be read: more than 1,000 cells"):
        guesses(path, "csv")


@pytest.mark.parametrize("text", ["lat,lon\n", "lat,lon\n,\n\n"])
def test_an_empty_list_says_nothing_of_cameras(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"no row below the names|no column says"):
        read(path)
    write_mappings(path, [Mapping((Column("lat", "latitude"), Column("lon", "longitude")))])
    with pytest.raises(InputError, match="no row below the names of the columns"):
        read(path)
