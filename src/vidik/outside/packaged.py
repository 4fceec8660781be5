"""Files of ``vidik/data``, which come with Vidik, and what to say if one cannot be used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from vidik.errors import InputError

__all__ = ["explained", "path_of", "table_of"]


def path_of(name: str) -> str:
    """Return what a file that comes with Vidik is called in messages.

    Parameters
    ----------
    name
        Of the file.
    """
    return f"vidik/data/{name}"


def table_of(name: str) -> dict[str, Any]:
    """Return a table that comes with Vidik, as it stands in its file.

    Parameters
    ----------
    name
        Of the file.

    Raises
    ------
    InputError
        If the file was changed into something that is no TOML.
    """
    with explained(path_of(name)):
        return tomllib.loads(files("vidik").joinpath("data", name).read_text(encoding="utf-8"))


@contextmanager
def explained(file: object) -> Iterator[None]:
    """Turn what is wrong with the values of a table into a message that names its file.

    Parameters
    ----------
    file
        The file.

    Raises
    ------
    InputError
        In place of what Python raises.
    """
    try:
        yield
    except KeyError as fault:
        raise InputError(
            "cannot be used: it lacks a key", file=file, value=fault.args[0]
        ) from fault
    except (TypeError, ValueError, AttributeError) as fault:
        raise InputError(f"cannot be used: {fault}", file=file) from fault
