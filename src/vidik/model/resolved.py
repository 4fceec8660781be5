"""Resolved: the cameras that the statements of several sources are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.decision import Decision
from vidik.model.observation import Statement
from vidik.model.reconciliation import Reconciliation

__all__ = ["Compared", "Resolution", "Resolved"]


@dataclass(frozen=True, eq=False)
class Resolved:
    """Cameras at one place, as one source or several say.

    Parameters
    ----------
    statements
        All that is said of them; the first one gives values and place, the others what it lacks.
    devices
        How many cameras.
    against
        Statements that there is none (any more).
    """

    statements: tuple[Statement, ...]
    devices: int
    against: tuple[Statement, ...] = ()

    @property
    def lead(self) -> Statement:
        """The statement that gives values and place."""
        return self.statements[0]

    @property
    def attributes(self) -> Mapping[str, str]:
        """Each value from the first statement that has one."""
        said: dict[str, str] = {}
        for statement in self.statements:
            for key, value in statement.observation.attributes.items():
                said.setdefault(key, value)
        return said

    @property
    def said_by(self) -> Mapping[str, str]:
        """The id of the statement that each value is from."""
        said: dict[str, str] = {}
        for statement in self.statements:
            for key in statement.observation.attributes:
                said.setdefault(key, statement.id)
        return said


@dataclass(frozen=True, eq=False)
class Compared:
    """Two sources, compared.

    Parameters
    ----------
    one, other
        Their keys.
    ones, others
        Their statements, in the order of the rows of `found`.
    found
        Which are the same cameras.
    decided
        Ids of those about which somebody decided, with one of the other source, whether they are
        the same: nothing is unclear about them any more.
    """

    one: str
    other: str
    ones: tuple[Statement, ...]
    others: tuple[Statement, ...]
    found: Reconciliation
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Resolution:
    """What statements are about.

    Parameters
    ----------
    cameras
        In order of the id of their first statement.
    compared
        Each two sources.
    unplaced
        Statements without a place: of no camera that could be shown.
    decided
        Decisions that were heeded.
    """

    cameras: tuple[Resolved, ...]
    compared: tuple[Compared, ...]
    unplaced: tuple[Statement, ...]
    decided: tuple[Decision, ...]
