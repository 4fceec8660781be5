"""Findings: what a reader of a trial's published figures should know, as figures without words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from vidik.model.trial import Count, CountName, Share

__all__ = [
    "Comparisons", "Finding", "Kinds", "Misquoted", "NoneSeen", "Parts", "Readings", "Several",
    "Versions",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kinds:
    """Alerts and their kinds do not make a whole.

    Parameters
    ----------
    parts
        Alerts of each kind that was stated.
    whole
        All alerts.
    """

    kind: ClassVar[str] = "parts"
    parts: tuple[Count, ...]
    whole: Count

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a whole were stated that do not make it.

    Parameters
    ----------
    parts
        As stated.
    whole
        As stated.
    """

    kind: ClassVar[str] = "parts"
    parts: tuple[int, ...]
    whole: Count

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Misquoted:
    """A share is not that of the counts that it names.

    Parameters
    ----------
    share
        As stated.
    count, whole
        As stated elsewhere.
    """

    kind: ClassVar[str] = "share"
    share: Share
    count: Count
    whole: Count


@dataclass(frozen=True, slots=True)
class Readings:
    """A share is that of one whole, and may be taken for that of another.

    Parameters
    ----------
    share
        As stated.
    count
        Whose share it is.
    whole
        Of which it is the share.
    others
        Of which it is not.
    """

    kind: ClassVar[str] = "share"
    share: Share
    count: Count
    whole: Count
    others: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Several shares of one count were stated, each of something else.

    Parameters
    ----------
    count
        Whose shares they are.
    shares
        As stated, each of something that has a name.
    wholes
        How many that are, for each; None: nobody said.
    """

    kind: ClassVar[str] = "denominators"
    count: Count
    shares: tuple[Share, ...]
    wholes: tuple[Count | None, ...]


@dataclass(frozen=True, slots=True)
class NoneSeen:
    """No false alert was seen, which does not mean that there is none.

    Parameters
    ----------
    bounds
        What was counted, and up to which share of it false alerts may be.
    confidence
        Of these.
    """

    kind: ClassVar[str] = "zero"
    bounds: tuple[tuple[Count, float], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Versions:
    """The same was stated twice, and not alike.

    Parameters
    ----------
    one, other
        Two statements, both counts or both shares.
    """

    kind: ClassVar[str] = "versions"
    one: Count | Share
    other: Count | Share

    @property
    def what(self) -> CountName:
        """What was counted."""
        return self.one.count if isinstance(self.one, Share) else self.one.what


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Shares at two sizes of watchlist come to one rate of each comparison.

    Parameters
    ----------
    one, other
        As stated; both name the size of their watchlist.
    of_each
        False matches per comparison, if comparisons are independent.
    """

    kind: ClassVar[str] = "per comparison"
    one: Share
    other: Share
    of_each: float


Finding = Kinds | Parts | Misquoted | Readings | Several | NoneSeen | Versions | Comparisons
