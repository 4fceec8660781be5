"""GeoParquet read a few rows at a time: memory holds what is asked for, no more.

Where areas are asked for packed, only a row whose shape is not, beyond doubt, a sound area on the
globe goes through `vidik.outside.rows` by itself; else each row does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from vidik.model.feature import Extract, Feature
from vidik.model.names import Names
from vidik.model.outlines import Outlines
from vidik.model.polygons import Polygons
from vidik.model.rejection import Rejection
from vidik.outside.assembly import extract_of, joined_extract
from vidik.outside.columns import day_of_columns, ids_of_columns, tags_of_columns
from vidik.outside.distinct import Distinct
from vidik.outside.parquet import FAULTS, coverings, crs_of, geo_of, primary, shapes_of, torn
from vidik.outside.reproject import Turn, way_to_degrees
from vidik.outside.rows import (
    DAY_COLUMNS,
    ID_COLUMNS,
    TYPE_COLUMNS,
    Astray,
    features_of_rows,
    lost_places,
)
from vidik.outside.wkb import areas_of_wkb
from vidik.register.globe import bounds_of
from vidik.register.outlines import sound_areas
from vidik.register.packed import packed_extract

__all__ = ["Box", "read_parquet_areas", "read_parquet_parts"]

#: Rows that are read at a time; a group of so many, or of twice as many, by one thread.
_ROWS, _GROUP = 1 << 16, 1 << 17

#: West, south, east, north: degrees.
Box = tuple[float, float, float, float]

#: The sides of a covering; of the numbers of a group of rows, which one tells that none reaches in.
_SIDES = (("xmin", 2), ("ymin", 3), ("xmax", 0), ("ymax", 1))

A = TypeVar("A")
B = TypeVar("B")


def read_parquet_parts(
    path: Path, *, source: str, progress: Callable[[int, int], None] | None = None
) -> Iterator[Extract]:
    """Yield the rows of a GeoParquet file, a part of the file at a time.

    Parameters
    ----------
    path
        Of the file.
    source
        Key of the source, for what is rejected.
    progress
        Told how many bytes have been read, about, and how many there are.

    Raises
    ------
    InputError
        If the file is broken or truncated, is no GeoParquet, names no coordinate system, or most
        places are not on the globe, which shows only at the end.
    """
    return _parts(path, source=source, wanted=lambda _: True, areas=False, progress=progress)


def read_parquet_areas(
    path: Path,
    *,
    source: str,
    wanted: Callable[[str], bool],
    box: Box | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the same as `read_parquet_parts`, areas packed.

    Parameters
    ----------
    path, source, progress
        As of `read_parquet_parts`.
    wanted
        Whether a tag is asked for; others are left out where that saves reading them.
    box
        Groups of rows that the file says lie elsewhere are passed over.
    threads
        How many parts are taken apart at once; the result does not depend on it.

    Yields
    ------
    Extract
        In the order of the file.

    Raises
    ------
    InputError
        As of `read_parquet_parts`.
    """
    return _parts(
        path,
        source=source,
        wanted=wanted,
        areas=True,
        box=box,
        threads=threads,
        progress=progress,
    )


