"""What goes into a register stays there, in either database."""

import dataclasses
import datetime as dt
import os
import random
import signal
import time
from collections import Counter

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.forking import Forks
from tests.outside.database.forker import NOTES, STATEMENTS
from tests.outside.database.makers import (
    DAY,
    NOON,
    edition,
    observations,
    origin,
    said,
    take,
    told_once,
)
from vidik.errors import InputError
from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim
from vidik.model.rejection import Rejection
from vidik.outside.database.engine import opened
from vidik.outside.database.register import Register
from vidik.outside.database.schema import EDITION, METADATA, TABLES

#: Imports that are killed before they say that they are done, and that come to their end.
KILLS, FINISHED = 30, 3
LATER = dt.date(2025, 9, 1)


@pytest.fixture
def register(database):
    with Register(database, create=True, now=lambda: NOON) as register:
        register.describe(origin())
        yield register


def objects(register, **asked):
    return [one.observation.object for one in register.state(**asked)]


def test_the_tables_are_those_that_the_revisions_make(database):
    engine = opened(database, create=True)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_what_was_said_comes_back_as_it_was_said(register):
    one = said(
        "node/1", lon=20.123456789012345, accuracy_m=0.1, observed=DAY, devices=3,
        attributes={"operator": "МУП", "name": "x\n\"';"},
    )  # fmt: skip
    taken = take(register, edition(), [one])
    (statement,) = register.state()
    assert statement.observation == one
    assert statement.id == one.id
    assert (statement.place, statement.since, statement.until) == ("row 1", DAY, DAY)
    assert (taken.new, taken.statements, taken.unheard) == (True, 1, 1)


def test_taking_in_twice_changes_nothing(register):
    take(register, edition(), [said("a"), said("b")])
    before = list(register.state())
    again = take(register, edition(), [said("a"), said("b")])
    assert (again.new, again.statements, again.unheard) == (False, 2, 0)
    assert list(register.state()) == before
    assert len(register.editions()) == 1


def test_rows_that_say_the_same_are_as_many_statements(register):
    take(register, edition(), [said(), said(), said()])
    assert sorted(one.place for one in register.state()) == ["row 1", "row 2", "row 3"]
    assert len({one.id for one in register.state()}) == 3


def test_a_newer_edition_takes_the_place_of_an_older_one_which_can_still_be_asked_for(register):
    take(register, edition(file="old"), [said("stays"), said("goes")])
    take(register, edition(file="new", dated=LATER), [said("stays"), said("comes")])
    assert sorted(objects(register)) == ["comes", "stays"]
    assert sorted(objects(register, on=DAY)) == ["goes", "stays"]
    assert objects(register, on=DAY - dt.timedelta(1)) == []
    stays = {one.observation.object: one for one in register.state()}["stays"]
    assert (stays.since, stays.until) == (DAY, LATER)


def test_an_older_edition_that_comes_later_takes_nobodys_place(register):
    take(register, edition(file="new", dated=LATER), [said("new")])
    take(register, edition(file="old"), [said("old")])
    assert objects(register) == ["new"]
    assert objects(register, on=DAY) == ["old"]


def test_what_the_register_knew_at_a_moment_can_be_asked_for(register):
    take(register, edition(file="first"), [said("first")])
    hour = NOON + dt.timedelta(hours=1)
    take(register, edition(file="second", dated=LATER, recorded=hour), [said("second")])
    assert objects(register, recorded=NOON) == ["first"]
    assert objects(register, recorded=hour) == ["second"]
    assert objects(register, recorded=NOON - dt.timedelta(1)) == []


def test_what_adds_is_added_until_a_complete_list_comes(register):
    take(register, edition(file="list"), [said("a")])
    take(register, edition(file="report", complete=False, dated=LATER), [said("b")])
    assert sorted(objects(register)) == ["a", "b"]
    take(register, edition(file="all", dated=LATER + dt.timedelta(1)), [said("c")])
    assert objects(register) == ["c"]


