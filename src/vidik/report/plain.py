"""What sources say as text that hides nothing: no letter that turns the line, none unseen."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["link_of", "plain"]

#: Longer values are cut: a page is for looking.
_MOST = 600

#: Unicode's categories of what nobody sees, or what moves what is seen.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

#: An address on the web, in the letters that addresses have.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]{1,1000}")


def plain(text: str) -> str:
    r"""Return a text with what cannot be seen written out, and cut where it has no end.

    Parameters
    ----------
    text
        As it stands in a source.

    Examples
    --------
    >>> plain("ab\u202ecd")
    'ab‹U+202E›cd'
    """
    seen = "".join(
        f"‹U+{ord(letter):04X}›" if unicodedata.category(letter) in _UNSEEN else letter
        for letter in text[:_MOST]
    )
    left = len(text) - _MOST
    return f"{seen}… ({left:,} more letters)" if left > 0 else seen


def link_of(text: str) -> str | None:
    """Return the address that a value is; None if it is none, or not one of the web.

    Parameters
    ----------
    text
        As it stands in a source.
    """
    return text if _ADDRESS.fullmatch(text) else None
