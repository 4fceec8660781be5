"""Workbooks and archives for tests, made by hand: libraries would not make the broken ones."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

__all__ = ["ods", "packed", "xls", "xlsx"]

_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
{}</Types>"""
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """Return a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def xlsx(path: Path, sheets: Mapping[str, str], *, head: str = "") -> Path:
    """Write a workbook whose sheets are the XML of their rows; `head` goes before each sheet."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _TYPES.format(
            "".join(_SHEET_TYPE.format(i + 1) for i in range(len(names)))
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>'
                for i, name in enumerate(names, start=1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_RELATIONS}">'
            + "".join(
                f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" '
                f'Target="worksheets/sheet{i}.xml"/>'
                for i in range(1, len(names) + 1)
            )
            + "</Relationships>"
        ),
    }
    for i, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<?xml version="1.0"?>{head}<worksheet xmlns="{_MAIN}">'
            f"<sheetData>{rows}</sheetData></worksheet>"
        )
    path.write_bytes(packed(parts))
    return path


def ods(path: Path, sheets: Mapping[str, str], *, head: str = "") -> Path:
    """Write a spreadsheet whose sheets are the XML of their rows; `head` goes before all."""
    tables = "".join(f'<table:table table:name="{n}">{r}</table:table>' for n, r in sheets.items())
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(packed({"mimetype": mimetype, "content.xml": content}))
    return path


def xls(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[str | float | dt.date | None]]],
    *,
    hidden: Container[str] = (),
    far: bool = False,
) -> Path:
    """Write an old Excel file (BIFF8); `far` puts a cell into the last corner of each sheet."""
    bodies = [_biff_sheet(rows, far) for rows in sheets.values()]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    plain, day = _xf(0), _xf(14)
    head = _bof(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + plain + day
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    bound = b""
    for name, text, body in zip(sheets, names, bodies, strict=True):
        bound += _record(0x0085, struct.pack("<IBB", at, int(name in hidden), 0) + text)
        at += len(body)
    stream = head + bound + _record(0x000A, b"") + b"".join(bodies)
    path.write_bytes(_compound("Workbook", stream))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1996, 0, 6))


def _xf(number_format: int) -> bytes:
    return _record(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))


def _biff_sheet(rows: Sequence[Sequence[str | float | dt.date | None]], far: bool) -> bytes:
    cells = b""
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x0204, struct.pack("<HHH", i, j, 0) + text)
            elif isinstance(value, dt.date):
                days = (value - dt.date(1899, 12, 30)).days
                cells += _record(0x0203, struct.pack("<HHHd", i, j, 1, days))
            elif value is not None:
                cells += _record(0x0203, struct.pack("<HHHd", i, j, 0, value))
    if far:
        cells += _record(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))
    return _bof(0x0010) + cells + _record(0x000A, b"")


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file (MS-CFB, sectors of 512 bytes) that holds one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE]  # the stream, the directory
    tables = 1
    while (len(chain) + tables) * 4 > tables * 512:
        tables += 1
    chain += [0xFFFFFFFD] * tables
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    directory = b"".join(
        _entry(title, kind, child, start, size)
        for title, kind, child, start, size in (
            ("Root Entry", 5, 1, 0xFFFFFFFE, 0), (name, 2, 0xFFFFFFFF, 0, len(stream)),
            ("", 0, 0xFFFFFFFF, 0, 0), ("", 0, 0xFFFFFFFF, 0, 0),
        )
    )  # fmt: skip
    where = [*range(sectors + 1, sectors + 1 + tables), *[0xFFFFFFFF] * (109 - tables)]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, sectors, 0, 4096,
                        0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    return head + struct.pack("<109I", *where) + stream + directory + fat


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if text else 0, kind, 1)
    return head + struct.pack("<III36xIII", none, none, child, start, size, 0)