def test_an_absence_is_a_statement_too(register):
    take(register, edition(), [said("gone", claim=Claim.ABSENT)])
    assert [one.observation.claim for one in register.state()] == [Claim.ABSENT]


def test_what_was_withdrawn_counts_no_more_and_its_correction_does(register):
    wrong, right = said("a", lon=1.0), said("a", lon=2.0)
    take(register, edition(file="wrong"), [wrong, said("b")])
    take(register, edition(file="fix", complete=False), [right])
    moment = NOON + dt.timedelta(hours=1)
    register.decide(
        Decision(
            moment, "the editors", Verdict.WITHDRAWN, "a typing mistake",
            observation=wrong.id, other=right.id,
        )
    )  # fmt: skip
    assert {one.observation for one in register.state()} == {right, said("b")}
    assert wrong in {one.observation for one in register.state(recorded=NOON)}
    # the source repeats its mistake in a newer list: it stays corrected
    take(register, edition(file="again", dated=LATER), [wrong, said("b")])
    assert {one.observation for one in register.state()} == {right, said("b")}
    assert {one.observation for one in register.find("a")} == {wrong, right}


def test_a_whole_edition_can_be_withdrawn(register):
    take(register, edition(file="good"), [said("good")])
    bad = edition(file="bad", dated=LATER)
    take(register, bad, [said("bad")])
    register.decide(
        Decision(NOON, "the editors", Verdict.WITHDRAWN, "columns were mixed up",
                 origin="list", edition=bad.sha256)
    )  # fmt: skip
    assert objects(register) == ["good"]
    assert [one.withdrawn for one in register.editions()] == [False, True]


def test_what_was_erased_leaves_a_tombstone_and_never_comes_back(register, database):
    secret = said("a", attributes={"note": "secret"})
    take(register, edition(), [secret, said("b")])
    register.decide(
        Decision(NOON, "the editors", Verdict.SAME, "one pole", observation=secret.id,
                 other=said("b").id)
    )  # fmt: skip
    register.erase(secret.id, reason="asked for")
    assert objects(register) == ["b"]
    assert register.find("a") == ()
    again = take(register, edition(file="again", dated=LATER), [secret, said("b")])
    assert (again.statements, again.erased) == (1, 1)
    assert objects(register) == ["b"]
    with pytest.raises(InputError, match="no such statement"):
        register.erase(secret.id, reason="asked for")
    # neither what was said nor the hash of it is anywhere any more
    engine = opened(database)
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(table.select()):
                assert "secret" not in str(row)
                assert bytes.fromhex(secret.id) not in tuple(row)
    engine.dispose()


def test_notes_on_what_was_not_understood_stay_with_the_edition(register):
    notes = (Rejection("list", "row 2", "height", "tall", "not a height"),)
    taken = take(register, edition(), [said("a")], rejected=notes)
    assert taken.rejected == 1
    assert register.rejections(edition().sha256) == notes


def test_what_is_said_of_a_source_may_change_and_what_was_said_stays_known(register):
    clock = iter([NOON + dt.timedelta(hours=1)])
    register._now = lambda: next(clock)
    register.describe(origin(name="Another name"))
    assert register.origins()["list"].name == "Another name"
    assert register.origins(recorded=NOON)["list"].name == "The list"


def test_an_edition_that_cannot_be_read_to_its_end_leaves_nothing(register):
    def broken():
        yield "row 1", said("a")
        raise InputError("broke off")

    with pytest.raises(InputError, match="broke off"):
        register.take_in(edition(), broken(), lambda: pytest.fail("never read to its end"))
    assert list(register.state()) == []
    assert register.editions() == ()
    assert take(register, edition(), [said("a")]).unheard == 1


