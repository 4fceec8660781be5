"""Addresses as people write them, taken apart: street, number, crossing, blurred block.

Булевар ослобођења 12а   Bul. oslobođenja br. 12, Novi Sad   ugao Dunavske i Zmaj Jovine
corner of Main St and 3rd Ave   36XX S Roman St
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

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
_FIRST_TO = re.compile(r"^(?P<least>[0-9]{1,5})\s*[-–]\s*(?P<most>[0-9]{1,5})\s+(?P<street>\D.*)$")
_BLOCK = re.compile(r"^(?P<number>[0-9]{1,3}00)\s+block\s+(?:of\s+)?(?P<street>.+)$", re.IGNORECASE)
_WITHOUT = re.compile(r"[\s,]+(?:bb|бб|b\.?\s?b\.?|б\.?\s?б\.?)\s*$", re.IGNORECASE)

_CORNER = re.compile(
    r"^\s*(?:(?:na\s+|на\s+)?(?:ugao|uglu|ćošak|cosak|ćošku|raskrsnica|raskrsnici|raskršće|raskršću|"
    r"ukrštanje|угао|углу|ћошак|ћошку|раскрсница|раскрсници|раскршће|раскршћу|укрштање|крстосница|"
    r"агол|corner|intersection|crossing|ecke|kreuzung)\b"
    r"(?:\s+(?:ulica|улица|of|na|на))?[\s:]*)",
    re.IGNORECASE,
)
#: “Zmaj Jovina, na uglu sa Dunavskom”, “Jevrejske i Futoške”, “Broadway & W 42 St”.
_AND = re.compile(
    r"[\s,–-]+(?:na\s+|на\s+|kod\s+|код\s+)?(?:ugao|uglu|ugla|угао|углу|угла|corner(?:\s+of)?|ecke)\s+"
    r"(?:(?:sa|са|s|с|with|mit)\s+)?"
    r"|\s+(?:i|и|sa|са|and|und|with|at)(?=\s)|\s*[&/×]\s*|\s+x\s+|\s+[-–]\s+"
    r"|(?<=[^\W\d_])[-–](?=[^\W\d_])",
    re.IGNORECASE,
)
_BY = (
    r"(?:kod|preko puta|naspram|ispred|iza|pored|blizu|код|преко пута|наспрам|испред|иза|поред|"
    r"близу|near|opposite|in front of|behind|bei|gegenüber)"
)
_NO = r"(?:broja|broj|br|броја|број|бр|no|nr)\b\.?"
#: What follows says where at the address, not which address.
_BESIDE = re.compile(rf"\s*(?:\([^()]*\)|[,;]?\s+{_BY}\b.*$)", re.IGNORECASE)
#: Unless the number follows, or the address itself.
_AT_NUMBER = re.compile(
    rf"[\s,]+{_BY}\s+(?:(?:kućnog|kucnog|кућног)\s+)?{_NO}\s*(?=[0-9])", re.IGNORECASE
)
_BEFORE = re.compile(rf"^\s*{_BY}\s+", re.IGNORECASE)
#: “Dušana 12 / lokal 3”, “Pupina 16 - Gradska kuća”: what follows the number names the place anew.
_ANEW = re.compile(r"(?<=[0-9])(\s?[^\W\d_]?)\s*[-–/]\s*[^\W\d_]{2}.*$")
_FROM_TO = re.compile(
    rf"^(?P<street>.+?)[\s,]+(?:od|од|from|von)\s+(?:{_NO}\s*)?(?P<least>[0-9]{{1,4}})\s+"
    rf"(?:do|до|to|bis)\s+(?:{_NO}\s*)?(?P<most>[0-9]{{1,4}})$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)")
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
    parts = [_ORDINAL.sub(r"\1", part) for part in parts]
    # Hauptstr. is Hauptstraße
    parts = [part[:-4] if len(part) > 7 and part.endswith("strasse") else part for part in parts]
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
    text = _BEFORE.sub("", _AT_NUMBER.sub(" ", text))
    bare = _BESIDE.sub("", text).strip(" ,;.") or text
    corner = _CORNER.match(bare)
    if corner is not None:
        rest = bare[corner.end() :]
        for part in dict.fromkeys((rest, rest.partition(",")[0])):
            yield from _crossings(part)
        yield from _crossings_of_many(rest)
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    for part in dict.fromkeys((bare, *parts)):
        if match := _BLURRED.match(part):
            size = 10 ** len(match["blurred"])
            least = int(match["known"]) * size
            yield Wanted(match["street"], block=(least, least + size - 1))
        if match := _BLOCK.match(part):
            yield Wanted(match["street"], block=(int(match["number"]), int(match["number"]) + 99))
        yield Wanted(part)
        if match := _FROM_TO.match(part) or _FIRST_TO.match(part):
            least, most = sorted((int(match["least"]), int(match["most"])))
            yield Wanted(match["street"], block=(least, most))
        if match := _WITHOUT.search(part):
            yield Wanted(part[: match.start()])
        if match := _LAST.match(part):
            yield Wanted(match["street"], house_number(match["number"]))
        if match := _FIRST.match(part):
            yield Wanted(match["street"], house_number(match["number"]))
        if match := _LAST.match(_ANEW.sub(r"\1", part)):
            yield Wanted(match["street"], house_number(match["number"]))
    if len(parts) > 1 and (number := house_number(parts[1])) is not None:
        yield Wanted(parts[0], number)  # “Dunavska, 12”
    if corner is None:
        for part in dict.fromkeys((bare, *parts)):
            yield from _crossings(part)


def _crossings_of_many(text: str) -> Iterator[Wanted]:
    """Yield the crossings of streets in a list: “ugao: Jevrejska, Futoška i Hajduk Veljkova”."""
    names = [name.strip() for part in text.split(",") for name in _AND.split(part) if name.strip()]
    for one, other in islice(combinations(names, 2), _MOST_SPLITS):
        yield Wanted(one, crossing=other)


def _crossings(text: str) -> Iterator[Wanted]:
    for number, match in enumerate(_AND.finditer(text)):
        if number == _MOST_SPLITS:
            return
        one, other = text[: match.start()].strip(), text[match.end() :].strip(" ,.")
        if one and other:
            yield Wanted(one, crossing=other)
