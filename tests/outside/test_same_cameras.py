"""The cameras of Užice, written down in every way that people do, come back as the same cameras."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import pytest
from openpyxl import Workbook
from pyproj import Transformer

from tests.outside.sheets import ods, packed
from tests.shared_data import shared
from vidik.model.camera import Camera
from vidik.outside.assembly import joined_extract
from vidik.outside.lists import guesses, read_list_parts
from vidik.outside.reading import format_of, read_extract
from vidik.register.cameras import cameras

UZICE = (19.75, 43.80, 19.95, 43.92)
HEAD = ("Р. бр.", "Ознака", "Ширина", "Дужина", "Тип камере", "Смер", "Носач", "Пријавио")
KINDS = {"fixed": "фиксна", "dome": "купола", "panning": "ротирајућа"}
MOUNTS = {"pole": "на стубу", "wall": "на зиду"}


def original() -> tuple[list[Camera], list[tuple[str, ...]]]:
    """Return the cameras as they are in OpenStreetMap, and as rows of a list in Serbian."""
    features = read_extract(shared("uzice.geojson"), source="osm").features
    found, _ = cameras(features, source="osm")
    single = [camera for camera in found if "#" not in camera.id]
    rows = [
        (
            str(i),
            f"К-{i:03}",
            f"{camera.lat:.7f}",
            f"{camera.lon:.7f}",
            KINDS.get(camera.kind.value, ""),
            "" if camera.axis is None else f"{camera.axis.start:g}",
            MOUNTS.get(camera.mount or "", ""),
            "Петар Петровић",
        )
        for i, camera in enumerate(single, start=1)
    ]
    return single, rows


def text(rows: Sequence[Sequence[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def commas(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[c if i in (1, 4, 6) else c.replace(".", ",") for i, c in enumerate(r)] for r in rows]


def as_utf8(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path = path.with_suffix(".csv")
    path.write_bytes(text([HEAD, *rows], ",", "utf-8-sig"))
    return path


def as_windows_1251(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path = path.with_suffix(".csv")
    title = ["СПИСАК КАМЕРА", *[""] * 7]
    path.write_bytes(text([title, [], HEAD, *commas(rows)], ";", "windows-1251"))
    return path


def as_utf16(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path = path.with_suffix(".tsv")
    path.write_bytes(text([HEAD, *rows], "\t", "utf-16"))
    return path


def swapped(path: Path, rows: list[tuple[str, ...]]) -> Path:
    return as_utf8(path, [(a, b, lon, lat, *more) for a, b, lat, lon, *more in rows])


def in_metres(path: Path, rows: list[tuple[str, ...]]) -> Path:
    turn = Transformer.from_crs("EPSG:4326", "EPSG:3908", always_xy=True)
    grid = []
    for a, b, lat, lon, *more in rows:
        x, y = turn.transform(float(lon), float(lat))
        grid.append((a, b, f"{y:.2f}".replace(".", ","), f"{x:.2f}".replace(".", ","), *more))
    head = ("Р. бр.", "Ознака", "X", "Y", *HEAD[4:])  # X is north, as surveyors have it
    path = path.with_suffix(".csv")
    path.write_bytes(text([head, *grid], ";", "utf-8"))
    return path


def in_one_column(path: Path, rows: list[tuple[str, ...]]) -> Path:
    head = ("Р. бр.", "Ознака", "GPS", *HEAD[4:])
    path = path.with_suffix(".csv")
    joined = [(a, b, f"{lat}, {lon}", *more) for a, b, lat, lon, *more in rows]
    path.write_bytes(text([head, *joined], ",", "utf-8"))
    return path


def as_xlsx(path: Path, rows: list[tuple[str, ...]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Списак камера"])
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(list(HEAD))
    for a, b, lat, lon, *more in rows:
        sheet.append([int(a), b, float(lat), float(lon), *more])
    path = path.with_suffix(".xlsx")
    book.save(path)
    return path


def as_ods(path: Path, rows: list[tuple[str, ...]]) -> Path:
    lines = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in [HEAD, *commas(rows)]
    )
    return ods(path.with_suffix(".ods"), {"Камере": lines})


def placemarks(rows: list[tuple[str, ...]]) -> str:
    marks = "".join(
        f"<Placemark><name>{escape(b)}</name><ExtendedData>"
        + "".join(
            f'<Data name="{name}"><value>{escape(value)}</value></Data>'
            for name, value in zip(HEAD[4:], more, strict=True)
        )
        + f"</ExtendedData><Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
        for _, b, lat, lon, *more in rows
    )
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'


def as_kml(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path = path.with_suffix(".kml")
    path.write_text(placemarks(rows), encoding="utf-8")
    return path


def as_kmz(path: Path, rows: list[tuple[str, ...]]) -> Path:
    path = path.with_suffix(".kmz")
    path.write_bytes(packed({"doc.kml": placemarks(rows)}))
    return path


@pytest.mark.parametrize(
    "write",
    [as_utf8, as_windows_1251, as_utf16, swapped, in_metres, in_one_column, as_xlsx, as_ods, as_kml,
     as_kmz],
)  # fmt: skip
def test_the_same_cameras(
    tmp_path: Path, write: Callable[[Path, list[tuple[str, ...]]], Path]
) -> None:
    expected, rows = original()
    assert len(expected) > 150
    path = write(tmp_path / "kamere", rows)
    kind = format_of(path)
    assert all(guess.mapping.sure >= 0.8 for guess in guesses(path, kind, box=UZICE))
    extract = joined_extract(read_list_parts(path, kind, source="grad", box=UZICE))
    found, rejected = cameras(extract.features, source="grad", assume=True)
    assert not extract.rejected
    assert not rejected
    assert "Петар" not in repr(extract)
    places = {feature.id: i for i, feature in enumerate(extract.features)}
    by_row = sorted(found, key=lambda camera: places[camera.location.removeprefix("grad:")])
    assert len(by_row) == len(expected)
    for one, other in zip(expected, by_row, strict=True):
        assert other.lon == pytest.approx(one.lon, abs=2e-7)
        assert other.lat == pytest.approx(one.lat, abs=2e-7)
        assert other.kind == one.kind
        assert other.axis == one.axis
        assert other.mount == (one.mount if one.mount in MOUNTS else None)
