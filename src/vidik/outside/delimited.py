"""Text tables: CSV, TSV and their kin, in the encodings that people have, a part at a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from vidik.errors import InputError
from vidik.model.row import Row

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "delimiter_of",
    "encoding_of",
    "read_delimited",
    "sample_of",
]

#: In the order in which they are preferred where several would do.
DELIMITERS = ("\t", ";", "|", ",")

#: Of Central and South-East Europe, with the letters that words there are made of.
ENCODINGS = ("utf-8", "utf-16", "windows-1250", "windows-1251", "iso-8859-2", "iso-8859-5")
_LETTERS = {
    "latin": frozenset("čćžšđČĆŽŠĐäöüßÄÖÜáéíóúőűňřťýŇŘŤÝ"),
    "cyrillic": frozenset("абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШѓќѕЃЌЅ"),
}
_SCRIPT = {
    "windows-1250": "latin",
    "windows-1251": "cyrillic",
    "iso-8859-2": "latin",
    "iso-8859-5": "cyrillic",
}
#: What else stands in such texts: degrees, quotation marks, dashes, the number sign.
_NEUTRAL = frozenset("°§×–—„“”‘’…«»€№\xa0²³´·")

#: Excel understands a first line that names the delimiter, and some programs write it.
_SAID = re.compile(r'"?sep=([\t;|,])"?', re.IGNORECASE)

_SAMPLE_BYTES = 2**18
#: No line of a list is longer, and no cell runs over more lines: a quotation mark is missing.
_LONGEST_LINE = 2**20
_MOST_LINES = 100
#: A list has no more columns.
_MOST_CELLS = 1000

_NO_TEXT = "holds a character that is no text"


def encoding_of(path: Path) -> str:
    """Return the encoding that a text file is most likely in: one of `ENCODINGS`.

    Only UTF-8 and UTF-16 can be told for certain; of the others that one is taken in which most
    letters are letters of the languages of Central and South-East Europe.

    Parameters
    ----------
    path
        Of the file; its first quarter of a megabyte with letters beyond ASCII is looked at.

    Raises
    ------
    InputError
        If it cannot be opened, or is no text.
    """
    with _opened(path) as file:
        sample = file.read(_SAMPLE_BYTES)
        # letters beyond ASCII may come late; they begin with a part of their own
        while sample.isascii() and b"\0" not in sample and (more := file.read(_SAMPLE_BYTES)):
            sample = more
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = sample.count(b"\0") > len(sample) / 8
    # Some rows may be pasted in from another file: no other text is mostly UTF-8 by chance.
    text = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape").decode(sample)
    letters = [character for character in text if character > "\x7f"]
    strays = sum("\udc80" <= character <= "\udcff" for character in letters)
    if not zeros and 2 * strays <= len(letters):
        return "utf-8"
    if zeros:
        ends = [sample[1::2].count(b"\0"), sample[::2].count(b"\0")]
        if min(ends) == 0:
            return "utf-16-le" if ends[0] else "utf-16-be"
        raise InputError("no text: it is full of NUL bytes", file=path)
    return max(_SCRIPT, key=lambda name: _likelihood(sample, name))


def _likelihood(sample: bytes, encoding: str) -> int:
    """Return how many characters beyond ASCII are letters of a language, less the others."""
    script = _LETTERS[_SCRIPT[encoding]]
    score = 0
    for character, count in Counter(sample.decode(encoding, "replace")).items():
        if character > "\x7f":
            known = character in script
            score += count if known else 0 if character in _NEUTRAL else -2 * count
    return score


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a table: the mark that gives most rows the same width.

    Parameters
    ----------
    text
        The first rows.
    """
    lines = text.splitlines(keepends=True)[:200]
    if lines and (said := _SAID.fullmatch(lines[0].strip())):
        return said[1]
    # “44.8, 20.4” below a heading without a comma is one cell
    told = lines[:1] == [] or "," in lines[0] or re.search(r",(?! )", text) is not None

    def evenness(delimiter: str) -> tuple[float, int]:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        widths = Counter(len(row) for row in rows)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (0.0, 0) if width < 2 else (round(count / len(rows), 2), width)

    try:
        return max((mark for mark in DELIMITERS if mark != "," or told), key=evenness)
    except csv.Error:
        return ","


def sample_of(path: Path, encoding: str) -> str:
    """Return how a text file begins, without a last line that may be cut off.

    Parameters
    ----------
    path, encoding
        Of the file.
    """
    with _opened(path) as file:
        data = file.read(_SAMPLE_BYTES)
    text = codecs.getincrementaldecoder(_codec(encoding))("replace").decode(data)
    whole = text.rpartition("\n")[0]
    return whole if whole and len(data) == _SAMPLE_BYTES else text


