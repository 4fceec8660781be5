"""Scores of a matcher: its error rates at the thresholds that are asked for, and its DET."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vidik.audit.det import People, Point, intervals_of, points, read_at
from vidik.audit.groups import GroupRates, counted_groups
from vidik.audit.intervals import CONFIDENCE, rate
from vidik.audit.tallying import Scale, between
from vidik.audit.verification import curve_of, equal_error, lowest_threshold, wrong_way
from vidik.errors import InputError
from vidik.model.rate import Rate
from vidik.model.rejection import Rejection
from vidik.model.scores import Comparisons
from vidik.model.tally import Tally
from vidik.outside.scores.comparisons import Reading, read_scores
from vidik.outside.scores.lists import read_score_lists

__all__ = ["AtThreshold", "Failures", "Verified", "verified"]

#: False match rates at which thresholds are looked for, where nobody says.
TARGETS = (1e-1, 1e-2, 1e-3, 1e-4)

#: Draws of people begin here, so that the same scores give the same figures.
_SEED = 20261201


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Both error rates at a threshold, of all and of each group.

    Parameters
    ----------
    threshold
        As the file's scores are.
    asked
        The false match rate that it was chosen for, among all; None: it was given.
    all
        Rates of all comparisons.
    groups
        Rates of the groups that are large enough, by name.
    people
        Between what both rates of all lie, by whose comparisons they were, or why that is not
        told; None: nobody said whose they are.
    generalised
        GFAR and GFRR: both rates of all that was begun, where anything came to no score.
    """

    threshold: float
    asked: float | None
    all: GroupRates
    groups: Mapping[str, GroupRates]
    people: People | None
    generalised: tuple[Rate, Rate] | None


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a comparison came to no score.

    Parameters
    ----------
    enrol
        FTE: of all comparisons, those without a reference.
    acquire
        FTA: of those with a reference, those without a sample.
    """

    enrol: Rate
    acquire: Rate


@dataclass(frozen=True, slots=True)
class Verified:
    """What the scores of a matcher come to.

    Parameters
    ----------
    mated, nonmated
        Comparisons of both kinds that came to a score.
    failures
        How often there was none.
    rows
        Error rates by threshold.
    refused
        Why groups have no rates, by their names.
    equal
        Between what the equal error rate lies.
    points
        The DET where it is read, and at the thresholds of the rows; as the file's scores are.
    merged
        Of how many scores on a fine scale only the lowest can be a threshold, as others lie on its
        step; 0 where all that differ are told apart.
    rejected
        What was not understood.
    """

    mated: int
    nonmated: int
    failures: Failures
    rows: tuple[AtThreshold, ...]
    refused: Mapping[str, str]
    equal: tuple[float, float]
    points: tuple[Point, ...]
    merged: int
    rejected: tuple[Rejection, ...]


class _Source(Protocol):
    """Scores, as often as they are gone through; who is in them is known after the first time.

    `places` says which place each person has among all, sorted, by their number.
    """

    groups: tuple[str, ...]
    places: NDArray[np.int64]
    begun: tuple[int, int]
    enrolled: int
    rejected: tuple[Rejection, ...]

    def tally(self) -> Tally:
        """Return the scores, counted."""

    def parts(self) -> Iterator[Comparisons]:
        """Yield the comparisons."""


def verified(
    path: Path,
    nonmated: Path | None = None,
    *,
    thresholds: Sequence[float] = (),
    targets: Sequence[float] = (),
    distances: bool = False,
    histogram: bool = False,
    group: str | None = None,
    stream: bool = False,
    det: bool = False,
    confidence: float = CONFIDENCE,
) -> Verified:
    """Return the error rates of a matcher.

    Parameters
    ----------
    path
        Of its scores; with `nonmated`, of those of one person.
    nonmated
        A list of the scores of two people.
    thresholds
        Those asked for.
    targets
        False match rates whose thresholds are asked for; of none of both, `TARGETS`.
    distances
        Whether a lower score says more alike.
    histogram
        Whether `nonmated` says how many scores there are of 0, of 1 and so on.
    group
        Name of the column of groups.
    stream
        Whether the file is read twice, a part at a time, instead of being held.
    det
        Whether the points of the DET are told.
    confidence
        Of intervals.

    Raises
    ------
    InputError
        If a file cannot be used, has one kind of comparison alone, or seems to hold distances.
    """
    source: _Source
    if nonmated is not None:
        if stream or group is not None:
            raise InputError("lists have no groups, and are held", file=nonmated)
        source = _Held(*read_score_lists(path, nonmated, distances=distances, histogram=histogram))
    elif histogram:
        raise InputError("a histogram is of two people alone: --nonmated", file=path)
    elif stream:
        source = _Streamed(path, distances, group)
    else:
        source = _Held(*read_scores(path, distances=distances, group=group))
    return _verified(
        path, source, thresholds, targets, distances=distances, det=det, confidence=confidence
    )


def _verified(
    path: Path,
    source: _Source,
    thresholds: Sequence[float],
    targets: Sequence[float],
    *,
    distances: bool,
    det: bool,
    confidence: float,
) -> Verified:
    tally = source.tally()
    for count, name in ((tally.mated.sum(), "mated"), (tally.nonmated.sum(), "nonmated")):
        if not count:
            raise InputError(f"has no {name} comparison", file=path)
    found = curve_of(tally)
    if wrong_way(found):
        other = "similarities: leave out --distances" if distances else "distances: --distances"
        raise InputError(
            "two people seem more alike than one is to themselves",
            file=path,
            hint=f"perhaps these are {other}",
        )
    sign = -1.0 if distances else 1.0
    if not np.isfinite(thresholds).all():
        raise InputError("a threshold is a number", value=tuple(thresholds))
    asked: list[tuple[float, float | None]] = [(sign * one, None) for one in thresholds]
    wanted = targets or (() if thresholds else TARGETS)
    asked += [(lowest_threshold(found, target), target) for target in wanted]
    at = read_at(found) if det else np.empty(0, dtype=np.int64)
    # in rising order, each once
    edges = np.unique(np.array([*(one for one, _ in asked), *found.threshold[at]]))
    counts, of_groups, of_people, group_of = _counted(source, edges)
    people = _by_people(of_people, confidence)
    sizes = None if group_of is None else np.bincount(group_of[group_of >= 0],
                                                      minlength=len(source.groups))  # fmt: skip
    rows: list[AtThreshold] = []
    refused: Mapping[str, str] = {}
    for threshold, target in asked:
        k = int(np.searchsorted(edges, threshold))
        groups, refused = counted_groups(
            source.groups, _split(of_groups, k), people=sizes, confidence=confidence
        )
        (rest, false), (missed, matched) = _split(counts, k)[0].tolist()
        begun, sought = source.begun
        failed = begun + sought > rest + false + missed + matched
        rows.append(
            AtThreshold(
                threshold=sign * threshold,
                asked=target,
                all=GroupRates(
                    rate(false, rest + false, confidence=confidence),
                    rate(missed, missed + matched, confidence=confidence),
                ),
                groups=dict(sorted(groups.items())),
                people=None if people is None else people[k],
                generalised=(
                    rate(false, begun, confidence=confidence),
                    rate(sought - matched, sought, confidence=confidence),
                )
                if failed
                else None,
            )
        )
    scored = found.mated + found.nonmated
    return Verified(
        mated=found.mated,
        nonmated=found.nonmated,
        failures=Failures(
            rate(sum(source.begun) - source.enrolled, sum(source.begun), confidence=confidence),
            rate(source.enrolled - scored, source.enrolled, confidence=confidence),
        ),
        rows=tuple(rows),
        refused=dict(sorted(refused.items())),
        equal=equal_error(found),
        points=tuple(
            Point(sign * one.threshold, one.false_match, one.false_non_match, one.people)
            for one in points(edges, counts[0], people=people, confidence=confidence)
        )
        if det
        else (),
        merged=tally.merged,
        rejected=source.rejected,
    )


class _Held:
    """Scores that are all here."""

    def __init__(self, found: Comparisons, rejected: tuple[Rejection, ...]) -> None:
        self._found, self.rejected = found, rejected
        self.groups = found.groups
        self.places = np.arange(int(found.subject.max(initial=-1)) + 1)
        self.begun = (found.attempts(mated=False), found.attempts(mated=True))
        self.enrolled = sum(self.begun) - found.mated_unenrolled - found.nonmated_unenrolled

    def tally(self) -> Tally:
        return Tally.of(self._found)

    def parts(self) -> Iterator[Comparisons]:
        yield self._found


class _Streamed:
    """Scores that are read anew each time, a part at a time."""

    def __init__(self, path: Path, distances: bool, group: str | None) -> None:
        self._asked = (path, distances, group)
        self.groups: tuple[str, ...] = ()
        self.places = np.empty(0, dtype=np.int64)
        self.begun, self.enrolled = (0, 0), 0
        self.rejected: tuple[Rejection, ...] = ()

    def tally(self) -> Tally:
        reading, scale = Reading(*self._asked), Scale()
        for part in reading.parts():
            scale.add(part.score, part.mated)
            strangers, own = (part.attempts(mated=kind) for kind in (False, True))
            self.begun = (self.begun[0] + strangers, self.begun[1] + own)
            self.enrolled += strangers + own - part.mated_unenrolled - part.nonmated_unenrolled
        self.groups, self.places = reading.groups.names, reading.subjects.places[:-1]
        self.rejected = reading.refused.all()
        return scale.tally()

    def parts(self) -> Iterator[Comparisons]:
        return Reading(*self._asked).parts()


def _counted(
    source: _Source, edges: NDArray[np.float64]
) -> tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.int64] | None, NDArray[np.int64] | None
]:
    """Return scores between thresholds, of all, each group, each person; and people's groups.

    Of people there are none where not all comparisons say whose they are.
    """
    # one more, for whom nobody named
    subjects = len(source.places)
    of_people = np.zeros((subjects + 1, 2, len(edges) + 1), dtype=np.int64)
    of_groups = np.zeros((len(source.groups), 2, len(edges) + 1), dtype=np.int64)
    group_of = np.full(subjects + 1, -1)
    for part in source.parts():
        # draws take people in their order, which is not that of the rows
        person = np.append(source.places, subjects)[part.subject]
        between(part.score, part.mated, person, edges, of_people)
        if source.groups:
            between(part.score, part.mated, part.group, edges, of_groups)
            told = part.group >= 0
            group_of[person[told]] = part.group[told]
    counts = of_people.sum(axis=0, keepdims=True)
    if of_people[-1].any():
        return counts, of_groups, None, None
    return counts, of_groups, of_people[:-1], group_of[:-1]


def _split(counts: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Return of counts (units, 2, thresholds + 1) those below a threshold and those from it on."""
    return np.stack([counts[:, :, : k + 1].sum(axis=2), counts[:, :, k + 1 :].sum(axis=2)], axis=2)


def _by_people(counts: NDArray[np.int64] | None, confidence: float) -> tuple[People, ...] | None:
    if counts is None:
        return None
    return intervals_of(counts, rng=np.random.default_rng(_SEED), confidence=confidence)
