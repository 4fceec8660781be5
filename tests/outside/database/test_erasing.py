"""What is erased from a register is erased from its files, in either database."""

import random
from pathlib import Path

import pytest

from tests.outside.database.makers import edition, origin, said, take
from vidik.model.decision import Decision, Verdict
from vidik.model.rejection import Rejection
from vidik.outside.database import engine
from vidik.outside.database.engine import opened
from vidik.outside.database.register import Register

RNG = random.Random(5)
STATEMENTS = 1_000
SECRETS = [f"secret{RNG.randrange(16**12):012x}" for _ in range(STATEMENTS)]


@pytest.fixture
def register(database):
    with Register(database, create=True) as register:
        register.describe(origin())
        notes = [Rejection("list", f"row {i}", "note", one, "why")
                 for i, one in enumerate(SECRETS, 1)]  # fmt: skip
        take(register, edition(), statements(), rejected=notes)
        yield register


def statements():
    return [said(f"n{i}", attributes={"note": one}) for i, one in enumerate(SECRETS)]


def files_of(register, database):
    """Return all that a register consists of on disk."""
    if register._engine.dialect.name == "sqlite":
        return [file for file in Path(database).parent.iterdir() if file.is_file()]
    server = opened(database)
    with server.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar()
        number = "SELECT oid FROM pg_database WHERE datname = current_database()"
        base = Path(folder) / "base" / str(connection.exec_driver_sql(number).scalar())
    server.dispose()
    return list(base.iterdir())


def test_nothing_of_what_is_erased_is_in_any_file(register, database):
    held = b"".join(file.read_bytes() for file in files_of(register, database))
    gone = RNG.sample(range(STATEMENTS), 6)
    said_of = statements()
    for i in gone:
        assert SECRETS[i].encode() in held
        decision = Decision(
            edition().recorded, "us", Verdict.SAME, "why",
            observation=said_of[i].id, other=said_of[(i + 1) % STATEMENTS].id,
        )  # fmt: skip
        register.decide(decision)
        assert register.erase(said_of[i].id, reason="asked for")
    held = b"".join(file.read_bytes() for file in files_of(register, database))
    for i in gone:
        assert SECRETS[i].encode() not in held
        assert bytes.fromhex(said_of[i].id) not in held
        assert said_of[i].id.encode() not in held
    assert sum(one.encode() in held for one in SECRETS) == STATEMENTS - len(gone)


def test_a_note_on_what_was_erased_does_not_come_in_again(register):
    one = statements()[0]
    assert register.erase(one.id, reason="asked for")
    notes = [Rejection("list", "row 1", "note", SECRETS[0], "why"),
             Rejection("list", "row 2", "note", "other", "why")]  # fmt: skip
    again = edition(file="again")
    taken = take(register, again, statements()[:2], rejected=notes)
    assert (taken.statements, taken.erased, taken.rejected) == (1, 1, 1)
    assert [note.value for note in register.rejections(again.sha256)] == ["other"]


def test_it_is_said_if_somebody_who_reads_is_in_the_way(register, database, monkeypatch):
    monkeypatch.setattr(engine, "_PATIENCE", 1)
    with Register(database) as reader, Register(database) as eraser:
        reading = reader.state()
        next(reading)
        assert not eraser.erase(statements()[0].id, reason="asked for")
        reading.close()
        assert eraser.erase(statements()[1].id, reason="asked for")
    held = b"".join(file.read_bytes() for file in files_of(register, database))
    assert not any(one.encode() in held for one in SECRETS[:2])
