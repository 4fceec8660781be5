"""Requests for corrections in a register: added, gone on with, and never changed."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from vidik.errors import InputError
from vidik.model.reference import REFERENCES, reference_of
from vidik.model.request import Channel, Request, Standing, Step, Wish
from vidik.outside.database.register import Register
from vidik.outside.database.schema import OUTCOME, REQUEST, STEP

__all__ = ["Requests", "new_reference"]


def new_reference() -> str:
    """Return a reference that nobody can guess."""
    while True:
        reference = reference_of(secrets.randbelow(REFERENCES))
        if reference is not None:
            return reference


class Requests(Register):
    """A register that is open, and what people asked to have put right in it.

    Parameters
    ----------
    register, create, now
        As of `Register`.
    """

    def ask(self, request: Request) -> None:
        """Add a request.

        Parameters
        ----------
        request
            New.

        Raises
        ------
        InputError
            If it is about a statement that is not there.
        """
        with self._writing() as connection:
            row = _row_of(request)
            if row["observation"] is not None:
                self._check_known(connection, row["observation"])
            connection.execute(insert(REQUEST).values(**row))
            for number, step in enumerate(request.steps):
                _add(connection, request.reference, number, step)

    def go_on(self, reference: str, step: Step) -> Request:
        """Add a step to a request, and return it.

        Parameters
        ----------
        reference
            Of the request.
        step
            The next.

        Raises
        ------
        InputError
            If there is no such request, the step cannot follow where it stands, or a statement
            that came of it is not there.
        """
        step = replace(step, statements=tuple(sorted(set(step.statements))))
        with self._writing() as connection:
            # whoever goes on at the same time waits, and then sees this step
            known = select(REQUEST).where(REQUEST.c.reference == reference).with_for_update()
            if connection.execute(known).first() is None:
                raise self._unknown(reference)
            for id in step.statements:
                self._check_known(connection, bytes.fromhex(id))
            before = _requests_in(connection, reference)[0]
            try:
                after = replace(before, steps=(*before.steps, step))
            except ValueError as fault:
                raise InputError(
                    str(fault), file=self._shown, place=reference, value=step.standing.value
                ) from fault
            _add(connection, reference, len(before.steps), step)
        return after

    def requests(self) -> tuple[Request, ...]:
        """Return all requests, the oldest first."""
        with self._reading() as connection:
            found = _requests_in(connection)
        return tuple(sorted(found, key=lambda one: (one.came, one.reference)))

    def request(self, reference: str) -> Request:
        """Return one request.

        Parameters
        ----------
        reference
            Of it.

        Raises
        ------
        InputError
            If there is none.
        """
        with self._reading() as connection:
            found = _requests_in(connection, reference)
        if not found:
            raise self._unknown(reference)
        return found[0]

    def _unknown(self, reference: str) -> InputError:
        return InputError("no such request", file=self._shown, value=reference)


def _requests_in(connection: Connection, reference: str | None = None) -> Sequence[Request]:
    """Return requests with their steps: one or none of a reference, or all."""
    tables = ((REQUEST, REQUEST.c.reference), (STEP, STEP.c.request), (OUTCOME, OUTCOME.c.request))
    asked, taken, came = (
        connection.execute(
            select(table)
            .where(column == reference if reference is not None else column.is_not(None))
            .order_by(*table.primary_key.columns)
        ).all()
        for table, column in tables
    )
    outcomes: dict[tuple[str, int], list[bytes]] = defaultdict(list)
    for row in came:
        outcomes[row.request, row.number].append(row.observation)
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in taken:
        steps[row.request].append(_step_of(row, outcomes[row.request, row.number]))
    return [_request_of(row, steps[row.reference]) for row in asked]


def _add(connection: Connection, reference: str, number: int, step: Step) -> None:
    row = {
        "request": reference,
        "number": number,
        "day": step.day,
        "recorded": step.recorded,
        "role": step.role,
        "standing": step.standing.value,
        "reason": step.reason,
        "rests_on": step.rests_on,
        "forwarded_to": step.forwarded_to,
    }
    connection.execute(insert(STEP).values(**row))
    for id in step.statements:
        outcome = {"request": reference, "number": number, "observation": bytes.fromhex(id)}
        connection.execute(insert(OUTCOME).values(**outcome))


def _row_of(request: Request) -> dict[str, Any]:
    return {
        "reference": request.reference,
        "wish": request.wish.value,
        "channel": request.channel.value,
        "observation": None if request.statement is None else bytes.fromhex(request.statement),
        "page": request.page,
        "lon": request.lon,
        "lat": request.lat,
    }


def _request_of(row: Row[Any], steps: Iterable[Step]) -> Request:
    return Request(
        reference=row.reference,
        wish=Wish(row.wish),
        channel=Channel(row.channel),
        steps=tuple(steps),
        statement=None if row.observation is None else row.observation.hex(),
        page=row.page,
        lon=row.lon,
        lat=row.lat,
    )


def _step_of(row: Row[Any], statements: Iterable[bytes]) -> Step:
    return Step(
        day=row.day,
        recorded=row.recorded,
        role=row.role,
        standing=Standing(row.standing),
        reason=row.reason,
        rests_on=row.rests_on,
        forwarded_to=row.forwarded_to,
        statements=tuple(sorted(id.hex() for id in statements)),
    )
