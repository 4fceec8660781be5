"""Texts that a spreadsheet would run, and how to keep it from that."""

from __future__ import annotations

__all__ = ["safe_cell"]

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
