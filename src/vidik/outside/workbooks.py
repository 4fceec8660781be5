"""Workbooks: the sheets of XLSX files, and of ODS files, row by row.

XLSX goes through openpyxl, which reads a row at a time and knows dates by their format; GDAL and
calamine hold a whole sheet in memory, and a single cell in the last corner makes that sheet
seventeen thousand million cells. ODS is taken apart here, because the libraries for it build the
whole document first. Formulas are not computed: what stands in a cell is the value that was saved
with it.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.archives import check_archive, member
from vidik.outside.xmlparts import elements, text_in

__all__ = ["ods_sheets", "read_ods", "read_xlsx", "xlsx_sheets"]

#: A list has no more columns; what stands further right is a slip or an attack.
_MOST_CELLS = 1000
#: A row that is said to repeat more often than this is not believed.
_MOST_REPEATS = 1000

_CONTENT = "content.xml"

#: What openpyxl raises on broken files: whatever it stumbles over.
_FAULTS = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, SyntaxError, OverflowError,
)  # fmt: skip


def xlsx_sheets(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of an XLSX file, in their order.

    Raises
    ------
    InputError
        If it is broken, locked, unpacks to too much, or declares a document type.
    """
    check_archive(path, streamed="xl/worksheets/")
    with _workbook(path) as book:
        return tuple(sheet.title for sheet in book.worksheets)


def read_xlsx(path: Path, sheet: str) -> Iterator[Row]:
    """Yield the rows of one sheet of an XLSX file.

    Parameters
    ----------
    path
        Of the file.
    sheet
        Its name.

    Raises
    ------
    InputError
        As of `xlsx_sheets`; or if there is no such sheet.
    """
    check_archive(path, streamed="xl/worksheets/")
    with _workbook(path) as book:
        found = next((one for one in book.worksheets if one.title == sheet), None)
        if found is None:
            raise _no_sheet(path, sheet, [one.title for one in book.worksheets])
        found.reset_dimensions()  # what a sheet says of its own size is not believed
        for number, cells in enumerate(found.iter_rows(values_only=True), start=1):
            beyond = any(cell is not None for cell in cells[_MOST_CELLS:])
            yield _row(number, sheet, [_text(cell) for cell in cells[:_MOST_CELLS]], beyond)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook  # a tenth of a second, for few

    # of styles and validations that it does not know; nobody here asks for them
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except InputError:
        raise
    except _FAULTS as fault:
        raise InputError(
            f"cannot be read: {str(fault) or type(fault).__name__}",
            file=path,
            hint="does a spreadsheet open it? Then save it anew, as XLSX or CSV",
        ) from fault


def _text(value: object) -> str:
    """Return a cell as text: numbers without needless zeros, days as ISO writes them."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "yes" if value else "no"
        case float():
            # 15 digits are what a spreadsheet keeps: 44.81 is stored as 44.810000000000002
            return f"{value:.15g}" if abs(value) < 1e15 else repr(value)
        case dt.datetime():
            return _day_text(value)
        case _:
            return str(value)


def _day_text(value: dt.datetime) -> str:
    midnight = value.time() == dt.time()
    return value.date().isoformat() if midnight else value.isoformat(timespec="minutes")


def ods_sheets(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of an ODS file, in their order.

    Raises
    ------
    InputError
        If it is broken, locked, unpacks to too much, or declares a document type.
    """
    with member(path, _CONTENT) as file:
        return tuple(
            element.get("name", "")
            for element, _ in elements(file, (), path=path, begun=("table",))
        )


def read_ods(path: Path, sheet: str) -> Iterator[Row]:
    """Yield the rows of one sheet of an ODS file.

    Parameters
    ----------
    path
        Of the file.
    sheet
        Its name.

    Raises
    ------
    InputError
        As of `ods_sheets`; or if there is no such sheet.
    """
    names: list[str] = []
    number = 0
    with member(path, _CONTENT) as file:
        for element, whole in elements(file, ("table-row",), path=path, begun=("table",)):
            if not whole:
                names.append(element.get("name", ""))
            elif names and names[-1] == sheet:
                repeats = _repeats(element, "number-rows-repeated")
                row = _row(number + 1, sheet, *_ods_cells(element))
                if row.empty:
                    number += repeats
                    continue
                for _ in range(min(repeats, _MOST_REPEATS)):
                    number += 1
                    yield Row(number, _place(number, sheet), row.cells, fault=row.fault)
                if repeats > _MOST_REPEATS:
                    number += 1
                    fault = f"the same row is said to stand here {repeats:,} times"
                    yield Row(number, _place(number, sheet), row.cells, fault=fault)
                    number += repeats - _MOST_REPEATS - 1
    if sheet not in names:
        raise _no_sheet(path, sheet, names)


def _repeats(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _ods_cells(row: Element) -> tuple[list[str], bool]:
    """Return the first cells of a row, and whether something stands beyond them."""
    cells: list[str] = []
    beyond = False
    for cell in row:
        if cell.tag not in ("table-cell", "covered-table-cell"):
            continue
        text = _ods_text(cell)
        repeats = _repeats(cell, "number-columns-repeated")
        beyond = beyond or (bool(text) and len(cells) + repeats > _MOST_CELLS)
        cells += [text] * min(repeats, _MOST_CELLS - len(cells))
    return cells, beyond


def _ods_text(cell: Element) -> str:
    """Return a cell's value, not what is shown of it: a number may be shown rounded.

    Paragraphs are its own; those of a note within it, with the name of who wrote it, are not.
    """
    kind = cell.get("value-type")
    if kind in ("float", "percentage", "currency"):
        try:
            return _text(float(cell.get("value", "")))
        except ValueError:
            pass
    elif kind == "date":
        said = cell.get("date-value", "")
        try:
            return _day_text(dt.datetime.fromisoformat(said[:19]))
        except ValueError:
            return said
    elif kind == "boolean":
        return "yes" if cell.get("boolean-value") == "true" else "no"
    return "\n".join(text_in(part) for part in cell if part.tag == "p").strip()


def _row(number: int, sheet: str, cells: list[str], beyond: bool) -> Row:
    while cells and not cells[-1]:
        cells.pop()
    fault = f"more than {_MOST_CELLS:,} cells" if beyond else None
    return Row(number, _place(number, sheet), tuple(cells), fault=fault)


def _place(number: int, sheet: str) -> str:
    return f"sheet {sheet}, row {number}"


def _no_sheet(path: Path, sheet: str, there: list[str]) -> InputError:
    return InputError(
        "has no such sheet", file=path, value=sheet, hint=f"it has {', '.join(there) or 'none'}"
    )
