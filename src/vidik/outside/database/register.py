"""The register: observations of cameras, added and never changed, in a database."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from vidik.errors import InputError
from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Observation, Statement
from vidik.model.origin import Edition, Origin
from vidik.model.rejection import Rejection
from vidik.outside.database.engine import WRITING, address_of, opened
from vidik.outside.database.rows import (
    decision_of,
    edition_of,
    guard_of,
    observation_of,
    origin_of,
    row_of_decision,
    row_of_edition,
    row_of_observation,
    row_of_origin,
)
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

__all__ = ["Counted", "Ended", "Register", "Taken"]

T = TypeVar("T")

#: Rows that are handed to the database at a time.
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an edition.

    Parameters
    ----------
    new
        False if the register had it already; then nothing was changed.
    statements
        How many it holds.
    unheard
        How many of them no edition before had said.
    erased
        How many were left out because they were erased.
    rejected
        How many notes there are on what was not understood.
    """

    new: bool
    statements: int
    unheard: int
    erased: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What is known of an edition when it is read to its end.

    Parameters
    ----------
    dated
        The day that it describes.
    rejected
        What was not understood.
    """

    dated: dt.date
    rejected: Sequence[Rejection] = ()


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


class Register:
    """A register that is open.

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
        self._engine: Engine = opened(register, create=create)
        self._shown = register if "://" not in register else address_of(register)
        self._now = now

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

    # What is added

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
            connection.execute(insert(ORIGIN).values(**row_of_origin(origin), recorded=self._now()))

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
        row = row_of_edition(edition)
        with self._writing() as connection:
            same = select(EDITION.c.id).where(
                *(EDITION.c[name] == row[name] for name in ("origin", "sha256", "mapping"))
            )
            known = connection.execute(same).scalar()
            if known is not None:
                statements, rejected = self._amounts(connection, known)
                return Taken(False, statements, 0, 0, rejected)
            number = connection.execute(insert(EDITION).values(**row)).inserted_primary_key
            assert number is not None
            taken = self._take(connection, number[0], said, advance)
            end = ended()
            connection.execute(
                update(EDITION).where(EDITION.c.id == number[0]).values(dated=end.dated)
            )
            notes = [
                {
                    "edition": number[0],
                    "number": i,
                    "place": one.id,
                    "field": one.field,
                    "value": one.value,
                    "reason": one.reason,
                }
                for i, one in enumerate(end.rejected)
            ]
            for part in _parts(notes):
                connection.execute(insert(REJECTION), part)
            return replace(taken, rejected=len(notes))

    def _take(
        self,
        connection: Connection,
        edition: int,
        said: Iterable[tuple[str, Observation]],
        advance: Callable[[int], None],
    ) -> Taken:
        salt = connection.execute(select(REGISTER.c.salt)).scalar_one()
        guards = set(connection.execute(select(TOMBSTONE.c.guard)).scalars())
        told: Counter[str] = Counter()
        statements = erased = 0
        for part in _parts(_told_apart(said, told)):
            rows, listed = [], []
            for place, observation in part:
                row = row_of_observation(observation)
                if guards and guard_of(row["id"], salt) in guards:
                    erased += 1
                    continue
                rows.append(row)
                listed.append({"edition": edition, "observation": row["id"], "place": place})
            if rows:
                _add(connection, OBSERVATION, rows)
                connection.execute(insert(LISTING), listed)
            statements += len(rows)
            advance(len(part))
        before = LISTING.alias()
        unheard = connection.execute(
            select(func.count())
            .select_from(LISTING)
            .where(LISTING.c.edition == edition)
            .where(
                ~exists().where(
                    before.c.observation == LISTING.c.observation, before.c.edition != edition
                )
            )
        ).scalar_one()
        return Taken(True, statements, unheard, erased, 0)

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
            row = row_of_decision(decision)
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

    def erase(self, id: str, *, reason: str) -> None:
        """Take a statement away for good, and leave a tombstone.

        It does not come back with an edition that says it again. Everything else stays, the
        editions that held it included. The reason must not say what the statement said.

        Parameters
        ----------
        id
            Of the statement.
        reason
            Why, for outsiders.

        Raises
        ------
        InputError
            If there is no such statement.
        """
        with self._writing() as connection:
            own = _bytes(id, self._shown)
            self._check_known(connection, own)
            salt = connection.execute(select(REGISTER.c.salt)).scalar_one()
            stone = secrets.token_bytes(16)
            connection.execute(
                insert(TOMBSTONE).values(
                    id=stone, guard=guard_of(own, salt), erased=self._now(), reason=reason
                )
            )
            connection.execute(delete(OBSERVATION).where(OBSERVATION.c.id == own))
            connection.execute(
                update(LISTING)
                .where(LISTING.c.observation == own)
                # the place in the source would tell what stood there
                .values(observation=stone, place="erased")
            )
            for column in (DECISION.c.observation, DECISION.c.other):
                connection.execute(
                    update(DECISION).where(column == own).values({column.name: stone})
                )

    # What is asked

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
        return {row.key: origin_of(row) for row in self._rows(query)}

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
                    edition_of(row),
                    *self._amounts(connection, row.id),
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
        return tuple(decision_of(row) for row in self._rows(query))

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
                observation_of(rows[0]),
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
                        rows[0].id.hex(), observation_of(rows[0]), rows[-1].place,
                        rows[-1].sha256, rows[0].dated, rows[-1].dated,
                    )
                    for rows in _together(self._rows(query))
                ),
                key=lambda one: (one.observation.origin, one.since, one.until, one.id),
            )
        )  # fmt: skip

    # How it is asked

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Have one transaction: all of it comes to stay, or nothing."""
        try:
            with self._engine.execution_options(**WRITING).begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise InputError(
                f"the register cannot be written: {getattr(fault, 'orig', None) or fault}",
                file=self._shown,
            ) from fault

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise InputError(
                f"the register cannot be read: {getattr(fault, 'orig', None) or fault}",
                file=self._shown,
            ) from fault

    def _rows(self, query: Select[Any]) -> Iterator[Any]:
        """Yield rows, a part at a time."""
        with self._reading() as connection:
            yield from connection.execution_options(yield_per=_CHUNK).execute(query)

    def _amounts(self, connection: Connection, edition: int) -> tuple[int, int]:
        listed, noted = (
            connection.execute(
                select(func.count()).select_from(table).where(table.c.edition == edition)
            ).scalar_one()
            for table in (LISTING, REJECTION)
        )
        return listed, noted

    def _check_known(self, connection: Connection, id: bytes) -> None:
        known = select(OBSERVATION.c.id).where(OBSERVATION.c.id == id)
        if connection.execute(known).first() is None:
            raise InputError("no such statement", file=self._shown, value=id.hex())


def _bytes(id: str, register: str) -> bytes:
    try:
        return bytes.fromhex(id)
    except ValueError:
        raise InputError("no such statement", file=register, value=id) from None


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield items, a few thousand at a time."""
    rest = iter(items)
    while part := list(islice(rest, _CHUNK)):
        yield part


def _told_apart(
    said: Iterable[tuple[str, Observation]], told: Counter[str]
) -> Iterator[tuple[str, Observation]]:
    """Yield statements, those numbered that say the same as one before."""
    for place, observation in said:
        if observation.object is None:
            number = told[observation.id]
            told[observation.id] += 1
            yield place, replace(observation, ordinal=number) if number else observation
        else:
            yield place, observation


def _add(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add the rows that are not there yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


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
