"""Files of map data, told apart by suffix and content, and read into one form."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside.archives import names_in
from vidik.outside.areas import Box, read_parquet_areas, read_parquet_parts
from vidik.outside.assembly import joined_extract
from vidik.outside.blobs import is_pbf
from vidik.outside.drawn import DRAWN
from vidik.outside.geojson import extract_of_geojson, parse_json
from vidik.outside.lists import LISTS, read_list_parts
from vidik.outside.mappingfile import mapping_path
from vidik.outside.osm import read_osm_parts
from vidik.outside.overpass import extract_of_overpass
from vidik.outside.vector import read_vector
from vidik.register.packed import packed_extract

__all__ = ["FORMATS", "format_of", "read_extract", "read_outlines", "read_parts"]

#: Formats and what they are called in messages.
FORMATS = {
    "pbf": "OpenStreetMap PBF",
    "osm": "OpenStreetMap XML",
    "overpass": "Overpass JSON",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "fgb": "FlatGeobuf",
    "parquet": "GeoParquet",
    "csv": "CSV",
    "xlsx": "XLSX",
    "ods": "OpenDocument spreadsheet",
    "xls": "XLS",
    "xlsb": "XLSB",
    "kml": "KML",
    "kmz": "KMZ",
    "gpx": "GPX",
    "pdf": "PDF",
}

#: Suffixes, the longest first. Plain ``.json`` may be Overpass or GeoJSON: its content tells.
_SUFFIXES = {
    ".osm.gz": "osm",
    ".osm.bz2": "osm",
    ".geoparquet": "parquet",
    ".geojsonseq": "geojson",
    ".geojsonl": "geojson",
    ".geojson": "geojson",
    ".parquet": "parquet",
    ".ndjson": "geojson",
    ".json": "json",
    ".gpkg": "gpkg",
    ".pbf": "pbf",
    ".osm": "osm",
    ".fgb": "fgb",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsb",
    ".xls": "xls",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".ods": "ods",
    ".kml": "kml",
    ".kmz": "kmz",
    ".gpx": "gpx",
    ".pdf": "pdf",
}
#: Root elements of XML files.
_ROOTS = {b"osm": "osm", b"kml": "kml", b"gpx": "gpx"}
_JSON = frozenset({"overpass", "geojson", "json"})

_GZIP, _BZIP2, _ZIP = b"\x1f\x8b", b"BZh", b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(path: Path, *, format: str | None = None) -> str:
    """Return the key of `FORMATS` that a file is in; licences and links depend on it.

    Parameters
    ----------
    path
        Of the file.
    format
        As declared; None: from the content and the suffix.

    Raises
    ------
    InputError
        If the file is missing, empty, or in no format that can be read.
    """
    expected = _expected(path, format)
    found = _format_found(path, _start_of(path)[0], expected)
    if found == "json" and expected not in ("overpass", "geojson"):
        document = parse_json(path)
        overpass = isinstance(document, dict) and "elements" in document
        return "overpass" if overpass else "geojson"
    kind = expected if found == "json" else found or expected
    if kind is None or kind not in FORMATS:
        raise InputError(
            "not a format that can be read",
            file=path,
            hint=f"these can: {', '.join(FORMATS.values())}",
        )
    return kind


def read_extract(
    path: Path,
    *,
    format: str | None = None,
    source: str,
    progress: Callable[[int, int], None] | None = None,
) -> Extract:
    """Return the features of a file, and what of it could not be read.

    Parameters
    ----------
    path
        Of the file.
    format
        A key of `FORMATS`; None: from the suffix, or else the content.
    source
        Key of the source, for what is rejected.
    progress
        Told how many bytes have been read, and how many there are.

    Raises
    ------
    InputError
        If the file is missing, no file, empty, of another format, broken or truncated; if it names
        no coordinate system, or an unknown one; or if most of its places are not on the globe.
    """
    return joined_extract(read_parts(path, format=format, source=source, progress=progress))


def read_parts(
    path: Path,
    *,
    format: str | None = None,
    source: str,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the same as `read_extract`, a part of the file at a time.

    Parts are small: of GeoParquet and of lists some ten thousand rows, of a PBF a megabyte; other
    formats come in one part.

    Parameters
    ----------
    path, format, source, progress
        As of `read_extract`.
    folder
        Where there is room for what a PBF needs on the way; None: in the platform's own place.

    Raises
    ------
    InputError
        As of `read_extract`; that most places are not on the globe may show only at the end.
    """
    found, expected, start = _recognised(path, format)
    if found in ("pbf", "osm"):
        packing = None if found == "pbf" else _packing(start)
        yield from read_osm_parts(
            path, source=source, xml_format=packing, folder=folder, progress=progress
        )
        return
    kind = "geojson" if found == "json" else found
    size = path.stat().st_size
    if progress is not None:
        progress(0, size)
    if found == "parquet":
        yield from read_parquet_parts(path, source=source, progress=progress)
    elif kind in LISTS or (kind in DRAWN and mapping_path(path).is_file()):
        yield from read_list_parts(path, kind, source=source, progress=progress)
    else:
        yield _read_rows(path, found, expected, source)
    if progress is not None:
        progress(size, size)


