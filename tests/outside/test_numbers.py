"""Tables of numbers beside a map, with their faults."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.errors import InputError
from vidik.outside.numbers import read_district_numbers, read_home_weights

DISTRICTS = frozenset({"Лиман", "Детелинара", "Телеп", "Подбара"})


def table(folder, text):
    (folder / "table.csv").write_text(text, encoding="utf-8")
    return folder / "table.csv"


def weights(path, *, district=None):
    return read_home_weights(
        path, source="homes", district=district, lon="lon", lat="lat", weight="weight",
        districts=DISTRICTS,
    )  # fmt: skip


def numbers(path):
    return read_district_numbers(
        path, source="income", name="Income", district="kvart", value="plata", districts=DISTRICTS
    )


def test_a_number_for_each_district(tmp_path):
    found, bad = numbers(table(tmp_path, "kvart;plata;n\nЛиман;52,5;1\nДетелинара;41;2\n"))
    assert (dict(found.values), bad) == ({"Лиман": 52.5, "Детелинара": 41.0}, ())
    assert (found.key, found.name) == ("income", "Income")


def test_rows_that_cannot_be_used_come_back(tmp_path):
    text = "kvart,plata\nЛиман,many\n,12\nТелеп,3\nПодбара\nNowhere,5\nПодбара,5,5\n"
    found, bad = numbers(table(tmp_path, text))
    assert dict(found.values) == {"Телеп": 3.0}
    assert [(row.source, row.id, row.field, row.value) for row in bad] == [
        ("income", "row 2", "plata", "many"),
        ("income", "row 3", "kvart", ""),
        ("income", "row 5", "*", ""),
        ("income", "row 6", "kvart", "Nowhere"),
        ("income", "row 7", "*", ""),
    ]


@pytest.mark.parametrize("cell", ["12.345", "12,345", "1.234.567", "12 345", "1e999", "=1+1"])
def test_what_may_mean_something_else_is_not_guessed_at(tmp_path, cell):
    found, bad = numbers(table(tmp_path, f"kvart;plata\nЛиман;1\nТелеп;{cell}\n"))
    assert list(found.values) == ["Лиман"]
    assert [(row.id, row.field, row.value) for row in bad] == [("row 3", "plata", cell)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12345", 12345.0),
        ("12.3450", 12.345),
        ("0,125", 0.125),
        ("-3.5", -3.5),
        ("1234.567", 1234.567),
    ],
)
def test_what_is_plain_is_read(tmp_path, cell, value):
    found, _ = numbers(table(tmp_path, f"kvart;plata\nЛиман;{cell}\n"))
    assert dict(found.values) == {"Лиман": value}


def test_cells_beyond_the_last_column_may_be_empty(tmp_path):
    found, bad = numbers(table(tmp_path, "kvart,plata\nЛиман,52,\n"))
    assert (dict(found.values), bad) == ({"Лиман": 52.0}, ())


def test_places_and_how_much_they_count(tmp_path):
    text = "lon,lat,weight\n19.84,45.25,12\n200,45,1\n19.85,45.26,-1\n19.86,45.27,0\n"
    found, bad = weights(table(tmp_path, text))
    assert found.lonlat == pytest.approx(np.array([[19.84, 45.25], [19.86, 45.27]]))
    assert found.weight.tolist() == [12.0, 0.0]
    assert [(row.id, row.field, row.value) for row in bad] == [
        ("row 3", "lon", "200"),
        ("row 4", "weight", "-1"),
    ]


def test_districts_and_how_many_live_there(tmp_path):
    found, _ = weights(table(tmp_path, "d,weight\nЛиман,1200\n"), district="d")
    assert dict(found.by_district) == {"Лиман": 1200.0}
    assert len(found.weight) == 0


@pytest.mark.parametrize(
    ("text", "value", "hint"),
    [
        ("kvart,number\nЛиман,1\n", "plata", "columns: kvart, number"),
        ("kvart,plata\nЛиман,much\n", "much", "It is no number."),
        ("kvart,plata\n", None, "it has no rows"),
        ("kvart,plata\nЛиман,1\nЛиман,2\n", "Лиман", None),
        ("kvart,plata\nLiman,1\n", "Liman", "There is no district of this name."),
        ("kvart,plata,plata\nЛиман,1,2\n", "plata", "columns: kvart, plata, plata"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_name(tmp_path, text, value, hint):
    path = table(tmp_path, text)
    with pytest.raises(InputError) as refused:
        numbers(path)
    fault = refused.value
    assert (fault.file, fault.value, fault.hint) == (str(path), value, hint)
