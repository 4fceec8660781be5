"""Opening a register's database, and bringing it up to date."""

from __future__ import annotations

import datetime as dt
import secrets
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from vidik.errors import InputError
from vidik.outside.database.schema import DECISION, LISTING, OBSERVATION, REGISTER, REJECTION

__all__ = ["WRITING", "explained", "opened", "shown", "swept"]

#: Execution options of a transaction that writes.
WRITING: Mapping[str, Any] = {"writes": True}

#: Seconds that a command waits while another one writes.
_PATIENCE = 30

#: Seconds until it asks again, where a database does not let it wait.
_MOMENT = 0.05

#: What to do where there is no register.
_NONE = "`vidik register import` makes one"

#: By which those who write to one database of PostgreSQL know that somebody does; any number.
_TURN = 0x5649_4449_4B

#: What to do about it, by how the names of SQLite's faults and PostgreSQL's states begin.
_HINTS = {
    "SQLITE_BUSY": "another command is writing to it: try again when that has ended",
    "55P03": "another command is writing to it: try again when that has ended",
    "SQLITE_CANTOPEN": "it and its folder must be yours to write: SQLite keeps files beside it",
    "SQLITE_READONLY": "it and its folder must be yours to write: SQLite keeps files beside it",
    "SQLITE_NOTADB": "it is no file of SQLite",
    "SQLITE_CORRUPT": "it is damaged: `vidik register restore` makes a register of a backup",
}


def shown(register: str) -> str:
    """Return what a register is called in messages: its file, or its address without a password.

    Parameters
    ----------
    register
        A file, or an address such as ``postgresql://host/name``.
    """
    return register if _is_file(register) else _url_of(register).render_as_string()


@contextmanager
def explained(name: str, what: str) -> Iterator[None]:
    """Say which register it was, where a database refuses to do something.

    Parameters
    ----------
    name
        Of the register, as of `shown`.
    what
        What was to be done with it: “read”, “written”.

    Raises
    ------
    InputError
        In place of what the database raises.
    """
    try:
        yield
    except SQLAlchemyError as fault:
        kind = _kind_of(fault)
        raise InputError(
            f"the register cannot be {what}: {_sentence(fault)}",
            file=name,
            hint=next((hint for start, hint in _HINTS.items() if kind.startswith(start)), None),
        ) from fault