def _parts(
    path: Path,
    *,
    source: str,
    wanted: Callable[[str], bool],
    areas: bool,
    box: Box | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the rows of a file, sound areas packed if they are asked for so."""
    try:
        file = pq.ParquetFile(path)
    except FAULTS as fault:
        raise torn(path, fault) from fault
    with file:
        names = file.schema_arrow.names
        geo = geo_of(file.schema_arrow.metadata or {}, path)
        name, column = primary(geo, names, path)
        turn = way_to_degrees(crs_of(column, path), file=path)
        encoding = str(column.get("encoding"))
        if areas and encoding.upper() != "WKB":
            for extract in read_parquet_parts(path, source=source, progress=progress):
                yield packed_extract(extract, wanted=wanted)
            return
        told = {"tags", "meta", *ID_COLUMNS, *TYPE_COLUMNS, *DAY_COLUMNS}
        spatial = {*geo["columns"], *coverings(column)} - {name}
        columns = [n for n in names if n not in spatial and (n == name or n in told or wanted(n))]
        groups = _groups(file, column, None if turn else box)
        told_ids = [n for n in names if n in (*ID_COLUMNS, *TYPE_COLUMNS)]

        def before(row: int) -> Iterator[str]:
            for number, first in groups:
                for rows in _rows_of(file, path, number, told_ids):
                    if first >= row:
                        return
                    yield from ids_of_columns(rows, label="row", first=first + 1)
                    first += rows.num_rows

        size, count = path.stat().st_size, max(file.metadata.num_rows, 1)
        reader = _Reader(path, source, (name, encoding), turn, wanted, Distinct(before), areas)
        for parts in _ahead(reader.take_apart, _batches(file, groups, columns, path), threads):
            for part in parts:
                if progress is not None:
                    progress(size * (part.first + part.rows.num_rows) // count, size)
                yield reader.extract(part)
    pa.default_memory_pool().release_unused()  # what Arrow would keep for the next file
    reader.refuse_if_most_are_lost()


def _groups(
    file: pq.ParquetFile, column: Mapping[str, Any], box: Box | None
) -> list[tuple[int, int]]:
    """Return the groups of rows that may reach into a box, each with the rows before it."""
    covering = column.get("covering")
    sides = covering.get("bbox") if isinstance(covering, dict) else None
    groups, first = [], 0
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        if box is None or not isinstance(sides, dict) or _may_reach(group, sides, box):
            groups.append((number, first))
        first += group.num_rows
    return groups


def _may_reach(group: pq.RowGroupMetaData, sides: Mapping[str, Any], box: Box) -> bool:
    """Return whether the statistics of a group leave it open that a row of it reaches into a box.

    GeoParquet 1.1: the covering of a column names columns with the bounding box of each row.
    """
    columns = [group.column(i) for i in range(group.num_columns)]
    statistics = {one.path_in_schema: one.statistics for one in columns}
    for side, limit in _SIDES:
        place = sides.get(side)
        known = statistics.get(".".join(map(str, place))) if isinstance(place, list) else None
        if known is None or not known.has_min_max:
            continue
        if known.min > box[limit] if side.endswith("min") else known.max < box[limit]:
            return False
    return True


def _batches(
    file: pq.ParquetFile, groups: Iterable[tuple[int, int]], columns: list[str], path: Path
) -> Iterator[tuple[Iterable[pa.RecordBatch], int]]:
    """Yield a few rows at a time, with the number of rows before them.

    Small groups of rows are yet to be read, by whoever goes through them.
    """
    for number, before in groups:
        if file.metadata.row_group(number).num_rows <= _GROUP:
            yield _rows_of(file, path, number, columns), before
            continue
        first = before
        for batch in _rows_of(file, path, number, columns):
            yield [batch], first
            first += batch.num_rows


def _rows_of(
    file: pq.ParquetFile, path: Path, number: int, columns: list[str]
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a group, a few at a time, through a handle of its own."""
    try:
        with pq.ParquetFile(path, metadata=file.metadata) as own:
            yield from own.iter_batches(
                _ROWS, row_groups=[number], columns=columns, use_threads=False
            )
    except FAULTS as fault:
        raise torn(path, fault) from fault


def _ahead(
    work: Callable[[A, int], B], items: Iterable[tuple[A, int]], threads: int
) -> Iterator[B]:
    """Yield what becomes of items, in order; threads work on them, but never far ahead."""
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for item in items:
            waiting.append(pool.submit(work, *item))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@dataclass(frozen=True, eq=False)
class _Part:
    """Some rows, taken apart.

    Parameters
    ----------
    rows
        Of the file.
    first
        How many rows stand before them.
    ids
        As the rows say them.
    sound
        Which rows are sound areas.
    said
        Of these: sets of tags, and which each has.
    offsets, polygons
        Of these, as of `Outlines`.
    """

    rows: pa.RecordBatch
    first: int
    ids: Names
    sound: NDArray[np.bool_]
    said: tuple[tuple[Mapping[str, str], ...], NDArray[np.int64]]
    offsets: NDArray[np.int64]
    polygons: Polygons


class _Reader:
    """What has to be known from one part of a file to the next."""

    def __init__(
        self,
        path: Path,
        source: str,
        column: tuple[str, str],
        turn: Turn | None,
        wanted: Callable[[str], bool],
        ids: Distinct,
        areas: bool,
    ) -> None:
        self._path = path
        self._source = source
        self._column, self._encoding = column
        self._turn = turn
        self._wanted = wanted
        self._ids = ids
        self._areas = areas
        self._astray = Astray()

    def take_apart(self, batches: Iterable[pa.RecordBatch], first: int) -> list[_Part]:
        """Return some rows taken apart; threads do this side by side."""
        parts = []
        for rows in batches:
            parts.append(self._part(rows, first))
            first += rows.num_rows
        return parts

    def _part(self, rows: pa.RecordBatch, first: int) -> _Part:
        ids = ids_of_columns(rows, label="row", first=first + 1)
        if not self._areas:
            none = np.zeros(rows.num_rows, dtype=np.bool_)
            nothing = Outlines.empty()
            said = nothing.tag_sets, nothing.tags_of
            return _Part(rows, first, ids, none, said, nothing.offsets, nothing.polygons)
        polygons, counts = areas_of_wkb(rows.column(self._column))
        if self._turn is not None:
            polygons = replace(polygons, vertices=self._turn(polygons.vertices))
        sound = sound_areas(polygons, counts)
        tag_sets, tags_of = tags_of_columns(rows.drop_columns([self._column]), self._wanted)
        return _Part(
            rows=rows,
            first=first,
            ids=ids,
            sound=sound,
            said=(tag_sets, tags_of[sound]),
            offsets=np.concatenate([[0], np.cumsum(counts[sound])]),
            polygons=polygons.take(np.flatnonzero(np.repeat(sound, counts))),
        )

    def extract(self, part: _Part) -> Extract:
        """Return a part of the file; parts have to come in its order."""
        ids = self._ids.told_apart(part.ids, part.first)
        others = np.flatnonzero(~part.sound)
        one_by_one = self._one_by_one(
            part.rows.take(others), [ids[i] for i in others.tolist()], part.first
        )
        if not self._areas:
            return extract_of(*one_by_one)
        if not len(others):
            own, rows = ids, part.rows
        else:
            own = ids.take(np.flatnonzero(part.sound))
            rows = part.rows.filter(pa.array(part.sound))
        self._astray.add_sound(len(own))
        packed = Extract(
            features=(),
            bounds=bounds_of(part.polygons.vertices),
            dated=day_of_columns(rows),
            outlines=Outlines(own, *part.said, part.offsets, part.polygons),
        )
        return joined_extract([packed, extract_of(*one_by_one)])

    def _one_by_one(
        self, rows: pa.RecordBatch, ids: list[str], before: int
    ) -> tuple[list[Feature], list[Rejection]]:
        """Return the rows that are not packed."""
        shapes, broken = shapes_of(rows.column(self._column), self._encoding, self._path)
        if self._turn is not None:
            shapes = np.asarray(shapely.transform(shapely.force_2d(shapes), self._turn))
        shapes = shapely.force_2d(shapes)
        lost, points, owner = lost_places(shapes)
        self._astray.add(lost, points, owner, before=before)
        return features_of_rows(
            shapes,
            rows.drop_columns([self._column]).to_pylist(),
            ids,
            lost=lost,
            source=self._source,
            unreadable=broken,
        )

    def refuse_if_most_are_lost(self) -> None:
        """Refuse a file in which more than half of the shapes are nowhere on the globe."""
        if self._areas and self._astray.are_most():
            joined_extract(read_parquet_parts(self._path, source=self._source))  # says which
        self._astray.refuse_if_most(file=self._path, label="row")
