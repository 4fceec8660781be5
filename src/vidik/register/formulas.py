"""Texts that a spreadsheet would run, and how to keep it from that."""

from __future__ import annotations

__all__ = ["as_written", "safe_cell"]

#: A spreadsheet runs a cell that begins so.
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before its sign.

    Whatever was read from a list passes through here before it is written into one again.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(1)"), safe_cell("5 m")
    ("'=HYPERLINK(1)", '5 m')
    """
    return f"'{text}" if text.startswith(_SIGNS) else text


def as_written(cell: str) -> str:
    """Return the text that `safe_cell` made a cell of.

    Examples
    --------
    >>> as_written(safe_cell("-73.98")), as_written("'t Hof")
    ('-73.98', "'t Hof")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_SIGNS) else cell
