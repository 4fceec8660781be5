"""Fixes: places and times of a recording, as its file says them, into values; the rest comes back.

Nothing but place, time and accuracy of a recording comes so far: its readers leave the rest behind.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from vidik.model.fixes import Fixes, RawFix
from vidik.model.rejection import Rejection
from vidik.model.track_rules import TrackRules

__all__ = ["FAST", "SOURCE", "fixes_of"]

#: What rejections call the recording: never by the name of its file.
SOURCE = "walk"

#: Why a fix is none to which somebody on foot could have come.
FAST = "is farther from the one beside it than anybody walks meanwhile"

_EARTH_M = 6_371_008.8


class _Fix(NamedTuple):
    """A fix whose place can be; its time and radius are NaN where nobody says."""

    part: int
    place: str
    lon: float
    lat: float
    time: float
    radius_m: float


def fixes_of(
    raw: Iterable[RawFix], rules: TrackRules
) -> tuple[Fixes | None, tuple[Rejection, ...]]:
    """Return the fixes of a recording, in order, and what cannot be one.

    Parameters
    ----------
    raw
        As they stand in the file.
    rules
        How far off a fix is, and how fast nobody walks.

    Returns
    -------
    fixes
        None if no two are left.
    rejected
        Fixes off the globe, without a time where others have one, that go back in time, or that
        nobody on foot could have come to; and times and accuracies that are none.
    """
    rejected: list[Rejection] = []
    read = [fix for one in raw if (fix := _read(one, rules, rejected)) is not None]
    timed = any(not math.isnan(fix.time) for fix in read)
    if timed:
        why = "has no time, though others have one"
        rejected += [_of(fix, "time", "", why) for fix in read if math.isnan(fix.time)]
        read = _in_order([fix for fix in read if not math.isnan(fix.time)])
        read = _walkable(read, rules, rejected)
    if len(read) < 2:
        return None, tuple(rejected)
    times = np.array([fix.time for fix in read])
    return (
        Fixes(
            lonlat=np.array([(fix.lon, fix.lat) for fix in read]),
            seconds=times - times[0] if timed else None,
            radius_m=np.array([fix.radius_m for fix in read]),
            part=_numbered([fix.part for fix in read]),
        ),
        tuple(rejected),
    )


def _read(one: RawFix, rules: TrackRules, rejected: list[Rejection]) -> _Fix | None:
    """Return what a fix says; None, and why, if it cannot be used."""
    lon, lat = _number(one.lon), _number(one.lat)
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):  # nan compares false
        where = f"{one.lon}, {one.lat}"
        rejected.append(Rejection(SOURCE, one.place, "place", where, "is nowhere on the globe"))
        return None
    if lon == lat == 0.0:
        why = "is where receivers say they are that do not know"
        rejected.append(Rejection(SOURCE, one.place, "place", "0, 0", why))
        return None
    time = _time(one.time)
    if time is None:
        rejected.append(Rejection(SOURCE, one.place, "time", str(one.time), "is no time"))
        return None
    radius = float("nan")
    for field, said, times in (
        ("accuracy", one.accuracy, rules.accuracy_times),
        ("hdop", one.hdop, rules.hdop_m),
    ):
        if said is None or said == "" or not math.isnan(radius):
            continue
        radius = _number(said) * times
        if not 0.0 <= radius < math.inf:
            why = "is no accuracy; the fix counts as one that says nothing of it"
            rejected.append(Rejection(SOURCE, one.place, field, str(said), why))
            radius = float("nan")
        elif radius > rules.worst_m:
            why = f"is farther off than {rules.worst_m:g} m, which tells no street"
            rejected.append(Rejection(SOURCE, one.place, field, str(said), why))
            return None
    return _Fix(one.part, one.place, lon, lat, time, radius)


def _in_order(read: list[_Fix]) -> list[_Fix]:
    """Return the parts in the order in which they were recorded; some files have the last first."""
    begins: dict[int, float] = {}
    for fix in read:
        begins[fix.part] = min(begins.get(fix.part, math.inf), fix.time)
    return sorted(read, key=lambda fix: (begins[fix.part], fix.part))


def _walkable(read: list[_Fix], rules: TrackRules, rejected: list[Rejection]) -> list[_Fix]:
    """Return the fixes to which somebody on foot could have come from the one before."""
    kept: list[_Fix] = []
    for i, fix in enumerate(read):
        if not kept:
            # a receiver that wakes is often far off: the first two that agree begin
            why = _why_not(fix, read[i + 1], rules) if i + 1 < len(read) else None
            if why is None or why[0] == "*":
                kept.append(fix)
            else:
                rejected.append(_of(fix, *why))
            continue
        why = _why_not(kept[-1], fix, rules)
        if why is None:
            kept.append(fix)
        else:
            rejected.append(_of(fix, *why))
    return kept


def _why_not(one: _Fix, other: _Fix, rules: TrackRules) -> tuple[str, str, str] | None:
    """Return field, value and reason why nobody walks from one fix to another; None if one may."""
    took = other.time - one.time
    if took < 0.0:
        return "time", f"{took:g} s", "goes back in time"
    apart = _apart_m(one, other)
    if took == 0.0 and apart == 0.0:
        return "*", "", "says the same as the one before"
    if one.part != other.part:
        return None  # somebody may have taken a bus meanwhile
    doubt = sum(
        rules.radius_m if math.isnan(fix.radius_m) else fix.radius_m for fix in (one, other)
    )
    if apart - doubt > rules.fastest_m_per_s * took:
        return "place", f"{apart:.0f} m in {took:g} s", FAST
    return None


def _apart_m(one: _Fix, other: _Fix) -> float:
    """Return how far two fixes are apart on a round earth, metres."""
    a, b = math.radians(one.lat), math.radians(other.lat)
    across = math.sin(0.5 * math.radians(other.lon - one.lon)) ** 2 * math.cos(a) * math.cos(b)
    chord = math.sin(0.5 * (b - a)) ** 2 + across
    return 2.0 * _EARTH_M * math.asin(math.sqrt(min(chord, 1.0)))


def _numbered(parts: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the parts counted from 0 in the order in which they stand."""
    fresh = np.diff(np.array(parts, dtype=np.int64), prepend=parts[0]) != 0
    return np.cumsum(fresh).astype(np.int64)


def _of(fix: _Fix, field: str, value: str, reason: str) -> Rejection:
    return Rejection(SOURCE, fix.place, field, value, reason)


def _number(said: object) -> float:
    """Return a number; NaN if it is none."""
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return float("nan")
    try:
        return float(said)
    except (ValueError, OverflowError):
        return float("nan")


def _time(said: object) -> float | None:
    """Return seconds since 1970, NaN where nothing is said; None if it is no time."""
    if said is None or said == "":
        return float("nan")
    try:
        if isinstance(said, str):
            said = dt.datetime.fromisoformat(said.strip())
        if isinstance(said, dt.datetime):
            zoned = said if said.tzinfo else said.replace(tzinfo=dt.UTC)
            return zoned.timestamp()
        seconds = _number(said)
        return seconds if math.isfinite(seconds) else None
    except (ValueError, OverflowError):
        return None
