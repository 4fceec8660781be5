"""Claims: what published figures of trials come to, and what does not add up as quoted.

Nothing here calls a figure false. Figures that differ have reasons that a reader may not see: days
that were added, alerts that were counted by person and not by search, a number that was rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from vidik.audit.intervals import CONFIDENCE, none_seen, rate
from vidik.model.finding import (
    Comparisons,
    Finding,
    Kinds,
    Misquoted,
    NoneSeen,
    Parts,
    Readings,
    Several,
    Versions,
)
from vidik.model.rate import Rate
from vidik.model.trial import Count, CountName, Share, Trial

__all__ = ["RATES", "Recomputed", "recomputed"]

#: The rates that are asked of each trial: what, of what. Both denominators, always: of a crowd
#: nearly nobody is taken for somebody else, and of those who are stopped many may be.
RATES: tuple[tuple[CountName, CountName], ...] = (
    ("false_alerts", "faces"),
    ("false_alerts", "alerts"),
    ("true_alerts", "alerts"),
    ("alerts", "faces"),
)

#: What a share may have been meant to be of, by what it is a share of.
_DENOMINATORS: tuple[CountName, ...] = ("faces", "alerts", "engaged", "interventions")

#: Kinds of alerts, which together are all.
_KINDS: tuple[CountName, ...] = ("true_alerts", "false_alerts", "unresolved_alerts")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A trial with what its figures come to.

    Parameters
    ----------
    trial
        As published.
    rates
        In the order of `RATES`; None: cannot be known.
    missing
        For each rate that cannot be known, what was not published.
    about
        For each rate, whether it rests on a count that was stated as about so many.
    findings
        What does not add up as quoted, and the like.
    """

    trial: Trial
    rates: tuple[Rate | None, ...]
    missing: tuple[tuple[CountName, ...], ...]
    about: tuple[bool, ...]
    findings: tuple[Finding, ...]


def recomputed(trial: Trial, *, confidence: float = CONFIDENCE) -> Recomputed:
    """Return what the published figures of a trial come to.

    Parameters
    ----------
    trial
        As published.
    confidence
        Of intervals.
    """
    rates, missing = [], []
    for what, of in RATES:
        lacks = tuple(name for name in (what, of) if trial.known(name) is None)
        found = None if lacks else _rate(trial, what, of, confidence)
        rates.append(found)
        missing.append(lacks)
    return Recomputed(
        trial,
        tuple(rates),
        tuple(missing),
        tuple(any(_is_about(trial.known(name)) for name in pair) for pair in RATES),
        (
            *_kinds_of_alerts(trial),
            *_parts(trial),
            *_shares(trial),
            *_denominators(trial),
            *_zeros(trial, confidence),
            *_versions(trial),
            *_per_comparison(trial),
        ),
    )


def _rate(trial: Trial, what: CountName, of: CountName, confidence: float) -> Rate | None:
    count, whole = trial.known(what), trial.known(of)
    assert count is not None  # whoever calls has looked
    assert whole is not None
    if count.value > whole.value or whole.value == 0:
        return None
    return rate(count.value, whole.value, confidence=confidence)


def _is_about(count: Count | None) -> bool:
    return count is not None and count.bound == "about"


def _kinds_of_alerts(trial: Trial) -> Iterator[Finding]:
    """Yield where alerts and their kinds do not make a whole."""
    whole = trial.known("alerts")
    kinds = tuple(one for name in _KINDS if (one := trial.known(name)) is not None)
    if whole is None or not kinds:
        return
    found = Kinds(kinds, whole)
    # of one kind alone it is no wonder that it is not all
    if found.total > whole.value or (found.total < whole.value and len(kinds) > 1):
        yield found


def _parts(trial: Trial) -> Iterator[Finding]:
    """Yield the sums whose parts do not make the whole."""
    for one in trial.sums:
        if sum(one.parts) != one.total:
            yield Parts(one.parts, Count(one.what, one.total, quote=one.quote, source=one.source))


def _shares(trial: Trial) -> Iterator[Finding]:
    """Yield the shares that are not those of the counts, or are so of something unsaid."""
    for one in trial.shares:
        count = trial.known(one.count)
        if count is None:
            continue
        fits: list[Count] = []
        others: list[Count] = []
        for name in _DENOMINATORS:
            whole = trial.known(name)
            if whole is not None and whole.value and name != one.count:
                (fits if _fits(one, count.value / whole.value) else others).append(whole)
        named = None if one.of is None else trial.known(one.of)
        if named is not None and named.value and named not in fits:
            yield Misquoted(one, count, named)
        if fits and others:
            yield Readings(one, count, fits[0], tuple(others))


