"""The register: observations of cameras, added and never changed, in a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, insert, select

from vidik.errors import InputError
from vidik.model.decision import Decision
from vidik.model.observation import Observation
from vidik.model.origin import Edition, Origin
from vidik.outside.database.adding import Ended, Taken, bury, take_in
from vidik.outside.database.asking import Asked, Counted
from vidik.outside.database.engine import WRITING, explained, swept
from vidik.outside.database.rows import DECISIONS, ORIGINS
from vidik.outside.database.schema import DECISION, OBSERVATION, ORIGIN

__all__ = ["Counted", "Ended", "Register", "Taken"]


class Register(Asked):
    """A register that is open, to be asked and added to.

    Parameters
    ----------
    register
        A file of SQLite, or an address such as ``postgresql://host/name``.
    create
        Make it if there is none.
    now
        The clock.

    Raises
    ------
    InputError
        If it cannot be opened.
    """

    def __init__(
        self,
        register: str,
        *,
        create: bool = False,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        super().__init__(register, create=create)
        self._now = now

    def describe(self, origin: Origin) -> None:
        """Say what a source is, from now on.

        Parameters
        ----------
        origin
            The source; nothing happens if it is known as this.
        """
        if self.origins().get(origin.key) == origin:
            return
        with self._writing() as connection:
            connection.execute(
                insert(ORIGIN).values(**ORIGINS.row_of(origin), recorded=self._now())
            )

    def take_in(
        self,
        edition: Edition,
        said: Iterable[tuple[str, Observation]],
        ended: Callable[[], Ended],
        *,
        advance: Callable[[int], None] = lambda _: None,
    ) -> Taken:
        """Take in all that an edition says, or, whatever happens meanwhile, nothing of it.

        Parameters
        ----------
        edition
            Which; of which day, `ended` says.
        said
            Where in it something is said, and what. It is read once, a part at a time.
        ended
            Called when all of it is read.
        advance
            Told how many statements were taken in since the last call.

        Raises
        ------
        InputError
            If nobody described its source, or the database cannot be written.
        """
        if edition.origin not in self.origins():
            raise InputError("nobody described this source", value=edition.origin)
        with self._writing() as connection:
            return take_in(connection, edition, said, ended, advance)

    def decide(self, decision: Decision) -> None:
        """Add a decision.

        Parameters
        ----------
        decision
            About statements and sources that are in the register.

        Raises
        ------
        InputError
            If one of them is not.
        """
        with self._writing() as connection:
            row = DECISIONS.row_of(decision)
            for name in ("observation", "other"):
                if row[name] is not None:
                    self._check_known(connection, row[name])
            if decision.origin is not None and decision.origin not in self.origins():
                raise InputError("no such source", file=self._shown, value=decision.origin)
            if decision.edition is not None and not any(
                one.edition.sha256 == decision.edition for one in self.editions(decision.origin)
            ):
                raise InputError("no such edition", file=self._shown, value=decision.edition)
            connection.execute(insert(DECISION).values(**row))

    def erase(self, id: str, *, reason: str) -> bool:
        """Take a statement away for good, and leave a tombstone.

        It does not come back with an edition that says it again. Everything else stays, the
        editions that held it included. The reason must not say what the statement said.

        Parameters
        ----------
        id
            Of the statement.
        reason
            Why, for outsiders.

        Returns
        -------
        bool
            False if others used the register for so long that its files may still hold what was
            erased, until they are done (`vidik.outside.database.engine.swept`).

        Raises
        ------
        InputError
            If there is no such statement.
        """
        with self._writing() as connection:
            own = _bytes(id, self._shown)
            self._check_known(connection, own)
            bury(connection, own, reason=reason, moment=self._now())
        return swept(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Have one transaction: all of it comes to stay, or nothing."""
        with (
            explained(self._shown, "written"),
            self._engine.execution_options(**WRITING).begin() as connection,
        ):
            yield connection

    def _check_known(self, connection: Connection, id: bytes) -> None:
        known = select(OBSERVATION.c.id).where(OBSERVATION.c.id == id)
        if connection.execute(known).first() is None:
            raise InputError("no such statement", file=self._shown, value=id.hex())


def _bytes(id: str, register: str) -> bytes:
    try:
        return bytes.fromhex(id)
    except ValueError:
        raise InputError("no such statement", file=register, value=id) from None
