"""What changed between two states of sources: cameras that came, went or moved, or only their map.

A difference of two lists is not yet one in the street. A camera may have been mapped late, its node
drawn anew under another number, its tags spelt otherwise, its place set right by a metre: these are
told apart as edits. What cannot be told apart is not: a camera that was replaced by one of the same
kind at the same place is the same one here.

The difference of a state with itself is empty, the difference backwards is its reverse, no order
changes anything, and every statement of both states is in it once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from vidik.model.observation import Claim, Statement
from vidik.register.following import followed, metres_between, substance, tolerance_m
from vidik.register.resolving import newest
from vidik.register.tags import Unread, day, items
from vidik.register.wording import is_note

__all__ = ["Change", "Difference", "Edit", "What", "difference", "listed"]

#: How far off a place may be where nobody says it, metres: that of a node set by hand on a picture.
ACCURACY_M = 5.0

#: By which histories of a map number what they say of an object; nothing changes with it.
_VERSION = "vidik:version"

#: Days on which it stood already.
_STOOD = ("start_date", "survey:date", "survey_date", "check_date")


class What(StrEnum):
    """What changed in the street, as far as the sources tell."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    RETAGGED = "re-tagged"
    #: Said to be absent: somebody looked, and there was none.
    ABSENT = "said to be absent"
    #: No longer said to be absent.
    BACK = "no longer said to be absent"


class Edit(StrEnum):
    """What changed on the map only."""

    LATE = "mapped late"
    RENUMBERED = "another number at the same place"
    REDRAWN = "drawn as another kind of object"
    SPELT = "spelt otherwise"
    NUDGED = "nudged within its accuracy"
    NOTED = "notes, sources or days of looking"


