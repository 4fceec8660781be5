"""Opening a register: only what is one, by whoever may, and as it was left."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, select

from tests.outside.database.makers import NOON, edition, origin, said, take
from vidik.errors import InputError
from vidik.outside.database import engine
from vidik.outside.database.engine import opened
from vidik.outside.database.register import Register
from vidik.outside.database.schema import METADATA, REGISTER

ROOT = Path(__file__).resolve().parents[3]
MIGRATIONS = Path(engine.__file__).parent / "migrations"


def elsewhere(script, *args):
    """Run a script in a process of its own, and return how it ended and what it printed."""
    head = "import os, resource, signal, sys\nfrom tests.outside.database.makers import *\n"
    head += "from vidik.errors import VidikError\nfrom vidik.outside.database import engine\n"
    head += "from vidik.outside.database.register import Register\n"
    ran = subprocess.run(
        [sys.executable, "-c", head + script, *map(str, args)],
        cwd=ROOT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


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


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://me:hush@host:port/none", "not the address of a database"),
        ("mysql://me:hush@host/none", r"not the address of a database: 'mysql://me:\*\*\*@host"),
        ("sqlite:///register.sqlite", "the name of a file"),
        ("://", "not the address of a database"),
    ],
)
def test_no_other_address_is_taken(url, message):
    with pytest.raises(InputError, match=message) as caught:
        Register(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("create", [False, True])
def test_the_database_of_another_program_is_left_as_it_is(tmp_path, create):
    for number, table in enumerate(("bookmark", "register")):
        file = tmp_path / f"{number}.sqlite"
        other = sqlite3.connect(file)
        other.execute(f"CREATE TABLE {table} (id TEXT)")
        other.close()
        before = file.read_bytes()
        with pytest.raises(InputError, match="not a register of cameras"):
            Register(str(file), create=create)
        assert file.read_bytes() == before
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(InputError, match="no register in this database"):
        Register(str(empty))
    assert empty.read_bytes() == b""


def test_a_register_that_is_open_twice_stays_whole(tmp_path):
    file = tmp_path / "x.sqlite"
    with Register(str(file), create=True) as register:
        register.describe(origin())
        Register(str(file)).__exit__(None, None, None)
        # had that taken away our locks, this one would think itself alone, and clear up
        status, told = elsewhere("Register(sys.argv[1]).__exit__(None, None, None)", file)
        assert (status, told) == (0, "")
        assert file.with_name("x.sqlite-wal").exists()


def test_nobody_else_reads_what_sqlite_writes_beside_a_register(tmp_path):
    with Register(str(tmp_path / "x.sqlite"), create=True) as register:
        register.describe(origin())
        files = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()}
        assert files == {"x.sqlite": 0, "x.sqlite-wal": 0, "x.sqlite-shm": 0}


def test_of_many_who_make_a_register_at_once_one_does(database):
    def name(_):
        with Register(database, create=True) as register:
            return register.id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(name, range(8)))) == 1
    made = opened(database)
    with made.connect() as connection:
        assert connection.execute(select(func.count()).select_from(REGISTER)).scalar() == 1
        if made.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    made.dispose()


def held_by_a_reader(path):
    """Return a connection that reads a file of SQLite, and an engine for others."""
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    reader.execute("CREATE TABLE something (id)")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM something").fetchall()
    return reader, create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})


def test_a_file_that_others_read_is_waited_for(tmp_path):
    reader, others = held_by_a_reader(tmp_path / "register.sqlite")
    later = threading.Timer(0.3, reader.close)
    later.start()
    engine._let_readers_go_on(others, "register.sqlite")
    later.join()
    with others.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    others.dispose()


def test_a_file_that_others_read_for_ever_is_an_error(tmp_path):
    reader, others = held_by_a_reader(tmp_path / "register.sqlite")
    with pytest.raises(InputError, match=r"database is locked.*try again when that has ended"):
        engine._let_readers_go_on(others, "register.sqlite", patience=0.2)
    reader.close()
    others.dispose()


def test_one_that_was_killed_while_it_made_a_register_left_nothing(database):
    script = "engine._make_known = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
    status, told = elsewhere(script + "Register(sys.argv[1], create=True)", database)
    assert (status, told) == (-9, "")
    with pytest.raises(InputError, match="there is no register"):
        Register(database)
    with Register(database, create=True) as register:
        assert register.id


REVISION = """
import os
import signal
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0003", "0002", None, None
def upgrade():
    op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("origin") as batch:
        batch.add_column(sa.Column("more", sa.Text))
    if "STOP" in os.environ:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_revision_that_was_interrupted_left_the_register_as_it_was(
    database, tmp_path, monkeypatch
):
    with Register(database, create=True, now=lambda: NOON) as register:
        register.describe(origin())
        take(register, edition(), [said("a")])
        before = list(register.state())
    newer = tmp_path / "newer"
    shutil.copytree(MIGRATIONS, newer)
    (newer / "versions" / "r0003_more.py").write_text(REVISION)
    script = "old = engine._scripts\ndef scripts():\n    made = old()\n"
    script += "    made.set_main_option('script_location', sys.argv[2])\n    return made\n"
    script += "engine._scripts = scripts\nRegister(sys.argv[1])"
    monkeypatch.setenv("STOP", "1")
    assert elsewhere(script, database, newer) == (-9, "")
    with Register(database) as register:
        assert list(register.state()) == before
    stands = opened(database)
    with stands.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    stands.dispose()
    monkeypatch.delenv("STOP")
    assert elsewhere(script, database, newer) == (0, "")
    with pytest.raises(InputError, match="made by a newer Vidik: '0003'"):
        Register(database)


def test_a_register_that_one_may_not_write_to_is_said_so():
    # not in pytest's folder, which nobody but its owner may enter
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.sqlite"
        Register(str(file), create=True).__exit__(None, None, None)
        file.chmod(0o444)
        Path(folder).chmod(0o555)
        # what is loaded late is loaded first: nobody may not read that either
        script = "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
        script += "    Register(folder + '/x', create=True).__exit__(None, None, None)\n"
        script += "if os.getuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        script += "try:\n    Register(sys.argv[1])\nexcept VidikError as fault:\n    print(fault)\n"
        for place, reason in (
            (file, "it and its folder must be yours to write"),
            (Path(folder) / "new.sqlite", "cannot be used as a register: Permission denied"),
        ):
            making = script.replace("[1])", "[1], create=True)")
            status, told = elsewhere(making, place)
            assert status == 0, told
            assert f"{place}: " in told
            assert reason in told
        Path(folder).chmod(0o755)


def test_a_disk_that_is_full_leaves_the_register_as_it_was(tmp_path):
    file = tmp_path / "x.sqlite"
    with Register(str(file), create=True) as register:
        register.describe(origin())
        take(register, edition(), [said("a")])
    script = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
    script += "try:\n    with Register(sys.argv[1]) as register:\n"
    script += "        take(register, edition(file='b'), (said(f'b{i}') for i in range(9_000)))\n"
    script += "except VidikError as fault:\n    print(fault)\n"
    status, told = elsewhere(script, file)
    assert status == 0
    assert f"{file}: the register cannot be written" in told
    with Register(str(file)) as register:
        assert [one.observation.object for one in register.state()] == ["a"]
        # and it can be gone on with
        assert take(register, edition(file="b"), [said("b")]).new
