"""Lists as cities, police and portals of open data publish them.

Each is made here after lists that are public, with places that are known.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from pyproj import Transformer

from tests.outside.sheets import xls
from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.assembly import joined_extract
from vidik.outside.lists import guesses, read_list_parts
from vidik.outside.reading import format_of

#: Longitude and latitude, and the box of the city about them.
PLACES = {
    "beograd": [(20.4569, 44.8176), (20.4612, 44.8125), (20.4211, 44.8206)],
    "chicago": [(-87.6298, 41.8781), (-87.7270, 41.9318)],
    "toronto": [(-79.3832, 43.6532), (-79.3871, 43.6426)],
    "paris": [(2.3522, 48.8566), (2.2945, 48.8584)],
    "london": [(-0.1276, 51.5072), (-0.0877, 51.5079)],
    "berlin": [(13.4050, 52.5200), (13.3777, 52.5163)],
    "wien": [(16.3725, 48.2083), (16.3400, 48.1970)],
    "zagreb": [(15.9775, 45.8131), (15.9650, 45.8050)],
    "budapest": [(19.0402, 47.4979), (19.0540, 47.5030)],
    "praha": [(14.4208, 50.0870), (14.4043, 50.0755)],
    "amsterdam": [(4.9041, 52.3676), (4.8834, 52.3667)],
    "warszawa": [(21.0122, 52.2297), (20.9932, 52.2319)],
    "bucuresti": [(26.1025, 44.4268), (26.0963, 44.4396)],
    "barcelona": [(2.1700, 41.3870), (2.1899, 41.3809)],
    "melbourne": [(144.9631, -37.8136), (144.9680, -37.8180)],
    "roma": [(12.4964, 41.9028), (12.4822, 41.8967)],
}


def box_of(city: str) -> tuple[float, float, float, float]:
    lons, lats = zip(*PLACES[city], strict=True)
    return min(lons) - 0.1, min(lats) - 0.07, max(lons) + 0.1, max(lats) + 0.07


def read(path: Path, city: str) -> Extract:
    return joined_extract(read_list_parts(path, format_of(path), source="s", box=box_of(city)))


def saved(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def assert_there(extract: Extract, city: str, *, metres: float = 1.0) -> None:
    found = [(f.geometry.x, f.geometry.y) for f in extract.features]
    assert found == [pytest.approx(place, abs=metres / 70_000) for place in PLACES[city]]


def table(head: list[str], rows: list[list[object]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([head, *rows])
    return text.getvalue()


# -- places in one cell ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "heading", "form"),
    [
        ("chicago", "LOCATION", "({lat}, {lon})"),
        ("chicago", "Location", "POINT ({lon} {lat})"),
        ("chicago", "Location", "5200 N WESTERN AVE\nCHICAGO, IL\n({lat}, {lon})"),
        ("paris", "geo_point_2d", "{lat}, {lon}"),
        ("paris", "geo_shape", '{{"coordinates": [{lon}, {lat}], "type": "Point"}}'),
        ("toronto", "geometry", '{{"type": "MultiPoint", "coordinates": [[{lon}, {lat}]]}}'),
        ("toronto", "the_geom", "SRID=4326;POINT({lon} {lat})"),
        ("wien", "SHAPE", "POINT ({lon} {lat})"),
        ("beograd", "Google Maps", "https://www.google.com/maps/@{lat},{lon},17z"),
        (
            "beograd",
            "Google map",
            "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/1/2",
        ),
    ],
)
def test_a_place_in_one_cell(tmp_path: Path, city: str, heading: str, form: str) -> None:
    rows = [[i, form.format(lon=lon, lat=lat)] for i, (lon, lat) in enumerate(PLACES[city])]
    extract = read(saved(tmp_path / "a.csv", table(["id", heading], rows)), city)
    assert_there(extract, city)
    assert not extract.rejected


def test_a_place_as_two_angles_of_degrees_minutes_and_seconds(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Br.", "Lokacija", "GPS"])
    book.active.append([1, "Trg", "44°49'03.4\"N 20°27'24.8\"E"])
    book.save(tmp_path / "a.xlsx")
    (feature,) = read(tmp_path / "a.xlsx", "beograd").features
    assert (feature.geometry.x, feature.geometry.y) == pytest.approx(PLACES["beograd"][0], abs=2e-5)


# -- grids -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "crs", "head"),
    [
        ("london", "EPSG:27700", "Easting;Northing"),
        ("berlin", "EPSG:31468", "Rechtswert;Hochwert"),
        ("berlin", "EPSG:25833", "Rechtswert;Hochwert"), ("berlin", "EPSG:3068", "X;Y"),
        ("wien", "EPSG:31256", "X;Y"), ("wien", "EPSG:31287", "X;Y"), ("wien", "EPSG:31259", "X;Y"),
        ("zagreb", "EPSG:3765", "E;N"), ("zagreb", "EPSG:8677", "Y;X"),
        ("beograd", "EPSG:6316", "Y;X"), ("beograd", "EPSG:32634", "Y;X"),
        ("paris", "EPSG:2154", "X;Y"), ("barcelona", "EPSG:25831", "UTM X;UTM Y"),
        ("budapest", "EPSG:23700", "EOV Y;EOV X"), ("praha", "EPSG:5514", "X;Y"),
        ("amsterdam", "EPSG:28992", "RD X;RD Y"), ("warszawa", "EPSG:2178", "Y;X"),
        ("bucuresti", "EPSG:3844", "X;Y"), ("melbourne", "EPSG:28355", "Easting;Northing"),
        ("roma", "EPSG:3004", "X;Y"),
    ],
)  # fmt: skip
def test_a_grid(tmp_path: Path, city: str, crs: str, head: str) -> None:
    turn = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    rows = [turn.transform(*place) for place in PLACES[city]]
    text = "".join(f"{i};{x:.2f};{y:.2f}\n".replace(".", ",") for i, (x, y) in enumerate(rows))
    extract = read(saved(tmp_path / "a.csv", f"\ufeffid;{head}\n{text}"), city)
    assert_there(extract, city, metres=10.0)


def test_thousands_with_dots_and_fractions_with_commas(tmp_path: Path) -> None:
    turn = Transformer.from_crs("EPSG:4326", "EPSG:3765", always_xy=True)
    rows = [turn.transform(*place) for place in PLACES["zagreb"]]
    text = "".join(f"{x:,.2f};{y:,.2f}\n" for x, y in rows)
    text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    extract = read(saved(tmp_path / "a.csv", f"E;N\n{text}", "cp1250"), "zagreb")
    assert_there(extract, "zagreb", metres=10.0)


# -- headings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "head"),
    [
        ("paris", "Numéro;Emplacement;Latitude;Longitude;Nombre de caméras;Orientation"),
        ("barcelona", "Número;Ubicación;Latitud;Longitud;Número de cámaras;Orientación"),
        ("roma", "Numero;Ubicazione;Latitudine;Longitudine;Numero telecamere;Direzione"),
        ("warszawa",
         "Lp.;Lokalizacja;Szerokość geograficzna;Długość geograficzna;Liczba kamer;Kierunek"),
        ("zagreb", "Rbr;Mjesto;Zemljopisna širina;Zemljopisna dužina;Broj kamera;Smjer"),
        ("budapest", "Sorszám;Helyszín;Szélesség;Hosszúság;Kamerák száma;Irány"),
        ("bucuresti", "Nr. crt.;Amplasament;Latitudine;Longitudine;Număr camere;Orientare"),
        ("beograd", "Р.бр.;Локација;Геогр. ширина;Геогр. дужина;Број камера;Смер"),
        ("amsterdam", "Nr;Locatie;Breedtegraad;Lengtegraad;Aantal camera's;Kijkrichting"),
        ("wien", "Nr;Örtlichkeit;Breitengrad;Längengrad;Kameras;Ausrichtung"),
    ],
)  # fmt: skip
def test_headings(tmp_path: Path, city: str, head: str) -> None:
    rows = [
        f"{i};Trg {i};{lat};{lon};{i + 2};{i * 90}" for i, (lon, lat) in enumerate(PLACES[city])
    ]
    extract = read(saved(tmp_path / "a.csv", "\n".join([head, *rows])), city)
    assert_there(extract, city)
    tags = extract.features[1].tags
    assert (tags["camera:count"], tags["camera:direction"]) == ("3", "90")


# -- tables as people make them --------------------------------------------------------------------


def test_titles_units_merged_names_and_sums(tmp_path: Path) -> None:
    (one, two, three) = PLACES["beograd"]
    book = Workbook()
    sheet = book.active
    for row in (
        ["ГРАД БЕОГРАД"], ["Преглед камера по општинама, стање на дан 31.12.2022."], [],
        [None, "Општина", None, "Назив места", "Координате", None, "Висина", "Врста и број камера"],
        [None, None, None, None, "N", "E", "m", None],
        [None, "Врачар", None, "Славија", one[1], one[0], 4.5, "2 fiksne + 1 PTZ"],
        [None, None, None, "Чубура", two[1], two[0], 5, "2x fixed, 1 dome"],
        [None, "Земун", None, "Кеј", three[1], three[0], 6, "3 фиксне"],
        [], [None, "Укупно", None, None, None, None, None, 9], [None, "Извор: МУП"],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("B6:B7")
    book.save(tmp_path / "a.xlsx")
    extract = read(tmp_path / "a.xlsx", "beograd")
    assert_there(extract, "beograd")
    assert [f.tags["camera:type"] for f in extract.features] == [
        "fixed;fixed;panning", "fixed;fixed;dome", "fixed;fixed;fixed",
    ]  # fmt: skip
    assert extract.features[0].tags["height"] == "4.5"
    assert [(r.id, r.reason) for r in extract.rejected] == [
        ("sheet Sheet, row 10", "a sum, not a camera"), ("sheet Sheet, row 11", "no place"),
    ]  # fmt: skip


def test_a_cell_over_two_lines_below_remarks(tmp_path: Path) -> None:
    rows = [f'{i},"Trg\nRepublike",{lat},{lon},' for i, (lon, lat) in enumerate(PLACES["beograd"])]
    text = "\n".join(
        ["# Exported 2023-01-01", "# CRS: WGS84", "id,name,latitude,longitude,", *rows]
    )
    extract = read(saved(tmp_path / "a.csv", text), "beograd")
    assert_there(extract, "beograd")
    assert extract.features[0].tags["name"] == "Trg\nRepublike"


def test_hidden_sheets_are_not_read_and_told_of(tmp_path: Path) -> None:
    head = ["Oznaka", "Širina", "Dužina"]
    rows = [[f"V{i}", lat, lon] for i, (lon, lat) in enumerate(PLACES["beograd"])]
    path = xls(
        tmp_path / "a.xls", {"Vračar": [["Spisak"], head, *rows], "staro": [head, *rows]},
        hidden=["staro"],
    )  # fmt: skip
    extract = read(path, "beograd")
    assert_there(extract, "beograd")
    assert extract.features[0].id == "sheet Vračar, row 3"
    assert [(r.id, r.reason) for r in extract.rejected] == [
        ("sheet staro", "a hidden sheet; it was not read")
    ]


def test_no_header_at_all(tmp_path: Path) -> None:
    text = "".join(f"K{i},{lat},{lon},PTZ\n" for i, (lon, lat) in enumerate(PLACES["beograd"]))
    path = saved(tmp_path / "a.csv", text)
    assert_there(read(path, "beograd"), "beograd")
    (guess,) = guesses(path, "csv")  # without a city nothing tells latitude from longitude
    assert guess.mapping.sure < 0.8


@pytest.mark.parametrize("kind", ["xls", "csv"])
def test_days_that_a_spreadsheet_counts(tmp_path: Path, kind: str) -> None:
    lon, lat = PLACES["beograd"][0]
    head = ["Camera ID", "Latitude", "Longitude", "Installation date"]
    path = tmp_path / f"a.{kind}"
    if kind == "xls":
        xls(path, {"a": [head, ["1", lat, lon, 43617.0]]})
    else:
        saved(path, table(head, [["1", lat, lon, "43617"]]))
    (feature,) = read(path, "beograd").features
    assert feature.tags["start_date"] == "2019-06-01"


def test_a_column_that_is_headed_as_a_place_and_is_none(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "id,lat,lon\n" + "".join(f"{i},?,?\n" for i in range(9)))
    with pytest.raises(InputError, match=r"column lat: .* only 0% of its cells are degrees"):
        read(path, "beograd")
