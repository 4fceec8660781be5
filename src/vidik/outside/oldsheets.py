"""The sheets of old and of binary Excel files (XLS, XLSB): a program of its own (`confined`).

    python -m vidik.outside.oldsheets FILE [SHEET]

says which sheets there are and which of them are hidden, or the cells of one, a row at a time.
calamine holds whole sheets in memory, which is why it is not let at a file in the process that
asks.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from vidik.outside.confined import bound_memory, say

__all__ = ["main"]


def main(path: str, sheet: str | None = None) -> None:
    """Say what is in a workbook.

    Parameters
    ----------
    path
        Of the file.
    sheet
        Whose rows to say; None: only which sheets there are.
    """
    bound_memory()
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(path) as book:
        if sheet is None:
            for one in book.sheets_metadata:
                if one.typ == SheetTypeEnum.WorkSheet:
                    say({"sheet": one.name, "hidden": one.visible != SheetVisibleEnum.Visible})
            return
        found = book.get_sheet_by_name(sheet)
        if found.start is None:
            return
        first, left = found.start
        for number, cells in enumerate(found.iter_rows(), start=first + 1):
            if any(cell != "" for cell in cells):
                say({"row": number, "left": left, "cells": [_plain(cell) for cell in cells]})


def _plain(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return {"day": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": f"{cell.isoformat()}T00:00:00"}
    return str(cell) if isinstance(cell, dt.time | dt.timedelta) else cell


if __name__ == "__main__":
    main(*sys.argv[1:])
