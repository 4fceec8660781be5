"""What columns are about, from what they are headed; and which row heads them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from vidik.model.list_words import ListWords
from vidik.model.row import Row
from vidik.register.spelling import plain
from vidik.register.units import is_unit, without_part

__all__ = ["Heading", "header_row", "heading_of", "joined_header", "names_of"]

#: A header stands among the first rows, below titles and dates; further down nobody puts it.
_DEEPEST = 60

#: Words of a heading that are looked at.
_LONGEST = 12

_TAG = re.compile(r"[a-z_]+(?::[a-z_]+)+")
#: Tags of cameras that lists exported from a map have as they are.
_TAGS = frozenset(
    {"man_made", "surveillance", "indoor", "level", "est_height", "survey_date", "webcam"}
)
#: Programs write cameraType.
_HUMP = re.compile(r"(?<=[a-zčćžšđ])(?=[A-ZČĆŽŠĐ])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of its column.

    Parameters
    ----------
    field
        See `vidik.model.mapping.Column`.
    personal
        Whether the column is about people.
    why
        In words.
    sure
        Between 0 and 1; 0 if the words are not known.
    """

    field: str | None = None
    personal: bool = False
    why: str = "headed by words that are not known"
    sure: float = 0.0


def heading_of(text: str, words: ListWords) -> Heading:
    """Return what a heading says.

    Parameters
    ----------
    text
        As it stands.
    words
        That are known.
    """
    parted = _HUMP.sub(" ", text)
    whole = plain(parted)
    bare = plain(_BRACKETS.sub(" ", parted)) or whole
    if not whole:
        return Heading(why="not headed")
    phrase = _personal_phrase(whole, words)
    if phrase is not None and whole not in words.fields:
        return Heading(personal=True, why=f"about people: headed “{phrase}”", sure=1.0)
    key = text.strip().lower()
    if _TAG.fullmatch(key) or key in _TAGS:
        return Heading(key, why="headed by the tag itself", sure=1.0)
    for spelling, sure in ((whole, 0.95), (bare, 0.9), (without_part(parted), 0.85)):
        if spelling in words.passed_over:
            return Heading(why="numbers rows, and says nothing of a camera", sure=sure)
        if spelling in words.fields:
            return Heading(words.fields[spelling], why=f"headed “{text.strip()}”", sure=sure)
    within = max(_phrases_within(bare, words.fields.keys()), key=len, default=None)
    if within is not None:
        return Heading(words.fields[within], why=f"“{within}” is part of its heading", sure=0.6)
    return Heading()


def _personal_phrase(whole: str, words: ListWords) -> str | None:
    if whole in words.personal:
        return whole
    return max(_phrases_within(whole, words.personal), key=len, default=None)


def _phrases_within(text: str, phrases: Container[str]) -> list[str]:
    """Return the phrases of four letters and more that are whole words of a text."""
    parts = text.split()[:_LONGEST]
    spans = (" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))
    return [span for span in spans if len(span) > 3 and span in phrases]


def header_row(rows: Sequence[Row], words: ListWords) -> Row | None:
    """Return the row that names the columns; None if none of the first rows does.

    Where a second row names what the first has left open (“Koordinate” over “N” and “E”), it is the
    second, and has the names of both.

    Parameters
    ----------
    rows
        The first of a table.
    words
        That are known.
    """
    first = _best_row(rows, words)
    if first is None:
        return None
    second = next((row for row in rows if row.number == first.number + 1), None)
    if second is None or not _names_more(first, second, words):
        return first
    return joined_header(first, second)


def joined_header(first: Row, second: Row) -> Row:
    """Return two rows of names as one: what the second leaves open is named by the first.

    Units go behind the names that they stand below; a name above several units is the name of each.

    Parameters
    ----------
    first, second
        In this order.
    """
    width = max(len(first.cells), len(second.cells))
    upper, lower = (row.cells + ("",) * (width - len(row.cells)) for row in (first, second))
    names: list[str] = []
    last = ""
    for above, below in zip(upper, lower, strict=True):
        last = above or (last if below else "")
        names.append(f"{last} {below}".strip() if is_unit(below) else below or above)
    return Row(second.number, second.place, tuple(names))


def _names_more(first: Row, second: Row, words: ListWords) -> bool:
    """Return whether a row below a header is of units, or of names, some where it has none."""
    below = [(i, cell) for i, cell in enumerate(second.cells) if cell]
    above = [first.cells[i] if i < len(first.cells) else "" for i, _ in below]
    names = [cell for _, cell in below if not is_unit(cell)]
    if not names:
        return bool(below)
    return (
        len(below) < len([cell for cell in first.cells if cell]) + 1
        and any(not cell for cell in above)
        and all(heading_of(cell, words).sure > 0.6 for cell in names)
    )


def _best_row(rows: Sequence[Row], words: ListWords) -> Row | None:
    best: tuple[float, Row | None] = (0.9, None)
    widest = max((sum(map(bool, row.cells)) for row in rows), default=0)
    for row in rows[:_DEEPEST]:
        texts = [cell for cell in row.cells if cell]
        known = sum(1.0 for cell in texts if len(cell) <= 80 and heading_of(cell, words).sure > 0.6)
        if 2 * len(texts) < widest and known < 2.0:
            continue  # a title, or a date; not names of which each stands over several columns
        # numbers head nothing
        known -= sum(0.5 for cell in texts if re.fullmatch(r"[-+0-9.,/ °]+", cell))
        if known > best[0]:
            best = (known, row)
    return best[1]


def names_of(header: Row | None, width: int) -> tuple[str, ...]:
    """Return one name for each column, no two alike.

    Parameters
    ----------
    header
        The row that names them; None: they are numbered.
    width
        How many columns there are.
    """
    cells = () if header is None else header.cells
    names: dict[str, None] = {}
    for i in range(max(width, len(cells))):
        name = " ".join(cells[i].split()) if i < len(cells) and cells[i] else f"column {i + 1}"
        again = 1
        own = name
        while own in names:
            again += 1
            own = f"{name} ({again})"
        names[own] = None
    return tuple(names)
