"""The DET of a matcher, or of searches: as a picture, and as the table of the same points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vidik.audit.det import Point
from vidik.model.rate import Interval, Rate
from vidik.report.charts.curves import Axis, Band, Curves, Dot
from vidik.report.origin import Origin
from vidik.report.rates import interval_in_words, rate_in_words

__all__ = ["SEARCHES", "VERIFICATION", "Words", "det_chart", "det_table"]


@dataclass(frozen=True, slots=True)
class Words:
    """What both errors are called.

    Parameters
    ----------
    title
        Of the picture.
    false, missed
        What each is, of what, for somebody who never saw such a curve.
    false_name, missed_name
        What ISO calls them.
    of_false, of_missed
        Columns of the table: of how many.
    """

    title: str
    false: str
    missed: str
    false_name: str
    missed_name: str
    of_false: str
    of_missed: str


VERIFICATION = Words(
    title="How often two people are taken for one, and how often one is not recognised",
    false="Taken for another: comparisons of two people that match (FMR)",
    missed="Missed: comparisons of one person that do not match (FNMR)",
    false_name="fmr",
    missed_name="fnmr",
    of_false="nonmated",
    of_missed="mated",
)
SEARCHES = Words(
    title="How often a search returns a stranger, and how often it misses who is enrolled",
    false="False alarm: searches for people not enrolled that return anybody (FPIR)",
    missed="Missed: searches for people enrolled that do not return them (FNIR)",
    false_name="fpir",
    missed_name="fnir",
    of_false="nonmated",
    of_missed="mated",
)


def det_chart(
    points: Sequence[Point],
    named: Sequence[float],
    *,
    words: Words,
    origin: Origin,
    roc: bool = False,
) -> Curves:
    """Return the DET as a picture: both errors on logarithmic axes.

    Parameters
    ----------
    points
        Where the curve is read, in the order of thresholds that match less and less.
    named
        Thresholds of points that are named in it.
    words
        What the errors are called.
    origin
        Where the scores are from.
    roc
        Whether the share that is not missed is drawn instead, evenly (ROC).
    """
    first = points[0]

    def share(value: float) -> float:
        return 1.0 - value if roc else value

    def line(x: Callable[[Point], float], y: Callable[[Point], float]) -> tuple[
        tuple[float, float], ...
    ]:  # fmt: skip
        return tuple((x(one), share(y(one))) for one in points)

    bands = [
        Band(
            "expected",
            line(lambda p: p.false_match.interval.low, lambda p: p.false_non_match.interval.low),
            line(lambda p: p.false_match.interval.high, lambda p: p.false_non_match.interval.high),
        )
    ]
    people = [pair for pair in map(_both, points) if pair is not None]
    confidence = f"{100.0 * first.false_match.interval.confidence:.4g} %"
    reading = (
        f"The {'higher' if roc else 'lower'} the curve and the further to the left, the fewer "
        "errors. Each point is a threshold: further left fewer are taken for another, and more "
        "are missed. At an edge no error of that kind was seen. Lighter: interval of either rate "
        f"at a threshold, {confidence} each, if all were independent."
    )
    if len(people) > 1:
        bands.insert(
            0,
            Band(
                "most",
                tuple((a.low, share(b.low)) for a, b in people),
                tuple((a.high, share(b.high)) for a, b in people),
            ),
        )
        reading += " Hatched: by whose they were, where errors are ten and more."
    missed = words.missed if not roc else f"Not missed: 1 − {words.missed_name.upper()}"
    return Curves(
        name="roc" if roc else "det",
        title=words.title,
        reading=reading,
        grid=_grid(points, words),
        origin=origin,
        marked="Synthetic: made up",
        x=Axis(words.false, _floor(first.false_match)),
        y=Axis(missed, _floor(first.false_non_match), plain=roc),
        line=line(lambda p: p.false_match.value, lambda p: p.false_non_match.value),
        bands=tuple(bands),
        dots=tuple(
            Dot(one.false_match.value, share(one.false_non_match.value), f"at {one.threshold:.4g}")
            for one in points
            if one.threshold in named and math.isfinite(one.threshold)
        ),
    )


def det_table(
    points: Sequence[Point], *, words: Words
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Return the names of the columns of the points, and their rows.

    Parameters
    ----------
    points
        As of `det_chart`.
    words
        What the errors are called.
    """
    names = ["threshold"]
    for name, of in ((words.false_name, words.of_false), (words.missed_name, words.of_missed)):
        names += [f"{name}_errors", of, name, f"{name}_low", f"{name}_high",
                  f"{name}_people_low", f"{name}_people_high"]  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for one in points:
        row: list[object] = [one.threshold]
        for i, rate in enumerate((one.false_match, one.false_non_match)):
            own = None if one.people is None else one.people[i]
            between = (own.low, own.high) if isinstance(own, Interval) else (None, None)
            row += [
                rate.count,
                rate.of,
                rate.value,
                rate.interval.low,
                rate.interval.high,
                *between,
            ]
        rows.append(tuple(row))
    return tuple(names), rows


def _grid(points: Sequence[Point], words: Words) -> tuple[tuple[str, ...], ...]:
    names = words.false_name.upper(), words.missed_name.upper()
    told = points[0].people is not None
    head = ("Threshold", *names, *(f"{name} by people" for name in names if told))
    rows = []
    for one in points:
        row = [f"{one.threshold:g}", *map(rate_in_words, (one.false_match, one.false_non_match))]
        rows.append((*row, *map(interval_in_words, one.people or ())))
    return (head, *rows)


def _both(point: Point) -> tuple[Interval, Interval] | None:
    """Return both intervals by people where both are told."""
    if point.people is None:
        return None
    false, missed = point.people
    if isinstance(false, Interval) and isinstance(missed, Interval):
        return false, missed
    return None


def _floor(rate: Rate) -> float:
    """Return the power of ten below which no share of so many lies."""
    return 10.0 ** -max(math.ceil(math.log10(rate.of)), 1)
