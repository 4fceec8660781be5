"""Addresses as people write them, taken apart: street, number, crossing, blurred block.

Булевар ослобођења 12а   Bul. oslobođenja br. 12, Novi Sad   ugao Dunavske i Zmaj Jovine
corner of Main St and 3rd Ave   36XX S Roman St
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vidik.register.spelling import plain

__all__ = ["House", "Wanted", "house_number", "house_numbers", "street_key", "wanted"]

_NUMBER = re.compile(r"(?P<number>[0-9]{1,4})\s*[-/ ]?\s*(?P<suffix>[^\W\d_]{1,2})?(?![^\W\d_])")
_LAST = re.compile(
    r"^(?P<street>.+?)[\s,]+(?:(?:br|broj|бр|број|no|nr|kbr|kućni broj)\b\.?\s*|№\s*|#\s*)?"
    r"(?P<number>[0-9]{1,4}\s?[-/]?\s?(?:[^\W\d_]{1,2}(?![^\W\d_]))?)"
    r"(?:\s*[-–,/и]\s*[0-9]{1,4}\s?[^\W\d_]?)*\s*$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?P<number>[0-9]{1,5}[A-Za-z]?)\s+(?P<street>\D.*)$")
_BLURRED = re.compile(
    r"^(?P<known>[0-9]{1,3})(?P<blurred>[Xx]{1,2})\s+(?:block\s+(?:of\s+)?)?(?P<street>.+)$"
)
_BLOCK = re.compile(r"^(?P<number>[0-9]{1,3}00)\s+block\s+(?:of\s+)?(?P<street>.+)$", re.IGNORECASE)
_WITHOUT = re.compile(r"[\s,]+(?:bb|бб|b\.?\s?b\.?|б\.?\s?б\.?)\s*$", re.IGNORECASE)

_CORNER = re.compile(
    r"^\s*(?:(?:na\s+)?(?:ugao|ćošak|cosak|raskrsnica|raskršće|ukrštanje|угао|ћошак|раскрсница|"
    r"раскршће|укрштање|крстосница|агол|corner|intersection|crossing|ecke|kreuzung)\b"
    r"(?:\s+(?:ulica|улица|of|na|на))?[\s:]*)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:i|и|sa|са|and|und|with|at)(?=\s)|\s*[&/×]\s*|\s+x\s+|\s+[-–]\s+", re.I)
#: What follows says where at the address, not which address.
_BESIDE = re.compile(
    r"\s*(?:\([^()]*\)|[,;]?\s+(?:kod|preko puta|naspram|ispred|iza|pored|blizu|код|преко пута|"
    r"наспрам|испред|иза|поред|близу|near|opposite|in front of|behind|bei|gegenüber)\b.*$)",
    re.IGNORECASE,
)
_MOST_SPLITS = 6


@dataclass(frozen=True, slots=True)
class House:
    """A house number.

    Parameters
    ----------
    number
        Its figures.
    suffix
        The letter after it (Lj and Nj are one), small and Latin; “” if there is none.
    """

    number: int
    suffix: str = ""

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.number}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One way to understand an address.

    Parameters
    ----------
    street
        Its name, as it stands.
    house
        The number; None: none is said.
    block
        The least and the greatest number of a blurred block.
    crossing
        The other street, at a crossing.
    """

    street: str
    house: House | None = None
    block: tuple[int, int] | None = None
    crossing: str | None = None


def house_number(text: str) -> House | None:
    """Return the house number that a text begins with; None if it begins with none.

    Examples
    --------
    >>> str(house_number("25 б")), str(house_number("12-14")), house_number("bb")
    ('25b', '12', None)
    """
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    return House(int(match["number"]), plain(match["suffix"] or ""))


def house_numbers(text: str) -> tuple[House, ...]:
    """Return all house numbers that a map names in one value: of a list each, of a range both ends.

    Examples
    --------
    >>> [str(house) for house in house_numbers("12-14; 16a")]
    ['12', '14', '16a']
    """
    found = (house_number(part) for part in re.split("[;,–-]", text))
    return tuple(house for house in found if house is not None)


def street_key(name: str, words: Mapping[str, str]) -> str:
    """Return a street's name for comparing: without “ulica”, with one spelling of each title.

    Parameters
    ----------
    name
        In either script, with or without marks.
    words
        See `vidik.model.list_words.ListWords`.
    """
    parts = plain(name).split()
    if len(parts) > 1 and parts[-1] == "i":
        parts[-1] = "1"  # Petra I is Petra Prvog; within a name, “i” is “and”
    written = [words.get(part, part) for part in parts] if len(parts) > 1 else parts
    # Đ is typed as Dj or as D
    return " ".join(part for part in written if part).replace("dj", "d")


def wanted(text: str) -> Iterator[Wanted]:
    """Yield the ways to understand an address, the likeliest first.

    A name is tried whole before its end is taken for a number (Trg 27. marta), and before an “i” in
    it is taken for a crossing (Ćirila i Metodija).

    Parameters
    ----------
    text
        As it stands; what follows a comma may be a part of town.
    """
    text = " ".join(text.split())[:200]
    bare = _BESIDE.sub("", text).strip(" ,;.") or text
    corner = _CORNER.match(bare)
    if corner is not None:
        rest = bare[corner.end() :]
        for part in dict.fromkeys((rest, rest.partition(",")[0])):
            yield from _crossings(part)
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    for part in dict.fromkeys((bare, *parts)):
        if match := _BLURRED.match(part):
            size = 10 ** len(match["blurred"])
            least = int(match["known"]) * size
            yield Wanted(match["street"], block=(least, least + size - 1))
        if match := _BLOCK.match(part):
            yield Wanted(match["street"], block=(int(match["number"]), int(match["number"]) + 99))
        yield Wanted(part)
        if match := _WITHOUT.search(part):
            yield Wanted(part[: match.start()])
        if match := _LAST.match(part):
            yield Wanted(match["street"], house_number(match["number"]))
        if match := _FIRST.match(part):
            yield Wanted(match["street"], house_number(match["number"]))
    if len(parts) > 1 and (number := house_number(parts[1])) is not None:
        yield Wanted(parts[0], number)  # “Dunavska, 12”
    if corner is None:
        for part in dict.fromkeys((bare, *parts)):
            yield from _crossings(part)


def _crossings(text: str) -> Iterator[Wanted]:
    for number, match in enumerate(_AND.finditer(text)):
        if number == _MOST_SPLITS:
            return
        one, other = text[: match.start()].strip(), text[match.end() :].strip(" ,.")
        if one and other:
            yield Wanted(one, crossing=other)
