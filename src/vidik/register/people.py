"""Whether a text holds what belongs to a person: an e-mail address, a telephone number."""

from __future__ import annotations

import re

__all__ = ["is_about_people"]

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\.[a-z]{2,}", re.IGNORECASE)

#: With the code of a country, or a leading zero and a pause; or a Serbian mobile number in one go.
#: Neither coordinates nor days nor numbers of an inventory look so.
_PHONE = re.compile(
    r"(?<![\w.,])(?:"
    r"(?:\+|00)[1-9][0-9]{0,2}[\s/.()-]*[0-9](?:[\s/.()-]*[0-9]){6,11}"
    r"|0[1-9][0-9]{0,2}\s?[/ -]\s?[0-9]{3,4}[\s-]?[0-9]{2,4}(?:[\s-]?[0-9]{1,3})?"
    r"|06[0-9]{7,8}"
    r")(?![\w.,]?[0-9])"
)


def is_about_people(text: str) -> bool:
    """Return whether an e-mail address or a telephone number stands in a text.

    Examples
    --------
    >>> is_about_people("javiti: pera@example.org"), is_about_people("064/123-45-67")
    (True, True)
    >>> is_about_people("44.8125, 20.4612"), is_about_people("01-02-2023")
    (False, False)
    """
    # most cells have neither sign; the patterns cost more than to look for them
    if ("@" in text or "at" in text) and _EMAIL.search(text) is not None:
        return True
    return ("0" in text or "+" in text) and _PHONE.search(text) is not None
