"""Matcher: what was published of how often one at one threshold is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vidik.model.assumed import Assumed
from vidik.model.trial import TrialSource

__all__ = ["Matcher", "Per"]

#: What a false positive is one of: comparisons with one face, or searches of a whole watchlist.
Per = Literal["comparison", "search"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """The error rates of a matcher at a threshold, as somebody measured them.

    Parameters
    ----------
    key, name
        Its short name, and its name.
    false_positive
        FMR, or FPIR at `watchlist`.
    per
        Which of the two it is.
    watchlist
        How many people were enrolled when FPIR was measured; None: nobody said, so that nothing is
        known of other watchlists, and of FMR always.
    found
        TPIR: of people on the watchlist who pass, the share for whom an alert is given; None:
        nobody said.
    threshold
        As published; None: nobody said.
    sources
        Whose statements these are.
    note
        What else has to be known.

    Raises
    ------
    ValueError
        If a rate is no share, or a watchlist does not belong there.
    """

    key: str
    name: str
    false_positive: Assumed
    per: Per
    watchlist: int | None = None
    found: Assumed | None = None
    threshold: float | None = None
    sources: tuple[TrialSource, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse rates that are no shares, and watchlists where none belongs."""
        for rate in (self.false_positive, self.found):
            if rate is not None and rate.high > 1.0:
                raise ValueError(f"a rate is a share, 0 to 1: {rate.high}")
        if self.watchlist is not None and (self.per == "comparison" or self.watchlist < 1):
            raise ValueError("a rate of single comparisons has no watchlist, FPIR one of people")

    @property
    def scales(self) -> bool:
        """Whether it can be told for another watchlist."""
        return self.per == "comparison" or self.watchlist is not None
