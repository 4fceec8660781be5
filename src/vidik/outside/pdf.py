"""Tables of an official answer in PDF, which a person looks through before they are read.

What a program takes for a table is not always one: a line may be missing, two columns may have run
together. So the rows are written to ``<file>.review.csv``, each with its page and row; whoever has
compared them with the PDF saves them as ``<file>.reviewed.csv``, and that is what is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vidik.errors import InputError, OutputError
from vidik.model.row import Row
from vidik.outside.confined import said_by
from vidik.outside.delimited import delimiter_of, encoding_of, read_delimited, sample_of
from vidik.register.coordinates import place as place_in
from vidik.register.formulas import as_written, safe_cell
from vidik.register.people import is_about_people
from vidik.register.tags import Unread

__all__ = ["pdf_rows", "read_reviewed", "review_path", "reviewed_path", "write_review"]

_SECONDS = 300.0
_MOST_PAGES = 500
_MOST_ROWS = 200_000
#: About a file that takes too long, and about a broken one.
_HINTS = ("print the pages with the list into a PDF of their own", "does a viewer open it?")
#: Columns that a review has before those of the table.
_PLACE = ("page", "row", "found by")


def review_path(path: Path) -> Path:
    """Return where the rows of a PDF are written for review."""
    return path.with_name(f"{path.name}.review.csv")


def reviewed_path(path: Path) -> Path:
    """Return where the rows of a PDF are read from, once somebody has looked through them."""
    return path.with_name(f"{path.name}.reviewed.csv")


def pdf_rows(
    path: Path, *, seconds: float = _SECONDS, most_pages: int = _MOST_PAGES
) -> Iterator[tuple[Row, str]]:
    """Yield the rows of the tables of a PDF, and how they were found: by ``lines`` or ``words``.

    Rows that repeat the first one, as on every page, are left out. A page without a table comes as
    a row with a fault.

    Parameters
    ----------
    path
        Of the file.
    seconds
        How long it may take.
    most_pages
        How many pages it may have.

    Raises
    ------
    InputError
        If it is missing, no PDF, broken, locked, has too many pages, or takes too long.
    """
    _refuse_if_no_pdf(path)
    head: tuple[str, ...] | None = None
    number = 0
    said = said_by(
        "vidik.outside.pdfpages", path, "1", str(most_pages), seconds=seconds, hints=_HINTS
    )
    for page in said:
        if "pages" in page:
            if page["pages"] > most_pages:
                raise InputError(
                    f"has more than {most_pages} pages", file=path, value=page["pages"]
                )
            continue
        where = f"page {page['page']}"
        if not page.get("rows"):
            number += 1
            yield Row(number, where, (), fault=page.get("fault") or "no table on this page"), ""
            continue
        for i, cells in enumerate(page["rows"], start=1):
            row = tuple(cells)
            if not any(row) or (head is not None and row == head):
                continue
            head = head or row
            number += 1
            if number > _MOST_ROWS:
                raise InputError(f"has more than {_MOST_ROWS:,} rows", file=path, place=where)
            yield Row(number, f"{where}, row {i}", row), page["how"]


def _refuse_if_no_pdf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except FileNotFoundError as fault:
        raise InputError("no such file", file=path) from fault
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}", file=path) from fault
    if b"%PDF-" not in start:
        raise InputError("not PDF", file=path)


def write_review(path: Path) -> Path:
    """Write the rows of a PDF to be looked through, and return where.

    Cells that a spreadsheet would run are made harmless; e-mail addresses and telephone numbers are
    left out.

    Parameters
    ----------
    path
        Of the PDF.

    Raises
    ------
    InputError
        As of `pdf_rows`; or if no page has a table.
    OutputError
        If the folder cannot be written to.
    """
    target = review_path(path)
    rows = list(pdf_rows(path))
    if all(row.fault for row, _ in rows):
        reason = rows[0][0].fault if rows else "it has no pages"
        raise InputError(
            f"no page has a table: {reason}",
            file=path,
            hint="a scan needs OCR first, or has to be typed off",
        )
    width = max(len(row.cells) for row, _ in rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for i, (row, how) in enumerate(rows):
        page, _, line = row.place.partition(", row ")
        cells = [_kept(cell) for cell in row.cells] + [""] * (width - len(row.cells))
        if row.fault:
            cells = [f"({row.fault})", *cells[1:]]
        first = _PLACE if i == 0 else (page.removeprefix("page "), line, how)
        writer.writerow([*first, *cells])
    try:
        # with a mark of its encoding, without which spreadsheets take it for another
        target.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise OutputError(f"cannot be written: {fault.strerror}", file=target) from fault
    return target


def _kept(cell: str) -> str:
    # +44.8 20.4 looks like a telephone number, and is none
    personal = is_about_people(cell) and isinstance(place_in(cell), Unread)
    return "" if personal else safe_cell(cell)


def read_reviewed(path: Path) -> Iterator[Row]:
    """Yield the rows of a PDF as somebody has put them right, named by page and row.

    Parameters
    ----------
    path
        Of the PDF.

    Raises
    ------
    InputError
        If nobody looked through them, or what they saved has no pages and rows.
    """
    reviewed = reviewed_path(path)
    if not reviewed.exists():
        raise InputError(
            "a PDF is read only after somebody has looked through its rows",
            file=path,
            hint=f"compare {review_path(path).name} with it, and save that as {reviewed.name}",
        )
    encoding = encoding_of(reviewed)
    delimiter = delimiter_of(sample_of(reviewed, encoding))
    for row in read_delimited(reviewed, encoding=encoding, delimiter=delimiter):
        if row.number == 1:
            if row.cells[: len(_PLACE)] != _PLACE:
                raise InputError(
                    f"does not begin with the columns {', '.join(_PLACE)}", file=reviewed
                )
            yield Row(1, "names", row.cells[len(_PLACE) :])
            continue
        page, line, *_ = (*row.cells, "", "")
        place = f"page {page}, row {line}" if page and line else row.place
        yield replace(row, place=place, cells=tuple(map(as_written, row.cells[len(_PLACE) :])))