def read_outlines(
    path: Path,
    *,
    format: str | None = None,
    source: str,
    wanted: Callable[[str], bool] = lambda _: True,
    box: Box | None = None,
    threads: int = 1,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Extract]:
    """Yield the same as `read_parts`, with areas packed.

    Of GeoParquet and of the closed ways of OpenStreetMap no shape is made for an area that is
    sound.

    Parameters
    ----------
    path, format, source, folder, progress
        As of `read_parts`.
    wanted
        Whether a tag is asked for; packed areas may lack the others.
    box
        West, south, east, north: only objects whose own box meets it. What was rejected is not
        asked where it lies.
    threads
        How many parts are taken apart at once; the result does not depend on it.

    Raises
    ------
    InputError
        As of `read_extract`; that most places are not on the globe may show only at the end.
    """
    found, _, start = _recognised(path, format)
    if found == "parquet":
        parts = read_parquet_areas(
            path, source=source, wanted=wanted, box=box, threads=threads, progress=progress
        )
    elif found in ("pbf", "osm"):
        packing = None if found == "pbf" else _packing(start)
        parts = read_osm_parts(
            path,
            source=source,
            wanted=wanted,
            xml_format=packing,
            folder=folder,
            progress=progress,
        )
    else:
        extract = read_extract(path, format=format, source=source, progress=progress)
        parts = iter([packed_extract(extract, wanted=wanted)])
    for part in parts:
        yield part if box is None else _meeting(part, box)
    if progress is not None:
        progress(path.stat().st_size, path.stat().st_size)


def _meeting(extract: Extract, box: Box) -> Extract:
    """Return the objects of an extract whose own box meets another."""

    def meets(corners: NDArray[np.float64]) -> NDArray[np.bool_]:
        low, high = corners.reshape(-1, 2, 2)[:, 0], corners.reshape(-1, 2, 2)[:, 1]
        return np.asarray((low <= box[2:]).all(axis=1) & (high >= box[:2]).all(axis=1))

    corners = shapely.bounds([feature.geometry for feature in extract.features])
    hits = meets(np.asarray(corners).reshape(-1, 4)).tolist()
    features = [f for f, hit in zip(extract.features, hits, strict=True) if hit]
    outlines = extract.outlines
    return replace(
        extract,
        features=tuple(features),
        outlines=outlines.take(np.flatnonzero(meets(outlines.boxes()))),
    )


