"""The tables of a PDF, page by page: a program of its own, because a PDF may take what it can get.

    python -m vidik.outside.pdfpages FILE FIRST LAST

says of each page its tables as rows of texts, and how they were found (`confined`). Scripts, forms,
embedded files and links are never looked at: pdfplumber reads the letters on a page and the lines
between.
"""

from __future__ import annotations

import sys
from typing import Any

from vidik.outside.confined import bound_memory, say

__all__ = ["main"]

#: A page of a list has some thousand letters; a page made to hurt has millions.
_MOST_LETTERS = 50_000
_MOST_CELL = 4000

#: Where no lines are drawn, columns are told by where words begin.
_BY_WORDS = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def main(path: str, first: int, last: int) -> None:
    """Write the tables of some pages to the standard output.

    Parameters
    ----------
    path
        Of the PDF.
    first, last
        Pages, counted from 1.
    """
    bound_memory()
    import pdfplumber

    with pdfplumber.open(path_or_fp=path) as document:
        say({"pages": len(document.pages)})
        for page in document.pages[first - 1 : last]:
            say({"page": page.page_number, **_tables(page)})
            page.close()


def _tables(page: Any) -> dict[str, Any]:
    letters = len(page.chars)
    if letters > _MOST_LETTERS:
        return {"fault": f"more than {_MOST_LETTERS:,} letters on a page"}
    if not letters:
        return {"fault": "a picture without text" if page.images else "empty"}
    found = page.extract_tables()
    how = "lines"
    if not any(len(table) > 1 and len(table[0]) > 1 for table in found):
        found, how = page.extract_tables(_BY_WORDS), "words"
    rows = [[_cell(cell) for cell in row] for table in found for row in table]
    return {"rows": rows, "how": how}


def _cell(text: str | None) -> str:
    return " ".join((text or "").split())[:_MOST_CELL]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
