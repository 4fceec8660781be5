"""Texts that a spreadsheet would run, and how to keep it from that."""

from __future__ import annotations

import re

__all__ = ["as_written", "safe_cell"]

#: A spreadsheet runs a cell that begins so; some take the wide signs for the narrow ones.
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Where semicolons part cells, as in Serbian, a spreadsheet begins a cell within the text, and
#: a row where one of its lines ends. A number with its sign is none to run.
_SIGN = r"[=@＝＠]|[-+－＋](?![0-9.,]*(?:[;\t\r\n]|$))"
_WITHIN = re.compile(rf"([;\t\r\n]\s*)({_SIGN})")
_MADE_SAFE = re.compile(rf"([;\t\r\n]\s*)'({_SIGN})")


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before its sign.

    Whatever was read from a list passes through here before it is written into one again.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(1)"), safe_cell("5 m"), safe_cell("pole; =1+1"), safe_cell("90;-30")
    ("'=HYPERLINK(1)", '5 m', "pole; '=1+1", '90;-30')
    """
    if ";" in text or "\n" in text or "\t" in text or "\r" in text:
        text = _WITHIN.sub(r"\1'\2", text)
    return f"'{text}" if text.lstrip(" ").startswith(_SIGNS) else text


def as_written(cell: str) -> str:
    """Return the text that `safe_cell` made a cell of.

    Examples
    --------
    >>> as_written(safe_cell("-73.98")), as_written("'t Hof"), as_written(safe_cell("a;@b"))
    ('-73.98', "'t Hof", 'a;@b')
    """
    text = cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_SIGNS) else cell
    return _MADE_SAFE.sub(r"\1\2", text)
