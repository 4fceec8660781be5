"""Searches in a gallery: how often they return a stranger, and how often they miss somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vidik.audit.det import Point, intervals_of, points, read_at
from vidik.audit.identification import fnir, fpir, search_curve, tpir
from vidik.audit.intervals import CONFIDENCE
from vidik.audit.tallying import between
from vidik.audit.verification import lowest_threshold
from vidik.errors import InputError
from vidik.model.rate import Rate
from vidik.model.rejection import Rejection
from vidik.model.scores import Searches
from vidik.outside.scores.searches import read_searches

__all__ = ["Identified", "SearchRates", "SearchThreshold", "identified"]

#: False positive identification rates at which thresholds are looked for, where nobody says.
TARGETS = (1e-1, 1e-2, 1e-3)

#: Numbers of first candidates that are told.
RANKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)

#: Draws of people begin here, so that the same searches give the same figures.
_SEED = 20261201

#: Searches of each kind that a group has at least; of fewer no rate is told.
SMALLEST = 30


@dataclass(frozen=True, slots=True)
class SearchRates:
    """Both error rates of searches.

    Parameters
    ----------
    false_positive
        FPIR, with its count and interval; None: nobody was searched for who is not enrolled.
    false_negative, true_positive
        FNIR and TPIR, the rest of it; None: nobody was searched for who is enrolled.
    """

    false_positive: Rate | None
    false_negative: Rate | None
    true_positive: Rate | None


@dataclass(frozen=True, slots=True)
class SearchThreshold:
    """Both error rates at a threshold, of all and of each group.

    Parameters
    ----------
    threshold
        As the file's scores are; infinite where there is none, and every candidate is returned.
    asked
        The FPIR that it was chosen for; None: it was given.
    all
        Rates of all searches.
    groups
        Rates of the groups that are large enough, by name.
    """

    threshold: float
    asked: float | None
    all: SearchRates
    groups: Mapping[str, SearchRates]


@dataclass(frozen=True, eq=False)
class Identified:
    """What searches come to.

    Parameters
    ----------
    searches
        Their results.
    gallery_said
        Whether somebody said how many people are enrolled; else it is how many are candidates.
    rank
        Among how many candidates who is enrolled has to be; None: any number.
    rows
        Error rates by threshold.
    refused
        Why groups have no rates, by their names.
    ranks
        How often who is enrolled is among so many first candidates, at any score, by how many.
    points
        The curve of both rates where it is read, and at the thresholds of the rows; none where one
        kind of search is missing.
    rejected
        What was not understood.
    """

    searches: Searches
    gallery_said: bool
    rank: int | None
    rows: tuple[SearchThreshold, ...]
    refused: Mapping[str, str]
    ranks: Mapping[int, Rate]
    points: tuple[Point, ...]
    rejected: tuple[Rejection, ...]


def identified(
    path: Path,
    *,
    pairs: Path | None = None,
    gallery: int | None = None,
    rank: int | None = None,
    thresholds: Sequence[float] = (),
    targets: Sequence[float] = (),
    distances: bool = False,
    group: str | None = None,
    confidence: float = CONFIDENCE,
) -> Identified:
    """Return the error rates of searches.

    Parameters
    ----------
    path
        Of their candidates.
    pairs
        Text of queries and their templates, as pyeer has it.
    gallery
        How many people are enrolled.
    rank
        Among how many candidates who is enrolled has to be; None: any number.
    thresholds
        Those asked for.
    targets
        FPIRs whose thresholds are asked for. Of none of both it is `TARGETS`, or no threshold where
        nobody was searched for who is not enrolled.
    distances
        Whether a lower score says more alike.
    group
        Name of the column of groups.
    confidence
        Of intervals.

    Raises
    ------
    InputError
        If a file cannot be used, or a threshold is to be found of searches that are of one kind.
    """
    found, rejected = read_searches(
        path, pairs=pairs, gallery=gallery, distances=distances, group=group
    )
    sign = -1.0 if distances else 1.0
    if not np.isfinite(thresholds).all():
        raise InputError("a threshold is a number", value=tuple(thresholds))
    asked: list[tuple[float, float | None]] = [(sign * one, None) for one in thresholds]
    told: tuple[Point, ...] = ()
    if all(found.attempts(mated=kind) for kind in (True, False)):
        curve = search_curve(found, rank=rank)
        wanted = targets or (() if thresholds else TARGETS)
        asked += [(lowest_threshold(curve, target), target) for target in wanted]
        edges = np.unique(np.array([*(one for one, _ in asked), *curve.threshold[read_at(curve)]]))
        told = _points(found, edges, rank, confidence)
    elif targets:
        lacks = "enrolled" if found.attempts(mated=False) else "not enrolled"
        raise InputError(f"nobody was searched for who is {lacks}", file=path, hint="--threshold")
    groups, refused = _large(found)
    return Identified(
        searches=found,
        gallery_said=gallery is not None,
        rank=rank,
        rows=tuple(
            SearchThreshold(
                sign * at,
                target,
                _rates(found, at, rank, confidence),
                {name: _rates(own, at, rank, confidence) for name, own in groups.items()},
            )
            for at, target in asked or [(-np.inf, None)]
        ),
        refused=refused,
        ranks=_ranks(found, confidence),
        points=tuple(
            Point(sign * one.threshold, one.false_match, one.false_non_match, one.people)
            for one in told
        ),
        rejected=rejected,
    )


def _rates(of: Searches, threshold: float, rank: int | None, confidence: float) -> SearchRates:
    false = missed = hit = None
    if of.attempts(mated=False):
        false = fpir(of, threshold, confidence=confidence)
    if of.attempts(mated=True):
        missed = fnir(of, threshold, rank=rank, confidence=confidence)
        hit = tpir(of, threshold, rank=rank, confidence=confidence)
    return SearchRates(false, missed, hit)


def _ranks(found: Searches, confidence: float) -> Mapping[int, Rate]:
    """Return how often who is enrolled is among the first, up to the last rank that anybody has."""
    if not found.attempts(mated=True):
        return {}
    last = int(found.rank.max(initial=1))
    shown = [*(rank for rank in RANKS if rank < last), last]
    return {rank: tpir(found, rank=rank, confidence=confidence) for rank in shown}


def _large(found: Searches) -> tuple[Mapping[str, Searches], Mapping[str, str]]:
    """Return the searches of groups that are large enough, and why others have no rates."""
    asked = [kind for kind in (True, False) if found.attempts(mated=kind)]
    large: dict[str, Searches] = {}
    refused: dict[str, str] = {}
    for name in found.groups:
        own = found.of_group(name)
        if min(own.attempts(mated=kind) for kind in asked) < SMALLEST:
            refused[name] = (
                f"{own.attempts(mated=True)} searches for people enrolled and "
                f"{own.attempts(mated=False)} for others; of fewer than {SMALLEST} of each no rate "
                "is told"
            )
        elif (own.subject >= 0).all() and len(np.unique(own.subject)) < 2:
            refused[name] = "all searches are for one person, who is no group"
        else:
            large[name] = own
    return large, refused


def _points(
    found: Searches, edges: np.ndarray[tuple[int], np.dtype[np.float64]], rank: int | None,
    confidence: float,
) -> tuple[Point, ...]:  # fmt: skip
    """Return both rates at thresholds, by people too where it is said whose searches they are."""
    in_reach = found.rank > 0 if rank is None else (found.rank > 0) & (found.rank <= rank)
    score = np.where(found.mated, np.where(in_reach, found.mate, -np.inf), found.top)
    told = bool(len(found)) and bool((found.subject >= 0).all())
    unit = np.unique(found.subject, return_inverse=True)[1] if told else np.zeros(len(found), int)
    counts = np.zeros((int(unit.max(initial=0)) + 1, 2, len(edges) + 1), dtype=np.int64)
    between(score, found.mated, unit, edges, counts)
    people = None
    if told:
        rng = np.random.default_rng(_SEED)
        people = intervals_of(counts, rng=rng, confidence=confidence)
    whole = counts.sum(axis=0)
    # what came to nothing reaches no threshold
    for kind in (False, True):
        whole[int(kind), 0] += found.attempts(mated=kind) - int((found.mated == kind).sum())
    return points(edges, whole, people=people, confidence=confidence)
