"""Workbooks: the sheets of XLSX, ODS and old Excel files, row by row.

XLSX goes through openpyxl, which reads a row at a time and knows dates by their format; GDAL and
calamine hold a whole sheet in memory, and a single cell in the last corner makes that sheet
seventeen thousand million cells. ODS is taken apart here, because the libraries for it build the
whole document first. Old Excel files have at most 256 times 65,536 cells a sheet, and go through
calamine, in a program of its own. Formulas are not computed: what stands in a cell is the value
that was saved with it.
"""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException

from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.archives import check_archive, member
from vidik.outside.confined import said_by
from vidik.outside.xmlparts import document_type, elements, text_in

__all__ = [
    "Sheet",
    "ods_sheets",
    "old_sheets",
    "read_ods",
    "read_old",
    "read_xlsx",
    "xlsx_sheets",
]

#: A list has no more columns; what stands further right is a slip or an attack.
_MOST_CELLS = 1000
#: A row that is said to repeat more often than this is not believed.
_MOST_REPEATS = 1000

_CONTENT = "content.xml"
_OLD = "vidik.outside.oldsheets"

#: What openpyxl raises on broken files: whatever it stumbles over.
_FAULTS = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, SyntaxError, OverflowError,
)  # fmt: skip


#: How long an old file may take, seconds; and what to do then, or about a broken one.
_SECONDS = 120.0
_HINTS = (
    "save it as XLSX or CSV",
    "does a spreadsheet open it? Then save it anew, as XLSX or CSV",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Parameters
    ----------
    name
        Of the sheet.
    hidden
        Whether who made it hides it: an older state, or what lists are chosen from.
    """

    name: str
    hidden: bool = False


def xlsx_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX file, in their order.

    Raises
    ------
    InputError
        If it is broken, locked, unpacks to too much, or declares a document type.
    """
    check_archive(path, streamed="xl/worksheets/")
    with _workbook(path) as book:
        return tuple(Sheet(one.title, one.sheet_state != "visible") for one in book.worksheets)


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
        if isinstance(_first_cause(fault), DefusedXmlException):
            raise document_type(path) from fault
        reason = str(fault).partition("\n")[0] or type(fault).__name__
        raise InputError(f"cannot be read: {reason}", file=path, hint=_HINTS[1]) from fault


def _first_cause(fault: BaseException) -> BaseException:
    """Return what openpyxl stumbled over, which it tells in words of its own."""
    while (cause := fault.__cause__ or fault.__context__) is not None:
        fault = cause
    return fault


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


def old_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of an XLS or XLSB file, in their order.

    Raises
    ------
    InputError
        If it is broken, locked, or takes too much time or memory.
    """
    _check_binary(path)
    said = said_by(_OLD, path, seconds=_SECONDS, hints=_HINTS)
    return tuple(Sheet(one["sheet"], one["hidden"]) for one in said)


def read_old(path: Path, sheet: str) -> Iterator[Row]:
    """Yield the rows of one sheet of an XLS or XLSB file.

    Parameters
    ----------
    path
        Of the file.
    sheet
        Its name.

    Raises
    ------
    InputError
        As of `old_sheets`.
    """
    _check_binary(path)
    for one in said_by(_OLD, path, sheet, seconds=_SECONDS, hints=_HINTS):
        texts = [""] * one["left"] + [_old_text(cell) for cell in one["cells"]]
        yield _row(one["row"], sheet, texts[:_MOST_CELLS], any(texts[_MOST_CELLS:]))


def _check_binary(path: Path) -> None:
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped:
        check_archive(path, streamed="xl/worksheets/")


def _old_text(value: Any) -> str:
    if isinstance(value, dict):
        return _day_text(dt.datetime.fromisoformat(value["day"]))
    return _text(value)


def ods_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of an ODS file, in their order.

    Raises
    ------
    InputError
        If it is broken, locked, unpacks to too much, or declares a document type.
    """
    found: list[Sheet] = []
    hiding: set[str] = set()
    with member(path, _CONTENT) as file:
        for element, whole in elements(file, ("style",), path=path, begun=("table",)):
            if not whole:
                hidden = element.get("style-name") in hiding
                found.append(Sheet(element.get("name", ""), hidden))
            elif any(one.get("display") == "false" for one in element.iter("table-properties")):
                hiding.add(element.get("name", ""))
    return tuple(found)


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
