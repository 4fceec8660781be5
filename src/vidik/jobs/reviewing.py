"""Reviewing: unclear pairs of two sources, settled one by one, each decision kept at once.

Several reviewers may go through the same pairs at the same time: before anything is kept, the
register is asked what others decided meanwhile. Nothing is overwritten; what is taken back is taken
back by a further decision.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import Lock

from vidik.errors import InputError
from vidik.jobs.comparing import Comparison
from vidik.model.decision import Decision, Verdict, settled
from vidik.model.observation import Statement
from vidik.model.paired import Pair
from vidik.outside.database.register import Register

__all__ = ["Held", "Outcome", "Review", "mark_of"]

_REASON, _BACK = "looked at side by side", "taken back by whoever had decided"

#: The decision that holds of each pair, by the ids of its statements.
Held = Mapping[frozenset[str | None], Decision]


class Outcome(StrEnum):
    """What came of a decision."""

    KEPT = "kept"
    #: Somebody else decided since the pair was shown; nothing was kept.
    MEANWHILE = "meanwhile"
    #: It would say that one list has a camera twice, and nobody said that it does.
    TWICE = "twice"
    #: There was nothing to take back.
    NOTHING = "nothing"


def mark_of(decision: Decision | None) -> str:
    """Return what tells a decision from any other about its pair; “” for none.

    Parameters
    ----------
    decision
        That holds of a pair.
    """
    return "" if decision is None else f"{decision.recorded.isoformat()} {decision.verdict.value}"


class Review:
    """A review of the unclear pairs of two sources.

    Parameters
    ----------
    register
        Open; decisions are kept in it.
    comparison
        Of both sources.
    role
        Of whoever decides, never a name.
    now
        The clock.

    Raises
    ------
    InputError
        If a decision cannot be made by this role.
    """

    def __init__(
        self,
        register: Register,
        comparison: Comparison,
        *,
        role: str,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        try:  # now, and not after an hour of looking
            Decision(now(), role, Verdict.OPEN, _BACK, observation="", other="")
        except ValueError as fault:
            raise InputError(str(fault), value=role) from fault
        self.pairs = comparison.unclear
        self._register, self._role, self._now = register, role, now
        self.compared = comparison.compared
        rows = (*self.compared.ones, *self.compared.others)
        self._rows = {one.id: one for one in rows}
        self._kept: list[tuple[int, Decision, Decision | None]] = []
        self._lock = Lock()

    def held(self) -> Held:
        """Return what holds now, whoever decided it."""
        return settled(self._register.decisions())

    def settled(self, held: Held) -> int:
        """Return how many of the pairs are settled.

        Parameters
        ----------
        held
            What holds.
        """
        return sum(_key(pair) in held for pair in self.pairs)

    def following(self, held: Held, after: int = -1) -> int | None:
        """Return the next pair that is open, from the start again after the last; None: all are.

        Parameters
        ----------
        held
            What holds.
        after
            The pair after which it comes.
        """
        count = len(self.pairs)
        order = ((after + step) % count for step in range(1, count + 1))
        return next((i for i in order if _key(self.pairs[i]) not in held), None)

    def decision(self, number: int, held: Held) -> Decision | None:
        """Return what holds of a pair; None if it is open.

        Parameters
        ----------
        number
            Which, from 0.
        held
            What holds.
        """
        return held.get(_key(self.pairs[number]))

    @property
    def last(self) -> int | None:
        """The pair that was settled last in this review; None if none was."""
        return self._kept[-1][0] if self._kept else None

    def partners(self, held: Held) -> Mapping[str, tuple[Statement, ...]]:
        """Return the statements of the other source that each was said to be the same as, by id.

        Parameters
        ----------
        held
            What holds.
        """
        found: dict[str, list[Statement]] = defaultdict(list)
        for decision in held.values():
            if decision.verdict is not Verdict.SAME:
                continue
            for id, other in (
                (decision.observation, decision.other),
                (decision.other, decision.observation),
            ):
                one, said = self._rows.get(id or ""), self._rows.get(other or "")
                if one and said and one.observation.origin != said.observation.origin:
                    found[one.id].append(said)
        return {id: tuple(rows) for id, rows in found.items()}

    def doubled(self, number: int, held: Held) -> list[tuple[Statement, tuple[Statement, ...]]]:
        """Return the statements of a pair that have their cameras already, and which these are.

        A row of one camera is the same as one row of the other source at most, a row of several as
        no more than that. Whoever says otherwise says that a source lists a camera twice.

        Parameters
        ----------
        number
            Which pair, from 0.
        held
            What holds.
        """
        partners = self.partners(held)
        one, other = _both(self.pairs[number])
        found = []
        for row, rival in ((one, other), (other, one)):
            taken = tuple(said for said in partners.get(row.id, ()) if said.id != rival.id)
            if sum(said.observation.devices for said in taken) >= row.observation.devices:
                found.append((row, taken))
        return found

    def settle(self, number: int, verdict: Verdict, *, seen: str, twice: bool = False) -> Outcome:
        """Keep a decision on a pair, if it is still as it was shown.

        Parameters
        ----------
        number
            Which pair, from 0.
        verdict
            Same or different.
        seen
            What `mark_of` said of it when it was shown.
        twice
            Keep it though it says that a source lists a camera twice.

        Raises
        ------
        InputError
            If one of the statements was erased meanwhile, or the register cannot be written.
        """
        with self._lock:
            held = self.held()
            before = self.decision(number, held)
            if mark_of(before) != seen:
                return Outcome.MEANWHILE
            if before is not None and before.verdict is verdict:
                return Outcome.KEPT
            if verdict is Verdict.SAME and not twice and self.doubled(number, held):
                return Outcome.TWICE
            self._kept.append((number, self._keep(number, verdict, _REASON), before))
            return Outcome.KEPT

    def take_back(self) -> tuple[Outcome, int | None]:
        """Take back the last decision of this review that was not: what held before holds again.

        Returns
        -------
        tuple
            What came of it, and the pair; `Outcome.MEANWHILE` if somebody else has decided it
            since, which stays.

        Raises
        ------
        InputError
            As of `settle`.
        """
        with self._lock:
            if not self._kept:
                return Outcome.NOTHING, None
            number, decision, before = self._kept[-1]
            if self.decision(number, self.held()) != decision:
                self._kept.pop()
                return Outcome.MEANWHILE, number
            verdict = Verdict.OPEN if before is None else before.verdict
            again = self._keep(number, verdict, _BACK)
            # what was decided here before that can be taken back in turn
            self._kept = [
                (i, again if one == before else one, was) for i, one, was in self._kept[:-1]
            ]
            return Outcome.KEPT, number

    def _keep(self, number: int, verdict: Verdict, reason: str) -> Decision:
        one, other = _both(self.pairs[number])
        decision = Decision(
            self._now(), self._role, verdict, reason, observation=one.id, other=other.id
        )
        self._register.decide(decision)
        return decision


def _both(pair: Pair) -> tuple[Statement, Statement]:
    assert pair.one is not None
    assert pair.other is not None  # of unclear pairs
    return pair.one, pair.other


def _key(pair: Pair) -> frozenset[str | None]:
    return frozenset(one.id for one in _both(pair))