def _recognised(path: Path, format: str | None) -> tuple[str, str | None, bytes]:
    """Return the format that a file is in, the one that was expected, and how the file begins."""
    start, _ = _start_of(path)
    expected = _expected(path, format)
    found = _format_found(path, start, expected)
    if found is None:
        raise InputError(
            "not a format that can be read" if expected is None else f"not {_name(expected)}",
            file=path,
            hint=f"these can: {', '.join(FORMATS.values())}",
        )
    if expected is not None and not (expected == found or {expected, found} <= _JSON):
        raise InputError(
            f"not {_name(expected)} but {_name(found)}",
            file=path,
            hint="set the format in the city file, or the right suffix",
        )
    return found, expected, start


def _read_rows(path: Path, found: str, expected: str | None, source: str) -> Extract:
    if found in ("gpkg", "fgb"):
        return read_vector(path, source=source)
    document = parse_json(path)
    overpass = isinstance(document, dict) and "elements" in document
    if expected in ("overpass", "geojson") and overpass != (expected == "overpass"):
        other = "overpass" if overpass else "geojson"
        if overpass or (isinstance(document, dict) and "type" in document):
            raise InputError(
                f"not {_name(expected)} but {_name(other)}",
                file=path,
                hint="set the format in the city file, or the right suffix",
            )
    if overpass or expected == "overpass":
        answer = document if isinstance(document, dict) else {}
        return extract_of_overpass(answer, file=path, source=source)
    return extract_of_geojson(document, file=path, source=source)


def _start_of(path: Path) -> tuple[bytes, int]:
    """Return the first bytes of a file, and its size."""
    try:
        if path.is_dir():
            raise InputError("a folder, not a file", file=path)
        with path.open("rb") as file:
            start = file.read(512)
        size = path.stat().st_size
    except FileNotFoundError as fault:
        raise InputError("no such file", file=path) from fault
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}", file=path) from fault
    if not start:
        raise InputError("an empty file", file=path)
    return start, size


def _expected(path: Path, format: str | None) -> str | None:
    if format is not None:
        if format not in FORMATS:
            raise InputError(
                "no such format", file=path, value=format, hint=f"one of {', '.join(FORMATS)}"
            )
        return format
    name = path.name.lower()
    return next((kind for suffix, kind in _SUFFIXES.items() if name.endswith(suffix)), None)


def _format_found(path: Path, start: bytes, expected: str | None) -> str | None:
    """Return the format that a file is in; a text table shows by nothing but what is said of it."""
    if start.startswith(_OLE):
        return "xls"
    if start.startswith(_ZIP):
        names = names_in(path)
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        return "ods" if "content.xml" in names else "kmz"
    # programs that export tables like to call them .xls
    found = _format_of(start)
    if found == "xml":  # a document type or a remark before all elements: its reader will see
        return expected if expected in _ROOTS.values() else "osm"
    texts = expected == "csv" or (expected == "xls" and not start.lstrip().startswith(b"<"))
    return found or ("csv" if texts and b"\0" not in start else None)


def _format_of(start: bytes) -> str | None:
    """Return the format that a file begins like."""
    if is_pbf(start):
        return "pbf"
    if start.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if start.startswith(b"fgb\x03fgb"):
        return "fgb"
    if start.startswith(b"PAR1"):
        return "parquet"
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(_BZIP2):  # too little to look inside
        return "osm"
    text = _unpacked(start).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    if text.startswith(b"<"):
        element = re.search(rb"<([A-Za-z]\w*)", text)
        return "xml" if element is None else _ROOTS.get(element[1])
    if text.startswith((b"{", b"[")) and not start.startswith(_GZIP):
        return "json"
    return None


def _unpacked(start: bytes) -> bytes:
    if not start.startswith(_GZIP):
        return start
    try:
        return zlib.decompressobj(wbits=31).decompress(start)
    except zlib.error:
        return b""


def _packing(start: bytes) -> str:
    """Return libosmium's name of an XML file's packing."""
    if start.startswith(_GZIP):
        return "osm.gz"
    return "osm.bz2" if start.startswith(_BZIP2) else "osm"


def _name(format: str) -> str:
    return FORMATS.get(format, "JSON")
