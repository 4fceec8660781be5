"""Scores of a matcher: its error rates at the thresholds that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidik.audit.bootstrap import by_person
from vidik.audit.groups import GroupRates, by_group
from vidik.audit.intervals import CONFIDENCE
from vidik.audit.verification import (
    curve,
    equal_error,
    fmr,
    fnmr,
    threshold_at,
    wrong_way,
)
from vidik.errors import InputError
from vidik.model.rate import Interval
from vidik.model.rejection import Rejection
from vidik.model.scores import Comparisons
from vidik.outside.scores.comparisons import read_scores
from vidik.outside.scores.lists import read_score_lists

__all__ = ["AtThreshold", "Verified", "verified"]

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
    """

    threshold: float
    asked: float | None
    all: GroupRates
    groups: Mapping[str, GroupRates]
    people: tuple[Interval | str, Interval | str] | None


@dataclass(frozen=True, eq=False)
class Verified:
    """What the scores of a matcher come to.

    Parameters
    ----------
    comparisons
        The scores.
    rows
        Error rates by threshold.
    refused
        Why groups have no rates, by their names.
    equal
        Between what the equal error rate lies.
    rejected
        What was not understood.
    """

    comparisons: Comparisons
    rows: tuple[AtThreshold, ...]
    refused: Mapping[str, str]
    equal: tuple[float, float]
    rejected: tuple[Rejection, ...]


def verified(
    path: Path,
    nonmated: Path | None = None,
    *,
    thresholds: Sequence[float] = (),
    targets: Sequence[float] = (),
    distances: bool = False,
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
    confidence
        Of intervals.

    Raises
    ------
    InputError
        If a file cannot be used, has one kind of comparison alone, or seems to hold distances.
    """
    found, rejected = (
        read_scores(path, distances=distances)
        if nonmated is None
        else read_score_lists(path, nonmated, distances=distances)
    )
    for kind, name in ((True, "mated"), (False, "nonmated")):
        if not len(found.scores(mated=kind)):
            raise InputError(f"has no {name} comparison", file=path)
    if wrong_way(curve(found)):
        other = "similarities: leave out --distances" if distances else "distances: --distances"
        raise InputError(
            "two people seem more alike than one is to themselves",
            file=path,
            hint=f"perhaps these are {other}",
        )
    sign = -1.0 if distances else 1.0
    asked: list[tuple[float, float | None]] = [(sign * one, None) for one in thresholds]
    wanted = targets or (() if thresholds else TARGETS)
    asked += [(threshold_at(found, target), target) for target in wanted]
    rows: list[AtThreshold] = []
    refused: Mapping[str, str] = {}
    for at, target in asked:
        groups, refused = by_group(found, at, confidence=confidence)
        whole = GroupRates(
            fmr(found, at, confidence=confidence), fnmr(found, at, confidence=confidence)
        )
        people = None
        if (found.subject >= 0).all():
            match = found.score >= at
            people = (
                _by_person(found, ~found.mated, match, confidence),
                _by_person(found, found.mated, ~match, confidence),
            )
        rows.append(AtThreshold(sign * at, target, whole, groups, people))
    return Verified(found, tuple(rows), refused, equal_error(curve(found)), rejected)


def _by_person(
    of: Comparisons, kind: NDArray[np.bool_], wrong: NDArray[np.bool_], confidence: float
) -> Interval | str:
    """Return between what a rate lies by whose comparisons they were, or why it is not told."""
    rng = np.random.default_rng(_SEED)
    try:
        return by_person(wrong[kind], of.subject[kind], rng=rng, confidence=confidence)
    except ValueError as fault:
        return str(fault)
