"""The log of corrections: what it holds, and how its faults are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from vidik.errors import SettingsError
from vidik.outside.corrections import read_corrections

ENTRY = """
[[corrections]]
date = 2026-05-02
said = "The summary gave 420 cameras."
right = "There are 336."
evidence = "https://example.org/minutes"
decided_by = "the editors"
pages = ["summary/"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_newest_comes_first(tmp_path: Path) -> None:
    newer = ENTRY.replace("2026-05-02", "2026-06-01").replace("420", "421")
    found = read_corrections(write(tmp_path, ENTRY + newer))
    assert [one.date for one in found] == [dt.date(2026, 6, 1), dt.date(2026, 5, 2)]
    assert found[1].pages == ("summary/",)
    assert read_corrections(write(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("right =", "correct =", r"corrections\[0\].correct.*no such key"),
        ('decided_by = "the editors"', "", r"corrections\[0\].decided_by.*required"),
        ("the editors", "jane@example.org", "a role"),
        ('"summary/"', '"https://elsewhere.org"', "address of a page"),
        ("2026-05-02", '"spring"', "a day, like"),
        ("[[corrections]]", "[[corrections", "cannot be read"),
    ],
)
def test_faults_are_told_in_one_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        read_corrections(write(tmp_path, ENTRY.replace(old, new)))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file of corrections"):
        read_corrections(tmp_path / "none.toml")
