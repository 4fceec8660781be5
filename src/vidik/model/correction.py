"""A correction: what was said, what is right, and who decided so, as a role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Correction"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the public log of corrections.

    Parameters
    ----------
    date
        The day on which it was decided.
    said
        What the site said.
    right
        What is right.
    evidence
        What shows it: a document, an address.
    decided_by
        A role, never a name: “the editors”.
    pages
        Addresses within the site of the pages that it touches: ``summary/``.
    """

    date: dt.date
    said: str
    right: str
    evidence: str
    decided_by: str
    pages: tuple[str, ...] = ()