def test_nobody_decides_on_what_is_not_there(register):
    for about in ({"observation": "00" * 16}, {"origin": "x", "edition": "00"}):
        with pytest.raises(InputError, match="no such"):
            register.decide(Decision(NOON, "us", Verdict.WITHDRAWN, "why", **about))
    with pytest.raises(InputError, match="nobody described this source"):
        take(register, edition("unknown"), [said("a")])


def test_things_are_found_by_what_they_are_called(register):
    take(register, edition(), [said("node/1"), said("node/12"), said()])
    assert [one.observation.object for one in register.find("node/1")] == ["node/1"]
    assert [one.observation.object for one in register.find("list:node/12")] == ["node/12"]
    assert [one.place for one in register.find("row 3")] == ["row 3"]
    assert [one.id for one in register.find(said("node/1").id[:8])] == [said("node/1").id]
    assert register.find("ffff") == ()


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    lists=st.lists(st.lists(observations, max_size=5).map(told_once), max_size=3), data=st.data()
)
def test_nothing_is_lost_and_the_order_of_rows_changes_nothing(database, lists, data):
    told = []
    with Register(database, create=True) as register:
        for i, statements in enumerate(lists):
            key = f"{os.urandom(6).hex()}{i}"
            mine = [dataclasses.replace(one, origin=key) for one in statements]
            register.describe(origin(key))
            shuffled = data.draw(st.permutations(mine))
            take(register, edition(key, file=key), shuffled)
            found = [one.observation for one in register.state(origins=[key])]
            assert Counter(dataclasses.replace(one, ordinal=0) for one in found) == Counter(mine)
            other = f"{key}_other"
            register.describe(origin(other))
            theirs = data.draw(st.permutations(mine))
            theirs = [dataclasses.replace(one, origin=other) for one in theirs]
            take(register, edition(other, file=other), theirs)
            ordinals = Counter(one.ordinal for one in found)
            again = [one.observation for one in register.state(origins=[other])]
            assert Counter(one.ordinal for one in again) == ordinals
            told += found
    assert len({one.id for one in told}) == len(told)


def held(database):
    """Return how many rows a register has in each table, and the files of its editions."""
    engine = opened(database)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        else:  # whose server rolls back when it notices that nobody listens any more
            busy = "datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
            query = f"SELECT count(*) FROM pg_stat_activity WHERE {busy}"
            while connection.exec_driver_sql(query).scalar():
                connection.rollback()
                time.sleep(0.005)
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in TABLES
        }
        files = list(connection.execute(select(EDITION.c.file).order_by(EDITION.c.id)).scalars())
    engine.dispose()
    return rows, files


@pytest.mark.timeout(600)
def test_killed_at_any_moment_nothing_is_lost(register, database):
    take(register, edition(file="before"), [said("before")])
    with Forks("tests.outside.database.forker", database) as imports:
        usual = imports.run("usual").seconds
        standing = held(database)[1]
        rng = random.Random(7)
        killed = finished = number = 0
        while killed < KILLS or finished < FINISHED:
            number += 1
            # every other kill is aimed at the end, where all of it comes to stay: later after a
            # kill, earlier after an import that got away, as imports take longer on a busy machine
            aimed = killed >= KILLS or bool(rng.getrandbits(1))
            name = f"edition_{number}"
            ended = imports.run(name, usual * (rng.uniform(0.85, 1.15) if aimed else rng.random()))
            assert ended.status == (0 if ended.done else -signal.SIGKILL)
            rows, now = held(database)
            # whole or not at all; what was said to be done is there, and everything before it
            assert now == [*standing, name] or (now == standing and not ended.done)
            whole = len(now) - 1
            assert rows["observation"] == rows["listing"] == 1 + whole * STATEMENTS
            assert rows["rejection"] == whole * NOTES
            killed += not ended.done
            finished += ended.done
            if aimed:
                usual *= 0.93 if ended.done else 1.05
            standing = now
        assert imports.run("last").done
    told = {f"{name}-{i}" for name in [*standing[1:], "last"] for i in range(STATEMENTS)}
    assert set(objects(register)) == told | {"before"}
