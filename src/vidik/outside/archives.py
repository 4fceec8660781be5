"""Zip files and what stands in them, unpacked within limits: nobody's word for a size is taken."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from vidik.errors import InputError

__all__ = ["MOST_BYTES", "check_archive", "member", "names_in"]

#: No list unpacks to more than this.
MOST_BYTES = 2 * 2**30
#: What a library holds in memory as a whole, such as the texts that the cells of a workbook share.
_MOST_HELD = 2**28
#: Text packs to a tenth or a thirtieth; what packs to less than a two-hundredth is made to.
_MOST_RATIO = 200
#: Below this much a ratio says nothing: an empty sheet packs well.
_SMALL = 16 * 2**20
_MOST_MEMBERS = 10_000
_PART = 2**18

_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class _Counted(io.RawIOBase):
    """What is unpacked, counted while it comes."""

    def __init__(self, packed: IO[bytes], limit: int, path: Path, name: str) -> None:
        super().__init__()
        self._packed, self._left, self._path, self._name = packed, limit, path, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._packed.read(len(view))
        except _FAULTS as fault:
            raise _broken(self._path, fault, self._name) from fault
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._path, self._name)
        view[: len(data)] = data
        return len(data)


def names_in(path: Path) -> tuple[str, ...]:
    """Return the names of the members of a zip file.

    Raises
    ------
    InputError
        If it is no zip file, is broken, or has too many members.
    """
    with _open(path) as archive:
        return tuple(archive.namelist())


@contextmanager
def member(path: Path, name: str) -> Iterator[io.BufferedReader]:
    """Give one member of a zip file to be read, within the limits.

    Parameters
    ----------
    path
        Of the zip file.
    name
        Of the member.

    Raises
    ------
    InputError
        If it is missing, broken, encrypted, or unpacks to too much; also while it is read.
    """
    with _open(path) as archive:
        try:
            packed = archive.open(name=name, mode="r")
        except KeyError as fault:
            raise InputError("has no such part", file=path, value=name) from fault
        except _FAULTS as fault:
            raise _broken(path, fault, name) from fault
        with packed, _Counted(packed, _limit(archive.getinfo(name)), path, name) as counted:
            yield io.BufferedReader(counted, _PART)


def check_archive(path: Path, *, streamed: str = "") -> None:
    """Unpack a whole zip file into nothing, so that a library may then be let at it.

    Parameters
    ----------
    path
        Of the zip file.
    streamed
        What the names of the members begin with that the library reads a part at a time; the others
        it holds in memory, and they may be of a quarter of a gigabyte together.

    Raises
    ------
    InputError
        If it is broken, encrypted, or unpacks to more than `MOST_BYTES`, or more than two hundred
        times its size.
    """
    total = held = 0
    for name in names_in(path):
        with member(path, name) as file:
            while data := file.read(_PART):
                total += len(data)
                held += 0 if streamed and name.startswith(streamed) else len(data)
                if total > MOST_BYTES or (streamed and held > _MOST_HELD):
                    raise _too_large(path, name)


@contextmanager
def _open(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as fault:
        raise InputError("no such file", file=path) from fault
    except (*_FAULTS, ValueError) as fault:
        raise _broken(path, fault, None) from fault
    with archive:
        if len(archive.namelist()) > _MOST_MEMBERS:
            raise InputError(f"a zip file of more than {_MOST_MEMBERS:,} parts", file=path)
        yield archive


def _limit(info: zipfile.ZipInfo) -> int:
    """Return how much may come of a member; its packed size cannot exceed the file."""
    return min(MOST_BYTES, max(_SMALL, _MOST_RATIO * info.compress_size))


def _broken(path: Path, fault: Exception, name: str | None) -> InputError:
    if "encrypted" in str(fault) or "password" in str(fault):
        return InputError(
            "is locked with a password", file=path, place=name, hint="save it without one"
        )
    return InputError(
        f"a zip file that cannot be unpacked: {fault}",
        file=path,
        place=name,
        hint="is it complete? Fetch it again",
    )


def _too_large(path: Path, name: str) -> InputError:
    return InputError(
        "unpacks to more than a list can hold",
        file=path,
        place=name,
        hint="a bomb, or not a list; if it is one, save it as CSV",
    )
