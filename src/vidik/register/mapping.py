"""What the columns of a list say, guessed from how they are headed and what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from vidik.model.list_words import ListWords
from vidik.model.mapping import (
    ADDRESS,
    EASTING,
    LATITUDE,
    LON_LAT,
    LONGITUDE,
    NORTHING,
    PLACE,
    PLACES,
    Column,
    Guess,
    Mapping,
    Reading,
)
from vidik.model.row import Row
from vidik.register.compass import compass_of, is_ambiguous
from vidik.register.coordinates import latitude, longitude, metres, place
from vidik.register.gridcodes import coded_place
from vidik.register.headings import header_row, heading_of, names_of
from vidik.register.links import is_link
from vidik.register.people import is_about_people
from vidik.register.spelling import plain
from vidik.register.systems import Box, readings_of
from vidik.register.tags import Unread
from vidik.register.units import angles_in_parts

__all__ = ["LISTED", "guess_mapping", "mapping_table", "readings_table"]

#: Fields of which a list may have several columns: the values are joined into one list.
LISTED = frozenset({"camera:direction", "description", "image"})

#: A column is about people if this share of its cells holds an address or a number of one.
_PERSONAL_SHARE = 0.05

#: How sure two columns of degrees are that no heading tells of; in the city they are surer.
_UNHEADED = 0.7


def guess_mapping(
    rows: Sequence[Row],
    words: ListWords,
    *,
    box: Box | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    drawn: bool = False,
) -> Guess:
    """Return how a table is best read, and for each column why.

    Parameters
    ----------
    rows
        The first of the table, some hundred of them; empty ones say nothing.
    words
        That are known.
    box
        West, south, east, north of the city, if it is known: it tells which coordinate system and
        which order of coordinates is meant.
    sheet, encoding, delimiter, drawn
        See `Mapping`.
    """
    rows = [row for row in rows if not row.empty and row.fault is None]
    header = (rows[0] if rows else None) if drawn else header_row(rows, words)
    body = [row for row in rows if header is None or row.number > header.number]
    names = names_of(header, max((len(row.cells) for row in rows), default=0))
    cells = [[row.cells[i] for row in body if i < len(row.cells) and row.cells[i]]
             for i in range(len(names))]  # fmt: skip
    headed = ["" if header is None or i >= len(header.cells) else header.cells[i]
              for i in range(len(names))]  # fmt: skip
    columns = [
        _column(name, text, own, words)
        for name, text, own in zip(names, headed, cells, strict=True)
    ]
    columns = _without_names_of_people(columns, headed)
    if not drawn and not _places(columns):
        columns = _by_contents(columns, cells)
    parts = {} if drawn else angles_in_parts(headed, cells, words)
    for i, (field, others) in parts.items():
        columns[i] = Column(names[i], field, why=f"degrees of the {field}", sure=0.9)
        for j in others:
            columns[j] = Column(names[j])
    columns = _once_each(_without_other_ways(columns, drawn=drawn))
    for i, (field, others) in parts.items():
        for j in others if columns[i].field == field else ():
            why = f"goes on where “{names[i]}” ends: minutes, seconds or the side of the globe"
            columns[j] = Column(names[j], field, why=why, sure=0.9)
    mapping = Mapping(
        columns=tuple(columns),
        sheet=sheet,
        header=0 if header is None else header.number,
        header_rows=1 if header is None or header in rows else 2,
        encoding=encoding,
        delimiter=delimiter,
        drawn=drawn,
        compass=compass_of(_directions(columns, cells), words),
    )
    return _placed(mapping, body, words, box)


def _directions(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[str]:
    pairs = zip(columns, cells, strict=True)
    return [cell for column, own in pairs if column.field == "camera:direction" for cell in own]


def _without_names_of_people(columns: Sequence[Column], headed: Sequence[str]) -> list[Column]:
    """Return the columns without one headed “name” where others say how to reach somebody."""
    if not any(column.personal for column in columns):
        return list(columns)
    why = "about people: beside others about people, a name is likely theirs"
    return [
        Column(column.name, personal=True, why=why, sure=0.6)
        if plain(heading) == "name"
        else column
        for column, heading in zip(columns, headed, strict=True)
    ]


def _column(name: str, headed: str, cells: Sequence[str], words: ListWords) -> Column:
    heading = heading_of(headed, words)
    if heading.personal:
        return Column(name, personal=True, why=heading.why, sure=heading.sure)
    field, sure, why = heading.field, heading.sure, heading.why
    if field in _SIMILAR and cells:
        field, sure, why = _by_kind_of_place(field, sure, why, cells)
    elif cells and (share := _share(cells, is_about_people)) >= _PERSONAL_SHARE:
        return Column(
            name,
            personal=True,
            why=f"about people: {share:.0%} of its cells hold e-mail addresses or telephones",
        )
    elif field in _CHECKS and cells:
        share = _share(cells, _CHECKS[field])
        if share < 0.5:
            sure, why = sure * share, f"{why}, but {share:.0%} of its cells say so"
    if field == "camera:direction" and is_ambiguous(headed, cells, words):
        why = f"{why}, but “S” may be south, or sever: give it the field, and say which compass"
        return Column(name, why=why, sure=0.3)
    if field == "camera:type" and cells and sure < 0.95:
        known = words.values["camera:type"]
        share = _share(cells, lambda cell: plain(cell) in known)
        if share < 0.3:
            return Column(name, why=f"{why}, but its cells are no types of cameras", sure=sure)
    return Column(name, field, why=why, sure=round(sure, 2))


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    return lambda cell: not isinstance(read(cell), Unread)


def _says_place(cell: str) -> bool:
    return coded_place(cell) is not None or not isinstance(place(cell), Unread)


def _is_far(cell: str) -> bool:
    """Return whether a cell holds metres of a grid: more than degrees can be."""
    value = metres(cell)
    return not isinstance(value, Unread) and abs(value) > 1000.0


def _share(cells: Sequence[str], says: Callable[[str], bool]) -> float:
    return sum(map(says, cells)) / len(cells)


#: Headings of places mean one another: “X” may head degrees, “lokacija” an address or a place.
_SIMILAR = frozenset({LATITUDE, LONGITUDE, EASTING, NORTHING, PLACE, ADDRESS})
_NORTHERLY = frozenset({LATITUDE, NORTHING})
_CHECKS: dict[str | None, Callable[[str], bool]] = {
    "camera:count": lambda cell: re.match("[0-9]{1,3}(?![0-9])", cell) is not None,
    "addr:housenumber": lambda cell: re.match("[0-9]", cell) is not None and len(cell) < 16,
    "height": lambda cell: re.search("[0-9]", cell) is not None,
    "check_date": lambda cell: re.search("[0-9]{4}|[0-9]{2}", cell) is not None,
    "start_date": lambda cell: re.search("[0-9]{4}|[0-9]{2}", cell) is not None,
}


def _by_kind_of_place(
    field: str, sure: float, why: str, cells: Sequence[str]
) -> tuple[str | None, float, str]:
    """Return what a column headed as a place holds: degrees, metres, two angles, an address."""
    northerly = field in _NORTHERLY
    both = _share(cells, _says_place)
    if both >= 0.5:
        return PLACE, max(sure, 0.9), f"{why}; {both:.0%} of its cells hold places"
    if _share(cells, is_link) >= 0.5:
        return PLACE, 0.3, f"{why}; its cells are links, and only {both:.0%} of them say a place"
    if field in (PLACE, ADDRESS):
        worded = _share(cells, lambda cell: re.search(r"[^\W\d_]{3}", cell) is not None)
        if worded >= 0.5:
            return ADDRESS, sure, f"{why}; its cells hold words"
        return None, sure, f"{why}, but its cells hold neither places nor words"
    far, angles = (
        _share(cells, _is_far),
        _share(cells, _reads(latitude if northerly else longitude)),
    )
    if far >= 0.5:
        return (
            (NORTHING if northerly else EASTING),
            sure,
            f"{why}; {far:.0%} of its cells are metres",
        )
    if angles >= 0.5:
        return (LATITUDE if northerly else LONGITUDE), sure, f"{why}; {angles:.0%} of its cells fit"
    return None, sure, f"{why}, but only {angles:.0%} of its cells are degrees"


def _places(columns: Sequence[Column]) -> bool:
    fields = {column.field for column in columns}
    return any(fields.issuperset(way) for way in PLACES)


def _by_contents(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[Column]:
    """Return the columns with places found that no heading told of."""
    columns = list(columns)
    free = [i for i, c in enumerate(columns) if c.field is None and not c.personal and cells[i]]
    for i in free:
        if (share := _share(cells[i], _reads(place))) >= 0.8:
            why = f"{share:.0%} of its cells hold two angles"
            columns[i] = Column(columns[i].name, PLACE, why=why, sure=0.8)
            return columns
    fractions = [
        i
        for i in free
        if _share(
            cells[i], lambda cell: re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]{3,}", cell) is not None
        )
        >= 0.8
    ]
    for i, j in pairwise(fractions):
        if j == i + 1 and _share(cells[i], _reads(latitude)) >= 0.8:
            why = "two columns of degrees side by side"
            columns[i] = Column(columns[i].name, LATITUDE, why=why, sure=_UNHEADED)
            columns[j] = Column(columns[j].name, LONGITUDE, why=why, sure=_UNHEADED)
            return columns
    return columns


def _without_other_ways(columns: Sequence[Column], *, drawn: bool) -> list[Column]:
    """Return the columns with one way only to say where things are: the best.

    Addresses stay, as descriptions, where coordinates are there.
    """
    fields = {column.field for column in columns}
    way = () if drawn else next((way for way in PLACES if fields.issuperset(way)), ())
    kept: list[Column] = []
    for column in columns:
        if column.field in _SIMILAR and column.field not in way:
            if column.field == ADDRESS and (drawn or way):
                why = f"{column.why}; places are known otherwise"
                column = replace(column, field="addr:full", why=why)
            elif way or drawn:
                why = f"{column.why}; places are known otherwise"
                column = replace(column, field=None, why=why)
        kept.append(column)
    return kept


def _once_each(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with each field once: the surest column has it."""
    best: dict[str, int] = {}
    for i, column in enumerate(columns):
        if column.field is not None and column.field not in LISTED:
            holder = best.setdefault(column.field, i)
            if column.sure > columns[holder].sure:
                best[column.field] = i
    kept: list[Column] = []
    for i, column in enumerate(columns):
        field = column.field
        if field is not None and field not in LISTED and best[field] != i:
            why = f"{column.why}; “{columns[best[field]].name}” says it already"
            # a second place in words describes the first
            other = "description" if field in (ADDRESS, "addr:full") else None
            column = Column(column.name, other, why=why, sure=column.sure)
        kept.append(column)
    return kept


