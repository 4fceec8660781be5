"""Looks: when somebody saw a camera, and when it was missed, as sources say from day to day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.observation import Claim, Statement
from vidik.model.resolved import Resolution
from vidik.model.survival import DAYS_PER_YEAR
from vidik.register.changing import listed
from vidik.register.following import followed

__all__ = ["Track", "gone_again", "histories", "seen_on", "tracks"]

_Days = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Track:
    """One camera, as one source follows it.

    Parameters
    ----------
    first, last
        The first and the last day on which the source saw it.
    gone
        The first day after that on which it did not; None: it is listed still.
    statement
        Id of what is said of it now; empty if nothing is.

    Raises
    ------
    ValueError
        If days are out of order.
    """

    first: dt.date
    last: dt.date
    gone: dt.date | None = None
    statement: str = ""

    def __post_init__(self) -> None:
        """Refuse days out of order."""
        if self.last < self.first or (self.gone is not None and self.gone <= self.last):
            raise ValueError(f"days out of order: {self}")


def seen_on(statement: Statement, *, looks_again: bool) -> dt.date:
    """Return the day on which somebody last saw what a statement says.

    Parameters
    ----------
    statement
        Any.
    looks_again
        Whether each edition of its source is a look at all that it lists
        (`vidik.model.origin.Kind.looks_again`). If not, only the first one tells of a look.
    """
    said = statement.observation.observed
    return said or (statement.until if looks_again else statement.since)


def tracks(
    states: Sequence[tuple[dt.date, Sequence[Statement]]], accuracy_m: float
) -> tuple[Track, ...]:
    """Return the cameras that a source follows from state to state.

    What a later state does not list any more is gone by its day, and so is what it says to be
    absent.

    Parameters
    ----------
    states
        Day and statements of each, the oldest first; each edition is a look at all that it lists.
    accuracy_m
        How far off a place may be where nobody says it, metres.
    """
    made: list[Track] = []
    before: list[Statement] = []
    known: dict[str, _Days] = {}
    for day, said in states:
        seen = _seen(said)
        now: dict[str, _Days] = {}
        there: list[Statement] = []
        denied: list[Statement] = []
        for one, other in followed(before, listed(said), accuracy_m):
            days = [known[one.id]] if one is not None else []
            if other is None:
                made += _ended(days[0], day)
                continue
            if _name(other) in seen:
                days.append(seen[_name(other)])
            if other.observation.claim is Claim.PRESENT:
                there.append(other)
                now[other.id] = _together(days)
            elif days:
                made += _ended(_together(days), seen_on(other, looks_again=True))
            else:
                denied.append(other)
        # rows without a name: of one state one may say that there is none where another saw one
        for one, other in followed(there, denied, accuracy_m):
            if one is not None and other is not None:
                gone = seen_on(other, looks_again=True)
                if gone > now[one.id][1]:
                    made += _ended(now.pop(one.id), gone)
        before = [one for one in there if one.id in now]
        known = now
    made += [Track(*known[one.id], statement=one.id) for one in before]
    return tuple(
        sorted(made, key=lambda one: (one.first, one.last, one.gone or dt.date.max, one.statement))
    )


def _name(statement: Statement) -> str:
    return statement.observation.object or statement.id


def _seen(statements: Iterable[Statement]) -> dict[str, _Days]:
    """Return the first and the last day on which each thing was seen, whatever was said later."""
    days: dict[str, _Days] = {}
    for one in statements:
        if one.observation.claim is Claim.PRESENT:
            day = seen_on(one, looks_again=True)
            days[_name(one)] = _together([days.get(_name(one), (day, day)), (day, day)])
    return days


def _together(days: Sequence[_Days]) -> _Days:
    return min(first for first, _ in days), max(last for _, last in days)


def _ended(seen: _Days, gone: dt.date) -> list[Track]:
    """Return the track of a camera that went; one that was seen later than it went tells nothing.

    Such days are a row's own, of a look after the day that its list is dated.
    """
    return [Track(*seen, gone)] if gone > seen[1] else []


def gone_again(statements: Iterable[Statement], last: dt.date) -> dt.date | None:
    """Return the first day after a look on which a camera is said to be absent; None if none is.

    Parameters
    ----------
    statements
        Those against the camera.
    last
        The day of the last look that saw it.
    """
    days = [seen_on(one, looks_again=True) for one in statements]
    return min((day for day in days if day > last), default=None)


def histories(
    followed_by: Mapping[str, Sequence[Track]], resolution: Resolution
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return when cameras were last seen and first missed, as `survival` asks for it.

    What several sources follow is one camera, as far as it is listed still; what one of them has
    lost is a camera of its own.

    Parameters
    ----------
    followed_by
        Of each source that looks again, what it follows.
    resolution
        Of what all sources say now.

    Returns
    -------
    until
        Shape (n,): years from the first look that saw each to the last that did.
    gone
        Shape (n,): years to the first look that did not; infinite if all did.
    """
    home = {said.id: i for i, one in enumerate(resolution.cameras) for said in one.statements}
    days: dict[int, _Days] = {}
    rows: list[tuple[_Days, dt.date | None]] = []
    for key in sorted(followed_by):
        for track in followed_by[key]:
            own = (track.first, track.last)
            if track.statement in home:
                camera = home[track.statement]
                days[camera] = _together([days.get(camera, own), own])
            else:
                rows.append((own, track.gone))
    for camera, own in days.items():
        rows.append((own, gone_again(resolution.cameras[camera].against, own[1])))
    until = [(last - first).days / DAYS_PER_YEAR for (first, last), _ in rows]
    gone = [
        math.inf if day is None else (day - first).days / DAYS_PER_YEAR for (first, _), day in rows
    ]
    return np.array(until, np.float64), np.array(gone, np.float64)
