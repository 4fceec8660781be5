"""Decisions: what people with a role said about statements and sources, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Decision", "Verdict", "settled"]


class Verdict(StrEnum):
    """What was decided."""

    #: Two statements are about one camera, or are not.
    SAME = "same"
    DIFFERENT = "different"
    #: Whether they are is open again: what was decided of them is taken back.
    OPEN = "open"
    #: Somebody went over a statement, and it stands; what goes to other maps needs this.
    CONFIRMED = "confirmed"
    #: A statement, or a whole edition, counts no more: it was a mistake, or `other` corrects it.
    WITHDRAWN = "withdrawn"
    #: A source may be published, or may not.
    RELEASED = "released"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; it never changes, but a later one may say otherwise.

    Parameters
    ----------
    recorded
        When, UTC.
    role
        Of whoever decided, never a name: “the editors”.
    verdict
        What was decided.
    reason
        Why, for outsiders.
    origin
        Key of the source that is released or held.
    edition
        SHA-256 of the file whose edition of `origin` is withdrawn.
    observation, other
        Ids of the statements that it is about; `other` takes the place of one that is withdrawn.

    Raises
    ------
    ValueError
        If what it is about does not fit the verdict.
    """

    recorded: dt.datetime
    role: str
    verdict: Verdict
    reason: str
    origin: str | None = None
    edition: str | None = None
    observation: str | None = None
    other: str | None = None

    def __post_init__(self) -> None:
        """Refuse a decision about nothing, or by somebody with a name and address."""
        if not self.role.strip() or "@" in self.role:
            raise ValueError("a decision names a role, such as “the editors”, not a person")
        if not self.reason.strip():
            raise ValueError("a decision needs a reason")
        about = tuple(
            name
            for name in ("origin", "edition", "observation", "other")
            if getattr(self, name) is not None
        )
        if about not in _ABOUT[self.verdict]:
            raise ValueError(
                f"“{self.verdict}” cannot be said of {' and '.join(about) or 'nothing'}"
            )


_PAIR = (("observation", "other"),)
_SOURCE = (("origin",),)
_ABOUT = {
    Verdict.SAME: _PAIR,
    Verdict.DIFFERENT: _PAIR,
    Verdict.OPEN: _PAIR,
    Verdict.CONFIRMED: (("observation",),),
    Verdict.WITHDRAWN: (("observation",), ("observation", "other"), ("origin", "edition")),
    Verdict.RELEASED: _SOURCE,
    Verdict.HELD: _SOURCE,
}


def settled(decisions: Iterable[Decision]) -> dict[frozenset[str | None], Decision]:
    """Return the decision that holds of each two statements, by their ids.

    Parameters
    ----------
    decisions
        The oldest first: of those about the same two statements the last one holds. What was taken
        back is not among them.
    """
    last: dict[frozenset[str | None], Decision] = {}
    for one in decisions:
        if one.verdict not in (Verdict.SAME, Verdict.DIFFERENT, Verdict.OPEN):
            continue
        pair = frozenset((one.observation, one.other))
        last.pop(pair, None)
        if one.verdict is not Verdict.OPEN:
            last[pair] = one
    return last
