"""Opening a register's database, and bringing it up to date."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from vidik.errors import InputError
from vidik.outside.database.schema import REGISTER

__all__ = ["WRITING", "explained", "opened", "shown"]

#: Execution options of a transaction that writes.
WRITING: Mapping[str, Any] = {"writes": True}

#: Seconds that a command waits while another one writes.
_PATIENCE = 30

_SQLITE = b"SQLite format 3\0"


def shown(register: str) -> str:
    """Return what a register is called in messages: its file, or its address without a password.

    Parameters
    ----------
    register
        A file, or an address such as ``postgresql://host/name``.
    """
    if "://" not in register:
        return register
    return make_url(_url_of(register)).render_as_string(hide_password=True)


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
        raise InputError(f"the register cannot be {what}: {_sentence(fault)}", file=name) from fault


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
    if "://" not in register:
        _check_file(Path(register), create=create)
    engine = _engine(_url_of(register))
    try:
        with explained(shown(register), "opened"):
            _bring_up(engine, register, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine, register: str, *, create: bool) -> None:
    """Bring a register up to date; make it, if need be and wanted."""
    with engine.connect() as connection:
        empty = not inspect(connection).has_table(REGISTER.name)
        if empty and any(inspect(connection).get_table_names()):
            raise InputError("a database, but not a register of cameras", file=shown(register))
        if empty and not create:
            raise InputError(
                "there is no register in this database",
                file=shown(register),
                hint="`vidik register import` makes one",
            )
        _upgrade(connection, register)
        connection.commit()
    with engine.begin() as connection:
        _make_known(connection)


def _url_of(register: str) -> str:
    if "://" not in register:
        return f"sqlite:///{Path(register).absolute()}"
    # the driver is ours to choose: the one that Vidik comes with
    scheme, _, rest = register.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    return register


def _check_file(path: Path, *, create: bool) -> None:
    if not path.exists():
        if not create:
            raise InputError(
                "no such register", file=path, hint="`vidik register import` makes one"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        # what is held and what is a draft stands in it: nobody else reads it
        path.touch(mode=0o600)
        return
    if path.is_dir():
        raise InputError("a folder, not a register", file=path)
    with path.open("rb") as file:
        start = file.read(len(_SQLITE))
    if start and start != _SQLITE:
        raise InputError("not a register: it is no file of SQLite", file=path)


def _engine(url: str) -> Engine:
    try:
        if url.startswith("sqlite"):
            engine = create_engine(url, connect_args={"timeout": _PATIENCE})
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(url, connect_args={"connect_timeout": _PATIENCE})
    except (ArgumentError, NoSuchModuleError) as fault:
        raise InputError(
            "not the address of a database", value=url, hint="postgresql://host/name"
        ) from fault
    except ModuleNotFoundError as fault:
        raise InputError(
            "PostgreSQL needs its driver", hint="pip install 'vidik[postgresql]'"
        ) from fault


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Python's driver would begin a transaction when it thinks fit; `_begin_sqlite` does instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # Who writes says so from the start: of two the second then waits, instead of failing halfway.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", "vidik.outside.database:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection, register: str) -> None:
    """Bring the tables up to date."""
    config = _scripts()
    scripts = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(connection).get_current_revision()
    if here == scripts.get_current_head():
        return
    if here is not None and here not in {script.revision for script in scripts.walk_revisions()}:
        raise InputError(
            "the register was made by a newer Vidik", file=shown(register), value=here,
            hint="install that one; nothing was changed",
        )  # fmt: skip
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


def _sentence(fault: SQLAlchemyError) -> str:
    """Return what a database said, in one line and without the statement it said it of."""
    text = str(getattr(fault, "orig", None) or fault)
    return " ".join(text.split())[:300]