def opened(register: str, *, create: bool = False) -> Engine:
    """Open a register, brought up to date.

    Parameters
    ----------
    register
        A file of SQLite, or an address such as ``postgresql://host/name``.
    create
        Make it if there is none.

    Returns
    -------
    Engine
        To be disposed of by the caller.

    Raises
    ------
    InputError
        If there is no register, it cannot be reached, is something else, or was made by a newer
        Vidik.
    """
    if _is_file(register):
        _check_file(Path(register), create=create)
    engine = _engine(register)
    try:
        with explained(shown(register), "opened"):
            _bring_up(engine, register, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def swept(engine: Engine) -> bool:
    """Let nothing of rows that were taken away stay in the database's files.

    What is free is written over, and so is what SQLite writes beside the file first. Backups,
    copies and what a server of PostgreSQL keeps to repeat what it did are out of reach.

    Parameters
    ----------
    engine
        Of a register.

    Returns
    -------
    bool
        False if somebody else was at it for so long that something may be left.
    """
    try:
        with closing(engine.raw_connection()) as pooled:
            raw: Any = pooled.driver_connection
            if engine.dialect.name == "sqlite":
                raw.execute("VACUUM").close()
                return not raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            pooled.detach()  # what is set here is of no use to others
            raw.autocommit = True
            if not _is_alone(raw):
                return False
            raw.execute(f"SET lock_timeout = '{_PATIENCE}s'")
            for table in (OBSERVATION, LISTING, REJECTION, DECISION):
                raw.execute(f"VACUUM FULL {table.name}")
            return True
    except engine.dialect.loaded_dbapi.OperationalError:
        return False


def _is_alone(connection: Any) -> bool:
    """Wait for whoever began before now: PostgreSQL keeps for them what they may still ask."""
    now = connection.execute("SELECT pg_current_xact_id()::xid::text").fetchone()
    older = (
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database() AND age(backend_xmin) > age(%s::xid)"
    )
    deadline = time.monotonic() + _PATIENCE
    while connection.execute(older, now).fetchone()[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(_MOMENT)
    return True


def _is_file(register: str) -> bool:
    return "://" not in register


def _url_of(register: str) -> URL:
    if _is_file(register):
        return URL.create("sqlite", database=str(Path(register).absolute()))
    try:
        url = make_url(register)
    except (ArgumentError, ValueError):
        # as it cannot be read, nobody knows where in it a password stands
        raise InputError("not the address of a database", hint="postgresql://host/name") from None
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise InputError(
            "not the address of a database", value=url.render_as_string(),
            hint="the name of a file, or postgresql://host/name",
        )  # fmt: skip
    # the driver is ours to choose: the one that Vidik comes with
    return url.set(drivername="postgresql+psycopg")


def _check_file(path: Path, *, create: bool) -> None:
    # Nothing opens the file but SQLite: when a program closes a file, all that it had locked in it
    # is free, and another one may then take away what the first one's connections still write to.
    try:
        if path.is_dir():
            raise InputError("a folder, not a register", file=path)
        if path.exists():
            return
        if not create:
            raise InputError(
                "no such register", file=path, hint="`vidik register import` makes one"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        # what is held and what is a draft stands in it: nobody else reads it
        path.touch(mode=0o600)
    except OSError as fault:
        raise InputError(f"cannot be used as a register: {fault.strerror}", file=path) from fault


def _engine(register: str) -> Engine:
    url = _url_of(register)
    if _is_file(register):
        engine = create_engine(url, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(url, connect_args={"connect_timeout": _PATIENCE})
    except ModuleNotFoundError as fault:
        raise InputError(
            "PostgreSQL needs its driver", hint="pip install 'vidik[postgresql]'"
        ) from fault
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Python's driver would begin a transaction when it thinks fit; `_begin_sqlite` does instead.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # Who writes says so from the start: of two the second then waits, instead of failing halfway.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # One after the other, as in SQLite: two that import the same would wait for each other for
    # ever, and what one erases the other would bring back.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def _bring_up(engine: Engine, register: str, *, create: bool) -> None:
    """Bring a register up to date; make it, if need be and wanted."""
    with engine.connect() as connection:
        ready = _is_ready(connection, register, create=create)
    if ready:
        return
    with engine.execution_options(**WRITING).begin() as connection:
        # whoever came first may have done it meanwhile
        if not _is_ready(connection, register, create=create):
            _upgrade(connection)
            _make_known(connection)
    if engine.dialect.name == "sqlite":
        _let_readers_go_on(engine, register)


def _let_readers_go_on(engine: Engine, register: str, *, patience: float = _PATIENCE) -> None:
    """Let readers go on while somebody writes; the file itself keeps that in mind.

    For that SQLite wants the file for itself, and does not always wait for it: others who make the
    same register are about.
    """
    busy = engine.dialect.loaded_dbapi.OperationalError
    until = time.monotonic() + patience
    with closing(engine.raw_connection()) as pooled:
        raw: Any = pooled.driver_connection
        while True:
            try:
                raw.execute("PRAGMA journal_mode=WAL").close()
            except busy as fault:
                if time.monotonic() > until:
                    raise InputError(
                        f"the register cannot be opened: {fault}",
                        file=shown(register),
                        hint=_HINTS["SQLITE_BUSY"],
                    ) from fault
                time.sleep(_MOMENT)
            else:
                return


def _is_ready(connection: Connection, register: str, *, create: bool) -> bool:
    """Return whether a register is up to date; refuse what is none, and change nothing."""
    tables = inspect(connection).get_table_names()
    if not tables:
        if not create:
            raise InputError(
                "there is no register in this database",
                file=shown(register),
                hint=_NONE,
            )
        return False
    here = MigrationContext.configure(connection).get_current_revision()
    if here is None or REGISTER.name not in tables:
        raise InputError("a database, but not a register of cameras", file=shown(register))
    scripts = ScriptDirectory.from_config(_scripts())
    if here not in {script.revision for script in scripts.walk_revisions()}:
        raise InputError(
            "the register was made by a newer Vidik", file=shown(register), value=here,
            hint="install that one; nothing was changed",
        )  # fmt: skip
    named = connection.execute(REGISTER.select()).first() is not None
    return named and here == scripts.get_current_head()


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", "vidik.outside.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    """Bring the tables up to date."""
    config = _scripts()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _make_known(connection: Connection) -> None:
    """Give a new register a name and a secret."""
    if connection.execute(REGISTER.select()).first() is None:
        connection.execute(
            insert(REGISTER).values(
                id=str(uuid.uuid4()), salt=secrets.token_bytes(32), made=dt.datetime.now(dt.UTC)
            )
        )


def _kind_of(fault: SQLAlchemyError) -> str:
    """Return SQLite's name of a fault, or PostgreSQL's number of a state; “” if neither is told."""
    own = getattr(fault, "orig", None)
    return str(getattr(own, "sqlite_errorname", None) or getattr(own, "sqlstate", None) or "")


def _sentence(fault: SQLAlchemyError) -> str:
    """Return what a database said, in one line and without the statement it said it of."""
    text = str(getattr(fault, "orig", None) or fault)
    return " ".join(text.split())[:300]
