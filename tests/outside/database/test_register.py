"""What goes into a register stays there, in either database."""

import dataclasses
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from vidik.outside.database.schema import METADATA

ROOT = Path(__file__).resolve().parents[3]
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


SCRIPT = """
import sys
from tests.outside.database.makers import edition, said, take
from vidik.outside.database.register import Register
with Register(sys.argv[1]) as register:
    print("open", flush=True)
    take(register, edition(file="big", sha256="big"), (said(f"n{i}") for i in range(60_000)))
"""


def test_killed_at_any_moment_nothing_is_lost(register, database):
    take(register, edition(), [said("before")])
    rng = random.Random(7)
    whole = 0
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, database], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(rng.uniform(0.0, 1.5))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with Register(database) as again:
            amounts = [one.statements for one in again.editions()]
            assert amounts in ([1], [1, 60_000])
            whole += len(amounts) == 2
    subprocess.run([sys.executable, "-c", SCRIPT, database], check=True, cwd=ROOT)
    assert [one.statements for one in register.editions()] in ([1, 60_000],)
    assert objects(register, origins=["list"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a database", "it is no file of SQLite"),
        (b"SQLite format 3\0" + b"x" * 100, "cannot be opened"),
    ],
)
def test_what_is_no_register_is_refused_and_left_alone(tmp_path, content, message):
    file = tmp_path / "x.sqlite"
    file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        Register(str(file))
    assert file.read_bytes() == content


def test_nobody_else_reads_a_register(tmp_path):
    Register(str(tmp_path / "new" / "x.sqlite"), create=True).__exit__(None, None, None)
    assert (tmp_path / "new" / "x.sqlite").stat().st_mode & 0o077 == 0


def test_a_register_that_is_not_there_is_not_made_by_looking(tmp_path):
    with pytest.raises(InputError, match="no such register"):
        Register(str(tmp_path / "x.sqlite"))
    assert list(tmp_path.iterdir()) == []


def test_a_register_of_a_newer_vidik_is_left_alone(database):
    engine = opened(database, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(InputError, match="made by a newer Vidik: '9999'"):
        Register(database)


@pytest.mark.parametrize("url", ["nodb://x/y", "postgresql://127.0.0.1:1/none"])
def test_a_database_that_cannot_be_reached_is_named(url):
    with pytest.raises(InputError, match=r"database|cannot be opened"):
        Register(url)


def test_passwords_are_not_shown():
    with pytest.raises(InputError) as caught:
        Register("postgresql://me:hush@127.0.0.1:1/none")
    assert "hush" not in str(caught.value)
