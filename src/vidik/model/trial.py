"""Trial: what was published about one use of live face recognition, as it was stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = [
    "COUNTS", "Bound", "Count", "CountName", "Origin", "Share", "Sum", "Trial", "TrialSource",
]  # fmt: skip

#: What trials count. Alerts are searches in which somebody on the watchlist was proposed.
CountName = Literal[
    "faces", "watchlist", "alerts", "true_alerts", "false_alerts", "unresolved_alerts",
    "engaged", "interventions", "arrests",
]  # fmt: skip

COUNTS: tuple[CountName, ...] = get_args(CountName)

#: How a number was stated: as it is, about so many, at least or at most so many.
Bound = Literal["exactly", "about", "at least", "at most"]

#: Whose statement it is, from the nearest to the trial to the farthest.
Origin = Literal[
    "report", "court", "authority", "observer", "summary of a report", "news of a report",
    "news of an answer to a request", "news", "blog",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrialSource:
    """Where statements are from.

    Parameters
    ----------
    kind
        Whose they are.
    url
        Where they stand.
    """

    kind: Origin
    url: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number that was stated.

    Parameters
    ----------
    what
        Was counted.
    value
        How many.
    bound
        How it was stated.
    quote
        The words it stands in.
    source
        Number of the source among the trial's.

    Raises
    ------
    ValueError
        If it is below 0.
    """

    what: CountName
    value: int
    bound: Bound = "exactly"
    quote: str = ""
    source: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if self.value < 0:
            raise ValueError(f"nothing is counted {self.value} times")


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and its parts, as they were stated.

    Parameters
    ----------
    what
        Was counted.
    total
        The whole.
    parts
        Its parts.
    quote, source
        As of `Count`.
    """

    what: CountName
    total: int
    parts: tuple[int, ...]
    quote: str = ""
    source: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A share that was stated, of something or of nobody says what.

    Parameters
    ----------
    count
        Whose share it is.
    percent
        As it was written, so that its digits tell how it was rounded: “0.0003”.
    one_in
        The same, where it was stated as one in so many.
    of
        What it was said to be a share of; None: nobody said.
    bound
        How it was stated.
    watchlist, threshold
        Under which conditions, if several were stated.
    quote, source
        As of `Count`.

    Raises
    ------
    ValueError
        If it was not stated in one of the two ways.
    """

    count: CountName
    percent: str | None = None
    one_in: int | None = None
    of: CountName | None = None
    bound: Bound = "exactly"
    watchlist: int | None = None
    threshold: float | None = None
    quote: str = ""
    source: int = 0

    def __post_init__(self) -> None:
        """Refuse what was stated in no way, or in two."""
        if (self.percent is None) == (self.one_in is None):
            raise ValueError("a share is stated in per cent, or as one in so many")
        if self.one_in is not None and self.one_in < 1:
            raise ValueError(f"not a share: one in {self.one_in}")

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        if self.one_in is not None:
            return 1.0 / self.one_in
        return float(self.percent or 0.0) / 100.0

    @property
    def between(self) -> tuple[float, float]:
        """Between what it lies as far as its digits tell: rounding hides half of the last one."""
        if self.one_in is not None:
            digits = str(self.one_in)
            half = 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))
            return 1.0 / (self.one_in + half), 1.0 / (self.one_in - half)
        half = 0.5 * 10.0 ** -len((self.percent or "").partition(".")[2]) / 100.0
        return max(self.value - half, 0.0), min(self.value + half, 1.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was published about one use, or one test, of live face recognition.

    Parameters
    ----------
    key
        Its short name.
    operator, place, start, end, vendor
        As published; days as ``2017-05-31``, months as ``2024-09``, years as ``2022``.
    sources
        Whose statements these are; at least one.
    counts, sums, shares
        The statements.
    note
        What else was said.

    Raises
    ------
    ValueError
        If a statement is from a source that is not there.
    """

    key: str
    operator: str
    place: str
    start: str
    end: str
    vendor: str
    sources: tuple[TrialSource, ...]
    counts: tuple[Count, ...] = ()
    sums: tuple[Sum, ...] = ()
    shares: tuple[Share, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse statements of nobody."""
        named = {one.source for some in (self.counts, self.sums, self.shares) for one in some}
        for number in sorted(named - {*range(len(self.sources))}):
            raise ValueError(f"there is no source {number}: there are {len(self.sources)}")

    def stated(self, what: CountName) -> Iterator[Count]:
        """Yield all that was stated of one count, by whomever."""
        return (one for one in self.counts if one.what == what)

    def known(self, what: CountName) -> Count | None:
        """Return the first statement of a count that can be reckoned with, which no bound can."""
        return next((one for one in self.stated(what) if one.bound in ("exactly", "about")), None)
