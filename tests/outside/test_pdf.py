"""Tables of PDF files, looked through by a person before they are read."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from vidik.errors import InputError
from vidik.outside.assembly import joined_extract
from vidik.outside.delimited import read_delimited
from vidik.outside.lists import guesses, read_list_parts
from vidik.outside.pdf import (
    pdf_rows,
    read_reviewed,
    review_path,
    reviewed_path,
    write_review,
)


def pdf(path: Path, pages: Sequence[bytes], *, catalogue: bytes = b"", more: bytes = b"") -> Path:
    """Write a PDF whose pages are drawn by the given operators."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, drawn in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (5 + 2 * i)
        )
        data = zlib.compress(drawn)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)
        )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, more)
    path.write_bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
    return path


def table(rows: Sequence[Sequence[str]], *, ruled: bool = True) -> bytes:
    """Return the operators that draw a table, with or without lines between its cells."""
    width, height, top = 110, 20, 780
    drawn = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            x, y = 50 + j * width, top - i * height
            escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            drawn.append(f"BT /F 9 Tf {x + 4} {y + 6} Td ({escaped}) Tj ET")
            if ruled:
                drawn.append(f"{x} {y} {width} {height} re S")
    return "\n".join(drawn).encode()


HEAD = ["Naziv", "Adresa", "lat", "lon"]


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    one = [HEAD, *([f"K-{i}", f"Dunavska {i}", f"45.2{i}", f"19.8{i}"] for i in range(1, 6))]
    two = [HEAD, ["K-6", "=1+1", "45.26", "-19.86"], ["K-7", "pera@example.org", "45.27", "19.87"]]
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    return pdf(tmp_path / "odgovor.pdf", [table(one), table(two), b""], catalogue=script)


def test_rows_of_several_pages(answer: Path) -> None:
    rows = list(pdf_rows(answer))
    assert rows[0][0].cells == tuple(HEAD)
    assert rows[0][1] == "lines"
    assert [row.place for row, _ in rows[5:8]] == [
        "page 1, row 6",
        "page 2, row 2",
        "page 2, row 3",
    ]
    assert (rows[8][0].place, rows[8][0].fault) == ("page 3", "empty")


def test_a_table_without_lines(tmp_path: Path) -> None:
    drawn = table(
        [HEAD, *([f"K-{i}", "Dunavska", "45.25", "19.83"] for i in range(5))], ruled=False
    )
    rows = list(pdf_rows(pdf(tmp_path / "a.pdf", [drawn])))
    assert {how for _, how in rows} == {"words"}
    assert rows[1][0].cells[-1] == "19.83"


def test_the_way_through_a_review(answer: Path) -> None:
    with pytest.raises(InputError, match="only after somebody has looked through"):
        list(read_reviewed(answer))
    assert write_review(answer) == review_path(answer)
    text = review_path(answer).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "page,row,found by,Naziv,Adresa,lat,lon"
    assert "'=1+1" in text
    assert "example.org" not in text
    review_path(answer).rename(reviewed_path(answer))
    (guess,) = guesses(answer, "pdf")
    assert guess.mapping.place == ("latitude", "longitude")
    extract = joined_extract(read_list_parts(answer, "pdf", source="s"))
    assert [f.id for f in extract.features][4:6] == ["page 1, row 6", "page 2, row 2"]
    assert len(extract.features) == 7
    assert extract.features[5].tags["addr:full"] == "=1+1"
    assert extract.features[5].geometry.x == -19.86
    assert [r.field for r in extract.rejected] == ["geometry"]  # the empty page


def test_what_somebody_saved_without_the_pages(answer: Path) -> None:
    reviewed_path(answer).write_text("Naziv,lat,lon\nK,45,19\n")
    with pytest.raises(InputError, match="does not begin with the columns page, row, found by"):
        list(read_reviewed(answer))


def test_a_spreadsheet_may_save_the_review(answer: Path) -> None:
    write_review(answer)
    rows = read_delimited(review_path(answer), encoding="utf-8", delimiter=",")
    text = "\n".join(";".join(row.cells) for row in rows)
    reviewed_path(answer).write_text(text, encoding="windows-1250")
    assert len(list(read_reviewed(answer))) == 9


def test_pages_without_tables(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no page has a table: empty"):
        write_review(pdf(tmp_path / "a.pdf", [b"", b""]))


def test_too_many_pages(answer: Path) -> None:
    with pytest.raises(InputError, match="has more than 2 pages: 3"):
        list(pdf_rows(answer, most_pages=2))


def test_a_lock(tmp_path: Path) -> None:
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"61" * 32,
        b"62" * 32,
    )
    with pytest.raises(InputError, match="locked with a password"):
        list(pdf_rows(pdf(tmp_path / "a.pdf", [b""], more=lock)))


def test_more_letters_than_a_page_has(tmp_path: Path) -> None:
    drawn = b"BT /F 9 Tf 50 700 Td (" + b"x" * 60_000 + b") Tj ET"
    ((row, _),) = pdf_rows(pdf(tmp_path / "a.pdf", [drawn]))
    assert row.fault == "more than 50,000 letters on a page"


def test_a_page_that_unpacks_to_gigabytes_or_takes_forever(tmp_path: Path) -> None:
    drawn = b"q " * 2**27  # 256 MiB of operators, a quarter of a megabyte packed
    started = time.monotonic()
    with pytest.raises(InputError, match=r"takes longer than 3 seconds|more memory"):
        list(pdf_rows(pdf(tmp_path / "a.pdf", [drawn]), seconds=3))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "not PDF"), (b"hello", "not PDF"), (b"%PDF-1.4\nnothing", "cannot be read")],
)
def test_no_pdf(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(InputError, match=why):
        list(pdf_rows(tmp_path / "a.pdf"))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(pdf_rows(tmp_path / "a.pdf"))
