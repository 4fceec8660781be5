"""What is added to a register: whole editions, and the tombstones of what was erased."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from vidik.model.observation import Observation
from vidik.model.origin import Edition
from vidik.model.rejection import Rejection
from vidik.outside.database.asking import amounts_of
from vidik.outside.database.bulk import add, add_unknown
from vidik.outside.database.rows import EDITIONS, OBSERVATIONS, guard_of
from vidik.outside.database.schema import (
    DECISION,
    EDITION,
    LISTING,
    OBSERVATION,
    OUTCOME,
    REGISTER,
    REJECTION,
    REQUEST,
    TOMBSTONE,
)

__all__ = ["Ended", "Taken", "bury", "take_in"]

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


def take_in(
    connection: Connection,
    edition: Edition,
    said: Iterable[tuple[str, Observation]],
    ended: Callable[[], Ended],
    advance: Callable[[int], None],
) -> Taken:
    """Take in all that an edition says; nothing if the register has it already.

    Parameters
    ----------
    connection
        With a transaction that writes.
    edition, said, ended, advance
        As of `vidik.outside.database.register.Register.take_in`.
    """
    row = EDITIONS.row_of(edition)
    same = select(EDITION.c.id).where(
        *(EDITION.c[name] == row[name] for name in ("origin", "sha256", "mapping"))
    )
    known = connection.execute(same).scalar()
    if known is not None:
        statements, rejected = amounts_of(connection, known)
        return Taken(False, statements, 0, 0, rejected)
    key = connection.execute(insert(EDITION).values(**row)).inserted_primary_key
    assert key is not None
    number: int = key[0]
    statements, erased = _list(connection, number, said, advance)
    end = ended()
    connection.execute(update(EDITION).where(EDITION.c.id == number).values(dated=end.dated))
    # a note would tell what was said where something was erased
    notes = [one for one in end.rejected if one.id not in erased]
    _note(connection, number, notes)
    return Taken(True, statements, _unheard(connection, number), erased.total(), len(notes))


def _list(
    connection: Connection,
    edition: int,
    said: Iterable[tuple[str, Observation]],
    advance: Callable[[int], None],
) -> tuple[int, Counter[str]]:
    """List what an edition says; return how many statements, and where others were erased."""
    salt = connection.execute(select(REGISTER.c.salt)).scalar_one()
    guards = set(connection.execute(select(TOMBSTONE.c.guard)).scalars())
    statements, erased = 0, Counter[str]()
    for part in _parts(_told_apart(said)):
        rows, listed = [], []
        for place, observation in part:
            id = bytes.fromhex(observation.id)
            if guards and guard_of(id, salt) in guards:
                erased[place] += 1
                continue
            rows.append({"id": id, **OBSERVATIONS.row_of(observation)})
            listed.append({"edition": edition, "observation": id, "place": place})
        if rows:
            add_unknown(connection, OBSERVATION, rows)
            add(connection, LISTING, listed)
        statements += len(rows)
        advance(len(part))
    return statements, erased


def _told_apart(said: Iterable[tuple[str, Observation]]) -> Iterator[tuple[str, Observation]]:
    """Yield statements, those numbered that say the same as one before."""
    told: Counter[str] = Counter()
    for place, observation in said:
        if observation.object is None:
            number = told[observation.id]
            told[observation.id] += 1
            yield place, replace(observation, ordinal=number) if number else observation
        else:
            yield place, observation


def _note(connection: Connection, edition: int, rejected: Sequence[Rejection]) -> None:
    """Keep what was not understood."""
    notes = (
        {
            "edition": edition,
            "number": number,
            "place": one.id,
            "field": one.field,
            "value": one.value,
            "reason": one.reason,
        }
        for number, one in enumerate(rejected)
    )
    for part in _parts(notes):
        add(connection, REJECTION, part)


def _unheard(connection: Connection, edition: int) -> int:
    """Return how many statements of an edition no other one lists."""
    other = LISTING.alias()
    return connection.execute(
        select(func.count())
        .select_from(LISTING)
        .where(LISTING.c.edition == edition)
        .where(
            ~exists().where(
                other.c.observation == LISTING.c.observation, other.c.edition != edition
            )
        )
    ).scalar_one()


def bury(connection: Connection, id: bytes, *, reason: str, moment: dt.datetime) -> None:
    """Take a statement away with the notes on it, and put a tombstone where it was spoken of.

    Parameters
    ----------
    connection
        With a transaction that writes.
    id
        Of a statement that is there.
    reason
        Why, for outsiders.
    moment
        Now.
    """
    salt = connection.execute(select(REGISTER.c.salt)).scalar_one()
    stone = secrets.token_bytes(16)
    connection.execute(
        insert(TOMBSTONE).values(id=stone, guard=guard_of(id, salt), erased=moment, reason=reason)
    )
    connection.execute(delete(OBSERVATION).where(OBSERVATION.c.id == id))
    # notes on what was not understood there quote it
    connection.execute(
        delete(REJECTION).where(
            exists().where(
                LISTING.c.observation == id,
                LISTING.c.edition == REJECTION.c.edition,
                LISTING.c.place == REJECTION.c.place,
            )
        )
    )
    connection.execute(
        update(LISTING)
        .where(LISTING.c.observation == id)
        # the place in the source would tell what stood there
        .values(observation=stone, place="erased")
    )
    named = (DECISION.c.observation, DECISION.c.other, REQUEST.c.observation, OUTCOME.c.observation)
    for column in named:
        connection.execute(update(column.table).where(column == id).values({column.name: stone}))


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield items, a few thousand at a time."""
    rest = iter(items)
    while part := list(islice(rest, _CHUNK)):
        yield part
