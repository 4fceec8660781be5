"""Imports that are killed on demand (`tests.forking`), each of an edition of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sqlalchemy import event

from tests.forking import serve
from tests.outside.database.makers import edition, said, take
from vidik.model.rejection import Rejection
from vidik.outside.database import adding
from vidik.outside.database.register import Register

#: Statements of each edition, and notes on it.
STATEMENTS, NOTES = 2_000, 40


def take_in(name: str, begin: Callable[[], None]) -> None:
    """Take an edition into the register that the program was started with."""
    with Register(sys.argv[1]) as register:
        spill(register)
        notes = [Rejection("list", f"row {i}", "height", name, "why") for i in range(NOTES)]
        new = edition(file=name, sha256=name, complete=False)
        begin()
        take(register, new, (said(f"{name}-{i}") for i in range(STATEMENTS)), rejected=notes)


def spill(register: Register) -> None:
    """Let SQLite write pages before it is told to, as it does when an import is large."""
    if register._engine.dialect.name == "sqlite":
        register._engine.dispose()
        event.listen(
            register._engine, "connect", lambda raw, _: raw.execute("PRAGMA cache_size=20").close()
        )


if __name__ == "__main__":
    adding._CHUNK = 250  # and hand over as many parts as it does then
    serve(take_in)