def _placed(mapping: Mapping, body: Sequence[Row], words: ListWords, box: Box | None) -> Guess:
    """Return the mapping with the coordinate system and the order that put most rows in the box."""
    way = mapping.place
    if mapping.drawn or way in ((), (ADDRESS,), ("addr:street",)):
        return Guess(mapping)
    fields = [column.field for column in mapping.columns]
    halves = [[i for i, own in enumerate(fields) if own == field] for field in way]
    places = [i for half in halves for i in half]
    texts = [
        tuple(" ".join(row.cells[i] for i in half) for half in halves)
        for row in body
        if max(places) < len(row.cells) and all(row.cells[i] for i in places)
    ]
    if way == (EASTING, NORTHING):
        mapping = replace(mapping, decimal=_decimal(texts))
    readings = readings_of(way, texts, words.systems, decimal=mapping.decimal, box=box)
    if not readings:
        return Guess(mapping)
    best = readings[0]
    columns = list(mapping.columns)
    if best.exchanged:
        turned = {LATITUDE: LONGITUDE, LONGITUDE: LATITUDE, EASTING: NORTHING, NORTHING: EASTING}
        turned |= {PLACE: LON_LAT, LON_LAT: PLACE}
        for i in places:
            why = f"{columns[i].why}; exchanged: {best.inside} of {best.of} rows lie in the city so"
            columns[i] = replace(columns[i], field=turned[str(columns[i].field)], why=why)
    why, sure = _doubted(best, box, metres=EASTING in way)
    for i in places:
        column = columns[i]
        if why:
            own = f"{column.why}; {why}"
            columns[i] = replace(column, why=own, sure=min(column.sure, sure))
        elif box and column.sure == _UNHEADED:
            own = f"{column.why}; {best.inside} of {best.of} rows lie in the city"
            columns[i] = replace(column, why=own, sure=0.85)
    return Guess(replace(mapping, columns=tuple(columns), crs=best.crs), readings)


