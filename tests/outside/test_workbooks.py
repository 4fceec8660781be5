"""Workbooks: values as they were saved, nothing computed, nothing believed of sizes."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.outside.sheets import ods, packed, xls, xlsx
from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.workbooks import (
    Sheet,
    ods_sheets,
    old_sheets,
    read_ods,
    read_old,
    read_xlsx,
    xlsx_sheets,
)

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def cell(text: str, kind: str = "string", more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def line(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


# -- XLSX ------------------------------------------------------------------------------------------


def test_cells_of_every_kind(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Камере"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "Списак"
    sheet.append([])
    sheet.append(["K-1", 44.81, 20, True, dt.date(2024, 5, 3), dt.datetime(2024, 5, 3, 7, 30)])  # noqa: DTZ001
    sheet.append(["=1+1", "  x ", None, 0.1 + 0.2])
    sheet["A4"].data_type = "s"
    book.create_sheet("Празан")
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert xlsx_sheets(path) == (Sheet("Камере"), Sheet("Празан"))
    rows = list(read_xlsx(path, "Камере"))
    assert rows[0] == Row(1, "sheet Камере, row 1", ("Списак",))
    assert rows[1].empty
    assert rows[2].cells == ("K-1", "44.81", "20", "yes", "2024-05-03", "2024-05-03T07:30")
    assert rows[3].cells == ("=1+1", "x", "", "0.3")
    assert rows[3].place == "sheet Камере, row 4"


def test_a_formula_is_the_value_that_was_saved(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><f>WEBSERVICE("http://a")</f><v>7</v></c><c r="B1"><f>1+1</f></c>'
    rows += "</row>"
    assert [row.cells for row in read_xlsx(xlsx(tmp_path / "a.xlsx", {"S": rows}), "S")] == [("7",)]


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="3000"><c r="XFD3000" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    found = list(read_xlsx(xlsx(tmp_path / "a.xlsx", {"S": rows}), "S"))
    assert [row.number for row in found if not row.empty] == [1, 3000]
    assert found[-1].fault == "more than 1,000 cells"


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_document_types_are_refused(tmp_path: Path, head: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"S": '<row r="1"/>'}, head=head)
    with pytest.raises(InputError, match="declares a document type"):
        list(read_xlsx(path, "S"))
    path = ods(tmp_path / "a.ods", {"S": line(cell("x"))}, head=head)
    with pytest.raises(InputError, match="document type"):
        list(read_ods(path, "S"))


def test_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({"xl/workbook.xml": "<a/>", "xl/media/image.png": bytes(2**25)}))
    with pytest.raises(InputError, match=r"image\.png: unpacks to more than a list can hold"):
        xlsx_sheets(path)


@pytest.mark.parametrize("cut", [10, 300, -30])
def test_what_is_broken_off(tmp_path: Path, cut: int) -> None:
    for path in (
        xlsx(tmp_path / "a.xlsx", {"S": '<row r="1"/>'}),
        ods(tmp_path / "a.ods", {"S": line(cell("x"))}),
    ):
        path.write_bytes(path.read_bytes()[:cut])
        with pytest.raises(InputError):
            list(xlsx_sheets(path) if path.suffix == ".xlsx" else ods_sheets(path))


def test_no_workbook_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({"a.txt": "x"}))
    with pytest.raises(InputError, match="cannot be read"):
        xlsx_sheets(path)
    with pytest.raises(InputError, match=r"has no such part: 'content\.xml'"):
        ods_sheets(path)


def test_no_such_sheet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no such sheet: 'T' \(it has S\)"):
        list(read_xlsx(xlsx(tmp_path / "a.xlsx", {"S": ""}), "T"))
    with pytest.raises(InputError, match=r"has no such sheet: 'T' \(it has S\)"):
        list(read_ods(ods(tmp_path / "a.ods", {"S": line(cell("x"))}), "T"))


# -- ODS -------------------------------------------------------------------------------------------


def test_cells_of_an_ods(tmp_path: Path) -> None:
    note = "<dc:creator>Pera</dc:creator><text:p>pozvati Peru</text:p>"
    note = f"<office:annotation>{note}</office:annotation>"
    path = ods(
        tmp_path / "a.ods",
        {
            "Камере": line(cell("Списак"), "<table:covered-table-cell/>")
            + line(
                cell("44,81", "float", 'office:value="44.8125"'),
                cell("3.5.24.", "date", 'office:date-value="2024-05-03"'),
                cell("ДА", "boolean", 'office:boolean-value="true"'),
                f"<table:table-cell>{note}<text:p>a</text:p><text:p>b</text:p></table:table-cell>",
                cell("2", "float", 'office:value="2" table:formula="of:=1+1"'),
            ),
            "Друга": line(cell("x")),
        },
    )
    assert ods_sheets(path) == (Sheet("Камере"), Sheet("Друга"))
    rows = list(read_ods(path, "Камере"))
    assert rows[0].cells == ("Списак",)
    assert rows[1].cells == ("44.8125", "2024-05-03", "yes", "a\nb", "2")
    assert rows[1].place == "sheet Камере, row 2"


def test_rows_and_cells_that_repeat(tmp_path: Path) -> None:
    rows = (
        line(cell("a", more='table:number-columns-repeated="3"'))
        + line("<table:table-cell/>", more='table:number-rows-repeated="5"')
        + line(cell("b"), more='table:number-rows-repeated="2"')
        + line(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more='table:number-rows-repeated="1048000"',
        )
    )
    found = list(read_ods(ods(tmp_path / "a.ods", {"S": rows}), "S"))
    assert [(row.number, row.cells) for row in found] == [
        (1, ("a", "a", "a")), (7, ("b",)), (8, ("b",)),
    ]  # fmt: skip


def test_repetitions_that_nobody_believes(tmp_path: Path) -> None:
    rows = line(
        cell("a", more='table:number-columns-repeated="999999999"'),
        more='table:number-rows-repeated="999999999"',
    )
    found = list(read_ods(ods(tmp_path / "a.ods", {"S": rows}), "S"))
    assert len(found) == 1001
    assert found[0].fault == "more than 1,000 cells"
    assert found[-1].fault == "the same row is said to stand here 999,999,999 times"


def test_elements_without_end(tmp_path: Path) -> None:
    deep = "<a>" * 300 + "</a>" * 300
    with pytest.raises(InputError, match="more than 200 deep"):
        list(read_ods(ods(tmp_path / "a.ods", {"S": deep}), "S"))
    long = line(cell("x" * (2**24 + 1)))
    with pytest.raises(InputError, match=r"unpacks to more|more than 16,777,216 letters"):
        list(read_ods(ods(tmp_path / "a.ods", {"S": long}), "S"))


TEXTS = st.text("abčЖ <&\"'=+-@0123456789.,", max_size=10).map(str.strip)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_any_texts_read_back(tmp_path: Path, table: list[list[str]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for i, row in enumerate(table, start=1):
        for j, text in enumerate(row, start=1):
            sheet.cell(i, j, text or None).data_type = "s"
    path = tmp_path / "a.xlsx"
    book.save(path)

    def bare(row: list[str]) -> tuple[str, ...]:
        while row and not row[-1]:
            row = row[:-1]
        return tuple(row)

    found = [row.cells for row in read_xlsx(path, "Sheet")]
    assert found + [()] * (len(table) - len(found)) == [bare(row) for row in table]


def test_a_library_that_warns_of_what_nobody_asks_for(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"S": '<row r="1"><c r="A1"><v>1</v></c></row>'})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    more = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</worksheet>", more
    )
    parts["xl/styles.xml"] = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/styles.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    )
    path.write_bytes(packed(parts))
    assert [row.cells for row in read_xlsx(path, "S")] == [("1",)]


# -- what is hidden --------------------------------------------------------------------------------


def test_hidden_sheets_are_told_apart(tmp_path: Path) -> None:
    book = Workbook()
    for name, state in (("staro", "hidden"), ("šifre", "veryHidden")):
        book.create_sheet(name).sheet_state = state
    book.save(tmp_path / "a.xlsx")
    hidden = [(one.name, one.hidden) for one in xlsx_sheets(tmp_path / "a.xlsx")]
    assert hidden == [("Sheet", False), ("staro", True), ("šifre", True)]


def test_hidden_sheets_of_an_ods(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", {"a": "", "b": ""})
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    styles = (
        '<office:automatic-styles><style:style xmlns:style="s" style:name="ta2">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = content.replace("<office:body>", f"{styles}<office:body>")
    content = content.replace('table:name="b"', 'table:name="b" table:style-name="ta2"')
    path.write_bytes(packed({"content.xml": content}))
    assert ods_sheets(path) == (Sheet("a"), Sheet("b", hidden=True))


# -- old files -------------------------------------------------------------------------------------


def test_an_old_file(tmp_path: Path) -> None:
    rows = [["Списак"], [], ["К-1", 44.81, 20, dt.date(2024, 5, 3)], [None, "ћ"]]
    path = xls(tmp_path / "a.xls", {"Камере": rows, "staro": [["a"]]}, hidden=["staro"])
    assert old_sheets(path) == (Sheet("Камере"), Sheet("staro", hidden=True))
    found = list(read_old(path, "Камере"))
    assert found == [
        Row(1, "sheet Камере, row 1", ("Списак",)),
        Row(3, "sheet Камере, row 3", ("К-1", "44.81", "20", "2024-05-03")),
        Row(4, "sheet Камере, row 4", ("", "ћ")),
    ]


def test_sheets_that_would_take_too_much_memory(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", {f"s{i}": [["a"]] for i in range(12)}, far=True)
    assert path.stat().st_size < 20_000
    with pytest.raises(InputError, match="takes more memory than a list can need"):
        old_sheets(path)


@pytest.mark.parametrize("cut", [8, 600, 3000])
def test_an_old_file_that_is_broken_off(tmp_path: Path, cut: int) -> None:
    path = xls(tmp_path / "a.xls", {"a": [["x"] * 20] * 40})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"cannot be read: .*as XLSX or CSV"):
        old_sheets(path)
