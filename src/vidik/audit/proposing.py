"""Proposing: which figures a text may state, each beside its sentence, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vidik.model.trial import Bound, Count, CountName, Share

__all__ = ["Proposed", "proposed"]

#: Where a sentence ends: not within a number, nor after an initial.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"‘'(\d])|\n{2,}")

#: A number as English texts write it: 2,077 or 2.5 million or nine.
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = re.compile(
    r"(?<![\w.,£$€])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<million>\s+million)?(?![\w%])"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d+)?)\s*(?:%|per\s?cent\b)", re.IGNORECASE)

#: What stands right before a number that is not meant exactly.
_BOUNDS: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (re.compile(r"\b(?:about|around|some|roughly|approximately|nearly|almost|an estimated)$", re.I),
     "about"),
    (re.compile(r"\b(?:more than|over|at least|in excess of|upwards of)$", re.I), "at least"),
    (re.compile(r"\b(?:fewer than|less than|under|up to|at most|below)$", re.I), "at most"),
)  # fmt: skip

#: Words that say what a number counts, the more special first. They stand after it.
_COUNTED: tuple[tuple[re.Pattern[str], CountName], ...] = (
    (re.compile(r"(?:false|incorrect|wrong|mistaken)\w*\s+(?:positive|alert|match|identif)", re.I),
     "false_alerts"),
    (re.compile(r"(?:were|was)\s+(?:false|incorrect|wrong|misidentif)", re.I), "false_alerts"),
    (re.compile(r"(?:true|correct|accurate)\w*\s+(?:positive|alert|match|identif)", re.I),
     "true_alerts"),
    (re.compile(r"(?:were|was)\s+(?:correct|true\b|accurate|verified)", re.I), "true_alerts"),
    (re.compile(r"arrest", re.I), "arrests"),
    (re.compile(r"(?:were|was)?\s*(?:stopped|detained|questioned)|interventions?", re.I),
     "interventions"),
    (re.compile(r"(?:potential\s+|possible\s+|positive\s+)?(?:alerts?|matches|match|hits)\b", re.I),
     "alerts"),
    (re.compile(r"watch\s?list|wanted (?:people|persons)|sought", re.I), "watchlist"),
    (re.compile(r"faces|passers-by|people (?:were )?scanned", re.I), "faces"),
)  # fmt: skip

#: Letters after a number in which it is said what it counts.
_REACH = 40


@dataclass(frozen=True, slots=True)
class Proposed:
    """A figure that a text may state.

    Parameters
    ----------
    statement
        What it may say; its `quote` is the sentence.
    found
        The words of the number.
    """

    statement: Count | Share
    found: str


def proposed(text: str) -> Iterator[Proposed]:
    """Yield the figures that a text in English may state, in its order.

    A number of which it is not clear what it counts is left to the reader: it is not proposed.
    What is proposed is a guess by the words behind the number, and no claim before a person
    confirmed it.

    Parameters
    ----------
    text
        Of a press release, say.

    Examples
    --------
    >>> [one.statement.what for one in proposed("There were 11 alerts and seven arrests.")]
    ['alerts', 'arrests']
    """
    for sentence in _END.split(text):
        said = " ".join(sentence.split())
        for number in _NUMBER.finditer(said):
            what = _counted(said, number.end(), _next_number(said, number.end()))
            if what is None or _PERCENT.match(said, number.start()):
                continue
            value = _value(number)
            if value is not None:
                bound = _bound(said[: number.start()])
                yield Proposed(Count(what, value, bound, quote=said), number[0])
        for percent in _PERCENT.finditer(said):
            what = _counted(said, percent.end(), len(said))
            if what is not None:
                bound = _bound(said[: percent.start()])
                yield Proposed(Share(what, percent[1], bound=bound, quote=said), percent[0])


def _next_number(said: str, begin: int) -> int:
    found = _NUMBER.search(said, begin)
    return len(said) if found is None else found.start()


def _counted(said: str, begin: int, end: int) -> CountName | None:
    """Return what the number that ends at `begin` counts: the words nearest behind it say it."""
    behind = said[begin : min(end, begin + _REACH)]
    found = [(match.start(), i) for i, (words, _) in enumerate(_COUNTED)
             if (match := words.search(behind))]  # fmt: skip
    return _COUNTED[min(found, key=lambda one: (one[0], one[1]))[1]][1] if found else None


def _value(number: re.Match[str]) -> int | None:
    if number["word"]:
        return _WORDS.index(number["word"].lower())
    value = float(number["digits"].replace(",", "")) * (1e6 if number["million"] else 1.0)
    return round(value) if value == round(value) else None


def _bound(before: str) -> Bound:
    return next((bound for words, bound in _BOUNDS if words.search(before.rstrip())), "exactly")
