"""Units that stand in headings, or in a row of their own below these: “[m]”, “°”, “min”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vidik.model.list_words import ListWords
from vidik.model.mapping import LATITUDE, LONGITUDE
from vidik.register.spelling import plain

__all__ = ["angles_in_parts", "is_unit", "part_of_angle", "without_part"]

#: Degrees, minutes and seconds of an angle, and the side of the globe, as they are headed.
_ANGLES = (
    frozenset({"deg", "degs", "degree", "degrees", "dd", "st", "step", "stepen", "stepeni", "grad",
               "stupanj", "stupnjevi", "stopinje", "d", "grados", "degres", "gradi"}),
    frozenset({"min", "mins", "minute", "minutes", "minut", "minuti", "minuta", "minuten", "m",
               "minutos"}),
    frozenset({"sec", "secs", "second", "seconds", "sek", "sekund", "sekunda", "sekunde",
               "sekundi", "sekunden", "s", "segundos", "secondes", "secondi"}),
    frozenset({"ns", "ew", "side", "hemisphere", "hemisfera", "n s", "e w", "strana"}),
)  # fmt: skip
_SIGNS = (("°", "º", "˚"), ("'", "′", "’", "´"), ('"', "″", "”", "''", "′′", "’’"))
_SIGN = re.compile("''|′′|’’|[°º˚'′’´\"″”]")
_WHOLE = re.compile(r"[-+−]?[0-9]{1,3}")
_SIXTIETHS = re.compile(r"[0-5]?[0-9](?:[.,][0-9]+)?")
_OTHERS = frozenset({"m", "cm", "mm", "km", "kom", "pcs", "stk", "wgs84", "wgs 84"})


def part_of_angle(heading: str) -> int | None:
    """Return which part of an angle a heading names: 0 degrees, 1 minutes, 2 seconds, 3 the side.

    Parameters
    ----------
    heading
        As it stands.

    Examples
    --------
    >>> part_of_angle("Lat (min)"), part_of_angle("Ширина °"), part_of_angle("Latitude")
    (1, 0, None)
    """
    words = plain(heading).split()
    for end in (words[-1:], words[-2:], words[:1]):
        for part, known in enumerate(_ANGLES):
            if " ".join(end) in known and (len(end[-1]) > 1 or len(words) > 1):
                return part
    signs = _SIGN.findall(heading)
    if len(signs) == 1:
        return next(part for part, known in enumerate(_SIGNS) if signs[0] in known)
    return None


def without_part(heading: str) -> str:
    """Return a heading without the part of an angle that it names.

    Examples
    --------
    >>> without_part("Lat (min)"), without_part("Ширина °")
    ('lat', 'sirina')
    """
    words = plain(_SIGN.sub(" ", heading)).split()
    known = frozenset().union(*_ANGLES)
    if len(words) > 1 and words[-1] in known:
        words.pop()
    elif len(words) > 1 and words[0] in known:
        words.pop(0)
    elif len(words) == 1 and words[0] in known:
        words.clear()
    return " ".join(words)


def is_unit(text: str) -> bool:
    """Return whether a text is a unit and nothing else.

    Examples
    --------
    >>> is_unit("[m]"), is_unit("°"), is_unit("sek."), is_unit("Zemun")
    (True, True, True, False)
    """
    bare = text.strip().strip("[]() ")
    if not bare or len(bare) > 20:
        return False
    word = plain(bare)
    return bool(_SIGN.fullmatch(bare)) or any(word in known for known in (*_ANGLES, _OTHERS))


def angles_in_parts(
    headed: Sequence[str], cells: Sequence[Sequence[str]], words: ListWords
) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Return columns of whole degrees, each with its field and the columns that go on with it.

    Parameters
    ----------
    headed
        How each column is headed; “” where it is not.
    cells
        What stands in each, without empty cells.
    words
        That are known.
    """
    found: dict[int, tuple[str, tuple[int, ...]]] = {}
    for i, heading in enumerate(headed):
        field = words.fields.get(without_part(heading))
        if field not in (LATITUDE, LONGITUDE) or part_of_angle(heading) not in (None, 0):
            continue
        if not cells[i] or not all(_WHOLE.fullmatch(cell) for cell in cells[i]):
            continue
        others: list[int] = []
        part = 0
        for j in range(i + 1, min(i + 4, len(headed))):
            rest = without_part(headed[j])
            if rest and words.fields.get(rest) != field:
                break
            own = part_of_angle(headed[j])
            if own is None and not headed[j] and all(map(_is_sixtieth, cells[j])):
                own = part + 1
            if own is None or not cells[j] or own not in (part + 1, 3):
                break
            part = own
            others.append(j)
        if others and part > 0:
            found[i] = (str(field), tuple(others))
    return found


def _is_sixtieth(cell: str) -> bool:
    return _SIXTIETHS.fullmatch(cell) is not None
