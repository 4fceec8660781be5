"""What columns say: from headings in four languages, and from what stands below them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from vidik.model.mapping import Column, Guess, Mapping
from vidik.model.row import Row
from vidik.outside.listwords import load_list_words
from vidik.register.headings import header_row, heading_of, names_of
from vidik.register.mapping import guess_mapping, mapping_table, readings_table
from vidik.register.people import is_about_people

WORDS = load_list_words()
NOVI_SAD = (19.70, 45.18, 19.96, 45.34)


def rows_of(*rows: Sequence[str]) -> list[Row]:
    return [Row(i, f"row {i}", tuple(cells)) for i, cells in enumerate(rows, start=1)]


def guess(*rows: Sequence[str], box: tuple[float, float, float, float] | None = None) -> Guess:
    return guess_mapping(rows_of(*rows), WORDS, box=box)


def fields(found: Guess) -> dict[str, str | None]:
    return {column.name: column.field for column in found.mapping.columns}


# -- headings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Географска ширина", "latitude"), ("geogr. dužina", "longitude"), ("LON", "longitude"),
        ("Längengrad", "longitude"), ("географска должина", "longitude"), ("Y (WGS84)", "latitude"),
        ("GPS koordinate", "coordinates"), ("Улица и број", "address"), ("Локација", "address"),
        ("Adresse", "address"), ("УЛИЦА", "addr:street"), ("Kućni broj", "addr:housenumber"),
        ("Број камера", "camera:count"), ("Anzahl", "camera:count"),
        ("Smer snimanja", "camera:direction"),
        ("насока", "camera:direction"), ("Blickrichtung [°]", "camera:direction"),
        ("Тип камере", "camera:type"), ("Visina (m)", "height"), ("Höhe", "height"),
        ("Vlasnik", "operator"), ("сопственик", "operator"), ("Betreiber", "operator"),
        ("Inventarski broj", "ref"), ("Назив", "name"), ("Забелешка", "description"),
        ("Datum obilaska", "check_date"), ("Datum instalacije", "start_date"),
        ("Произвођач", "manufacturer"), ("camera:direction", "camera:direction"),
        ("man_made", "man_made"), ("surveillance:zone", "surveillance:zone"),
        ("Opis lokacije kamere", "description"), ("cameraType", "camera:type"),
        ("GPS_Latitude", "latitude"), ("streetName", "addr:street"),
    ],
)  # fmt: skip
def test_a_heading(heading: str, field: str) -> None:
    found = heading_of(heading, WORDS)
    assert found.field == field
    assert found.sure > 0.5
    assert not found.personal


@pytest.mark.parametrize(
    "heading",
    [
        "Име и презиме", "Ime i prezime podnosioca", "E-mail", "e-pošta", "Telefon", "Тел.",
        "Пријавио", "user", "uid", "osm_user", "@user", "changeset", "contact:phone",
        "Kontakt osoba",
        "Reported by", "Name of reporter", "Melder", "Ansprechpartner", "ЈМБГ", "Корисничко име",
        "Одговорно лице", "telefon operatera", "Volonter",
    ],
)  # fmt: skip
def test_a_heading_about_people(heading: str) -> None:
    found = heading_of(heading, WORDS)
    assert found.personal
    assert found.field is None


@pytest.mark.parametrize("heading", ["", "Foo", "Р. бр.", "№", "xyzzy " * 200])
def test_a_heading_that_says_nothing(heading: str) -> None:
    found = heading_of(heading, WORDS)
    assert (found.field, found.personal) == (None, False)


def test_the_header_may_stand_further_down() -> None:
    rows = rows_of(
        ("СПИСАК КАМЕРА ЗА ВИДЕО НАДЗОР", "", ""),
        ("Градска управа", "број: 031-12/2024", ""),
        ("Р.бр.", "Локација", "Број камера"),
        ("1", "Трг слободе", "4"),
    )
    found = header_row(rows, WORDS)
    assert found is not None
    assert found.number == 3


def test_a_header_of_two_rows() -> None:
    found = guess(
        ("Р.бр.", "Назив", "Координате", "", "Тип"),
        ("", "", "N", "E", ""),
        ("1", "К-1", "45,2551", "19,8370", "PTZ"),
        box=NOVI_SAD,
    )
    assert (found.mapping.header, found.mapping.header_rows) == (2, 2)
    assert fields(found) == {
        "Р.бр.": None, "Назив": "name", "N": "latitude", "E": "longitude", "Тип": "camera:type",
    }  # fmt: skip


def test_units_below_the_names() -> None:
    found = guess(
        ("Naziv", "Lat", "Lon", "Visina"), ("", "[°]", "[°]", "m"), ("K-1", "45.25", "19.83", "4"),
    )  # fmt: skip
    assert fields(found) == {
        "Naziv": "name", "Lat [°]": "latitude", "Lon [°]": "longitude", "Visina m": "height",
    }  # fmt: skip
    assert (found.mapping.header, found.mapping.header_rows) == (2, 2)


@pytest.mark.parametrize(
    ("header", "below"),
    [
        (("Br", "Geografska širina", "", "", "Geografska dužina", "", ""),
         ("", "°", "'", '"', "°", "'", '"')),
        (("Br", "Lat deg", "Lat min", "Lat sec", "Lon deg", "Lon min", "Lon sec"), None),
        (("Br", "Latitude", "", "", "Longitude", "", ""), None),
        (("Br", "Ширина степени", "Ширина минути", "Ширина секунде",
          "Дужина степени", "Дужина минути", "Дужина секунде"), None),
    ],
)  # fmt: skip
def test_degrees_minutes_and_seconds_in_columns_of_their_own(
    header: tuple[str, ...], below: tuple[str, ...] | None
) -> None:
    rows = [
        ("1", "45", "15", "18.4", "19", "50", "13.2"),
        ("2", "45", "15", "21", "19", "50", "42"),
    ]
    found = guess(*(row for row in (header, below, *rows) if row is not None), box=NOVI_SAD)
    said = [column.field for column in found.mapping.columns][1:]
    assert said == ["latitude"] * 3 + ["longitude"] * 3
    assert found.readings[0].inside == 2
    assert found.mapping.sure > 0.8


def test_degrees_alone_are_not_taken_apart() -> None:
    found = guess(("lat", "lon", "min"), ("45.25", "19.83", "7"), ("45.26", "19.84", "9"))
    assert fields(found) == {"lat": "latitude", "lon": "longitude", "min": None}


def test_a_second_row_of_values_is_no_header() -> None:
    found = guess(("naziv", "lat", "lon"), ("K", "45.25", "19.83"))
    assert (found.mapping.header, found.mapping.header_rows) == (1, 1)


def test_two_addresses() -> None:
    found = guess(("Adresa", "Naziv lokacije"), ("Dunavska 1", "kod pošte"))
    assert fields(found) == {"Adresa": "address", "Naziv lokacije": "description"}


def test_names_are_told_apart() -> None:
    header = Row(1, "row 1", ("Smer", "Smer", "", "Smer"))
    assert names_of(header, 5) == ("Smer", "Smer (2)", "column 3", "Smer (3)", "column 5")


# -- contents --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["pera@example.org", "pera (at) example.org", "+381 64 123 4567", "064/123-45-67",
     "0641234567", "021 123 456", "00381 21 123456", "+43 1 58801-0"],
)  # fmt: skip
def test_what_is_about_people(text: str) -> None:
    assert is_about_people(text)
    assert is_about_people(f"javiti se: {text}.")


@pytest.mark.parametrize(
    "text",
    ["44.8064, 20.4612", "44,8064; 20,4612", "01-02-2023", "2023-05-12", "12.05.2023.", "K-0012",
     "000123", "Bulevar 12-14", "7457123.45", "090-270", "node/4460910880", "192.168.1.10",
     "1920x1080", "https://maps.example/@44.80,20.46,17z", "IPC6225-VRZ-ES"],
)  # fmt: skip
def test_what_is_not(text: str) -> None:
    assert not is_about_people(text)


def test_a_column_of_people_is_known_by_what_stands_in_it() -> None:
    found = guess(
        ("naziv", "lat", "lon", "dodatno"),
        ("K1", "45.25", "19.83", "pera@example.org"),
        ("K2", "45.26", "19.84", ""),
    )
    assert [c.personal for c in found.mapping.columns] == [False, False, False, True]


def test_a_name_beside_a_telephone_is_a_persons() -> None:
    found = guess(("Name", "Phone", "lat", "lon"), ("Ana", "", "45.25", "19.83"))
    assert [c.personal for c in found.mapping.columns] == [True, True, False, False]
    found = guess(("Name", "lat", "lon"), ("K-1", "45.25", "19.83"))
    assert fields(found)["Name"] == "name"


def test_a_column_that_is_not_known_is_not_read() -> None:
    found = guess(("lat", "lon", "Foo"), ("45.25", "19.83", "Petar Petrović"))
    assert fields(found) == {"lat": "latitude", "lon": "longitude", "Foo": None}


def test_x_and_y_of_degrees() -> None:
    found = guess(("X", "Y"), ("19.83", "45.25"), ("19.84", "45.26"), box=NOVI_SAD)
    assert fields(found) == {"X": "longitude", "Y": "latitude"}
    assert found.mapping.sure > 0.9


def test_latitude_and_longitude_exchanged() -> None:
    found = guess(("lat", "lon"), ("19.83", "45.25"), ("19.84", "45.26"), box=NOVI_SAD)
    assert fields(found) == {"lat": "longitude", "lon": "latitude"}
    assert "exchanged: 2 of 2" in found.mapping.columns[0].why
    assert [(r.exchanged, r.inside) for r in found.readings] == [(True, 2), (False, 0)]
    assert readings_table(found.readings) == [
        ("EPSG:4326", "longitude and latitude", "exchanged", "2 of 2")
    ]


def test_both_in_one_column_longitude_first() -> None:
    found = guess(("Koordinate",), ("19.83, 45.25",), ("19.84, 45.26",), box=NOVI_SAD)
    assert fields(found) == {"Koordinate": "coordinates, longitude first"}


@pytest.mark.parametrize("crs", ["EPSG:32634", "EPSG:6316", "EPSG:3857", "EPSG:8678"])
@pytest.mark.parametrize("northing_first", [False, True])
def test_the_system_is_the_one_that_puts_rows_into_the_city(crs: str, northing_first: bool) -> None:
    turn = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    rows = []
    for i in range(20):
        x, y = turn.transform(19.80 + i / 400, 45.22 + i / 400)
        pair = (f"{y:.2f}", f"{x:.2f}") if northing_first else (f"{x:.2f}", f"{y:.2f}")
        rows.append(tuple(text.replace(".", ",") for text in pair))
    found = guess(("X", "Y"), *rows, box=NOVI_SAD)
    assert found.mapping.crs == crs
    assert found.mapping.decimal == ","
    assert found.readings[0].inside == 20
    assert found.readings[0].exchanged == northing_first
    assert found.mapping.sure > 0.9


def test_gauss_kruger_zones_are_called_what_they_are() -> None:
    for system in WORDS.systems:
        if "Balkans zone" in system.name:
            assert CRS(system.crs).name.endswith(system.name[-6:])


def test_two_systems_of_which_nothing_tells_which_is_meant() -> None:
    turn = Transformer.from_crs("EPSG:4326", "EPSG:6204", always_xy=True)
    pairs = [turn.transform(21.43 + i / 400, 41.99 + i / 800) for i in range(5)]
    skopje = (21.30, 41.93, 21.55, 42.05)
    found = guess(("X", "Y"), *((f"{x:.1f}", f"{y:.1f}") for x, y in pairs), box=skopje)
    assert found.mapping.sure == 0.5
    assert "EPSG:" in found.readings[0].rival
    assert {r.crs for r in found.readings if r.inside == 5} == {"EPSG:32634", "EPSG:6204"}


def test_a_system_that_lists_are_seldom_in_is_found_and_asked_about() -> None:
    turn = Transformer.from_crs("EPSG:4326", "EPSG:2263", always_xy=True)  # in feet
    pairs = [turn.transform(-73.98 + i / 100, 40.70 + i / 100) for i in range(5)]
    city = (-74.26, 40.49, -73.69, 40.92)
    found = guess(("X_COORD", "Y_COORD"), *((f"{x:.0f}", f"{y:.0f}") for x, y in pairs), box=city)
    back = Transformer.from_crs(found.mapping.crs, "EPSG:4326", always_xy=True)
    assert back.transform(*pairs[0]) == pytest.approx((-73.98, 40.70), abs=2e-5)
    assert found.mapping.sure == 0.7
    assert not found.readings[0].usual


def test_metres_without_a_city_are_nothing_to_be_sure_of() -> None:
    found = guess(("X", "Y"), ("409000", "5010000"), ("409100", "5010100"))
    assert found.mapping.sure < 0.5
    assert {reading.crs for reading in found.readings if reading.inside} >= {
        "EPSG:32634", "EPSG:32633",
    }  # fmt: skip


def test_degrees_without_headings() -> None:
    found = guess(("45.2551", "19.8370", "a"), ("45.2561", "19.8451", "b"), box=NOVI_SAD)
    assert found.mapping.header == 0
    assert found.mapping.place == ("latitude", "longitude")


def test_coordinates_go_before_addresses() -> None:
    found = guess(("adresa", "lat", "lon"), ("Dunavska 1", "45.25", "19.83"))
    assert fields(found) == {"adresa": "addr:full", "lat": "latitude", "lon": "longitude"}


def test_addresses_where_there_is_nothing_else() -> None:
    found = guess(("R.br.", "Lokacija", "kom"), ("1", "Dunavska 1", "2"))
    assert found.mapping.place == ("address",)
    assert fields(found)["kom"] == "camera:count"


@pytest.mark.parametrize(
    ("sides", "language"),
    [
        (("S", "JZ"), "sr"), (("север", "југ"), "sr"), (("S", "SW"), "en"), (("N", "O"), "de"),
        (("NO", "SW"), "de"), (("90", "180"), "en"), (("N", "E", "W"), "en"),
    ],
)  # fmt: skip
def test_the_language_of_the_compass(sides: tuple[str, ...], language: str) -> None:
    found = guess(("lat", "lon", "smer"), *(("45.2", "19.8", side) for side in sides))
    assert found.mapping.compass == language


@pytest.mark.parametrize(
    ("heading", "sides", "field"),
    [
        ("smer", ("S", "S"), None), ("smer", ("S", "J"), "camera:direction"),
        ("smer", ("S", "E"), "camera:direction"), ("smer", ("90", "S"), None),
        ("direction", ("S", "S"), "camera:direction"), ("smer", ("90",), "camera:direction"),
        ("Richtung", ("S", "NO"), "camera:direction"),
    ],
)  # fmt: skip
def test_an_s_that_may_be_either_is_not_read(
    heading: str, sides: tuple[str, ...], field: str | None
) -> None:
    found = guess(("lat", "lon", heading), *(("45.2", "19.8", side) for side in sides))
    assert fields(found)[heading] == field


def test_a_mapping_can_be_shown() -> None:
    found = guess(("lat", "lon", "telefon"), ("45.25", "19.83", "x"))
    table = mapping_table(found.mapping)
    assert table[0][:3] == ("lat", "latitude", "95%")
    assert table[2][1] == "left out: about people"


# -- values ----------------------------------------------------------------------------------------


def test_a_column_about_people_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="about people"):
        Column("telefon", "ref", personal=True)


@pytest.mark.parametrize("field", ["", "no such field", "a=b", "x" * 70])
def test_no_field(field: str) -> None:
    with pytest.raises(ValueError, match="no such field"):
        Column("a", field)


def test_no_decimal_mark() -> None:
    with pytest.raises(ValueError, match="decimal"):
        Mapping((), decimal="'")


CELLS = st.text("abčћ 0123456789.,@°'\"+-/N", max_size=14)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_no_table_breaks_it(table: list[list[str]]) -> None:
    found = guess(*table, box=NOVI_SAD)
    assert len(mapping_table(found.mapping)) == len(found.mapping.columns)