def _denominators(trial: Trial) -> Iterator[Finding]:
    """Yield the counts of which several shares are stated, each of something else."""
    for name in dict.fromkeys(one.count for one in trial.shares):
        count = trial.known(name)
        stated = [(one, one.of) for one in trial.shares if one.count == name]
        named = [(one, of) for one, of in stated if of is not None]
        if count is not None and len({of for _, of in named}) > 1:
            yield Several(
                count,
                tuple(one for one, _ in named),
                tuple(trial.known(of) for _, of in named),
            )


def _zeros(trial: Trial, confidence: float) -> Iterator[Finding]:
    """Yield up to where a rate may lie of which nothing was seen."""
    count = trial.known("false_alerts")
    if count is None or count.value:
        return
    yield NoneSeen(
        tuple(
            (whole, none_seen(whole.value, confidence=confidence))
            for name in ("faces", "alerts")
            if (whole := _reckoned(trial, name)) is not None and whole.value
        ),
        confidence,
    )


def _versions(trial: Trial) -> Iterator[Finding]:
    """Yield what was stated more than once, and not alike."""
    for name in dict.fromkeys(one.what for one in trial.counts):
        for one, other in combinations(trial.stated(name), 2):
            if not _agree(one, other):
                yield Versions(one, other)
    for share, another in combinations(trial.shares, 2):
        alike = (share.count, share.of, share.watchlist, share.threshold) == (
            another.count, another.of, another.watchlist, another.threshold,
        )  # fmt: skip
        if alike and not _compatible(share, another):
            yield Versions(share, another)


def _per_comparison(trial: Trial) -> Iterator[Finding]:
    """Yield shares at two sizes of watchlist that come to one rate of each comparison."""
    asked = [
        (one, one.watchlist)
        for one in trial.shares
        if one.of == "faces" and one.watchlist and one.bound == "exactly" and 0 < one.value < 1
    ]
    for (one, size), (other, other_size) in combinations(asked, 2):
        if (one.count, one.threshold) != (other.count, other.threshold) or size == other_size:
            continue
        low, high = (_of_each(value, size) for value in one.between)
        other_low, other_high = (_of_each(value, other_size) for value in other.between)
        if low <= other_high and other_low <= high:
            yield Comparisons(one, other, _of_each(one.value, size))


def _of_each(share: float, watchlist: int) -> float:
    """Return the rate of one comparison of so many that are independent."""
    return -math.expm1(math.log1p(-share) / watchlist)


def _reckoned(trial: Trial, name: CountName) -> Count | None:
    """Return a count that a bound may rest on: “more than so many” is good enough for one."""
    return trial.known(name) or next(
        (one for one in trial.stated(name) if one.bound == "at least"), None
    )


def _fits(share: Share, found: float) -> bool:
    """Return whether a share is what was stated, as far as its digits tell."""
    if share.bound == "at most":
        return found <= share.value
    if share.bound == "at least":
        return found >= share.value
    low, high = share.between
    slack = (high - low) * (0.5 if share.bound == "about" else 1e-9)
    return low - slack <= found <= high + slack


def _agree(one: Count, other: Count) -> bool:
    """Return whether two statements of one count can both be so."""
    return one.value == other.value or not _apart(one.bound, one.value, other.bound, other.value)


def _compatible(one: Share, other: Share) -> bool:
    """Return whether two statements of one share can both be so, as far as their digits tell."""
    (low, high), (other_low, other_high) = one.between, other.between
    if low <= other_high and other_low <= high:
        return True
    return not _apart(one.bound, one.value, other.bound, other.value)


def _apart(bound: str, value: float, other_bound: str, other: float) -> bool:
    """Return whether two different values contradict each other."""
    if "about" in (bound, other_bound):
        return abs(value - other) > 0.1 * max(value, other)
    low, high = _range(bound, value)
    other_low, other_high = _range(other_bound, other)
    return high < other_low or other_high < low


def _range(bound: str, value: float) -> tuple[float, float]:
    low = float("-inf") if bound == "at most" else value
    high = float("inf") if bound == "at least" else value
    return low, high
