"""What a register is asked: who says what, what holds, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Select, func, select, true

from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Statement
from vidik.model.origin import Edition, Origin
from vidik.model.rejection import Rejection
from vidik.outside.database.engine import explained, opened, shown
from vidik.outside.database.rows import DECISIONS, EDITIONS, OBSERVATIONS, ORIGINS
from vidik.outside.database.schema import (
    DECISION,
    EDITION,
    LISTING,
    OBSERVATION,
    ORIGIN,
    REGISTER,
    REJECTION,
    TOMBSTONE,
)

__all__ = ["Asked", "Counted", "amounts_of"]

#: Rows that the database hands over at a time.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    """An edition, and how much it holds.

    Parameters
    ----------
    edition
        Which.
    statements, rejected
        How many.
    withdrawn
        Whether it counts no more.
    """

    edition: Edition
    statements: int
    rejected: int
    withdrawn: bool


class Asked:
    """A register that is open, to be asked.

    Parameters
    ----------
    register
        A file of SQLite, or an address such as ``postgresql://host/name``.
    create
        Make it if there is none.

    Raises
    ------
    InputError
        If it cannot be opened.
    """

    def __init__(self, register: str, *, create: bool = False) -> None:
        self._engine: Engine = opened(register, create=create)
        self._shown = shown(register)

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._engine.dispose()

    @property
    def id(self) -> str:
        """What the register is known by, wherever it goes."""
        with self._reading() as connection:
            return str(connection.execute(select(REGISTER.c.id)).scalar_one())

    @property
    def salt(self) -> bytes:
        """The secret by which the same person gets the same pseudonym."""
        with self._reading() as connection:
            salt: bytes = connection.execute(select(REGISTER.c.salt)).scalar_one()
            return salt

    def last_recorded(self, *, until: dt.datetime | None = None) -> dt.datetime | None:
        """Return when anything was recorded last; None if nothing was.

        Parameters
        ----------
        until
            By then; None: at all.
        """
        columns = (ORIGIN.c.recorded, EDITION.c.recorded, DECISION.c.recorded, TOMBSTONE.c.erased)
        with self._reading() as connection:
            moments = (
                connection.execute(
                    select(func.max(column)).where(true() if until is None else column <= until)
                ).scalar()
                for column in columns
            )
            return max((one for one in moments if one is not None), default=None)

    def knows(self, origin: str, object: str) -> bool:
        """Return whether a source ever said anything of an object.

        Parameters
        ----------
        origin, object
            As of `Observation`.
        """
        query = (
            select(OBSERVATION.c.id)
            .where(OBSERVATION.c.origin == origin, OBSERVATION.c.object == object)
            .limit(1)
        )
        return next(iter(self._rows(query)), None) is not None

    def origins(self, *, recorded: dt.datetime | None = None) -> dict[str, Origin]:
        """Return the sources by key, as they were known.

        Parameters
        ----------
        recorded
            When; None: now.
        """
        query = select(ORIGIN).order_by(ORIGIN.c.key, ORIGIN.c.recorded)
        if recorded is not None:
            query = query.where(ORIGIN.c.recorded <= recorded)
        return {row.key: ORIGINS.value_of(row) for row in self._rows(query)}

    def editions(self, origin: str | None = None) -> tuple[Counted, ...]:
        """Return the editions, in the order in which they were taken in.

        Parameters
        ----------
        origin
            Those of one source; None: all.
        """
        query = select(EDITION).order_by(EDITION.c.id)
        if origin is not None:
            query = query.where(EDITION.c.origin == origin)
        withdrawn = {(d.origin, d.edition) for d in self.decisions() if d.edition is not None}
        with self._reading() as connection:
            return tuple(
                Counted(
                    EDITIONS.value_of(row),
                    *amounts_of(connection, row.id),
                    (row.origin, row.sha256) in withdrawn,
                )
                for row in connection.execute(query).all()
            )

    def decisions(self, *, recorded: dt.datetime | None = None) -> tuple[Decision, ...]:
        """Return the decisions, the oldest first.

        Parameters
        ----------
        recorded
            Those that had been recorded by then; None: all.
        """
        query = select(DECISION).order_by(DECISION.c.id)
        if recorded is not None:
            query = query.where(DECISION.c.recorded <= recorded)
        return tuple(DECISIONS.value_of(row) for row in self._rows(query))

    def rejections(self, sha256: str) -> tuple[Rejection, ...]:
        """Return what was not understood of an edition.

        Parameters
        ----------
        sha256
            Of its file.
        """
        query = (
            select(REJECTION, EDITION.c.origin)
            .join(EDITION)
            .where(EDITION.c.sha256 == sha256)
            .order_by(REJECTION.c.edition, REJECTION.c.number)
        )
        return tuple(
            Rejection(row.origin, row.place, row.field, row.value, row.reason)
            for row in self._rows(query)
        )

    def state(
        self,
        *,
        on: dt.date | None = None,
        recorded: dt.datetime | None = None,
        origins: Sequence[str] | None = None,
    ) -> Iterator[Statement]:
        """Yield what sources say: what holds of a day, as it was known at a moment.

        Of a source whose editions are complete, the newest one counts, with what was added to it;
        of others all. What was withdrawn does not count; what corrects it does.

        Parameters
        ----------
        on
            The day that is asked about; None: the newest that is known of each source.
        recorded
            What the register knew at that moment; None: all that it knows.
        origins
            Keys of sources; None: all.

        Yields
        ------
        Statement
            In order of source and id.
        """
        decisions = self.decisions(recorded=recorded)
        withdrawn = [d for d in decisions if d.verdict is Verdict.WITHDRAWN]
        instead = {d.observation: d.other for d in withdrawn if d.observation is not None}
        for origin in sorted(self.origins(recorded=recorded)):
            if origins is not None and origin not in origins:
                continue
            gone = {d.edition for d in withdrawn if d.origin == origin}
            known = [
                row
                for row in self._rows(select(EDITION).where(EDITION.c.origin == origin))
                if row.sha256 not in gone
                and (on is None or row.dated <= on)
                and (recorded is None or row.recorded <= recorded)
            ]
            yield from self._stated([row.id for row in _in_force(known)], known, instead)

    def _stated(
        self, editions: Sequence[int], known: Sequence[Any], instead: dict[str, str | None]
    ) -> Iterator[Statement]:
        """Yield what some editions of a source say, or what takes its place."""
        days = {row.id: row for row in known}
        query = (
            select(OBSERVATION, LISTING.c.edition, LISTING.c.place)
            .join(LISTING, LISTING.c.observation == OBSERVATION.c.id)
            .where(LISTING.c.edition.in_(sorted(days)))
            .order_by(OBSERVATION.c.id, LISTING.c.edition)
        )
        wanted, corrected = set(editions), set(filter(None, instead.values()))
        for rows in _together(self._rows(query)):
            id = rows[0].id.hex()
            listed = [days[row.edition] for row in rows]
            held = any(edition.id in wanted for edition in listed)
            if (id in instead) or not (held or id in corrected):
                continue
            newest = max(zip(listed, rows, strict=True), key=lambda one: _age(one[0]))
            yield Statement(
                id,
                OBSERVATIONS.value_of(rows[0]),
                newest[1].place,
                newest[0].sha256,
                min(edition.dated for edition in listed),
                max(edition.dated for edition in listed),
            )

    def find(self, words: str) -> tuple[Statement, ...]:
        """Return all that was ever said of an object, or one statement, what is withdrawn included.

        Parameters
        ----------
        words
            What a source calls the object (``node/123``, also ``osm:node/123``), where it stands in
            its source (``row 12``), or the beginning of a statement's id, six digits at least.
        """
        origin, colon, name = words.partition(":")
        matches = (OBSERVATION.c.object == words) | (LISTING.c.place == words)
        if colon:
            matches |= (OBSERVATION.c.origin == origin) & (
                (OBSERVATION.c.object == name) | (LISTING.c.place == name)
            )
        if len(words) >= 6 and all(letter in "0123456789abcdef" for letter in words):
            low = bytes.fromhex(words.ljust(32, "0"))
            high = bytes.fromhex(words.ljust(32, "f"))
            matches |= OBSERVATION.c.id.between(low, high)
        query = (
            select(OBSERVATION, LISTING.c.place, EDITION.c.sha256, EDITION.c.dated)
            .join(LISTING, LISTING.c.observation == OBSERVATION.c.id)
            .join(EDITION, EDITION.c.id == LISTING.c.edition)
            .where(matches)
            .order_by(OBSERVATION.c.id, EDITION.c.dated, EDITION.c.id)
        )
        return tuple(
            sorted(
                (
                    Statement(
                        rows[0].id.hex(), OBSERVATIONS.value_of(rows[0]), rows[-1].place,
                        rows[-1].sha256, rows[0].dated, rows[-1].dated,
                    )
                    for rows in _together(self._rows(query))
                ),
                key=lambda one: (one.observation.origin, one.since, one.until, one.id),
            )
        )  # fmt: skip

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self._shown, "read"), self._engine.connect() as connection:
            yield connection

    def _rows(self, query: Select[Any]) -> Iterator[Any]:
        """Yield rows, a part at a time."""
        with (
            self._reading() as connection,
            connection.execution_options(yield_per=_CHUNK).execute(query) as rows,
        ):
            yield from rows


def amounts_of(connection: Connection, edition: int) -> tuple[int, int]:
    """Return how many statements an edition lists, and how many notes there are on it.

    Parameters
    ----------
    connection
        To the register.
    edition
        Its number.
    """
    listed, noted = (
        connection.execute(
            select(func.count()).select_from(table).where(table.c.edition == edition)
        ).scalar_one()
        for table in (LISTING, REJECTION)
    )
    return listed, noted


def _age(edition: Any) -> tuple[dt.date, dt.datetime, int]:
    return edition.dated, edition.recorded, edition.id


def _in_force(editions: Iterable[Any]) -> list[Any]:
    """Return the newest complete edition and all that came after it; without one, all."""
    force: list[Any] = []
    for edition in sorted(editions, key=_age):
        if edition.complete:
            force.clear()
        force.append(edition)
    return force


def _together(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows that follow one another and are of the same statement."""
    same: list[Any] = []
    for row in rows:
        if same and row.id != same[0].id:
            yield same
            same = []
        same.append(row)
    if same:
        yield same
