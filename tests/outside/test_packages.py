"""Releases are read only if every file is the one that was published."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.errors import InputError
from vidik.model.figure import Figure, Unit
from vidik.model.reconciliation import Count
from vidik.outside.packages import read_package
from vidik.report.release_figures import COLUMNS, cells

ROW = "source/osm/cameras,osm,,,,3,3,3,cameras,ODbL-1.0"
HEAD = ",".join(COLUMNS)


def write(folder, *, figures=f"{HEAD}\r\n{ROW}\r\n", description='{"vidik": "1", "version": "1"}',
          sums=None):  # fmt: skip
    folder.mkdir(exist_ok=True)
    files = {"datapackage.json": description, "sources/osm.csv": "id\r\n", "figures.csv": figures}
    for path, text in files.items():
        if text is not None:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(text.encode())
    lines = [
        f"{hashlib.sha256(text.encode()).hexdigest()}  {path}"
        for path, text in sorted(files.items())
        if text is not None
    ]
    (folder / "checksums.txt").write_text("\n".join(lines if sums is None else sums) + "\n")
    return folder


def test_a_release_is_read(tmp_path):
    read = read_package(write(tmp_path / "r"))
    assert read.figures["source/osm/cameras"].count == Count(3, 3, 3)
    assert read.title == "1, of ?"


def test_every_file_is_looked_at(tmp_path):
    folder = write(tmp_path / "r")
    (folder / "sources" / "osm.csv").write_text("id\r\nx")
    with pytest.raises(InputError, match=r"osm\.csv: is not the file that was published"):
        read_package(folder)
    (folder / "sources" / "osm.csv").unlink()
    with pytest.raises(InputError, match=r"osm\.csv: a file of the release cannot be read"):
        read_package(folder)


@pytest.mark.parametrize(
    ("sums", "why"),
    [
        (["not a sum"], "line 1: not a checksum"),
        ([f"{'0' * 64}  ../other/secret.csv"], "line 1: not a checksum"),
        ([f"{'0' * 64}  /etc/passwd"], "line 1: not a checksum"),
        ([f"{'0' * 64}  ./x"], "line 1: not a checksum"),
        ([], "not a checksum|no datapackage.json"),
    ],
)
def test_what_is_no_list_of_checksums_is_refused(tmp_path, sums, why):
    with pytest.raises(InputError, match=why):
        read_package(write(tmp_path / "r", sums=sums))


def test_a_folder_that_is_no_release_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"is no release.*vidik register publish"):
        read_package(tmp_path)


def test_a_release_from_before_there_were_figures_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(InputError, match=r"an older release.*--recorded"):
        read_package(write(tmp_path / "r", figures=None))


@pytest.mark.parametrize("description", ["{", "[]", "{}", '{"vidik": 1}'])
def test_a_description_that_is_none_is_refused(tmp_path, description):
    with pytest.raises(InputError, match=r"datapackage\.json"):
        read_package(write(tmp_path / "r", description=description))


@pytest.mark.parametrize(
    ("figures", "why"),
    [
        ("figure,source\r\nx,osm\r\n", "row 2, other: no such column"),
        (f"{HEAD}\r\nx,osm\r\n", "row 2, other: .*too short"),
        (
            f"{HEAD}\r\n{ROW.replace('3,3,3', '3,many,3')}\r\n",
            "row 2, expected: not a number: 'many'",
        ),
        (
            f"{HEAD}\r\n{ROW.replace('3,3,3', '3,nan,3')}\r\n",
            "row 2, expected: not a number: 'nan'",
        ),
        (f"{HEAD}\r\n{ROW.replace('3,3,3', '4,3,3')}\r\n", "row 2: least, expected and most"),
        (
            f"{HEAD}\r\n{ROW.replace(',cameras,O', ',eyes,O')}\r\n",
            "row 2, unit: not a unit: 'eyes'",
        ),
        (f"{HEAD}\r\n{ROW}\r\n{ROW}\r\n", "row 3, figure: the same figure twice"),
        (f'{HEAD}\r\n"{ROW}\r\n', "not a table"),
    ],
)
def test_a_figure_that_is_none_is_told_by_row_and_field(tmp_path, figures, why):
    with pytest.raises(InputError, match=why) as caught:
        read_package(write(tmp_path / "r", figures=figures))
    assert caught.value.file.endswith("figures.csv")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
tenths = st.integers(0, 10**7).map(lambda n: n / 10)
figure = st.builds(
    lambda name, district, ends, unit: Figure(
        name, "osm", "", district, "", Count(ends[1], ends[0], ends[2]), unit, "ODbL-1.0"
    ),
    texts,
    texts,
    st.tuples(tenths, tenths, tenths).map(sorted),
    st.sampled_from(Unit),
)


@given(some=st.lists(figure, max_size=5, unique_by=lambda one: one.name))
def test_what_is_written_is_read_again(tmp_path_factory, some):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows(cells(one) for one in some)
    folder = write(
        tmp_path_factory.mktemp("r"), figures=out.getvalue(), description=json.dumps({"vidik": "1"})
    )
    assert [*read_package(folder).figures.values()] == some