#: What each becomes when time runs backwards.
_REVERSE = {What.NEW: What.GONE, What.GONE: What.NEW, What.ABSENT: What.BACK,
            What.BACK: What.ABSENT}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One camera of which the two states do not say the same.

    Parameters
    ----------
    before, after
        What each state says; None where it says nothing of it.
    street
        What changed in the street; empty if only the map did.
    edits
        What changed on the map.
    metres
        How far apart the places of both are; None if one of them has none.
    tags
        Key, value before and value after of what was re-tagged, in order of the keys; None where
        there was none. ``devices`` is how many cameras it is said to be.
    """

    before: Statement | None
    after: Statement | None
    street: tuple[What, ...]
    edits: tuple[Edit, ...] = ()
    metres: float | None = None
    tags: tuple[tuple[str, str | None, str | None], ...] = ()

    @property
    def statement(self) -> Statement:
        """The later of both, or the one there is."""
        one = self.before if self.after is None else self.after
        assert one is not None
        return one

    @property
    def of_map(self) -> bool:
        """Whether, as far as can be told, nothing changed in the street."""
        return not self.street or Edit.LATE in self.edits

    def reversed(self) -> Change:
        """Return the same change with time running backwards."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            street=tuple(_REVERSE.get(what, what) for what in self.street),
            tags=tuple((key, new, old) for key, old, new in self.tags),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What two states of sources do not say alike.

    Parameters
    ----------
    changes
        In order of source and statement.
    same
        Pairs that say the same, in the same order.
    """

    changes: tuple[Change, ...]
    same: tuple[tuple[Statement, Statement], ...]

    def reversed(self) -> Difference:
        """Return the difference with time running backwards."""
        return Difference(
            tuple(sorted((one.reversed() for one in self.changes), key=_order)),
            tuple(sorted(((b, a) for a, b in self.same), key=lambda pair: _key(pair[1]))),
        )


def listed(statements: Iterable[Statement]) -> list[Statement]:
    """Return what counts of a state when states are compared: of each object the last word.

    What the history of a map says was deleted is not listed any more. Nobody looked for it: it may
    have been drawn anew.

    Parameters
    ----------
    statements
        Of a state.
    """
    return [
        one
        for one in newest(statements)
        if one.observation.claim is Claim.PRESENT or _VERSION not in one.observation.attributes
    ]


def difference(
    before: Iterable[Statement],
    after: Iterable[Statement],
    *,
    days: Mapping[str, tuple[dt.date, dt.date]] | None = None,
    accuracy_m: float = ACCURACY_M,
) -> Difference:
    """Return what changed between two states of sources.

    Parameters
    ----------
    before, after
        What the sources said and say, each statement once; sources are compared with themselves.
    days
        The days that the two states describe, by source: without them nobody can tell what was
        mapped late.
    accuracy_m
        How far off a place may be where nobody says it, metres.
    """
    changes: list[Change] = []
    same: list[tuple[Statement, Statement]] = []
    old, new = _by_origin(before), _by_origin(after)
    for origin in sorted(old.keys() | new.keys()):
        first, last = (days or {}).get(origin, (None, None))
        for one, other in followed(old.get(origin, []), new.get(origin, []), accuracy_m):
            if one is None or other is None:
                own, others = (last, first) if one is None else (first, last)
                changes.append(_alone(one, other, own, others))
                continue
            change = _of_pair(one, other, accuracy_m)
            if change.street or change.edits:
                changes.append(change)
            else:
                same.append((one, other))
    return Difference(
        tuple(sorted(changes, key=_order)), tuple(sorted(same, key=lambda pair: _key(pair[1])))
    )


def _key(statement: Statement) -> tuple[str, str, str]:
    said = statement.observation
    return said.origin, said.object or "", statement.id


def _order(change: Change) -> tuple[tuple[str, str, str], ...]:
    return tuple(_key(one) for one in (change.after, change.before) if one is not None)


def _by_origin(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for one in sorted(statements, key=_key):
        found[one.observation.origin].append(one)
    return found


# What changed


def _alone(
    before: Statement | None,
    after: Statement | None,
    own: dt.date | None,
    other: dt.date | None,
) -> Change:
    """Return what it means that only one state says something.

    Parameters
    ----------
    own, other
        The day of that state, and of the one that says nothing.
    """
    change = Change(before, after, (What.NEW if before is None else What.GONE,))
    said = change.statement.observation
    if said.claim is Claim.ABSENT:
        return replace(change, street=(What.ABSENT if before is None else What.BACK,))
    if own is None or other is None or own <= other:
        return change
    stood = (_last_day(part) for key in _STOOD for part in items(said.attributes.get(key, "")))
    late = any(one is not None and one < other for one in stood)
    return replace(change, edits=(Edit.LATE,)) if late else change


def _last_day(text: str) -> dt.date | None:
    """Return the last day that a date may mean: of a month or a year the last one."""
    first = day(text)
    if isinstance(first, Unread):
        return None
    parts = text.split("-")
    if len(parts) == 1:
        return first.replace(month=12, day=31)
    if len(parts) == 2:
        return (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
    return first


def _of_pair(before: Statement, after: Statement, accuracy_m: float) -> Change:
    """Return what two statements about the same camera do not say alike."""
    a, b = before.observation, after.observation
    metres = metres_between(a, b)
    if a.claim is not b.claim:
        what = What.ABSENT if b.claim is Claim.ABSENT else What.BACK
        return Change(before, after, (what,), metres=metres)
    street: list[What] = []
    edits: list[Edit] = []
    if a.object is not None and b.object is not None and a.object != b.object:
        kinds = {name.partition("/")[0] if "/" in name else "" for name in (a.object, b.object)}
        edits.append(Edit.RENUMBERED if len(kinds) == 1 else Edit.REDRAWN)
    if metres:
        near = metres <= tolerance_m(a, b, accuracy_m)
        street += () if near else (What.MOVED,)
        edits += (Edit.NUDGED,) if near else ()
    ours, theirs = substance(a), substance(b)
    tags = tuple(
        (key, ours.get(key), theirs.get(key))
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key) != theirs.get(key)
    )
    street += (What.RETAGGED,) if tags else ()
    unlike = {
        key
        for key in a.attributes.keys() | b.attributes.keys()
        if a.attributes.get(key) != b.attributes.get(key) and key != _VERSION
    }
    if any(not is_note(key) and ours.get(key) == theirs.get(key) for key in unlike):
        edits.append(Edit.SPELT)
    if (
        any(map(is_note, unlike))
        or a.accuracy_m != b.accuracy_m
        or (metres is None) != (a.lon is None and b.lon is None)
    ):
        edits.append(Edit.NOTED)
    return Change(before, after, tuple(street), tuple(edits), metres, tags)
