"""What the values of tags have in common: lists, plain numbers, days, and not being understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar

__all__ = [
    "MOST_ITEMS",
    "NUMBER",
    "Unread",
    "day",
    "first_of",
    "items",
    "number",
    "read_each",
    "remembered",
]

T = TypeVar("T")

#: A longer list in one tag is a mistake or an attack.
MOST_ITEMS = 64

#: A number as people write it: ``4``, ``2.5``, ``4,5``; the length is bounded against nonsense.
#: ASCII digits only: ``[0-9]``, because ``\d`` would let in digits that nobody typed on purpose.
NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,20})?"

#: Values longer than this are rare, and would take memory if many were remembered.
_SHORT = 40
_MOST_REMEMBERED = 20_000

#: Years outside these are slips of the pen.
_YEARS = range(1990, 2101)

_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})(?:[T ][0-9:.Z+-]*)?)?)?"
)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a value says nothing that can be used.

    Parameters
    ----------
    reason
        One plain sentence, for a mapper who can mend it.
    """

    reason: str


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """Remember what short values mean: few different ones are said again and again.

    Parameters
    ----------
    read
        Of a value; the same value always means the same.
    """
    known = lru_cache(maxsize=_MOST_REMEMBERED)(read)

    @wraps(read)
    def asked(text: str) -> T:
        return known(text) if len(text) <= _SHORT else read(text)

    return asked


@remembered
def items(text: str) -> tuple[str, ...]:
    """Return the parts of a list in one value: ``90; 270`` has two.

    Parts at the end that hold nothing are left out; parts in between stay, so that lists of several
    tags can be matched by position.
    """
    parts = [part.strip() for part in text.split(";")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def read_each(text: str, read: Callable[[str], T | Unread]) -> tuple[T | Unread, ...]:
    """Return every item of a list as `read` understands it, or one `Unread` if there are too many.

    Parameters
    ----------
    text
        The whole value.
    read
        Of one item.
    """
    parts = items(text)
    if len(parts) > MOST_ITEMS:
        return (Unread(f"a list of {len(parts)} values; more than {MOST_ITEMS} are not believed"),)
    return tuple(read(part) for part in parts)


def first_of(tags: Mapping[str, str], keys: Iterable[str]) -> tuple[str, str] | None:
    """Return the first of `keys` that has a value, with its value, or None."""
    return next(((key, tags[key]) for key in keys if tags.get(key, "").strip()), None)


def number(text: str) -> float:
    """Return the number that `NUMBER` has matched."""
    return float(text.replace(",", "."))


@remembered
def day(text: str) -> dt.date | Unread:
    """Return the day that an ISO date names; the first of it where it names a month or a year.

    Examples
    --------
    >>> day("2021-04")
    datetime.date(2021, 4, 1)
    >>> day("last spring").reason
    'not a date like 2021-04-25'
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return Unread("not a date like 2021-04-25")
    year, month, date = (int(part) if part else 1 for part in match.group("year", "month", "day"))
    if year not in _YEARS:
        return Unread(f"not a year between {_YEARS.start} and {_YEARS.stop - 1}")
    try:
        return dt.date(year, month, date)
    except ValueError:
        return Unread("no such day in the calendar")
