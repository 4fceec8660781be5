"""Requests stay in a register as they came, in either database, and older registers take them."""

import datetime as dt
import threading
from contextlib import suppress

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from tests.outside.database.makers import DAY, NOON, edition, origin, said, take
from vidik.errors import InputError
from vidik.model.reference import read_reference
from vidik.model.request import Channel, Request, Standing, Step, Wish
from vidik.outside.database import engine as engines
from vidik.outside.database.engine import opened
from vidik.outside.database.requests import Requests, new_reference
from vidik.outside.database.schema import EDITION, LISTING, METADATA, OBSERVATION, ORIGIN, REGISTER


def step(standing, day=DAY, **told):
    return Step(day, NOON, "the editors", standing, **told)


def asked(wish=Wish.NOT_THERE, day=DAY, **about):
    received = step(Standing.RECEIVED, day)
    return Request(new_reference(), wish, Channel.E_MAIL, (received,), **about)


@pytest.fixture
def register(database):
    with Requests(database, create=True, now=lambda: NOON) as register:
        register.describe(origin())
        take(register, edition(), [said("a"), said("b")])
        yield register


def ids(register):
    return {one.observation.object: one.id for one in register.state()}


def test_what_was_asked_and_answered_comes_back_the_oldest_first(register):
    a, b = ids(register)["a"], ids(register)["b"]
    later = asked(Wish.MISSING, DAY + dt.timedelta(1), lon=20.5, lat=44.9)
    sooner = asked(statement=a)
    page = asked(Wish.WRONG_DETAIL, DAY + dt.timedelta(2), page="street/glavna-ulica/")
    home = asked(Wish.HOME, DAY + dt.timedelta(3))
    for one in (later, sooner, page, home):
        register.ask(one)
    assert register.requests() == (sooner, later, page, home)
    register.go_on(sooner.reference, step(Standing.LOOKED_AT))
    answer = step(Standing.CORRECTED, reason="gone", rests_on="a photo", statements=(a, b))
    after = register.go_on(sooner.reference, answer)
    assert register.request(sooner.reference) == after
    assert [one.standing for one in after.steps] == ["received", "looked-at", "corrected"]
    assert after.last.statements == tuple(sorted((a, b)))
    assert register.requests()[1:] == (later, page, home)


def test_what_is_not_there_is_refused_and_changes_nothing(register):
    with pytest.raises(InputError, match="no such statement"):
        register.ask(asked(statement="ff" * 16))
    assert register.requests() == ()
    one = asked(statement=ids(register)["a"])
    register.ask(one)
    for reference, taken, message in (
        ("KD4Y6-V9EQ9", step(Standing.LOOKED_AT), "no such request"),
        (one.reference, step(Standing.REOPENED, reason="x"), "cannot follow “received”"),
        (one.reference, step(Standing.LOOKED_AT, DAY - dt.timedelta(1)), "before the step of"),
        (one.reference, step(Standing.PARTLY, reason="x", statements=("ff" * 16,)), "no such stat"),
    ):
        with pytest.raises(InputError, match=message):
            register.go_on(reference, taken)
    with pytest.raises(InputError, match="no such request"):
        register.request("KD4Y6-V9EQ9")
    assert register.requests() == (one,)


def test_who_goes_on_at_the_same_time_takes_one_step_after_the_other(register, database):
    one = asked(statement=ids(register)["a"])
    register.ask(one)
    ready = threading.Barrier(4)

    def look() -> None:
        with Requests(database) as own:
            ready.wait()
            with suppress(InputError):
                own.go_on(one.reference, step(Standing.LOOKED_AT))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [s.standing for s in register.request(one.reference).steps] == ["received", "looked-at"]


def test_what_is_erased_is_named_no_more_and_the_request_stays(register):
    a, b = ids(register)["a"], ids(register)["b"]
    one, other = asked(statement=a), asked(statement=b)
    for each in (one, other):
        register.ask(each)
    register.go_on(other.reference, step(Standing.CORRECTED, reason="x", statements=(a, b)))
    register.erase(a, reason="asked for")
    found = register.request(one.reference)
    assert found.statement not in (None, a)
    assert register.find(found.statement) == ()
    named = register.request(other.reference).statements
    assert a not in named
    assert b in named
    assert found.statement in named


def test_references_read_and_are_not_the_same_twice():
    drawn = {new_reference() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(read_reference(one) == one for one in drawn)


@pytest.fixture
def earlier(database):
    """Return a register as the version before requests left it, with a statement in it."""
    engine = engines._engine(database)
    config = engines._scripts()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(insert(REGISTER).values(id="me", salt=b"s" * 32, made=NOON))
        connection.execute(insert(ORIGIN).values(
            key="list", recorded=NOON, name="The list", kind="official", licence="CC0-1.0",
            attribution="©", obtained="requested", draft=False, synthetic=False,
        ))  # fmt: skip
        one = said("a")
        connection.execute(insert(EDITION).values(
            id=1, origin="list", sha256="0" * 64, file="a.csv", format="csv", dated=DAY,
            recorded=NOON, complete=True, mapping="{}",
        ))  # fmt: skip
        connection.execute(insert(OBSERVATION).values(
            id=bytes.fromhex(one.id), origin="list", object="a", claim="present", lon=one.lon,
            lat=one.lat, devices=1, attributes="{}", ordinal=0,
        ))  # fmt: skip
        connection.execute(
            insert(LISTING).values(edition=1, observation=bytes.fromhex(one.id), place="row 1")
        )
        tables = {"request", "step", "outcome"}
        there = text("SELECT name FROM sqlite_master") if "://" not in database else text(
            "SELECT tablename FROM pg_tables"
        )  # fmt: skip
        assert tables.isdisjoint(connection.execute(there).scalars())
    engine.dispose()
    return database


def test_a_register_of_the_version_before_keeps_all_and_takes_requests(earlier):
    with Requests(earlier) as register:
        assert register.id == "me"
        (statement,) = register.state()
        one = asked(statement=statement.id)
        register.ask(one)
        assert register.requests() == (one,)
    engine = opened(earlier)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