def _doubted(best: Reading, box: Box | None, *, metres: bool) -> tuple[str, float]:
    """Return why the likeliest reading may be wrong, “” if it is not, and how sure it can be."""
    so_many = f"{best.inside} of {best.of} rows lie"
    share = best.inside / best.of if best.of else 0.0
    # metres without a city could be of several systems; rows mostly outside of it are no good sign
    if share < 0.5 or (box is None and metres):
        where = "in the city" if box else "where the system is used, which others share"
        return f"{so_many} {where}", 0.3
    if best.rival:
        return f"as many lie in the city, but elsewhere, in {best.rival}", 0.5
    if not best.usual:
        return f"{so_many} in the city in {best.name}", _UNHEADED
    return "", 1.0


def _decimal(texts: Sequence[tuple[str, ...]]) -> str:
    """Return which mark parts fractions: the one that stands last, and not before three digits."""
    marks = Counter(
        match[1]
        for pair in texts
        for text in pair
        if (match := re.search(r"([.,])[0-9]+$", text)) is not None
        and not re.search(rf"\{match[1]}[0-9]{{3}}$", text)
    )
    return "," if marks[","] > marks["."] else "."


def readings_table(readings: Sequence[Reading]) -> list[tuple[str, str, str, str]]:
    """Return the systems that were tried as rows to be shown: code, name, order, rows inside.

    Parameters
    ----------
    readings
        Of a `Guess`; those that put no row inside are left out.
    """
    return [
        (
            reading.crs,
            reading.name,
            "exchanged" if reading.exchanged else "as headed",
            f"{reading.inside} of {reading.of}",
        )
        for reading in readings
        if reading.inside
    ]


def mapping_table(mapping: Mapping) -> list[tuple[str, str, str, str]]:
    """Return the columns of a mapping as rows to be shown: name, read as, how sure, why.

    Parameters
    ----------
    mapping
        Guessed, or read from its file.
    """
    return [
        (
            column.name,
            column.field or ("left out: about people" if column.personal else "not read"),
            f"{column.sure:.0%}",
            column.why,
        )
        for column in mapping.columns
    ]
