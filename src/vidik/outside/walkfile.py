"""Files of recorded walks, told apart by their content: GPX, GeoJSON, FIT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vidik.errors import InputError
from vidik.model.fixes import RawFix
from vidik.outside.fit import LARGEST_FIT, read_fit
from vidik.outside.geolines import read_geolines
from vidik.outside.gpx import read_tracks

__all__ = ["MOST_FIXES", "read_walk_file"]

#: Places; one a second for half a day has less.
MOST_FIXES = 50_000

#: Bytes; so many places have less, whatever else is said of each.
_LARGEST = 2**27


def read_walk_file(path: Path) -> Iterator[RawFix]:
    """Yield the places of a recorded walk.

    Parameters
    ----------
    path
        Of the file; what it holds tells its format, whatever it is called.

    Raises
    ------
    InputError
        If it is missing, no file, empty, in another format, broken, or larger than a walk can be.
    """
    read, largest = _reader_of(path)
    if path.stat().st_size > largest:
        raise InputError(
            "larger than a recorded walk can be",
            file=path,
            value=f"{path.stat().st_size:,} bytes",
            hint=f"up to {largest:,} are read",
        )
    for number, fix in enumerate(read(path), start=1):
        if number > MOST_FIXES:
            raise InputError(
                f"more than {MOST_FIXES:,} places",
                file=path,
                place=fix.place,
                hint="one walk at a time, a place a second",
            )
        yield fix


def _reader_of(path: Path) -> tuple[Callable[[Path], Iterator[RawFix]], int]:
    """Return who reads a file, and how large it may be."""
    if not path.is_file():
        raise InputError("no such file" if not path.exists() else "not a file", file=path)
    with path.open("rb") as file:
        start = file.read(512)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise InputError("empty", file=path)
    if start[8:12] == b".FIT":
        return read_fit, LARGEST_FIT
    if text[:1] in (b"{", b"[", b"\x1e"):
        return read_geolines, _LARGEST
    if text[:1] == b"<" or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_tracks, _LARGEST
    raise InputError("no recorded walk that can be read", file=path, hint="GPX, GeoJSON or FIT")
