"""The file beside an output folder that says how a build went."""

from __future__ import annotations

import pytest

from vidik.errors import OutputError
from vidik.outside.runfile import read_run, run_file, write_run


def test_what_is_written_is_read(tmp_path):
    write_run(tmp_path / "site", {"threads": 2})
    assert read_run(tmp_path / "site") == {"threads": 2}


@pytest.mark.parametrize("content", [None, "", "[1]", "{"])
def test_what_is_no_run_is_nothing(tmp_path, content):
    if content is not None:
        run_file(tmp_path / "site").write_text(content)
    assert read_run(tmp_path / "site") == {}


def test_nothing_of_a_killed_build_lies_about(tmp_path):
    (tmp_path / ".site.run.json.new").write_text('{"thre')
    write_run(tmp_path / "site", {"threads": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["site.run.json"]


def test_a_folder_that_takes_no_files(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write_run(tmp_path / "missing" / "site", {})
