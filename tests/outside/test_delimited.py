"""Text tables: any encoding, any delimiter, and whatever breaks them."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.delimited import delimiter_of, encoding_of, read_delimited, sample_of

LATIN = "abcčćdđefghijklmnoprsštuvzžABCČĆDĐEFGHIJKLMNOPRSŠTUVZŽ"
CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ"
SIGNS = " 0123456789.,;:\t|\"'=+-@\n"


def saved(path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(path: Path, **more: str) -> list[Row]:
    encoding = more.get("encoding") or encoding_of(path)
    delimiter = more.get("delimiter") or delimiter_of(sample_of(path, encoding))
    return list(read_delimited(path, encoding=encoding, delimiter=delimiter))


def cells(path: Path, **more: str) -> list[tuple[str, ...]]:
    rows = read(path, **more)
    assert not [row.fault for row in rows if row.fault]
    return [row.cells for row in rows]


def written(rows: list[list[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


# -- laws ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "alphabet"),
    [
        ("utf-8", LATIN + CYRILLIC),
        ("utf-8-sig", LATIN + CYRILLIC),
        ("utf-16", LATIN + CYRILLIC),
        ("windows-1250", LATIN),
        ("windows-1251", CYRILLIC),
        ("iso-8859-2", LATIN),
        ("iso-8859-5", CYRILLIC),
    ],
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table_reads_back(
    tmp_path: Path, encoding: str, alphabet: str, delimiter: str, data: st.DataObject
) -> None:
    cell = st.text(alphabet + SIGNS, max_size=12).map(str.strip)
    width = data.draw(st.integers(2, 5))
    rows = data.draw(
        st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8)
    )
    path = saved(tmp_path / "a.csv", written(rows, delimiter), encoding)
    bare = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    expected = [tuple(c.replace("\r", "\n") for c in row) for row in rows]
    assert cells(path, encoding=bare, delimiter=delimiter) == expected


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Ulica;Шта\nČićevac;3\n"),
        ("utf-16", "Ulica;Шта\nČićevac;3\n"),
        ("windows-1250", "Žarko Šušić; đak iz Čačka\nčešće;može\n"),
        ("iso-8859-2", "Žarko Šušić; đak iz Čačka\nčešće;može\n"),
        ("windows-1251", "Улица;Кућа\nЂорђа Јовановића;њушка\n"),
        ("iso-8859-5", "Улица;Кућа\nЂорђа Јовановића;њушка\n"),
        ("windows-1250", "Straße;Höhe\nGrößenstraße;übel\n"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, text: str) -> None:
    path = saved(tmp_path / "a.csv", text, encoding)
    assert encoding_of(path) == encoding
    assert cells(path) == [tuple(c.strip() for c in r.split(";")) for r in text.splitlines()]


def test_the_encoding_may_show_late(tmp_path: Path) -> None:
    text = "a;b\n" * 200_000 + "Žarko Šušić; đak iz Čačka\n"
    assert encoding_of(saved(tmp_path / "a.csv", text, "windows-1250")) == "windows-1250"
    assert encoding_of(saved(tmp_path / "b.csv", text)) == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sixteen_bits_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path / "a.csv", "name;lat;lon\nŽ;44,8;20,4\n", encoding)
    assert encoding_of(path) == encoding
    assert cells(path)[1] == ("Ž", "44,8", "20,4")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1;44,8;20,4\n2;44,9;20,5\n", ";"),
        ("a,b,c\n1,44.8,20.4\n", ","),
        ("a\tb\n1, 2 and 3\t4\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("sep=;\r\na;b,c,d\r\n1;2,3,4\r\n", ";"),
        ("Title of all this\n\na;b\n1;2\n3;4\n", ";"),
        ("one column\nno mark\n", "\t"),
        ("koordinate\n44.8, 20.4\n44.9, 20.5\n", "\t"),
        ('a,b\n"x;y;z",2\n"u;v;w",3\n', ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


# -- rows and where they stand ---------------------------------------------------------------------


def test_a_cell_may_run_over_lines(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", 'a,b\r\n"one\r\ntwo ""q""",2\r\nx,3\r\n')
    rows = read(path)
    assert [row.cells for row in rows] == [("a", "b"), ('one\r\ntwo "q"', "2"), ("x", "3")]
    assert [row.place for row in rows] == ["row 1", "row 2", "row 3"]


def test_an_inch_mark_opens_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", 'a;b\n5" pipe;1\nplain;2\n19" rack;3\n')
    assert cells(path)[1:] == [('5" pipe', "1"), ("plain", "2"), ('19" rack', "3")]


