"""References: what somebody who asked for a correction knows the own request by.

Crockford's base 32 (crockford.com/base32.html): digits and letters without I, L, O and U, so that
none is taken for another one, and a check symbol that notices one that is wrong, or two neighbours
that changed places.
"""

from __future__ import annotations

__all__ = ["REFERENCES", "read_reference", "reference_of"]

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: The check symbol stands for the rest of a division by 37; five of them are no letter or digit.
_CHECKS = _SYMBOLS + "*~$=U"
#: What people write for something else.
_READ_AS = str.maketrans("OIL", "011", "- ")
_DIGITS = 9
_GROUP = 5

#: How many numbers there are to draw one from: nobody tries them all out.
REFERENCES = len(_SYMBOLS) ** _DIGITS


def reference_of(number: int) -> str | None:
    """Return the reference of a number: two groups of five symbols, the last of which is the check.

    Parameters
    ----------
    number
        From 0 to `REFERENCES` − 1, drawn at random: then it says nothing.

    Returns
    -------
    str or None
        None where the check symbol would be none that one can read out; draw another number.

    Raises
    ------
    ValueError
        If the number is beyond those bounds.

    Examples
    --------
    >>> reference_of(1234)
    '00000-016JD'
    """
    if not 0 <= number < REFERENCES:
        raise ValueError(f"not a number to make a reference of: {number}")
    check = _CHECKS[number % len(_CHECKS)]
    if check not in _SYMBOLS:
        return None
    digits = ""
    for _ in range(_DIGITS):
        number, digit = divmod(number, len(_SYMBOLS))
        digits = _SYMBOLS[digit] + digits
    written = digits + check
    return f"{written[:_GROUP]}-{written[_GROUP:]}"


def read_reference(text: str) -> str:
    """Return a reference as it is kept, whatever letters and hyphens somebody wrote it with.

    Parameters
    ----------
    text
        ``k7qm3 9txd4``; O is read as 0, I and L as 1.

    Raises
    ------
    ValueError
        If it is none, or one with a mistake in it.

    Examples
    --------
    >>> read_reference("oooooOI6jd")
    '00000-016JD'
    """
    written = text.upper().translate(_READ_AS)
    if len(written) != _DIGITS + 1 or not set(written) <= set(_SYMBOLS):
        raise ValueError("not a reference: it has ten letters and digits")
    number = 0
    for symbol in written[:-1]:
        number = number * len(_SYMBOLS) + _SYMBOLS.index(symbol)
    if _CHECKS[number % len(_CHECKS)] != written[-1]:
        raise ValueError("a mistake in the reference: its last symbol does not fit the others")
    return f"{written[:_GROUP]}-{written[_GROUP:]}"
