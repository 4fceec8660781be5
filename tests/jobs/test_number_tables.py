"""Tables of numbers beside a map, from the city file to pages and downloads: they count."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner

from tests.jobs.small_city import _DEG, _DEG_LON, LAT, LON, Osm, write_city
from vidik.cli import main
from vidik.errors import InputError
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache
from vidik.report.texts import texts_of

#: From the west to the east, each 100 m wide; cameras stand in the east.
DISTRICTS = ("Лиман", "Грбавица", "Подбара", "Салајка", "Детелинара", "Телеп")
HOMES = 6
LEVEL = "detect"

TERMS = 'licence = "CC0-1.0"\nattribution = "Statistical office"\n'
PARTS = f'[districts]\nname = "Districts"\npath = "districts.geojson"\n{TERMS}'
BY_DISTRICT = (
    '[homes]\nname = "Census"\npath = "people.csv"\ndistrict = "kvart"\nweight = "ljudi"\n' + TERMS
)
BY_PLACE = f'[homes]\nname = "Census"\npath = "people.csv"\nweight = "ljudi"\n{TERMS}'


def compared(key: str) -> str:
    return f'[[tables]]\nkey = "{key}"\nname = "The {key}"\npath = "{key}.csv"\n{TERMS}'


def doors() -> dict[str, list[tuple[float, float]]]:
    """Return where people live in each district, metres about the centre."""
    return {
        name: [(-300.0 + 100.0 * i + 10.0 + 15.0 * k, 20.0) for k in range(HOMES)]
        for i, name in enumerate(DISTRICTS)
    }


def degrees(x: float, y: float) -> tuple[float, float]:
    return round(LON + x * _DEG_LON, 7), round(LAT + y * _DEG, 7)


def long_street() -> Osm:
    osm = Osm(half=300.0)
    osm.way([(-300, 0), (0, 0), (300, 0)], highway="residential", name="Главна улица")
    places = [place for own in doors().values() for place in own]
    for number, (x, y) in enumerate(places, start=1):
        osm.node(x, y, addr__street="Главна улица", addr__housenumber=f"{number}")
    for x in (20, 60, 100, 130, 160, 190, 205, 220, 235, 250, 265, 280):
        osm.node(x, 4, man_made="surveillance", surveillance="public")
    return osm


def districts() -> str:
    def part(i: int, name: str) -> dict[str, Any]:
        west, east = -300.0 + 100.0 * i, -200.0 + 100.0 * i
        area = shapely.box(*degrees(west, -300.0), *degrees(east, 300.0))
        return {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(area),
            "properties": {"name": name},
        }

    parts = [part(i, name) for i, name in enumerate(DISTRICTS)]
    return json.dumps({"type": "FeatureCollection", "features": parts})


def city(folder: Path, more: str, **tables: str) -> Path:
    """Write the town with tables of these names; return its city file."""
    city_file = write_city(folder, osm=long_street(), more=f"\n{PARTS}\n{more}")
    (folder / "districts.geojson").write_text(districts(), encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return city_file


def build(folder: Path, more: str, **tables: str) -> Path:
    return build_city(city(folder, more, **tables), cache=Cache(None), threads=1).folder


def table(head: str, rows: Sequence[tuple[object, ...]]) -> str:
    return "\n".join([head, *(",".join(map(str, row)) for row in rows), ""])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(folder: Path) -> dict[str, float]:
    """Return the expected share of each district that is published."""
    return {
        row["name"]: float(row["expected_share"])
        for row in rows(folder, "downloads/district_homes.csv")
        if row["level"] == LEVEL
    }


def said(folder: Path) -> Any:
    return json.loads((folder / "summary.json").read_bytes())["from_home"]


def page(folder: Path) -> str:
    text = (folder / "from-home/index.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def assert_whole(folder: Path, wanted: float) -> None:
    """Hold the share of the whole town, in the summary and on the page, against what it is."""
    share = said(folder)["levels"][LEVEL]["share"]["expected"]
    # each share is rounded to a thousandth
    assert share == pytest.approx(wanted, abs=0.0011)
    assert f"{texts_of('en').percent(share)} of the way lies within view" in page(folder)


def mean(values: Mapping[str, float], weight: Mapping[str, float]) -> float:
    return sum(values[name] * weight[name] for name in values) / sum(weight.values())


PEOPLE = {name: 100.0 * (i + 1) ** 2 for i, name in enumerate(DISTRICTS)}


def test_homes_weigh_as_the_people_of_their_district(tmp_path: Path) -> None:
    alike = build(tmp_path / "alike", "")
    folder = build(tmp_path / "people", BY_DISTRICT, people=table("kvart,ljudi", PEOPLE.items()))
    found = shares(folder)
    assert found == shares(alike)  # within a district homes weigh alike
    assert sorted(found, key=found.__getitem__) == list(DISTRICTS)
    assert_whole(alike, mean(found, dict.fromkeys(DISTRICTS, 1.0)))
    assert_whole(folder, mean(found, PEOPLE))
    assert abs(mean(found, PEOPLE) - mean(found, dict.fromkeys(DISTRICTS, 1.0))) > 0.005
    assert said(folder)["weighed"] == "table"
    assert "They count by the numbers of a table that the city file names." in page(folder)
    assert "Statistical office" in page(folder)
    assert rows(folder, "rejected.csv") == []


def test_places_of_a_table_are_homes_that_weigh_as_it_says(tmp_path: Path) -> None:
    places = [
        (*degrees(*place), PEOPLE[name] / HOMES) for name, own in doors().items() for place in own
    ]
    folder = build(tmp_path / "places", BY_PLACE, people=table("lon,lat,ljudi", places))
    other = build(tmp_path / "parts", BY_DISTRICT, people=table("kvart,ljudi", PEOPLE.items()))
    assert said(folder)["found"] == {"table": HOMES * len(DISTRICTS)}
    assert said(other)["found"] == {"address": HOMES * len(DISTRICTS)}
    for what in ("levels", "districts", "cells"):
        assert said(folder)[what] == said(other)[what]
    assert "rows of a table 36" in page(folder)


def test_of_districts_in_which_nobody_lives_nothing_is_said(tmp_path: Path) -> None:
    people = dict.fromkeys(DISTRICTS, 0) | {"Подбара": 600}
    folder = build(tmp_path, BY_DISTRICT, people=table("kvart,ljudi", people.items()))
    found = shares(folder)
    assert list(found) == ["Подбара"]
    assert_whole(folder, found["Подбара"])
    assert said(folder)["districts_held_back"] == 5
    assert {row["level"] for row in rows(folder, "downloads/cells.csv")} >= {LEVEL}
    assert len({row["id"] for row in rows(folder, "downloads/cells.csv")}) == 1


def test_incomes_are_held_against_what_is_published(tmp_path: Path) -> None:
    income = [(name, f'"{1000 - 10 * i},5"') for i, name in enumerate(DISTRICTS)]
    rent = [(name, 7 + i) for i, name in enumerate(DISTRICTS)]
    folder = build(
        tmp_path, compared("income") + compared("rent"),
        income=table("district,value", income), rent=table("district,value", rent),
    )  # fmt: skip
    told = {one["source"]: one for one in said(folder)["comparisons"]}
    assert {one["districts"] for one in told.values()} == {6}
    # who earns more lives where less is seen, and whose rent is higher where more is
    assert told["income"]["kendall_tau_b"][LEVEL]["expected"] == -1.0
    assert told["rent"]["kendall_tau_b"][LEVEL]["expected"] == 1.0
    text = page(folder)
    assert "“The income” and the share of walks seen put the 6 districts in orders" in text
    assert "tau-b is -1 (1: the same order" in text
    chart = (folder / "charts/home-by-income.svg").read_text(encoding="utf-8")
    assert "1,000.5" in chart
    assert {"Лиман", "Телеп"} <= {name for name in DISTRICTS if name in chart}


FAULTY = """\
kvart,ljudi
Лиман,100
Грбавица,-5
Подбара,
Салајка,=1+1
Детелинара,"12,345"
Нигде,7
,8
Телеп,"12,5"
Телеп,12,5
"""


def test_faulty_rows_come_back_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = build(
        tmp_path, BY_DISTRICT + compared("income"),
        people=FAULTY, income=FAULTY.replace("kvart,ljudi", "district,value"),
    )  # fmt: skip
    found = rows(folder, "rejected.csv")
    for source, district, number in (("homes", "kvart", "ljudi"), ("income", "district", "value")):
        told = [(r["id"], r["field"], r["value"]) for r in found if r["source"] == source]
        bad = [one for one in told if one[0].startswith("row ")]
        wanted = [
            ("row 3", number, "'-5"), ("row 4", number, ""), ("row 5", number, "'=1+1"),
            ("row 6", number, "12,345"), ("row 7", district, "Нигде"), ("row 8", district, ""),
            ("row 10", "*", ""),
        ]  # fmt: skip
        if source == "income":  # which may be below 0
            wanted.remove(("row 3", number, "'-5"))
        assert sorted(bad) == sorted(wanted)
        rest = [one for one in told if one not in bad]
        weighed = {"Лиман", "Телеп"}
        assert sorted(rest) == (
            [(name, "*", "") for name in sorted(set(DISTRICTS) - weighed)]
            if source == "homes"
            else []
        )
    assert all(row["reason"] and "withheld" not in row["reason"] for row in found)
    # 100 people in one district, 12.5 in another one, and halfway between these in the others
    weight = dict.fromkeys(DISTRICTS, 56.25) | {"Лиман": 100.0, "Телеп": 12.5}
    assert_whole(folder, mean(shares(folder), weight))
    (told,) = said(folder)["comparisons"]
    assert (told["districts"], told["kendall_tau_b"]) == (3, {})
    assert "“The income” is known for 3 districts with enough homes" in page(folder)


def test_places_beyond_the_boundary_are_counted(tmp_path: Path) -> None:
    inside = [(*degrees(*place), 1) for place in doors()["Лиман"]]
    beyond = [(*degrees(900.0, 0.0), 5), (*degrees(0.0, -400.0), 5)]
    folder = build(tmp_path, BY_PLACE, people=table("lon,lat,ljudi", [*inside, *beyond]))
    assert said(folder)["found"] == {"table": HOMES}
    (row,) = rows(folder, "rejected.csv")
    assert (row["source"], row["field"], row["value"]) == ("homes", "*", "2")


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("kvart,ljudi\nЛиман,1\nТелеп,2\nЛиман,3\n", "row 4, kvart", "Лиман"),
        ("kvart,people\nЛиман,1\n", None, "ljudi"),
        ("kvart,ljudi,ljudi\nЛиман,1,2\n", None, "ljudi"),
        ("kvart,ljudi\nNigde,1\nLiman,2\n", "row 2, kvart", "Nigde"),
        ("kvart,ljudi\nЛиман,=HYPERLINK(A1)\n", "row 2, ljudi", "=HYPERLINK(A1)"),
        ("kvart,ljudi\nЛиман,nan\n", "row 2, ljudi", "nan"),
        ("kvart,ljudi\n", None, None),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_by_name(
    tmp_path: Path, text: str, place: str | None, value: str | None
) -> None:
    city_file = city(tmp_path, BY_DISTRICT, people=text)
    with pytest.raises(InputError) as refused:
        build_city(city_file, cache=Cache(None), threads=1)
    fault = refused.value
    assert (fault.file, fault.place, fault.value) == (str(tmp_path / "people.csv"), place, value)
    assert not (tmp_path / "site").exists()


def test_swapped_coordinates_are_refused(tmp_path: Path) -> None:
    swapped = [(*degrees(*place)[::-1], 1) for place in doors()["Лиман"]]
    city_file = city(tmp_path, BY_PLACE, people=table("lon,lat,ljudi", swapped))
    done = CliRunner().invoke(main, ["build", str(city_file)])
    assert done.exit_code != 0
    for words in ("people.csv", "lon, lat", "none of its places lies inside", "longitude"):
        assert words in done.output