def read_delimited(
    path: Path,
    *,
    encoding: str,
    delimiter: str,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Row]:
    """Yield the rows of a text table, one after another.

    A row that is broken comes with its fault: bytes that are no text in this encoding, characters
    that are none, a quotation mark that is never closed.

    Parameters
    ----------
    path, encoding, delimiter
        Of the file.
    progress
        Told how many bytes have been read, and how many there are.

    Raises
    ------
    InputError
        If the file cannot be opened, the encoding is not known, or a line is absurdly long.
    """
    try:
        codecs.lookup(_codec(encoding))
    except LookupError as fault:
        raise InputError("no such encoding", file=path, value=encoding) from fault
    total = path.stat().st_size
    with _opened(path) as raw:
        file = io.TextIOWrapper(raw, _codec(encoding), "surrogateescape", newline="")
        number = 0
        for line, lines in _units(file, path, delimiter):
            for row, at in _parsed(lines, delimiter):
                number += 1
                yield _row(number, line + at, row)
            if progress is not None:
                progress(min(raw.tell(), total), total)


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as fault:
        raise InputError("no such file", file=path) from fault
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}", file=path) from fault


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _units(
    file: io.TextIOWrapper, path: Path, delimiter: str
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield lines that can be taken apart together, with the number of the first.

    Lines without quotation marks go by the thousand. A cell that runs over several lines ends where
    the marks have become even in number; if they do not for long, the line that opened it stands
    alone and the others are looked at afresh: one forgotten mark must not swallow what follows.
    """
    first, plain_lines = 1, list[str]()
    number = 0
    again: list[str] = []
    widths: set[int] = set()

    def next_line() -> str:
        nonlocal number
        try:
            line = again.pop() if again else file.readline(_LONGEST_LINE + 1)
        except UnicodeError as fault:  # UTF-16 knows no bytes that stand for themselves
            raise InputError(
                f"no text in {file.encoding}: {fault}", file=path, place=f"line {number + 1}"
            ) from fault
        number += bool(line)
        if len(line) > _LONGEST_LINE:
            raise InputError(
                f"a line of more than {_LONGEST_LINE:,} characters",
                file=path,
                place=f"line {number}",
                hint="is it a table? Are quotation marks missing?",
            )
        return line

    while line := next_line():
        if '"' not in line:
            if not plain_lines:
                first = number
            plain_lines.append(line)
            if len(plain_lines) == 1000:
                yield first, plain_lines
                plain_lines = []
            continue
        if plain_lines:
            widths.update(line.count(delimiter) + 1 for line in plain_lines)
            yield first, plain_lines
            plain_lines = []
        start, lines = number, [line]
        marks = line.count('"')
        while marks % 2 and len(lines) < _MOST_LINES and (more := next_line()):
            lines.append(more)
            marks += more.count('"')
        if len(lines) > 1 and not _is_whole(lines, marks, delimiter, widths):
            again.extend(reversed(lines[1:]))
            number = start
            lines = lines[:1]
        yield start, lines
    if plain_lines:
        yield first, plain_lines


def _is_whole(lines: Sequence[str], marks: int, delimiter: str, widths: Collection[int]) -> bool:
    """Return whether lines are rows in which every quotation mark is closed where it should be."""
    if marks % 2:
        return False
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) > 1 or not widths or len(rows[0]) in widths


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[tuple[list[str] | str, int]]:
    """Yield rows, or why a row cannot be read, each with how many lines stand before it."""
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            yield row, before
            before = reader.line_num
    except csv.Error as fault:
        yield f"cannot be taken apart: {fault}", before
        for rest in lines[max(reader.line_num, before + 1) :]:
            yield f"follows a line that cannot be taken apart: {rest.strip()[:80]}", before


def _row(number: int, line: int, cells: list[str] | str) -> Row:
    place = f"row {number}"
    if isinstance(cells, str):
        return Row(number, place, (), fault=f"{cells} (line {line})")
    texts = tuple(cell.strip() for cell in cells)
    fault = None
    if len(texts) > _MOST_CELLS:
        fault = f"more than {_MOST_CELLS:,} cells (line {line})"
        texts = texts[:_MOST_CELLS]
    whole = "".join(texts)
    if not whole.isprintable() and not whole.isascii():
        bad = next((c for c in whole if "\udc80" <= c <= "\udcff"), None)
        if bad is not None:
            fault = f"bytes that are no text in this encoding (line {line})"
            texts = tuple(cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                          for cell in texts)  # fmt: skip
    if "\0" in whole:
        fault = f"{_NO_TEXT} (line {line})"
    return Row(number, place, texts, fault=fault)
