"""Cells that a spreadsheet would run, also one that parts cells by semicolons."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.formulas import as_written, safe_cell

TEXTS = st.text(st.sampled_from("=+-@\t\r\n;,\"' ax1.＝"), max_size=12)
#: What is left alone: numbers with their sign.
NUMBER = re.compile(r"[-+－＋][0-9.,]*")


@pytest.mark.parametrize(
    "text",
    ["=cmd|x", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "x;=1", "x; @y",
     "x\n=1", "a;-1+cmd|x"],
)  # fmt: skip
def test_what_would_run_does_not(text: str) -> None:
    assert safe_cell(text) != text
    assert as_written(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "5 m", "90;-30", "90;270", "a-b", "a = b", "'t Hof", "e@x"])
def test_what_would_not_run_stays(text: str) -> None:
    assert safe_cell(text) == text


@given(TEXTS, TEXTS)
def test_no_spreadsheet_finds_a_formula(one: str, other: str) -> None:
    line = io.StringIO()
    csv.writer(line).writerow(["a", safe_cell(one), safe_cell(other)])
    # as a spreadsheet does that parts by commas, and as one that parts by semicolons
    whole = "\n" not in one + other
    commas = next(csv.reader([line.getvalue()]), []) if whole else []
    semicolons = re.split(r"[;\r\n]", line.getvalue())[1:]
    for cell in (*commas, *semicolons):
        bare = cell.lstrip(" \t")
        if bare.startswith(("=", "@", "＝")):
            raise AssertionError(cell)
        if bare.startswith(("+", "-")):
            assert NUMBER.match(bare), cell


@given(TEXTS.filter(lambda text: "'" not in text))
def test_it_can_be_undone(text: str) -> None:
    assert as_written(safe_cell(text)) == text