def test_a_forgotten_mark_takes_one_row_along(tmp_path: Path) -> None:
    body = "".join(f"{i};44.8;20.4\n" for i in range(3000))
    path = saved(tmp_path / "a.csv", f'a;lat;lon\n"Nova;44.8;20.4\n{body}')
    rows = read(path)
    assert len(rows) == 3002
    assert [row.number for row in rows if row.fault] == []
    assert rows[1].cells == ("Nova;44.8;20.4",)  # what stands after the mark is one cell
    assert rows[2].cells == ("0", "44.8", "20.4")


def test_marks_that_match_far_apart_swallow_nothing(tmp_path: Path) -> None:
    body = "".join(f"{i};44.8;20.4\n" for i in range(30))
    path = saved(tmp_path / "a.csv", f'a;lat;lon\n"Nova;44.8;20.4\n{body}"Stara;44.9;20.5\n')
    assert len(read(path)) == 33


def test_bytes_that_are_no_text_name_their_line(tmp_path: Path) -> None:
    good = "ж;1\n" * 100_000
    path = saved(tmp_path / "a.csv", good.encode() + b"\xe6\xff;2\n" + "х;3\n".encode())
    rows = read(path, encoding="utf-8", delimiter=";")
    assert [(row.number, row.fault) for row in rows if row.fault] == [
        (100_001, "bytes that are no text in this encoding (line 100001)")
    ]
    assert rows[-1].cells == ("х", "3")


def test_a_nul_spoils_its_row_alone(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", b"a;b\n1;2\nx\0y;3\n4;5\n" + b"6;7\n" * 50)
    rows = read(path, encoding="utf-8", delimiter=";")
    assert [row.number for row in rows if row.fault] == [3]
    assert len(rows) == 54


def test_a_nul_does_not_make_it_another_encoding(tmp_path: Path) -> None:
    assert encoding_of(saved(tmp_path / "a.csv", "ж;1\nж\0;2\n")) == "utf-8"


def test_rows_pasted_in_from_another_file_are_told_of(tmp_path: Path) -> None:
    text = "Камера;1\n".encode() * 20 + "Ћирилица;2\n".encode("windows-1251")
    path = saved(tmp_path / "a.csv", text)
    assert encoding_of(path) == "utf-8"
    rows = read(path, encoding="utf-8", delimiter=";")
    assert [row.number for row in rows if row.fault] == [21]


def test_a_row_of_too_many_cells_spoils_itself_alone(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "a;b\n1;2\n3;4" + ";x" * 100_000 + "\n5;6\n")
    rows = read(path, encoding="utf-8", delimiter=";")
    assert [row.fault for row in rows] == [None, None, "more than 1,000 cells (line 3)", None]
    assert max(len(row.cells) for row in rows) == 1000


def test_a_cell_over_lines_below_remarks_of_another_width(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", '# made by hand\nid;name;lat;\n1;"Trg\nslobode";45.2;\n')
    rows = read(path, encoding="utf-8", delimiter=";")
    assert rows[-1].cells == ("1", "Trg\nslobode", "45.2", "")


# -- what is refused -------------------------------------------------------------------------------


def test_no_text_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NUL"):
        encoding_of(saved(tmp_path / "a.csv", bytes(4000)))


def test_an_absurd_line(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", b"a;b\n" + b"x" * 2**21)
    with pytest.raises(InputError, match=r"line 2: a line of more than 1,048,576"):
        read(path, encoding="utf-8", delimiter=";")


def test_sixteen_bits_that_break_off(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "a;b\n1;2\n".encode("utf-16") + b"\x00\xd8\x41")
    with pytest.raises(InputError, match="no text in utf-16"):
        read(path, encoding="utf-16", delimiter=";")


def test_no_such_encoding(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "a;b\n")
    with pytest.raises(InputError, match="no such encoding: 'klingon'"):
        read(path, encoding="klingon", delimiter=";")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        encoding_of(tmp_path / "a.csv")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    row = b"1;K-01;45.25;19.83;" + b"x" * 80 + b"\n"
    path = saved(tmp_path / "a.csv", b"r;name;lat;lon;note\n" + row * 60_000)
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_delimited(path, encoding="utf-8", delimiter=";"))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 60_001
    assert most < 3 * 2**20 < path.stat().st_size


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([";", ","]))
def test_no_bytes_break_it(tmp_path: Path, content: bytes, delimiter: str) -> None:
    path = saved(tmp_path / "a.csv", content)
    for encoding in ("utf-8", "windows-1250", "iso-8859-5"):
        assert all(row.place for row in read(path, encoding=encoding, delimiter=delimiter))
