"""Lists as people have them: text tables, workbooks, KML, GPX, PDF, read as their mapping says.

A file is one table or, if it is a workbook, several. How a table is read is a `Mapping`, which is
guessed, shown to whoever imports it, and saved beside the file (`vidik.outside.mappingfile`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import shapely

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.model.list_words import ListWords
from vidik.model.mapping import Guess, Mapping
from vidik.model.rejection import Rejection
from vidik.model.row import Row
from vidik.outside.assembly import extract_of
from vidik.outside.delimited import delimiter_of, encoding_of, read_delimited, sample_of
from vidik.outside.drawn import DRAWN, read_drawn
from vidik.outside.gpx import read_gpx
from vidik.outside.kml import read_kml
from vidik.outside.listwords import load_list_words
from vidik.outside.mappingfile import mapping_path, read_mappings
from vidik.outside.pdf import read_reviewed, reviewed_path
from vidik.outside.reproject import way_to_degrees
from vidik.outside.rows import lost_places, usable
from vidik.outside.workbooks import (
    ods_sheets,
    old_sheets,
    read_ods,
    read_old,
    read_xlsx,
    xlsx_sheets,
)
from vidik.register.headings import joined_header, names_of
from vidik.register.listed import Locate, features_of_list
from vidik.register.mapping import guess_mapping
from vidik.register.spelling import readable
from vidik.register.systems import Box

__all__ = ["LISTS", "ListTable", "companions_of", "guesses", "read_list_parts", "tables_of"]

#: Formats of lists, by the key that `vidik.outside.reading.FORMATS` has for them.
LISTS = ("csv", "xlsx", "ods", "xls", "xlsb", "kml", "kmz", "gpx", "pdf")
#: Of workbooks: what reads a sheet, and what names all of them.
_WORKBOOKS = {
    "xlsx": (read_xlsx, xlsx_sheets),
    "ods": (read_ods, ods_sheets),
    "xls": (read_old, old_sheets),
    "xlsb": (read_old, old_sheets),
}

#: Rows that a guess is made from, and rows that are read at a time.
_SAMPLE_ROWS = 400
_BATCH_ROWS = 10_000

#: A mapping that nobody confirmed is used from here on; below, somebody has to look.
_SURE_ENOUGH = 0.8

#: What stands in the reason for a column that was headed as a place and does not hold places.
_BUT = ", but only "

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ListTable:
    """One table of a file.

    Parameters
    ----------
    read
        Reads it from the beginning, every time anew.
    sheet, encoding, delimiter, drawn
        See `vidik.model.mapping.Mapping`.
    hidden
        Whether it is a sheet that is hidden; it is read only if a mapping names it.
    """

    read: Callable[[], Iterator[Row]]
    sheet: str | None = None
    hidden: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    drawn: bool = False

    def rows(self) -> Iterator[Row]:
        """Yield its rows from the first, without characters that nobody sees."""
        for row in self.read():
            if "".join(row.cells).isprintable() and row.place.isprintable():
                yield row
            else:
                cells = tuple(readable(cell).strip() for cell in row.cells)
                yield replace(row, cells=cells, place=readable(row.place))


def tables_of(
    path: Path,
    kind: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    progress: Progress | None = None,
) -> tuple[ListTable, ...]:
    """Return the tables of a file, the sheets of a workbook in their order.

    Parameters
    ----------
    path
        Of the file.
    kind
        One of `LISTS` or of `vidik.outside.drawn.DRAWN`.
    encoding, delimiter
        Of a text table; None: as found.
    progress
        Told how many bytes of a text table have been read, and how many there are.

    Raises
    ------
    InputError
        If it is broken, locked, no text, or unpacks to too much.
    """
    if kind == "csv":
        encoding = encoding or encoding_of(path)
        delimiter = delimiter or delimiter_of(sample_of(path, encoding))

        def rows(encoding: str = encoding, delimiter: str = delimiter) -> Iterator[Row]:
            return read_delimited(path, encoding=encoding, delimiter=delimiter, progress=progress)

        return (ListTable(rows, encoding=encoding, delimiter=delimiter),)
    if kind in _WORKBOOKS:
        read, sheets = _WORKBOOKS[kind]
        return tuple(
            ListTable(partial(read, path, one.name), sheet=one.name, hidden=one.hidden)
            for one in sheets(path)
        )
    if kind in ("kml", "kmz"):
        return (ListTable(lambda: read_kml(path, zipped=kind == "kmz"), drawn=True),)
    if kind == "pdf":
        return (ListTable(lambda: read_reviewed(path)),)
    if kind in DRAWN:
        return (ListTable(lambda: read_drawn(path, kind), drawn=True),)
    return (ListTable(lambda: read_gpx(path), drawn=True),)


def companions_of(path: Path) -> tuple[Path, ...]:
    """Return the files beside a list that say how it is read: what comes of it depends on them.

    Parameters
    ----------
    path
        Of the list, or of any other file.
    """
    return tuple(one for one in (mapping_path(path), reviewed_path(path)) if one.is_file())


def guesses(
    path: Path, kind: str, *, box: Box | None = None, words: ListWords | None = None
) -> tuple[Guess, ...]:
    """Return how each table of a file is best read; empty tables and hidden sheets have no guess.

    Parameters
    ----------
    path, kind
        See `tables_of`.
    box
        West, south, east, north of the city: it tells which coordinate system is meant.
    words
        That are known; None: those that come with Vidik.

    Raises
    ------
    InputError
        See `tables_of`.
    """
    words = words or load_list_words()
    found = []
    for table in tables_of(path, kind):
        if table.hidden:
            continue
        sample = list(islice((row for row in table.rows() if not row.empty), _SAMPLE_ROWS))
        if sample and all(row.fault for row in sample):
            raise InputError(
                f"no row can be read: {sample[0].fault}", file=path, place=sample[0].place
            )
        if sample:
            guess = guess_mapping(
                sample,
                words,
                box=box,
                sheet=table.sheet,
                encoding=table.encoding,
                delimiter=table.delimiter,
                drawn=table.drawn,
            )
            found.append(guess)
    return tuple(found)


def read_list_parts(
    path: Path,
    kind: str,
    *,
    source: str,
    mappings: Sequence[Mapping] | None = None,
    locate: Locate | None = None,
    box: Box | None = None,
    words: ListWords | None = None,
    progress: Progress | None = None,
) -> Iterator[Extract]:
    """Yield the rows of a list as features, ten thousand at a time.

    Parameters
    ----------
    path, kind
        See `tables_of`.
    source
        Key of the source, for what is rejected.
    mappings
        Of the tables that are read, confirmed; None: those saved beside the file, or, where none
        is, a guess if it is sure where things are.
    locate
        What finds addresses (`vidik.register.locating`); None: rows that have nothing else are
        rejected.
    box
        West, south, east, north of the city, if it is known.
    words
        That are known; None: those that come with Vidik.
    progress
        See `tables_of`.

    Raises
    ------
    InputError
        See `tables_of`; if a mapping does not fit the file; if nobody confirmed one and a guess is
        not sure enough; or if there is no row.
    """
    words = words or load_list_words()
    if mappings is None:
        saved = mapping_path(path)
        mappings = read_mappings(saved) if saved.exists() else _sure(path, kind, box, words)
    tables: tuple[ListTable, ...] = ()
    any_row = False
    for mapping in mappings:
        if not (mapping.place or mapping.drawn):
            if mapping.sheet is None:
                raise InputError(
                    "the mapping says of no column where anything is", file=mapping_path(path)
                )
            reason = "no column says where anything is; the sheet was not read"
            yield _passed_over(source, mapping.sheet, reason)
            continue
        if not tables or kind not in _WORKBOOKS:
            tables = tables_of(
                path, kind, encoding=mapping.encoding, delimiter=mapping.delimiter,
                progress=progress,
            )  # fmt: skip
        table = next((one for one in tables if one.sheet == mapping.sheet), None)
        if table is None:
            there = ", ".join(str(one.sheet) for one in tables)
            raise InputError(
                "the mapping is of a sheet that is not there",
                file=path,
                value=mapping.sheet,
                hint=f"it has {there}",
            )
        for part in _read(path, table, mapping, words, source=source, locate=locate, box=box):
            any_row = any_row or bool(part.features or part.rejected)
            yield part
    if not any_row:
        # taken for a whole list, it would say that none of the cameras is there any more
        raise InputError("no row below the names of the columns", file=path)
    named = {mapping.sheet for mapping in mappings}
    for table in tables:
        if table.sheet not in named and next(table.rows(), None) is not None:
            state = "a hidden sheet" if table.hidden else "a sheet that the mapping does not name"
            yield _passed_over(source, str(table.sheet), f"{state}; it was not read")


def _passed_over(source: str, sheet: str, reason: str) -> Extract:
    return Extract(features=(), rejected=(Rejection(source, f"sheet {sheet}", "*", "", reason),))


def _sure(path: Path, kind: str, box: Box | None, words: ListWords) -> list[Mapping]:
    """Return the guesses, if those for the tables that say where things are are sure enough."""
    found = [guess.mapping for guess in guesses(path, kind, box=box, words=words)]
    placed = [mapping for mapping in found if mapping.place or mapping.drawn]
    if not placed:
        columns = [column for mapping in found for column in mapping.columns]
        names = ", ".join(column.name for column in columns[:20])
        nearly = next((one for one in columns if _BUT in one.why), None)
        raise InputError(
            "no column says where anything is",
            file=path,
            place=None if nearly is None else f"column {nearly.name}: {nearly.why}",
            value=names or "an empty table",
            hint=f"say so in {mapping_path(path).name}",
        )
    for mapping in placed:
        if mapping.sure < _SURE_ENOUGH:
            unsure = min(
                (column for column in mapping.columns if column.field in mapping.place),
                key=lambda column: column.sure,
            )
            raise InputError(
                f"not sure how to read it: {unsure.why}",
                file=path,
                place=f"column {unsure.name}",
                value=unsure.field,
                hint=f"look at the mapping, and save it as {mapping_path(path).name}",
            )
    return found


def _read(
    path: Path,
    table: ListTable,
    mapping: Mapping,
    words: ListWords,
    *,
    source: str,
    locate: Locate | None,
    box: Box | None,
) -> Iterator[Extract]:
    turn = way_to_degrees(mapping.crs, file=path)
    rows = table.rows()
    header, first = _after_header(rows, mapping)
    names = names_of(header, max(len(first.cells) if first else 0, len(mapping.columns)))
    _refuse_if_unfit(path, mapping, names, headed=header is not None)
    batch = [] if first is None else [first]
    while batch := batch + list(islice(rows, _BATCH_ROWS)):
        features, rejected = features_of_list(
            batch, names, mapping, words, source=source, turn=turn, locate=locate, box=box
        )
        if mapping.drawn:
            features, faults = _sound(features, source)
            rejected += faults
        yield extract_of(features, rejected)
        batch = []


def _after_header(rows: Iterator[Row], mapping: Mapping) -> tuple[Row | None, Row | None]:
    """Return the row that names the columns, and the row after it, if there are such."""
    if not mapping.header:
        return None, next(rows, None)
    above: Row | None = None
    for row in rows:
        if row.number >= mapping.header:
            two = mapping.header_rows == 2 and above is not None
            return joined_header(above, row) if two and above else row, next(rows, None)
        above = row
    return None, None


def _refuse_if_unfit(path: Path, mapping: Mapping, names: Sequence[str], *, headed: bool) -> None:
    """Refuse a mapping with a column that the file does not have."""
    if mapping.header and not headed:
        raise InputError(
            f"the mapping says that row {mapping.header} names the columns; there is no such row",
            file=path,
        )
    for column in mapping.columns:
        if column.field is not None and column.name not in names:
            where = f"row {mapping.header}" if mapping.header else "the table"
            raise InputError(
                f"the mapping does not fit the file: {where} has no such column",
                file=path,
                place=mapping.sheet,
                value=column.name,
                hint=f"it has {', '.join(names[:20])}; mend {mapping_path(path).name}, "
                "or remove it to guess anew",
            )


def _sound(features: Sequence[Feature], source: str) -> tuple[list[Feature], list[Rejection]]:
    """Return features whose shapes can be used, several where a shape has parts that lie apart."""
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    shapes = shapely.force_2d(shapes)
    lost, _, _ = lost_places(shapes)
    sound = shapely.is_valid(shapes)
    kept: list[Feature] = []
    rejected: list[Rejection] = []
    for i, feature in enumerate(features):
        parts, note = usable(shapes[i], lost=bool(lost[i]), sound=bool(sound[i]))
        if note:
            rejected.append(Rejection(source, feature.id, "geometry", str(shapes[i]), note))
        for number, part in enumerate(parts, start=1):
            own = feature.id if len(parts) == 1 else f"{feature.id}/{number}"
            kept.append(replace(feature, id=own, geometry=part))
    return kept, rejected
